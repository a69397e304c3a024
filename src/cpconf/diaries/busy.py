"""Busy times from an exported calendar.

Titles, places and notes are not read. Entries that repeat are worked out with their exceptions, and
whole days last from midnight to midnight. All times are wall-clock Europe/London.
"""

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from cpconf.core.diaries import say_zones
from cpconf.diaries.orders import MEMORY, READER, BusyOrder, heard, sent
from cpconf.errors import DocumentFault
from cpconf.processes.worker import Worker

LARGEST: Final = 10_000_000
"""The largest calendar that is read, in bytes."""

MOST_TIMES: Final = 200_000
"""The most busy times that a calendar may have, counted for each person."""

PATIENCE: Final = 15.0
"""Seconds for a calendar; 20,000 usual entries take about five."""

PATIENCE_WITH_ONE: Final = 4.0
"""Seconds for one entry with its exceptions; a usual one takes a millisecond."""


class BusyTime(NamedTuple):
    """A time, wall-clock Europe/London, when these addresses are busy; if none, the whole team."""

    whose: tuple[str, ...]
    starts: dt.datetime
    ends: dt.datetime


@dataclass(slots=True)
class Read:
    """The result of reading a calendar.

    `times` counts the busy times of each person. `left_out` counts entries that keep nobody busy
    (free, cancelled, declined) and our own. `unread` counts entries that cannot be understood, some
    of them because of the time zones named in `unknown_zones`.
    """

    entries: list[BusyTime] = field(default_factory=list)
    times: int = 0
    left_out: int = 0
    unread: int = 0
    unknown_zones: set[str] = field(default_factory=set)

    def take(self, said: Mapping[str, Any]) -> None:
        """Add the answer about one series of entries. Raises DocumentFault for too many times."""
        self.left_out += said.get("left_out", 0)
        self.unread += said.get("unread", 0)
        self.unknown_zones.update(said.get("zones", ()))
        for whose, times in said.get("busy", ()):
            self.times += max(1, len(whose)) * len(times)
            self.entries += (
                BusyTime(tuple(whose), *map(dt.datetime.fromisoformat, span)) for span in times
            )
        if self.times > MOST_TIMES:
            raise DocumentFault(
                "the calendar has too many busy times: export a shorter period, or give an earlier "
                "--until"
            )

    def refuse_useless(self, entries: int) -> None:
        """Raise DocumentFault if none of the `entries` can be understood."""
        if self.unread and self.unread == entries:
            why = say_zones(self.unknown_zones)
            raise DocumentFault(
                f"the entries of the calendar cannot be understood{why}: export it again, as .ics"
            )


def read_busy(
    ics: bytes,
    first: dt.date,
    last: dt.date,
    *,
    whose: str | None = None,
    seconds: float = PATIENCE,
    seconds_for_one: float = PATIENCE_WITH_ONE,
    memory: int = MEMORY,
) -> Read:
    """Return the busy times from the first day to the last, both included.

    `whose` is the owner of the calendar: an address in lower case, or "" for the whole team. If
    None, each entry belongs to the people whom it invites and who did not decline. An entry that
    takes longer than `seconds_for_one` counts as not understood. Raises DocumentFault (exit 6) if
    the file is not a calendar, or if reading it takes more than `seconds` or `memory` (bytes).
    """
    until = time.monotonic() + seconds
    order = BusyOrder(
        ics=sent(ics),
        seconds=round(seconds),
        memory=memory,
        first=first.isoformat(),
        last=last.isoformat(),
        whose=whose,
        passed=0,
    )
    read = Read()
    while True:
        with Worker(READER, seconds=seconds, entry="busy") as child:
            child.tell(order, seconds=until - time.monotonic())
            begun = heard(child)
            if begun is None:
                raise _too_much(until, seconds)
            for size in begun["series"][order["passed"] :]:
                child.expect(min(seconds_for_one, until - time.monotonic()))
                said = heard(child)
                if time.monotonic() > until:
                    raise _too_much(until, seconds)
                order["passed"] += 1
                read.take({"unread": size} if said is None else said)
                if said is None:
                    break  # the process ended: start another, after this series
            else:
                read.refuse_useless(sum(begun["series"]))
                return read


def _too_much(until: float, seconds: float) -> DocumentFault:
    if time.monotonic() > until:
        return DocumentFault(
            f"it takes more than {seconds:g} seconds to work out the busy times of this calendar: "
            "export a shorter period, or fewer people"
        )
    return DocumentFault("the calendar takes too much memory or time: export a shorter period")
