"""The result of inspecting a document, before anything is made from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cpconf.core.disclosure.searched_pages import Recognised, Unread
from cpconf.core.sharing.document import Evidence
from cpconf.core.words import DocumentKind, FileType


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A bookmark or a line that looks like a heading, and the page it is on, from 1."""

    text: str
    page: int
    level: int = 1
    bookmark: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a sound document contains, and what the user should know about it. Pages count from 1.

    `pages` is None for Word.
    `texts` is the readable text, one a page (in Word: one a part).
    `beside` is text on no page: bookmarks, comments, form values, names of attachments.
    `again` is other ways to read a page: words side by side, text that annotations draw, seen text
    that another text replaces for screen readers, and words that Tesseract recognised.
    `unread` lists the pages that cannot be searched, each with the reason.
    `silent_pages` are those of them where the page's own content shows it.
    `pictured_pages` can be searched, but a picture on them cannot.
    `attachments` counts embedded files; `pictures` counts pictures in Word.
    `unsearchable` means that a Word file has either, or no text; neither can be searched.
    `revised`: Word keeps deleted text or tracked changes; `commented`: it keeps comments;
    `hidden`: some of its text is hidden.
    `comment_pages` (PDF) have comments; `redaction_pages` have redaction marks never applied.
    `unfinished` means that compressed data has no checksum.
    `recognised` lists the pages given to Tesseract: those not doubtful are no longer in `unread`.
    Where Tesseract failed on every page, it lists them as failed; None where it is not installed.
    `remarks` are sentences for the user, without any words of the document.
    """

    type: FileType
    sha256: str
    size: int
    pages: int | None
    texts: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    again: tuple[tuple[int, str], ...] = ()
    silent_pages: tuple[int, ...] = ()
    unread: tuple[tuple[int, Unread], ...] = ()
    recognised: tuple[Recognised, ...] | None = ()
    pictured_pages: tuple[int, ...] = ()
    comment_pages: tuple[int, ...] = ()
    redaction_pages: tuple[int, ...] = ()
    unfinished: bool = False
    headings: tuple[Heading, ...] = field(default=())
    signed: bool = False
    attachments: int = 0
    pictures: int = 0
    unsearchable: bool = False
    revised: bool = False
    commented: bool = False
    hidden: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def by_page(self) -> tuple[str, ...]:
        """The text of each page; empty for Word, whose parts are not pages."""
        return self.texts if self.pages is not None else ()

    @property
    def by_no_page(self) -> tuple[str, ...]:
        """All other text in the document."""
        return self.beside if self.pages is not None else (*self.texts, *self.beside)

    def evidence(self, kind: DocumentKind) -> Evidence:
        """Return what is put on record about the unprotected document."""
        return Evidence(
            kind=kind, sha256=self.sha256, size=self.size, pages=self.pages, algorithm=""
        )


def read(found: Mapping[str, Any]) -> Findings:
    """Return the Findings that were written as JSON, which turns tuples into lists."""
    values = {
        key: tuple(each) if isinstance(each, list | tuple) else each for key, each in found.items()
    }
    recognised = values.get("recognised")
    return Findings(
        **values
        | {
            "type": FileType(found["type"]),
            "headings": tuple(Heading(**heading) for heading in values["headings"]),
            "again": tuple((page, text) for page, text in values["again"]),
            "unread": tuple((page, Unread(why)) for page, why in values["unread"]),
            "recognised": (
                None if recognised is None else tuple(Recognised(**each) for each in recognised)
            ),
        }
    )
