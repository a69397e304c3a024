"""Sheets for the desk: what stands in them, and that other programs open them."""

import io
from pathlib import Path

import docx
import pytest

from cpconf.documents.word.sheet import SheetPart, sheet
from scripts.office import Office
from tests.documents.bundle.lettering import needs_office

HOSTILE = "Kit </w:t> & {{ 7*7 }} \u6f22\u5b57"
PARTS = [SheetPart("What did they say?", (HOSTILE,)), SheetPart("What is left?")]


def test_a_part_without_lines_leaves_room_to_write_on_one_page() -> None:
    read = docx.Document(io.BytesIO(sheet("EX-1: a talk", "Conference on Monday", PARTS)))
    lines = [(p.style.name, p.text) for p in read.paragraphs if p.style]
    assert lines == [
        ("Heading 1", "EX-1: a talk"),
        ("Normal", "Conference on Monday"),
        ("Heading 2", "What did they say?"),
        ("Normal", HOSTILE),
        ("Heading 2", "What is left?"),
        *[("Normal", "\t")] * 3,
    ]
    together = [paragraph.paragraph_format.keep_with_next for paragraph in read.paragraphs[-3:]]
    assert together == [True, True, False]


def test_the_properties_of_a_sheet_name_neither_who_made_it_nor_when() -> None:
    read = docx.Document(io.BytesIO(sheet("EX-1: a talk", "Conference on Monday", PARTS)))
    kept = read.core_properties
    assert (kept.author, kept.last_modified_by, kept.comments) == ("", "", "")
    assert (kept.title, kept.language) == ("EX-1: a talk", "en-GB")
    assert {moment and moment.year for moment in (kept.created, kept.modified)} == {2000}


@pytest.mark.system
@needs_office
def test_libreoffice_opens_a_sheet(tmp_path: Path) -> None:
    (tmp_path / "sheet.docx").write_bytes(sheet("EX-1: a talk", "Conference on Monday", PARTS))
    (tmp_path / "office").mkdir()
    with Office.started(tmp_path / "office") as office:
        text = office.text_of(tmp_path / "sheet.docx")
    assert text is not None
    assert [line for line in text.splitlines() if line.strip()] == [
        "EX-1: a talk",
        "Conference on Monday",
        "What did they say?",
        HOSTILE,
        "What is left?",
    ]
