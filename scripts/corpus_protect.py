"""The way of `protect-report` over a folder of PDFs, with each copy opened by other programs.

PDFs are inspected and protected as in the command, but in one process: see `documents.protecting`.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pymupdf
import pypdf
import pypdfium2 as pdfium

from cpconf.documents.pdf import look as pdf_look
from cpconf.documents.places.publishing import draft
from cpconf.documents.protecting import protect
from scripts.corpus_kinds import PDF, Outcome, Way, shell

PASSWORD: Final = "marble-tundra-lantern-47-quiver"  # noqa: S105 - the copies are not kept
_MUPDF: Final[Any] = pymupdf  # it has no types
COPY: Final = "copy.pdf"


def run(files: tuple[Path, ...], folder: Path) -> Outcome:
    """Protect one PDF, as `protect-report` does."""
    (source,) = files
    findings = pdf_look.look(source, headings=False)
    with draft(folder) as started:
        protect(source, findings, PASSWORD, started)
        started.publish(COPY)
    return Outcome()


def check(_: tuple[Path, ...], folder: Path, outcome: Outcome) -> None:
    """Open the copy with five programs: each must with its password, and none without."""
    outcome.readers = readers_of(folder / COPY, PASSWORD)


def readers_of(copy: Path, password: str) -> dict[str, str]:
    """Return each reader's verdict on a protected PDF."""
    return {name: _judged(opens, copy, password) for name, opens in READERS.items()}


def _judged(opens: Callable[[Path, str], str], copy: Path, password: str) -> str:
    if not opens(copy, ""):
        return "opens without a password"
    return opens(copy, password) or "opens"


def _by_qpdf(copy: Path, password: str) -> str:
    code, last = shell("qpdf", f"--password={password}", "--check", "--", copy)
    return "" if code == 0 else last.replace(str(copy), "the copy")


def _by_poppler(copy: Path, password: str) -> str:
    code, last = shell("pdfinfo", "-upw", password, copy)
    return "" if code == 0 else last


def _by_pdfium(copy: Path, password: str) -> str:
    try:
        with pdfium.PdfDocument(copy, password=password or None) as document:
            return "" if len(document) else "finds no pages"
    except pdfium.PdfiumError as error:
        return str(error)


def _by_mupdf(copy: Path, password: str) -> str:
    with _MUPDF.open(copy) as document:
        if document.needs_pass and not document.authenticate(password):
            return "is not let in"
        return "" if document.page_count else "finds no pages"


def _by_pypdf(copy: Path, password: str) -> str:
    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    reader = pypdf.PdfReader(copy)
    if reader.is_encrypted and reader.decrypt(password) is pypdf.PasswordType.NOT_DECRYPTED:
        return "is not let in"
    return "" if len(reader.pages) else "finds no pages"


READERS: Final[dict[str, Callable[[Path, str], str]]] = {
    "qpdf": _by_qpdf,
    "poppler": _by_poppler,
    "PDFium": _by_pdfium,
    "MuPDF": _by_mupdf,
    "pypdf": _by_pypdf,
}
WAY: Final = Way(PDF, run, check)
