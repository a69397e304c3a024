"""A letter of invitation that an authority wrote itself, and what is refused as one."""

import io
from pathlib import Path

import docx
import pytest

from cpconf.documents.word.invitation_letter import INVITATION, LETTER_FIELDS, fill_letter
from cpconf.errors import CpconfError, DocumentFault, UsageFault
from tests.documents.bundle.lettering import FIELDS, lines_of
from tests.documents.word.wording import p, word


def letter_of(*paragraphs: str, folder: Path) -> Path:
    """An authority's own letter, as Word would have it: a heap of styles, so not tiny."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    path = folder / "letter.docx"
    document.save(str(path))
    return path


def test_an_authoritys_own_letter_is_filled_in_with_the_same_fields(tmp_path: Path) -> None:
    own = letter_of(*(f"{{{{ {field} }}}}" for field in LETTER_FIELDS), folder=tmp_path)
    assert lines_of(fill_letter(own, FIELDS | {"dial_at": "09:50"})) == [
        str(FIELDS[field]) if field != "dial_at" else "09:50" for field in LETTER_FIELDS
    ]
    assert lines_of(fill_letter(own, {})) == [""] * len(LETTER_FIELDS)


def test_what_an_authoritys_own_letter_says_itself_stays(tmp_path: Path) -> None:
    own = letter_of(
        "{{ 'Ours {_{' }} {{ recipient|upper }} {{ (ref ~ ': ') ~ type }}",
        folder=tmp_path,
    )
    document = docx.Document(str(own))
    document.core_properties.title = "For {{ procedure_title }}"
    document.save(str(own))
    letter = fill_letter(own, FIELDS | {"procedure_title": "This & That {x"})
    assert lines_of(letter) == ["Ours {_{ ROBIN EXAMPLE EX-2026-01: review"]
    assert docx.Document(io.BytesIO(letter)).core_properties.title == "For This & That {x"


@pytest.mark.parametrize(
    ("asks", "named"),
    [
        ("{{ adress }}", "adress"),
        ("{{ recipient.birthday }}", "birthday"),
        ("{% if secret %}x{% endif %}", "secret"),
        ("{% for each in family %}{{ each.name }}{% endfor %}", "family"),
    ],
)
def test_a_field_that_there_is_not_is_named_with_those_that_there_are(
    asks: str, named: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageFault) as fault:
        fill_letter(letter_of(asks, folder=tmp_path), FIELDS)
    assert str(fault.value) == (
        f"the letter of invitation has an unknown field ({named}). "
        f"The fields are {', '.join(LETTER_FIELDS)}"
    )


@pytest.mark.parametrize(
    "asks",
    [
        *("{{ ref", "{% if ref %}", "{% endif %}", "{{ ref + 1 }}", "{{ 1 / 0 }}"),
        *("{% include 'x' %}", "{{ ref|nosuchfilter }}", "{{ recipient[0].x }}"),
        *("{{ ref.__class__.__mro__ }}", "{{ ''.__class__ }}", "{{ self.__init__ }}"),
        *("{{ range(10**9)|list }}", "{{ lipsum.__globals__ }}", "{{ cycler }}{{ joiner.x }}"),
    ],
)
def test_a_letter_that_cannot_be_filled_in_or_does_more_is_refused(
    asks: str, tmp_path: Path
) -> None:
    with pytest.raises(CpconfError) as fault:
        fill_letter(letter_of(asks, folder=tmp_path), FIELDS)
    assert "Robin" not in str(fault.value)
    assert "letter of invitation" in str(fault.value)
    assert len(str(fault.value)) < 300


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (word(p("x"), {"word/vbaProject.bin": b"vba"}), "macros"),
        (b"Dear all", "not a Word document"),
        (INVITATION.read_bytes()[:20_000], "damaged"),
    ],
)
def test_a_letter_that_is_no_sound_word_document_is_refused(
    content: bytes, why: str, tmp_path: Path
) -> None:
    (tmp_path / "letter.docx").write_bytes(content)
    with pytest.raises(DocumentFault, match=why):
        fill_letter(tmp_path / "letter.docx", FIELDS)
