"""Imported diaries: when people are busy, never with what or where."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from cpconf.core.typed_text import harmless

WHOLE_TEAM = ""
"""Stands in place of an address for times when everybody is busy."""

_MOST_NAMED: Final = 3
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Busy:
    """A time when somebody is busy; `diary` is the name given at the import.

    Wall-clock Europe/London; `ends` is the first moment after it.
    """

    starts: dt.datetime
    ends: dt.datetime
    diary: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Diary:
    """An imported diary, by the name it was given.

    `read_at` is wall-clock Europe/London; `entries` counts its busy times. It does not cover the
    time after `covers_until`.
    """

    name: str = field(repr=False)
    read_at: dt.datetime
    entries: int
    covers_until: dt.date


def say_zones(names: Collection[str]) -> str:
    """Which time zones nobody knows, as words that follow others; nothing where there are none."""
    if not names:
        return ""
    shown = [f"'{harmless(name, _LONGEST_NAME)}'" for name in sorted(names)]
    more = f" and {len(shown) - _MOST_NAMED} more" if len(shown) > _MOST_NAMED else ""
    return f" (unknown time zone {', '.join(shown[:_MOST_NAMED])}{more})"
