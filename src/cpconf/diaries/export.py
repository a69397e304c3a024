"""Our conferences and deadlines as a calendar that other programs subscribe to or open."""

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

    `busy` says whether it takes the time up, as a conference does and a deadline does not.
    `sequence` rises with every change of what it is about.
    """

    uid: str
    sequence: int
    at: dt.datetime
    ends: dt.datetime
    summary: str
    description: str = ""
    busy: bool = False


def write_diary(items: Iterable[FeedItem], *, name: str, now: dt.datetime) -> bytes:
    """The entries as a published calendar (METHOD:PUBLISH, RFC 5546, 3.2.1), in the order given.

    `name` is what programs call it, `now` is wall-clock Europe/London. Subscribers look for changes
    every hour. Raises UsageFault for texts that do not belong in an entry.
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
    """Whether a file is a calendar that this program wrote, and may write again."""
    try:
        calendars = read_blocks(ics, _KEPT, most=LARGEST)
    except DocumentFault:
        return False
    return all(is_our_product(calendar.first("PRODID")) for calendar in calendars)
