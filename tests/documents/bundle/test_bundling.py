"""The complete set of reports: order, contents, page numbers, and nothing mixed up (H-ICPC-P6)."""

# ruff: noqa: RUF001 - names of many alphabets, whose letters look alike

import hashlib
import importlib
import io
import json
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String

from cpconf.documents.bundle.assembly import (
    Placed,
    SetPart,
    Unfit,
    assemble,
    manifest,
    protect_set,
    refuse_unfit,
)
from cpconf.documents.cut.cutting import cut
from cpconf.documents.pdf.source import sound
from cpconf.documents.pdf.typeface import Face, readable
from cpconf.documents.places.publishing import Draft, draft
from cpconf.documents.proof import Unproven
from cpconf.errors import DocumentFault, NotFound, UsageFault
from tests.documents.cut.cut_making import (
    Change,
    annotate,
    deleted_content,
    field,
    furnish,
    holds,
    laid_bare,
    link,
    look,
    part,
    report,
    seen,
)

pymupdf: Any = importlib.import_module("pymupdf")  # carries types for some of itself

HEADING = "Initial conference X1: reports"
MADE = "Made on Mon 9 Feb 2026"


def made(parts: Sequence[SetPart]) -> tuple[io.BytesIO, tuple[Placed, ...], tuple[str, ...]]:
    found = assemble(parts, heading=HEADING, made=MADE)
    return found.file, found.placed, found.remarks


def texts(file: io.BytesIO) -> list[str]:
    document = pypdfium2.PdfDocument(file.getvalue())
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


@pytest.fixture
def three(tmp_path: Path) -> list[SetPart]:
    """Three reports of three, one and two pages."""
    return [
        part(report(tmp_path / "a.pdf", pages=3), "Social worker", "Received Mon 9 Feb 2026"),
        part(report(tmp_path / "b.pdf", pages=1), "Health visitor", number=2),
        part(report(tmp_path / "c.pdf", pages=2), "School", "Received Tue 10 Feb 2026", number=3),
    ]


# Order and contents


def test_reports_follow_their_contents_in_the_order_given(three: list[SetPart]) -> None:
    file, placed, remarks = made(three)

    assert [(one.first_page, one.last_page) for one in placed] == [(2, 4), (5, 5), (6, 7)]
    assert [one.size for one in placed] == [one.path.stat().st_size for one in three]
    words = ["quartzite", "nightjar", "harbourmaster", "quartzite", "quartzite", "nightjar"]
    assert all(word in text for word, text in zip(words, texts(file)[1:], strict=True))
    assert remarks == ()


def test_the_contents_name_every_report_and_its_page(three: list[SetPart]) -> None:
    contents = " ".join(texts(made(three)[0])[0].split())

    assert contents.startswith(f"{HEADING} {MADE} 3 reports, 7 pages Report Page 1 Social worker ")
    assert "Received Mon 9 Feb 2026 2 3 pages 2 Health visitor 5 1 page 3 School " in contents


def test_each_line_of_the_contents_leads_to_its_report(three: list[SetPart]) -> None:
    file, placed, _ = made(three)
    with pikepdf.open(file) as pdf:
        links = list(pdf.pages[0].obj.Annots)
        pages = [pdf.pages.index(pikepdf.Page(one.Dest[0])) + 1 for one in links]
    assert pages == [one.first_page for one in placed]


def test_many_reports_need_several_contents_pages(tmp_path: Path) -> None:
    path = report(tmp_path / "a.pdf", pages=1)
    detail = "A long line about where this came from and when, and who brought it in. " * 5
    file, placed, _ = made([part(path, f"Agency number {number}", detail) for number in range(60)])
    shown = texts(file)

    first = placed[0].first_page
    assert first > 4
    assert shown[1].startswith("Contents, continued")
    together = "\n".join(shown[: first - 1])
    assert all(f"Agency number {number}" in together for number in range(60))
    with pikepdf.open(file) as pdf:
        counts = [len(page.obj.Annots) for page in pdf.pages[: first - 1]]
        low = min(float(one.Rect[1]) for page in pdf.pages[: first - 1] for one in page.obj.Annots)
    assert sum(counts) == 60
    assert low > 40  # clear of the page number


def test_bookmarks_name_the_reports_with_their_own_below(three: list[SetPart]) -> None:
    file, _, _ = made(three)
    with pikepdf.open(file) as pdf:
        items = pdf.open_outline().root
        assert [item.title for item in items] == ["Social worker", "Health visitor", "School"]
        assert [child.title for child in items[2].children] == [
            "1. Section quartzite",
            "2. Section nightjar",
        ]
        target = items[2].children[1].resolved_destination(pdf)
        assert target is not None
        assert pdf.pages.index(pikepdf.Page(target.page)) == 6


def test_bookmarks_are_there_once_also_those_of_equal_titles(tmp_path: Path) -> None:
    def repeat(pdf: pikepdf.Pdf) -> None:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("1. Section quartzite", 1))

    parts = [
        part(report(tmp_path / f"{name}.pdf", repeat, pages=2), f"Agency {name}", number=number)
        for number, name in enumerate("ab", start=1)
    ]
    file, placed, _ = made(parts)
    with pymupdf.open(stream=file.getvalue()) as document:
        found = [(level, title, page) for level, title, page in document.get_toc()]
    assert found == [
        line
        for one, name in zip(placed, "ab", strict=True)
        for line in (
            (1, f"Agency {name}", one.first_page),
            (2, "1. Section quartzite", one.first_page),
            (2, "2. Section nightjar", one.first_page + 1),
            (2, "1. Section quartzite", one.first_page + 1),
        )
    ]


def form_without_its_list(pdf: pikepdf.Pdf) -> None:
    field(pdf, "name", "Gammavalue", pages=(0,))
    del pdf.Root.AcroForm


def field_on_no_page(pdf: pikepdf.Pdf) -> None:
    field(pdf, "name", "Gammavalue", pages=(0,))
    pdf.pages[0].obj.Annots = Array([])


def null_kid(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Kids[1] = None


def xfa(pdf: pikepdf.Pdf) -> None:
    field(pdf, "name", "Gammavalue", pages=(0,))
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")


_TRYING = """
import sys
from pathlib import Path
from cpconf.documents.bundle import assembly
from cpconf.documents.cut import cutting
from cpconf.documents.pdf import look as pdf_look
path = Path(sys.argv[1])
findings = pdf_look.look(path, headings=True)
assembly.refuse_unfit(path, findings)
with cutting.cut(path, findings, [1]) as cut, open(sys.argv[2], "w+b") as file:
    cutting.save_proved(cut, file)
"""


@pytest.mark.parametrize("spoil", [form_without_its_list, field_on_no_page, null_kid, xfa])
def test_no_library_says_a_word_on_standard_error(tmp_path: Path, spoil: Change) -> None:
    """In a process of its own: pytest catches what a library logs."""
    path = report(tmp_path / "a.pdf", spoil, pages=2)
    ran = subprocess.run(
        [sys.executable, "-W", "default", "-c", _TRYING, path, tmp_path / "cut.pdf"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (ran.stdout, ran.stderr) == ("", "")


def test_a_kid_that_is_null_is_no_page(tmp_path: Path) -> None:
    file, placed, _ = made([part(report(tmp_path / "a.pdf", null_kid, pages=2))])
    assert placed[0].last_page - placed[0].first_page == 0
    assert "quartzite" in texts(file)[-1]


def test_a_form_that_holds_more_than_its_pages_show_is_remarked_on(tmp_path: Path) -> None:
    path = report(tmp_path / "a.pdf", xfa, pages=2)
    _, _, remarks = made([part(path)])
    assert [remark.partition(":")[0] for remark in remarks] == ["report 1 is an XFA form"]
    with cut(path, look(path), [1]) as one:
        assert any(remark.startswith("it is an XFA form") for remark in one.remarks)


def test_page_labels_are_the_numbers_on_the_pages(three: list[SetPart]) -> None:
    with pikepdf.open(made(three)[0]) as pdf:
        assert [str(page.label) for page in pdf.pages] == ["1", "2", "3", "4", "5", "6", "7"]


def test_nothing_of_the_reports_properties_is_taken_over(tmp_path: Path) -> None:
    file, _, remarks = made([part(report(tmp_path / "a.pdf", furnish, annotate))])
    bare = laid_bare(file)

    for trace in (b"office suite", b"/Metadata", b"/JavaScript", b"/EmbeddedFile", b"/Info"):
        assert trace not in bare
    assert remarks == ("files attached to report 1 are not in the set",)


# Names


def by_mupdf(file: io.BytesIO, page: int = 0) -> str:
    with pymupdf.open(stream=file.getvalue()) as document:
        return str(document[page].get_text())


@pytest.mark.parametrize(
    ("title", "names"),
    [
        pytest.param("Przedszkole świętej Łucji", "Zażółć Gęślą, Łęć Żółć", id="Polish"),
        pytest.param("Ysgol Gŵyr", "Siân Gŵyn, Ceri Ŵyn, Llŷr ap Ŷr", id="Welsh"),
        pytest.param("Școala Țării", "Ștefan Țăran, Ioana Țărnă, Bârlad", id="Romanian"),
        pytest.param("Trường Đống Đa", "Nguyễn Thị Ánh, Đặng Thị Huế, Tiểu Hồng", id="Vietnamese"),
        pytest.param("Iğdır Okulu", "Şükrü Gülşen Ağca, İpek Işık", id="Turkish"),
        pytest.param("Škola Růžová", "Dvořák Růžička, Ľubica Ďaďo, Ťažký", id="Czech and Slovak"),
        pytest.param("Mokykla Šilo", "Jānis Bērziņš, Ģirts Ķēniņš, Ėglė Ūsaitė", id="Baltic"),
        pytest.param("Győri Iskola", "Ősz Győző, Þórður Æsir, Għajn Ħal Ġużè", id="other Latin"),
        pytest.param("Ilé Ẹ̀kọ́", "Ọlá Adébáyọ̀, Ṣadé Olúṣẹ́gun", id="Yoruba, of several marks"),
        pytest.param("Школа № 5", "Ольга Їжакевич, Ђорђе Љубић, Ў", id="Cyrillic"),
        pytest.param("Σχολείο Ἀθηνῶν", "Ελένη Παπαδοπούλου, Ὀρέστης", id="Greek"),
        pytest.param("Đ Ð Α A А Μ M М", "Ω Ω µ μ — ‘it’ €5", id="letters that look alike"),
    ],
)
def test_names_of_many_languages_are_shown_and_can_be_copied(
    tmp_path: Path, title: str, names: str
) -> None:
    path = report(tmp_path / "a.pdf", pages=1)
    file, _, _ = made([part(path, title, names)])

    for text in (texts(file)[0], by_mupdf(file)):
        plain = unicodedata.normalize("NFC", " ".join(text.split()))
        assert unicodedata.normalize("NFC", title) in plain
        assert unicodedata.normalize("NFC", names) in plain


def test_a_name_is_found_by_whoever_searches_for_it(tmp_path: Path) -> None:
    path = report(tmp_path / "a.pdf", pages=1)
    file, _, _ = made([part(path, "Ольга и Ελένη", "Nguyễn Thị Ánh, the ﬁle")])
    with pymupdf.open(stream=file.getvalue()) as document:
        for name in ("Ольга", "Ελένη", "Nguyễn Thị Ánh", "file"):
            assert len(document[0].search_for(name)) == 1


def test_the_letters_of_the_contents_are_in_the_file_and_no_others(tmp_path: Path) -> None:
    """A program that has none of its own shows them, and the file stays small."""
    path = report(tmp_path / "a.pdf", pages=1)
    file, _, _ = made([part(path, "Ольга", "Nguyễn Thị Ánh")])
    with pymupdf.open(stream=file.getvalue()) as document:
        fonts = [document.extract_font(font[0]) for font in document.get_page_fonts(0)]
    assert len({name for name, *_ in fonts}) == 3
    assert all("+NotoSans-" in name and 500 < len(data) < 12000 for name, _, _, data in fonts)


def test_titles_are_bold_and_black_their_detail_is_grey_and_both_are_as_wide_as_counted(
    tmp_path: Path,
) -> None:
    path = report(tmp_path / "a.pdf", pages=1)
    file, _, _ = made([part(path, "Ольга Ŵyn", "Ольга Ŵyn")])
    with pymupdf.open(stream=file.getvalue()) as document:
        spans = [
            span
            for block in document[0].get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            if span["text"] == "Ольга Ŵyn"
        ]
    assert [span["font"].rpartition("-")[2] for span in spans] == ["Bold", "Regular"]
    assert [span["color"] for span in spans] == [0, 0x595959]
    lengths: list[float] = []
    for span, bold in zip(spans, (True, False), strict=True):
        left, _, right, _ = span["bbox"]
        with pikepdf.new() as pdf:
            wide = Face(pdf, "P", bold=bold).length("Ольга Ŵyn", span["size"])
        assert right - left == pytest.approx(wide, abs=0.05)
        lengths.append(wide / span["size"])
    assert lengths[0] > lengths[1] * 1.03  # bold in more than its name


def test_the_same_letters_make_the_same_font() -> None:
    def drawn() -> bytes:
        with pikepdf.new() as pdf:
            page = pdf.add_blank_page()
            face = Face(pdf, "P", bold=False)
            page.obj.Contents = pdf.make_stream(face.show("Ольга Ŵyn", 9))
            page.obj.Resources = Dictionary(Font=Dictionary({face.name: face.finish()}))
            file = io.BytesIO()
            pdf.save(file, deterministic_id=True)
        return file.getvalue()

    assert drawn() == drawn()


def test_the_font_is_loaded_by_what_draws_alone() -> None:
    """pypdf loads a part of fontTools by itself, where that is installed."""
    code = (
        "import sys, cpconf.documents.protecting, cpconf.documents.bundle.assembly; "
        "print({'pymupdf_fonts', 'fontTools.subset'} & {*sys.modules})"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"


def test_a_letter_of_another_script_is_a_dot_and_never_an_empty_box(tmp_path: Path) -> None:
    path = report(tmp_path / "a.pdf", pages=1)
    file, _, _ = made([part(path, "Школа", "日本 محمد 😀 \u202eabc\x07")])

    assert "·· ···· · abc" in texts(file)[0]
    assert "·· ···· · abc" in by_mupdf(file)
    with pikepdf.open(file) as pdf:
        assert pdf.open_outline().root[0].title == "Школа"


def test_a_word_longer_than_the_page_is_shortened(tmp_path: Path) -> None:
    path = report(tmp_path / "a.pdf", pages=1)
    file, _, _ = made([part(path, "W" * 300, "title " * 200)])
    assert texts(file)[0].count("…") == 2


def test_every_letter_of_the_european_alphabets_can_be_shown() -> None:
    assert "·" not in readable("ÂâÊêÎîÔôÛûŴŵŶŷ ĄąĆćĘęŁłŃńÓóŚśŹźŻż ĂăȘșȚț ČčĎďĚěŇňŘřŠšŤťŮůŽž")
    assert "·" not in readable(
        "ŐőŰű ĞğİıŞş ĀāĒēĢģĪīĶķĻļŅņŪū ĖėĮįŲų ÐðÞþÆæØøÅå ĊċĠġĦħ ĹĺĽľŔŕ ẂẃẀẁẄẅ"
    )


# Page numbers


def turn(degrees: int) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj.Rotate = degrees

    return change


def move(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.MediaBox = Array([-300, -200, 295, 642])


def crop(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.CropBox = Array([100, 150, 500, 700])


def crop_and_turn(pdf: pikepdf.Pdf) -> None:
    crop(pdf)
    pdf.pages[0].obj.Rotate = -90


def crop_upside_down(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.CropBox = Array([500, 700, 100, 150])


def enlarge(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.MediaBox = Array([0, 0, 200, 300])
    pdf.pages[0].obj.UserUnit = 4


def poster(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.MediaBox = Array([0, 0, 2384, 3370])


def slip(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.MediaBox = Array([0, 0, 40, 20])


def darken(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Contents = pdf.make_stream(b"0 0 0 rg 0 0 9000 9000 re f")


def leave_open(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"q 0.1 0 0 -0.1 30 400 cm 1 1 1 rg 7 Tr q 0 0 1 1 re W n")


def close_too_much(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"Q Q Q 0.1 0 0 -0.1 30 400 cm 0 0 1 1 re W n 7 Tr")


def empty(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].obj.Contents
    del pdf.pages[0].obj.Resources


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(turn(90), id="on its side"),
        pytest.param(turn(180), id="upside down"),
        pytest.param(turn(270), id="on its other side"),
        move,
        crop,
        crop_and_turn,
        crop_upside_down,
        enlarge,
        poster,
        slip,
        darken,
        leave_open,
        close_too_much,
        empty,
    ],
)
def test_the_number_stands_upright_at_the_foot_of_any_page(tmp_path: Path, change: Change) -> None:
    file, _, _ = made([part(report(tmp_path / "a.pdf", change, pages=1))])
    with pymupdf.open(stream=file.getvalue()) as document:
        page = document[1]
        found = [
            line
            for block in page.get_text("dict", clip=pymupdf.INFINITE_RECT())["blocks"]
            for line in block.get("lines", ())
            if "".join(span["text"] for span in line["spans"]) == "2 of 2"
        ]
        assert len(found) == 1
        box = pymupdf.Rect(found[0]["bbox"]) * page.rotation_matrix
        along = pymupdf.Point(found[0]["dir"]) * pymupdf.Matrix(page.rotation_matrix)
        along -= pymupdf.Point(0, 0) * pymupdf.Matrix(page.rotation_matrix)
        seen_page = page.rect
    box.normalize()

    assert (round(along.x), round(along.y)) == (1, 0)
    assert abs((box.x0 + box.x1) / 2 - seen_page.width / 2) < 1
    assert seen_page.height * 0.55 < box.y0 < box.y1 < seen_page.height
    assert box.width < seen_page.width
    # On white, dark: what surrounds it may be anything.
    scale = min(4.0, 4 * 595 / max(seen_page.width, 595))
    shown = seen(file.getvalue(), 1, scale=scale)
    ratio = shown.width / seen_page.width
    left, high, right, low = (round(side * ratio) for side in (box.x0, box.y0, box.x1, box.y1))
    inks = shown.crop((left, high, right, low)).tobytes()
    assert max(inks) > 250
    assert min(inks) < 120
    assert sum(ink > 200 for ink in inks) > len(inks) / 2


def test_only_the_foot_of_a_page_changes(tmp_path: Path) -> None:
    path = report(tmp_path / "a.pdf", pages=2)
    content = path.read_bytes()
    after = made([part(path)])[0].getvalue()
    for number in range(2):
        area = (0, 0, 595, 815)
        before = seen(content, number).crop(area)
        assert before.tobytes() == seen(after, number + 1).crop(area).tobytes()


def ends_in_a_hyphen(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Contents = pdf.make_stream(
        b"BT /F1 12 Tf 50 80 Td (the last of its sec-) Tj ET"
    )


def test_a_hyphen_at_the_end_of_a_page_is_the_same_before_and_after_its_number(
    tmp_path: Path,
) -> None:
    """PDFium takes it for the end of a line as soon as another line follows."""
    file, _, _ = made([part(report(tmp_path / "a.pdf", ends_in_a_hyphen, pages=1))])
    assert "2 of 2" in texts(file)[1]


# What may clash


def test_fields_of_equal_names_keep_their_own_values(tmp_path: Path) -> None:
    def fill(value: str) -> Change:
        return lambda pdf: field(pdf, "name", value, pages=(0,))

    file, _, _ = made(
        [
            part(report(tmp_path / "a.pdf", fill("one value"), pages=1)),
            part(report(tmp_path / "b.pdf", fill("another"), pages=1)),
        ]
    )
    with pikepdf.open(file) as pdf:
        fields = pdf.acroform.fields
        values = sorted(one.value_as_string for one in fields)
        names = {one.fully_qualified_name for one in fields}
    assert values == ["another", "one value"]
    assert len(names) == 2


def test_links_within_a_report_still_lead_to_its_own_pages(tmp_path: Path) -> None:
    def connect(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Names = Dictionary(
            Dests=Dictionary(Names=Array([String("end"), Array([pdf.pages[2].obj, Name.Fit])]))
        )
        pdf.Root.Dests = Dictionary(end=Array([pdf.pages[1].obj, Name.Fit]))
        pdf.pages[0].obj.Annots = Array(
            [
                link(pdf, 10, Dest=Array([pdf.pages[2].obj, Name.XYZ, 0, 500, 0])),
                link(pdf, 30, Dest=String("end")),
                link(pdf, 50, Dest=Name("/end")),
                link(pdf, 70, A=Dictionary(S=Name.GoTo, D=Array([1, Name.Fit]))),
                link(pdf, 90, A=Dictionary(S=Name.GoTo, D=String("nowhere"))),
                link(pdf, 99, A=Dictionary(S=Name.URI, URI=String("https://example.org"))),
            ]
        )

    paths = [report(tmp_path / f"{name}.pdf", connect, pages=3) for name in "ab"]
    file, placed, _ = made([part(path) for path in paths])
    with pikepdf.open(file) as pdf:
        for one in placed:
            links = list(pdf.pages[one.first_page - 1].obj.Annots)
            pages = [
                pdf.pages.index(pikepdf.Page(mark.Dest[0])) + 1 - one.first_page
                for mark in links
                if Name.Dest in mark
            ]
            assert pages == [2, 2, 1, 1]
            assert str(links[5].A.URI) == "https://example.org"


def test_layers_that_are_off_in_one_report_stay_off(tmp_path: Path) -> None:
    paths = [report(tmp_path / f"{name}.pdf", furnish, pages=1) for name in "ab"]
    content = made([part(path) for path in paths])[0].getvalue()
    for number in (1, 2):
        assert seen(content, number).getpixel((345, 500)) == 255


def test_a_signature_stays_to_be_seen_and_no_longer_claims_to_be_one(tmp_path: Path) -> None:
    def sign(pdf: pikepdf.Pdf) -> None:
        field(pdf, "Signature", "signed here", pages=(0,))
        signature = pdf.Root.AcroForm.Fields[0]
        signature.FT = Name.Sig
        signature.V = pdf.make_indirect(
            Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), ByteRange=Array([0, 1, 2, 3]))
        )

    file, _, remarks = made([part(report(tmp_path / "a.pdf", sign, pages=1))])
    assert remarks == ("the digital signature of report 1 is valid in its own file only",)
    assert b"/ByteRange" not in laid_bare(file)
    assert min(seen(file.getvalue(), 1).crop((200, 620, 350, 645)).tobytes()) < 128


def test_a_report_may_be_in_the_set_twice(three: list[SetPart]) -> None:
    file, placed, _ = made([three[1], three[1]])
    assert [one.first_page for one in placed] == [2, 3]
    assert "2 of 3" in texts(file)[1]
    assert "3 of 3" in texts(file)[2]


# What is refused, and what is told


def test_a_report_that_changed_since_it_was_recorded_is_refused(three: list[SetPart]) -> None:
    three[1].path.write_bytes(three[0].path.read_bytes())
    with pytest.raises(DocumentFault) as fault:
        made(three)
    assert str(fault.value).startswith("report 2 has changed since it was recorded")


def test_a_report_that_is_gone_is_not_found(three: list[SetPart]) -> None:
    three[2].path.unlink()
    with pytest.raises(NotFound) as fault:
        made(three)
    assert str(fault.value).startswith("report 3 is not where it was")
    assert "c.pdf" not in str(fault.value)


@pytest.mark.skipif(sys.platform == "win32", reason="a link takes a right there")
def test_a_report_that_is_there_and_cannot_be_opened_is_not_said_to_be_gone(
    three: list[SetPart],
) -> None:
    three[2].path.unlink()
    three[2].path.symlink_to(three[2].path)
    with pytest.raises(NotFound) as fault:
        made(three)
    assert str(fault.value) == "report 3 cannot be opened: it is a link that leads back to itself"


@pytest.mark.skipif(sys.platform != "linux", reason="looks like a file there, and is none")
def test_a_report_that_can_be_opened_and_not_read_is_said_to_be_there(three: list[SetPart]) -> None:
    lost = replace(three[2], path=Path("/proc/self/mem"))
    with pytest.raises(NotFound) as fault:
        made([*three[:2], lost])
    assert str(fault.value) == "report 3 cannot be read: its drive cannot be read"


def test_reports_that_are_no_pdf_or_are_encrypted_are_refused(
    tmp_path: Path, three: list[SetPart]
) -> None:
    text, locked = tmp_path / "text.pdf", tmp_path / "locked.pdf"
    text.write_text("nothing of the kind", encoding="utf-8")
    with pikepdf.open(three[0].path) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="a", owner="b", R=6))
    for path, says in ((text, "not a PDF"), (locked, "is protected already")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        one = SetPart(number=4, title="School", detail="", path=path, sha256=digest, pages=1)
        with pytest.raises(DocumentFault, match=says):
            made([three[0], one])


def test_a_set_of_nothing_is_a_usage_fault() -> None:
    with pytest.raises(UsageFault):
        made([])


def test_progress_is_told_from_beginning_to_end(three: list[SetPart]) -> None:
    told: list[tuple[str, float]] = []
    assemble(
        three, heading=HEADING, made=MADE, progress=lambda stage, done: told.append((stage, done))
    )
    assert told[0] == ("merging", 0.0)
    assert ("numbering", 1.0) in told
    assert told[-1] == ("comparing", 1.0)
    assert all(0 <= done <= 1 for _, done in told)


def elsewhere(folder: Path, started: Draft) -> Draft:
    """A draft that is written to one file and read back from another, which is empty."""
    other = folder / "other.pdf"
    other.touch()
    return Draft(other, started.file)


def test_a_set_that_cannot_be_proved_is_refused_and_a_report_at_fault_is_found_by_trying_each(
    tmp_path: Path, three: list[SetPart]
) -> None:
    whole = assemble(three, heading=HEADING, made=MADE)
    with draft(tmp_path) as started, pytest.raises(Unproven):
        protect_set(whole, "Quartz-7-lantern-orbit", elsewhere(tmp_path, started))
    three[1].path.write_bytes(three[0].path.read_bytes())
    with draft(tmp_path) as started, pytest.raises(Unfit, match=r"^report 2 has changed") as unfit:
        protect_set(whole, "Quartz-7-lantern-orbit", elsewhere(tmp_path, started))
    assert unfit.value.part is three[1]


def test_a_report_is_tried_for_the_set_without_a_trace(
    tmp_path: Path, three: list[SetPart]
) -> None:
    told: set[str] = set()
    refuse_unfit(three[0].path, look(three[0].path), lambda stage, _done: told.add(stage))
    # It encrypts as well, but nothing for anybody to have.
    assert "checking" in told
    assert "encrypting" not in told
    assert sorted(path.name for path in tmp_path.glob("*.*")) == ["a.pdf", "b.pdf", "c.pdf"]
    bad = deleted_content(report(tmp_path / "d.pdf", pages=1), 0)
    with pytest.raises(Unfit, match=r"^the document cannot go into the set: page 1 would not"):
        refuse_unfit(bad, look(bad))


def test_the_set_is_never_written_by_itself(tmp_path: Path, three: list[SetPart]) -> None:
    before = sorted(tmp_path.iterdir())
    made(three)
    assert sorted(tmp_path.iterdir()) == before


def test_the_manifest_says_what_the_set_is_made_of(three: list[SetPart]) -> None:
    _, placed, _ = made(three)
    found = json.loads(manifest(placed))

    assert found["cpconf"] == 1
    assert found["reports"][1] == {
        "place": 2,
        "title": "Health visitor",
        "pages": 1,
        "first_page": 5,
        "last_page": 5,
        "sha256": three[1].sha256,
        "size": three[1].path.stat().st_size,
    }
    assert "Received" not in manifest(placed).decode()


def test_words_of_every_report_are_in_the_set(three: list[SetPart]) -> None:
    file, _, _ = made(three)
    assert holds(file, "harbourmaster")


def no_list_of_fonts(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.Font = 5


def a_place_that_is_no_number(pdf: pikepdf.Pdf) -> None:
    where = Array([pdf.pages[0].obj, Name.XYZ, Name.Left, Name.Top, 0])
    pdf.pages[0].obj.Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), Dest=where)]
    )


@pytest.mark.parametrize("spoil", [no_list_of_fonts, a_place_that_is_no_number])
def test_a_value_of_a_wrong_type_is_passed_over_where_readers_pass_over_it(
    tmp_path: Path, spoil: Change
) -> None:
    file, placed, _ = made([part(report(tmp_path / "report.pdf", spoil, pages=2))])
    assert placed[0].last_page - placed[0].first_page == 1
    assert "nightjar" in texts(file)[-1]


def test_a_mistake_of_the_programs_own_is_not_told_as_a_fault_of_a_report() -> None:
    for mistake in (AttributeError, TypeError):
        with pytest.raises(mistake), sound("report 1"):
            raise mistake
    with pytest.raises(DocumentFault, match="report 1 is damaged inside"), sound("report 1"):
        raise ValueError
