"""A plain Word document for the desk: a title, headings, lines, and room to write."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import docx
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Cm, Pt

_LANGUAGE: Final = "en-GB"
_RULES: Final = 3
"""Ruled lines where there is nothing to print."""
_UNDATED: Final = dt.datetime(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A part of a sheet: its heading and what stands below; no lines leave room to write."""

    heading: str
    lines: Sequence[str] = ()


def sheet(title: str, below: str, parts: Sequence[SheetPart]) -> bytes:
    """Return a Word document (.docx) as bytes; its properties name neither author nor time."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    width = section.page_width - section.left_margin - section.right_margin
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(12)
    document.add_heading(title, level=1)
    document.add_paragraph(below)
    for part in parts:
        document.add_heading(part.heading, level=2)
        for line in part.lines:
            document.add_paragraph(line)
        for number in () if part.lines else range(_RULES):
            ruled = document.add_paragraph("\t")
            ruled.paragraph_format.keep_with_next = number < _RULES - 1  # on one page
            ruled.paragraph_format.tab_stops.add_tab_stop(
                width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES
            )
    about = document.core_properties
    about.author, about.title, about.language, about.comments = "", title, _LANGUAGE, ""
    about.created = about.modified = _UNDATED
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()
