"""A conference as an entry in one person's calendar: the invitation, its updates, its cancellation.

Outlook, Gmail and Apple Calendar need times in UTC, an identifier that never changes and a sequence
that rises. Each message has one attendee, so that nobody sees who else is invited.
"""

import datetime as dt
from dataclasses import dataclass, field

from icalendar import Event, vText

from cpconf.diaries.calendar_text import address, in_utc, lines, new_calendar, one_line
from cpconf.diaries.identity import new_uid
from cpconf.errors import UsageFault

__all__ = ["CalendarEntry", "cancellation", "new_uid", "request"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """An entry in somebody's calendar; moments are wall-clock Europe/London.

    `sequence` rises with each change of time or place and with the cancellation. The texts must be
    neutral: they are shown on locked screens, and to assistants who can see the calendar.
    """

    uid: str
    sequence: int
    at: dt.datetime
    ends: dt.datetime
    organiser: str = field(repr=False)
    attendee: str = field(repr=False)
    summary: str
    location: str | None = field(default=None, repr=False)
    description: str = field(default="", repr=False)


def request(entry: CalendarEntry, *, now: dt.datetime) -> bytes:
    """Return the invitation, or its update, as iCalendar (METHOD:REQUEST, RFC 5546, 3.2.2).

    `now` is wall-clock Europe/London. Raises UsageFault (exit 2) for an unusable address or text,
    and if the organiser is the attendee, which calendar programs do not accept.
    """
    return _written(entry, "REQUEST", "CONFIRMED", now)


def cancellation(entry: CalendarEntry, *, now: dt.datetime) -> bytes:
    """Return the cancellation as iCalendar (METHOD:CANCEL, RFC 5546, 3.2.5).

    Its sequence must be higher than that of the invitation. Raises as `request`.
    """
    return _written(entry, "CANCEL", "CANCELLED", now)


def _written(entry: CalendarEntry, method: str, status: str, now: dt.datetime) -> bytes:
    if entry.ends <= entry.at:
        raise UsageFault("a calendar entry must end after it starts")
    if entry.organiser.casefold() == entry.attendee.casefold():
        raise UsageFault("the organiser of an entry cannot be invited to it: they have it already")
    attendee = address(entry.attendee)
    attendee.params["CUTYPE"] = vText("INDIVIDUAL")
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("TRUE" if method == "REQUEST" else "FALSE")
    event = Event()
    event.add("uid", one_line(entry.uid, "the identifier"))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", in_utc(now))
    event.add("dtstart", in_utc(entry.at))
    event.add("dtend", in_utc(entry.ends))
    event.add("organizer", address(entry.organiser))
    event.add("attendee", attendee)
    event.add("summary", one_line(entry.summary, "the title"))
    if entry.location is not None:
        event.add("location", one_line(entry.location, "the place"))
    if entry.description:
        event.add("description", lines(entry.description))
    event.add("status", status)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE" if method == "REQUEST" else "TRANSPARENT")
    calendar = new_calendar(method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
