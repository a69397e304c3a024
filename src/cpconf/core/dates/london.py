"""Wall-clock time in Europe/London.

Inside the program a moment is a naive `datetime`: what the clock on the wall shows. Offsets appear
only at the edges, where a moment is read or written.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@lru_cache(maxsize=4096)
def _offset_on(day: dt.date) -> str | None:
    """The one offset of a whole day, or None on the two days of a year when the clocks change."""
    start = dt.datetime.combine(day, dt.time(), LONDON).utcoffset()
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), LONDON).utcoffset()
    if start != end:
        return None
    return "+01:00" if start else "+00:00"


def stamp(moment: dt.datetime) -> str:
    """A wall-clock moment as ISO 8601, with the offset of London clocks at that time.

    >>> stamp(dt.datetime(2026, 7, 1, 17))
    '2026-07-01T17:00:00+01:00'
    """
    offset = _offset_on(moment.date())
    if offset is None:
        return moment.replace(tzinfo=LONDON).isoformat(timespec="seconds")
    return moment.isoformat(timespec="seconds") + offset


def stamp_or_none(moment: dt.datetime | None) -> str | None:
    """As `stamp`, for a moment that may be missing."""
    return None if moment is None else stamp(moment)


def unstamp(text: str) -> dt.datetime:
    """The wall-clock moment in Europe/London of an ISO 8601 stamp made by `stamp`.

    >>> unstamp("2026-07-01T17:00:00+01:00")
    datetime.datetime(2026, 7, 1, 17, 0)
    """
    return dt.datetime.fromisoformat(text[:19])


def wall_clock(moment: dt.datetime) -> dt.datetime:
    """An aware moment as the clock on a London wall shows it, to the second."""
    return moment.astimezone(LONDON).replace(tzinfo=None, microsecond=0)


def shown_once(moment: dt.datetime) -> bool:
    """Whether a London clock shows this wall-clock moment exactly once.

    On the last Sunday of March an hour is missing; on the last Sunday of October one comes twice.

    >>> shown_once(dt.datetime(2026, 3, 29, 1, 30)), shown_once(dt.datetime(2026, 3, 29, 2, 30))
    (False, True)
    """
    early = moment.replace(tzinfo=LONDON, fold=0).utcoffset()
    late = moment.replace(tzinfo=LONDON, fold=1).utcoffset()
    return early == late
