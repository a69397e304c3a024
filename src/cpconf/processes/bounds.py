"""Limits on a process that reads files from outside, and its answers in lines of JSON."""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping

if sys.platform != "win32":
    import resource


@contextlib.contextmanager
def answering() -> Iterator[Callable[[Mapping[str, object]], None]]:
    """Yield a function that answers with a line of JSON; a parser's own prints are discarded."""
    with os.fdopen(os.dup(1), "wb") as answer:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

        def say(said: Mapping[str, object]) -> None:
            answer.write(json.dumps(said).encode("ascii") + b"\n")
            answer.flush()

        yield say


def bound(seconds: int, memory: int, *, room: int = 0) -> None:
    """Set this process's limits; `room` is the largest file it may write, in bytes.

    Windows has no such limits: there the parent ends the process after its time.
    """
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        # A little over the parent's limit: this one is for a process whose parent was killed.
        _lower(resource.RLIMIT_CPU, seconds + 5)
        _lower(resource.RLIMIT_AS, memory)


def _lower(which: int, bound: int) -> None:
    """Set a limit, but keep a lower one that is already set."""
    _, most = resource.getrlimit(which)
    if most != resource.RLIM_INFINITY:
        bound = min(bound, most)
    # macOS cannot limit the address space, and raises.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (bound, bound))
