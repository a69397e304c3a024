"""The headings of a PDF: its bookmarks, and the lines that look like headings on the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from cpconf.documents.findings import Heading

_LONGEST: Final = 90
_CLEARLY_LARGER: Final = 1.12
_MUCH_LARGER: Final = 1.4
_BOLD: Final = 600
_FEWEST_LETTERS: Final = 3
_NUMBERED: Final = re.compile(
    r"(?:(?i:section|part|appendix)\s+)?\d{1,2}(?:\.\d{1,2})*[.):]?\s+[A-Z]"
)
_GAP: Final = 0.6


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page; sizes and places in points, places from the bottom of the page."""

    text: str
    size: float
    bold: bool
    bottom: float
    top: float


def headings_of(document: pdfium.PdfDocument) -> tuple[Heading, ...]:
    """Bookmarks first, in their order, then lines that look like headings, page by page.

    A line does where it is short and larger or bolder than the page's text, is numbered, is in
    capitals, or stands alone. That is a guess, made to be chosen from.
    """
    return (*_bookmarks(document), *_lines_like_headings(document))


def _bookmarks(document: pdfium.PdfDocument) -> Iterator[Heading]:
    for bookmark in document.get_toc():
        target = bookmark.get_dest()
        page = target.get_index() if target is not None else None
        title = " ".join(bookmark.get_title().split())
        if title and page is not None and 0 <= page < len(document):
            yield Heading(text=title, page=page + 1, level=bookmark.level + 1, bookmark=True)


def _lines_like_headings(document: pdfium.PdfDocument) -> Iterator[Heading]:
    for number, page in enumerate(document, start=1):
        lines = list(_lines(page))
        page.close()
        if not lines:
            continue
        letters = [line for line in lines for _ in range(max(1, len(line.text) // 10))]
        body = median(line.size for line in letters)
        bold = median(line.bold for line in letters) > 0
        for above, line, below in zip([None, *lines[:-1]], lines, [*lines[1:], None], strict=True):
            if _is_like_heading(line, body=body, bold=bold) or (
                _stands_alone(above, line, below) and len(lines) > 1
            ):
                level = 1 if line.size >= body * _MUCH_LARGER else 2
                yield Heading(text=line.text, page=number, level=level)


def _is_like_heading(line: _Line, *, body: float, bold: bool) -> bool:
    if not _could_be(line):
        return False
    return (
        line.size > body * _CLEARLY_LARGER
        or (line.bold and not bold)
        or _NUMBERED.match(line.text) is not None
        or line.text.isupper()
    )


def _stands_alone(above: _Line | None, line: _Line, below: _Line | None) -> bool:
    """A short line that starts as a sentence does, does not end as one, and has air around it."""
    if not (_could_be(line) and line.text[0].isupper() and len(line.text) <= _LONGEST * 2 // 3):
        return False
    air = line.size * _GAP
    return (above is None or above.bottom - line.top > air) and (
        below is not None and line.bottom - below.top > air
    )


def _could_be(line: _Line) -> bool:
    letters = sum(character.isalpha() for character in line.text)
    return (
        len(line.text) <= _LONGEST
        and letters >= _FEWEST_LETTERS
        and not line.text.endswith((".", ",", ";"))
    )


def _lines(page: pdfium.PdfPage) -> Iterator[_Line]:
    """The lines of a page, each measured at its first letter or digit."""
    textpage = page.get_textpage()
    box = raw.FS_RECTF()
    start = 0
    for line in textpage.get_text_range().split("\n"):
        shown = next((at for at, each in enumerate(line) if each.isalnum()), None)
        if shown is not None:
            index = raw.FPDFText_GetCharIndexFromTextIndex(textpage, start + shown)
            if index >= 0 and raw.FPDFText_GetLooseCharBox(textpage, index, box):
                yield _Line(
                    text=" ".join(line.replace("\ufffe", "-").split()),
                    size=abs(box.top - box.bottom),
                    bold=_is_bold(textpage, index),
                    bottom=min(box.top, box.bottom),
                    top=max(box.top, box.bottom),
                )
        start += len(line) + 1


def _is_bold(textpage: pdfium.PdfTextPage, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(textpage, index) >= _BOLD:
        return True
    written = textpage.get_textobj(index)
    return written is not None and "bold" in written.get_font().get_base_name().lower()
