"""What two other readers make of a protected PDF: pypdf and PDFium, each with its own parser.

It can be asked for in another process, which then works while this one goes on with its own proof.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pypdf
import pypdfium2 as pdfium
from pypdf.generic import ArrayObject, StreamObject

from cpconf.documents.opinion import digest_of, near_misses
from cpconf.documents.pdf_text import read_pages

# The second reader's remarks on a document are nobody's business but its reader's.
logging.getLogger("pypdf").addHandler(logging.NullHandler())


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

    def agrees(self) -> bool:
        """Work it out. Raises whatever the other readers raise."""
        agree(*self._question)
        return True


class Disagreement(Exception):
    """The other readers find something else; the text says what, for who mends the program."""


def agree(path: Path, password: str, known: Known) -> None:
    """Raise Disagreement unless both other readers find the very document, and only with it."""
    with path.open("rb") as file:
        _by_pypdf(file, password, known.contents)
        _by_pdfium(file, password, known)


def _by_pypdf(file: BinaryIO, password: str, contents: tuple[str, ...]) -> None:
    reader = pypdf.PdfReader(file)
    for wrong in near_misses(password)[:2]:
        if reader.decrypt(wrong) is not pypdf.PasswordType.NOT_DECRYPTED:
            raise Disagreement("another reader opens it without the password")
    if reader.decrypt(password) is not pypdf.PasswordType.USER_PASSWORD:
        raise Disagreement("another reader cannot open it")
    if tuple(digest_of(_content(page)) for page in reader.pages) != contents:
        raise Disagreement("another reader finds other pages")


def _content(page: pypdf.PageObject) -> list[bytes]:
    """What is drawn on a page, decoded, stream by stream."""
    held = page.get("/Contents")
    held = held.get_object() if held is not None else None
    streams = held if isinstance(held, ArrayObject) else [held]
    found = [each.get_object() for each in streams if each is not None]
    return [each.get_data() for each in found if isinstance(each, StreamObject)]


def _by_pdfium(file: BinaryIO, password: str, known: Known) -> None:
    with pdfium.PdfDocument(file, password=password) as document:
        if read_pages(document) != (known.texts, known.silent_pages):
            raise Disagreement("a third reader finds another text")
