"""The text and look of a PDF's pages, as PDFium draws them, to prove that a copy has the same.

PDFium first draws annotations and form fields into its own copy of the page, so they are compared
as well, wherever they are in the file. Large pictures are not drawn, which would take most of the
time: their bytes and places are compared instead, and their masks by `resources.pictures`.
"""

import ctypes
import hashlib
import unicodedata
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageFilter
from pypdfium2 import raw

DOTS: Final = 36
"""Dots per inch of a page's grey picture."""
SQUARE: Final = 6
"""Dots along the side of the squares in which pictures are compared: 12 points, a line of text."""
MOST: Final = 8
"""How much a square may differ, of 255 shades. A missing word makes some 40."""

_ALIKE: Final = {
    code: "(" for code in range(0x3100) if unicodedata.mirrored(chr(code))
} | dict.fromkeys(map(ord, "-\x02\xad\u2010\ufffe"))
_LARGE: Final = 20_000
"""The size in bytes from which a picture is compared, not drawn."""

_LARGEST: Final = 1200
"""The limit in dots for the longer side of a page's picture, for posters and plans."""

ON_CLICK: Final = frozenset(
    {
        raw.FPDF_ANNOT_TEXT,
        raw.FPDF_ANNOT_POPUP,
        raw.FPDF_ANNOT_FILEATTACHMENT,
        raw.FPDF_ANNOT_SOUND,
        raw.FPDF_ANNOT_MOVIE,
        raw.FPDF_ANNOT_SCREEN,
        raw.FPDF_ANNOT_THREED,
        raw.FPDF_ANNOT_RICHMEDIA,
    }
)
"""Annotations that open on a click: the icons of comments and attachments, films."""

UNSEEN: Final = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
"""Flags of annotations that no screen shows. "Invisible" has no effect on the known kinds."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a part of a page, each from 0 to 1 of its size."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page's letters without spaces, and its picture, compressed.

    `photographs` are digests of the large pictures on it, each with its place.
    """

    letters: str
    size: tuple[int, int]
    packed: bytes
    photographs: tuple[bytes, ...] = ()

    def says_as(self, other: "Shown", *, added: str = "") -> bool:
        """Tell whether the other page has the same letters, and those that were `added` to it.

        Their order does not count: readers sort the text in one line differently.
        """
        return Counter(self.letters) + Counter(squeezed(added)) == Counter(other.letters)

    def looks_as(self, other: "Shown", *, but: Box | None = None) -> bool:
        """Tell whether the other page looks the same outside the part `but`."""
        if (self.size, self.photographs) != (other.size, other.photographs):
            return False
        if not self.packed:
            return not other.packed
        one, two = _unpacked(self), _unpacked(other)
        if but is not None:
            left, top, right, bottom = but
            wide, high = self.size
            edges = (
                int(left * wide) - 1,
                int(top * high) - 1,
                int(right * wide) + 2,
                int(bottom * high) + 2,
            )
            for picture in (one, two):
                picture.paste(255, edges)
        if _worst(ImageChops.difference(one, two)) == 0:
            return True
        return _worst(ImageChops.add(_astray(one, two), _astray(two, one))) <= MOST


def opened(content: bytes | BinaryIO, password: str = "") -> pdfium.PdfDocument:
    """Open a document in PDFium.

    Its form is not initialised: PDFium would then draw fields that have no appearance in the file.
    """
    return pdfium.PdfDocument(content, password=password)


def shown(
    document: pdfium.PdfDocument,
    number: int,
    leaving_out: Collection[int] = frozenset(),
    *,
    layered: bool,
    plain: bool = False,
) -> Shown:
    """Return what a page, from 0, shows without annotations of some kinds (PDFium's numbers).

    `plain` leaves all annotations out. In a `layered` document every picture is drawn, since a
    layer may hide it.
    """
    page = document[number]
    if raw.FPDFPage_GetAnnotCount(page.raw) and not plain:
        for place in reversed(range(raw.FPDFPage_GetAnnotCount(page.raw))):
            annotation = raw.FPDFPage_GetAnnot(page.raw, place)
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            is_unseen = raw.FPDFAnnot_GetFlags(annotation) & UNSEEN
            raw.FPDFPage_CloseAnnot(annotation)
            if kind in leaving_out or is_unseen:
                raw.FPDFPage_RemoveAnnot(page.raw, place)
        raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = document[number]
    letters = squeezed(page.get_textpage().get_text_range())
    wide, high = page.get_size()
    longest = float(max(wide, high))
    if longest <= 0:  # impossible page boxes: nothing of the page is visible
        page.close()
        return Shown(letters, (0, 0), b"")
    photographs = () if layered else tuple(_photographs(page))
    scale = min(DOTS / 72, _LARGEST / longest)
    drawn = page.render(scale=scale, grayscale=True, draw_annots=False)
    picture = drawn.to_pil()
    packed = zlib.compress(picture.tobytes(), 1)
    page.close()
    return Shown(letters, picture.size, packed, photographs)


def _photographs(page: pdfium.PdfPage) -> Iterator[bytes]:
    """Remove the large pictures from a page, and yield a digest of each with its place."""
    for place in reversed(range(raw.FPDFPage_CountObjects(page.raw))):
        each = raw.FPDFPage_GetObject(page.raw, place)
        if raw.FPDFPageObj_GetType(each) != raw.FPDF_PAGEOBJ_IMAGE:
            continue
        length = raw.FPDFImageObj_GetImageDataDecoded(each, None, 0)
        if length < _LARGE:
            continue
        content = (ctypes.c_ubyte * length)()
        raw.FPDFImageObj_GetImageDataDecoded(each, content, length)
        matrix = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(each, matrix)
        sides = (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
        where = " ".join(f"{side:.1f}" for side in sides)
        yield hashlib.sha256(content).digest() + where.encode()
        raw.FPDFPage_RemoveObject(page.raw, each)
        raw.FPDFPageObj_Destroy(each)


def _unpacked(page: Shown) -> Image.Image:
    return Image.frombytes("L", page.size, zlib.decompress(page.packed))


def _worst(difference: Image.Image) -> int:
    """Return the value of a picture's lightest square."""
    return max(difference.reduce(SQUARE).tobytes())


def _astray(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return how much each dot differs from all nine around its place in the other picture.

    The edges of letters and boxes may fall onto other dots, which nobody can see.
    """
    lightest, darkest = (
        other.filter(ImageFilter.MaxFilter(3)),
        other.filter(ImageFilter.MinFilter(3)),
    )
    return ImageChops.add(ImageChops.subtract(one, lightest), ImageChops.subtract(darkest, one))


def squeezed(text: str) -> str:
    """Return a text reduced to what all readers agree on.

    Removes spaces; hyphens, which a reader may take for the end of a line; accents, which may be
    separate; and the direction of brackets, which depends on the line's direction of writing.
    """
    if not text.isascii():
        text = "".join(filter(_is_letter, unicodedata.normalize("NFKD", text)))
    return "".join(text.translate(_ALIKE).split())


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Mn", "Mc", "Sk", "Cf"}
