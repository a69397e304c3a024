"""Small files in the shape that other people's programs give theirs, written byte by byte.

What each shape is like was seen in files that these programs made; none of them is copied. Every
one says `SAID` on its page.
"""

import io
import zlib
from collections.abc import Callable, Mapping
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from tests.documents import making

SAID: Final = "An invented report"
DRAWN: Final = b"BT /F1 12 Tf 20 200 Td (An invented report) Tj ET"
FONT: Final = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_MARK: Final = b"%\xe2\xe3\xcf\xd3\n"


def written(
    objects: Mapping[int, bytes],
    *,
    version: bytes = b"1.4",
    trailer: bytes = b"",
    size: int | None = None,
    xref: bytes = b"xref\n",
) -> bytes:
    """A file with these objects and a table that fits them; the first is the catalogue."""
    out = bytearray(b"%PDF-" + version + b"\n" + _MARK)
    places = {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    end = max(objects) + 1
    start = len(out)
    out += xref + b"0 %d\n0000000000 65535 f \n" % end
    for number in range(1, end):
        kept = places.get(number)
        out += b"0000000000 00000 f \n" if kept is None else b"%010d 00000 n \n" % kept
    out += b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (
        end if size is None else size,
        trailer,
        start,
    )
    return bytes(out)


def stream(about: bytes, content: bytes, *, length: bytes | None = None) -> bytes:
    """A stream with what it says of itself."""
    said = b"%d" % len(content) if length is None else length
    return b"<< %b /Length %b >>\nstream\n%b\nendstream" % (about, said, content)


def simple(
    content: bytes = b"",
    *,
    catalog: bytes = b"",
    page: bytes = b"/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>",
    more: Mapping[int, bytes] | None = None,
) -> dict[int, bytes]:
    """One page with a font and a content; `more` adds objects, or puts others in their place."""
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalog,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] %b >>" % page,
        4: content or stream(b"", DRAWN),
        5: FONT,
        **(more or {}),
    }


def print_to_pdf() -> bytes:
    """Windows' own: numbers, names and texts are objects of their own, in another order."""
    more = {
        5: b"<< /Type /Font /Subtype /TrueType /BaseFont 12 0 R /FirstChar 32 /LastChar 126 "
        b"/Widths 13 0 R /Encoding /WinAnsiEncoding /FontDescriptor 9 0 R >>",
        6: b"(nobody refers to this)",
        7: b"<< /CreationDate (D:20260105093000+00'00') /Producer 8 0 R >>",
        8: b"(Microsoft: Print To PDF)",
        9: b"<< /Type /FontDescriptor /FontName 12 0 R /Flags 4 /StemV 10 0 R /Ascent 800 "
        b"/Descent -200 /CapHeight 700 /ItalicAngle 0 /FontBBox [0 0 1000 1000] >>",
        10: b"80",
        11: b"%d" % len(DRAWN),
        12: b"/Invented",
        13: b"[" + b"500 " * 95 + b"]",
    }
    content = stream(b"", DRAWN, length=b"11 0 R")
    return written(simple(content, more=more), version=b"1.7", trailer=b"/Info 7 0 R")


def acrobat() -> bytes:
    """Acrobat: object streams, XMP, and tables for fast web view, of which a number is off."""
    with pikepdf.open(io.BytesIO(written(simple()))) as pdf:
        making.properties(pdf)
        how = {"linearize": True, "object_stream_mode": pikepdf.ObjectStreamMode.generate}
        return _with_a_wrong_end_of_the_first_page(making.saved(pdf, **how))


def _with_a_wrong_end_of_the_first_page(pdf: bytes) -> bytes:
    """ISO 32000-1, table F.1: /E is where the first page's objects end."""
    start = pdf.index(b" /E ") + len(b" /E ")
    end = pdf.index(b" ", start)
    return pdf[:start] + b"9" * (end - start) + pdf[end:]


def distiller() -> bytes:
    """Distiller: what is packed is packed in ASCII as well, and its ways are a list of its own."""
    packed = zlib.compress(DRAWN).hex().encode() + b">"
    content = stream(b"/Filter 6 0 R", packed)
    ways = {6: b"[ /ASCIIHexDecode /FlateDecode ]"}
    return written(simple(content, more=ways), version=b"1.3")


def quartz() -> bytes:
    """macOS: each stream's length comes behind it, and the colours lead to a profile."""
    packed = zlib.compress(DRAWN)
    profile = zlib.compress(bytes(128))
    more = {
        6: b"%d" % len(packed),
        7: b"[ /ICCBased 8 0 R ]",
        8: stream(b"/N 3 /Alternate /DeviceRGB /Filter /FlateDecode", profile, length=b"9 0 R"),
        9: b"%d" % len(profile),
        10: b"<< /ProcSet [ /PDF /Text ] /ColorSpace << /Cs1 7 0 R >> /Font << /F1 5 0 R >> >>",
    }
    content = stream(b"/Filter /FlateDecode", packed, length=b"6 0 R")
    return written(simple(content, page=b"/Contents 4 0 R /Resources 10 0 R", more=more))


def copier() -> bytes:
    """An office copier: the page is a picture that only some programs unpack, with its table."""
    shown = b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 1"
    ways = b"/Filter 7 0 R /DecodeParms 8 0 R"
    more = {
        6: stream(b"%b /ColorSpace 10 0 R %b" % (shown, ways), bytes(range(30))),
        7: b"[ /JBIG2Decode ]",
        8: b"[ << /JBIG2Globals 9 0 R >> ]",
        9: stream(b"", bytes(range(9))),
        10: b"/DeviceGray",
    }
    page = b"/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /Im0 6 0 R >> >>"
    content = stream(b"", DRAWN + b" q 9 0 0 9 0 0 cm /Im0 Do Q")
    return written(simple(content, page=page, more=more))


def ghostscript() -> bytes:
    """Ghostscript for fast web view: linearized, every number of the tables a little off."""
    with pikepdf.open(io.BytesIO(written(simple()))) as pdf:
        pdf.docinfo[Name.Producer] = String("GPL Ghostscript 10.0")
        return _with_a_wrong_end_of_the_first_page(making.saved(pdf, linearize=True))


def word() -> bytes:
    """Word: a tree for screen readers that leads back to pages and catalogue, in two updates."""
    with pikepdf.open(io.BytesIO(written(simple(), version=b"1.7"))) as pdf:
        making.tags(pdf)
        page, root = pdf.pages[0].obj, pdf.Root.StructTreeRoot
        page.StructParents = 0
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array([0, Array([root.K[0]])])))
        root.RoleMap = Dictionary(Footnote=Name.Note)
        root.Document = pdf.Root
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        pdf.docinfo[Name.Producer] = String("Microsoft Word for Microsoft 365")
        whole = making.saved(pdf)
    # An update that changes nothing, whose table leads to the one before.
    (before,) = [whole[at:].split(b"\n")[1] for at in [whole.rindex(b"startxref")]]
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        number, size = pdf.Root.objgen[0], int(pdf.trailer.Size)
    end = b"trailer\n<< /Size %d /Root %d 0 R /Prev %b >>\n" % (size, number, before)
    return whole + b"xref\n0 0\n%bstartxref\n%d\n%%%%EOF\n" % (end, len(whole))


def libreoffice() -> bytes:
    """LibreOffice, as a hybrid: the text document is inside, and the trailer says so."""
    with pikepdf.open(io.BytesIO(written(simple()))) as pdf:
        odt = pdf.make_indirect(Stream(pdf, b"PK\x03\x04 what was written"))
        pdf.trailer.AdditionalStreams = Array([Name("/application/odt"), odt])
        pdf.trailer.DocChecksum = Name("/0123456789ABCDEF")
        making.embedded_file(pdf)
        return making.saved(pdf)


def pdftex() -> bytes:
    """pdfTeX: objects and their table are packed, and numbered as they come."""
    with pikepdf.open(io.BytesIO(written(simple(), version=b"1.5"))) as pdf:
        pdf.docinfo[Name.Producer] = String("pdfTeX-1.40")
        return making.saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def widget_without_form() -> bytes:
    """A field on the page that no form knows, as programs leave it that take forms out."""
    field = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (value) /Rect [9 9 99 29] >>"
    page = b"/Contents 4 0 R /Annots [6 0 R] /Resources << /Font << /F1 5 0 R >> >>"
    return written(simple(page=page, more={6: field}))


def encrypted_by(how: bytes) -> bytes:
    """A file that says that it is encrypted in this way; its content is never looked at."""
    return written(simple(more={6: how}), trailer=b"/Encrypt 6 0 R /ID [ <00> <00> ]")


def wrapper() -> bytes:
    """A cover page that says how to get a reader, and the document itself inside, encrypted."""
    more = {
        6: b"<< /Type /Filespec /F (wrapped.pdf) /UF (wrapped.pdf) /AFRelationship "
        b"/EncryptedPayload /EF << /F 7 0 R >> /EP << /Type /EncryptedPayload /Subtype /Invented "
        b">> >>",
        7: stream(b"/Type /EmbeddedFile", b"nobody can read this"),
    }
    inside = b"/EmbeddedFiles << /Names [ (wrapped.pdf) 6 0 R ] >>"
    catalog = b"/Collection << /View /H >> /AF [ 6 0 R ] /Names << %b >>" % inside
    return written(simple(catalog=catalog, more=more))


PRODUCERS: Final[dict[str, Callable[[], bytes]]] = {
    "Microsoft Print To PDF": print_to_pdf,
    "Adobe Acrobat": acrobat,
    "Acrobat Distiller": distiller,
    "Quartz": quartz,
    "an office copier": copier,
    "Ghostscript": ghostscript,
    "Microsoft Word": word,
    "LibreOffice": libreoffice,
    "pdfTeX": pdftex,
}
