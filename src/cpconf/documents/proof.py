"""The proof of a protected or cut file, made by reading the file back."""

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Final

from cpconf.core.sharing.document import Evidence
from cpconf.core.words import DocumentKind
from cpconf.errors import DocumentFault


@dataclass(frozen=True, slots=True)
class Proof:
    """A protected file that was opened again: its digest, size in bytes, pages and algorithm.

    `pages` is None for Word, which has no pages before it is printed. `algorithm` is what the file
    declares: "AES-256, PDF revision 6" or "AES-256, Office agile encryption". `unread` counts the
    pages that one of the readers cannot read, in the original either.
    """

    sha256: str
    size: int
    pages: int | None
    algorithm: str
    unread: int = 0

    def evidence(self, kind: DocumentKind, source_sha256: str | None = None) -> Evidence:
        """Return what is put on record; `source_sha256` is given if it was made from one file."""
        return Evidence(
            kind=kind,
            sha256=self.sha256,
            size=self.size,
            pages=self.pages,
            algorithm=self.algorithm,
            source_sha256=source_sha256,
        )


@unique
class Defect(StrEnum):
    """What can be wrong with a file that was made: one defect for each check, in the user's words.

    The words are about the file alone, and contain nothing of its content.
    """

    # Whether it is a whole file of its kind.
    CUT_SHORT = "its end is missing"
    DAMAGED = "it cannot be read back"
    UNSOUND = "its reader finds faults in it"
    LINEARIZED = "it was laid out anew for the web"
    CONTAINER = "it is not an Office container"
    STREAMS = "its container does not have the right parts"

    # Who can open it.
    OPEN = "it opens without a password"
    NEAR_MISS = "it opens with another password"
    LOCKED_OUT = "its password does not open it"
    OWNER = "its password is also the owner password"
    OTHER_WAYS = "it can be opened without using its password"

    # How it is encrypted.
    REVISION = "it is encrypted by another revision of the standard"
    CIPHER = "it is encrypted with another cipher"
    ROUNDS = "its password is hashed too few times"
    METADATA = "its properties are not encrypted"
    IN_CLEAR = "a part of it is not encrypted"
    RESTRICTED = "it forbids what its reader may need"

    # Whether it is the document, whole, and nothing else.
    SEAL = "its seal is broken"
    LENGTH = "it is longer or shorter than the document"
    PAGES = "it has more or fewer pages"
    MISSING = "a part is missing, or one too many"
    MISPLACED = "a part is in another's place"
    VALUE = "a value is different"
    CONTENT = "a picture or a page's content is different"
    STRAY = "it holds a part that nothing refers to"

    # What other readers find.
    SECOND_OPENS = "another reader opens it without its password"
    SECOND_LOCKED_OUT = "another reader cannot open it with its password"
    SECOND_PAGES = "another reader finds different pages"
    SECOND_FAILS = "another reader cannot read it"
    THIRD_TEXT = "a third reader finds different text"
    THIRD_FAILS = "a third reader cannot read it"

    # What must be gone from a file that was cut.
    DRAWN = "it holds a picture or a drawing of pages left out"
    HELD = "it holds words of pages left out"
    SHOWN = "it shows words of pages left out"

    # What a page that was copied must still say and show.
    OTHER_TEXT = "it says something else"
    OTHER_LOOK = "it looks different"
    VALUE_UNSEEN = "a form value cannot be read on it"


class Unproven(DocumentFault):
    """A file that was made failed a check; `defect` says which."""

    def __init__(self, defect: Defect, told: str) -> None:
        super().__init__(told)
        self.defect: Final = defect
