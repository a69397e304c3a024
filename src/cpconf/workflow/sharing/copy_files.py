"""The files of one copy: what they are called, and where each is."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cpconf.core.sharing.sharing import PROFESSIONALS, Sharing
from cpconf.core.words import DocumentKind, FileType
from cpconf.documents.places import folders
from cpconf.errors import NotFound, Refused

HELD: Final = "held"
RELEASED: Final = "password"
_WORD: Final = "Office"


def stem(ref: str, person: str | None, kind: DocumentKind) -> str:
    """How the names of a recipient's files begin: nothing of who they are is in it."""
    return f"{ref}-{person or PROFESSIONALS}-{kind}"


@dataclass(frozen=True, slots=True)
class Names:
    """The files of one copy, each in its folder."""

    folder: Path
    copy: str
    report: str
    password: str

    @classmethod
    def of(cls, begins: str, type_: FileType, folder: Path) -> "Names":
        """How they are called: by reference, short id and kind, and by nothing else."""
        return cls(
            folder, f"{begins}.{type_}", f"{begins}-1-report.eml", f"{begins}-2-password.eml"
        )

    @property
    def held(self) -> Path:
        """Where the password's message waits until it is released."""
        return self.folder / HELD / self.password

    @property
    def released(self) -> Path:
        """Where the password's message is once it was released, to be sent from there."""
        return self.folder / RELEASED / self.password

    @property
    def made(self) -> tuple[Path, ...]:
        """Every file that is made with the copy."""
        return (self.folder / self.copy, self.folder / self.report, self.held)

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file that there may ever be of it."""
        return (*self.made, self.released)


def names_of(sharing: Sharing) -> Names:
    """Where the files of a sharing were put. Raises NotFound for one without files."""
    if sharing.folder is None or sharing.evidence is None:
        msg = "nothing was made for this sharing"
        raise NotFound(msg)
    begins = stem(sharing.ref, sharing.person, sharing.kind)
    return Names.of(begins, type_of(sharing), Path(sharing.folder))


def type_of(sharing: Sharing) -> FileType:
    """The type of a protected file, by the algorithm that it was protected with."""
    evidence = sharing.evidence
    return FileType.DOCX if evidence and _WORD in evidence.algorithm else FileType.PDF


def refuse_taken(paths: Iterable[Path]) -> None:
    """Raise Refused where a file of that name exists already: it may have been sent."""
    for path in paths:
        if os.path.lexists(path):
            msg = (
                f"{path.name} exists already: it may have been sent. To make it again, with "
                "another password, choose another folder: --out DIR"
            )
            raise Refused(msg)


def output_folder(ref: str, out: Path | None) -> Path:
    """Where files go: the folder that was named, or the one that is called like the conference.

    Raises Refused (exit 5) where that one, or one of ours in it, is a link: only a folder that is
    named may be one.
    """
    folder = Path(ref) if out is None else folders.named(out)
    folders.check(folder)
    return folder
