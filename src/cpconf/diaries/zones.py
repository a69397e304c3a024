"""The time zones of calendars, by whatever name a program gives them.

Outlook writes the names that Windows has, or names of its own with the rules beside them; others
write the usual ones, some with a path before it.
"""

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from cpconf.diaries.reading import Block
from cpconf.diaries.repeats import is_usual

KEPT: Final = {
    "VTIMEZONE": frozenset({"TZID"}),
    "STANDARD": frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"}),
    "DAYLIGHT": frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"}),
}
"""What is read of a time zone's own rules."""

_PARAMETER: Final = re.compile(r";TZID=(\"[^\"]*\"|[^;:,\"]*)", re.IGNORECASE)
_USUAL: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}", re.ASCII)
_RULE: Final = re.compile(
    r"FREQ=YEARLY(?:;INTERVAL=1|;BYMONTH=\d{1,2}|;BYDAY=[+-]?\d?[A-Z]{2}"
    r"|;(?:BYMONTHDAY|UNTIL|WKST)=[A-Z0-9,-]{1,40})*"
)
_START: Final = re.compile(r"(?:1[6-9]|20)\d\d(\d\d)(\d\d)T\d{6}", re.ASCII)
_MOST_RULES: Final = 200
_MOST_ZONES: Final = 100


class Zones:
    """The time zones that one calendar speaks of."""

    def __init__(self, rules: Iterable[Block]) -> None:
        """Take the rules that the calendar itself gives (VTIMEZONE)."""
        given = {block.first("TZID"): block for block in rules}
        self._given = dict(list(given.items())[:_MOST_ZONES])
        self._known: dict[str, str] = {}

    def named(self, line: str) -> str:
        """The line with its time zone by a name that the library knows.

        Raises ValueError for a zone that nobody knows: its times may be any.
        """
        found = _PARAMETER.search(line)
        if found is None:
            return line
        name = self._name(found[1].strip('"'))
        return f"{line[: found.start()]};TZID={name}{line[found.end() :]}"

    def _name(self, written: str) -> str:
        if written not in self._known:
            self._known[written] = _usual_name(written) or self._by_rules(written)
        return self._known[written]

    def _by_rules(self, written: str) -> str:
        block = self._given.get(written)
        if block is None or not _is_sound(block):
            msg = "a time zone that nobody knows"
            raise ValueError(msg)
        # The library keeps such a zone under its name for good; another file may mean another.
        name = f"cpconf-{hashlib.sha256(block.text().encode()).hexdigest()[:32]}"
        renamed = Block("VTIMEZONE", [f"TZID:{name}"], block.parts)
        Timezone.from_ical(renamed.text())
        return name


@lru_cache(maxsize=1024)
def _usual_name(written: str) -> str | None:
    """The usual name of a zone (as `Europe/London`), by what a program calls it."""
    plain = written.strip().strip("/")
    parts = plain.split("/")
    candidates = [plain, WINDOWS_TO_OLSON.get(plain, "")]
    if written.startswith("/"):
        candidates += ["/".join(parts[start:]) for start in range(1, len(parts))]
    return next((name for name in candidates if _exists(name)), None)


def _exists(name: str) -> bool:
    if not _USUAL.fullmatch(name):
        return False
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # a folder of zones is an OSError, none a KeyError
        return False
    return True


def _is_sound(block: Block) -> bool:
    """Whether a zone's rules are of the kind that programs write, once or twice a year."""
    changes = [line for part in block.parts for line in part.lines]
    return len(changes) <= _MOST_RULES and len(block.parts) > 0 and all(map(_changes, block.parts))


def _changes(part: Block) -> bool:
    start = _START.fullmatch(part.first("DTSTART"))
    return start is not None and all(
        _RULE.fullmatch(rule) and is_usual(rule, month=int(start[1]), day=int(start[2]))
        for rule in part.values("RRULE")
    )
