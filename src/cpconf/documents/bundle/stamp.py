"""Page numbers at the foot of a page, even if it is rotated, cropped or scaled."""

from dataclasses import dataclass
from typing import Final

import pikepdf
from pikepdf import Dictionary, Name

from cpconf.documents.pdf.objects import instructions
from cpconf.documents.pdf.shown_pages import Box
from cpconf.documents.pdf.typeface import Face

_SIZE: Final = 9.0
_A4: Final = 595.0
"""Page width in points for `_SIZE`; numbers on larger pages are larger in proportion."""

_UP: Final = 0.9
_BOX: Final = 1.45
_SIDE: Final = 0.55
"""In units of the text size: gap below the box, its height, space beside the text."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as the reader sees it: its size, and the matrix to the page's own coordinates.

    The origin of the seen page is its lower left corner. Lengths are in the page's own unit (1/72
    inch unless it has a UserUnit); `unit` is that in points.
    """

    across: float
    high: float
    matrix: tuple[float, float, float, float, float, float]
    unit: float

    def place(self, right: float, up: float) -> tuple[float, float]:
        """Return a point of the seen page in the page's own coordinates."""
        a, b, c, d, e, f = self.matrix
        return a * right + c * up + e, b * right + d * up + f


def sheet_of(page: pikepdf.Page) -> Sheet:
    """Return the page as it is seen: its crop box, rotated."""
    left, low, right, high = _shown(page)
    wide, tall = right - left, high - low
    turned = _number(page.obj.get(Name.Rotate), 0) % 360
    unit = _number(page.obj.get(Name.UserUnit), 1)
    unit = unit if unit > 0 else 1.0
    if turned == 90:
        return Sheet(tall, wide, (0, 1, -1, 0, right, low), unit)
    if turned == 180:
        return Sheet(wide, tall, (-1, 0, 0, -1, right, high), unit)
    if turned == 270:
        return Sheet(tall, wide, (0, -1, 1, 0, left, high), unit)
    return Sheet(wide, tall, (1, 0, 0, 1, left, low), unit)


def stamp(page: pikepdf.Page, text: str, face: Face) -> Box:
    """Write a page's number into a white box at its foot; return the part of the page it covers.

    The name of `face` must differ from those of the page's own fonts.
    """
    sheet = sheet_of(page)
    size = _SIZE / sheet.unit * max(1.0, min(sheet.across, sheet.high) * sheet.unit / _A4)
    long = face.length(text, 1)
    size = min(size, sheet.across * 0.9 / (long + 2 * _SIDE), sheet.high * 0.4 / (_UP + _BOX))
    box = (long + 2 * _SIDE) * size
    left = (sheet.across - box) / 2
    low = _UP * size
    matrix = " ".join(f"{value:.4f}" for value in sheet.matrix)
    drawing = (
        f"/Artifact BMC q {matrix} cm 1 g 0.75 G {size / 18:.4f} w "
        f"{left:.4f} {low:.4f} {box:.4f} {_BOX * size:.4f} re B "
        f"0 g BT 1 0 0 1 {left + _SIDE * size:.4f} {low + 0.4 * size:.4f} Tm "
    ).encode()
    drawing += b"%b ET Q EMC" % face.show(text, size)
    before, after = _open_states(page)
    page.contents_add(b"q " * before, prepend=True)
    page.contents_add(b" Q" * after + b"\n" + drawing)
    if not isinstance(page.resources.get(Name.Font, Dictionary()), Dictionary):
        del page.resources[Name.Font]  # damaged, so no text on the page uses it
    page.add_resource(face.font, Name.Font, Name(face.name))
    high = _BOX * size
    return (
        left / sheet.across,
        1 - (low + high) / sheet.high,
        (left + box) / sheet.across,
        1 - low / sheet.high,
    )


def _shown(page: pikepdf.Page) -> tuple[float, float, float, float]:
    whole = _box(page.mediabox)
    crop = _box(page.cropbox)
    left, low = max(whole[0], crop[0]), max(whole[1], crop[1])
    right, high = min(whole[2], crop[2]), min(whole[3], crop[3])
    return (left, low, right, high) if left < right and low < high else whole


def _box(value: pikepdf.Array) -> tuple[float, float, float, float]:
    one, two, three, four = (float(side) for side in value)
    return min(one, three), min(two, four), max(one, three), max(two, four)


def _number(value: object, otherwise: float) -> float:
    try:
        return otherwise if value is None else float(str(value))
    except ValueError:
        return otherwise


def _open_states(page: pikepdf.Page) -> tuple[int, int]:
    """Return how often to save the graphics state before a page's content and restore it after.

    Pages that restore more often than they save, or leave states open, would move the number.
    """
    depth = lowest = 0
    for instruction in instructions(page, "q Q"):
        depth += 1 if str(instruction.operator) == "q" else -1
        lowest = min(lowest, depth)
    before = 1 - lowest
    return before, before + depth
