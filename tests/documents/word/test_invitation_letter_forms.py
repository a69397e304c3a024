"""The form for feedback (O-10), and what it and the letter of invitation have in common."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from cpconf.documents.word.invitation_letter import FEEDBACK, INVITATION, fill_letter
from scripts.office import Office
from tests.documents.bundle.lettering import FIELDS, LINK, lines_of, needs_office, pages
from tests.documents.word.wording import looked_at


@pytest.mark.parametrize("path", [INVITATION, FEEDBACK], ids=["letter", "feedback"])
def test_both_are_a4_with_real_headings_and_letters_of_12_points(path: Path) -> None:
    document = docx.Document(str(path))
    section = document.sections[0]
    width, height = section.page_width, section.page_height
    assert width is not None
    assert height is not None
    assert (round(width.cm, 1), round(height.cm, 1)) == (21.0, 29.7)
    levels = [
        line.style.name
        for line in document.paragraphs
        if line.style is not None and str(line.style.name).startswith("Heading")
    ]
    assert levels == ["Heading 1", *["Heading 2"] * (len(levels) - 1)]
    assert len(levels) > 3
    for style in document.styles:
        size = getattr(getattr(style, "font", None), "size", None)
        if style.name != "Title" and size is not None:
            assert size.pt >= 12, style.name
    assert not [line for line in document.paragraphs if not line.text.strip()]


@pytest.mark.parametrize("document", [fill_letter(None, FIELDS), FEEDBACK], ids=["letter", "form"])
def test_sentences_are_short(document: bytes | Path) -> None:
    sentences = [part for line in lines_of(document) for part in re.split(r"[.?!:]\s", line)]
    assert len(sentences) > 20
    assert [part for part in sentences if len(part.split()) > 22] == []


def test_the_feedback_form_is_sound_word_and_asks_for_no_name(tmp_path: Path) -> None:
    found = looked_at(FEEDBACK.read_bytes(), tmp_path)
    assert (found.remarks, found.attachments, found.revised) == ((), 0, False)
    document = docx.Document(str(FEEDBACK))
    about = document.core_properties
    assert (about.title, about.language, about.author) == ("Feedback form", "en-GB", "")
    text = " ".join(found.texts)
    assert "Please write no names" in text
    assert "a family member" in text
    assert "a professional" in text
    assert "How to send it back" in text


def test_the_feedback_form_does_not_say_what_kind_of_meeting_it_was() -> None:
    """It goes by email as it is: in its text, its table, its properties and its boxes' names."""
    with zipfile.ZipFile(FEEDBACK) as package:
        everything = b" ".join(package.read(name) for name in package.namelist()).lower()
    assert b"meeting" in everything
    for word in (b"conference", b"child", b"protection plan", b"safeguard", b"cpconf"):
        assert word not in everything


def test_every_question_has_a_scale_with_named_boxes_or_room_to_write() -> None:
    document = docx.Document(str(FEEDBACK))
    scales, *rooms = document.tables
    assert [cell.text for cell in scales.rows[0].cells][1:] == [
        *("Yes", "Mostly", "Not really", "No", "Does not apply"),
    ]
    assert len(scales.rows) - 1 == 6
    assert len(rooms) == 2
    boxes = document.element.findall(f".//{qn('w:sdt')}")
    assert len(document.element.findall(f".//{qn('w:tbl')}//{qn('w:sdt')}")) == 5 * 6
    names = [box.find(f".//{qn('w:alias')}").get(qn("w:val")) for box in boxes]
    ids = [box.find(f".//{qn('w:id')}").get(qn("w:val")) for box in boxes]
    assert len(boxes) == 2 + 4 + 6 * 5
    assert len(set(names)) == len(set(ids)) == len(boxes)
    told = document.element.findall(f".//{qn('w:tblDescription')}")
    assert len({about.get(qn("w:val")) for about in told}) == len(document.tables)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office.started(tmp_path_factory.mktemp("office")) as started:
        yield started


@pytest.mark.system
@needs_office
def test_libreoffice_opens_the_letter_and_the_form(office: Office, tmp_path: Path) -> None:
    hostile = FIELDS | {"recipient": "Kit </w:t> & {{ 7*7 }} \u6f22\u5b57"}
    (tmp_path / "letter.docx").write_bytes(fill_letter(None, hostile))
    text = office.text_of(tmp_path / "letter.docx")
    assert text is not None
    assert "Dear Kit </w:t> & {{ 7*7 }} \u6f22\u5b57" in text
    assert "Thursday 12 February 2026" in text
    assert LINK in text
    form = office.text_of(FEEDBACK)
    assert form is not None
    assert "How was the meeting for you?" in form


@pytest.mark.system
@needs_office
def test_the_feedback_form_fills_both_sides_of_one_sheet(tmp_path: Path) -> None:
    assert len(pages(FEEDBACK.read_bytes(), tmp_path)) == 2
