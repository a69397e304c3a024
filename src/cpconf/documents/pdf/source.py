"""A recorded PDF, read into memory once so that what is checked is also what is used."""

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
    """The content of a file that is still the recorded one; `what` names it in errors.

    Raises NotFound, which says why where it is there and cannot be read, DocumentFault when the
    content is another, and as `files.read`.
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
    """A PDF in memory. Raises DocumentFault when it is none, or needs a password."""
    try:
        return pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise DocumentFault(f"{what} is protected already: {menus.UNLOCK_PDF}") from error
    except pikepdf.PdfError as error:
        raise DocumentFault(f"{what} is damaged, or no PDF: {menus.ANEW}") from error


@contextmanager
def sound(what: str) -> Iterator[None]:
    """Say of a document whose parts are not what they should be that it is damaged.

    What a library remarks on it goes nowhere: its sentence is for programmers.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pikepdf.PikepdfWarning)
            yield
    # A number that is none is an ArithmeticError of Python's own.
    except (ArithmeticError, *QPDF_RAISES) as error:
        raise DocumentFault(f"{what} is damaged inside: {menus.ANEW}") from error


def written(pdf: pikepdf.Pdf) -> io.BytesIO:
    """A document as a file in memory."""
    file = io.BytesIO()
    save(pdf, file)
    return file


def save(pdf: pikepdf.Pdf, file: BinaryIO) -> None:
    """Save a document, and keep to itself what the library thinks of its form."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pikepdf.PikepdfWarning)
        pdf.save(file)
