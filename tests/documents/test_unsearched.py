"""Which pages are said not to be searched, and which are, although they look a little like it.

A page that is mostly picture is not searched, whatever text stands beside it; nor is one whose
letters have no meaning that can be read back. Where pictures are: ISO 32000-1, 8.9 (images,
8.9.7 inline), 8.10 (forms), 8.7.3 (patterns); what a code means: 9.10.2 (ToUnicode).
"""

import functools
import random
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from fpdf import FPDF
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from cpconf.core.disclosure.searched_pages import Unread
from cpconf.core.disclosure.terms import Term, TermKind
from cpconf.documents.findings import Findings
from tests.documents import making
from tests.documents.carriers import annotated, font, hits, looked_at, page, placed
from tests.documents.making import changed

A4 = (210.0, 297.0)
PROSE = "The family and the school talked about what had gone well. "


def noise(width: int = 60, height: int = 80) -> Image.Image:
    pixels = random.Random(width * height).randbytes(width * height * 3)  # noqa: S311
    return Image.frombytes("RGB", (width, height), pixels)


def pictured(
    *boxes: tuple[float, float, float, float], says: str = "", below: bool = True
) -> bytes:
    """A page with pictures at places in mm, and with text upon them."""
    pdf = FPDF()
    pdf.set_auto_page_break(auto=False)
    pdf.add_page()
    pdf.set_font("helvetica", size=9)
    for x, y, width, height in boxes:
        pdf.image(noise(), x=x, y=y, w=width, h=height)
    if says:
        pdf.set_xy(10, 10)
        pdf.multi_cell(0, 4, text=says)
    return bytes(pdf.output())


def strips(count: int) -> list[tuple[float, float, float, float]]:
    """A scan as some copiers make it: strips one below the other."""
    height = A4[1] / count
    return [(0, at * height, A4[0], height) for at in range(count)]


def tiles(across: int, down: int) -> list[tuple[float, float, float, float]]:
    width, height = A4[0] / across, A4[1] / down
    return [(x * width, y * height, width, height) for x in range(across) for y in range(down)]


def image(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.make_indirect(
        Stream(
            pdf,
            bytes(range(256)) * 4,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=32,
            Height=32,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
        )
    )


def with_content(content: bytes, **resources: Callable[[pikepdf.Pdf], pikepdf.Object]) -> bytes:
    """An ordinary page on which more is drawn, with further resources."""

    def add(pdf: pikepdf.Pdf) -> None:
        on = pdf.pages[0].obj
        for kind, held in resources.items():
            on.Resources[f"/{kind}"] = Dictionary(X=held(pdf))
        on.Contents = Array([pdf.make_indirect(Stream(pdf, content)), on.Contents])

    return changed(page(PROSE * 12), [add])


def in_form(content: bytes, matrix: list[float]) -> Callable[[pikepdf.Pdf], pikepdf.Object]:
    def make(pdf: pikepdf.Pdf) -> pikepdf.Object:
        held = Stream(pdf, content, Type=Name.XObject, Subtype=Name.Form)
        held.BBox, held.Matrix = Array([0, 0, 2000, 2000]), Array(matrix)
        held.Resources = Dictionary(XObject=Dictionary(I=image(pdf)))
        return pdf.make_indirect(held)

    return make


def pattern(pdf: pikepdf.Pdf) -> pikepdf.Object:
    tile = Stream(pdf, b"q 200 0 0 200 0 0 cm /I Do Q", PatternType=1, PaintType=1, TilingType=1)
    tile.BBox, tile.XStep, tile.YStep = Array([0, 0, 200, 200]), 200, 200
    tile.Resources = Dictionary(XObject=Dictionary(I=image(pdf)))
    return pdf.make_indirect(tile)


def plain_pattern(pdf: pikepdf.Pdf) -> pikepdf.Object:
    tile = Stream(pdf, b"0 0 100 100 re f", PatternType=1, PaintType=1, TilingType=1)
    tile.BBox, tile.XStep, tile.YStep, tile.Resources = Array([0, 0, 9, 9]), 9, 9, Dictionary()
    return pdf.make_indirect(tile)


def stamped(share: float) -> bytes:
    """A page with a stamp that is a picture, over so much of its height."""

    def appearance(pdf: pikepdf.Pdf, _: str) -> pikepdf.Object:
        look = in_form(b"q 100 0 0 100 0 0 cm /I Do Q", [1, 0, 0, 1, 0, 0])(pdf)
        look.BBox = Array([0, 0, 100, 100])
        return Dictionary(N=look)

    where = Array([0, 0, 595, 842 * share])
    return annotated("/Stamp", AP=appearance, Rect=lambda _, __: where)("")


@functools.cache
def shapes(count: int, *, spread: int, says: str) -> bytes:
    """A page with words that a printer's driver turned into outlines, and with a line of text."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=9)
    pdf.multi_cell(0, 4, text=says)
    letter = "{0} {1} m " + "{0} {1} {2} {3} {2} {1} c " * 20 + "f\n"
    drawn = "".join(
        letter.format(40 + at * spread % 500, 700 - at * spread // 500 * 12, 44, 708)
        for at in range(count)
    )

    def add(opened: pikepdf.Pdf) -> None:
        on = opened.pages[0].obj
        on.Contents = Array([on.Contents, opened.make_indirect(Stream(opened, drawn.encode()))])

    return changed(bytes(pdf.output()), [add])


def in_font(codes: bytes, differences: list[object], to_unicode: bytes = b"") -> bytes:
    """A page that is ordinary but for one line in a font of its own."""

    def add(pdf: pikepdf.Pdf) -> None:
        on = pdf.pages[0].obj
        own = font(pdf)
        if differences:
            own.Encoding = Dictionary(Type=Name.Encoding, Differences=Array(differences))
            own.BaseFont, own.FirstChar, own.LastChar = Name("/ABCDEF+Own"), 32, 126
            own.Widths = Array([500] * 95)
        if to_unicode:
            own.ToUnicode = pdf.make_indirect(Stream(pdf, to_unicode))
        on.Resources.Font["/F99"] = own
        more = Stream(pdf, b"BT /F99 12 Tf 50 300 Td (" + codes + b") Tj ET")
        on.Contents = Array([on.Contents, pdf.make_indirect(more)])

    return changed(page(PROSE * 12), [add])


def mapping(first: int) -> bytes:
    """A ToUnicode map of the codes from 32 to 126 to characters from there on (9.10.3)."""
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"1 beginbfrange <20> <7E> <%04X> endbfrange endcmap end end" % first
    )


def blank() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        return making.saved(pdf)


NAMED = [32, *(Name(f"/g{code}") for code in range(32, 127))]
LETTERS = [32, Name.space, 65, *(Name(f"/{chr(code)}") for code in range(65, 91))]
WHOLE = (0.0, 0.0, *A4)
FRAMED = (20.0, 40.0, 170.0, 220.0)
INLINE = b"q 595 0 0 842 0 0 cm BI /W 4 /H 4 /CS /G /BPC 8 ID 0123456789abcdef EI Q"
PAGES: dict[str, tuple[Callable[[], bytes], Unread | None]] = {
    "a scan": (lambda: pictured(WHOLE), Unread.PICTURE),
    "a scan with a typed header": (lambda: pictured(WHOLE, says=PROSE * 2), Unread.PICTURE),
    "a scan with a page of text": (lambda: pictured(WHOLE, says=PROSE * 50), Unread.PICTURE),
    "a scan within margins": (lambda: pictured(FRAMED, says=PROSE * 20), Unread.PICTURE),
    "a scan in strips": (lambda: pictured(*strips(30), says=PROSE * 9), Unread.PICTURE),
    "a scan in many strips": (lambda: pictured(*strips(300), says=PROSE * 9), Unread.PICTURE),
    "a scan in tiles": (lambda: pictured(*tiles(4, 5), says=PROSE * 9), Unread.PICTURE),
    "a small scan with its title": (
        lambda: pictured((40, 60, 120, 130), says="A letter"), Unread.PICTURE),
    "a picture in the content": (lambda: with_content(INLINE), Unread.PICTURE),
    "a picture in a form": (
        lambda: with_content(b"q /X Do Q", XObject=in_form(
            b"q 300 0 0 430 0 0 cm /I Do Q", [2, 0, 0, 2, 0, 0])), Unread.PICTURE),
    "a small picture in a form made large": (
        lambda: with_content(b"q 60 0 0 84 0 0 cm /X Do Q", XObject=in_form(
            b"q 10 0 0 10 0 0 cm /I Do Q", [1, 0, 0, 1, 0, 0])), Unread.PICTURE),
    "a pattern of pictures": (
        lambda: with_content(b"/Pattern cs /X scn 0 0 595 842 re f", Pattern=pattern),
        Unread.PICTURE),
    "a stamp as large as the page": (lambda: stamped(0.9), Unread.PICTURE),
    "words as outlines": (lambda: shapes(400, spread=23, says="Page 1"), Unread.SHAPES),
    "nothing but lines": (
        lambda: changed(making.text(1), [
            lambda pdf: setattr(pdf.pages[0].obj, "Contents", Stream(pdf, b"9 9 m 20 30 l S"))]),
        Unread.EMPTY),
    "glyphs without a meaning": (lambda: in_font(b"She lives", NAMED), Unread.LETTERS),
    "private use": (
        lambda: in_font(b"She lives", LETTERS, mapping(0xE000)), Unread.LETTERS),
    "one replacement for all": (
        lambda: in_font(b"She lives", LETTERS, mapping(0xFFFD).replace(b"7E", b"21").replace(
            b"1 beginbfrange <20> <21> <FFFD> endbfrange",
            b"95 beginbfchar\n" + b"\n".join(b"<%02X> <FFFD>" % c for c in range(32, 127))
            + b"\nendbfchar")), Unread.LETTERS),
    "other letters than are seen": (
        lambda: page("WKH FKLOG OLYHV ZLWK KHU PRWKHU DQG JRHV WR VFKRRO " * 9), Unread.LETTERS),
    "signs for letters": (lambda: page("$#!&% *+,()/ ;:<=> ?@[]" * 9), Unread.LETTERS),
    "text": (lambda: page(PROSE * 12), None),
    "a table of numbers": (lambda: page("12.50 - 14.75 = (2.25) / 2026; 07/05 " * 20), None),
    "text with a heading alone": (lambda: page("Report"), None),
    "a logo beside text": (lambda: pictured((160, 8, 40, 20), says=PROSE * 30), None),
    "a logo on a title page": (lambda: pictured((80, 60, 40, 40), says="Report"), None),
    "a photograph with a page of text": (
        lambda: pictured((30, 150, 150, 100), says=PROSE * 30), None),
    "a picture off the page": (
        lambda: with_content(INLINE.replace(b"0 0 cm", b"2000 0 cm")), None),
    "a small picture in a small form": (
        lambda: with_content(b"q /X Do Q", XObject=in_form(
            b"q 60 0 0 60 0 0 cm /I Do Q", [1, 0, 0, 1, 0, 0])), None),
    "a pattern of lines": (
        lambda: with_content(b"/Pattern cs /X scn 0 0 595 842 re f", Pattern=plain_pattern), None),
    "a small stamp": (lambda: stamped(0.1), None),
    "a coat of arms as outlines": (lambda: shapes(400, spread=0, says="Page 1"), None),
    "outlines beside more text": (lambda: shapes(400, spread=23, says=PROSE * 40), None),
    "a font with named letters": (lambda: in_font(b"SHE LIVES", LETTERS), None),
    "bullets for private use": (
        lambda: in_font(b"A", LETTERS, mapping(0xE000)), None),
    "a blank page": (
        blank, None),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_searched_or_the_reason_is_told(name: str, tmp_path: Path) -> None:
    make, why = PAGES[name]
    found = looked_at(make(), tmp_path)
    assert found.unread == (() if why is None else ((1, why),))


def test_the_table_has_as_many_pages_that_pass() -> None:
    refused = sum(why is not None for _, why in PAGES.values())
    assert (refused, len(PAGES) - refused) == (20, 15)


@pytest.mark.parametrize(
    ("boxes", "pictured_pages"),
    [([(30, 150, 150, 100)], (1,)), ([(160, 8, 40, 20)], ())],
    ids=["a photograph", "a logo"],
)
def test_a_picture_on_a_searched_page_is_remembered_unless_it_is_a_logo(
    boxes: list[tuple[float, float, float, float]], pictured_pages: tuple[int, ...], tmp_path: Path
) -> None:
    assert looked_at(pictured(*boxes, says=PROSE * 30), tmp_path).pictured_pages == pictured_pages


# ISO 32000-1, 12.5.6.2: the annotations that mark up; those with /T are somebody's (12.5.6.2, T).
@pytest.mark.parametrize(
    ("kind", "entries", "comments", "redactions"),
    [
        ("/Text", {"Contents": "see me"}, (1,), ()),
        ("/Text", {"T": "Kim Example"}, (1,), ()),
        ("/Highlight", {"Contents": "why?", "T": "Kim Example"}, (1,), ()),
        ("/StrikeOut", {"T": "Kim Example"}, (1,), ()),
        ("/FreeText", {"Contents": "typed on", "T": "Kim Example"}, (1,), ()),
        ("/Redact", {"Contents": "remove"}, (), (1,)),
        ("/Redact", {}, (), (1,)),
        ("/FreeText", {"Contents": "typed on"}, (), ()),
        ("/Highlight", {}, (), ()),
        ("/Link", {"Contents": "to the council"}, (), ()),
        ("/Widget", {"T": "field"}, (), ()),
        ("/Stamp", {"Contents": "Approved"}, (), ()),
    ],
)
def test_comments_and_marks_for_redaction_are_told_by_page(
    kind: str,
    entries: dict[str, str],
    comments: tuple[int, ...],
    redactions: tuple[int, ...],
    tmp_path: Path,
) -> None:
    held = {key: (lambda _, __, text=text: pikepdf.String(text)) for key, text in entries.items()}
    found = looked_at(annotated(kind, **held)(""), tmp_path)
    assert (found.comment_pages, found.redaction_pages) == (comments, redactions)


SIDE_BY_SIDE: list[tuple[str, list[tuple[float, float, str]], bool]] = [
    ("a number beside its street, column by column",
     [(20, 50, "27"), (20, 60, "28"), (60, 50, "Orchard Street"), (60, 60, "Mill Road")], True),
    ("a number between two lines beside it",
     [(20, 52.5, "27"), (20, 80, "28"), (60, 50, "Orchard Street"), (60, 55, "Westmere"),
      (60, 80, "Elm Row")], True),
    ("a street before its number",
     [(20, 50, "Orchard Street"), (20, 60, "Mill Road"), (90, 50, "27"), (90, 60, "28")], True),
    ("halves of a postcode",
     [(20, 50, "WM4"), (20, 60, "WM5"), (60, 50, "7QP"), (60, 60, "8QP")], True),
    ("another number beside the street",
     [(20, 50, "28"), (20, 60, "27"), (60, 60, "Mill Road"), (60, 50, "Orchard Street")], False),
    ("another half of a postcode",
     [(20, 50, "WM4"), (20, 60, "WM5"), (60, 50, "8QP"), (60, 60, "7QP")], False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "found"), [row[1:] for row in SIDE_BY_SIDE], ids=[row[0] for row in SIDE_BY_SIDE]
)
def test_what_stands_side_by_side_is_read_side_by_side(
    words: list[tuple[float, float, str]], found: bool, tmp_path: Path
) -> None:
    home = Term(1, "m1", TermKind.ADDRESS, "27 Orchard Street, Westmere WM4 7QP")
    assert hits(placed(*words), home, tmp_path) == ([1] if found else [])


def test_columns_of_prose_are_not_read_across(tmp_path: Path) -> None:
    long = "a line that is much longer than a cell of any table"
    found: Findings = looked_at(
        placed((10, 50, long), (10, 60, long), (110, 50, long), (110, 60, long)), tmp_path
    )
    assert found.again == ()
