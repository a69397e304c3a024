"""What the proof of a cut document searches: whatever somebody wrote, wherever it stands.

Where PDF keeps text, and where it keeps fonts, colours and tables, is ISO 32000-2, 7 to 9.
"""

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from cpconf.documents.cut.absence import Gone, prove, strings_drawn, words_gone
from cpconf.documents.proof import Defect, Unproven

WORD = "harbourmaster"
RAW = WORD.encode()
GONE = Gone(pages=2, words=frozenset({WORD}), streams=frozenset())

Change = Callable[[pikepdf.Pdf], None]


def made(change: Change, **how: object) -> io.BytesIO:
    """A document of two pages, which say other words than the one that must be gone."""
    file = io.BytesIO()
    with pikepdf.new() as pdf:
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        for text in (b"The first page of those", b"The other page"):
            page = pdf.add_blank_page()
            page.obj.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(helvetica)))
            page.obj.Contents = pdf.make_stream(b"BT /F1 9 Tf 50 50 Td (%b) Tj ET" % text)
        change(pdf)
        pdf.save(file, **how)  # type: ignore[arg-type]
    return file


def found(file: io.BytesIO, gone: Gone = GONE, password: str = "") -> Defect | None:
    """The name of the proof that a document fails, if it does."""
    try:
        prove(file, gone, password=password)
    except Unproven as unproven:
        return unproven.defect
    return None


def in_list(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Kept = Array([1, Array([String(f"The {WORD} himself")])])


def in_dictionary(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Kept = Dictionary(Inner=Dictionary(Text=String(WORD)))


def in_dictionary_in_list(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Kept = Array([Dictionary(Text=String(WORD.upper()))])


def elsewhere(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Kept = Array([pdf.make_indirect(Array([String(WORD)]))])


def alone(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Kept = pdf.make_indirect(String(WORD))


def about_stream(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Kept = pdf.make_stream(b"nothing of it", Text=String(WORD))


def about_picture(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Kept = pdf.make_stream(bytes(99), Subtype=Name.Image, Text=String(WORD))


def in_trailer(pdf: pikepdf.Pdf) -> None:
    pdf.trailer.Author = String(WORD)


def in_stream(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Kept = pdf.make_stream(b"all about the %b" % RAW)


def in_stream_of_a_number(pdf: pikepdf.Pdf) -> None:
    """A profile of colours is known by who refers to it, not by the key that any may have."""
    pdf.Root.Kept = pdf.make_stream(RAW, N=3)


def in_list_of_streams(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Kept = Array([Name.Separation, pdf.make_stream(RAW)])


def in_list_that_ends_like_a_colour(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Kept = Array([pdf.make_stream(RAW), Name.ICCBased])


def drawn(content: bytes) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].contents_add(content)

    return change


def form(content: bytes) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        shape = pdf.make_stream(
            content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9])
        )
        pdf.pages[1].obj.Resources.XObject = Dictionary(Form=shape)
        pdf.pages[1].contents_add(b"/Form Do")

    return change


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(in_list, id="in a list within a list"),
        pytest.param(in_dictionary, id="in a dictionary within a dictionary"),
        pytest.param(in_dictionary_in_list, id="in a dictionary within a list"),
        pytest.param(elsewhere, id="in a list of its own"),
        pytest.param(alone, id="as an object of its own"),
        pytest.param(about_stream, id="in what is said of a stream"),
        pytest.param(about_picture, id="in what is said of a picture"),
        pytest.param(in_trailer, id="in the trailer"),
        pytest.param(in_stream, id="in a stream"),
        pytest.param(in_stream_of_a_number, id="in a stream with a number"),
        pytest.param(in_list_of_streams, id="in a stream in a list"),
        pytest.param(in_list_that_ends_like_a_colour, id="in a stream that is no colour's"),
        pytest.param(drawn(b"BT (%b) Tj ET" % RAW), id="drawn"),
        pytest.param(drawn(b"BT [(harb) 20 (ourmaster)] TJ ET"), id="drawn with spaces"),
        pytest.param(drawn(b"BT (%b) ' ET" % RAW), id="drawn on the next line"),
        pytest.param(drawn(b'BT 1 2 (%b) " ET' % RAW), id="drawn with spaces between words"),
        pytest.param(drawn(b"/Span <</ActualText (%b)>> BDC EMC" % RAW), id="read aloud"),
        pytest.param(drawn(b"/Span <</Inner <</T (%b)>>>> DP" % RAW), id="a mark in the text"),
        pytest.param(form(b"BT (%b) Tj ET" % RAW), id="drawn in a piece of drawing"),
    ],
)
def test_a_word_that_must_be_gone_is_found_wherever_it_is_written(change: Change) -> None:
    assert found(made(change)) is Defect.HELD


PARTS_OF_FONTS = [
    *("CIDSet", "CIDToGIDMap", "Encoding", "FontFile", "FontFile2", "FontFile3"),
    *("JBIG2Globals", "ToUnicode", "UseCMap"),
]
"""Where streams of fonts are referred to, and the table of a packed picture: 7.4.7, 9.7 to 9.10."""


@pytest.mark.parametrize("key", PARTS_OF_FONTS)
@pytest.mark.parametrize("is_direct", [False, True], ids=["of its own", "written within another"])
def test_the_words_of_fonts_are_nobodys(key: str, is_direct: bool) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        holder = Dictionary({f"/{key}": pdf.make_stream(b"begin %b end" % RAW)})
        pdf.Root.Kept = Array([holder if is_direct else pdf.make_indirect(holder)])

    assert found(made(change)) is None


def test_the_table_of_characters_that_another_builds_on_is_nobodys() -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        other = pdf.make_stream(b"begincmap %b" % RAW)
        pdf.Root.Kept = Dictionary(ToUnicode=pdf.make_stream(b"begincmap", UseCMap=other))

    assert found(made(change)) is None


def profile_of_colours(pdf: pikepdf.Pdf) -> None:
    profile = pdf.make_stream(b"%b, all rights reserved" % RAW, N=3)
    colours = Array([Name.Indexed, Array([Name.ICCBased, profile]), 1, String("\x00\x01")])
    pdf.pages[0].obj.Resources.ColorSpace = Dictionary(Own=colours)


def picture(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Kept = pdf.make_stream(RAW, Subtype=Name.Image, Width=13, Height=1)


def picture_that_is_packed(pdf: pikepdf.Pdf) -> None:
    """A program that packs and unpacks streams does not unpack pictures of this kind."""
    pdf.Root.Kept = pdf.make_stream(RAW, Subtype=Name.Image, Filter=Name.DCTDecode)


def of_kind(**about: pikepdf.Object | int) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Kept = pdf.make_stream(b"{ dup %b roll }" % RAW, **about)

    return change


def family_of_a_font(pdf: pikepdf.Pdf) -> None:
    about = Dictionary(Type=Name.FontDescriptor, FontFamily=String(WORD))
    pdf.Root.Kept = pdf.make_indirect(about)


def untyped_family_of_a_font(pdf: pikepdf.Pdf) -> None:
    """The description does not say that it is one (9.8.1), but has what each must have."""
    about = Dictionary(FontName=Name.ABCDEF, Flags=4, CharSet=String(f"/one/{WORD}"))
    pdf.Root.Kept = pdf.make_indirect(about)


def set_of_characters(pdf: pikepdf.Pdf) -> None:
    about = Dictionary(Registry=String("Adobe"), Ordering=String(WORD), Supplement=0)
    pdf.Root.Kept = Dictionary(CIDSystemInfo=about)


def name(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Kept = Dictionary({f"/{WORD}": Name(f"/{WORD}")})


def named_in_one_stream(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/%b gs" % RAW)


def named_in_several_streams(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Contents = Array([pdf.make_stream(b"q /%b gs" % RAW), pdf.make_stream(b"Q")])


def nothing_drawn(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1].obj.Contents


def nothing_changed(_pdf: pikepdf.Pdf) -> None:
    pass


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(nothing_changed, id="nowhere"),
        pytest.param(nothing_drawn, id="on a page without content"),
        pytest.param(profile_of_colours, id="in a profile of colours"),
        pytest.param(picture, id="in a picture"),
        pytest.param(picture_that_is_packed, id="in a packed picture"),
        pytest.param(of_kind(FunctionType=4), id="in a function"),
        pytest.param(of_kind(HalftoneType=6), id="in a halftone"),
        pytest.param(of_kind(ShadingType=4), id="in a shading"),
        pytest.param(family_of_a_font, id="as a font's family"),
        pytest.param(untyped_family_of_a_font, id="in a font's set of characters"),
        pytest.param(set_of_characters, id="as a set of characters"),
        pytest.param(name, id="as a name"),
        pytest.param(named_in_one_stream, id="as a name in a page's content"),
        pytest.param(named_in_several_streams, id="as a name in a list of contents"),
        pytest.param(form(b"/%b gs" % RAW), id="as a name in a piece of drawing"),
    ],
)
def test_what_no_author_wrote_is_not_taken_for_words(change: Change) -> None:
    assert found(made(change)) is None
    packed = made(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert found(packed) is None


def test_words_in_an_object_stream_are_found_with_a_password_and_without() -> None:
    packed = pikepdf.ObjectStreamMode.generate
    assert found(made(in_dictionary, object_stream_mode=packed)) is Defect.HELD

    phrase = "open-this-please"
    locked = pikepdf.Encryption(user=phrase, owner="x", R=6)
    for change, defect in ((in_dictionary, Defect.HELD), (name, None)):
        file = made(change, object_stream_mode=packed, encryption=locked)
        assert found(file, password=phrase) is defect
        assert found(file) is Defect.LOCKED_OUT


def test_the_number_that_tells_files_apart_is_no_text() -> None:
    """ISO 32000-2, 14.4: bytes by chance, which may look like anything."""
    whole = made(nothing_changed, static_id=True).getvalue()
    mark = b"31415926535897932384626433832795"  # what stands there for tests
    assert mark in whole
    spoilt = whole.replace(mark, RAW.ljust(16).hex().encode())
    assert found(io.BytesIO(spoilt)) is None


@pytest.mark.parametrize(("pages", "defect"), [(1, Defect.PAGES), (2, None), (3, Defect.PAGES)])
def test_a_document_has_as_many_pages_as_were_kept(pages: int, defect: Defect | None) -> None:
    gone = Gone(pages=pages, words=frozenset({WORD}), streams=frozenset())
    assert found(made(nothing_changed), gone) is defect


def test_what_is_drawn_on_one_page_of_several_is_found_by_a_reader_of_its_own() -> None:
    """The proof that goes by what is written does not know these codes; whoever reads does."""

    def change(pdf: pikepdf.Pdf) -> None:
        rows = "".join(f"<{at:02x}> <{ord(c):04x}>\n" for at, c in enumerate(WORD, start=1))
        table = (
            "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> "
            f"endcodespacerange {len(WORD)} beginbfchar\n{rows}endbfchar endcmap end"
        )
        pdf.pages[1].obj.Resources.Font.Own = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            ToUnicode=pdf.make_stream(table.encode()),
        )
        codes = bytes(range(1, len(WORD) + 1)).hex().encode()
        pdf.pages[1].contents_add(b"BT /Own 9 Tf 50 90 Td <%b> Tj ET" % codes)

    with pytest.raises(Unproven, match="cannot be cut safely") as unproven:
        prove(made(change), GONE)
    assert unproven.value.defect is Defect.SHOWN
    phrase = "open-this-please"
    locked = made(change, encryption=pikepdf.Encryption(user=phrase, owner="x", R=6))
    assert found(locked, password=phrase) is Defect.SHOWN


def test_what_is_written_otherwise_than_content_is_cannot_be_proved() -> None:
    """A sign without its number, as some programs write it between the letters of a word."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].contents_add(b"BT /F1 9 Tf [(har)-(bour)] TJ ET")

    assert found(made(change)) is Defect.DAMAGED


def test_pieces_of_one_text_are_read_together() -> None:
    with pikepdf.new() as pdf:
        content = pdf.make_stream(b"[(har) -20 (bour)] TJ (master) Tj 1 2 (mind) \x22")
        assert list(strings_drawn(content)) == ["harbour", "master", "mind"]


def test_words_of_left_out_pages_go_unless_a_kept_page_or_its_markings_have_them() -> None:
    texts = ["first words", "second words", "third margin words"]
    assert words_gone(texts, {1}, []) == {"second", "third", "margin"}
    assert words_gone(texts, {1}, ["in the margin"]) == {"second", "third"}
    assert words_gone(texts, {2, 3}, []) == {"first"}
    assert words_gone(texts, {1, 2, 3}, []) == set()
