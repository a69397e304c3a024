"""The headings of a PDF: its bookmarks, and the lines that look like headings on the page."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, compress, repeat
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
class _HeadingLine:
    """A line of a page; sizes and places are in points, places from the bottom of the page."""

    text: str
    size: float
    bold: bool
    bottom: float
    top: float


class Headings:
    """The headings of a document: its bookmarks in order, then lines that look like headings.

    A short line looks like one if it is larger or bolder than the page's text, numbered, in
    capitals, or stands alone. This is a guess, for the user to choose from. The pages are passed in
    while they are open to be read: opening them again would take as long again.
    """

    def __init__(self) -> None:
        self.lines: list[Heading] = []

    def take(self, number: int, textpage: pdfium.PdfTextPage) -> None:
        """Find the headings on a page; its number counts from 1."""
        self.lines += _lines_like_headings(number, textpage)

    def of(self, document: pdfium.PdfDocument) -> tuple[Heading, ...]:
        """Return all headings, after every page was taken."""
        return (*_bookmarks(document), *self.lines)


def _bookmarks(document: pdfium.PdfDocument) -> Iterator[Heading]:
    for bookmark in document.get_toc():
        target = bookmark.get_dest()
        page = target.get_index() if target is not None else None
        title = " ".join(bookmark.get_title().split())
        if title and page is not None and 0 <= page < len(document):
            yield Heading(text=title, page=page + 1, level=bookmark.level + 1, bookmark=True)


def _lines_like_headings(number: int, textpage: pdfium.PdfTextPage) -> Iterator[Heading]:
    lines = list(_lines(textpage))
    if not lines:
        return
    # Long lines count for more: they are the page's text.
    weights = [max(1, len(line.text) // 10) for line in lines]
    sizes = zip(lines, weights, strict=True)
    body = median(chain.from_iterable(repeat(line.size, weight) for line, weight in sizes))
    bold = 2 * sum(compress(weights, (line.bold for line in lines))) >= sum(weights)
    for above, line, below in zip([None, *lines[:-1]], lines, [*lines[1:], None], strict=True):
        if _could_be(line) and (
            _is_like_heading(line, body=body, bold=bold)
            or (_stands_alone(above, line, below) and len(lines) > 1)
        ):
            level = 1 if line.size >= body * _MUCH_LARGER else 2
            yield Heading(text=line.text, page=number, level=level)


def _is_like_heading(line: _HeadingLine, *, body: float, bold: bool) -> bool:
    return (
        line.size > body * _CLEARLY_LARGER
        or (line.bold and not bold)
        or _NUMBERED.match(line.text) is not None
        or line.text.isupper()
    )


def _stands_alone(
    above: _HeadingLine | None, line: _HeadingLine, below: _HeadingLine | None
) -> bool:
    """Tell whether a short line begins with a capital and has space above and below it."""
    if not line.text[0].isupper() or len(line.text) > _LONGEST * 2 // 3:
        return False
    air = line.size * _GAP
    return (above is None or above.bottom - line.top > air) and (
        below is not None and line.bottom - below.top > air
    )


def _could_be(line: _HeadingLine) -> bool:
    return (
        len(line.text) <= _LONGEST
        and not line.text.endswith((".", ",", ";"))
        and sum(map(str.isalpha, line.text)) >= _FEWEST_LETTERS
    )


def _lines(textpage: pdfium.PdfTextPage) -> Iterator[_HeadingLine]:
    """Yield the lines of a page, each measured at its first letter or digit."""
    box = raw.FS_RECTF()
    fonts: dict[int, bool] = {}
    start = 0
    for line in textpage.get_text_range().split("\n"):
        shown = next((at for at, each in enumerate(line) if each.isalnum()), None)
        if shown is not None:
            index = raw.FPDFText_GetCharIndexFromTextIndex(textpage.raw, start + shown)
            if index >= 0 and raw.FPDFText_GetLooseCharBox(textpage.raw, index, box):
                yield _HeadingLine(
                    text=" ".join(line.replace("\ufffe", "-").split()),
                    size=abs(box.top - box.bottom),
                    bold=_is_bold(textpage, index, fonts),
                    bottom=min(box.top, box.bottom),
                    top=max(box.top, box.bottom),
                )
        start += len(line) + 1


def _is_bold(textpage: pdfium.PdfTextPage, index: int, fonts: dict[int, bool]) -> bool:
    """Tell whether a letter is bold, by its weight or its font's name; `fonts` is a cache."""
    if raw.FPDFText_GetFontWeight(textpage.raw, index) >= _BOLD:
        return True
    written = raw.FPDFText_GetTextObject(textpage.raw, index)
    font = raw.FPDFTextObj_GetFont(written) if written else None
    if not font:
        return False
    known = ctypes.addressof(font.contents)
    if known not in fonts:
        fonts[known] = "bold" in pdfium.PdfFont(font).get_base_name().lower()
    return fonts[known]
