"""The start and end of an entry, wall-clock Europe/London."""

import datetime as dt
from typing import Final

from icalendar import Component
from recurring_ical_events import EventAdapter

from cpconf.core.dates.london import LONDON, wall_clock

_Written = dt.datetime | dt.date
_DAY: Final = dt.timedelta(days=1)


def on_the_wall(starts: _Written, ends: _Written) -> tuple[dt.datetime, dt.datetime]:
    """Return both moments as wall-clock Europe/London.

    If the clocks go back in between, the end may not come after the start: then the true length is
    added to the start.
    """
    if not isinstance(starts, dt.datetime):
        start = dt.datetime.combine(starts, dt.time())
        last = ends.date() if isinstance(ends, dt.datetime) else ends
        return start, max(dt.datetime.combine(last, dt.time()), start + _DAY)
    if not isinstance(ends, dt.datetime):
        ends = dt.datetime.combine(ends, dt.time(), starts.tzinfo)
    start, end = wall_clock(_aware(starts)), wall_clock(_aware(ends))
    return start, end if start < end else start + (_aware(ends) - _aware(starts))


def overlaps(starts: dt.datetime, ends: dt.datetime, window: tuple[dt.date, dt.date]) -> bool:
    """Tell whether a time overlaps the days of the window, first and last included."""
    return starts.date() <= window[1] and ends > dt.datetime.combine(window[0], dt.time())


def refuse_impossible(event: Component, window: tuple[dt.date, dt.date], *, repeats: bool) -> None:
    """Raise ValueError for an entry that ends before it starts or is in the hour skipped in spring.

    One that does not repeat and is outside the window is not checked.
    """
    read = EventAdapter(event)
    starts, ends = read.raw_start, read.raw_end
    early, late = sorted((_moment(starts), _moment(ends)))
    if not repeats and not overlaps(wall_clock(early), wall_clock(late) + _DAY, window):
        return
    if _moment(ends) < _moment(starts) or (early == late and starts != ends):
        raise ValueError("an entry that ends before it starts")


def _moment(written: _Written) -> dt.datetime:
    """Return the moment in UTC; for a date, its midnight in London."""
    if isinstance(written, dt.datetime):
        return _aware(written)
    return _aware(dt.datetime.combine(written, dt.time()))


def _aware(moment: dt.datetime) -> dt.datetime:
    """Return the moment in UTC; a time without a zone is London time."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(dt.UTC)
