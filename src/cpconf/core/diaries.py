"""Diaries that were read in: when people are busy, and never with what or where."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from cpconf.core.typed_text import harmless

WHOLE_TEAM = ""
"""Whose times they are that keep everybody busy, where an address would stand."""

_MOST_NAMED: Final = 3
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Busy:
    """A time in which somebody is busy; `diary` is the name it was read in under.

    Wall-clock Europe/London; `ends` is the first moment after it.
    """

    starts: dt.datetime
    ends: dt.datetime
    diary: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Diary:
    """A diary that was read in, by the name it was given.

    `read_at` is wall-clock Europe/London; `entries` counts its busy times. After `covers_until`
    nothing is known of anybody in it.
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
