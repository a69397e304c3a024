"""Two halves of one piece of work, done at the same time by this process and a copy of it.

Reading the pages takes most of the time that a long document needs, and a machine has at least two
processors. The work is split only on Linux, where forking is safe with one thread, and only after
`allow`; otherwise one process does everything.
"""

import contextlib
import os
import pickle
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, TypeVar, cast

from cpconf.processes.worker import end_with_parent

One = TypeVar("One")
Other = TypeVar("Other")

WORTH_IT: Final = 300_000
"""Size in bytes from which two processes finish sooner than one."""
_MINE: Final = 0.4
"""The share of the pages that this process reads: it has other work, too."""
_allowed = False


def allow() -> None:
    """Allow splitting from now on; only for a process with a single thread."""
    global _allowed  # noqa: PLW0603 - it is true of the process as a whole
    _allowed = sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class Shares:
    """Which pages each process reads, from 1; this one reads all unless the work is split."""

    split: bool

    def mine(self, pages: int) -> range:
        """Return the pages for this process: the first ones."""
        return range(1, self._last(pages) + 1)

    def others(self, pages: int) -> range:
        """Return the pages for the copy: the rest."""
        return range(self._last(pages) + 1, pages + 1)

    def _last(self, pages: int) -> int:
        return round(pages * _MINE) if self.split else pages


def may_split(size: int) -> Shares:
    """Return the shares for a document of `size` bytes."""
    return Shares(_allowed and size >= WORTH_IT)


def in_two(one: Callable[[], One], other: Callable[[], Other], shares: Shares) -> tuple[One, Other]:
    """Return the results of both functions; if split, `other` runs in a copy of this process.

    If the copy gives no result, `other` runs again here, so that its error is raised here.
    """
    if not shares.split:
        return one(), other()
    told, telling = os.pipe()
    asking = os.getpid()
    copy = os.fork()
    if copy == 0:
        os.close(told)
        end_with_parent()
        if os.getppid() == asking:
            _tell(telling, other)
        os._exit(1)
    os.close(telling)
    with os.fdopen(told, "rb") as answer:
        try:
            mine = one()
            said = answer.read()
        finally:
            with contextlib.suppress(OSError):
                os.kill(copy, signal.SIGKILL)
            os.waitpid(copy, 0)
    with contextlib.suppress(EOFError, pickle.UnpicklingError):
        return mine, pickle.loads(said)  # noqa: S301 - what a copy of this very process wrote
    return mine, other()


def _tell(telling: int, work: Callable[[], object]) -> None:
    """Write the result of the work, and end this process even if the work fails."""
    with contextlib.suppress(BaseException), os.fdopen(telling, "wb") as answer:
        pickle.dump(work(), answer, pickle.HIGHEST_PROTOCOL)
    os._exit(0)


class Apart:
    """An open file with its own position, which the other process does not move."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._size = os.fstat(file.fileno()).st_size

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to a position and return it."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        """Return the position."""
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes from the position, or all the rest."""
        found = os.pread(self._file.fileno(), self._size if size < 0 else size, self._at)
        self._at += len(found)
        return found

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever has room for bytes
        """Read into the buffer; return the number of bytes read."""
        room = memoryview(buffer).cast("B")
        found = self.read(len(room))
        room[: len(found)] = found
        return len(found)


def apart(file: BinaryIO) -> BinaryIO:
    """Return the file with its own position, where two processes may read it."""
    return cast("BinaryIO", Apart(file)) if _allowed else file
