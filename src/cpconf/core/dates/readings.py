"""Readings: how a clause's words of time become a moment.

There is a closed list of sentences of time. `Timing.parse` reads them. `reckon` returns the due
moment, and the literal one where it differs. All moments and hours are wall-clock Europe/London.

To add a sentence, add its line to `SENTENCES`. To add a reading, add its words, direction, unit and
way of counting (`_read`).
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from dateutil.relativedelta import relativedelta

from cpconf.core.dates.calendar import WorkingCalendar, last_office_moment
from cpconf.core.dates.moments import Anchor, Moments
from cpconf.errors import UsageFault


class Direction(StrEnum):
    """On which side of the anchor a reading's moment lies."""

    BEFORE = "before"
    ON_THE_DAY = "on the day"
    AFTER = "after"


class Reading(StrEnum):
    """The named readings."""

    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"
    R5 = "R5"
    R6 = "R6"
    R7 = "R7"
    R8 = "R8"

    @property
    def words(self) -> str:
        """How the words are read, in a sentence for `cpconf explain`."""
        return _READING_WORDS[self]

    @property
    def direction(self) -> Direction | None:
        """On which side of the anchor its moment lies; None where no time is stated."""
        return _DIRECTIONS[self]

    @property
    def unit(self) -> str | None:
        """The unit of its amount, in the singular; None where it has no amount."""
        return _UNITS[self]

    @property
    def bounds_conferences(self) -> bool:
        """Whether a limit on the date of a conference may have this reading."""
        return any("of ANCHOR" in words for words, of in SENTENCES.items() if of is self)


_READING_WORDS = {
    Reading.R1: "working days before: counted back from the conference day, which is day 0; due at "
    "close of business",
    Reading.R2: "days before: read as working days, which is never later; due at close of business",
    Reading.R3: "hours before: 24 hours are 1 working day; due at the conference's own start time",
    Reading.R4: "within hours of the conference: 24 hours are 1 working day; due at the time at "
    "which the conference ended",
    Reading.R5: "on the day of the conference",
    Reading.R6: "no time is stated: needed in time for what comes after it",
    Reading.R7: (
        "calendar months, to the last day of a month that is too short; from a day off, back to a "
        "working day"
    ),
    Reading.R8: "within working days: the day after is day 1; due at close of business",
}
_DIRECTIONS = {
    Reading.R1: Direction.BEFORE,
    Reading.R2: Direction.BEFORE,
    Reading.R3: Direction.BEFORE,
    Reading.R4: Direction.AFTER,
    Reading.R5: Direction.ON_THE_DAY,
    Reading.R6: None,
    Reading.R7: Direction.AFTER,
    Reading.R8: Direction.AFTER,
}
_UNITS = {
    Reading.R1: "working day",
    Reading.R2: "day",
    Reading.R3: "hour",
    Reading.R4: "hour",
    Reading.R5: None,
    Reading.R6: None,
    Reading.R7: "month",
    Reading.R8: "working day",
}
SENTENCES: Final = {
    "N working days before conference": Reading.R1,
    "N days before conference": Reading.R2,
    "N hours before conference": Reading.R3,
    "within N hours of conference": Reading.R4,
    "on the day of conference, by the start": Reading.R5,
    "on the day of conference, by close of business": Reading.R5,
    "within N months of ANCHOR": Reading.R7,
    "within N working days of ANCHOR": Reading.R8,
}
"""The sentences of time. N is a number from 1 on; the unit may be in the singular."""
FORMS: Final = tuple(f"{sentence} ({reading})" for sentence, reading in SENTENCES.items())
_FIRST, *_, _LAST = Reading
ALL_READINGS: Final = f"`{_FIRST}` to `{_LAST}`"
LIMIT_READINGS: Final = " or ".join(f"`{each}`" for each in Reading if each.bounds_conferences)
"""The readings that a task, and a limit on the date of a conference, may name; for messages."""


@dataclass(frozen=True, slots=True)
class Timing:
    """A clause's words of time: `amount` units before or within an anchor, or on the day."""

    words: str
    reading: Reading
    amount: int
    anchor: Anchor = Anchor.CONFERENCE
    by_close: bool = False

    @classmethod
    def parse(cls, words: str) -> "Timing":
        """Read one of the closed sentences of time. Raises UsageFault with the allowed forms.

        >>> Timing.parse("3 working days before conference").reading
        <Reading.R1: 'R1'>
        """
        for pattern, reading in _PATTERNS:
            if found := pattern.fullmatch(words):
                groups = found.groupdict()
                return cls(
                    words=words,
                    reading=reading,
                    amount=int(groups.get("n") or 0),
                    anchor=Anchor(groups.get("anchor") or Anchor.CONFERENCE),
                    by_close=words.endswith("close of business"),
                )
        raise UsageFault(
            f"not a sentence of time: {words[:60]!r}; it is one of: {'; '.join(FORMS)}"
        )


def _pattern(sentence: str) -> re.Pattern[str]:
    """Return the regular expression for a sentence of time."""
    amount = re.sub(r"N ((?:working )?\w+)s\b", r"(?P<n>[1-9]\\d{0,3}) \1s?", sentence)
    return re.compile(amount.replace("ANCHOR", f"(?P<anchor>{'|'.join(Anchor)})"), re.ASCII)


_PATTERNS: Final = tuple((_pattern(words), reading) for words, reading in SENTENCES.items())


@dataclass(frozen=True, slots=True)
class Switches:
    """An authority's choices among the readings; the defaults are the program's own.

    `days_are_working`: "days" are read as working days (R2). `hours_are_office`: 24 hours are one
    working day (R3, R4). `clear_days`: one more day in between (R1, R2). `close_of_business`: None
    takes the end of the office hours.
    """

    days_are_working: bool = True
    hours_are_office: bool = True
    clear_days: bool = False
    close_of_business: dt.time | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A due moment, the literal one where it differs, and the count that led to it.

    `walk` holds the arguments of `WorkingCalendar.shift`: day 0 and the working days counted,
    negative to count back. It is None where no working days were counted.
    """

    due: dt.datetime
    literal: dt.datetime | None
    walk: tuple[dt.date, int] | None
    provisional: bool


def anchored_at(timing: Timing, moments: Moments) -> dt.datetime | dt.date | None:
    """Return the moment that a timing counts from; None where it is not known."""
    match timing.anchor:
        case Anchor.CONFERENCE:
            after = timing.reading.direction is Direction.AFTER
            return moments.ended if after else moments.start
        case Anchor.STRATEGY_DISCUSSION:
            return moments.strategy_discussion
        case Anchor.INITIAL_CONFERENCE:
            return moments.initial_conference
        case Anchor.PREVIOUS_REVIEW:
            return moments.previous_review
        case _:
            assert_never(timing.anchor)


def reckon(
    timing: Timing, moments: Moments, calendar: WorkingCalendar, switches: Switches
) -> Reckoned | None:
    """Return the moments that a timing gives for a conference; None where its anchor is unknown.

    Raises UsageFault where the count leaves the calendar.
    """
    anchor = anchored_at(timing, moments)
    if anchor is None:
        return None
    day = anchor.date() if isinstance(anchor, dt.datetime) else anchor
    close = switches.close_of_business or calendar.office.closes
    due, literal, walk = _read(timing, day, moments, close, calendar, switches)
    latest = max(due, literal) if literal else due
    return Reckoned(
        due=due,
        literal=literal if literal != due else None,
        walk=walk,
        provisional=timing.reading is not Reading.R5
        and calendar.is_provisional(max(latest.date(), day)),
    )


_Walk = tuple[dt.date, int] | None
_Read = tuple[dt.datetime, dt.datetime | None, _Walk]


def _read(  # noqa: PLR0911, PLR0917 - a return for each reading, and what any of them needs
    timing: Timing,
    day: dt.date,
    moments: Moments,
    close: dt.time,
    calendar: WorkingCalendar,
    switches: Switches,
) -> _Read:
    """Return the due moment, the literal one and the count by the timing's reading."""
    match timing.reading:
        case Reading.R1:
            return _counted((day, -(timing.amount + switches.clear_days)), close, calendar)
        case Reading.R2:
            return _days_before(timing, day, close, calendar, switches)
        case Reading.R3:
            return _hours_before(timing, moments, calendar, switches)
        case Reading.R4:
            return _hours_after(timing, moments, calendar, switches)
        case Reading.R5:
            due = dt.datetime.combine(day, close) if timing.by_close else moments.start
            return due, None, None
        case Reading.R7:
            return _months(timing, day, close, calendar)
        case Reading.R8:
            return _counted((day, timing.amount), close, calendar)
        case Reading.R6:
            raise ValueError("a clause without words of time has no timing")
        case _:
            assert_never(timing.reading)


def _counted(walk: tuple[dt.date, int], close: dt.time, calendar: WorkingCalendar) -> _Read:
    return dt.datetime.combine(calendar.shift(*walk), close), None, walk


def _days_before(
    timing: Timing, day: dt.date, close: dt.time, calendar: WorkingCalendar, switches: Switches
) -> _Read:
    clear = timing.amount + switches.clear_days
    literal = dt.datetime.combine(day - dt.timedelta(days=timing.amount), close)
    if not switches.days_are_working:
        return dt.datetime.combine(day - dt.timedelta(days=clear), close), literal, None
    due, _, walk = _counted((day, -clear), close, calendar)
    return due, literal, walk


def _hours_before(
    timing: Timing, moments: Moments, calendar: WorkingCalendar, switches: Switches
) -> _Read:
    literal = moments.start - dt.timedelta(hours=timing.amount)
    if not switches.hours_are_office:
        return last_office_moment(calendar, literal), literal, None
    walk = (moments.start.date(), -_whole_days(timing))
    return _counted(walk, moments.start.time(), calendar)[0], literal, walk


def _hours_after(
    timing: Timing, moments: Moments, calendar: WorkingCalendar, switches: Switches
) -> _Read:
    literal = moments.ended + dt.timedelta(hours=timing.amount)
    if not switches.hours_are_office:
        return literal, literal, None
    walk = (moments.ended.date(), _whole_days(timing))
    return _counted(walk, moments.ended.time(), calendar)[0], literal, walk


def _months(timing: Timing, day: dt.date, close: dt.time, calendar: WorkingCalendar) -> _Read:
    unrolled = day + relativedelta(months=timing.amount)
    walk = (unrolled, 0 if calendar.is_working(unrolled) else -1)
    due, _, _ = _counted(walk, close, calendar)
    return due, dt.datetime.combine(unrolled, close), walk


def _whole_days(timing: Timing) -> int:
    days, rest = divmod(timing.amount, 24)
    if rest:
        raise UsageFault(
            f"{timing.words!r} is not a whole number of 24 hours, so it has no reading in "
            'office days: use a multiple of 24, or hours = "elapsed"'
        )
    return days
