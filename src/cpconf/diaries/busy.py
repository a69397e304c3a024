"""When people are busy, out of a calendar that they or their program exported.

What for, with whom else and where is not read. Repeated entries are worked out with their
exceptions, whole days last from midnight to midnight, and each time ends as a London clock shows.
"""

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from cpconf.core.diaries import say_zones
from cpconf.diaries.orders import MEMORY, READER, BusyOrder, heard, sent
from cpconf.errors import DocumentFault
from cpconf.processes.child import Child

LARGEST: Final = 10_000_000
"""The bytes that a calendar may have."""

MOST_TIMES: Final = 200_000
"""The busy times that may come of a calendar, each person's counted."""

PATIENCE: Final = 15.0
"""The seconds that it may take to work them out; 20,000 usual entries take about five."""

PATIENCE_WITH_ONE: Final = 4.0
"""The seconds that one entry may take with its exceptions; a usual one takes a millisecond."""


class BusyTime(NamedTuple):
    """A time, wall-clock Europe/London, in which these addresses are busy; none: the whole team."""

    whose: tuple[str, ...]
    starts: dt.datetime
    ends: dt.datetime


@dataclass(slots=True)
class Read:
    """What a calendar came to.

    `times` counts the busy times, each person's by itself. `left_out` counts entries that keep
    nobody busy (free, cancelled, declined) or that are our own, `unread` those that cannot be
    understood. `unknown_zones` are the names of the time zones for which some of these cannot.
    """

    entries: list[BusyTime] = field(default_factory=list)
    times: int = 0
    left_out: int = 0
    unread: int = 0
    unknown_zones: set[str] = field(default_factory=set)

    def take(self, said: Mapping[str, Any]) -> None:
        """Add what was said of one series of entries. Raises DocumentFault for too many times."""
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
                "more busy times come of this calendar than can be taken: export a shorter time of "
                "it, or give an earlier --until"
            )

    def refuse_useless(self, entries: int) -> None:
        """Raise DocumentFault where none of so many entries can be understood."""
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
    """The busy times from the first day to the last, both included.

    `whose` says that all of it is one person's calendar, by their address in lower case, or with ""
    the whole team's; otherwise each entry is of those whom it invites and who did not decline.
    An entry that takes longer to work out than `seconds_for_one` counts as not understood.
    Raises DocumentFault where the file is no calendar, or asks for more than its bounds, of which
    two are that all of it takes `seconds`, and so many bytes of `memory`.
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
        with Child(READER, seconds=seconds, entry="busy") as child:
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
                    break  # the process is no more: another goes on after what it was at
            else:
                read.refuse_useless(sum(begun["series"]))
                return read


def _too_much(until: float, seconds: float) -> DocumentFault:
    if time.monotonic() > until:
        return DocumentFault(
            f"it takes more than {seconds:g} seconds to work out when this calendar is busy: "
            "export a shorter time of it, or fewer people"
        )
    return DocumentFault("the calendar cannot be read within bounds: export a shorter time of it")
