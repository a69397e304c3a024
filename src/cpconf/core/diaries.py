"""Imported diaries: when people are busy, never with what or where."""

import datetime as dt
from dataclasses import dataclass, field

WHOLE_TEAM = ""
"""Stands in place of an address for times when everybody is busy."""


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
