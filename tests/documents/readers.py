"""Three programs that read PDFs by their own means, and have no part in protecting them."""

import hashlib
import io
from typing import Any, Final

import pymupdf
import pypdf
import pypdfium2

open_by_mupdf: Final[Any] = pymupdf.open  # it carries no types


def by_pypdf(content: bytes, password: str | None = None) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(content), password=password)
    return [page.extract_text() for page in reader.pages]


def by_pdfium(content: bytes, password: str | None = None) -> list[str]:
    with pypdfium2.PdfDocument(content, password=password) as document:
        return [page.get_textpage().get_text_range() for page in document]


def by_mupdf(content: bytes, password: str | None = None) -> list[str]:
    with open_by_mupdf(stream=content, filetype="pdf") as document:
        if document.needs_pass and not document.authenticate(password or ""):
            raise PermissionError
        return [page.get_text() for page in document]


READERS: Final = {"pypdf": by_pypdf, "PDFium": by_pdfium, "MuPDF": by_mupdf}
REFUSALS: Final = (
    pypdf.errors.FileNotDecryptedError,
    pypdf.errors.WrongPasswordError,
    pypdfium2.PdfiumError,
    PermissionError,
)


def drawn(content: bytes, password: str = "") -> list[str]:
    """Digests of the pages as MuPDF draws them, without the pins of files that are left out."""
    with open_by_mupdf(stream=content, filetype="pdf") as document:
        if document.needs_pass:
            assert document.authenticate(password)
        pages = [page.get_pixmap(dpi=30, annots=False).samples for page in document]
    return [hashlib.sha256(pixels).hexdigest() for pixels in pages]
