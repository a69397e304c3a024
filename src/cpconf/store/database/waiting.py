"""How long a command waits for another one to finish with the store, and what it says meanwhile."""

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Final

from cpconf.core.typed_text import harmless
from cpconf.errors import UsageFault

PATIENCE: Final = 30.0
"""Seconds to wait for other commands, in all, with one connection."""
SILENT: Final = 2.0
"""Seconds after which somebody at a terminal is told what is waited for."""
_FOR_CRON: list[str] = []
"""Not empty where cron would mail each word that is said."""


def patience() -> float:
    """Return the seconds to wait for a busy store; CPCONF_BUSY_TIMEOUT may shorten them."""
    given = os.environ.get("CPCONF_BUSY_TIMEOUT", "")
    try:
        return min(PATIENCE, max(0.0, float(given))) if given else PATIENCE
    except ValueError as error:
        raise UsageFault("CPCONF_BUSY_TIMEOUT is a number of seconds") from error


def tell_waiting(name: object, seconds: float) -> None:
    """Say on standard error what is waited for, and for how long at most."""
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
    """Say nothing of waiting meanwhile, where nobody sits at a terminal: cron mails every word."""
    _FOR_CRON.append("remind")
    try:
        yield
    finally:
        _FOR_CRON.pop()
