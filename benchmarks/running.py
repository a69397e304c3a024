"""Running whole commands, and measuring wall clock time, processor time and peak memory."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.pairs import Took

ROOT: Final = Path(__file__).resolve().parent.parent
WIDTH: Final = 120
"""The width of the terminal that commands print on, in columns."""
_PEAK: Final = (
    "import resource, subprocess, sys\n"
    "null = subprocess.DEVNULL\n"
    "subprocess.run(sys.argv[1:], stdout=null, stderr=null, check=True)\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
)
"""A child's peak is at least its parent's size at the start, so this small parent starts it."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command line; `terminal` runs it on a pseudo-terminal, else its output is discarded."""

    arguments: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=dict)
    terminal: bool = False

    @property
    def whole_environ(self) -> dict[str, str]:
        """The environment of the command, without the caller's colours and settings."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        return {**kept, "LANG": "C.UTF-8", "TERM": "xterm-256color", **self.environ}


def run(command: Command) -> Took:
    """Run a command once. Raises RuntimeError where it fails."""
    return _run_on_terminal(command) if command.terminal else _run(command)


def _run(command: Command) -> Took:
    start = time.perf_counter()
    process = subprocess.Popen(
        command.arguments,
        env=command.whole_environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return _wait(command, process, start)


def _run_on_terminal(command: Command) -> Took:
    import fcntl  # late, since Windows does not have these four
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, WIDTH, 0, 0))
    start = time.perf_counter()
    process = subprocess.Popen(
        command.arguments, env=command.whole_environ, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    try:
        while os.read(ours, 1 << 16):
            pass
    except OSError:
        pass  # on Linux this means that nobody has the terminal open any more
    finally:
        os.close(ours)
    return _wait(command, process, start)


def _wait(command: Command, process: subprocess.Popen[bytes], start: float) -> Took:
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        msg = f"left with {process.returncode}: {shlex.join(command.arguments)}"
        raise RuntimeError(msg)
    return Took(wall, usage.ru_utime + usage.ru_stime)


def peak(command: Command) -> float:
    """Return the peak memory of a command, in MB (millions of bytes)."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _PEAK, *command.arguments],
        env=command.whole_environ,
        stdout=subprocess.PIPE,
        check=True,
    )
    unit = 1 if sys.platform == "darwin" else 1024
    return int(done.stdout) * unit / 1e6
