"""Documents on record: their kind, and the evidence of what was made."""

from dataclasses import dataclass

from cpconf.core.typed_text import echoed
from cpconf.core.words import COPIES, DocumentKind
from cpconf.errors import UsageFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is kept of a document: enough to recognise it, nothing of what it says.

    `pages` is None for Word, which has pages only when it is printed. `algorithm` is empty
    for a document that is not protected. `source_sha256` is that of the file it was made from.
    """

    kind: DocumentKind
    sha256: str
    size: int
    pages: int | None
    algorithm: str
    source_sha256: str | None = None

    @property
    def original(self) -> str:
        """The SHA-256 of the file as it was given, before any protection."""
        return self.source_sha256 or self.sha256


def choose_kind(text: str) -> DocumentKind:
    """Return a kind of copy: report, plan or minutes. Raises UsageFault."""
    for kind in COPIES:
        if text.strip().lower() == kind:
            return kind
    raise UsageFault(f"no {echoed('kind of document', text)}; --as is {', '.join(COPIES)}")
