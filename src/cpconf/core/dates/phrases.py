"""Dates, times and counts in words."""

import datetime as dt
from collections.abc import Sequence

from cpconf.core.dates.calendar import WorkingCalendar

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WHOLE_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_day(day: dt.date, *, year: int | None = None) -> str:
    """Return a date as `Mon 9 Feb`, with the year unless it is `year`.

    >>> say_day(dt.date(2026, 2, 9), year=2026), say_day(dt.date(2026, 2, 9))
    ('Mon 9 Feb', 'Mon 9 Feb 2026')
    """
    text = f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return text if day.year == year else f"{text} {day.year}"


def say_moment(moment: dt.datetime, close: dt.time, *, year: int | None = None) -> str:
    """Return a wall-clock moment as `Mon 9 Feb, close of business` or `Mon 9 Feb, 10:00`.

    >>> say_moment(dt.datetime(2026, 2, 9, 17), dt.time(17), year=2026)
    'Mon 9 Feb, close of business'
    """
    clock = "close of business" if moment.time() == close else f"{moment:%H:%M}"
    return f"{say_day(moment.date(), year=year)}, {clock}"


def written_forms(day: dt.date) -> tuple[str, ...]:
    """Return a date in the ways people write it in England, without separators.

    They are for finding dates in a password that somebody chose. A short month needs its year,
    since `7mar` may be the middle of `47 marbles`.

    >>> written_forms(dt.date(2026, 12, 8))[:5]
    ('8december', 'december8', '8thdecember', 'december8th', '8dec2026')
    """
    whole, short = _WHOLE_MONTHS[day.month - 1], _MONTHS[day.month - 1].lower()
    d, m, year = day.day, day.month, day.year
    numbers = (f"{d}", f"{d}{_nth(d)}")
    years = (f"{year}", f"{year % 100:02}")
    words = [w for n in numbers for w in (f"{n}{whole}", f"{whole}{n}")] if whole != short else []
    words += [w for n in numbers for y in years for w in (f"{n}{short}{y}", f"{short}{n}{y}")]
    figures = {
        f"{one}{other}{y}"
        for one, other in ((d, m), (f"{d:02}", f"{m:02}"), (f"{m:02}", f"{d:02}"))
        for y in years
    }
    return (*words, *sorted(figures), f"{year}{m:02}{d:02}", f"{year}{m}{d}")


def _nth(number: int) -> str:
    if number in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def say_clock(moment: dt.datetime, *, year: int | None = None) -> str:
    """Return a moment with its time of day, for lists and the history; the year as in `say_day`.

    >>> say_clock(dt.datetime(2026, 2, 9, 17))
    'Mon 9 Feb 2026, 17:00'
    """
    return f"{say_day(moment.date(), year=year)}, {moment:%H:%M}"


def say_count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun.

    >>> say_count(1, "working day"), say_count(3, "working day")
    ('1 working day', '3 working days')
    """
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def say_choice(choices: Sequence[str]) -> str:
    """Return a list of choices in words.

    >>> say_choice(["EX-1"]), say_choice(["EX-1", "EX-2", "EX-3"])
    ('EX-1', 'EX-1, EX-2 or EX-3')
    """
    *others, last = choices
    return f"{', '.join(others)} or {last}" if others else last


def say_left(moment: dt.datetime, now: dt.datetime, calendar: WorkingCalendar) -> str:
    """Return how far off a moment is: `2 working days left`, `1 working day late`.

    It gives no number on the day itself, or where only days off lie between.
    """
    days = calendar.between(now.date(), moment.date())
    if moment < now:
        if moment.date() == now.date():
            return "late since " + f"{moment:%H:%M}"
        return f"{say_count(-days, 'working day')} late" if days else "late"
    if moment.date() == now.date():
        return "today"
    return f"{say_count(days, 'working day')} left" if days else "no working day left"


def say_minutes(minutes: int) -> str:
    """Return office time as `45 office minutes`, from an hour on in hours and minutes."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return say_count(minutes, "office minute")
    return say_count(hours, "office hour") + (f" {say_count(rest, 'minute')}" if rest else "")


def say_untold(anchor: str, anchored: dt.date | None) -> str:
    """Return why nobody can tell whether a limit is kept: it starts after the conference.

    >>> say_untold("previous-review", dt.date(2026, 12, 20))[:64]
    'cannot be worked out: the previous review, Sun 20 Dec 2026, is a'
    """
    what = anchor.replace("-", " ")
    day = say_day(anchored) if anchored else "its date"
    return f"cannot be worked out: the {what}, {day}, is after the conference; correct that date"
