"""Wall-clock time in Europe/London.

Inside the program a moment is a naive `datetime` in London time. Offsets appear only where a moment
is read or written.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@lru_cache(maxsize=4096)
def _offset_on(day: dt.date) -> str | None:
    """Return the offset of a whole day; None on the two days a year when the clocks change."""
    start = dt.datetime.combine(day, dt.time(), LONDON).utcoffset()
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), LONDON).utcoffset()
    if start != end:
        return None
    return "+01:00" if start else "+00:00"


def stamp(moment: dt.datetime) -> str:
    """Return a wall-clock moment as ISO 8601, with London's offset at that time.

    >>> stamp(dt.datetime(2026, 7, 1, 17))
    '2026-07-01T17:00:00+01:00'
    """
    offset = _offset_on(moment.date())
    if offset is None:
        return moment.replace(tzinfo=LONDON).isoformat(timespec="seconds")
    return moment.isoformat(timespec="seconds") + offset


def stamp_or_none(moment: dt.datetime | None) -> str | None:
    """Return the `stamp` of a moment; None where there is none."""
    return None if moment is None else stamp(moment)


def unstamp(text: str) -> dt.datetime:
    """Return the wall-clock moment in Europe/London of a text that `stamp` made.

    >>> unstamp("2026-07-01T17:00:00+01:00")
    datetime.datetime(2026, 7, 1, 17, 0)
    """
    return dt.datetime.fromisoformat(text[:19])


def wall_clock(moment: dt.datetime) -> dt.datetime:
    """Return an aware moment as wall-clock Europe/London, to the second."""
    return moment.astimezone(LONDON).replace(tzinfo=None, microsecond=0)


def shown_once(moment: dt.datetime) -> bool:
    """Tell whether a London clock shows this wall-clock moment exactly once.

    On the last Sunday of March an hour is missing; on the last Sunday of October one comes twice.

    >>> shown_once(dt.datetime(2026, 3, 29, 1, 30)), shown_once(dt.datetime(2026, 3, 29, 2, 30))
    (False, True)
    """
    early = moment.replace(tzinfo=LONDON, fold=0).utcoffset()
    late = moment.replace(tzinfo=LONDON, fold=1).utcoffset()
    return early == late
