"""The working calendar: which days count, and why the others do not.

Weekends, England's bank holidays and the authority's own closures do not count. Dates and
explanations come from the same count, so that the reasons shown are the real ones.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Final

from cpconf.errors import UsageFault

FIRST_DAY: Final = dt.date(1999, 1, 1)
LAST_DAY: Final = dt.date(2102, 12, 31)
_WEEKEND = ("Saturday", "Sunday")
_BASE: Final = FIRST_DAY.toordinal()
_LENGTH: Final = LAST_DAY.toordinal() - _BASE + 1


@dataclass(frozen=True, slots=True)
class DayOff:
    """A weekday on which nobody works: a bank holiday, or a local closure of the authority."""

    date: dt.date
    name: str
    local: bool = False


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When the office is staffed on a working day, wall-clock Europe/London."""

    opens: dt.time = dt.time(9)
    closes: dt.time = dt.time(17)


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day of a count: whether it counts as a working day, and why."""

    date: dt.date
    counts: bool
    why: str


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days that are counted, and where they come from.

    `known_until` is the last day for which the government has published its bank holidays; dates
    after it are provisional. `source` names the holiday data and its version, `read_on` the day on
    which they were first used.
    """

    days_off: Mapping[dt.date, DayOff]
    known_until: dt.date
    source: str
    office: OfficeHours = field(default_factory=OfficeHours)
    read_on: dt.date | None = field(default=None, compare=False)
    _working: bytes = field(default=b"", repr=False, compare=False)
    _days: tuple[int, ...] = field(default=(), repr=False, compare=False)

    @classmethod
    def of(
        cls,
        days_off: Iterable[DayOff],
        *,
        known_until: dt.date,
        source: str,
        office: OfficeHours | None = None,
        read_on: dt.date | None = None,
    ) -> "WorkingCalendar":
        """Make a calendar with these days off; a bank holiday comes before a local closure."""
        by_date: dict[dt.date, DayOff] = {}
        for day in sorted(days_off, key=lambda off: (off.date, off.local)):
            by_date.setdefault(day.date, day)
        working = _mark(by_date)
        days = tuple(compress(range(_LENGTH), working))
        return cls(by_date, known_until, source, office or OfficeHours(), read_on, working, days)

    @classmethod
    def weekdays_only(cls) -> "WorkingCalendar":
        """Make a calendar without holidays, for a store in which no task has a date yet."""
        return cls.of((), known_until=FIRST_DAY, source="none")

    def is_working(self, day: dt.date) -> bool:
        """Tell whether the office works on that day. Raises UsageFault outside the calendar."""
        return bool(self._working[self._position(day)])

    def why_off(self, day: dt.date) -> str | None:
        """Return why that day does not count, or None for a working day."""
        if (off := self.days_off.get(day)) is not None:
            return off.name
        return _WEEKEND[day.weekday() - 5] if day.weekday() >= 5 else None

    def shift(self, day: dt.date, count: int) -> dt.date:
        """Return the day `count` working days after `day` (before it when negative; itself when 0).

        Day 0 is `day`, working day or not. Raises UsageFault where the count leaves the calendar.
        """
        position = self._position(day)
        if count:
            position = self._landings(position, count)[-1]
        return dt.date.fromordinal(_BASE + position)

    def counted(self, day: dt.date, count: int, *, zero: str = "day 0") -> tuple[CountedDay, ...]:
        """Return the count of `shift` day by day, each with a reason; `zero` names the first."""
        off = self.why_off(day)
        days = [CountedDay(day, counts=False, why=f"{zero} ({off})" if off else zero)]
        step, position = (1 if count > 0 else -1), self._position(day)
        for number, landing in enumerate(self._landings(position, count), start=1):
            for between in range(position + step, landing, step):
                passed = dt.date.fromordinal(_BASE + between)
                why = f"{self.why_off(passed)}, not counted"
                days.append(CountedDay(passed, counts=False, why=why))
            landed = dt.date.fromordinal(_BASE + landing)
            days.append(CountedDay(landed, counts=True, why=_ordinal(number, abs(count))))
            position = landing
        return tuple(days)

    def _landings(self, position: int, count: int) -> Sequence[int]:
        """Return the positions of the working days in a count, in order. Raises UsageFault."""
        if count > 0:
            start = bisect_right(self._days, position)
            landings = self._days[start : start + count]
        else:
            start = bisect_left(self._days, position)
            landings = self._days[max(0, start + count) : start][::-1]
        if len(landings) < abs(count):
            raise _outside()
        return landings

    def on_or_before(self, day: dt.date) -> dt.date:
        """Return that day if it is a working day, else the last working day before it."""
        return day if self.is_working(day) else self.shift(day, -1)

    def between(self, start: dt.date, end: dt.date) -> int:
        """Count working days after `start`, up to and with `end`; negative if `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        return sum(self._working[self._position(start) + 1 : self._position(end) + 1])

    def is_provisional(self, day: dt.date) -> bool:
        """Tell whether that day is after the last published bank holidays."""
        return day > self.known_until

    @staticmethod
    def _position(day: dt.date) -> int:
        position = day.toordinal() - _BASE
        if 0 <= position < _LENGTH:
            return position
        raise _outside()


def office_minutes(calendar: WorkingCalendar, start: dt.datetime, end: dt.datetime) -> int:
    """Count office minutes from `start` to `end`, wall-clock Europe/London; 0 when reversed."""
    total, day, office = 0, start.date(), calendar.office
    while day <= end.date():
        if calendar.is_working(day):
            opens = max(start, dt.datetime.combine(day, office.opens))
            closes = min(end, dt.datetime.combine(day, office.closes))
            total += max(0, int((closes - opens).total_seconds() // 60))
        day += dt.timedelta(days=1)
    return total


def last_office_moment(calendar: WorkingCalendar, moment: dt.datetime) -> dt.datetime:
    """Return that moment if the office is open then, else the last moment when it was."""
    office, day = calendar.office, moment.date()
    if calendar.is_working(day) and moment.time() >= office.opens:
        return min(moment, dt.datetime.combine(day, office.closes))
    return dt.datetime.combine(calendar.shift(day, -1), office.closes)


def _mark(days_off: Mapping[dt.date, DayOff]) -> bytes:
    week = b"\1\1\1\1\1\0\0"
    marks = bytearray((week * (_LENGTH // 7 + 2))[FIRST_DAY.weekday() :][:_LENGTH])
    for day in days_off:
        if FIRST_DAY <= day <= LAST_DAY:
            marks[day.toordinal() - _BASE] = 0
    return bytes(marks)


def _outside() -> UsageFault:
    return UsageFault(
        f"the working calendar runs from {FIRST_DAY.year} to {LAST_DAY.year}; "
        "the count would leave it"
    )


def _ordinal(number: int, of: int) -> str:
    return f"working day {number}" + (f" of {of}" if number == of else "")
