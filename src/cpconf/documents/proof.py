"""What the proof of a protected file showed, read back from the file itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proof:
    """A protected file that was opened again: its digest, size in bytes, pages and algorithm.

    `pages` is None for Word, which knows its pages only once it is printed. `algorithm` is what
    the file says of itself: "AES-256, PDF revision 6" or "AES-256, Office agile encryption".
    """

    sha256: str
    size: int
    pages: int | None
    algorithm: str
