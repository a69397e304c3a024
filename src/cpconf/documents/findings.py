"""What was found in a document before anything is made of it."""

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
    """A sound document: what it holds, and what people should know of it.

    `pages` is None for Word. `texts` is what can be read, page by page (Word: part by part);
    `beside` is text that is on no page: bookmarks, comments, form values, names of attachments.
    `again` is what pages, from 1, can be read as besides: words side by side, what annotations
    draw, what is drawn below another text for screen readers. `unread` are the pages that cannot be
    searched, each with the reason, and `silent_pages` those of them that show it by their own
    content; `pictured_pages` are searched, with a picture on them that is not. `attachments` counts
    embedded files and `pictures` those in Word; `unsearchable` says that Word holds one or the
    other, in which nothing can be searched for; `revised` says that Word keeps deleted text or
    tracked changes, `commented` that it keeps comments, `hidden` that some of its text is hidden.
    `comment_pages` of a PDF hold comments, and `redaction_pages` marks for redaction
    that were never applied. `unfinished` says that packed data in it is without its checksum.
    `recognised` are the pages that Tesseract was given, which are not among the unread unless that
    is doubtful, and whose words are in `again`; or each that it was asked, where it failed on all
    of them. None where it is missing.
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
        """What can be read of each page; the parts of a Word file are none."""
        return self.texts if self.pages is not None else ()

    @property
    def by_no_page(self) -> tuple[str, ...]:
        """What else can be read in it."""
        return self.beside if self.pages is not None else (*self.texts, *self.beside)

    def evidence(self, kind: DocumentKind) -> Evidence:
        """What is kept of it as it is, which is not protected."""
        return Evidence(
            kind=kind, sha256=self.sha256, size=self.size, pages=self.pages, algorithm=""
        )


def read(found: Mapping[str, Any]) -> Findings:
    """Findings as they were before they became JSON, which knows no tuples."""
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
