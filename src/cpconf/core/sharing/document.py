"""Documents as the record knows them: what kind, whose copy, and the proof of what was made."""

from dataclasses import dataclass
from enum import StrEnum


class FileType(StrEnum):
    """The two types of file that can be protected."""

    PDF = "pdf"
    DOCX = "docx"


class DocumentKind(StrEnum):
    """What a document on record is.

    Report, plan and minutes are a family member's protected copies. A set holds all reports, for
    the professionals. An abridged report was cut from a full one; a submitted one came from an
    agency. The last two are not protected.
    """

    REPORT = "report"
    PLAN = "plan"
    MINUTES = "minutes"
    SET = "set"
    ABRIDGED = "abridged"
    SUBMITTED = "submitted"


COPIES = (DocumentKind.REPORT, DocumentKind.PLAN, DocumentKind.MINUTES)
"""What is protected for one recipient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is kept of a document: enough to recognise it, nothing of what it says.

    `pages` is None for Word, which knows its pages only once it is printed. `algorithm` is empty
    for a document that is not protected. `source_sha256` is that of the file it was made from.
    """

    kind: DocumentKind
    sha256: str
    size: int
    pages: int | None
    algorithm: str
    source_sha256: str | None = None
