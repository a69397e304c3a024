"""The proof must fail where a copy is not what it should be: each test makes one such copy.

Every copy is a real file with one defect, and the test names the one proof that must find it.
"""

import hashlib
import io
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Array, Dictionary, Name, String

from cpconf.documents.inspection.inspecting import start_inspection
from cpconf.documents.opinion import digest_of, near_misses
from cpconf.documents.pdf import look as pdf_look
from cpconf.documents.pdf import protect as pdf_protect
from cpconf.documents.pdf import text as pdf_text
from cpconf.documents.pdf.proof import prove
from cpconf.documents.pdf.second_opinion import Here, KnownContent, opinion
from cpconf.documents.places.publishing import draft
from cpconf.documents.proof import Defect, Proof, Unproven
from cpconf.documents.protecting import protect
from cpconf.errors import DocumentFault
from tests.documents import making
from tests.documents.making import PASSWORD, altered, copied, encrypted, text
from tests.documents.producers import DRAWN, simple, stream, written

Prove = Callable[..., Proof]
Fault = Callable[..., Defect]
Alter = making.Feature


@pytest.fixture
def original() -> Iterator[pikepdf.Pdf]:
    """The document that a copy is compared with."""
    source = making.changed(text(3), [making.tags, making.form, making.old_encodings])
    with pikepdf.open(io.BytesIO(source), conversion_mode="explicit") as pdf:
        yield pdf


@pytest.fixture
def proved(original: pikepdf.Pdf, tmp_path: Path) -> Prove:
    """A function that proves that a copy is the original."""

    source = making.written(tmp_path, making.saved(original), "source.pdf")
    findings = pdf_look.look(source, headings=False)

    def run(copy: bytes, password: str = PASSWORD) -> Proof:
        return prove(
            making.written(tmp_path, copy),
            original,
            password,
            Here(findings.texts, findings.silent_pages),
        )

    return run


@pytest.fixture
def defect(proved: Prove) -> Fault:
    """A function that gives the name of the proof that a copy fails."""

    def run(copy: bytes, password: str = PASSWORD) -> Defect:
        with pytest.raises(Unproven, match="did not pass its checks") as unproven:
            proved(copy, password)
        assert unproven.value.defect in str(unproven.value)
        assert making.BODY not in str(unproven.value)
        return unproven.value.defect

    return run


def same_length(copy: bytes, old: bytes, new: bytes) -> bytes:
    """The copy with one word of its plain parts exchanged, everything else where it was."""
    assert copy.count(old) == 1
    return copy.replace(old, new.ljust(len(old)))


def appended(copy: bytes, number: int | None, body: bytes) -> bytes:
    """A later revision of the copy, with one object put in (None: with a number of its own)."""
    (trailer,) = re.findall(rb"trailer << (.*) >>\nstartxref", copy, re.DOTALL)
    (size,) = re.findall(rb"/Size (\d+)", trailer)
    (before,) = re.findall(rb"startxref\n(\d+)\n", copy)
    number = int(size) if number is None else number
    trailer = trailer.replace(b"/Size " + size, b"/Size %d" % max(int(size), number + 1))
    whole = copy + b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(copy))
    return b"%b%btrailer << %b /Prev %b >>\nstartxref\n%d\n%%%%EOF\n" % (
        *(whole, table, trailer, before),
        len(whole),
    )


def in_clear(content: bytes) -> bytes:
    """A stream that says of itself that it is not encrypted (ISO 32000-2, 7.6.6)."""
    about = b"/Filter [/Crypt] /DecodeParms [<< /Name /Identity >>]"
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (about, len(content), content)


def test_a_copy_as_it_should_be_is_proven(original: pikepdf.Pdf, proved: Prove) -> None:
    for copy in (copied(original), altered(original, lambda pdf: None)):
        sha256 = hashlib.sha256(copy).hexdigest()
        assert proved(copy) == Proof(sha256, len(copy), 3, "AES-256, PDF revision 6")


def test_every_proof_has_a_name_and_words_of_its_own() -> None:
    assert len({defect.name for defect in Defect}) == len({str(defect) for defect in Defect})
    assert all(defect[0].islower() and not defect.endswith(".") for defect in Defect)


def test_every_proof_has_a_test_that_names_it() -> None:
    """Here or in a neighbour: only where a test asks for the name, the proof is missed if gone."""
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.rglob("test_*.py"))
    named = re.findall(r"(?:is |, |\()Defect\.([A-Z_]+)", tests)
    assert {*named} == {defect.name for defect in Defect}


# Who can open it


@pytest.mark.parametrize(
    ("how", "found"),
    [
        ({"user": ""}, Defect.OPEN),
        ({"owner": ""}, Defect.OPEN),  # readers try both, the owner's too
        ({"user": "", "owner": ""}, Defect.OPEN),
        ({"user": PASSWORD[:-1]}, Defect.NEAR_MISS),
        ({"user": PASSWORD.swapcase()}, Defect.NEAR_MISS),
        ({"user": f"{PASSWORD} "}, Defect.NEAR_MISS),
        ({"user": PASSWORD.replace("-", " ")}, Defect.NEAR_MISS),
        ({"owner": PASSWORD[:-1]}, Defect.NEAR_MISS),
        ({"owner": PASSWORD.swapcase()}, Defect.NEAR_MISS),
        ({"owner": f"{PASSWORD} "}, Defect.NEAR_MISS),
        ({"owner": PASSWORD.replace("-", " ")}, Defect.NEAR_MISS),
        ({"owner": PASSWORD}, Defect.OWNER),
        ({"user": "other", "owner": PASSWORD}, Defect.OWNER),
        ({"user": "somebody-elses-password"}, Defect.LOCKED_OUT),
    ],
    ids=str,
)
def test_a_wrong_password_on_either_side_is_caught(
    how: dict[str, Any], found: Defect, original: pikepdf.Pdf, defect: Fault
) -> None:
    assert defect(copied(original, **how)) is found


def test_a_plain_file_under_the_right_name_is_caught(original: pikepdf.Pdf, defect: Fault) -> None:
    assert defect(making.saved(original)) is Defect.OPEN


def test_what_a_slip_makes_of_a_password_is_tried() -> None:
    assert near_misses("amber-Kettle") == (
        "",
        "amber-Kettl",
        "AMBER-kETTLE",
        "amber-Kettle ",
        "amber Kettle",
    )
    assert near_misses("1234") == ("", "123", "1234 ")


def test_where_one_stream_of_a_page_ends_and_the_next_begins_is_compared_too() -> None:
    assert digest_of([b"ab", b"c"]) != digest_of([b"a", b"bc"])
    assert digest_of([b"ab"]) != digest_of([b"ab", b""])
    assert digest_of([b"ab"]) != digest_of([b"ba"])
    assert digest_of([b"ab", b"c"]) == digest_of([b"ab", b"c"])


# How it is encrypted


OLD: list[dict[str, Any]] = [
    {"R": 4, "aes": True},
    {"R": 4, "aes": False, "metadata": False},
    {"R": 3, "aes": False, "metadata": False},
    {"R": 2, "aes": False, "metadata": False},
]


@pytest.mark.parametrize("how", [*OLD, {"R": 5}], ids=str)
def test_an_older_revision_is_caught(
    how: dict[str, Any], original: pikepdf.Pdf, defect: Fault
) -> None:
    short = PASSWORD[:20]
    assert defect(copied(original, user=short, **how), short) is Defect.REVISION


@pytest.mark.parametrize("how", OLD, ids=str)
def test_an_older_revision_takes_what_goes_on_after_the_password(
    how: dict[str, Any], original: pikepdf.Pdf, defect: Fault
) -> None:
    """ISO 32000-1, 7.6.3.3: of a longer one only the first 32 bytes count."""
    assert len(PASSWORD) == 32
    assert defect(copied(original, **how)) is Defect.NEAR_MISS


def test_properties_in_clear_are_caught(original: pikepdf.Pdf, defect: Fault) -> None:
    assert defect(copied(original, metadata=False)) is Defect.METADATA


@pytest.mark.parametrize(
    "rights",
    [
        {"extract": False},  # as screen readers do
        {"modify_annotation": False},
        {"modify_form": False},
        {"modify_other": False},
        {"print_highres": False},
        {"print_highres": False, "print_lowres": False},
    ],
    ids=str,
)
def test_a_copy_that_forbids_something_is_caught(
    rights: dict[str, bool], original: pikepdf.Pdf, defect: Fault
) -> None:
    allowed = pikepdf.Permissions(**rights)
    assert defect(copied(original, allow=allowed)) is Defect.RESTRICTED


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        pytest.param(b"/StmF /StdCF", b"/StmF /Identity", id="streams in clear"),
        pytest.param(b"/StrF /StdCF", b"/StrF /Identity", id="strings in clear"),
        pytest.param(
            b"/StmF /StdCF",
            b"/StmF /Identity /EFF /StdCF",
            id="all streams but attachments in clear",
        ),
        pytest.param(b"/StrF /StdCF", b"/StrF /StdCF /EFF /Identity", id="attachments in clear"),
        pytest.param(b"/CFM /AESV3", b"/CFM /AESV2", id="AES of 128 bits"),
        pytest.param(b"/CFM /AESV3", b"/CFM /V2", id="RC4"),
    ],
)
def test_another_cipher_for_any_part_is_caught(
    said: bytes, instead: bytes, original: pikepdf.Pdf, defect: Fault
) -> None:
    """By what the file says; what is left out to make room for it need not be said."""
    spare = b"/AuthEvent /DocOpen "
    room = b" " * (len(spare) - len(instead) + len(said))
    copy = copied(original).replace(said, instead, 1).replace(spare, room, 1)
    assert len(copy) == len(copied(original))

    assert defect(copy) is Defect.CIPHER


def test_an_attachment_left_in_clear_is_caught(original: pikepdf.Pdf, defect: Fault) -> None:
    copy = appended(copied(original), None, in_clear(b"Canaryattached to it"))

    assert b"Canaryattached" in copy
    assert defect(copy) is Defect.STRAY


def test_a_page_left_in_clear_is_caught(original: pikepdf.Pdf, defect: Fault) -> None:
    """It says on the page what it said, and everybody can read it in the file."""
    copy = copied(original)
    with pikepdf.open(io.BytesIO(copy), password=PASSWORD) as made:
        content = made.pages[0].obj.Contents[1]
        number, plain = content.objgen[0], content.read_bytes()
    copy = appended(copy, number, in_clear(plain))

    assert making.BODY.encode() in copy
    assert defect(copy) is Defect.IN_CLEAR


# Whether it is whole


@pytest.mark.parametrize("left", [0, 1, 100, 0.5, 0.9, 0.99, -1, -7])
def test_a_copy_that_was_cut_short_is_caught(
    left: float, original: pikepdf.Pdf, defect: Fault
) -> None:
    copy = copied(original)
    assert defect(copy[: int(left * len(copy)) if 0 < left < 1 else int(left)]) is Defect.CUT_SHORT


def test_a_copy_with_something_behind_its_end_is_caught(
    original: pikepdf.Pdf, defect: Fault
) -> None:
    assert defect(copied(original) + b"more\n") is Defect.CUT_SHORT


def test_a_copy_of_which_nothing_but_the_end_is_there_is_caught(defect: Fault) -> None:
    assert defect(b"%%EOF\n") is Defect.DAMAGED
    assert defect(b"%EOF\n") is Defect.CUT_SHORT


def test_a_copy_that_has_a_hole_and_its_end_is_caught(original: pikepdf.Pdf, defect: Fault) -> None:
    copy = copied(original)
    assert defect(copy[:2000] + copy[4000:]) is Defect.DAMAGED


def test_a_table_of_objects_that_is_stale_is_caught(original: pikepdf.Pdf, defect: Fault) -> None:
    """Readers that mend it would find the objects all the same, each by its own lights."""
    copy = copied(original)
    (at,) = re.findall(rb"startxref\n(\d+)\n", copy)
    assert defect(copy.replace(b"\n%b\n" % at, b"\n%d\n" % (int(at) - 9))) is Defect.DAMAGED


def test_an_entry_of_that_table_that_is_stale_is_caught(
    original: pikepdf.Pdf, defect: Fault
) -> None:
    copy = copied(original)
    with pikepdf.open(io.BytesIO(copy), password=PASSWORD) as made:
        number = made.pages[1].obj.Contents[1].objgen[0]
    place = copy.index(b"xref\n0 ") + copy[copy.index(b"xref\n0 ") :].index(b"0000000000")
    entry = copy[place + 20 * number : place + 20 * number + 10]
    assert defect(copy.replace(entry, b"%010d" % (int(entry) + 2))) is Defect.MISSING


def test_permissions_that_were_tampered_with_are_caught(
    original: pikepdf.Pdf, defect: Fault
) -> None:
    """ISO 32000-2, 7.6.4.4.12: /Perms seals them, and a reader remarks on what does not fit."""
    copy = copied(original)
    (sealed,) = re.findall(rb"/Perms <([0-9a-f]{32})>", copy)
    assert defect(same_length(copy, sealed, b"0" * 32)) is Defect.UNSOUND


def test_a_linearized_copy_is_caught(original: pikepdf.Pdf, defect: Fault) -> None:
    how = pikepdf.Encryption(user=PASSWORD, owner="another secret")
    assert defect(making.saved(original, encryption=how, linearize=True)) is Defect.LINEARIZED


# Whether it is the document


def _drop_a_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1]


def _add_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages.append(pdf.pages[0])


def _swap_pages(pdf: pikepdf.Pdf) -> None:
    pdf.pages.append(pdf.pages[0])
    del pdf.pages[0]


def _repeat_a_page(pdf: pikepdf.Pdf) -> None:
    kids = pdf.Root.Pages.Kids
    kids[1] = kids[0]


def _alter_one_letter(pdf: pikepdf.Pdf) -> None:
    contents = pdf.pages[2].obj.Contents[1]
    contents.write(contents.read_bytes().replace(b"Canarybody", b"Canaryb0dy", 1))


def _drop_a_font(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.Font = Dictionary()


def _change_a_value(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].V = String("Another")


def _change_its_type(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].V = Array([])


def _shorten_a_list(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AcroForm.Fields[0].Rect[3]


def _drop_the_form(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AcroForm


def _turn_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Rotate = 180


def _crop_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.CropBox = Array([0, 0, 10, 10])


def _drop_the_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def _say_more_of_a_stream(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].obj.Contents[1].Said = String("more")


def _add_a_file(pdf: pikepdf.Pdf) -> None:
    making.embedded_file(pdf)


def _say_who_wrote_it(pdf: pikepdf.Pdf) -> None:
    pdf.trailer.Author = String("Canaryauthor")


def _shuffle_the_contents(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    page.Contents = Array(reversed(list(page.Contents)))


def _lead_elsewhere(pdf: pikepdf.Pdf) -> None:
    """The tree for screen readers says of a picture that it is on another page."""
    pdf.Root.StructTreeRoot.K[0].Pg = pdf.pages[1].obj


@pytest.mark.parametrize(
    ("alter", "found"),
    [
        (_drop_a_page, Defect.PAGES),
        (_add_a_page, Defect.PAGES),
        (_repeat_a_page, Defect.CONTENT),
        (_swap_pages, Defect.CONTENT),
        (_shuffle_the_contents, Defect.MISPLACED),
        (_alter_one_letter, Defect.CONTENT),
        (_drop_a_font, Defect.MISSING),
        (_drop_the_form, Defect.MISSING),
        (_drop_the_language, Defect.MISSING),
        (_turn_a_page, Defect.MISSING),
        (_crop_a_page, Defect.MISSING),
        (_add_a_file, Defect.MISSING),
        (_say_more_of_a_stream, Defect.MISSING),
        (_say_who_wrote_it, Defect.MISSING),
        (_change_a_value, Defect.VALUE),
        (_change_its_type, Defect.VALUE),
        (_shorten_a_list, Defect.VALUE),
        (_lead_elsewhere, Defect.MISPLACED),
    ],
)
def test_a_copy_that_differs_in_one_thing_is_caught(
    alter: Alter, found: Defect, original: pikepdf.Pdf, defect: Fault
) -> None:
    assert defect(altered(original, alter)) is found


def test_another_document_with_the_same_password_is_caught(defect: Fault) -> None:
    other = encrypted(text(3, body="Others"), user=PASSWORD, owner="another secret")
    assert defect(other) is Defect.MISSING


def test_an_object_that_nothing_refers_to_is_caught(original: pikepdf.Pdf, defect: Fault) -> None:
    """As in a file to which somebody added: a page's earlier text, which readers do not show."""
    assert defect(appended(copied(original), None, b"[ /Canary ]")) is Defect.STRAY


def test_an_object_that_only_looks_like_part_of_the_encryption_is_caught(
    original: pikepdf.Pdf, defect: Fault
) -> None:
    about = b"<< /O /Canary /U /Canary /P -4 /R 6 >>"
    assert defect(appended(copied(original), None, about)) is Defect.STRAY


def test_an_object_that_is_nothing_is_no_stray(original: pikepdf.Pdf, proved: Prove) -> None:
    """ISO 32000-2, 7.3.9."""
    assert proved(appended(copied(original), None, b"null")).pages == 3


def test_of_several_defects_the_same_is_named_every_time(
    original: pikepdf.Pdf, defect: Fault
) -> None:
    def alter(pdf: pikepdf.Pdf) -> None:
        field = pdf.Root.AcroForm.Fields[0]
        for number in range(40):
            field[f"/More{number}"] = String("more")
        field.V = String("Another")

    assert defect(altered(original, alter)) is Defect.VALUE


def test_a_picture_that_is_another_is_caught(tmp_path: Path) -> None:
    source = making.written(tmp_path, making.scan(1), "source.pdf")
    findings = pdf_look.look(source, headings=False)
    second = Here(findings.texts, findings.silent_pages)

    def spoil(pdf: pikepdf.Pdf) -> None:
        (picture,) = pdf.pages[0].obj.Resources.XObject.values()
        raw = bytearray(picture.read_raw_bytes())
        raw[len(raw) // 2] ^= 1
        assert picture.get(Name.Filter) == Name.FlateDecode
        picture.write(bytes(raw), filter=Name.FlateDecode)

    with pikepdf.open(source, conversion_mode="explicit") as original:
        prove(making.written(tmp_path, copied(original), "good.pdf"), original, PASSWORD, second)
        copy = making.written(tmp_path, altered(original, spoil))
        with pytest.raises(Unproven) as unproven:
            prove(copy, original, PASSWORD, second)
    assert unproven.value.defect is Defect.CONTENT


def test_content_that_was_packed_anew_is_compared_as_it_was_before(tmp_path: Path) -> None:
    source = making.written(tmp_path, making.uncompressed(text(2)), "source.pdf")
    findings = pdf_look.look(source, headings=False)
    second = Here(findings.texts, findings.silent_pages)

    def spoil(pdf: pikepdf.Pdf) -> None:
        content = pdf.pages[1].obj.Contents
        content.write(content.read_bytes().replace(b"Canarybody", b"Canaryb0dy", 1))

    with pikepdf.open(source, conversion_mode="explicit") as original:
        assert Name.Filter not in original.pages[1].obj.Contents
        prove(making.written(tmp_path, copied(original), "good.pdf"), original, PASSWORD, second)
        copy = making.written(tmp_path, altered(original, spoil))
        with pytest.raises(Unproven) as unproven:
            prove(copy, original, PASSWORD, second)
    assert unproven.value.defect is Defect.CONTENT


# What other readers make of it


@pytest.fixture
def objected(original: pikepdf.Pdf, tmp_path: Path) -> Callable[[bytes], Defect | None]:
    """A function that asks the two other readers alone."""
    source = making.written(tmp_path, making.saved(original), "source.pdf")
    findings = pdf_look.look(source, headings=False)
    contents: list[tuple[str, ...]] = []

    class Asked(Here):
        def ask(self, path: Path, password: str, told: tuple[str, ...]) -> None:
            contents.append(told)
            super().ask(path, password, told)

    copy = making.written(tmp_path, copied(original))
    prove(copy, original, PASSWORD, Asked(findings.texts, findings.silent_pages))
    known = KnownContent(contents[0], findings.texts, findings.silent_pages)

    def ask(copy: bytes) -> Defect | None:
        return opinion(making.written(tmp_path, copy), PASSWORD, known).defect

    return ask


@pytest.mark.parametrize(
    ("how", "found"),
    [
        ({"owner": ""}, Defect.SECOND_OPENS),
        ({"user": ""}, Defect.SECOND_OPENS),
        ({"user": PASSWORD[:-1]}, Defect.SECOND_OPENS),
        ({"owner": PASSWORD[:-1]}, Defect.SECOND_OPENS),
        ({"owner": PASSWORD, "user": "other"}, Defect.SECOND_LOCKED_OUT),
        ({"owner": "other", "user": "another"}, Defect.SECOND_LOCKED_OUT),
        ({"owner": PASSWORD.swapcase()}, None),  # it tries no more: that is the first reader's part
        ({}, None),
    ],
    ids=str,
)
def test_another_reader_looks_who_can_open_it(
    how: dict[str, str],
    found: Defect | None,
    original: pikepdf.Pdf,
    objected: Callable[[bytes], Defect | None],
) -> None:
    assert objected(copied(original, **how)) is found


def _another_alphabet(pdf: pikepdf.Pdf) -> None:
    """The same letters are drawn on the page, and mean others."""
    for font in pdf.pages[1].obj.Resources.Font.values():
        font.Encoding = Dictionary(Differences=Array([97, *([Name.z] * 26)]))


@pytest.mark.parametrize(
    ("alter", "found"),
    [
        (_drop_a_page, Defect.SECOND_PAGES),
        (_swap_pages, Defect.SECOND_PAGES),
        (_alter_one_letter, Defect.SECOND_PAGES),
        (_another_alphabet, Defect.THIRD_TEXT),
        (_drop_the_language, None),  # neither looks for it: that is the first reader's part
    ],
)
def test_other_readers_look_for_the_pages_and_their_text(
    alter: Alter,
    found: Defect | None,
    original: pikepdf.Pdf,
    objected: Callable[[bytes], Defect | None],
) -> None:
    assert objected(altered(original, alter)) is found


def test_a_file_that_another_reader_cannot_read_is_objected_to(
    original: pikepdf.Pdf, objected: Callable[[bytes], Defect | None]
) -> None:
    copy = copied(original)

    assert objected(copy[:1000]) is Defect.SECOND_FAILS
    assert objected(b"") is Defect.SECOND_FAILS
    assert objected(b"%XYZ" + copy[4:]) is Defect.THIRD_FAILS


# What pypdf raises on what it cannot make sense of, as its documentation and its source have it.
RAISED: list[Exception] = [
    pypdf.errors.PdfReadError(making.BODY),
    pypdf.errors.DependencyError(making.BODY),
    KeyError(making.BODY),
    IndexError(making.BODY),
    NotImplementedError(making.BODY),
    RecursionError(making.BODY),
    ValueError(making.BODY),
    zlib.error(making.BODY),
]


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_whatever_another_reader_stumbles_over_it_cannot_read_the_copy(
    error: Exception,
    original: pikepdf.Pdf,
    objected: Callable[[bytes], Defect | None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(pypdf.PdfReader, "decrypt", fail)
    assert objected(copied(original)) is Defect.SECOND_FAILS


@pytest.mark.parametrize(
    ("stumble", "kind"),
    [
        (lambda: pypdf.generic.read_object(None, None), AttributeError),  # type: ignore[arg-type]
        (lambda: pypdf.generic.RectangleObject(5), TypeError),  # type: ignore[arg-type]
    ],
    ids=["a value has no such part", "a value is of another type"],
)
def test_a_value_that_another_reader_did_not_expect_is_the_copys_and_ours_is_a_mistake(
    stumble: Callable[[], object],
    kind: type[Exception],
    original: pikepdf.Pdf,
    objected: Callable[[bytes], Defect | None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(kind):
        stumble()
    monkeypatch.setattr(pypdf.PdfReader, "decrypt", lambda *_: stumble())
    assert objected(copied(original)) is Defect.SECOND_FAILS

    def mistaken(*_: object) -> None:
        raise kind

    monkeypatch.setattr(pypdf.PdfReader, "decrypt", mistaken)
    with pytest.raises(kind):
        objected(copied(original))


# What pypdf says of the document, it says of the copy

PACKED = zlib.compress(DRAWN)
READABLE = written(simple(stream(b"/Filter /FlateDecode", PACKED)))
UNREADABLE = written(simple(stream(b"/Filter /Fl", PACKED)))
"""By an old name for a way of packing, which is for pictures in a page (ISO 32000-1, table 94):
qpdf and PDFium take it, and pypdf 7 does not."""
ONE_OF_TWO = written(
    simple(
        stream(b"/Filter /Fl", PACKED),
        more={
            2: b"<< /Type /Pages /Kids [ 3 0 R 6 0 R ] /Count 2 >>",
            6: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 7 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            7: stream(b"/Filter /FlateDecode", PACKED),
        },
    )
)
OTHER = written(simple(stream(b"/Filter /FlateDecode", zlib.compress(DRAWN + b" q Q"))))
NOT_AT_ALL = b"%PDF-1.4 and nothing that pypdf could read"
LOCKED = encrypted(UNREADABLE, user="", owner="owner", revision=4)


@pytest.mark.parametrize(
    ("document", "copy", "before", "found"),
    [
        (READABLE, READABLE, None, (None, 0)),
        (READABLE, UNREADABLE, None, (Defect.SECOND_FAILS, 0)),
        (READABLE, UNREADABLE, READABLE, (Defect.SECOND_FAILS, 0)),
        (UNREADABLE, UNREADABLE, UNREADABLE, (None, 1)),
        (UNREADABLE, UNREADABLE, LOCKED, (None, 1)),
        (UNREADABLE, UNREADABLE, NOT_AT_ALL, (None, 1)),
        (UNREADABLE, READABLE, NOT_AT_ALL, (None, 0)),
        (ONE_OF_TWO, ONE_OF_TWO, ONE_OF_TWO, (None, 1)),
        (ONE_OF_TWO, ONE_OF_TWO, NOT_AT_ALL, (None, 1)),
        (READABLE, OTHER, READABLE, (Defect.SECOND_PAGES, 0)),
        (READABLE, OTHER, None, (Defect.SECOND_PAGES, 0)),
        (READABLE, OTHER, NOT_AT_ALL, (Defect.SECOND_PAGES, 0)),
        # It reads another content than pikepdf told of, in both alike: that is its own way.
        (OTHER, READABLE, READABLE, (None, 0)),
        (text(2), text(3), text(3), (Defect.SECOND_PAGES, 0)),
        (text(2), text(3), None, (Defect.SECOND_PAGES, 0)),
        (text(2), text(2), None, (None, 0)),
    ],
)
def test_what_another_reader_cannot_read_it_cannot_read_in_the_document_either(
    document: bytes,
    copy: bytes,
    before: bytes | None,
    found: tuple[Defect | None, int],
    tmp_path: Path,
) -> None:
    with pikepdf.open(io.BytesIO(document), conversion_mode="explicit") as known:
        told = _contents_of(known)
    with pikepdf.open(io.BytesIO(copy)) as opened:
        made = making.written(tmp_path, copied(opened), "made.pdf")
    with pdfium.PdfDocument(copy) as readable:
        texts, silent = pdf_text.read_pages(readable)
    source = None if before is None else making.written(tmp_path, before, "before.pdf")

    assert opinion(made, PASSWORD, KnownContent(told, texts, silent, source)) == found


def test_far_more_text_than_the_document_has_is_objected_to(
    original: pikepdf.Pdf,
    objected: Callable[[bytes], Defect | None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_text, "MOST_TEXT", 10)
    assert objected(copied(original)) is Defect.THIRD_FAILS


def test_a_page_that_no_longer_shows_its_picture_is_objected_to(tmp_path: Path) -> None:
    """It never said anything, and what is drawn on it is the same: there is only less to see."""
    source = making.written(tmp_path, making.scan(1), "source.pdf")
    findings = pdf_look.look(source, headings=False)
    assert findings.silent_pages == (1,)
    with pikepdf.open(source, conversion_mode="explicit") as lesser:
        del lesser.pages[0].obj.Resources.XObject
        copy = making.written(tmp_path, copied(lesser))
        with pytest.raises(Unproven) as unproven:
            prove(copy, lesser, PASSWORD, Here(findings.texts, findings.silent_pages))
    assert unproven.value.defect is Defect.THIRD_TEXT


def test_what_the_process_of_its_own_objects_to_comes_back_by_name(tmp_path: Path) -> None:
    source = making.written(tmp_path, text(2), "source.pdf")
    with pikepdf.open(source, conversion_mode="explicit") as original:
        good = making.written(tmp_path, copied(original), "good.pdf")
        bad = making.written(tmp_path, altered(original, _drop_a_page), "bad.pdf")
        with start_inspection(source) as inspection:
            inspection.result()
            prove(good, original, PASSWORD, inspection)
            for path, found in ((good, None), (bad, Defect.SECOND_PAGES)):
                inspection.ask(path, PASSWORD, _contents_of(original))
                assert inspection.objection() is found


def _contents_of(original: pikepdf.Pdf) -> tuple[str, ...]:
    """What the other readers are told of the pages, as the proof tells them."""
    told: list[tuple[str, ...]] = []

    class Listening:
        def ask(self, path: Path, password: str, contents: tuple[str, ...]) -> None:
            told.append(contents)
            raise InterruptedError

        def objection(self) -> Defect | None:
            raise AssertionError

        def unread(self) -> int:
            raise AssertionError

    with pytest.raises(InterruptedError):
        prove(Path(), original, PASSWORD, Listening())
    return told[0]


def test_an_objection_of_the_process_fails_the_proof(tmp_path: Path) -> None:
    """It was told of a document with other words: what it finds is not what it knows."""
    source = making.written(tmp_path, text(2), "source.pdf")
    other = making.written(tmp_path, text(2, body="Others"), "other.pdf")
    findings = pdf_look.look(source, headings=False)
    with start_inspection(other) as inspection, draft(tmp_path) as started:
        inspection.result()
        with pytest.raises(Unproven) as unproven:
            protect(source, findings, PASSWORD, started, second=inspection)
    assert unproven.value.defect is Defect.THIRD_TEXT


def test_a_copy_that_shows_people_less_than_the_source_is_caught(tmp_path: Path) -> None:
    """Two readers take a reference to what is not there for nothing; PDFium finds the page."""
    damaged = making.uncompressed(text(2)).replace(b"/Contents 5 0 R", b"/Contents 5 5 R", 1)
    source = making.written(tmp_path, damaged, "source.pdf")
    sound = making.written(tmp_path, making.uncompressed(text(2)), "sound.pdf")
    findings = pdf_look.look(sound, headings=False)

    with pytest.raises(DocumentFault, match="damaged"):
        pdf_look.look(source, headings=False)
    with pikepdf.open(source, conversion_mode="explicit") as original:
        copy = making.written(tmp_path, copied(original))
        with pytest.raises(Unproven, match="did not pass its checks") as unproven:
            prove(copy, original, PASSWORD, Here(findings.texts, findings.silent_pages))
    assert unproven.value.defect is Defect.THIRD_TEXT


# A mistake in the program is none of the document's


def test_a_mistake_of_the_programs_own_is_not_told_as_a_fault_of_the_document(
    original: pikepdf.Pdf, tmp_path: Path
) -> None:
    source = making.written(tmp_path, text(1), "source.pdf")
    copy = making.written(tmp_path, copied(original))
    findings = pdf_look.look(source, headings=False)
    nobody: Any = None
    blind: Any = "no reader at all"

    with pytest.raises((AttributeError, TypeError)):
        prove(copy, original, nobody, Here(findings.texts, findings.silent_pages))
    with pytest.raises(AttributeError), draft(tmp_path) as started:
        pdf_protect.protect(source, findings, PASSWORD, started, second=blind)
    with start_inspection(source) as inspection:
        inspection.result()
        inspection.ask(copy, nobody, ("",))
        with pytest.raises(AssertionError, match="broke off"):
            inspection.objection()
