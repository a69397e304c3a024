"""The proof that a copied page says and shows what it did: each thing that it compares is found."""

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from cpconf.documents.bundle.assembly import Unfit, assemble, refuse_unfit
from cpconf.documents.cut.absence import prove_kept
from cpconf.documents.cut.cutting import cut, save_proved
from cpconf.documents.pdf import look as pdf_look
from cpconf.documents.pdf.kept_pages import Kept, keep
from cpconf.documents.pdf.shown_pages import squeezed
from cpconf.documents.proof import Defect, Unproven
from cpconf.errors import DocumentFault
from tests.documents.cut.cut_making import Change, deleted_content, field, look, part, report, saved
from tests.documents.producers import PRODUCERS, SAID
from tests.documents.readers import READERS

LARGE = (300, 300)


def _noise(seed: int) -> bytes:
    """Dots of a photograph that no compression makes small."""
    return b"".join(
        ((number * 2654435761 + seed * 40503) % 4294967296).to_bytes(4, "big")
        for number in range(LARGE[0] * LARGE[1] // 4)
    )


def photograph(pdf: pikepdf.Pdf) -> None:
    """A picture of 90,000 bytes with a mask on the first page, and a stamp drawn beside it."""
    mask = pdf.make_stream(_noise(7), Type=Name.XObject, Subtype=Name.Image)
    shot = pdf.make_stream(_noise(1), Type=Name.XObject, Subtype=Name.Image)
    for each in (mask, shot):
        each.Width, each.Height = LARGE
        each.BitsPerComponent = 8
        each.ColorSpace = Name.DeviceGray
    shot.SMask = mask
    pdf.pages[0].add_resource(shot, Name.XObject, Name.Shot)
    pdf.pages[0].contents_add(b"q 100 0 0 100 400 600 cm /Shot Do Q 0 g 50 60 12 12 re f")
    stamped(pdf)


def one_stream(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_coalesce()


def stamped(pdf: pikepdf.Pdf) -> None:
    """A stamp drawn on the first page."""
    stamp = pdf.make_stream(b"0 g 0 0 30 30 re f", Type=Name.XObject, Subtype=Name.Form)
    stamp.BBox = Array([0, 0, 30, 30])
    mark = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, F=4, AP=Dictionary(N=stamp))
    mark.Rect = Array([300, 100, 330, 130])
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(mark)])


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, Kept]:
    path = report(tmp_path / "report.pdf", photograph, pages=1)
    with pikepdf.open(path) as pdf:
        return path, keep(pdf, path.read_bytes(), [0], "the document")


def found(path: Path, kept: Kept, *changes: Change) -> Defect | None:
    """What the proof finds in a copy with changes."""
    with pikepdf.open(path) as pdf:
        for change in changes:
            change(pdf)
        file = saved(pdf)
    try:
        prove_kept(file, kept)
    except Unproven as unproven:
        return unproven.defect
    return None


def drawn(content: bytes) -> Change:
    return lambda pdf: pdf.pages[0].contents_add(content)


def other_font(pdf: pikepdf.Pdf) -> None:
    for font in pdf.pages[0].resources.Font.values():
        font.BaseFont = Name("/Courier-Bold")


def no_stamp(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([])


def other_stamp(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots[0].AP.N.write(b"0 g 0 0 9 9 re f")


def other_dots(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].resources.XObject.Shot.write(_noise(2))


def no_mask(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].resources.XObject.Shot.SMask


def other_mask(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].resources.XObject.Shot.SMask.write(_noise(8))


def other_small_picture(pdf: pikepdf.Pdf) -> None:
    small = next(iter(pdf.pages[0].get_images().values()))
    name = next(name for name, each in pdf.pages[0].get_images().items() if each == small)
    if name == "/Shot":
        name = next(one for one in pdf.pages[0].get_images() if one != "/Shot")
    pdf.pages[0].resources.XObject[name].write(Image.new("L", (40, 40), 3).tobytes())


def moved(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    whole = b"".join(each.read_bytes() + b"\n" for each in page.obj.Contents)
    assert b"400 600 cm" in whole
    page.obj.Contents = pdf.make_stream(whole.replace(b"400 600 cm", b"380 600 cm"))


def turned(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Rotate = 90


def cropped(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.CropBox = Array([0, 0, 500, 500])


@pytest.mark.parametrize(
    ("change", "defect"),
    [
        pytest.param(drawn(b"BT /F1 9 Tf 50 100 Td (more) Tj ET"), Defect.OTHER_TEXT, id="a word"),
        pytest.param(drawn(b"0 g 50 100 12 12 re f"), Defect.OTHER_LOOK, id="a box as a letter"),
        pytest.param(drawn(b"1 g 50 60 12 12 re f"), Defect.OTHER_LOOK, id="a box painted over"),
        pytest.param(other_font, Defect.OTHER_LOOK, id="a font"),
        pytest.param(no_stamp, Defect.OTHER_LOOK, id="an annotation gone"),
        pytest.param(other_stamp, Defect.OTHER_LOOK, id="an annotation's picture"),
        pytest.param(other_dots, Defect.OTHER_LOOK, id="a photograph"),
        pytest.param(moved, Defect.OTHER_LOOK, id="a photograph's place"),
        pytest.param(no_mask, Defect.OTHER_LOOK, id="a mask gone"),
        pytest.param(other_mask, Defect.OTHER_LOOK, id="a mask"),
        pytest.param(other_small_picture, Defect.OTHER_LOOK, id="a small picture"),
        pytest.param(turned, Defect.OTHER_LOOK, id="turned"),
        pytest.param(cropped, Defect.OTHER_LOOK, id="cropped"),
        pytest.param(drawn(b"1 g 50 150 12 12 re f"), None, id="white on white"),
        pytest.param(drawn(b"0 g 50.1 60.1 12 12 re f"), None, id="less than a dot"),
    ],
)
def test_a_change_of_a_page_is_found(
    kept: tuple[Path, Kept], change: Change, defect: Defect | None
) -> None:
    assert found(*kept, change) is defect


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("(left) [of] {it}", ")left( ]of[ }it{", id="brackets, by the direction"),
        pytest.param("\xaba\xbb \u2264", "\xbba\xab \u2265", id="other signs that are turned"),
        pytest.param("G\u0175yl", "Gw\u0302yl", id="an accent apart"),
        pytest.param("a\u00a8 b", "a b", id="an accent that stands alone"),
        pytest.param("sec- tion", "sec\ufffe\r\ntion", id="the end of a line"),
    ],
)
def test_what_readers_do_to_letters_is_no_change_of_them(one: str, other: str) -> None:
    """Which way a bracket opens depends on the whole line (Unicode's UAX #9, rule L4)."""
    assert squeezed(one) == squeezed(other)
    assert squeezed(one) != squeezed(f"{other} more")


def test_the_page_itself_is_proved(kept: tuple[Path, Kept]) -> None:
    assert found(*kept) is None


def test_a_page_more_or_less_is_found(kept: tuple[Path, Kept]) -> None:
    path, was = kept
    with pikepdf.open(path) as pdf:
        pdf.add_blank_page()
        file = saved(pdf)
    with pytest.raises(Unproven) as unproven:
        prove_kept(file, was)
    assert unproven.value.defect is Defect.PAGES


def test_a_value_that_was_drawn_has_to_be_read(tmp_path: Path) -> None:
    path = report(tmp_path / "report.pdf", pages=1)
    with pikepdf.open(path) as pdf:
        was = keep(pdf, path.read_bytes(), [0], "the document")
    wanted = {name: getattr(was, name) for name in ("numbers", "pages", "pictures", "layered")}
    unread = Kept(**wanted, advice="", values=(("Nowhere on it",),))
    assert found(path, unread) is Defect.VALUE_UNSEEN


def hidden(pdf: pikepdf.Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Plan")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    photograph(pdf)
    shot = pdf.pages[0].resources.XObject.Shot
    shot.OC = layer


def test_a_photograph_that_a_layer_hid_is_found_when_it_comes_to_light(tmp_path: Path) -> None:
    path = report(tmp_path / "report.pdf", hidden, pages=1)
    with pikepdf.open(path) as pdf:
        was = keep(pdf, path.read_bytes(), [0], "the document")

    def switched_on(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OCProperties.D = Dictionary()

    assert found(path, was) is None
    assert found(path, was, switched_on) is Defect.OTHER_LOOK


def inherits(pdf: pikepdf.Pdf) -> None:
    """Size, fonts and way up come from above, and a marking stands on the page (7.7.3.4)."""
    photograph(pdf)
    pages = pdf.Root.Pages
    page = pdf.pages[0].obj
    pages.MediaBox = Array([0, 0, 595, 850])
    pages.Resources = page.Resources
    pages.Rotate = 90
    for key in (Name.MediaBox, Name.Resources):
        del page[key]


def test_what_a_page_has_from_above_it_does_not_count_as_a_change(tmp_path: Path) -> None:
    path = report(tmp_path / "report.pdf", inherits, pages=2)
    raw = path.read_bytes()
    assert raw.count(b"/MediaBox") <= 2
    whole = assemble([part(path)], heading="A", made="B")
    with pikepdf.open(whole.file) as pdf:
        assert [float(side) for side in pdf.pages[1].mediabox] == [0, 0, 595, 850]
        assert pdf.pages[1].obj.Rotate == 90
    with cut(path, look(path), [1]) as made:
        save_proved(made, io.BytesIO())


def test_a_page_that_programs_read_in_several_ways_is_named_with_what_to_do(
    tmp_path: Path,
) -> None:
    """qpdf finds its content deleted by the last revision, PDFium reads the one before."""
    good = report(tmp_path / "good.pdf", pages=1)
    bad = deleted_content(report(tmp_path / "bad.pdf", pages=2), 1)
    with pytest.raises(Unfit) as unfit:
        assemble([part(good), part(bad, number=2)], heading="A", made="B")
    assert str(unfit.value).startswith("report 2 cannot go into the set: page 2 would not come out")
    assert "File > Print" in str(unfit.value)
    assert unfit.value.part.number == 2
    file = io.BytesIO()
    with (
        cut(bad, look(bad), [2]) as made,
        pytest.raises(Unproven, match="page 2 would not come out") as unproven,
    ):
        save_proved(made, file)
    assert unproven.value.defect is Defect.OTHER_TEXT


@pytest.mark.parametrize("producer", PRODUCERS)
def test_a_file_in_the_shape_of_each_producers_goes_into_a_set_and_is_cut(
    tmp_path: Path, producer: str
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(PRODUCERS[producer]())
    findings = pdf_look.look(path, headings=False)
    refuse_unfit(path, findings)
    file = io.BytesIO()
    with cut(path, findings, [1]) as made:
        save_proved(made, file)
    assert SAID in READERS["MuPDF"](file.getvalue())[0]


def test_a_page_with_markings_that_programs_read_in_several_ways_is_refused(tmp_path: Path) -> None:
    path = report(tmp_path / "report.pdf", one_stream, stamped, pages=1)
    bad = deleted_content(path, 0)
    with (
        pytest.raises(DocumentFault, match="programs read the document differently: on page 1"),
        pikepdf.open(bad) as pdf,
    ):
        keep(pdf, bad.read_bytes(), [0], "the document")


@pytest.mark.parametrize(
    ("producer", "advice"),
    [
        ("Microsoft: Print To PDF", "File > Save As > PDF"),
        ("macOS Version 13.1 Quartz PDFContext", "File > Save As > PDF"),
        ("Acrobat Distiller 21.0", "File > Save As > PDF"),
        ("Microsoft Word for Microsoft 365", "Microsoft Print to PDF"),
        ("", "Microsoft Print to PDF"),
    ],
)
def test_what_was_printed_is_not_to_be_printed_again(
    tmp_path: Path, producer: str, advice: str
) -> None:
    def made_by(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo[Name.Producer] = producer

    path = report(tmp_path / "report.pdf", made_by, pages=1)
    with pikepdf.open(path) as pdf:
        told = keep(pdf, path.read_bytes(), [0], "the document").advice
    others = {"File > Save As > PDF", "Microsoft Print to PDF"} - {advice}
    assert advice in told
    assert not any(other in told for other in others)


def fonts_of_the_form(pdf: pikepdf.Pdf) -> None:
    field(pdf, "name", "Deltavalue", pages=(0,))
    del pdf.pages[0].obj.Annots[0].AP.N.Resources


def test_a_field_takes_the_fonts_of_its_form_along(tmp_path: Path) -> None:
    path = report(tmp_path / "report.pdf", fonts_of_the_form, pages=1)
    file = io.BytesIO()
    with cut(path, look(path), [1]) as made:
        save_proved(made, file)
    with pikepdf.open(file) as pdf:
        drawn_with = [
            set(each.Resources.Font.keys())
            for each in pdf.objects
            if isinstance(each, pikepdf.Stream) and b"Deltavalue" in each.read_bytes()
        ]
    assert drawn_with == [{"/Helv"}]
