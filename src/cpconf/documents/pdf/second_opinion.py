"""What two other readers make of a protected PDF: pypdf and PDFium, each with its own parser.

It can be asked for in another process, which then works while this one goes on with its own proof.
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

# The second reader's remarks on a document are nobody's business but its reader's.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_PYPDF_RAISES: Final = (
    pypdf.errors.PyPdfError,
    pypdf.errors.DeprecationError,  # for an old name, which it no longer takes
    pypdf.errors.DependencyError,  # for a compression that needs a program that is not here
    LookupError,  # where a key is missing that the standard asks for
    NotImplementedError,  # for a compression that it does not know
    RecursionError,
    ValueError,  # for a number that is none
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class KnownContent:
    """What the document is known to hold: each page's content as a digest, and each page's text.

    `source` is the document itself, for what pypdf cannot read, or reads otherwise than pikepdf: it
    has to be the same there.
    """

    contents: tuple[str, ...]
    texts: tuple[str, ...]
    silent_pages: tuple[int, ...]
    source: Path | BinaryIO | None = None


class Opinion(NamedTuple):
    """What is wrong with a copy; `unread` pages are so in the document too, and are vouched for."""

    defect: Defect | None = None
    unread: int = 0


class Here:
    """The second opinion of this very process; `texts` and the others are the document's."""

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
        """Work it out."""
        self._opinion = opinion(*self._question)
        return self._opinion.defect

    def unread(self) -> int:
        """What was found with it."""
        return self._opinion.unread


def opinion(path: Path, password: str, known: KnownContent) -> Opinion:
    """What the other readers find wrong: nothing where each finds the very document, and only so.

    With it, the number of pages that one of them cannot read in the document either.
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
    # What pypdf says of the document, it has to say of the copy; where it can read more, so much
    # the better, if that is what is known.
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
    """A digest of what is drawn on each page; None for a page, or for all, that it cannot read."""
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
    """The same of the document itself, which may be encrypted for nobody in particular."""
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
    """Whether each page is what is known of it, or is to pypdf what it was in the document."""
    if found is None:
        return before is None
    earlier = before if before is not None else (None,) * len(found)
    same_length = len(found) == len(told) == len(earlier)
    return same_length and all(map(_is_either, found, told, earlier))


def _is_either(one: str | None, told: str, earlier: str | None) -> bool:
    return one in {told, earlier}


@contextmanager
def _pypdfs_own() -> Iterator[None]:
    """Say ValueError for whatever pypdf raises on what it cannot make sense of.

    Our own mistakes stay what they are.
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


def _by_pdfium(file: BinaryIO, password: str, known: KnownContent) -> Defect | None:
    try:
        with pdfium.PdfDocument(file, password=password) as document:
            found = read_pages(document, silent=known.silent_pages)
    except (pdfium.PdfiumError, DocumentFault):  # it cannot, or there is far more text than before
        return Defect.THIRD_FAILS
    return None if found == (known.texts, known.silent_pages) else Defect.THIRD_TEXT
