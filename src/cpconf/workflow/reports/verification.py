"""Which document on record a file is: by its SHA-256, whatever its name."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.workflow.reports.submissions import digest_of

if TYPE_CHECKING:
    from cpconf.store.conferences.values import DocumentOnRecord
    from cpconf.store.sharing.questions import SharingQuestions


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """What a file is: its SHA-256, and the documents on record that it is or was the source of."""

    sha256: str
    documents: tuple["DocumentOnRecord", ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must not be overlooked: that this file is open to whoever gets it."""
        said = []
        if any(document.matched == "source" for document in self.documents):
            said.append("this is the unprotected original, and not what may be sent")
        elif any(not document.evidence.algorithm for document in self.documents):
            said.append("this file is not protected")
        return tuple(said)


def verify(store: "SharingQuestions | None", file: Path) -> KnownDocument:
    """Look a file up. Raises NotFound where there is none, and as `digest_of`."""
    sha256 = digest_of(file)
    if store is None:
        return KnownDocument(sha256, ())
    return KnownDocument(sha256, tuple(store.documents_by_hash(sha256)))
