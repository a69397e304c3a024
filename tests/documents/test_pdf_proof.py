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

from cpconf.documents import pdf_text
from cpconf.documents.pdf_proof import prove
from cpconf.documents.pdf_second_opinion import Here
from cpconf.documents.proof import Defect, Unproven
from tests.documents import making
from tests.documents.making import PASSWORD, Feature, altered, copied, text


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


@pytest.mark.parametrize(
    ("feature", "alter", "found"),
    [
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
