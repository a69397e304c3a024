"""Conferences and deadlines as a calendar that other programs subscribe to or open."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from icalendar import Event

from cpconf.diaries.calendar_lines import Kept, read_blocks
from cpconf.diaries.calendar_text import in_utc, lines, new_calendar, one_line
from cpconf.diaries.identity import is_our_product
from cpconf.errors import DocumentFault

LARGEST: Final = 100_000_000
_KEPT: Final[Kept] = {"VCALENDAR": frozenset({"PRODID"})}
_REFRESH: Final = "PT1H"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One entry; moments are wall-clock Europe/London.

    `busy` is true for a conference and false for a deadline. `sequence` rises with every change of
    the conference or task.
    """

    uid: str
    sequence: int
    at: dt.datetime
    ends: dt.datetime
    summary: str
    description: str = ""
    busy: bool = False


def write_diary(items: Iterable[FeedItem], *, name: str, now: dt.datetime) -> bytes:
    """Return the entries, in the order given, as iCalendar (METHOD:PUBLISH, RFC 5546, 3.2.1).

    `name` is the calendar's name in other programs, which are asked to look for changes every hour.
    `now` is wall-clock Europe/London. Raises UsageFault (exit 2) for an unusable text.
    """
    calendar = new_calendar("PUBLISH")
    calendar.add("x-wr-calname", one_line(name, "the name"))
    calendar.add("x-wr-timezone", "Europe/London")
    calendar.add("x-published-ttl", _REFRESH)
    calendar.add("refresh-interval", dt.timedelta(hours=1), {"VALUE": "DURATION"})
    for item in items:
        event = Event()
        event.add("uid", item.uid)
        event.add("sequence", item.sequence)
        event.add("dtstamp", in_utc(now))
        event.add("dtstart", in_utc(item.at))
        event.add("dtend", in_utc(item.ends))
        event.add("summary", one_line(item.summary, "the title"))
        if item.description:
            event.add("description", lines(item.description))
        event.add("class", "PRIVATE")
        event.add("status", "CONFIRMED")
        event.add("transp", "OPAQUE" if item.busy else "TRANSPARENT")
        event.add("x-microsoft-cdo-busystatus", "BUSY" if item.busy else "FREE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def is_ours(ics: bytes) -> bool:
    """Tell whether cpconf wrote this calendar, so that it may be overwritten."""
    try:
        calendars = read_blocks(ics, _KEPT, most=LARGEST)
    except DocumentFault:
        return False
    return all(is_our_product(calendar.first("PRODID")) for calendar in calendars)
