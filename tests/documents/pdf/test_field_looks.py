"""Form fields that hold a value and no picture of it: what they are for is ISO 32000-2, 12.7.4."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from cpconf.documents.bundle.assembly import assemble
from cpconf.documents.cut.cutting import cut, save_proved
from cpconf.documents.pdf.field_looks import draw_values
from cpconf.errors import DocumentFault
from tests.documents.cut.cut_making import Change, look, part, report

MUPDF: Any = pymupdf  # it carries no types
BOX = (200, 200, 350, 240)
LINES, SECRET, RADIO, COMBO, COMB = 1 << 12, 1 << 13, 1 << 15, 1 << 17, 1 << 24


def field(kind: str, value: object, **more: object) -> Change:
    """A field on the first page, with a value and no picture; `Form` is what its form says."""

    def change(pdf: pikepdf.Pdf) -> None:
        form = Dictionary(DA=String("/Helv 0 Tf 0 g"), Fields=Array([]))
        for key, each in dict(more.pop("Form", {})).items():  # type: ignore[call-overload]
            form[f"/{key}"] = each
        mark = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name(f"/{kind}"), T=String("a"), F=4
        )
        mark.Rect = Array(BOX)
        if value is not None:
            mark.V = value
        for key, each in more.items():
            mark[f"/{key}"] = each
        mark = pdf.make_indirect(mark)
        form.Fields.append(mark)
        pdf.pages[0].obj.Annots = Array([mark])
        pdf.Root.AcroForm = form

    return change


def inherited(pdf: pikepdf.Pdf) -> None:
    field("Tx", None)(pdf)
    mark = pdf.pages[0].obj.Annots[0]
    parent = pdf.make_indirect(
        Dictionary(FT=Name.Tx, T=String("b"), V=String("Inherited words"), Kids=Array([mark]))
    )
    del mark.FT
    mark.Parent = parent
    pdf.Root.AcroForm.Fields = Array([parent])


def stale(pdf: pikepdf.Pdf) -> None:
    """A picture of an earlier value, and a form that asks for all to be drawn anew."""
    field("Tx", String("Newest words"), Form={"NeedAppearances": True})(pdf)
    old = pdf.make_stream(b"BT (x) Tj ET", Type=Name.XObject, Subtype=Name.Form)
    old.BBox = Array([0, 0, 150, 40])
    pdf.pages[0].obj.Annots[0].AP = Dictionary(N=old)


LONG = "Several sentences that do not go into one line of the field, and so it takes many of them"
TWO = Array([Array([String("x1"), String("Shown first")]), Array([String("x2"), String("Second")])])


@pytest.mark.parametrize(
    ("change", "reads"),
    [
        pytest.param(field("Tx", String("Deltavalue")), "Deltavalue", id="text"),
        pytest.param(field("Tx", String("Siân Gŵyn Łęć")), "Siân Gŵyn Łęć", id="letters of Wales"),
        pytest.param(field("Tx", String("Ольга Ελένη")), "Ольга Ελένη", id="other alphabets"),
        pytest.param(field("Tx", String("Nguyễn Thị Ánh")), "Nguyễn Thị Ánh", id="two marks"),
        pytest.param(field("Tx", String(LONG), Ff=LINES), LONG, id="several lines"),
        pytest.param(
            field("Tx", String("one\ntwo\r\nthree"), Ff=LINES), "one two three", id="ends"
        ),
        pytest.param(field("Tx", String(LONG)), LONG, id="too long for its line"),
        pytest.param(field("Tx", String("AB12"), Ff=COMB, MaxLen=6), "AB12", id="cells"),
        pytest.param(field("Tx", String("word"), Ff=SECRET), "****", id="a password"),
        pytest.param(
            field("Tx", String("Turned"), MK=Dictionary(R=90)), "Turned", id="on its side"
        ),
        pytest.param(
            field("Tx", String("Low"), DA=String("/F 9 Tf 1 0 0 rg"), Q=2), "Low", id="its style"
        ),
        pytest.param(field("Ch", String("x1"), Opt=TWO, Ff=COMBO), "Shown first", id="a choice"),
        pytest.param(field("Ch", String("x2"), Opt=TWO), "Shown first Second", id="a list"),
        pytest.param(inherited, "Inherited words", id="from the field above"),
        pytest.param(stale, "Newest words", id="to be drawn anew"),
    ],
)
def test_a_value_without_a_picture_is_read_by_everybody_in_a_set_and_in_a_cut(
    tmp_path: Path, change: Change, reads: str
) -> None:
    path = report(tmp_path / "report.pdf", change, pages=2)
    file = io.BytesIO()
    with cut(path, look(path), [1]) as made:
        save_proved(made, file)
    with MUPDF.open(stream=file.getvalue()) as document:
        assert "".join(reads.split()) in "".join(document[0].get_text().split())
    whole = assemble([part(path)], heading="A", made="B").file.getvalue()
    assert "".join(reads.split()) in _letters_as_printed(whole, 1)


@pytest.mark.parametrize("flags", [0, LINES], ids=["of one line", "of several"])
def test_a_value_that_does_not_go_into_its_field_is_refused_and_not_cut_off(
    tmp_path: Path, flags: int
) -> None:
    path = report(tmp_path / "report.pdf", field("Tx", String(LONG * 20), Ff=flags), pages=1)
    with (
        pytest.raises(DocumentFault, match="more text than can be shown in it"),
        cut(path, look(path), [1]),
    ):
        pass
    with pytest.raises(DocumentFault, match="more text than can be shown in it"):
        assemble([part(path)], heading="A", made="B")


def test_the_ends_of_lines_in_a_field_of_one_line_are_drawn_as_spaces(tmp_path: Path) -> None:
    change = field("Tx", String("one\ntwo\rthree\r\nfour"))
    path = report(tmp_path / "report.pdf", change, pages=1)
    file = io.BytesIO()
    with cut(path, look(path), [1]) as made:
        save_proved(made, file)
    with MUPDF.open(stream=file.getvalue()) as document:
        assert "one two three four" in document[0].get_text()


def _letters_as_printed(content: bytes, page: int) -> str:
    """The letters of a page once PDFium has drawn its fields into it."""
    with pdfium.PdfDocument(content) as document:
        drawn_on = document[page]
        pdfium.raw.FPDFPage_Flatten(drawn_on.raw, pdfium.raw.FLAT_PRINT)
        drawn_on.close()
        text: str = document[page].get_textpage().get_text_range()
    return "".join(text.split())


def _ink(content: bytes) -> int:
    """How many dots are dark where the field is."""
    with MUPDF.open(stream=content) as document:
        shown = document[0].get_pixmap(colorspace=MUPDF.csGRAY)
        picture = Image.frombytes("L", (shown.width, shown.height), shown.samples)
    left, low, right, high = BOX
    area = picture.crop((left + 2, picture.height - high + 2, right - 2, picture.height - low - 2))
    return sum(dot < 128 for dot in area.tobytes())


def states(pdf: pikepdf.Pdf, change: Callable[[pikepdf.Object], None]) -> None:
    field("Btn", Name.Yes)(pdf)
    drawn = {
        name: pdf.make_stream(
            content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 150, 40])
        )
        for name, content in (("/Yes", b"0 g 20 5 30 30 re f"), ("/Off", b""))
    }
    pdf.pages[0].obj.Annots[0].AP = Dictionary(N=Dictionary(drawn))
    change(pdf.pages[0].obj.Annots[0])


def not_said(pdf: pikepdf.Pdf) -> None:
    states(pdf, lambda _: None)


def said_off(pdf: pikepdf.Pdf) -> None:
    def change(mark: pikepdf.Object) -> None:
        mark.AS = Name.Off

    states(pdf, change)


@pytest.mark.parametrize(
    ("change", "ticked"),
    [
        pytest.param(field("Btn", Name.Yes), True, id="no picture"),
        pytest.param(field("Btn", Name.Yes, Ff=RADIO), True, id="one of several"),
        pytest.param(field("Btn", Name.Off), False, id="no picture, and off"),
        pytest.param(not_said, True, id="the state is its value"),
        pytest.param(said_off, False, id="the state is its own"),
    ],
)
def test_a_ticked_box_without_a_picture_is_ticked(
    tmp_path: Path, change: Change, ticked: bool
) -> None:
    path = report(tmp_path / "report.pdf", change, pages=1)
    file = io.BytesIO()
    with cut(path, look(path), [1]) as made:
        save_proved(made, file)
    assert (_ink(file.getvalue()) > 100) is ticked


def test_the_border_and_the_ground_of_a_field_are_drawn(tmp_path: Path) -> None:
    about = Dictionary(BG=Array([0.2]), BC=Array([1, 0, 0]))
    path = report(tmp_path / "report.pdf", field("Tx", None, MK=about), pages=1)
    file = io.BytesIO()
    with cut(path, look(path), [1]) as made:
        save_proved(made, file)
    assert _ink(file.getvalue()) > 4000


@pytest.mark.parametrize("flag", [2, 32], ids=["hidden", "not to be viewed"])
def test_a_hidden_value_stays_hidden(tmp_path: Path, flag: int) -> None:
    path = report(tmp_path / "report.pdf", field("Tx", String("Deltavalue"), F=flag), pages=1)
    file = io.BytesIO()
    with cut(path, look(path), [1]) as made:
        save_proved(made, file)
    with MUPDF.open(stream=file.getvalue()) as document:
        assert "Deltavalue" not in document[0].get_text()


def test_a_field_that_has_its_picture_keeps_it(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        field("Tx", String("1234.5"))(pdf)
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        pdf.pages[0].obj.Annots[0].AP = Dictionary(
            N=pdf.make_stream(
                b"BT /H 9 Tf 5 5 Td (1,234.50 pounds) Tj ET",
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([0, 0, 150, 40]),
                Resources=Dictionary(Font=Dictionary(H=font)),
            )
        )

    path = report(tmp_path / "report.pdf", change, pages=1)
    whole = assemble([part(path)], heading="A", made="B").file.getvalue()
    assert "1,234.50pounds" in _letters_as_printed(whole, 1)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(field("Tx", String("学校")), id="text"),
        pytest.param(
            field("Ch", String("b"), Opt=Array([String("学校"), String("b")])), id="choices"
        ),
    ],
)
def test_letters_that_cannot_be_drawn_are_refused_with_what_to_do(
    tmp_path: Path, change: Change
) -> None:
    path = report(tmp_path / "report.pdf", change, pages=2)
    with pytest.raises(DocumentFault) as fault, cut(path, look(path), [1]):
        pass
    assert str(fault.value).startswith("the document holds a form field in letters that cannot be")
    assert "File > Print" in str(fault.value)
    assert "学校" not in str(fault.value)
    with cut(path, look(path), [2]) as made:
        save_proved(made, io.BytesIO())


def test_only_the_pages_that_are_asked_for_are_drawn_on(tmp_path: Path) -> None:
    path = report(tmp_path / "report.pdf", field("Tx", String("Deltavalue")), pages=2)
    with pikepdf.open(path) as pdf:
        assert draw_values(pdf, [1], "the document") == []
        assert [each.value for each in draw_values(pdf, [0], "the document")] == ["Deltavalue"]
        assert draw_values(pdf, [0], "the document") == []
