"""The contents pages of a set: its reports and the page on which each begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name

from cpconf.core.dates.phrases import say_count
from cpconf.documents.bundle.stamp import sheet_of
from cpconf.documents.pdf.typeface import Face

_ACROSS: Final = 595.28
_HIGH: Final = 841.89
_LEFT: Final = 64.0
_RIGHT: Final = _ACROSS - 64.0
_TOP: Final = _HIGH - 76.0
_FOOT: Final = 64.0
_TITLE_AT: Final = _LEFT + 26.0
_TITLE_LONG: Final = _RIGHT - 64.0 - _TITLE_AT

_HEADING: Final = 20.0
_TITLE: Final = 11.5
_SMALL: Final = 9.5
_ABOVE: Final = 17.0
_BELOW: Final = 9.0
_GREY: Final = b"0.35 g"
_BLACK: Final = b"0 g"


@dataclass(frozen=True, slots=True)
class ContentsRow:
    """A report's row on a contents page: title and detail, folded into lines."""

    title: list[str]
    detail: list[str]

    @property
    def high(self) -> float:
        """The row's height in points."""
        return _ABOVE + _BELOW + 14 * (len(self.title) - 1) + 12.5 * max(1, len(self.detail))


class Contents:
    """The contents pages: laid out first, drawn once the page numbers are known."""

    def __init__(self, pdf: pikepdf.Pdf, heading: str, made: str) -> None:
        self._pdf = pdf
        self._plain = Face(pdf, "P", bold=False)
        self._bold = Face(pdf, "B", bold=True)
        self._heading = self._bold.fold(heading, _HEADING, _RIGHT - _LEFT, 3)
        self._made = self._plain.fold(made, _SMALL + 0.5, _RIGHT - _LEFT, 2)
        self._sheets: list[list[ContentsRow]] = []

    def lay_out(self, reports: Sequence[tuple[str, str]]) -> None:
        """Add as many blank pages as the reports (title, detail) need, and assign the rows."""
        room = 0.0
        for title, detail in reports:
            row = ContentsRow(
                self._bold.fold(title, _TITLE, _TITLE_LONG, 3),
                self._plain.fold(detail, _SMALL, _TITLE_LONG, 3) if detail.strip() else [],
            )
            if not self._sheets or row.high > room:
                room = self._start(first=not self._sheets) - _FOOT
                self._sheets.append([])
            self._sheets[-1].append(row)
            room -= row.high
        for _ in self._sheets:
            self._pdf.add_blank_page(page_size=(_ACROSS, _HIGH))

    def draw(self, pages: Sequence[tuple[int, int]]) -> None:
        """Draw the contents pages, which are the first pages of the document.

        `pages` are each report's first and last page, from 1, in the order laid out.
        """
        number = 0
        drawn: list[tuple[pikepdf.Page, bytes]] = []
        for place, rows in enumerate(self._sheets):
            page = self._pdf.pages[place]
            low = self._start(first=place == 0)
            pieces = self._head(first=place == 0, reports=len(pages))
            links = []
            for row in rows:
                target = self._pdf.pages[pages[number][0] - 1]
                pieces += self._row(row, number + 1, pages[number], low)
                links.append(self._link(target, low, row.high))
                low -= row.high
                number += 1
            page.obj.Annots = Array(links)
            drawn.append((page, b"\n".join(pieces)))
        fonts = Dictionary({face.name: face.finish() for face in (self._plain, self._bold)})
        for page, content in drawn:
            page.obj.Resources = Dictionary(Font=fonts)
            page.obj.Contents = self._pdf.make_stream(content)

    def _start(self, *, first: bool) -> float:
        """Return the top of the first row, in points from the foot of the page."""
        if not first:
            return _TOP - 34
        return _TOP - 24 * (len(self._heading) - 1) - 14 * len(self._made) - 70

    def _head(self, *, first: bool, reports: int) -> list[bytes]:
        high = _TOP
        if not first:
            pieces = [_GREY, self._text("Contents, continued", _SMALL, _LEFT, high)]
        else:
            pieces = [_BLACK]
            for line in self._heading:
                pieces.append(self._text(line, _HEADING, _LEFT, high, bold=True))
                high -= 24
            pieces.append(_GREY)
            counts = f"{say_count(reports, 'report')}, {say_count(len(self._pdf.pages), 'page')}"
            for line in [*self._made, counts]:
                pieces.append(self._text(line, _SMALL + 0.5, _LEFT, high))
                high -= 14
        base = self._start(first=first) + 8
        return [
            *pieces,
            self._text("Report", _SMALL - 1, _TITLE_AT, base),
            self._text("Page", _SMALL - 1, _RIGHT, base, to_left=True),
            _rule(base - 8, 0.9, b"0.35 G"),
        ]

    def _row(
        self, row: ContentsRow, number: int, pages: tuple[int, int], top: float
    ) -> list[bytes]:
        base = top - _ABOVE
        line_at = base
        pieces = [_GREY, self._text(str(number), _TITLE, _LEFT, base), _BLACK]
        for line in row.title:
            pieces.append(self._text(line, _TITLE, _TITLE_AT, line_at, bold=True))
            line_at -= 14
        line_at += 1.5
        pieces.append(_GREY)
        for line in row.detail:
            pieces.append(self._text(line, _SMALL, _TITLE_AT, line_at))
            line_at -= 12.5
        count = say_count(pages[1] - pages[0] + 1, "page")
        pieces += [
            _BLACK,
            self._text(str(pages[0]), _TITLE, _RIGHT, base, bold=True, to_left=True),
            _GREY,
            self._text(count, _SMALL - 1, _RIGHT, base - 12.5, to_left=True),
        ]
        return [*pieces, _rule(top - row.high, 0.5, b"0.8 G")]

    def _text(
        self,
        text: str,
        size: float,
        right: float,
        up: float,
        *,
        bold: bool = False,
        to_left: bool = False,
    ) -> bytes:
        face = self._bold if bold else self._plain
        start = right - face.length(text, size) if to_left else right
        return b"BT 1 0 0 1 %.2f %.2f Tm %b ET" % (start, up, face.show(text, size))

    def _link(self, target: pikepdf.Page, top: float, high: float) -> pikepdf.Object:
        sheet = sheet_of(target)
        left, up = sheet.place(0, sheet.high)
        return self._pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([_LEFT, round(top - high, 2), _RIGHT, round(top, 2)]),
                Border=Array([0, 0, 0]),
                Dest=Array([target.obj, Name.XYZ, round(left, 2), round(up, 2), None]),
            )
        )


def _rule(up: float, thick: float, colour: bytes) -> bytes:
    return b"%b %.2f w %.2f %.2f m %.2f %.2f l S" % (colour, thick, _LEFT, up, _RIGHT, up)
