"""The second opinion on a protected PDF: how to ask for it, and what both processes share."""

import hashlib
from pathlib import Path
from typing import Protocol

from cpconf.documents.proof import Defect


class SecondOpinion(Protocol):
    """Another PDF reader, asked now, that answers later."""

    def ask(self, path: Path, password: str, contents: tuple[str, ...]) -> None:
        """Ask about a protected file; `contents` are digests of its pages."""

    def objection(self) -> Defect | None:
        """Return what the reader finds wrong; None where the password opens the whole document."""

    def unread(self) -> int:
        """Return how many pages the reader cannot read, in the copy and in the original alike."""


def near_misses(password: str) -> tuple[str, ...]:
    """Return passwords that must not open the file: none, and typing slips of the right one."""
    slips = (
        "",
        password[:-1],
        password.swapcase(),
        f"{password} ",
        password.replace("-", " "),
    )
    return tuple(slip for slip in slips if slip != password)


def digest_of(streams: list[bytes]) -> str:
    """Return the SHA-256 of a page's content streams."""
    digest = hashlib.sha256()
    for stream in streams:
        digest.update(f"{len(stream)} ".encode())
        digest.update(stream)
    return digest.hexdigest()
