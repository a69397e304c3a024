"""How much of a PDF's page is picture, and whether its words are drawn as shapes."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from cpconf.core.disclosure.searched_pages import Unread

_CELLS: Final = 64
_DEEPEST: Final = 16
_MOSTLY: Final = 0.5
_MUCH: Final = 0.2
_SOME: Final = 0.05
_FEW_LETTERS: Final = 250
_PARTS_OF_A_LETTER: Final = 20
_SIMPLE_SHAPE: Final = 6
_FEWEST_DRAWN: Final = 100
_WIDE: Final = 1 / 8

_Box = tuple[float, float, float, float]
_Matrix = tuple[float, float, float, float, float, float]
_AS_IT_IS: Final[_Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Look:
    """A page's look: the share covered by pictures, from 0 to 1, and its filled shapes.

    `drawn` is about how many letters the shapes could be, if they are spread over the page.
    """

    pictured: float
    drawn: int

    def why_unread(self, letters: int) -> Unread | None:
        """Return why a page with this number of letters cannot be searched; None where it can.

        It counts as a picture if pictures cover half of it, whatever its text, or a fifth and there
        is hardly a paragraph of text.
        """
        if self.pictured > _MOSTLY or (self.pictured > _MUCH and letters < _FEW_LETTERS):
            return Unread.PICTURE
        return Unread.SHAPES if self.drawn > max(_FEWEST_DRAWN, letters) else None

    @property
    def has_picture(self) -> bool:
        """Whether pictures cover enough of the page to contain words."""
        return self.pictured > _SOME


def look_of(page: pdfium.PdfPage, *, patterned: bool = False) -> Look:
    """Measure a page's objects, within forms too; `patterned` means that shapes may be pictures."""
    box = page.get_bbox()
    grid = _Grid(box)
    shapes = _Shapes()
    for each, type_, at in _objects(page):
        if type_ == raw.FPDF_PAGEOBJ_IMAGE:
            grid.cover(_bounds(each, at))
        elif type_ == raw.FPDF_PAGEOBJ_PATH:
            if patterned:
                grid.cover(_bounds(each, at))
            shapes.add(each, at)
    return Look(grid.share, shapes.letters(box))


class _Grid:
    """The visible page as a grid of cells, so that pictures in strips and tiles add up."""

    def __init__(self, box: _Box) -> None:
        self._left, self._bottom, right, top = box
        self._width, self._height = right - self._left, top - self._bottom
        self._rows = [0] * _CELLS

    def cover(self, box: _Box) -> None:
        """Mark the cells whose middle is within these bounds as covered."""
        left, bottom, right, top = box
        first, last = _cells(left - self._left, right - self._left, self._width)
        lowest, highest = _cells(bottom - self._bottom, top - self._bottom, self._height)
        if last > first:
            mask = (1 << last) - (1 << first)
            for row in range(lowest, highest):
                self._rows[row] |= mask

    @property
    def share(self) -> float:
        """The share of the page that is covered, from 0 to 1."""
        return sum(row.bit_count() for row in self._rows) / _CELLS**2


class _Shapes:
    """Filled shapes that are more than boxes and lines."""

    def __init__(self) -> None:
        self._parts = 0
        self._box: _Box | None = None

    def add(self, path: object, at: _Matrix) -> None:
        """Count a path."""
        filled, stroked = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(path, filled, stroked)
        parts = raw.FPDFPath_CountSegments(path) if filled.value else 0
        if parts > _SIMPLE_SHAPE:
            self._parts += parts
            left, bottom, right, top = _bounds(path, at)
            had = self._box or (left, bottom, right, top)
            self._box = (
                min(left, had[0]),
                min(bottom, had[1]),
                max(right, had[2]),
                max(top, had[3]),
            )

    def letters(self, page: _Box) -> int:
        """Return about how many letters these are; 0 if they cover no more than a coat of arms."""
        if self._box is None or _area(self._box) < _WIDE * _area(page):
            return 0
        return self._parts // _PARTS_OF_A_LETTER


def _cells(begin: float, end: float, size: float) -> tuple[int, int]:
    if not size > 0:
        return 0, 0
    first, last = (min(max(each / size, 0.0), 1.0) for each in (begin, end))
    return round(first * _CELLS), round(last * _CELLS)


def _area(box: _Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[object, int, _Matrix]]:
    """Yield every object of a page, with its type and the matrix of the form that it is in."""
    top = [
        raw.FPDFPage_GetObject(page.raw, at) for at in range(raw.FPDFPage_CountObjects(page.raw))
    ]
    waiting = [(each, _AS_IT_IS, 0) for each in reversed(top)]
    while waiting:
        each, at, depth = waiting.pop()
        type_ = raw.FPDFPageObj_GetType(each)
        yield each, type_, at
        if type_ == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            held = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(each, held)
            inner = _times((held.a, held.b, held.c, held.d, held.e, held.f), at)
            waiting += [
                (raw.FPDFFormObj_GetObject(each, number), inner, depth + 1)
                for number in range(raw.FPDFFormObj_CountObjects(each))
            ]


def _bounds(each: object, at: _Matrix) -> _Box:
    """Return the bounds of an object on the page, in points."""
    sides = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(each, *sides)
    left, bottom, right, top = (side.value for side in sides)
    if at is _AS_IT_IS:
        return left, bottom, right, top
    a, b, c, d, e, f = at
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    across = [a * x + c * y + e for x, y in corners]
    up = [b * x + d * y + f for x, y in corners]
    return min(across), min(up), max(across), max(up)


def _times(one: _Matrix, other: _Matrix) -> _Matrix:
    """Return the matrix that applies `one` before `other` (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = one
    k, m, n, o, p, q = other
    return (
        a * k + b * n,
        a * m + b * o,
        c * k + d * n,
        c * m + d * o,
        e * k + f * n + p,
        e * m + f * o + q,
    )
