"""What qpdf remarks on in a document: a closed list of what is harmless, a small file for each.

A file that we make must come without any remark; that is in test_controls.py.
"""

import base64
import binascii
import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pikepdf
import pytest
from packaging.version import Version

from cpconf.documents.pdf import look as pdf_look
from cpconf.documents.pdf.objects import with_checksum
from cpconf.documents.pdf.remarks import REMARKS, is_damage
from cpconf.errors import DocumentFault
from tests.documents import making
from tests.documents.conftest import Protected
from tests.documents.making import PASSWORD
from tests.documents.producers import DRAWN, FONT, ghostscript, simple, stream, written
from tests.documents.readers import by_mupdf, drawn

Protect = Callable[[bytes], Protected]


def _form(fields: bytes, widget: bytes = b"/T (name)") -> bytes:
    annotation = b"<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [9 9 99 29] %b >>" % widget
    page = b"/Contents 4 0 R /Annots [6 0 R] /Resources << /Font << /F1 5 0 R >> >>"
    form = b"/AcroForm << /Fields %b >>" % fields
    return written(simple(catalog=form, page=page, more={6: annotation}))


def _flushed(content: bytes) -> bytes:
    packer = zlib.compressobj()
    return packer.compress(content) + packer.flush(zlib.Z_SYNC_FLUSH)


_CONTENT: Final = b"<< /Length %d >>\nstream\n" % len(DRAWN)

HARMLESS: Final[dict[str, bytes]] = {
    "tables for fast web view that do not fit": ghostscript(),
    "a number of objects that is too large": written(simple(), size=9),
    "a number of objects that is too small": written(simple(more={6: b"null"}), size=6),
    "a table that leaves itself out": making.revised(),
    "a table with a line end before it": written(simple(), xref=b"\nxref\n"),
    "an object with nothing in it": written(simple(catalog=b"/Lang 6 0 R", more={6: b""})),
    "a key given twice": written(
        simple(more={5: FONT.replace(b"/Type /Font", b"/Type /XObject /Type /Font")})
    ),
    "stream ended by a carriage return": written(
        simple(_CONTENT.replace(b"stream\n", b"stream\r") + DRAWN + b"\nendstream")
    ),
    "stream ended by a blank": written(
        simple(_CONTENT.replace(b"stream\n", b"stream \n") + DRAWN + b"\nendstream")
    ),
    "a stream that is longer than it says": written(simple(stream(b"", DRAWN, length=b"9"))),
    "a stream that is shorter than it says": written(simple(stream(b"", DRAWN, length=b"90"))),
    "a stream that does not say how long it is": written(
        simple(b"<< >>\nstream\n" + DRAWN + b"\nendstream")
    ),
    "a stream whose length is none": written(simple(stream(b"", DRAWN, length=b"(long)"))),
    "packed data without its checksum": written(
        simple(stream(b"/Filter /FlateDecode", zlib.compress(DRAWN)[:-4]))
    ),
    "packed data that ends as Acrobat's does, flushed and not finished": written(
        simple(stream(b"/Filter /FlateDecode", _flushed(DRAWN)))
    ),
    "packed rows with half of their checksum": written(
        simple(
            stream(
                b"/Filter [ /FlateDecode ] /DecodeParms [ << /Predictor 12 /Columns %d >> ]"
                % len(DRAWN),
                zlib.compress(b"\x00" + DRAWN)[:-2],
            )
        )
    ),
    "a page without resources": written(
        simple(stream(b"", b"0 0 9 9 re f"), page=b"/Contents 4 0 R")
    ),
    "a page of no type": written(
        simple(
            more={
                3: b"<< /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R "
                b"/Resources << /Font << /F1 5 0 R >> >> >>"
            }
        )
    ),
    "a catalogue of no type": written(simple()).replace(b"/Type /Catalog", b"/Type /Cata_og"),
    "a form whose fields are no list": _form(b"6 0 R"),
    "a field that the form does not know": _form(b"[]"),
    "a field among those of the form that is none": _form(b"[ 6 0 R (name) ]"),
    "a field written into the list": _form(b"[ 6 0 R << /T (b) /FT /Tx >> ]"),
    "a field that is below itself": _form(b"[ 6 0 R ]", b"/T (name) /Kids [ 6 0 R ]"),
    "a field below another than it says": _form(
        b"[ << /T (above) /Kids [ 6 0 R ] >> ]", b"/T (name) /Parent 3 0 R"
    ),
    "a page that is written into the list of pages": written(
        simple(
            more={
                2: b"<< /Type /Pages /Kids [ << /Type /Page /Parent 2 0 R /MediaBox "
                b"[0 0 300 300] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >> ]"
                b" /Count 1 >>"
            }
        )
    ),
    "a page that is there twice": written(
        simple(more={2: b"<< /Type /Pages /Kids [ 3 0 R 3 0 R ] /Count 2 >>"})
    ),
    "a catalogue that leads into the middle of the pages": written(
        simple(
            more={
                1: b"<< /Type /Catalog /Pages 6 0 R >>",
                2: b"<< /Type /Pages /Kids [ 6 0 R ] /Count 1 >>",
                3: b"<< /Type /Page /Parent 6 0 R /MediaBox [0 0 300 300] /Contents 4 0 R "
                b"/Resources << /Font << /F1 5 0 R >> >> >>",
                6: b"<< /Type /Pages /Parent 2 0 R /Kids [ 3 0 R ] /Count 1 >>",
            }
        )
    ),
    "a list of names with nothing in it": written(
        simple(catalog=b"/Names << /Dests 6 0 R /EmbeddedFiles 6 0 R >>", more={6: b"<< >>"})
    ),
    "bookmarks that go round in a circle": written(
        simple(
            catalog=b"/Outlines 6 0 R",
            more={
                6: b"<< /First 7 0 R /Last 7 0 R /Count 1 >>",
                7: b"<< /Title (a) /Parent 6 0 R /Next 7 0 R /Dest [ 3 0 R /Fit ] >>",
            },
        )
    ),
    "page labels out of order": written(
        simple(
            catalog=b"/PageLabels << /Nums [ 1 << /S /D >> 0 << /S /r >> ] >>",
        )
    ),
}


DAMAGE: Final[dict[str, bytes]] = {
    "a table that begins elsewhere": written(simple()).replace(b"startxref\n", b"startxref\n9"),
    "a table with more white space before it than qpdf passes over": written(
        simple(), xref=b"\n\nxref\n"
    ),
    "an object that begins elsewhere": written(simple()).replace(b"%PDF-1.4\n", b"%PDF-1.4"),
    "an object without its end": written(simple()).replace(
        b"/Helvetica >>\nendobj", b"/Helvetica >>\nendxxx"
    ),
    "a word that means nothing": written(simple(catalog=b"/Lang bogus")),
    "a value without a key": written(simple(catalog=b"(bogus)")),
    "an object that is cut off": written(simple(more={5: b"<< /Type /Font"})),
    "packed data that ends in the middle": written(
        simple(stream(b"/Filter /FlateDecode", zlib.compress(DRAWN * 9)[:-14]))
    ),
    **{
        f"packed data in {named.decode()} that ends after {kept} bytes": written(
            simple(
                stream(
                    b"/Filter [ /%b /FlateDecode ]" % named,
                    pack(zlib.compress(DRAWN * 9 + bytes(range(256)))[:kept]) + end,
                )
            )
        )
        for named, pack, end in (
            (b"ASCIIHexDecode", binascii.hexlify, b">"),
            (b"ASCII85Decode", base64.a85encode, b"~>"),
        )
        for kept in (60, 120, 200)
    },
    "packed data by its short name that ends in the middle": written(
        simple(stream(b"/Filter /Fl", zlib.compress(DRAWN * 9)[:-14]))
    ),
    "packed data with a hole": written(
        simple(stream(b"/Filter /FlateDecode", zlib.compress(DRAWN)[:9] + b"\xff" * 99))
    ),
    "a drawing that ends within a picture": written(
        simple(stream(b"", DRAWN + b" BI /W 9 /H 9 /CS /G /BPC 8 ID abc"))
    ),
    "a drawing with a bracket too many": written(simple(stream(b"", DRAWN + b" > ) Tj"))),
    "a page without a size": written(simple()).replace(b"/MediaBox", b"/MadiaBox"),
    "a stream that holds itself": written(simple(stream(b"", DRAWN, length=b"4 0 R"))),
    "a file cut short": written(simple())[:-40],
}

# Said by pikepdf 10.18 and later alone: it checks more.
SAID_LATER: Final = ("tables for fast web view", "fields of a form", "a list of names")


def remarks_on(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content), conversion_mode="explicit") as pdf:
        return [*pdf.get_warnings(), *pdf.check_pdf_syntax(), *pdf.get_warnings()]


@pytest.mark.filterwarnings("ignore:pikepdf is missing")
@pytest.mark.parametrize("name", HARMLESS)
def test_what_no_reader_loses_anything_by_is_protected_and_the_copy_is_without_fault(
    name: str, protected: Protect
) -> None:
    path, proof = protected(HARMLESS[name])

    copy = path.read_bytes()
    assert by_mupdf(copy, PASSWORD) == by_mupdf(HARMLESS[name])
    assert drawn(copy, PASSWORD) == drawn(HARMLESS[name])
    assert proof.unread == 0
    with pikepdf.open(path, password=PASSWORD) as made:
        said = [*made.get_warnings(), *made.check_pdf_syntax(), *made.get_warnings()]
        # A form and its lists stay as they are: they are remarked on, not mended.
        assert all("AcroForm" in each or "tree" in each for each in said)


def test_every_remark_on_the_list_is_made_of_one_of_these_files() -> None:
    said = [each.strip() for content in HARMLESS.values() for each in remarks_on(content)]
    later = Version(pikepdf.__version__) >= Version("10.18")

    for remark in REMARKS:
        found = [each for each in said for words in remark.words if re.search(words + r"\Z", each)]
        assert found or (not later and remark.about.startswith(SAID_LATER)), remark.about


@pytest.mark.parametrize("name", DAMAGE)
def test_whatever_else_is_remarked_on_is_damage(name: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentFault, match="the document is damaged"):
        pdf_look.look(making.written(tmp_path, DAMAGE[name]), headings=False)


# As the sources of qpdf 11.10 and 12.4 have them: libqpdf/QPDF_linearization.cc and QPDF.cc.
HINTS: Final = (
    "end of first page section (/E) mismatch: /E = 1; computed = 2..3",
    "error encountered while checking linearization data: report.pdf: overflow reading bit stream",
    "first page object (/O) mismatch",
    "first page object offset mismatch",
    "first shared object number mismatch: hint table = 1; computed = 2",
    "first shared object offset mismatch: hint table = 1; computed = 2",
    "incorrect first object number in outline hints table.",
    "incorrect length in outlines table: hint table = 1; computed = 2",
    "incorrect object count in outline hint table",
    "incorrect offset in outlines table: hint table = 1; computed = 2",
    (
        "linearized file contains an uncompressed object after a compressed one in a "
        "cross-reference stream"
    ),
    "no xref table entry for 1 0",
    "object count mismatch for page 0: hint table = 1; computed = 2",
    "page 0 has shared identifier entries",
    "page 0: shared object 1: in hint table but not computed list",
    "page 0: shared object 1: in computed list but not hint table",
    "page count (/N) mismatch",
    "page length mismatch for page 0: hint table = 1; computed length = 2 (offset = 3)",
    "part 8 is empty but nshared_total > nshared_first_page",
    "shared object 0 length mismatch: hint table = 1; computed = 2",
    "space before first xref item (/T) mismatch (computed = 1; file = 2",
)


@pytest.mark.parametrize("words", HINTS)
@pytest.mark.parametrize("before", ["WARNING: report.pdf: ", "report.pdf (object 1 0, offset 2): "])
def test_no_word_about_tables_for_fast_web_view_is_damage(words: str, before: str) -> None:
    assert not is_damage([before + words])
    assert not is_damage([before + words + "\n"])
    assert is_damage([before + words, before + "file is damaged"])


@pytest.mark.parametrize(
    "words",
    [
        "report.pdf: file is damaged",
        "report.pdf: Attempting to reconstruct cross-reference table",
        "report.pdf (offset 9): xref not found",
        "report.pdf (object 5 0, offset 9): expected endobj",
        "report.pdf (object 5 0, offset 9): unknown token while reading object; treating as string",
        "WARNING: report.pdf (offset 9): error decoding stream data for object 5 0: LZWDecoder",
        "a sentence that no qpdf has said yet",
        # What is harmless has to be all of it, and at the end.
        "reported number of objects (9) is not one plus the highest object number (5) and more",
        "report.pdf: first page object offset mismatch: the rest is missing",
        "",
    ],
)
def test_any_other_words_are_damage(words: str) -> None:
    assert is_damage([words])


@pytest.mark.parametrize("length", [0, 1, 5_000_000])
def test_packed_data_is_finished_with_what_was_left_out_and_with_nothing_else(length: int) -> None:
    """By RFC 1950 and RFC 1951, as zlib has them."""
    content = bytes(range(250)) * (length // 250) + b"a" * (length % 250)
    whole = zlib.compress(content)

    assert with_checksum(whole) == whole
    assert with_checksum(whole + b"\r") == whole + b"\r"
    for left in range(1, 4):
        assert with_checksum(whole[:-left]) == whole
    assert with_checksum(whole[:-4]) == whole
    assert with_checksum(whole[:-6]) is None
    finished = with_checksum(_flushed(content))
    assert finished is not None
    assert zlib.decompress(finished) == content
    assert with_checksum(_flushed(content)[:-1]) is None
    assert with_checksum(whole[:2] + b"\xff" + whole[3:]) is None
