"""Entries that repeat: whether a rule is one that calendar programs write, and can be worked out.

A rule of a few letters can ask for a time every second for ever, or for one that never comes, which
would be looked for until the year 9999. What no calendar program offers is not worked out.
"""

import re
from collections.abc import Mapping
from math import gcd
from typing import Final

from cpconf.diaries.calendar_lines import Block
from cpconf.errors import DocumentFault

_PART: Final = re.compile(r"([A-Z]+)=([A-Z0-9,+-]{1,200})", re.ASCII)
_NUMBER: Final = re.compile(r"0*[1-9]\d{0,3}", re.ASCII)
_ONE: Final = re.compile(r"\d{1,2}", re.ASCII)
_WEEKDAY: Final = re.compile(r"([+-]?\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_ENDLESS: Final = re.compile(r"FREQ=(?:SECOND|MINUTE|HOUR)LY", re.IGNORECASE)
_START: Final = re.compile(r"(?:19|20)\d\d(\d\d)(\d\d)(?:T.*)?", re.ASCII)
_MOST_DATES: Final = 2_000
_MOST_LINES: Final = 2_000
_ANYWHERE: Final = frozenset({"UNTIL", "WKST", "BYDAY", "BYMONTH"})
_PLAIN: Final[Mapping[str, frozenset[str]]] = {
    "DAILY": _ANYWHERE,
    "WEEKLY": _ANYWHERE,
    "MONTHLY": _ANYWHERE | {"BYMONTHDAY", "BYSETPOS"},
    "YEARLY": _ANYWHERE | {"BYMONTHDAY", "BYSETPOS"},
}
"""What a rule of each kind may have in it; others add up to hardly any day, or to none."""

_LENGTHS: Final = dict(enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1))


def can_be_worked_out(block: Block) -> bool:
    """Whether its times can be found in bounded time.

    Raises DocumentFault where it repeats every hour, minute or second, which nobody means.
    """
    if any(_ENDLESS.search(rule) for rule in block.values("RRULE")):
        raise DocumentFault(
            "an entry of the calendar repeats more often than every day: no appointment does, so "
            "take it out and export the calendar again"
        )
    start = _START.fullmatch(block.first("DTSTART"))
    if len(block.lines) > _MOST_LINES or start is None:
        return False
    rules = block.values("RRULE")
    dates = sum(
        value.count(",") + 1 for name in ("RDATE", "EXDATE") for value in block.values(name)
    )
    month, day = int(start[1]), int(start[2])
    return (
        len(rules) <= 1
        and dates <= _MOST_DATES
        and all(is_usual(rule, month=month, day=day) for rule in rules)
    )


def is_usual(rule: str, *, month: int, day: int) -> bool:
    """Whether a rule is one that programs write and that comes true again and again.

    `month` and `day` are those of the date that it starts on.
    """
    parts = [_PART.fullmatch(part) for part in rule.upper().strip(";").split(";")]
    found = {part[1]: part[2] for part in parts if part}
    kind = found.pop("FREQ", "")
    return (
        all(parts)
        and len(parts) == len(found) + 1
        and kind in _PLAIN
        and all(_is_usual_part(kind, name, value) for name, value in found.items())
        and _comes_true(kind, found, month, day)
    )


def _is_usual_part(kind: str, name: str, value: str) -> bool:
    if name in {"INTERVAL", "COUNT"}:
        return _NUMBER.fullmatch(value) is not None
    if name in {"BYHOUR", "BYMINUTE", "BYSECOND"}:
        return _ONE.fullmatch(value) is not None
    return name in _PLAIN[kind]


def _comes_true(kind: str, parts: Mapping[str, str], month: int, day: int) -> bool:
    try:
        months, days, places = (
            {int(each) for each in parts[name].split(",")} if name in parts else set()
            for name in ("BYMONTH", "BYMONTHDAY", "BYSETPOS")
        )
    except ValueError:
        return False
    weekdays = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    interval = int(parts.get("INTERVAL", "1"))
    if not months <= _LENGTHS.keys():
        return False
    if kind == "WEEKLY":
        return True
    if kind == "DAILY":
        # Every seventh day from a Monday on is never a Tuesday.
        return interval == 1 or not (months or weekdays)
    counted_in_months = kind == "MONTHLY" or bool(months)
    if kind == "YEARLY" and not (months or days or weekdays):
        months = {month}
    step = gcd(interval, 12) if kind == "MONTHLY" else 1
    months = {each for each in months or _LENGTHS if (each - month) % step == 0}
    return (
        _have_such_days(months, days or (set() if weekdays else {day}))
        and _are_there(weekdays, most=5 if counted_in_months else 53, dated=bool(days))
        and all(0 < abs(place) <= _choice(weekdays, days) for place in places)
    )


def _have_such_days(months: set[int], days: set[int]) -> bool:
    """Whether one of the months has one of the days, or any: no February has a 30th."""
    if not days:
        return bool(months)
    return any(0 < abs(day) <= _LENGTHS[month] for month in months for day in days)


def _are_there(weekdays: list[str], *, most: int, dated: bool) -> bool:
    """Whether a month or a year has them, such as its second Tuesday.

    The first Monday is never a 20th: counted and `dated` days do not go together.
    """
    found = [_WEEKDAY.fullmatch(weekday) for weekday in weekdays]
    counted = [int(each[1]) for each in found if each and each[1]]
    return all(found) and all(0 < abs(number) <= most and not dated for number in counted)


def _choice(weekdays: list[str], days: set[int]) -> int:
    """Of how many days in some month BYSETPOS picks one out."""
    some = [4 * len(weekdays) + 1] if weekdays else []
    return min([*some, len(days)] if days else some, default=1)
