"""Documents full of words that may be nowhere else afterwards, and the search for these words."""

import base64
import io
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fpdf import FPDF
from PIL import Image

from tests.documents import making
from tests.documents.word import wording
from tests.system.desk import files_below

IN_PDF: Final = (
    making.BODY,
    "Canarytitle",
    "Canaryauthor",
    "Canaryxmp",
    "Canaryattached",
    "Canarypicture",
)
IN_WORD: Final = ("Canarybody", "Canarytitle", "Canaryheader", "Canarycomment")
SHORTEST: Final = 8
"""Fewer characters would be found by chance."""
STEM: Final = "Canaryfile"
"""What the document's own file is called."""


def pdf(folder: Path, *, name: str = f"{STEM}.pdf") -> Path:
    """A PDF in which every canary can be read without a program that knows PDFs."""
    path = making.written(folder, making.uncompressed(_pdf()), name)
    assert missing(IN_PDF, path.read_bytes()) == []
    return path


def word(folder: Path) -> Path:
    """A Word document that is packed without compression."""
    parts = {
        "docProps/core.xml": "<c>Canarytitle</c>",
        "word/header1.xml": wording.part("hdr", wording.p("Canaryheader")),
        "customXml/item1.xml": "<a>Canarycomment</a>",
    }
    path = folder / f"{STEM}.docx"
    path.write_bytes(wording.word(wording.p("Canarybody"), parts, deflate=False))
    assert missing(IN_WORD, path.read_bytes()) == []
    return path


def locked(folder: Path) -> Path:
    """A PDF that somebody protected already."""
    content = making.encrypted(_pdf(), user="another password", owner="owner")
    return making.written(folder, content, f"{STEM}.pdf")


def large(folder: Path, kilobytes: int) -> Path:
    """A PDF of pictures that cannot be compressed, of about that size."""
    document = FPDF()
    document.set_font("helvetica", size=11)
    for number in range(max(1, kilobytes // 50)):
        document.add_page()
        document.cell(text="Canarybody")
        pixels = random.Random(number).randbytes(128 * 128 * 3)  # noqa: S311 - only to fill
        packed = io.BytesIO()
        Image.frombytes("RGB", (128, 128), pixels).save(packed, "PNG")
        document.image(packed, w=100, y=50)
    return making.written(folder, bytes(document.output()), f"{STEM}.pdf")


def scans(folder: Path, size: int) -> Path:
    """A PDF as a scanner makes it, a picture and a line of text on each page: of `size` bytes."""
    document = FPDF()
    document.set_font("helvetica", size=10)
    chance = random.Random(size)  # noqa: S311 - only to fill
    while size > 0:
        document.add_page()
        document.cell(text=f"Scanned on page {document.page_no()}: Canarybody")
        pixels = chance.randbytes(1240 * 1754 * 3)
        packed = io.BytesIO()
        Image.frombytes("RGB", (1240, 1754), pixels).save(packed, "JPEG", quality=88)
        size -= packed.tell()
        document.image(packed, x=10, y=20, w=190)
    return making.written(folder, bytes(document.output()), f"{STEM}.pdf")


def missing(words: Iterable[str], content: bytes) -> list[str]:
    """The words that are not there as they stand."""
    return [word for word in words if word.encode() not in content]


def found(words: Iterable[str], content: bytes) -> list[str]:
    """The words that are there, whichever way they are written."""
    small = content.lower()
    return [
        word
        for word in words
        if word.lower().encode() in small or any(form in content for form in _forms(word))
    ]


def below(words: Iterable[str], *folders: Path) -> dict[str, list[str]]:
    """Where words are found in files and in the names of files: which, by the file's name."""
    everywhere = {
        path: found(words, str(path.relative_to(folder)).encode() + b"\n" + path.read_bytes())
        for folder in folders
        for path in files_below(folder)
    }
    return {path.name: words for path, words in everywhere.items() if words}


def _forms(word: str) -> list[bytes]:
    """The other ways to write it: as Windows does, as digits, and as mail does."""
    plain = word.encode()
    forms = [word.encode("utf-16-le"), word.encode("utf-16-be")]
    forms += [plain.hex().encode(), plain.hex().upper().encode()]
    for before in range(3):
        packed = base64.b64encode(b"\0" * before + plain)
        # The first and the last letters depend on what stands beside the word.
        forms.append(packed[4 if before else 0 : -4])
    return [form for form in forms if len(form) >= SHORTEST]


def _pdf() -> bytes:
    document = FPDF()
    document.set_font("helvetica", size=11)
    for number in (1, 2):
        document.add_page()
        document.cell(text=f"Page {number} says {making.BODY}.")
    packed = io.BytesIO()
    picture = Image.effect_noise((60, 60), 50).convert("RGB")
    picture.save(packed, "JPEG", comment=b"Canarypicture")
    document.image(packed, w=50, y=50)
    features = (making.properties, making.embedded_file)
    return making.changed(bytes(document.output()), features)
