"""Who gave a command and when, as it is kept with everything that the command enters."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Final

from cpconf.core.dates.london import stamp
from cpconf.errors import UsageFault

_IMPOSSIBLE: Final = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Signature:
    """By whom, when by the command's clock, and when by the machine's own."""

    by: str
    recorded_at: str
    machine_at: str

    @classmethod
    def of(cls, by: str, now: dt.datetime, machine_now: dt.datetime) -> "Signature":
        """Sign: `now` is wall-clock Europe/London, `machine_now` aware."""
        machine = machine_now.astimezone(dt.UTC).isoformat(timespec="microseconds")
        return cls(storable(by), stamp(now), machine)

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of a mark or of an entry in the history."""
        return {"by": self.by, "recorded_at": self.recorded_at, "machine_at": self.machine_at}


def storable(text: str) -> str:
    """That text, which a database can keep. Raises UsageFault, without the text."""
    if _IMPOSSIBLE.search(text):
        raise UsageFault("a text has a character in it that cannot be kept: type it again")
    return text


def storable_or_none(text: str | None) -> str | None:
    """As `storable`, for a text that may be missing."""
    return None if text is None else storable(text)
