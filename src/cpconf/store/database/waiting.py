"""Waiting for another command to finish with the store: how long, and what to say meanwhile."""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Final

from cpconf.core.typed_text import harmless
from cpconf.errors import UsageFault

PATIENCE: Final = 30.0
"""Seconds that one connection waits for other commands, in total."""
SILENT: Final = 2.0
"""Seconds after which the command says what it waits for."""
_FOR_CRON: list[str] = []
"""Not empty while a command made for cron runs: cron mails everything that is printed."""


def patience() -> float:
    """Return the seconds to wait for a busy store; CPCONF_BUSY_TIMEOUT may shorten them."""
    given = os.environ.get("CPCONF_BUSY_TIMEOUT", "")
    try:
        return min(PATIENCE, max(0.0, float(given))) if given else PATIENCE
    except ValueError as error:
        raise UsageFault("CPCONF_BUSY_TIMEOUT is a number of seconds") from error


def tell_waiting(name: object, seconds: float) -> None:
    """Say on standard error what the command waits for, and for how long at most."""
    if sys.stderr is None or (_FOR_CRON and not sys.stderr.isatty()):
        return
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(
            "cpconf: waiting for another cpconf command to finish with the store "
            f"{harmless(name)}, {seconds:.0f} seconds at most\n"
        )
        sys.stderr.flush()


@contextlib.contextmanager
def silently() -> Iterator[None]:
    """Let `tell_waiting` say nothing in the block, unless to a terminal: cron mails every word."""
    _FOR_CRON.append("remind")
    try:
        yield
    finally:
        _FOR_CRON.pop()
