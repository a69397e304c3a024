"""What two other readers make of a protected PDF: pypdf and PDFium, each with its own parser.

It can be asked for in another process, which then works while this one goes on with its own proof.
"""

import logging
import traceback
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import pypdf
import pypdfium2 as pdfium
from pypdf.generic import ArrayObject, StreamObject

from cpconf.documents.opinion import digest_of, near_misses
from cpconf.documents.pdf_text import read_pages
from cpconf.documents.proof import Defect
from cpconf.errors import DocumentFault

# The second reader's remarks on a document are nobody's business but its reader's.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_PYPDF_RAISES: Final = (
    pypdf.errors.PyPdfError,
    pypdf.errors.DependencyError,  # for a compression that needs a program that is not here
    LookupError,  # where a key is missing that the standard asks for
    NotImplementedError,  # for a compression that it does not know
    RecursionError,
    ValueError,  # for a number that is none
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the document is known to hold: each page's content as a digest, and each page's text."""

    contents: tuple[str, ...]
    texts: tuple[str, ...]
    silent_pages: tuple[int, ...]


class Here:
    """The second opinion of this very process; `texts` and `silent_pages` are the document's."""

    def __init__(self, texts: tuple[str, ...], silent_pages: tuple[int, ...]) -> None:
        self._texts, self._silent_pages = texts, silent_pages

    def ask(self, path: Path, password: str, contents: tuple[str, ...]) -> None:
        """Keep the question."""
        self._question = path, password, Known(contents, self._texts, self._silent_pages)

    def objection(self) -> Defect | None:
        """Work it out."""
        return objection(*self._question)


def objection(path: Path, password: str, known: Known) -> Defect | None:
    """What the other readers find wrong; None where each finds the very document, and only so."""
    with path.open("rb") as file:
        return _by_pypdf(file, password, known.contents) or _by_pdfium(file, password, known)


def _by_pypdf(file: BinaryIO, password: str, contents: tuple[str, ...]) -> Defect | None:
    try:
        reader = pypdf.PdfReader(file)
        for wrong in near_misses(password)[:2]:
            if reader.decrypt(wrong) is not pypdf.PasswordType.NOT_DECRYPTED:
                return Defect.SECOND_OPENS
        if reader.decrypt(password) is not pypdf.PasswordType.USER_PASSWORD:
            return Defect.SECOND_LOCKED_OUT
        if tuple(digest_of(_content(page)) for page in reader.pages) != contents:
            return Defect.SECOND_PAGES
    except _PYPDF_RAISES:
        return Defect.SECOND_FAILS
    except (AttributeError, TypeError) as error:
        if not _is_pypdfs_own(error):
            raise
        return Defect.SECOND_FAILS
    return None


def _is_pypdfs_own(error: Exception) -> bool:
    """Whether pypdf tripped over a value of another type than it expected, and not our own code."""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    return str(frame.f_globals["__name__"]).startswith("pypdf.")


def _content(page: pypdf.PageObject) -> list[bytes]:
    """What is drawn on a page, decoded, stream by stream."""
    held = page.get("/Contents")
    held = held.get_object() if held is not None else None
    streams = held if isinstance(held, ArrayObject) else [held]
    found = [each.get_object() for each in streams if each is not None]
    return [each.get_data() for each in found if isinstance(each, StreamObject)]


def _by_pdfium(file: BinaryIO, password: str, known: Known) -> Defect | None:
    try:
        with pdfium.PdfDocument(file, password=password) as document:
            found = read_pages(document)
    except (pdfium.PdfiumError, DocumentFault):  # it cannot, or there is far more text than before
        return Defect.THIRD_FAILS
    return None if found == (known.texts, known.silent_pages) else Defect.THIRD_TEXT
