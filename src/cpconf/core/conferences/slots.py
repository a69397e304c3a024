"""Slots: times at which a conference could be held, and how well each one fits."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from cpconf.core.dates.phrases import say_day
from cpconf.core.words import Role


class TakenTime(NamedTuple):
    """A time, wall-clock Europe/London, that an imported calendar shows as taken.

    `role` is the role of whoever is busy; None for the whole team. The reason is not known.
    """

    role: Role | None
    diary: str
    starts: dt.datetime
    ends: dt.datetime

    @property
    def words(self) -> str:
        """Who is busy, by which calendar, and when."""
        who = f"the {self.role.words}" if self.role else "the whole team"
        return f"{who} is busy (calendar {self.diary}), {self._when()}"

    def overlaps(self, at: dt.datetime, ends: dt.datetime) -> bool:
        """Tell whether it takes any of the time from `at` to `ends`."""
        return at < self.ends and self.starts < ends

    def _when(self) -> str:
        first, last = self.starts.date(), (self.ends - dt.timedelta(microseconds=1)).date()
        whole_days = self.starts.time() == self.ends.time() == dt.time()
        if first == last:
            day = say_day(first)
            return (
                f"all {day}" if whole_days else f"{self.starts:%H:%M} to {self.ends:%H:%M}, {day}"
            )
        if whole_days:
            return f"{say_day(first)} to {say_day(last)}"
        return f"{self.starts:%H:%M}, {say_day(first)}, to {self.ends:%H:%M}, {say_day(self.ends)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One possible start, wall-clock Europe/London.

    `late` counts tasks that would already be late, `tight` the hand-overs that leave little office
    time, `slack` the working days to the nearest limit (None where no limit is known), `clashes`
    the references of conferences that the same chair or minute taker has then, `busy` the times
    that imported calendars show as taken. `starts_of_limits` are the anchors, not known yet, that
    its limits count from.
    """

    at: dt.datetime
    late: int
    tight: int
    slack: int | None
    clashes: tuple[str, ...] = ()
    busy: tuple[TakenTime, ...] = ()
    starts_of_limits: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[bool, bool, int, int, dt.datetime]:
        """The sort key: free, inside the limit, fewest late, least tight, earliest."""
        over = self.slack is not None and self.slack < 0
        return (bool(self.clashes or self.busy), over, self.late, self.tight, self.at)
