"""What the pages of a PDF say and show, as PDFium draws them: the proof that a copy's do as well.

PDFium draws what annotations and form fields look like into its own copy of the page first, by
code of its own: so they are compared as well, wherever they stand in the file. A large picture is
not drawn, which would take most of the time; its bytes and its place are compared instead, and its
masks by `resources.pictures`.
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
"""Dots to the inch of a page's picture, which is grey."""
SQUARE: Final = 6
"""Dots along the side of the squares in which pictures are compared: 12 points, a line of text."""
MOST: Final = 8
"""How far a square may be astray, of 255 shades. A word that is gone leaves some 40."""

_ALIKE: Final = {
    code: "(" for code in range(0x3100) if unicodedata.mirrored(chr(code))
} | dict.fromkeys(map(ord, "-\x02\xad\u2010\ufffe"))
_LARGE: Final = 20_000
"""Bytes from which a picture is compared and not drawn."""

_LARGEST: Final = 1200
"""Dots along the longer side of a picture, for posters and plans."""

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
"""The annotations that open on a click: a comment's icon, an attachment's, a film."""

UNSEEN: Final = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
"""The flags of annotations that no screen shows; one of a known kind is never "invisible"."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a part of a page, each from 0 to 1 of its size."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as it is read and seen: its letters without spaces, and its picture, packed.

    `photographs` are digests of the large pictures on it, each with its place.
    """

    letters: str
    size: tuple[int, int]
    packed: bytes
    photographs: tuple[bytes, ...] = ()

    def says_as(self, other: "Shown", *, added: str = "") -> bool:
        """Whether the other page has the same letters, and those that were `added` to it.

        Their order is not compared: readers sort what stands in one line.
        """
        return Counter(self.letters) + Counter(squeezed(added)) == Counter(other.letters)

    def looks_as(self, other: "Shown", *, but: Box | None = None) -> bool:
        """Whether the other page looks the same, `but` for what was written over in that part."""
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
    """A document as PDFium reads it.

    Its form is not set up, since PDFium would then draw fields that the file holds no picture of.
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
    """What a page, from 0, shows without annotations of some kinds (PDFium's numbers of them).

    A `plain` page is shown without any. In a `layered` document every picture is drawn, since a
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
    if longest <= 0:  # boxes that make no sense: nothing is seen of such a page
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
    """Take the large pictures off a page, and give a digest of each with its place."""
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
    """The lightest of a picture's squares."""
    return max(difference.reduce(SQUARE).tobytes())


def _astray(one: Image.Image, other: Image.Image) -> Image.Image:
    """How much darker or lighter a dot is than all nine around its place in the other picture.

    Where the edge of a letter or a box falls onto the dots differs, and is nothing to see.
    """
    lightest, darkest = (
        other.filter(ImageFilter.MaxFilter(3)),
        other.filter(ImageFilter.MinFilter(3)),
    )
    return ImageChops.add(ImageChops.subtract(one, lightest), ImageChops.subtract(darkest, one))


def squeezed(text: str) -> str:
    """A text as far as readers agree on it, whatever else stands on the page.

    Without spaces; hyphens, which a reader may take for the end of a line; accents, which may
    stand alone; and the side to which a bracket is open, which depends on whether the line is
    taken to be written from the right.
    """
    if not text.isascii():
        text = "".join(filter(_is_letter, unicodedata.normalize("NFKD", text)))
    return "".join(text.translate(_ALIKE).split())


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Mn", "Mc", "Sk", "Cf"}
