"""The letter of invitation (clauses H-ICPC-P1 and H-ICPC-C3): what it says, and how it looks."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import docx
import pytest

from cpconf.documents.word.invitation_letter import LETTER_FIELDS, fill_letter
from cpconf.documents.word.look import look
from tests.documents.bundle.lettering import FIELDS, LINK, lines_of, needs_office, pages

SECTIONS = [
    "When it is and how to join",
    "What the conference is for",
    "Before the conference",
    "Somebody to support you",
    "On the day",
    "If you need help or cannot be there",
]


def test_the_letter_says_to_whom_it_goes_when_the_conference_is_and_how_to_join() -> None:
    lines = lines_of(fill_letter(None, FIELDS))
    for line in (
        "Robin Example",
        "Tuesday 20 January 2026, our reference EX-2026-01",
        "Dear Robin Example",
        "Date\tThursday 12 February 2026",
        "Time\t10:00",
        "How\tMicrosoft Teams",
        "Telephone\t020 7946 0000\nConference number 123 456 789#",
        "Ring at\t09:50",
        LINK,
        "Ask us\t020 7946 0001, any weekday\nconferences@example.org",
        "London Borough of Hounslow",
    ):
        assert lines.count(line) == 1, line


def test_the_letter_tells_the_family_what_it_should_know() -> None:
    text = " ".join(lines_of(fill_letter(None, FIELDS)))
    for words in (
        "The reports will reach you first",
        "bring somebody to support you",
        "interpreter",
        "enclosed leaflet",
        "child protection plan",
        "called the chair",
    ):
        assert words in text


@pytest.mark.parametrize("absent", LETTER_FIELDS)
@pytest.mark.parametrize("how", [None, "", " \n"])
def test_what_is_absent_is_left_out_with_its_paragraph(absent: str, how: object) -> None:
    whole = lines_of(fill_letter(None, FIELDS))
    value = FIELDS[absent]
    shown = f"{value:%H:%M}" if isinstance(value, dt.time) else str(value)
    rest = lines_of(fill_letter(None, FIELDS | {absent: how}))
    assert not [line for line in rest if shown in line and absent != "type"]
    assert len(rest) in range(len(whole) - 2, len(whole) + 1)
    assert all(line.strip() for line in rest)
    assert not [line for line in rest if line.endswith(("\t", ",", "Dear "))]


def test_a_letter_of_which_nothing_is_known_says_whom_to_ask() -> None:
    lines = lines_of(fill_letter(None, {}))
    assert "If nobody has told you yet how to join, please ask us." in lines
    assert "To ask for help, speak to your social worker." in lines
    assert all(line.strip() for line in lines)
    assert not [line for line in lines if "{" in line or "None" in line]


@pytest.mark.parametrize(
    ("given_fields", "said", "unsaid"),
    [
        ({"type": "initial"}, "This is an initial conference.", "review"),
        ({"type": "review"}, "This is a review conference.", "initial"),
        ({"joining_link": None}, "Ring at 09:50. If you", "web browser"),
        ({"dial_at": None}, "Join five minutes early.", "Ring at"),
        ({"method": "conference call"}, "How\tConference call", "Teams"),
    ],
)
def test_the_letter_fits_the_conference(
    given_fields: dict[str, object], said: str, unsaid: str
) -> None:
    text = "\n".join(lines_of(fill_letter(None, FIELDS | given_fields)))
    assert said in text
    assert unsaid not in text


def test_the_letter_is_sound_word_of_no_author_in_british_english(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(fill_letter(None, FIELDS))
    found = look(tmp_path / "letter.docx")
    assert (found.remarks, found.attachments, found.revised) == ((), 0, False)
    document = docx.Document(str(tmp_path / "letter.docx"))
    about = document.core_properties
    assert (about.title, about.language) == ("Letter of invitation", "en-GB")
    assert (about.author, about.last_modified_by, about.created) == ("", "", None)
    with zipfile.ZipFile(tmp_path / "letter.docx") as package:
        everything = {name: package.read(name) for name in package.namelist()}
    assert b'w:val="en-GB"' in everything["word/styles.xml"]
    assert [name for name, part in everything.items() if b"Robin" in part] == ["word/document.xml"]


def test_the_sections_of_the_letter_are_headings() -> None:
    document = docx.Document(io.BytesIO(fill_letter(None, FIELDS)))
    headings = [
        line.text
        for line in document.paragraphs
        if line.style is not None and line.style.name == "Heading 2"
    ]
    assert headings == SECTIONS


@pytest.mark.system
@needs_office
def test_a_window_shows_the_name_and_nothing_else_of_the_letter(tmp_path: Path) -> None:
    """A long envelope, as in BS 4264: 53 to 92 mm from its top, and the sheet slides by 11 mm."""
    (page, *others) = pages(fill_letter(None, FIELDS), tmp_path)
    shown = [(text, left, top) for text, left, top in page if 40 < top < 92]
    assert [text for text, _, _ in shown] == ["Private", "and", "confidential", "Robin", "Example"]
    assert all(left >= 20 and top + 1 >= 53 for _, left, top in shown)
    assert len(others) == 1
