"""A child process with a time limit, which takes orders and answers in lines of JSON.

Orders go over standard input, because everybody on the machine can read a process's arguments and
an order can contain a path. The child ends when its parent ends.
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
    # Garbage collection would take a tenth of the time of loading the parsers.
    "import gc, sys; gc.set_threshold(200_000, 50, 100); sys.path.append(sys.argv[1]); "
    "from {module} import {entry}; {entry}()"
)
_PR_SET_PDEATHSIG: Final = 1  # prctl(2)
_PACKAGES: Final = str(Path(__file__).resolve().parents[2])


def end_with_parent() -> None:
    """Ask the system to kill this process when its parent ends, even if the parent is killed.

    Only Linux can do this; elsewhere the time limit ends the process.
    """
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Late(Exception):
    """No answer came in time; the process was ended."""


class Ending(ABC):
    """A context manager that calls `close` at the end of its block, even after an exception."""

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
        """End the work and free what it holds."""


class Worker(Ending):
    """A child process, its orders and its answers; use it as a context manager."""

    def __init__(self, module: str, *, seconds: float, entry: str = "main") -> None:
        """Start `entry` of `module`; the first answer is due within `seconds`."""
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
        # A thread reads at once: a long answer would fill the pipe and block the child.
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def process_id(self) -> int:
        """The process id, which on POSIX is also the id of its group."""
        return self._process.pid

    @property
    def waited(self) -> float:
        """Seconds since the process was started."""
        return time.monotonic() - self._begun

    @property
    def ended(self) -> bool:
        """Whether the process has ended."""
        if sys.platform == "win32" or self._process.returncode is not None:
            return self._process.poll() is not None
        # WNOWAIT: the system reuses the ids of the process and its group only after a wait.
        how = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._process.pid, how) is not None

    def close(self) -> None:
        """End the process and the processes that it started, whether it has answered or not."""
        if sys.platform != "win32" and self._process.returncode is None:
            # Processes that it started may still run after it has ended.
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._into.close()

    def tell(self, what: Mapping[str, object], *, seconds: float | None = None) -> None:
        """Send an order; with `seconds`, set a new time limit for the next answer."""
        if seconds is not None:
            self.expect(seconds)
        # If the process has died, `answer` returns None.
        with contextlib.suppress(OSError):
            self._into.write(json.dumps(what).encode("ascii") + b"\n")
            self._into.flush()

    def expect(self, seconds: float) -> None:
        """Set the time limit for the next answer, in seconds from now."""
        self._until = time.monotonic() + seconds

    def answer(self) -> bytes | None:
        """Return the next line, or None if the process broke off. Raises Late."""
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
