"""What was found in a document before anything is made of it."""

from dataclasses import dataclass, field

from cpconf.core.document import FileType


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
    `silent_pages` counts from 1: pages that show something but hold no text to be searched.
    `attachments` counts embedded files; `unsearchable` says that Word holds pictures or embedded
    files, in which nothing can be searched for; `revised` says that Word keeps deleted text or
    comments.
    `remarks` are sentences for the user, without any words of the document.
    """

    type: FileType
    sha256: str
    size: int
    pages: int | None
    texts: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    silent_pages: tuple[int, ...] = ()
    headings: tuple[Heading, ...] = field(default=())
    signed: bool = False
    attachments: int = 0
    unsearchable: bool = False
    revised: bool = False
    remarks: tuple[str, ...] = ()
