"""The proof must fail where a copy is not what it should be: each test makes one such copy."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from cpconf.documents import pdf_look
from cpconf.documents.pdf_proof import prove
from cpconf.documents.pdf_second_opinion import Here
from cpconf.errors import DocumentFault
from tests.documents import making
from tests.documents.making import PASSWORD, encrypted, text

Prove = Callable[[bytes], None]


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

    def run(copy: bytes) -> None:
        prove(
            making.written(tmp_path, copy),
            original,
            PASSWORD,
            Here(findings.texts, findings.silent_pages),
        )

    return run


def copied(
    original: pikepdf.Pdf,
    *,
    user: str = PASSWORD,
    owner: str = "another secret",
    **how: object,
) -> bytes:
    """The original as it should be encrypted, but for what is asked."""
    encryption = pikepdf.Encryption(user=user, owner=owner, **{"R": 6, **how})  # type: ignore[arg-type]
    return making.saved(original, encryption=encryption)


def test_a_copy_as_it_should_be_is_proven(original: pikepdf.Pdf, proved: Prove) -> None:
    proved(copied(original))


def test_an_empty_owner_password_is_caught(original: pikepdf.Pdf, proved: Prove) -> None:
    with pytest.raises(DocumentFault, match="could not be proven"):
        proved(copied(original, owner=""))


@pytest.mark.parametrize(
    "how",
    [
        {"user": ""},
        {"user": "", "owner": ""},
        {"user": PASSWORD[:-1]},
        {"user": PASSWORD.swapcase()},
        {"user": f"{PASSWORD} "},
        {"user": PASSWORD.replace("-", " ")},
        {"owner": PASSWORD},
        {"owner": PASSWORD.replace("-", " ")},
        {"owner": PASSWORD.swapcase()},
        {"user": "other", "owner": PASSWORD},
        {"user": "somebody-elses-password"},
    ],
    ids=str,
)
def test_a_wrong_password_on_either_side_is_caught(
    how: dict[str, Any], original: pikepdf.Pdf, proved: Prove
) -> None:
    with pytest.raises(DocumentFault):
        proved(copied(original, **how))


@pytest.mark.parametrize(
    "how",
    [
        {"R": 4, "aes": True},
        {"R": 4, "aes": False, "metadata": False},
        {"R": 3, "aes": False, "metadata": False},
        {"R": 2, "aes": False, "metadata": False},
        {"R": 5},
        {"metadata": False},
    ],
    ids=str,
)
def test_weaker_encryption_is_caught(
    how: dict[str, Any], original: pikepdf.Pdf, proved: Prove
) -> None:
    with pytest.raises(DocumentFault):
        proved(copied(original, **how))


def test_a_plain_file_under_the_right_name_is_caught(original: pikepdf.Pdf, proved: Prove) -> None:
    with pytest.raises(DocumentFault):
        proved(making.saved(original))


def test_a_linearized_copy_is_caught(original: pikepdf.Pdf, proved: Prove) -> None:
    how = pikepdf.Encryption(user=PASSWORD, owner="another secret")
    with pytest.raises(DocumentFault):
        proved(making.saved(original, encryption=how, linearize=True))


@pytest.mark.parametrize("left", [0, 1, 100, 0.5, 0.9, 0.99, -1, -7])
def test_a_copy_that_was_cut_short_is_caught(
    left: float, original: pikepdf.Pdf, proved: Prove
) -> None:
    copy = copied(original)
    with pytest.raises(DocumentFault):
        proved(copy[: int(left * len(copy)) if 0 < left < 1 else int(left)])


def test_another_document_with_the_same_password_is_caught(proved: Prove) -> None:
    with pytest.raises(DocumentFault):
        proved(encrypted(text(3, body="Others"), user=PASSWORD, owner="another secret"))


def _drop_a_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1]


def _swap_pages(pdf: pikepdf.Pdf) -> None:
    pdf.pages.append(pdf.pages[0])
    del pdf.pages[0]


def _repeat_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1] = pdf.pages[0]


def _alter_one_letter(pdf: pikepdf.Pdf) -> None:
    contents = pdf.pages[2].obj.Contents[1]
    contents.write(contents.read_bytes().replace(b"Canarybody", b"Canaryb0dy", 1))


def _drop_a_font(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.Font = Dictionary()


def _change_a_value(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].V = String("Another")


def _drop_the_form(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AcroForm


def _turn_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Rotate = 180


def _crop_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.CropBox = Array([0, 0, 10, 10])


def _drop_the_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def _add_a_file(pdf: pikepdf.Pdf) -> None:
    making.embedded_file(pdf)


def _shuffle_the_contents(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0].obj
    page.Contents = Array(reversed(list(page.Contents)))


@pytest.mark.parametrize(
    "alter",
    [
        _drop_a_page,
        _swap_pages,
        _repeat_a_page,
        _alter_one_letter,
        _drop_a_font,
        _change_a_value,
        _drop_the_form,
        _turn_a_page,
        _crop_a_page,
        _drop_the_language,
        _add_a_file,
        _shuffle_the_contents,
    ],
)
def test_a_copy_that_differs_in_one_thing_is_caught(
    alter: making.Feature, original: pikepdf.Pdf, proved: Prove
) -> None:
    with pikepdf.open(io.BytesIO(making.saved(original))) as other:
        alter(other)
        copy = copied(other)

    with pytest.raises(DocumentFault):
        proved(copy)


def test_a_picture_that_is_another_is_caught(tmp_path: Path) -> None:
    source = making.written(tmp_path, making.scan(1), "source.pdf")
    findings = pdf_look.look(source, headings=False)
    with pikepdf.open(source, conversion_mode="explicit") as original:
        with pikepdf.open(source) as other:
            (picture,) = other.pages[0].obj.Resources.XObject.values()
            raw = bytearray(picture.read_raw_bytes())
            raw[len(raw) // 2] ^= 1
            how = Name.FlateDecode
            assert picture.get(Name.Filter) == how
            picture.write(bytes(raw), filter=how)
            copy = making.written(tmp_path, copied(other))

        prove(
            making.written(tmp_path, copied(original), "good.pdf"),
            original,
            PASSWORD,
            Here(findings.texts, findings.silent_pages),
        )
        with pytest.raises(DocumentFault):
            prove(copy, original, PASSWORD, Here(findings.texts, findings.silent_pages))


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
        with pytest.raises(DocumentFault, match="could not be proven"):
            prove(copy, original, PASSWORD, Here(findings.texts, findings.silent_pages))
