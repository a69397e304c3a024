"""Dates and times as people write them in England. A doubtful one is an error, never a guess."""

import datetime as dt
import re

from cpconf.core.dates.london import shown_once, wall_clock
from cpconf.core.typed_text import unquoted
from cpconf.errors import UsageFault

YEARS = range(2000, 2101)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOW = "write it like 2026-12-07T10:00, 7 Dec 2026 10am or 7/12/2026 10:00"

_ISO = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"
    r"(?:[T ](?P<hh>\d{2}):(?P<mm>\d{2})(?::(?P<ss>\d{2})(?:\.\d{1,6})?)?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE | re.ASCII,
)
_CLOCK = r"\d{1,2}(?:[:.]\d{2}(?::[0-5]\d)?)?"
_HALF = r"[ap]\.?m\.?"
_HOURS = r"(?:hrs?|hours?)\.?"


def _day(year: str) -> str:
    """Return a pattern for a written date; `year` is the pattern of its year, empty for none."""
    ended = f"[.,]{{0,2}} (?P<y>{year})" if year else ""
    joined = f"(?P=join)(?P<y1>{year})" if year else "(?P<y1>)"
    parted = f"(?P=sep)(?P<y2>{year})" if year else "(?P<y2>)"
    marks = "/.-" if year else "/-"  # 20.11 without a year may be a time of day
    return (
        r"(?:(?!the |noon|midday)(?P<weekday>[a-z]+)\.?,? )?(?:the )?"
        rf"(?:(?P<d>\d{{1,2}})(?P<suffix>st|nd|rd|th)? (?:of )?(?P<month>[a-z]+){ended}"
        rf"|(?P<d1>\d{{1,2}})(?P<join>[/.-])(?P<month1>[a-z]+){joined}"
        rf"|(?P<d2>\d{{1,2}})(?P<sep>[{marks}])(?P<m2>\d{{1,2}}){parted}"
        r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2}))"
    )


_AFTER = r"(?:(?:,? (?P<said>at) |,? ?(?P<sign>@) ?|, ?| )(?P<time>\S.*))?"
_PEOPLE = re.compile(_day(r"\d{4}") + _AFTER, re.IGNORECASE | re.ASCII)
_SHORT_YEAR = re.compile(_day(r"'?\d{2}") + _AFTER, re.IGNORECASE | re.ASCII)
_NO_YEAR = re.compile(_day("") + _AFTER, re.IGNORECASE | re.ASCII)
_TIME_FIRST = re.compile(
    rf"(?:(?P<said>at |@ ?))?(?P<time>{_CLOCK}(?: ?{_HALF})?|\d{{1,2}}[:.]?\d{{2}} ?{_HOURS}"
    r"|(?:12 )?noon|midday)(?:,? on |, ?| )(?P<date>.+)",
    re.IGNORECASE | re.ASCII,
)
_TIME = re.compile(
    r"(?P<h>\d{1,2})(?:[:.](?P<mm>\d{2})(?::[0-5]\d)?)?"
    rf"\s*(?P<half>{_HALF})?"
    rf"|(?P<h2>\d{{2}}|\d{{1,2}}(?=[:.]))[:.]?(?P<mm2>\d{{2}})\s*{_HOURS}",
    re.IGNORECASE | re.ASCII,
)
_SAID = re.compile(r"(?:at |@ ?)", re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,4}", re.ASCII)
_MORNING = range(8, 12)
"""Hours that alone mean the morning: no conference starts at 8pm or later."""


def read_when(text: str, *, of_a_clock: bool = False) -> dt.datetime | dt.date:
    """Return the wall-clock moment in Europe/London, or the date alone, that a person wrote.

    Day first; years 2000 to 2100. A moment with an offset is converted to London time. Raises
    UsageFault for anything unreadable or ambiguous: a two-digit year, a wrong weekday, a time that
    the clocks skip or show twice. `of_a_clock` accepts such a time if it has an offset, since a
    running clock passes through it.

    >>> read_when("7 Dec 2026 10am")
    datetime.datetime(2026, 12, 7, 10, 0)
    >>> read_when("“7/12/2026”")
    datetime.date(2026, 12, 7)
    """
    written = " ".join(unquoted(text).split())
    if found := _ISO.fullmatch(written):
        return _from_iso(found, written, of_a_clock=of_a_clock)
    if found := _PEOPLE.fullmatch(written):
        return _from_people(found, written)
    if (first := _TIME_FIRST.fullmatch(written)) and (found := _PEOPLE.fullmatch(first["date"])):
        day = _day_from_people(found, written)
        if found["time"] is None:
            return _once(dt.datetime.combine(day, _clock(first["time"], first["said"])), written)
    raise UsageFault(_why_unread(written))


def read_moment(text: str, what: str = "the time") -> dt.datetime:
    """Return a wall-clock moment in Europe/London, with its time of day. Raises UsageFault."""
    when = read_when(text)
    if isinstance(when, dt.datetime):
        return when
    raise UsageFault(f"{what} needs a time of day: {_HOW}")


def read_date(text: str) -> dt.date:
    """Return a date, without any time of day written with it. Raises UsageFault."""
    when = read_when(text)
    return when.date() if isinstance(when, dt.datetime) else when


def read_time(text: str) -> dt.time | None:
    """Return a time of day such as `10:30`, `10.30am`, `2pm` or `1030hrs`; None for any other text.

    >>> read_time("2pm"), read_time("14.30"), read_time("1430 hrs"), read_time("14")
    (datetime.time(14, 0), datetime.time(14, 30), datetime.time(14, 30), None)
    """
    word = unquoted(text).lower()
    if word in {"noon", "12 noon", "midday"}:
        return dt.time(12)
    found = _TIME.fullmatch(word)
    if not found:
        return None
    if found["h2"] is None and found["mm"] is None and found["half"] is None:
        return None
    hour, minute = int(found["h"] or found["h2"]), int(found["mm"] or found["mm2"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    try:
        return dt.time(hour, minute)
    except ValueError:
        return None


def how_to_write_time(text: str) -> str:
    """Return how to write a time of day that cannot be read.

    >>> how_to_write_time("12"), how_to_write_time("3"), how_to_write_time("1030")
    ('write 12:00 or 12pm', 'write 3pm or 3am', 'write 10:30')
    """
    digits = _SAID.sub("", text.strip(), count=1)
    if not _DIGITS.fullmatch(digits):
        return "write 10:00 or 10am"
    if len(digits) > 2:
        clock = read_time(f"{digits[:-2]}:{digits[-2:]}")
        return f"write {clock:%H:%M}" if clock is not None else "write 10:00 or 10am"
    hour = int(digits)
    if hour in _MORNING:
        return f"write {hour:02}:00 or {hour}am"
    if 1 <= hour < 12:
        return f"write {hour}pm or {hour}am"
    if 12 <= hour < 24:
        return f"write {hour}:00 or {(hour - 1) % 12 + 1}pm"
    return "write 10:00 or 10am"


def read_end(text: str, start: dt.datetime, what: str) -> dt.datetime:
    """Return an end: a moment, or a time of day on the day of `start`. Raises UsageFault."""
    text = unquoted(text)
    said = _SAID.match(text)
    word = _SAID.sub("", text, count=1)
    if said or _DIGITS.fullmatch(word):
        clock: dt.time | None = _clock(word, said and said[0], f"{what} cannot be read")
    else:
        clock = read_time(word)
    if clock is None:
        return read_moment(text, what)
    return _once(dt.datetime.combine(start.date(), clock), text)


def _from_iso(found: re.Match[str], written: str, *, of_a_clock: bool) -> dt.datetime | dt.date:
    day = _date(int(found["y"]), int(found["m"]), int(found["d"]), written)
    if found["hh"] is None:
        return day
    try:
        clock = dt.time(int(found["hh"]), int(found["mm"]), int(found["ss"] or 0))
    except ValueError as error:
        raise UsageFault(f"there is no such time as in {_quoted(written)}") from error
    moment = dt.datetime.combine(day, clock)
    zone = found["zone"]
    if zone is None:
        return _once(moment, written)
    try:
        offset = dt.datetime.strptime(zone.upper(), "%z").tzinfo
    except ValueError as error:
        raise UsageFault(f"cannot read the offset in {_quoted(written)}") from error
    local = wall_clock(moment.replace(tzinfo=offset))
    _date(local.year, local.month, local.day, written)
    return local if of_a_clock else _once(local, written)


def _from_people(found: re.Match[str], written: str) -> dt.datetime | dt.date:
    day = _day_from_people(found, written)
    if found["time"] is None:
        return day
    clock = _clock(found["time"], found["said"] or found["sign"])
    return _once(dt.datetime.combine(day, clock), written)


def _day_from_people(found: re.Match[str], written: str) -> dt.date:
    name = found["month"] or found["month1"]
    if name is not None:
        month = _MONTHS.get(name.lower())
        if month is None:
            raise UsageFault(f"there is no month called {_quoted(name)}: {_HOW}")
        year, number = found["y"] or found["y1"], found["d"] or found["d1"]
        day = _date(int(year), month, int(number), written)
        _check_suffix(found["suffix"], day, written)
    elif found["d2"] is not None:
        day = _date(int(found["y2"]), int(found["m2"]), int(found["d2"]), written)
    else:
        day = _date(int(found["y3"]), int(found["m3"]), int(found["d3"]), written)
    _check_weekday(found["weekday"], day, written)
    return day


def _clock(text: str, said: str | None, what: str = "cannot read the time of day") -> dt.time:
    """Return a time of day; after "at" or "@" (`said`) a clear hour alone is enough.

    Raises UsageFault that tells how to write it.
    """
    clock = read_time(text)
    if clock is not None:
        return clock
    if said and re.fullmatch(r"\d{1,2}", text, re.ASCII):
        hour = int(text)
        if hour in _MORNING or 13 <= hour < 24:
            return dt.time(hour)
    raise UsageFault(f"{what}, {_quoted(text)}: {how_to_write_time(text)}")


def _why_unread(written: str) -> str:
    """Return why a text is not a date, as far as can be told, and how to write one."""
    rest = written
    first = _TIME_FIRST.fullmatch(written)
    if first and (first["said"] or read_time(first["time"]) is not None):
        rest = first["date"]
    for pattern, what in (
        (_SHORT_YEAR, "the year needs four digits"),
        (_NO_YEAR, "the year is missing"),
    ):
        found = pattern.fullmatch(rest)
        if found is None or found["y3"] is not None:
            continue
        name = found["month"] or found["month1"]
        known = name is None or name.lower() in _MONTHS
        if known and (found["time"] is None or read_time(found["time"]) is not None):
            return f"{what} in {_quoted(written)}: {_HOW}"
    if read_time(written) is not None:
        return f"the date is missing, {_quoted(written)} is a time of day only: {_HOW}"
    return f"cannot read the date {_quoted(written)}: {_HOW}"


def _check_weekday(word: str | None, day: dt.date, written: str) -> None:
    if word is None:
        return
    short = {"weds": "wed"}.get(word.lower(), word.lower())
    names = [name for name in _WEEKDAYS if len(short) >= 3 and name.startswith(short)]
    if not names:
        raise UsageFault(f"cannot read the date {_quoted(written)}: {_HOW}")
    actual = _WEEKDAYS[day.weekday()]
    if names != [actual]:
        raise UsageFault(f"{day.day} {day:%B %Y} is a {actual.title()}, not a {names[0].title()}")


def _check_suffix(suffix: str | None, day: dt.date, written: str) -> None:
    if suffix is None:
        return
    teens = day.day in {11, 12, 13}
    right = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    if suffix.lower() != right:
        raise UsageFault(f"is {_quoted(written)} the {day.day}{right}? {_HOW}")


def _date(year: int, month: int, day: int, written: str) -> dt.date:
    if year not in YEARS:
        raise UsageFault(
            f"the year in {_quoted(written)} is not between {YEARS[0]} and {YEARS[-1]}"
        )
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise UsageFault(
            f"there is no such date as {_quoted(written)} (the day comes first)"
        ) from error


def _once(moment: dt.datetime, written: str) -> dt.datetime:
    if shown_once(moment):
        return moment
    raise UsageFault(
        f"the clocks change then, so {_quoted(written)} is not one moment: choose another time"
    )


def _quoted(text: str) -> str:
    """Return what was typed, short and escaped, for an error."""
    return repr(text[:40])
