"""A copy is proven by what its objects say, whichever form they have and whatever their numbers.

Here the documents differ, in test_controls.py the defects.
"""

import io
import zlib
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name, String

from cpconf.documents.pdf import look as pdf_look
from cpconf.documents.pdf import text as pdf_text
from cpconf.documents.pdf.proof import prove
from cpconf.documents.pdf.second_opinion import Here
from cpconf.documents.places.publishing import draft
from cpconf.documents.proof import Defect, Unproven
from cpconf.documents.protecting import protect
from tests.documents import making
from tests.documents.making import PASSWORD, Feature, altered, copied, text
from tests.documents.producers import simple, written


def _a_value_of_its_own(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = pdf.make_indirect(String("en-GB"))


def _nothing_in_a_list(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.XYZ, None, None, 0])


def _a_page_without_content(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].obj.Contents


def _nothing_among_the_contents(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    page.Contents = Array([None, page.Contents])


def _show(pdf: pikepdf.Pdf, **packed: pikepdf.Object) -> None:
    """A picture that no program here unpacks."""
    content = bytes(range(30))
    shown = pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Image, **packed)
    shown.Width = shown.Height = 8
    shown.BitsPerComponent = 1
    shown.ColorSpace = Name.DeviceGray
    pdf.pages[0].obj.Resources.XObject = Dictionary(Shown=shown)
    pdf.pages[0].contents_add(b"q 9 0 0 9 0 0 cm /Shown Do Q")


def _a_filter_of_its_own(pdf: pikepdf.Pdf) -> None:
    _show(pdf, Filter=pdf.make_indirect(Name.JBIG2Decode))


def _a_table_of_its_own(pdf: pikepdf.Pdf) -> None:
    """As scanners write it, ISO 32000-2, 7.4.7: what pages have in common is packed once."""
    table = pdf.make_stream(b"what pages have in common")
    _show(pdf, Filter=Name.JBIG2Decode, DecodeParms=Dictionary(JBIG2Globals=table))


def _packed_in_a_list(pdf: pikepdf.Pdf) -> None:
    """The writer takes the one filter out of its list, and packs anew without a predictor."""
    about = Dictionary(Predictor=12, Columns=4)
    rows = zlib.compress(b"\x00q Q \x00    ")
    page = pdf.pages[0].obj
    packed = pdf.make_stream(rows, Filter=Array([Name.FlateDecode]), DecodeParms=Array([about]))
    page.Contents = Array([packed, page.Contents])


def _back_to_the_catalogue(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Whole = pdf.Root


def _extensions(pdf: pikepdf.Pdf) -> None:
    """Of two developers (ISO 32000-1, 7.12); that of Adobe is about the encryption."""
    said = {"/BaseVersion": Name("/1.7"), "/ExtensionLevel": 3}
    other = pdf.make_indirect(Dictionary(said))
    pdf.Root.Extensions = Dictionary(ADBE=Dictionary(said), ABCD=other)


def _a_way_in_parts(pdf: pikepdf.Pdf) -> None:
    """Every part of how it is packed is an object of its own."""
    way = pdf.make_indirect(Dictionary(K=pdf.make_indirect(Name("/Odd")), Columns=4))
    ways = pdf.make_indirect(Array([pdf.make_indirect(Name.CCITTFaxDecode)]))
    _show(pdf, Filter=ways, DecodeParms=pdf.make_indirect(Array([way])))


def _an_empty_way(pdf: pikepdf.Pdf) -> None:
    _show(pdf, Filter=Name.JBIG2Decode, DecodeParms=Array([]))


def _shared(pdf: pikepdf.Pdf) -> None:
    """One object in two places, and two objects that say the same."""
    one = pdf.make_indirect(Dictionary(Said=String("shared")))
    pdf.Root.AAB = Array([one, one])
    pdf.Root.AAC = Array([pdf.make_indirect(Dictionary(Said=String("alike"))) for _ in range(2)])


def _one_page(folder: Path, feature: Feature) -> tuple[Path, Here]:
    def before(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AAA = Array([pdf.make_indirect(Array([])) for _ in range(3)])

    as_it_is = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}
    content = making.changed(text(1), [before, feature], **as_it_is)
    source = making.written(folder, content, "source.pdf")
    with pdfium.PdfDocument(source) as readable:
        return source, Here(*pdf_text.read_pages(readable))


@pytest.mark.parametrize(
    "feature",
    [
        _a_value_of_its_own,
        _nothing_in_a_list,
        _a_page_without_content,
        _nothing_among_the_contents,
        _a_filter_of_its_own,
        _a_table_of_its_own,
        _packed_in_a_list,
        _back_to_the_catalogue,
        _extensions,
        _a_way_in_parts,
        _shared,
    ],
)
def test_a_copy_of_a_document_of_any_form_is_proven(feature: Feature, tmp_path: Path) -> None:
    source, second = _one_page(tmp_path, feature)
    with pikepdf.open(source, conversion_mode="explicit") as original:
        del original.Root.AAA
        copy = copied(original)
        assert prove(making.written(tmp_path, copy), original, PASSWORD, second).pages == 1
        with pikepdf.open(io.BytesIO(copy), password=PASSWORD) as made:
            assert made.pages[0].objgen != original.pages[0].objgen


def _another_value(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = pdf.make_indirect(String("cy-GB"))


def _another_kind_of_value(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = pdf.make_indirect(Array([]))


def _shown(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    (shown,) = pdf.pages[0].obj.Resources.XObject.values()
    assert isinstance(shown, pikepdf.Stream)
    return shown


def _another_picture(pdf: pikepdf.Pdf) -> None:
    shown = _shown(pdf)
    about = shown.get(Name.DecodeParms)
    shown.write(bytes(30), filter=Name.JBIG2Decode)
    if about is not None:
        shown.DecodeParms = about


def _another_table(pdf: pikepdf.Pdf) -> None:
    _shown(pdf).DecodeParms.JBIG2Globals.write(b"what other pages have in common")


def _no_table(pdf: pikepdf.Pdf) -> None:
    del _shown(pdf).DecodeParms


def _two_in_one(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AAC[1] = pdf.Root.AAC[0]


def _one_in_two(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AAB[1] = pdf.make_indirect(Dictionary(Said=String("shared")))


def _to_another_catalogue(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Whole = pdf.make_indirect(Dictionary(dict(pdf.Root.items())))


def _another_level(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Extensions.ABCD.ExtensionLevel = 4


def _no_other_extension(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Extensions.ABCD


def _extensions_that_are_none(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Extensions = Array([])


def _another_name(pdf: pikepdf.Pdf) -> None:
    shown = _shown(pdf)
    shown.DecodeParms = Array([Dictionary(K=Name("/Other"), Columns=4)])


def _something_for_nothing(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction[2] = 0


@pytest.mark.parametrize(
    ("feature", "alter", "found"),
    [
        (_shared, _two_in_one, Defect.MISPLACED),
        (_shared, _one_in_two, Defect.MISPLACED),
        (_back_to_the_catalogue, _to_another_catalogue, Defect.MISPLACED),
        (_extensions, _another_level, Defect.VALUE),
        (_extensions, _no_other_extension, Defect.MISSING),
        (_extensions, _extensions_that_are_none, Defect.MISSING),
        (_a_way_in_parts, _another_name, Defect.VALUE),
        (_nothing_in_a_list, _something_for_nothing, Defect.MISSING),
        (_a_value_of_its_own, _another_value, Defect.VALUE),
        (_a_value_of_its_own, _another_kind_of_value, Defect.VALUE),
        (_a_filter_of_its_own, _another_picture, Defect.CONTENT),
        (_a_table_of_its_own, _another_picture, Defect.CONTENT),
        (_a_table_of_its_own, _another_table, Defect.CONTENT),
        (_a_table_of_its_own, _no_table, Defect.MISSING),
    ],
)
def test_what_an_object_of_its_own_says_is_compared(
    feature: Feature, alter: Feature, found: Defect, tmp_path: Path
) -> None:
    """With numbers that are the same in both: it is not by these that they are compared."""
    source, second = _one_page(tmp_path, feature)
    with pikepdf.open(source, conversion_mode="explicit") as original:
        copy = making.written(tmp_path, altered(original, alter))
        with pytest.raises(Unproven) as unproven:
            prove(copy, original, PASSWORD, second)
    assert unproven.value.defect is found


KINDS: dict[str, Callable[[pikepdf.Pdf], pikepdf.Object]] = {
    "a text": lambda pdf: String("en-GB"),
    "a list": lambda pdf: Array([]),
    "a dictionary": lambda pdf: Dictionary(),
    "a stream": lambda pdf: pdf.make_stream(b""),
}


@pytest.mark.parametrize(
    ("was", "became"), [*permutations(KINDS, 2)], ids=lambda kind: kind.removeprefix("a ")
)
def test_a_value_that_became_one_of_another_kind_is_caught(
    was: str, became: str, tmp_path: Path
) -> None:
    def with_it(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Lang = KINDS[was](pdf)

    def with_another(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Lang = KINDS[became](pdf)

    source, second = _one_page(tmp_path, with_it)
    with pikepdf.open(source, conversion_mode="explicit") as original:
        copy = making.written(tmp_path, altered(original, with_another))
        with pytest.raises(Unproven) as unproven:
            prove(copy, original, PASSWORD, second)
    assert unproven.value.defect is Defect.VALUE


def test_a_document_of_pdf_2_needs_no_word_about_its_encryption(tmp_path: Path) -> None:
    """It is in the standard itself by then (ISO 32000-2, 7.6.4)."""
    source = making.written(tmp_path, written(simple(), version=b"2.0"), "source.pdf")
    with pdfium.PdfDocument(source) as readable:
        second = Here(*pdf_text.read_pages(readable))
    with pikepdf.open(source, conversion_mode="explicit") as original:
        copy = copied(original)
        assert b"/ExtensionLevel" not in copy
        assert prove(making.written(tmp_path, copy), original, PASSWORD, second).pages == 1


def test_what_is_written_in_place_in_the_copy_says_the_same(tmp_path: Path) -> None:
    """Two objects that are none of their own there are still two."""

    def in_place(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AAC = Array([Dictionary(Said=String("alike")) for _ in range(2)])

    source, second = _one_page(tmp_path, _shared)
    with pikepdf.open(source, conversion_mode="explicit") as original:
        copy = making.written(tmp_path, altered(original, in_place))
        assert prove(copy, original, PASSWORD, second).pages == 1


def test_what_is_said_of_the_encryption_is_what_is_said_of_it_everywhere(tmp_path: Path) -> None:
    """The one value that the writer adds to the document itself, of a file below PDF 2.0."""
    source, second = _one_page(tmp_path, _shared)
    with pikepdf.open(source, conversion_mode="explicit") as original:
        copy = copied(original)
        said = b"/ExtensionLevel 8"
        assert copy.count(said) == 1
        other = making.written(tmp_path, copy.replace(said, b"/ExtensionLevel 9"))
        with pytest.raises(Unproven) as unproven:
            prove(other, original, PASSWORD, second)
    assert unproven.value.defect is Defect.VALUE


@pytest.mark.parametrize(
    "feature", [_a_filter_of_its_own, _a_way_in_parts, _an_empty_way, _extensions, _shared]
)
def test_what_was_in_parts_leaves_none_in_the_copy(feature: Feature, tmp_path: Path) -> None:
    """Nothing is in it that nothing refers to: otherwise it would not be proven."""
    source, _ = _one_page(tmp_path, feature)
    findings = pdf_look.look(source, headings=False)
    with draft(tmp_path) as started:
        assert protect(source, findings, PASSWORD, started).pages == 1


def test_a_part_of_the_old_encryption_is_not_left_in_the_copy(tmp_path: Path) -> None:
    """Its dictionary may be in parts as well (ISO 32000-2, 7.6.6)."""
    old = making.encrypted(text(1), user="", owner="owner")
    ways = b"/CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >>"
    assert old.count(ways) == 1
    number = int(old[old.rindex(b"/Size ") :].split()[1])
    new = old.replace(
        ways, b"/CF %d 0 R" % number + b" " * (len(ways) - len(b"/CF %d 0 R" % number))
    )
    part = b"%d 0 obj\n%b\nendobj\n" % (number, ways.removeprefix(b"/CF "))
    before = int(new[new.rindex(b"startxref") :].split()[1])
    end = (
        new[new.rindex(b"trailer << ") :]
        .split(b"\n")[0]
        .replace(b"/Size %d" % number, b"/Size %d /Prev %d" % (number + 1, before))
    )
    table = b"xref\n%d 1\n%010d 00000 n \n%b\nstartxref\n%d\n%%%%EOF\n" % (
        number,
        len(new),
        end,
        len(new) + len(part),
    )
    source = making.written(tmp_path, new + part + table)
    findings = pdf_look.look(source, headings=False)

    with draft(tmp_path) as started:
        assert protect(source, findings, PASSWORD, started).pages == 1
