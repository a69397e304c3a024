"""A second opinion of a protected PDF: how it is asked for, and what both sides go by."""

import hashlib
from pathlib import Path
from typing import Protocol

from cpconf.documents.proof import Defect


class SecondOpinion(Protocol):
    """Somebody who can be asked now and answers later."""

    def ask(self, path: Path, password: str, contents: tuple[str, ...]) -> None:
        """Ask about a protected file; the texts of its pages are known there already."""

    def objection(self) -> Defect | None:
        """What another reader finds wrong; None where it is the document, behind that password."""

    def unread(self) -> int:
        """Of how many pages it cannot read the content, here and in the document itself."""


def near_misses(password: str) -> tuple[str, ...]:
    """What must not open the file: no password, and what a slip makes of the right one."""
    slips = (
        "",
        password[:-1],
        password.swapcase(),
        f"{password} ",
        password.replace("-", " "),
    )
    return tuple(slip for slip in slips if slip != password)


def digest_of(streams: list[bytes]) -> str:
    """A digest of a page's content, stream by stream."""
    digest = hashlib.sha256()
    for stream in streams:
        digest.update(f"{len(stream)} ".encode())
        digest.update(stream)
    return digest.hexdigest()
