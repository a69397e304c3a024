"""The readings R1 to R8, worked out as a person with a wall calendar would.

Slow and plain on purpose: it turns over one day, or one month, at a time, on the lists of bank
holidays in ``tests/data``, and shares no line with the program that it checks. Every moment is a
wall-clock time in Europe/London without an offset, so that hours come out as the clock on the wall
shows them, even where the clocks were changed meanwhile.

Each reading answers with two moments: the one that counts and, where the bare words would give
another, that other; ``None`` stands for "none".
"""

import calendar
import csv
import datetime as dt
import pathlib
from collections.abc import Mapping
from typing import Any, NamedTuple

DATA = pathlib.Path(__file__).with_name("data")
LISTS = ("bank_holidays_england.csv", "bank_holidays_statute.csv")
ONE_DAY = dt.timedelta(days=1)
ONE_HOUR = dt.timedelta(hours=1)
# The register gives a limit no "when": working days for the first, months for the others.
LIMITS = {"E-ICPC-15": 15, "E-RCPC-3M": 3, "E-RCPC-6M": 6}

Answer = tuple[dt.datetime | None, dt.datetime | None]


def listed_holidays() -> frozenset[dt.date]:
    """Every bank holiday of England on the two lists."""
    found = set()
    for name in LISTS:
        with (DATA / name).open(encoding="utf-8", newline="") as lines:
            found |= {dt.date.fromisoformat(row["date"]) for row in csv.DictReader(lines)}
    return frozenset(found)


HOLIDAYS = listed_holidays()
FIRST_YEAR, LAST_YEAR = min(HOLIDAYS).year, max(HOLIDAYS).year


class Office(NamedTuple):
    """How one authority counts: its opening and closing hours, days off, and switches."""

    opens: dt.time = dt.time(9)
    closes: dt.time = dt.time(17)
    closures: frozenset[dt.date] = frozenset()
    days: str = "working"  # or "calendar"
    hours: str = "office"  # or "elapsed"
    clear_days: bool = False
    close_of_business: dt.time = dt.time(17)

    def works_on(self, day: dt.date) -> bool:
        """Whether anybody is in; a ValueError outside the years of the lists."""
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError(f"the lists of bank holidays do not reach {day}")
        return day.weekday() < 5 and day not in HOLIDAYS and day not in self.closures

    def walk(self, day: dt.date, working_days: int) -> dt.date:
        """The day reached after so many working days, back if negative; day 0 never counts."""
        step = ONE_DAY if working_days > 0 else -ONE_DAY
        left = abs(working_days)
        while left:
            day += step
            if self.works_on(day):
                left -= 1
        return day

    def close(self, day: dt.date) -> dt.datetime:
        """Close of business on that day."""
        return dt.datetime.combine(day, self.close_of_business)

    def last_office_moment(self, moment: dt.datetime) -> dt.datetime:
        """That moment if the office is open then, or else when it last closed before it."""
        day = moment.date()
        if self.works_on(day) and moment.time() >= self.opens:
            return min(moment, dt.datetime.combine(day, self.closes))
        return dt.datetime.combine(self.walk(day, -1), self.closes)


USUAL = Office()


def differing(due: dt.datetime, literal: dt.datetime) -> Answer:
    """Both moments, or the first alone when they are one and the same."""
    return due, None if literal == due else literal


def turn_hours(moment: dt.datetime, hours: int) -> dt.datetime:
    """The wall clock turned so many hours, back if negative."""
    for _ in range(abs(hours)):
        moment += ONE_HOUR if hours > 0 else -ONE_HOUR
    return moment


def r1(at: dt.datetime, days: int, office: Office = USUAL) -> Answer:
    """So many working days ahead of the conference, at close of business."""
    return office.close(office.walk(at.date(), -days - office.clear_days)), None


def r2(at: dt.datetime, days: int, office: Office = USUAL) -> Answer:
    """So many "days" ahead: worked ones count, unless the authority means calendar days."""
    literal = day = at.date()
    for _ in range(days):
        literal -= ONE_DAY
    if office.days == "calendar":
        for _ in range(days + office.clear_days):
            day -= ONE_DAY
    else:
        day = office.walk(day, -days - office.clear_days)
    return differing(office.close(day), office.close(literal))


def whole_days(hours: int) -> int:
    """The working days that so many hours stand for, 24 to each; a ValueError for a part of one."""
    days, over = divmod(hours, 24)
    if over:
        raise ValueError(f"{hours} hours are no whole number of days")
    return days


def r3(at: dt.datetime, hours: int, office: Office = USUAL) -> Answer:
    """So many hours ahead: a working day for every 24, at the time the conference starts."""
    literal = turn_hours(at, -hours)
    if office.hours == "elapsed":
        return differing(office.last_office_moment(literal), literal)
    day = office.walk(at.date(), -whole_days(hours))
    return differing(dt.datetime.combine(day, at.time()), literal)


def r4(end: dt.datetime, hours: int, office: Office = USUAL) -> Answer:
    """So many hours after the end: a working day for every 24, at the time it ended."""
    literal = turn_hours(end, hours)
    if office.hours == "elapsed":
        return literal, None
    day = office.walk(end.date(), whole_days(hours))
    return differing(dt.datetime.combine(day, end.time()), literal)


def r5(at: dt.datetime, by: str, office: Office = USUAL) -> Answer:
    """On the day itself, worked or not: before it starts, or at close of business."""
    return {"start": at, "close": office.close(at.date())}[by], None


def r6() -> Answer:
    """The document gives no time, so nothing is due."""
    return None, None


def r7(anchor: dt.date, months: int, office: Office = USUAL) -> Answer:
    """So many calendar months on, cut to the month's last day, then back to a working day."""
    year, month = anchor.year, anchor.month
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    day = literal = dt.date(year, month, min(anchor.day, calendar.monthrange(year, month)[1]))
    while not office.works_on(day):
        day -= ONE_DAY
    return differing(office.close(day), office.close(literal))


def r8(anchor: dt.date, days: int, office: Office = USUAL) -> Answer:
    """Within so many working days, the first of them after the anchor; close of business."""
    return office.close(office.walk(anchor, days)), None


def answer(
    clause: Mapping[str, Any],
    at: dt.datetime,
    end: dt.datetime | None = None,
    anchor: dt.date | None = None,
    office: Office = USUAL,
) -> Answer:
    """What a clause of the register makes of one conference.

    ``end`` is when it ended, or was to end; the start stands in for both. ``anchor`` is the date a
    limit counts from; a limit without one has no date yet. A KeyError means a clause whose reading
    is not one of the eight.
    """
    when = clause.get("when", {})
    if clause["kind"] == "limit":
        if anchor is None:
            return None, None
        count = r7 if clause["reading"] == "R7" else r8
        return count(anchor, LIMITS[clause["id"]], office)
    match clause.get("reading", "R6"):
        case "R1":
            found = r1(at, -when["workdays"], office)
        case "R2":
            found = r2(at, -when["workdays"], office)
        case "R3":
            found = r3(at, -when["hours"], office)
        case "R4":
            found = r4(end or at, when["hours"], office)
        case "R5":
            found = r5(at, when["by"], office)
        case "R6":
            found = r6()
        case "R8":
            found = r8(at.date(), when["workdays"], office)
        case other:
            raise KeyError(other)
    return found
