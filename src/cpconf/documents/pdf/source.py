"""Opening a PDF on record: read into memory once, so that the checked content is the one used."""

import hashlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pikepdf

from cpconf import files
from cpconf.core.reports import menus
from cpconf.documents.pdf.objects import QPDF_RAISES
from cpconf.errors import DocumentFault, NotFound


def read_source(path: Path, sha256: str, what: str) -> bytes:
    """Return the content of a file that has not changed since it was recorded.

    `what` names it in errors. Raises NotFound (exit 4) where it is missing or cannot be read,
    DocumentFault (exit 6) where its content has changed, and as `files.read`.
    """
    try:
        content = files.read(path, files.LARGEST_DOCUMENT, what)
    except NotFound as error:
        if not isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
            raise
        raise NotFound(f"{what} is not where it was: put it back, or record it again") from error
    except OSError as error:  # it could be opened
        raise NotFound(f"{what} cannot be read: {files.why(error)}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DocumentFault(f"{what} has changed since it was recorded: record it again")
    return content


def open_source(content: bytes, what: str) -> pikepdf.Pdf:
    """Open a PDF in memory. Raises DocumentFault where it is not one, or needs a password."""
    try:
        return pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise DocumentFault(f"{what} is protected already: {menus.UNLOCK_PDF}") from error
    except pikepdf.PdfError as error:
        raise DocumentFault(f"{what} is damaged, or not a PDF: {menus.ANEW}") from error


@contextmanager
def sound(what: str) -> Iterator[None]:
    """Raise DocumentFault (exit 6) for a document whose parts are damaged.

    The library's own error is not shown: it is for programmers.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pikepdf.PikepdfWarning)
            yield
    # Python raises ArithmeticError for a number that is not one.
    except (ArithmeticError, *QPDF_RAISES) as error:
        raise DocumentFault(f"{what} is damaged inside: {menus.ANEW}") from error


def written(pdf: pikepdf.Pdf) -> io.BytesIO:
    """Write a document to a file in memory."""
    file = io.BytesIO()
    save(pdf, file)
    return file


def save(pdf: pikepdf.Pdf, file: BinaryIO) -> None:
    """Save a document, without the library's warnings about its form."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pikepdf.PikepdfWarning)
        pdf.save(file)
