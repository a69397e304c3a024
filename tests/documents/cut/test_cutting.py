"""The parents' PDF: which pages are chosen, and that nothing else is left in the file (O-13b)."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from PIL import ImageChops

from cpconf.core.procedures.procedure import ReportSection
from cpconf.core.words import FileType
from cpconf.documents.cut.absence import words_gone
from cpconf.documents.cut.cutting import (
    Section,
    choose,
    cut,
    match_sections,
    prove,
    save_proved,
    sections,
)
from cpconf.documents.cut.ranges import read_pages, say_pages
from cpconf.documents.cut.sections import holds_more
from cpconf.documents.findings import Findings, Heading
from cpconf.documents.pdf import look as pdf_look
from cpconf.documents.proof import Defect, Unproven
from cpconf.errors import DocumentFault, NotFound, UsageFault
from cpconf.procedures.loader import load
from tests.documents.cut.cut_making import (
    SECRETS,
    annotate,
    field,
    furnish,
    holds,
    laid_bare,
    look,
    one_drawing,
    report,
    saved,
    seen,
    share_resources,
    tag,
)

FIVE, SIX = (
    next(rule.sections for rule in load("oxfordshire").procedure.rules if rule.clause == clause)
    for clause in ("O-13b", "O-APP2")
)

# Page ranges


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("1-3,7,9-", {1, 2, 3, 7, 9, 10}),
        ("4", {4}),
        (" 2 - 3 , 3-5 ", {2, 3, 4, 5}),
        ("10-", {10}),
        ("1–2", {1, 2}),
    ],
)
def test_pages_are_named_by_numbers_and_ranges(text: str, pages: set[int]) -> None:
    assert read_pages(text, 10) == pages


@pytest.mark.parametrize(
    "text", ["", ",", "0", "11", "3-2", "9-11", "-3", "1--2", "one", "1.5", "٣", "1,,2", "9" * 5000]
)
def test_pages_that_do_not_exist_or_cannot_be_read_are_a_usage_fault(text: str) -> None:
    with pytest.raises(UsageFault):
        read_pages(text, 10)


@given(st.sets(st.integers(1, 60), min_size=1))
def test_pages_as_they_are_shown_can_be_typed_again(pages: set[int]) -> None:
    assert read_pages(say_pages(pages).split(" ", 1)[1], 60) == pages


@given(st.text(max_size=12), st.integers(1, 30))
def test_whatever_is_typed_gives_pages_of_the_document_or_a_usage_fault(
    text: str, count: int
) -> None:
    try:
        pages = read_pages(text, count)
    except UsageFault:
        return
    assert pages
    assert pages <= set(range(1, count + 1))


# Sections


def found(texts: list[str], *headings: Heading) -> Findings:
    return Findings(
        type=FileType.PDF,
        sha256="",
        size=1,
        pages=len(texts),
        texts=tuple(texts),
        headings=headings,
    )


def mark(text: str, page: int, level: int = 1) -> Heading:
    return Heading(text=text, page=page, level=level, bookmark=True)


def line(text: str, page: int, level: int = 1) -> Heading:
    return Heading(text=text, page=page, level=level)


REPORT = found(
    [
        "Example Council\nChild and family report\nWho took part",
        "Example Council\n1. Developmental needs\nGrowing up well.",
        "Example Council\nand more of it.\n2. Parenting capacity\nBeginning of it.",
        "Example Council\n3. Family and Environmental Factors\nHousing.",
        "Example Council\nMore on housing.",
        "Example Council\n4. Analysis\nWhat it means.\n4.1 Recommendation\nA plan.",
        "Example Council\n5. Signatures\nSigned.",
    ],
    mark("1. Developmental needs", 2),
    mark("2. Parenting capacity", 3),
    mark("3. Family and Environmental Factors", 4),
    mark("4. Analysis", 6),
    mark("4.1 Recommendation", 6, level=2),
    mark("5. Signatures", 7),
)


def test_a_section_runs_to_the_page_before_the_next_heading() -> None:
    assert sections(REPORT)[2:4] == (
        Section("3. Family and Environmental Factors", 4, 5),
        Section("4. Analysis", 6, 6),
    )


def test_a_page_with_text_above_a_heading_belongs_to_both_sections() -> None:
    first, second = sections(REPORT)[:2]

    assert (first.first, first.last, first.shared) == (2, 3, True)
    assert (second.first, second.last, second.shared) == (3, 3, True)


def test_a_running_head_above_a_heading_does_not_make_a_page_shared() -> None:
    assert [section.shared for section in sections(REPORT)][2:] == [False, False, True, False]


def test_a_section_holds_those_of_lower_level_and_ends_before_one_of_higher() -> None:
    document = found(
        ["A", "A one", "A two", "B"],
        mark("A", 1),
        mark("A one", 2, level=2),
        mark("A two", 3, level=2),
        mark("B", 4),
    )
    assert [(one.first, one.last) for one in sections(document)] == [(1, 3), (2, 2), (3, 3), (4, 4)]


def test_bookmarks_come_before_lines_that_look_like_headings() -> None:
    document = found(["A", "B"], line("A", 1), line("B", 2), mark("Whole", 1))
    assert [section.title for section in sections(document)] == ["Whole"]


def test_lines_like_headings_are_sections_where_there_are_no_bookmarks() -> None:
    document = found(["A", "B"], line("A", 1), line("B", 2))
    assert [section.title for section in sections(document)] == ["A", "B"]


# The choice


@pytest.mark.parametrize(
    "title",
    [
        "3. Family and Environmental Factors",
        "family AND environmental   factors",
        "Family-and-environmental factors:",
        "environmental",
        "7) family and environmental factors",
    ],
)
def test_a_title_is_found_without_capitals_numbering_or_punctuation(title: str) -> None:
    assert choose(REPORT, bookmarks=[title]).pages == (4, 5)


def test_pages_and_titles_are_kept_together_and_in_order() -> None:
    chosen = choose(REPORT, pages="1", bookmarks=["signatures", "analysis"])
    assert chosen.pages == (1, 6, 7)
    assert chosen.lines == (
        "page 7: 5. Signatures (its title was given)",
        "page 6: 4. Analysis (its title was given)",
        "page 1: given by number",
    )
    assert chosen.remarks == ()


def test_a_page_shared_with_a_section_left_out_is_remarked_upon() -> None:
    chosen = choose(REPORT, bookmarks=["Parenting capacity"])
    assert chosen.pages == (3,)
    assert chosen.remarks == (
        "page 3 also carries part of a section that was not chosen: look at it first",
    )


def test_a_page_given_by_number_needs_no_remark() -> None:
    assert choose(REPORT, pages="3", bookmarks=["Parenting capacity"]).remarks == ()


def test_a_heading_that_cannot_be_found_on_its_page_is_remarked_upon() -> None:
    document = found(["A", "", ""], mark("A", 1), mark("B", 3))
    chosen = choose(document, bookmarks=["a"])
    assert chosen.pages == (1, 2)
    assert chosen.remarks == ("a chosen section may end on page 3, which is left out",)


def test_choosing_every_page_is_remarked_upon() -> None:
    assert choose(REPORT, pages="1-").remarks == ("every page was chosen: nothing is left out",)


@pytest.mark.parametrize(
    ("given_titles", "says"),
    [
        (["Chronology of Robin"], "bookmark title 1 of those given fits none of the document's 6"),
        (["signatures", "s"], "bookmark title 2 of those given fits 4 bookmarks"),
        (["..."], "bookmark title 1 of those given is empty"),
    ],
)
def test_a_title_that_fits_nothing_or_too_much_is_never_repeated(
    given_titles: list[str], says: str
) -> None:
    with pytest.raises(UsageFault) as fault:
        choose(REPORT, bookmarks=given_titles)
    assert says in str(fault.value)
    assert "Robin" not in str(fault.value)
    assert "Factors" not in str(fault.value)


def test_two_sections_of_the_same_title_are_both_chosen() -> None:
    document = found(
        ["Needs", "Other", "Needs"], mark("Needs", 1), mark("Other", 2), mark("Needs", 3)
    )
    assert choose(document, bookmarks=["needs"]).pages == (1, 3)


def test_a_document_without_headings_is_chosen_from_by_number() -> None:
    with pytest.raises(UsageFault, match="has no headings"):
        choose(REPORT, headings=["Analysis"])


def test_a_title_that_fits_nothing_names_the_option_that_lists_them() -> None:
    with pytest.raises(UsageFault, match=r"fits none of .*: see their titles with --list"):
        choose(REPORT, bookmarks=["zz"])


def test_choosing_nothing_is_a_usage_fault() -> None:
    with pytest.raises(UsageFault, match="nothing was chosen"):
        choose(REPORT)


def test_a_word_document_cannot_be_cut(tmp_path: Path) -> None:
    word = Findings(type=FileType.DOCX, sha256="", size=1, pages=None)
    with pytest.raises(DocumentFault, match="only a PDF"):
        choose(word, pages="1")
    with pytest.raises(DocumentFault, match="only a PDF"):
        match_sections(word, FIVE)
    with pytest.raises(DocumentFault, match="only a PDF"), cut(tmp_path / "a.docx", word, [1]):
        pass


def test_the_five_sections_for_parents_are_known_by_their_titles() -> None:
    chosen = match_sections(REPORT, FIVE)
    assert chosen.pages == (2, 3, 4, 5, 6, 7)
    assert chosen.missing == ()
    assert chosen.lines[0] == "page 6: 4. Analysis (analysis and recommendation)"


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("Child's developmental needs", True),
        ("CHILD’S DEVELOPMENT NEEDS", True),
        ("B. Parental capacity", True),
        ("Section 4: Family & environmental factors", True),
        ("Social worker's analysis and recommendations", True),
        ("Signatures", True),
        ("Previous conference's recommendations", False),
        ("Family history", False),
        ("Police checks", False),
        ("Psychoanalysis", False),
    ],
)
def test_other_wordings_of_the_five_are_known_and_other_sections_are_not(
    title: str, is_one: bool
) -> None:
    report = found([title, "Other"], mark(title, 1), mark("Other", 2))
    chosen = match_sections(report, FIVE)
    assert bool(chosen.pages) is is_one
    assert len(chosen.missing) == (4 if is_one else 5)


@pytest.mark.parametrize(
    ("title", "number"),
    [
        # the template in Appendix 2 of the guidance, as it is printed there
        ("Family Details", 1),
        ("Social Worker’s Analysis", 2),
        ("Child/young person’s views", 3),
        ("Social Worker’s analysis of current situation and progress made", 4),
        ("Social Worker’s recommendation regarding new/continuing CP plan", 5),
        ("Outline plan", 6),
        # and as reports have them
        ("1. Family and household", 1),
        ("Wishes and feelings of the children", 3),
        ("Progress since the last conference", 4),
        ("Proposed outline plan", 6),
        ("Parental capacity", None),
        ("Family and environmental factors", None),
        ("Parents' views", None),
        ("Signatures", None),
        ("Chronology", None),
    ],
)
def test_the_six_headings_of_the_abridged_report_are_known_by_their_titles(
    title: str, number: int | None
) -> None:
    report = found([title, "Other"], mark(title, 1), mark("Other", 2))
    chosen = match_sections(report, SIX)
    assert chosen.pages == (() if number is None else (1,))
    assert number is None or SIX[number - 1].name not in chosen.missing


@pytest.mark.parametrize(
    ("wanted", "more"), [(FIVE, True), (SIX, True), ((*FIVE, *SIX), False)], ids=["5", "6", "both"]
)
def test_a_report_holds_more_than_the_sections_that_are_asked_for(
    wanted: tuple[ReportSection, ...], more: bool
) -> None:
    both = found(["a", "b"], mark("Family details", 1), mark("Signatures", 2))
    assert holds_more(both, wanted) is more


# What is cut


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A report with all that can carry text from page to page."""
    return report(tmp_path / "report.pdf", share_resources, tag, furnish, annotate)


def test_nothing_of_the_pages_left_out_is_in_the_file(rich: Path) -> None:
    with cut(rich, look(rich), [2, 4]) as made:
        file = saved(made.pdf)
    prove(file, made.gone)

    assert [word for word in SECRETS if holds(file, word)] == ["nightjar", "pomegranate"]
    assert made.pages == 2


def test_what_surrounds_the_pages_is_gone_too(rich: Path) -> None:
    with cut(rich, look(rich), [2, 4]) as made:
        file = saved(made.pdf)
    bare = laid_bare(file)

    for trace in (b"/StructTree", b"/JavaScript", b"/EmbeddedFile", b"/PieceInfo", b"/Thumb"):
        assert trace not in bare
    for trace in (b"/Metadata", b"/Info", b"/AcroForm", b"/Widget", b"/Launch", b"/PageLabels"):
        assert trace not in bare
    assert b"office suite" not in bare
    assert b"a comment on" not in bare


@given(kept=st.sets(st.integers(1, 6), min_size=1))
@settings(max_examples=15)
def test_any_choice_keeps_its_own_words_and_no_others(
    tmp_path_factory: pytest.TempPathFactory, kept: set[int]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.pdf"
    if not path.exists():
        report(path, share_resources, tag, furnish, annotate)
    with cut(path, look(path), sorted(kept)) as made:
        file = saved(made.pdf)
    prove(file, made.gone)

    there = {number for number, word in enumerate(SECRETS, start=1) if holds(file, word)}
    # The value of page 5's field is page 5's own word, and stays with it.
    assert there == kept


def test_only_the_pictures_of_kept_pages_stay(rich: Path) -> None:
    with cut(rich, look(rich), [3]) as made, pikepdf.open(saved(made.pdf)) as again:
        pictures = [
            item
            for item in again.objects
            if isinstance(item, pikepdf.Stream) and item.get(Name.Subtype) == Name.Image
        ]
    assert len(pictures) == 1


def test_kept_pages_look_as_before(tmp_path: Path) -> None:
    path = report(tmp_path / "report.pdf", share_resources, tag, furnish)
    with cut(path, look(path), [2, 5]) as made:
        content = saved(made.pdf).getvalue()
    before = path.read_bytes()

    for new, old in enumerate([1, 4]):
        assert seen(content, new).tobytes() == seen(before, old).tobytes()


def test_a_filled_in_field_looks_as_before_and_can_no_longer_be_changed(rich: Path) -> None:
    with cut(rich, look(rich), [2]) as made:
        content = saved(made.pdf).getvalue()
    area = (200, 620, 350, 645)
    before, after = seen(rich.read_bytes(), 1).crop(area), seen(content, 0).crop(area)
    differing = ImageChops.difference(before, after).tobytes()

    assert min(after.tobytes()) < 128
    assert sum(differing) / len(differing) < 5


def test_a_layer_that_is_off_stays_off_and_loses_its_name(rich: Path) -> None:
    with cut(rich, look(rich), [1]) as made:
        content = saved(made.pdf).getvalue()

    assert seen(content, 0).getpixel((345, 500)) == 255
    assert "layers that are switched off are still in the file" in made.remarks


def test_bookmarks_lead_to_the_kept_pages_alone(rich: Path) -> None:
    with cut(rich, look(rich), [2, 4]) as made, pikepdf.open(saved(made.pdf)) as again:
        items = again.open_outline().root
        assert [item.title for item in items] == ["2. Section nightjar", "4. Section pomegranate"]
        targets = [item.resolved_destination(again) for item in items]
        places = [again.pages.index(pikepdf.Page(one.page)) for one in targets if one is not None]
    assert places == [0, 1]


MARKINGS: dict[str, dict[str, pikepdf.Object]] = {
    "Highlight": {"QuadPoints": Array([50, 700, 90, 700, 50, 688, 90, 688])},
    "Underline": {
        # Some programs write another corner of it: what is drawn is between the points.
        "QuadPoints": Array([50, 700, 90, 700, 50, 688, 90, 688]),
        "Rect": Array([676, 719, 854, 676]),
    },
    "Square": {},
    "Ink": {"InkList": Array([Array([50, 690, 90, 700])])},
    "FreeText": {"DA": String("/Helv 9 Tf 0 g"), "Contents": String("written on it")},
}
"""Markings that readers draw by themselves, with what draws them (ISO 32000-2, 12.5.6)."""


@pytest.mark.parametrize("kind", MARKINGS)
def test_a_marking_that_has_no_picture_stays_without_what_is_said_of_it(
    tmp_path: Path, kind: str
) -> None:
    def draw(pdf: pikepdf.Pdf) -> None:
        mark = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), F=4, C=Array([1, 0, 0]))
        mark.Rect = Array([50, 688, 90, 700])
        mark.T, mark.NM = String("harbourmaster"), String("harbourmaster")
        if kind != "FreeText":
            mark.Contents = String("harbourmaster")
        for key, value in MARKINGS[kind].items():
            mark[f"/{key}"] = value
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(mark)])

    path = report(tmp_path / "report.pdf", draw, pages=3)
    file = io.BytesIO()
    with cut(path, look(path), [1]) as made:
        save_proved(made, file)
    assert not holds(file, "harbourmaster")
    with pikepdf.open(file) as pdf:
        (mark,) = pdf.pages[0].obj.Annots
        assert mark.Subtype == Name(f"/{kind}")
        assert all(f"/{key}" in mark for key in MARKINGS[kind])


_OUT_OF_SIGHT: dict[str, dict[str, pikepdf.Object | int]] = {
    "hidden": {"F": 2},
    "printed only": {"F": 4 | 32},
    "below the page": {"Rect": Array([50, -90, 90, -10])},
    "beside the page": {"Rect": Array([700, 688, 800, 700])},
    "cropped off": {"Rect": Array([2, 688, 18, 700])},
    "too narrow": {"Rect": Array([50, 688, 50.5, 700])},
    "no place": {"Rect": Array([50, 688, 90])},
    "no numbers": {"Rect": Array([50, 688, 90, Name.Top])},
    "in a layer": {"OC": Dictionary(Type=Name.OCG, Name=String("a layer"))},
}
"""What keeps a text that was written onto a page from being seen (ISO 32000-2, 12.5.2, 12.5.3)."""
COMMENTS_GONE = "comments and attachments on the pages were left out"


def _text_on(pdf: pikepdf.Pdf, words: str, **more: pikepdf.Object | int) -> None:
    """A text written onto the first page, at the corner of a page that is cropped."""
    mark = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Contents=String(words), F=4)
    mark.Rect, mark.DA = Array([50, 688, 90, 700]), String("/Helv 9 Tf 0 g")
    for key, value in more.items():
        mark[f"/{key}"] = value
    pdf.pages[0].obj.CropBox = Array([20, 20, 500, 830])
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(mark)])


@pytest.mark.parametrize("place", _OUT_OF_SIGHT)
def test_a_text_that_nobody_sees_on_a_kept_page_goes_and_excuses_no_word(
    tmp_path: Path, place: str
) -> None:
    more = _OUT_OF_SIGHT[place]
    path = report(
        tmp_path / "report.pdf", lambda pdf: _text_on(pdf, "harbourmaster", **more), pages=3
    )
    file = io.BytesIO()
    with cut(path, look(path), [1]) as made:
        save_proved(made, file)
        assert "harbourmaster" in made.gone.words
        assert COMMENTS_GONE in made.remarks
    assert not holds(file, "harbourmaster")


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({}, id="on the page"),
        pytest.param({"Rect": Array([90, 700, 50, 688])}, id="corners the other way round"),
        pytest.param({"Rect": Array([2, 688, 40, 700])}, id="half of it"),
        pytest.param({"F": Name.Odd}, id="flags that are none"),
    ],
)
def test_a_text_that_is_seen_on_a_kept_page_stays_with_its_words(
    tmp_path: Path, more: dict[str, pikepdf.Object]
) -> None:
    path = report(
        tmp_path / "report.pdf", lambda pdf: _text_on(pdf, "harbourmaster", **more), pages=3
    )
    file = io.BytesIO()
    with cut(path, look(path), [1]) as made:
        save_proved(made, file)
        assert COMMENTS_GONE not in made.remarks
    assert holds(file, "harbourmaster")


def test_a_text_with_a_picture_of_its_own_excuses_only_what_the_picture_says(
    tmp_path: Path,
) -> None:
    def draw(pdf: pikepdf.Pdf) -> None:
        shape = pdf.make_stream(b"0 g 0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form)
        shape.BBox = Array([0, 0, 9, 9])
        _text_on(pdf, "harbourmaster", AP=Dictionary(N=shape))

    path = report(tmp_path / "report.pdf", draw, pages=3)
    with cut(path, look(path), [1]) as made:
        assert "harbourmaster" in made.gone.words


def test_the_style_of_a_marking_holds_nothing_but_its_style(tmp_path: Path) -> None:
    """Short words, which the search for words of left-out pages passes over."""
    border = Dictionary(Type=Name.Border, W=2, S=Name.D, D=Array([3, 2]), Note=String("Ann"))
    effect = Dictionary(S=String("Ann"), I=1, Note=String("Ann"))
    lettering = "% by Ann\n/Helv 9 Tf (Ann) Tj 3 Tr 1 0 0 rg 0.5 G /Ann gs % Ann"

    def draw(pdf: pikepdf.Pdf) -> None:
        _text_on(pdf, "seen", BS=border, BE=effect, DA=String(lettering))
        pdf.pages[0].obj.Annots.append(
            pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=Array([50, 600, 90, 612]),
                    A=Dictionary(S=Name.URI, URI=String("https://example.org/help")),
                    BS=border,
                )
            )
        )

    path = report(tmp_path / "report.pdf", draw, pages=2)
    file = io.BytesIO()
    with cut(path, look(path), [1]) as made:
        save_proved(made, file)
    with pikepdf.open(file) as pdf:
        text, link = pdf.pages[0].obj.Annots
        for mark in (text, link):
            assert Dictionary(Type=Name.Border, W=2, S=Name.D, D=Array([3, 2])) == mark.BS
        assert Dictionary(I=1) == text.BE
        assert str(text.DA) == "/Helv 9 Tf 1 0 0 rg 0.5 G"
    assert b"Ann)" not in laid_bare(file)


@pytest.mark.parametrize("pictured", [True, False])
@pytest.mark.parametrize(
    ("kind", "said", "told"),
    [
        ("Square", "a remark", True),
        ("Highlight", "a remark", True),
        ("Highlight", " ", False),
        ("FreeText", "on the page", False),
    ],
)
def test_what_a_marking_says_besides_is_said_to_be_left_out(
    tmp_path: Path, kind: str, said: str, *, told: bool, pictured: bool
) -> None:
    def draw(pdf: pikepdf.Pdf) -> None:
        place: list[pikepdf.Object | int] = [50, 688, 90, 700]
        mark = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array(place), F=4)
        mark.Contents, mark.C = String(said), Array([1, 0, 0])
        mark.QuadPoints = Array([50, 700, 90, 700, 50, 688, 90, 688])
        if pictured:
            shape = pdf.make_stream(b"0 g 0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form)
            shape.BBox = Array([0, 0, 9, 9])
            mark.AP = Dictionary(N=shape)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(mark)])

    path = report(tmp_path / "report.pdf", draw, pages=2)
    with cut(path, look(path), [1]) as made:
        assert (COMMENTS_GONE in made.remarks) is told


@pytest.mark.parametrize(
    ("kind", "flag", "stays"),
    [
        pytest.param("Stamp", 4, True, id="a stamp"),
        pytest.param("Stamp", 5, True, id="invisible only where its kind is not known"),
        pytest.param("Stamp", 2, False, id="hidden"),
        pytest.param("Stamp", 32, False, id="not to be viewed"),
        pytest.param("Text", 4, False, id="the sign of a comment"),
        pytest.param("FileAttachment", 4, False, id="the sign of an attachment"),
    ],
)
def test_what_is_seen_of_a_marking_is_kept_and_what_opens_on_a_click_goes(
    tmp_path: Path, kind: str, flag: int, *, stays: bool
) -> None:
    """Flags: ISO 32000-2, 12.5.3."""

    def draw(pdf: pikepdf.Pdf) -> None:
        shape = pdf.make_stream(b"0 g 0 0 30 30 re f", Type=Name.XObject, Subtype=Name.Form)
        shape.BBox = Array([0, 0, 30, 30])
        mark = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), F=flag, AP=Dictionary(N=shape))
        mark.Rect = Array([300, 100, 330, 130])
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(mark)])

    path = report(tmp_path / "report.pdf", draw, pages=2)
    file = io.BytesIO()
    with cut(path, look(path), [1]) as made:
        save_proved(made, file)
    assert (seen(file.getvalue(), 0).getpixel((315, 727)) == 0) is stays


def test_where_a_drawing_is_from_is_gone_from_it(tmp_path: Path) -> None:
    """As pdfTeX writes it, into each drawing that it takes from another file."""

    def draw(pdf: pikepdf.Pdf) -> None:
        shape = pdf.make_stream(b"0 g 0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form)
        shape.BBox = Array([0, 0, 9, 9])
        shape[Name("/PTEX.FileName")] = String("./harbourmaster.pdf")
        about = Dictionary(Title=String("About the harbourmaster"))
        shape[Name("/PTEX.InfoDict")] = pdf.make_indirect(about)
        pdf.pages[0].add_resource(shape, Name.XObject, Name.Shape)
        pdf.pages[0].contents_add(b"/Shape Do")

    path = report(tmp_path / "report.pdf", draw, pages=3)
    file = io.BytesIO()
    with cut(path, look(path), [1]) as made:
        save_proved(made, file)
    assert not holds(file, "harbourmaster")


def test_a_language_of_its_own_object_is_taken_along(tmp_path: Path) -> None:
    def speak(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Lang = pdf.make_indirect(String("cy-GB"))

    path = report(tmp_path / "report.pdf", speak)
    with cut(path, look(path), [1]) as made:
        assert str(made.pdf.Root.Lang) == "cy-GB"


def test_links_lead_to_kept_pages_and_to_addresses_alone(rich: Path) -> None:
    with cut(rich, look(rich), [1, 4]) as made, pikepdf.open(saved(made.pdf)) as again:
        links = list(again.pages[0].obj.Annots)
        targets = [again.pages.index(pikepdf.Page(one.Dest[0])) for one in links if "/Dest" in one]
        addresses = [str(one.A.URI) for one in links if "/A" in one]
    # The named destination led to page 1; the address with a left-out word is gone.
    assert targets == [0, 1, 0]
    assert addresses == ["https://example.org/help"]


def test_the_remarks_say_what_was_lost(rich: Path) -> None:
    with cut(rich, look(rich, signed=True), [2]) as made:
        assert made.remarks == (
            "layers that are switched off are still in the file",
            "comments and attachments on the pages were left out",
            "the digital signature is valid in the full report only",
            "the tags that help screen readers were left out",
        )


def test_a_cropped_page_is_remarked_upon(tmp_path: Path) -> None:
    def crop(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].obj.CropBox = Array([20, 20, 500, 830])

    path = report(tmp_path / "report.pdf", crop)
    with cut(path, look(path), [1]) as made:
        assert made.remarks == ()
    with cut(path, look(path), [1, 2]) as made:
        assert "page 2 of the cut document is larger than what is shown" in made.remarks[0]


def test_pages_without_text_are_remarked_upon(tmp_path: Path) -> None:
    path = report(tmp_path / "report.pdf", spoil_pages)
    with cut(path, look(path), [1]) as made:
        assert "left out have no text" in made.remarks[0]


# The proof


def spoil_properties(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Subject"] = "All about the harbourmaster"


def spoil_content(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"BT /F1 9 Tf 0 0 Td [(harb) -20 (ourmaster)] TJ ET")


def spoil_out_of_sight(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"BT /F1 9 Tf 3 Tr 2000 0 Td (HARBOURMASTER) Tj ET")


def spoil_read_aloud(pdf: pikepdf.Pdf) -> None:
    text = "harbourmaster".encode("utf-16").hex()
    pdf.pages[0].contents_add(f"/Span <</ActualText <{text}>>> BDC EMC".encode())


def spoil_bookmarks(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Harbourmaster", 0))


def spoil_unused(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Kept = pdf.make_stream(b"the word is harbourmaster")


def spoil_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = b"harbourmaster"


def spoil_pages(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page()


def spoil_another_script(pdf: pikepdf.Pdf) -> None:
    """The word is drawn in codes that only the font knows; to a reader it is a word."""
    word = "harbourmaster"
    codes = "".join(f"{number:02x}" for number in range(1, len(word) + 1))
    table = "".join(f"<{n:02x}> <{ord(c):04x}>\n" for n, c in enumerate(word, start=1))
    meant = f"""/CIDInit /ProcSet findresource begin begincmap
        1 begincodespacerange <00> <ff> endcodespacerange
        {len(word)} beginbfchar\n{table}endbfchar endcmap end"""
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1,
        BaseFont=Name.Helvetica,
        ToUnicode=pdf.make_stream(meant.encode()),
    )
    pdf.pages[0].resources.Font.Own = pdf.make_indirect(font)
    pdf.pages[0].contents_add(f"BT /Own 9 Tf 50 50 Td <{codes}> Tj ET".encode())


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (spoil_properties, Defect.HELD),
        (spoil_content, Defect.HELD),
        (spoil_out_of_sight, Defect.HELD),
        (spoil_read_aloud, Defect.HELD),
        (spoil_bookmarks, Defect.HELD),
        (spoil_unused, Defect.HELD),
        (spoil_attachment, Defect.HELD),
        (spoil_another_script, Defect.SHOWN),
        (spoil_pages, Defect.PAGES),
    ],
)
def test_the_proof_fails_when_something_was_left(
    rich: Path, spoil: Callable[[pikepdf.Pdf], None], found: Defect
) -> None:
    with cut(rich, look(rich), [2, 4]) as made:
        prove(saved(made.pdf), made.gone)
        spoil(made.pdf)
        file = saved(made.pdf)
    with pytest.raises(Unproven) as unproven:
        prove(file, made.gone)
    assert unproven.value.defect is found
    assert "harbourmaster" not in str(unproven.value).casefold()


def test_the_proof_fails_for_a_picture_of_a_page_left_out(rich: Path) -> None:
    with cut(rich, look(rich), [2, 4]) as made, pikepdf.open(rich) as old:
        made.pdf.Root.Kept = made.pdf.copy_foreign(next(iter(old.pages[0].get_images().values())))
        file = saved(made.pdf)
    with pytest.raises(Unproven, match="cannot be cut safely") as unproven:
        prove(file, made.gone)
    assert unproven.value.defect is Defect.DRAWN


def test_the_proof_fails_for_what_cannot_be_read_back(rich: Path) -> None:
    with cut(rich, look(rich), [2, 4]) as made:
        whole = saved(made.pdf).getvalue()
    for damaged in (b"", b"%PDF-1.7\n", whole.replace(b"/Pages", b"/Sages")):
        with pytest.raises(Unproven, match="did not pass its checks") as unproven:
            prove(io.BytesIO(damaged), made.gone)
        assert unproven.value.defect is Defect.DAMAGED


def test_an_encrypted_copy_is_proved_with_its_password(rich: Path) -> None:
    file = io.BytesIO()
    phrase = "open-this-please"
    with cut(rich, look(rich), [2, 4]) as made:
        made.pdf.save(file, encryption=pikepdf.Encryption(user=phrase, owner="x", R=6))
    prove(file, made.gone, password=phrase)

    with pytest.raises(Unproven) as unproven:
        prove(file, made.gone)
    assert unproven.value.defect is Defect.LOCKED_OUT


@pytest.mark.parametrize(
    "looking",
    [
        pytest.param(look, id="by what can be seen"),
        pytest.param(
            lambda path: pdf_look.look(path, headings=True), id="by all that is on the pages"
        ),
    ],
)
def test_pages_cut_out_of_one_long_drawing_are_refused(
    tmp_path: Path, looking: Callable[[Path], Findings]
) -> None:
    path = report(tmp_path / "report.pdf", one_drawing)
    findings = looking(path)
    assert "nightjar" in findings.texts[1]
    with cut(path, findings, [2]) as made:
        file = saved(made.pdf)
    assert holds(file, "quartzite")
    with pytest.raises(Unproven, match="cannot be cut safely") as unproven:
        prove(file, made.gone)
    assert unproven.value.defect is Defect.HELD


def test_a_picture_that_a_kept_page_shows_in_a_field_may_be_one_of_a_page_left_out(
    tmp_path: Path,
) -> None:
    def show_in_field(pdf: pikepdf.Pdf) -> None:
        picture = next(iter(pdf.pages[0].get_images().values()))
        field(pdf, "logo", "logo", pages=(1,))
        look_of_it = pdf.Root.AcroForm.Fields[0].Kids[0].AP.N
        look_of_it.write(b"q 18 0 0 18 0 0 cm /Logo Do Q")
        look_of_it.Resources = Dictionary(XObject=Dictionary(Logo=picture))

    path = report(tmp_path / "report.pdf", show_in_field)
    with cut(path, look(path), [2]) as made:
        prove(saved(made.pdf), made.gone)


def test_a_word_broken_over_two_lines_of_a_kept_page_is_not_a_word_left_out() -> None:
    texts = [
        "It was an environ\u00ad\nment of ﬁne kind, S p a c e d",
        "environment fine spaced other",
    ]
    assert words_gone(texts, {1}, []) == {"other"}


def test_words_of_fonts_and_drawing_are_not_taken_for_the_reports(tmp_path: Path) -> None:
    """A left-out page may well speak of a figure, an identity or an example of Adobe's."""

    def speak(pdf: pikepdf.Pdf) -> None:
        text = b"BT /F1 9 Tf 50 100 Td (Adobe identity image helvetica pattern figure widths) Tj ET"
        pdf.pages[0].contents_add(text)
        pdf.pages[1].contents_add(b"/Figure <</Kind /Pattern>> BDC EMC")

    path = report(tmp_path / "report.pdf", speak)
    findings = look(path)
    assert "helvetica" in findings.texts[0]
    with cut(path, findings, [2]) as made:
        prove(saved(made.pdf), made.gone)


# Documents that cannot be cut


def test_a_document_that_changed_since_it_was_looked_at_is_refused(rich: Path) -> None:
    findings = look(rich)
    rich.write_bytes(rich.read_bytes() + b"\n")
    with pytest.raises(DocumentFault, match="has changed"), cut(rich, findings, [1]):
        pass


def test_a_document_that_is_no_longer_there_is_not_found(rich: Path) -> None:
    findings = look(rich)
    rich.unlink()
    with pytest.raises(NotFound) as fault, cut(rich, findings, [1]):
        pass
    assert rich.name not in str(fault.value)


@pytest.mark.parametrize("pages", [[], [0], [7], [1, 9]])
def test_pages_that_a_document_has_not_are_a_usage_fault(rich: Path, pages: list[int]) -> None:
    with pytest.raises(UsageFault), cut(rich, look(rich), pages):
        pass


def wrong_box(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.MediaBox = Name.Wrong


def wrong_resources(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources = String("wrong")


def wrong_annotations(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = Array([1, Dictionary(), None, Dictionary(Subtype=Name.Link, A=3)])


def wrong_bookmarks(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines = Dictionary(First=pdf.pages[0].obj)


def wrong_form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Array([])


def wrong_layers(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OCProperties = String("wrong")


CUT, DAMAGED = "cut", "damaged"


@pytest.mark.parametrize(
    ("spoil", "outcome"),
    [
        (wrong_box, CUT),
        (wrong_resources, CUT),
        (wrong_annotations, DAMAGED),
        (wrong_bookmarks, CUT),
        (wrong_form, CUT),
        (wrong_layers, CUT),
    ],
)
def test_a_document_damaged_inside_is_cut_or_said_to_be_damaged(
    tmp_path: Path, spoil: Callable[[pikepdf.Pdf], None], outcome: str
) -> None:
    path = report(tmp_path / "report.pdf", spoil)
    findings = look(path)
    if outcome == DAMAGED:
        with pytest.raises(DocumentFault, match="damaged"), cut(path, findings, [1, 2]):
            pass
    else:
        with cut(path, findings, [1, 2]) as made:
            file = saved(made.pdf)
        prove(file, made.gone)
        assert holds(file, SECRETS[0])
        assert not holds(file, SECRETS[2])
