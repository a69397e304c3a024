"""What a process does first that reads what a stranger made: bound itself, and answer in JSON."""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping

if sys.platform != "win32":
    import resource


@contextlib.contextmanager
def answering() -> Iterator[Callable[[Mapping[str, object]], None]]:
    """What answers with a line of JSON; a parser that prints does not write into the answer."""
    with os.fdopen(os.dup(1), "wb") as answer:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

        def say(said: Mapping[str, object]) -> None:
            answer.write(json.dumps(said).encode("ascii") + b"\n")
            answer.flush()

        yield say


def bound(seconds: int, memory: int, *, room: int = 0) -> None:
    """Set the limits; `room` is how large a file may be that is written, in bytes.

    Windows has none of these, and there only the parent's clock bounds it.
    """
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        # A little over the parent's own clock: it ends a process whose parent was killed.
        _lower(resource.RLIMIT_CPU, seconds + 5)
        _lower(resource.RLIMIT_AS, memory)


def _lower(which: int, bound: int) -> None:
    """Set a limit, or keep the one that is set already where that is lower."""
    _, most = resource.getrlimit(which)
    if most != resource.RLIM_INFINITY:
        bound = min(bound, most)
    # macOS bounds no address space, and says so.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (bound, bound))
