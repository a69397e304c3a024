"""The second opinion on a protected PDF, by two other readers, pypdf and PDFium.

Each has a parser of its own. Another process can run it in parallel with this one's own proof.
"""

import logging
import traceback
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

import pypdf
import pypdfium2 as pdfium
from pypdf.generic import ArrayObject, StreamObject

from cpconf.documents.opinion import digest_of, near_misses
from cpconf.documents.pdf.text import read_pages
from cpconf.documents.proof import Defect
from cpconf.errors import DocumentFault

# Without a handler pypdf's remarks, which may quote the document, go to standard error.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_PYPDF_RAISES: Final = (
    pypdf.errors.PyPdfError,
    pypdf.errors.DeprecationError,  # an old name that it no longer accepts
    pypdf.errors.DependencyError,  # a compression that needs a program that is not installed
    LookupError,  # a key that the standard requires is missing
    NotImplementedError,  # a compression that it does not know
    RecursionError,
    ValueError,  # a number that is not one
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class KnownContent:
    """The known content of the document: a digest of each page's content, and each page's text.

    `source` is the document itself. Where pypdf cannot read a page, or reads it differently from
    pikepdf, its reading of the copy must equal that of the source.
    """

    contents: tuple[str, ...]
    texts: tuple[str, ...]
    silent_pages: tuple[int, ...]
    source: Path | BinaryIO | None = None


class Opinion(NamedTuple):
    """What is wrong with a copy; `unread` counts pages unreadable in it and in the document."""

    defect: Defect | None = None
    unread: int = 0


class Here:
    """A second opinion made in this process; the arguments describe the original document."""

    def __init__(
        self,
        texts: tuple[str, ...],
        silent_pages: tuple[int, ...],
        source: Path | BinaryIO | None = None,
    ) -> None:
        self._texts, self._silent_pages, self._source = texts, silent_pages, source
        self._opinion = Opinion()

    def ask(self, path: Path, password: str, contents: tuple[str, ...]) -> None:
        """Keep the question."""
        known = KnownContent(contents, self._texts, self._silent_pages, self._source)
        self._question = path, password, known

    def objection(self) -> Defect | None:
        """Return what the readers find wrong, or None."""
        self._opinion = opinion(*self._question)
        return self._opinion.defect

    def unread(self) -> int:
        """Return how many pages pypdf cannot read, in the copy and in the original alike."""
        return self._opinion.unread


def opinion(path: Path, password: str, known: KnownContent) -> Opinion:
    """Return what the other readers find wrong: no defect only if each finds the same document.

    The opinion also has the number of pages that pypdf cannot read in the document either.
    """
    with path.open("rb") as file:
        second = _by_pypdf(file, password, known)
        if second.defect is not None:
            return second
        return second._replace(defect=_by_pdfium(file, password, known))


def _by_pypdf(file: BinaryIO, password: str, known: KnownContent) -> Opinion:
    try:
        with _pypdfs_own():
            reader = pypdf.PdfReader(file)
            defect = _opened(reader, password)
    except ValueError:
        return Opinion(Defect.SECOND_FAILS)
    if defect is not None:
        return Opinion(defect)
    found = _contents(reader)
    if found == known.contents:
        return Opinion()
    # pypdf must read in the copy what it reads in the document. It may read more, if that is the
    # known content.
    before = None if known.source is None else _contents_before(known.source)
    if known.source is None or not _is_as_before(found, known.contents, before):
        is_unread = found is None or None in found
        return Opinion(Defect.SECOND_FAILS if is_unread else Defect.SECOND_PAGES)
    return Opinion(unread=len(known.contents) if found is None else found.count(None))


def _opened(reader: pypdf.PdfReader, password: str) -> Defect | None:
    for wrong in near_misses(password)[:2]:
        if reader.decrypt(wrong) is not pypdf.PasswordType.NOT_DECRYPTED:
            return Defect.SECOND_OPENS
    if reader.decrypt(password) is not pypdf.PasswordType.USER_PASSWORD:
        return Defect.SECOND_LOCKED_OUT
    return None


def _contents(reader: pypdf.PdfReader) -> tuple[str | None, ...] | None:
    """Return a digest of each page's content; None for a page, or the whole, that is unreadable."""
    try:
        with _pypdfs_own():
            pages = list(reader.pages)
    except ValueError:
        return None
    return tuple(map(_digest, pages))


def _digest(page: pypdf.PageObject) -> str | None:
    try:
        with _pypdfs_own():
            return digest_of(_content(page))
    except ValueError:
        return None


def _contents_before(source: Path | BinaryIO) -> tuple[str | None, ...] | None:
    """Return `_contents` of the original, which may be encrypted with an empty password."""
    try:
        with _pypdfs_own():
            reader = pypdf.PdfReader(source)
            if reader.is_encrypted:
                reader.decrypt("")
    except ValueError:
        return None
    return _contents(reader)


def _is_as_before(
    found: tuple[str | None, ...] | None,
    told: tuple[str, ...],
    before: tuple[str | None, ...] | None,
) -> bool:
    """Tell whether pypdf reads each page as known (`told`), or as it does in the document."""
    if found is None:
        return before is None
    earlier = before if before is not None else (None,) * len(found)
    same_length = len(found) == len(told) == len(earlier)
    return same_length and all(map(_is_either, found, told, earlier))


def _is_either(one: str | None, told: str, earlier: str | None) -> bool:
    return one in {told, earlier}


@contextmanager
def _pypdfs_own() -> Iterator[None]:
    """Raise ValueError for anything that pypdf raises for a document it cannot read.

    Errors of our own code pass through.
    """
    try:
        yield
    except _PYPDF_RAISES as error:
        raise ValueError("pypdf cannot read it") from error
    except (AttributeError, TypeError) as error:
        if not _is_pypdfs_own(error):
            raise
        raise ValueError("pypdf cannot read it") from error


def _is_pypdfs_own(error: Exception) -> bool:
    """Tell whether pypdf's code, not ours, raised an error over a value's type."""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    return str(frame.f_globals["__name__"]).startswith("pypdf.")


def _content(page: pypdf.PageObject) -> list[bytes]:
    """Return a page's content streams, decoded."""
    held = page.get("/Contents")
    held = held.get_object() if held is not None else None
    streams = held if isinstance(held, ArrayObject) else [held]
    found = [each.get_object() for each in streams if each is not None]
    return [each.get_data() for each in found if isinstance(each, StreamObject)]


def _by_pdfium(file: BinaryIO, password: str, known: KnownContent) -> Defect | None:
    try:
        with pdfium.PdfDocument(file, password=password) as document:
            found = read_pages(document, silent=known.silent_pages)
    except (pdfium.PdfiumError, DocumentFault):  # unreadable, or far more text than the original
        return Defect.THIRD_FAILS
    return None if found == (known.texts, known.silent_pages) else Defect.THIRD_TEXT
