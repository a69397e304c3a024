"""A recorded PDF, read into memory once so that what is checked is also what is used."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf

from cpconf import files
from cpconf.documents.pdf_objects import QPDF_RAISES
from cpconf.errors import DocumentFault, NotFound


def read_source(path: Path, sha256: str, what: str) -> bytes:
    """The content of a file that is still the recorded one; `what` names it in errors.

    Raises NotFound, DocumentFault when the content is another, and as `files.read`.
    """
    try:
        content = files.read(path, files.LARGEST_DOCUMENT, what)
    except NotFound as error:
        if path.exists():
            raise
        raise NotFound(f"{what} is not where it was: put it back, or record it again") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DocumentFault(f"{what} has changed since it was recorded: record it again")
    return content


def open_source(content: bytes, what: str) -> pikepdf.Pdf:
    """A PDF in memory. Raises DocumentFault when it is none, or needs a password."""
    try:
        return pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise DocumentFault(f"{what} is encrypted: save it without a password first") from error
    except pikepdf.PdfError as error:
        raise DocumentFault(f"{what} is damaged, or no PDF: save it as PDF again") from error


@contextmanager
def sound(what: str) -> Iterator[None]:
    """Say of a document whose parts are not what they should be that it is damaged."""
    try:
        yield
    # A number that is none is an ArithmeticError of Python's own.
    except (ArithmeticError, *QPDF_RAISES) as error:
        raise DocumentFault(f"{what} is damaged inside: save it as PDF again") from error
