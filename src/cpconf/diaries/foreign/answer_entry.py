"""The answer to an invitation in a calendar (METHOD:REPLY, RFC 5546, 3.2.3)."""

import datetime as dt
import re
from typing import Final

from icalendar import Event

from cpconf.core.dates.london import wall_clock
from cpconf.core.diaries import say_zones
from cpconf.core.invitations.invitation import Answer
from cpconf.diaries.calendar_lines import Block, Kept, property_of, read_blocks
from cpconf.diaries.foreign import zones
from cpconf.diaries.foreign.attendees import attendees_of, email_of, part_of
from cpconf.diaries.foreign.zones import UnknownZone, Zones, moment_of
from cpconf.diaries.replies import LARGEST, Reply, no_answer

_KEPT: Final[Kept] = {
    "VCALENDAR": frozenset({"METHOD"}),
    "VEVENT": frozenset({"UID", "SEQUENCE", "DTSTAMP", "RECURRENCE-ID", "ATTENDEE"}),
    **zones.KEPT,
}
_YEARS: Final = (2000, 2100)
_METHODS: Final = frozenset(
    {"PUBLISH", "REQUEST", "ADD", "CANCEL", "REFRESH", "COUNTER", "DECLINECOUNTER"}
)
_MOST_EVENTS: Final = 20
_SEQUENCE: Final = re.compile(r"\d{1,9}", re.ASCII)
_UID: Final = re.compile(r"[!-~][ -~]{0,254}")


def answer_in(ics: bytes) -> Reply:
    """Return the answer in a calendar of at most 1 MB.

    Raises DocumentFault (exit 6) for anything but one person's yes, no or perhaps to one entry.
    """
    calendars = read_blocks(ics, _KEPT, most=LARGEST)
    methods = {calendar.first("METHOD").upper() for calendar in calendars}
    if methods != {"REPLY"}:
        said = next((f"its METHOD is {m}" for m in sorted(methods & _METHODS)), "it has no METHOD")
        raise no_answer(f"{said}; an answer has REPLY")
    events = [
        block for calendar in calendars for block in _settled(calendar) if block.name == "VEVENT"
    ]
    if not events:
        raise no_answer("it names no entry")
    if len(events) > _MOST_EVENTS or len({event.first("UID") for event in events}) > 1:
        raise no_answer("it is about several entries; an answer is about one")
    replies = [_reply(event) for event in events]
    if len({(reply.attendee, reply.answer) for reply in replies}) > 1:
        raise no_answer("it says two different things")
    # RFC 5546, 2.1.4: the highest SEQUENCE counts, and the latest DTSTAMP if they are equal.
    return max(replies, key=lambda r: (r.sequence, r.stamped_at or dt.datetime.min))


def _settled(calendar: Block) -> list[Block]:
    """Return its components, with the times of its entries in UTC or known time zones."""
    known = Zones((part for part in calendar.parts if part.name == "VTIMEZONE"), _YEARS)
    try:
        for part in calendar.parts:
            if part.name == "VEVENT":
                known.settle(part)
    except UnknownZone as zone:
        raise no_answer(f"it cannot be understood{say_zones([zone.name])}") from zone
    return calendar.parts


def _reply(block: Block) -> Reply:
    uid, sequence = block.first("UID"), block.first("SEQUENCE") or "0"
    if not _UID.fullmatch(uid):
        raise no_answer("it names no entry")
    if not _SEQUENCE.fullmatch(sequence):
        raise no_answer("its SEQUENCE is not a number")
    try:
        event = Event.from_ical(block.text())
        attendees = attendees_of(event)
        stamps = {moment_of(line) for line in block.lines if property_of(line) == "DTSTAMP"}
        moment = stamps.pop() if len(stamps) == 1 else None
        days = {_day_of(line) for line in block.lines if property_of(line) == "RECURRENCE-ID"}
    except Exception as error:
        # The library raises many kinds of error, and they quote the calendar.
        raise no_answer("it cannot be understood") from error
    if any(part_of(attendee) == "DELEGATED" for attendee in attendees):
        raise no_answer("the invitation was passed on to somebody else: ask them who is coming")
    if len(attendees) != 1:
        who = "several people" if attendees else "nobody"
        raise no_answer(f"it is from {who}; an answer is from one person")
    address, part = email_of(attendees[0]), part_of(attendees[0])
    if address is None:
        raise no_answer("it does not say from which email address")
    if part not in _ANSWERS:
        raise no_answer("it does not say yes, no or perhaps (PARTSTAT)")
    return Reply(
        uid=uid,
        attendee=address,
        answer=_ANSWERS[part],
        sequence=int(sequence),
        stamped_at=wall_clock(moment) if moment is not None else None,
        day=days.pop() if len(days) == 1 else None,
    )


def _day_of(settled: str) -> dt.date:
    """Return the London day of a line that `Zones.settle` wrote."""
    moment = moment_of(settled)
    if moment is not None:
        return wall_clock(moment).date()
    return dt.datetime.strptime(settled.rpartition(":")[2], "%Y%m%d").date()


_ANSWERS: Final = {answer.name: answer for answer in Answer}
