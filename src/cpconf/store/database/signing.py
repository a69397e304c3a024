"""The signature that is kept with everything a command records: who gave it, and when."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Final

from cpconf.core.dates.london import stamp
from cpconf.errors import UsageFault

_IMPOSSIBLE: Final = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who gave a command, and when by the command's clock and by the machine's own."""

    by: str
    recorded_at: str
    machine_at: str

    @classmethod
    def of(cls, by: str, now: dt.datetime, machine_now: dt.datetime) -> "Signature":
        """Make a signature. `now` is wall-clock Europe/London, `machine_now` is aware."""
        machine = machine_now.astimezone(dt.UTC).isoformat(timespec="microseconds")
        return cls(storable(by), stamp(now), machine)

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of the signature in a mark or an entry in the history, by name."""
        return {"by": self.by, "recorded_at": self.recorded_at, "machine_at": self.machine_at}


def storable(text: str) -> str:
    """Return the text, if a database can store it. Raises UsageFault, which does not show it."""
    if _IMPOSSIBLE.search(text):
        raise UsageFault("a text has a character in it that cannot be kept: type it again")
    return text


def storable_or_none(text: str | None) -> str | None:
    """Return the text as `storable` does, or None for None."""
    return None if text is None else storable(text)
