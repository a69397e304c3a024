"""Two halves of one piece of work at the same time, in a process that does nothing beside it.

To read the pages of a long document takes most of the time that somebody waits for it, and a
machine has two processors at least. Where the system cannot split a process safely (it can on
Linux), or nobody said that this one may be, everything is done by one.
"""

import contextlib
import os
import pickle
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, TypeVar, cast

from cpconf.processes.child import end_with_parent

One = TypeVar("One")
Other = TypeVar("Other")

WORTH_IT: Final = 300_000
"""Bytes of a document from which two processes are done sooner than one."""
_MINE: Final = 0.4
"""Who asks has more to do than to read pages."""
_allowed = False


def allow() -> None:
    """Say that this process has a single thread, and may be split from now on."""
    global _allowed  # noqa: PLW0603 - it is true of the process as a whole
    _allowed = sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class Shares:
    """Who reads which pages, of so many, from 1: all of them where there is nobody else."""

    split: bool

    def mine(self, pages: int) -> range:
        """The first pages."""
        return range(1, self._last(pages) + 1)

    def others(self, pages: int) -> range:
        """The pages after these."""
        return range(self._last(pages) + 1, pages + 1)

    def _last(self, pages: int) -> int:
        return round(pages * _MINE) if self.split else pages


def may_split(size: int) -> Shares:
    """The shares of a document of so many bytes."""
    return Shares(_allowed and size >= WORTH_IT)


def in_two(one: Callable[[], One], other: Callable[[], Other], shares: Shares) -> tuple[One, Other]:
    """What two pieces of work give; `other` is done by a copy of this process, where it may be.

    Where that comes to nothing there, it is done again here, and raises what it raises.
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
    """Do it, write what it gives, and end, whatever happens."""
    with contextlib.suppress(BaseException), os.fdopen(telling, "wb") as answer:
        pickle.dump(work(), answer, pickle.HIGHEST_PROTOCOL)
    os._exit(0)


class Apart:
    """An open file that is read at a place of its own, which the other half does not move."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._size = os.fstat(file.fileno()).st_size

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place, which is given."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        """Where it is."""
        return self._at

    def read(self, size: int = -1) -> bytes:
        """So many bytes from there, or all."""
        found = os.pread(self._file.fileno(), self._size if size < 0 else size, self._at)
        self._at += len(found)
        return found

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever has room for bytes
        """Fill the buffer as far as there is something."""
        room = memoryview(buffer).cast("B")
        found = self.read(len(room))
        room[: len(found)] = found
        return len(found)


def apart(file: BinaryIO) -> BinaryIO:
    """The file for one half, where both read from it."""
    return cast("BinaryIO", Apart(file)) if _allowed else file
