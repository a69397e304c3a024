"""A process of our own that does one thing within bounds, told and answering in lines of JSON.

What it is to do comes over its standard input, so that a path is never among the arguments, which
everybody on the machine can read. It ends with the one that started it.
"""

import contextlib
import ctypes
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self, cast

_CODE: Final = (
    # To look for garbage while parsers are loaded takes a tenth of the time that this takes.
    "import gc, sys; gc.set_threshold(200_000, 50, 100); sys.path.append(sys.argv[1]); "
    "from {module} import {entry}; {entry}()"
)
_PR_SET_PDEATHSIG: Final = 1  # prctl(2)
_PACKAGES: Final = str(Path(__file__).resolve().parents[2])


def end_with_parent() -> None:
    """Have this process ended as soon as the one that started it has ended, however that ended.

    Linux can do that; elsewhere the bounds of time end it.
    """
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Late(Exception):
    """There was no answer in time; the process was ended."""


class Ending(ABC):
    """What is used as a context manager, and ends with the block whatever happens there."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @abstractmethod
    def close(self) -> None:
        """End it."""


class Child(Ending):
    """The process, and what goes to and fro; use it as a context manager."""

    def __init__(self, module: str, *, seconds: float, entry: str = "main") -> None:
        """Start a function of a module; its first answer is due in so many seconds."""
        self._begun = time.monotonic()
        self._until = self._begun + seconds
        self._process = subprocess.Popen(  # noqa: S603 - this very Python
            [
                *(sys.executable, "-I", "-B", "-X", "utf8", "-c"),
                *(_CODE.format(module=module, entry=entry), _PACKAGES),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a parser's warnings quote the document
            process_group=None if sys.platform == "win32" else 0,  # what it starts ends with it
        )
        self._into = cast("IO[bytes]", self._process.stdin)
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        # A long answer must not wait in the pipe until somebody asks for it.
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def process_id(self) -> int:
        """The number of the process, and on POSIX of its group."""
        return self._process.pid

    @property
    def waited(self) -> float:
        """For how many seconds it is under way."""
        return time.monotonic() - self._begun

    @property
    def ended(self) -> bool:
        """Whether the process has come to its end."""
        if sys.platform == "win32" or self._process.returncode is not None:
            return self._process.poll() is not None
        # It is left to be waited for: until then its number, and its group's, is nobody else's.
        how = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._process.pid, how) is not None

    def close(self) -> None:
        """End the process and what it has started, whether it has answered or not."""
        if sys.platform != "win32" and self._process.returncode is None:
            # What it has started may be there still where it has come to its own end.
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._into.close()

    def tell(self, what: Mapping[str, object], *, seconds: float | None = None) -> None:
        """Tell it something; `seconds` says when the next answer is due, where that is anew."""
        if seconds is not None:
            self.expect(seconds)
        # A process that died at once shows in its answer, not here.
        with contextlib.suppress(OSError):
            self._into.write(json.dumps(what).encode("ascii") + b"\n")
            self._into.flush()

    def expect(self, seconds: float) -> None:
        """Wait so long for the next answer, from now on."""
        self._until = time.monotonic() + seconds

    def answer(self) -> bytes | None:
        """The next line that it says, or None where it broke off. Raises Late."""
        try:
            line = self._answers.get(timeout=max(0.0, self._until - time.monotonic()))
        except queue.Empty as error:
            self.close()
            raise Late from error
        except BaseException:
            self.close()
            raise
        return line if line.endswith(b"\n") else None

    def _listen(self) -> None:
        with self._process.stdout or contextlib.nullcontext(()) as answers:
            for line in answers:
                self._answers.put(line)
        self._answers.put(b"")
