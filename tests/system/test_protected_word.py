"""Protected Word documents, opened by LibreOffice: with the password, and not without it."""

import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import docx
import pytest
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image

from cpconf.documents.inspection.inspecting import inspect
from cpconf.documents.places.publishing import draft
from cpconf.documents.protecting import protect
from scripts.office import Office, is_installed
from tests.documents.word import wording
from tests.system.guessing import PASSWORD, SLIPS, wrong_passwords

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        not is_installed(), reason="libreoffice-writer-nogui and python3-uno are not installed"
    ),
]

WRITTEN: Final = {"40 KB": 0, "300 KB": 1, "2.5 MB": 8, "10 MB": 32}
"""How many pictures of 300 KB make a document so large."""

PADDED: Final = {
    "2 KB": 2_000,
    "4,087 bytes": 4_087,
    "4,088 bytes": 4_088,
    "5 KB": 5_000,
    "7 MB": 7_050_000,
    "7.3 MB": 7_300_000,
}
"""Sizes around which the format changes: where contents leave the short sectors, and where its
tables get tables."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with Office.started(tmp_path_factory.mktemp("office")) as started:
        yield started


@pytest.fixture(scope="module", params=[*WRITTEN, *PADDED])
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each of the documents, in a folder of its own."""
    size = request.param
    path = tmp_path_factory.mktemp("word") / "source.docx"
    path.write_bytes(padded(PADDED[size]) if size in PADDED else minutes(WRITTEN[size]))
    return path


@pytest.fixture(scope="module")
def copy(source: Path) -> Path:
    """Its copy, protected as the program does it."""
    return protected(source)


def minutes(pictures: int) -> bytes:
    """Minutes with headings, a table, a list and letters of other alphabets, by python-docx."""
    document = docx.Document()
    document.core_properties.title = "Canarytitle"
    document.add_heading("Minutes & record", 1)
    for number in range(20):
        document.add_paragraph(f"{number}: naïve café, Łódź, <angle> “quoted” Canarybody.")
    for item in ("school", "home", "health"):
        document.add_paragraph(item, style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    table.cell(1, 1).text = "in a cell"
    for number in range(pictures):
        pixels = random.Random(number).randbytes(320 * 320 * 3)  # noqa: S311 - only to fill
        packed = io.BytesIO()
        Image.frombytes("RGB", (320, 320), pixels).save(packed, "PNG")
        packed.seek(0)
        document.add_picture(packed)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def padded(size: int) -> bytes:
    """A document of exactly so many bytes."""
    content = wording.sized(size)
    assert content is not None
    return content


def protected(source: Path) -> Path:
    """A document's copy, made by the program's own modules."""
    findings = inspect(source)
    with draft(source.parent) as started:
        protect(source, findings, PASSWORD, started)
        return started.publish("copy.docx")


def test_a_copy_says_in_libreoffice_what_its_source_says(
    office: Office, source: Path, copy: Path
) -> None:
    text = office.text_of(source)
    assert text
    assert office.text_of(copy, PASSWORD) == text


def test_libreoffice_does_not_open_a_copy_without_its_password(office: Office, copy: Path) -> None:
    assert [slip for slip in SLIPS[:4] if office.text_of(copy, slip) is not None] == []


# A control: the document with every feature does show its text, and not only an empty page.
def test_libreoffice_shows_the_text_of_what_is_protected(office: Office, tmp_path: Path) -> None:
    source = tmp_path / "source.docx"
    source.write_bytes(minutes(0))
    text = office.text_of(protected(source), PASSWORD) or ""
    assert "naïve café, Łódź, <angle> “quoted” Canarybody." in text
    assert "in a cell" in text


def test_fifty_wrong_passwords_do_not_open_a_copy(tmp_path: Path) -> None:
    source = tmp_path / "source.docx"
    source.write_bytes(minutes(0))
    with protected(source).open("rb") as file:
        copy = OOXMLFile(file)
        for attempt in wrong_passwords(50):
            with pytest.raises(InvalidKeyError):
                copy.load_key(password=attempt, verify_password=True)
        copy.load_key(password=PASSWORD, verify_password=True)
