"""When people are busy, out of a calendar that they or their program exported.

What for, with whom else and where is not read. Repeated entries are worked out with their
exceptions, whole days last from midnight to midnight, and each time ends as a London clock shows.
"""

import datetime as dt
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import recurring_ical_events
from icalendar import Calendar, Component, Event, FreeBusy

from cpconf.diaries.calendar_lines import Block, Kept, read_blocks
from cpconf.diaries.foreign import zones
from cpconf.diaries.foreign.attendees import (
    attendees_of,
    email_of,
    is_person,
    organiser_of,
    part_of,
)
from cpconf.diaries.foreign.repeats import can_be_worked_out
from cpconf.diaries.foreign.spans import on_the_wall, overlaps, refuse_impossible
from cpconf.diaries.foreign.zones import UnknownZone, Zones, say_zones
from cpconf.diaries.identity import is_our_product, is_our_uid
from cpconf.errors import DocumentFault

LARGEST: Final = 10_000_000
"""The bytes that a calendar may have."""

MOST_ENTRIES: Final = 20_000
"""The entries that a calendar may have; one that repeats is one.

Of what says only when somebody is busy (VFREEBUSY), each time counts.
"""

MOST_TIMES: Final = 200_000
"""The busy times that may come of them, each person's counted."""

PATIENCE: Final = 15.0
"""The seconds that it may take to work them out; 20,000 usual entries take about five."""

_MOST_OF_ONE: Final = 1_000
_SHOWN_AS: Final = ("X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-MSNCALENDAR-BUSYSTATUS")
"""How Outlook shows a time; where it says so, TRANSP does not count ([MS-OXCICAL] 2.1.3.1.1.20.25).

What the organiser would like it to be shown as (INTENDEDSTATUS) is not how it is shown.
"""

_FREE_AS: Final = {
    "FREE": True,
    "TENTATIVE": False,
    "BUSY": False,
    "OOF": False,
    "WORKINGELSEWHERE": True,
}
"""Which of these leave a time free ([MS-OXCICAL] 2.1.3.1.1.20.25 and 2.1.3.1.1.20.31)."""

_KEPT: Final[Kept] = {
    "VCALENDAR": frozenset({"PRODID"}),
    "VEVENT": frozenset(
        {
            *("UID", "RECURRENCE-ID", "SEQUENCE", "STATUS", "TRANSP", "ORGANIZER", "ATTENDEE"),
            *("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE"),
            *_SHOWN_AS,
        }
    ),
    "VFREEBUSY": frozenset({"ORGANIZER", "ATTENDEE", "FREEBUSY"}),
    **zones.KEPT,
}
_TIMED: Final = frozenset({"VEVENT", "VFREEBUSY"})
_AWAY: Final = frozenset({"DECLINED", "DELEGATED"})


class BusyTime(NamedTuple):
    """A time, wall-clock Europe/London, in which these addresses are busy; none: the whole team."""

    whose: tuple[str, ...]
    starts: dt.datetime
    ends: dt.datetime


@dataclass(slots=True)
class Read:
    """What a calendar came to.

    `times` counts the busy times, each person's by itself. `left_out` counts entries that keep
    nobody busy (free, cancelled, declined) or that are our own, `unread` those that cannot be
    understood. `unknown_zones` are the names of the time zones for which some of these cannot.
    """

    entries: list[BusyTime] = field(default_factory=list)
    times: int = 0
    left_out: int = 0
    unread: int = 0
    unknown_zones: set[str] = field(default_factory=set)


def read_busy(
    ics: bytes,
    first: dt.date,
    last: dt.date,
    *,
    whose: str | None = None,
    seconds: float = PATIENCE,
) -> Read:
    """The busy times from the first day to the last, both included.

    `whose` says that all of it is one person's calendar, by their address in lower case, or with ""
    the whole team's; otherwise each entry is of those whom it invites and who did not decline.
    Raises DocumentFault where the file is no calendar, or asks for more than its bounds, of which
    one is that it takes `seconds` to work out.
    """
    read = Read()
    limit = _Allowance(seconds)
    calendars = read_blocks(ics, _KEPT, most=LARGEST)
    if sum(_count(calendar) + _count_spans(calendar) for calendar in calendars) > MOST_ENTRIES:
        raise DocumentFault(
            f"the calendar has more than {MOST_ENTRIES:,} entries: export a shorter time of it"
        )
    for calendar in calendars:
        rules = (part for part in calendar.parts if part.name == "VTIMEZONE")
        known = Zones(rules, (first.year - 1, last.year + 1))
        ours = is_our_product(calendar.first("PRODID"))
        for group in _series(calendar.parts):
            if ours or is_our_uid(group[0].first("UID")):
                read.left_out += len(group)
                continue
            limit.check(read.times)
            _read_series(read, group, known, (first, last), whose, limit=limit)
            limit.check(read.times)
    if read.unread and read.unread == sum(map(_count, calendars)):
        why = say_zones(read.unknown_zones)
        raise DocumentFault(
            f"the entries of the calendar cannot be understood{why}: export it again, as .ics"
        )
    return read


def _count(calendar: Block) -> int:
    return sum(part.name in _TIMED for part in calendar.parts)


def _count_spans(calendar: Block) -> int:
    return sum(
        value.count(",") + 1
        for part in calendar.parts
        if part.name == "VFREEBUSY"
        for value in part.values("FREEBUSY")
    )


def _series(blocks: Iterable[Block]) -> Iterable[list[Block]]:
    """The entries with their exceptions: what has one identifier belongs together."""
    series: dict[object, list[Block]] = {}
    for number, block in enumerate(blocks):
        if block.name in _TIMED:
            series.setdefault(block.first("UID") or number, []).append(block)
    return series.values()


def _read_series(
    read: Read,
    group: list[Block],
    known: Zones,
    window: tuple[dt.date, dt.date],
    whose: str | None,
    *,
    limit: "_Allowance",
) -> None:
    """Add the busy times of one entry and its exceptions."""
    found: list[BusyTime] = []
    seen = False
    try:
        for block in group:
            known.settle(block)
        if len(group) > _MOST_OF_ONE or not all(
            can_be_worked_out(block) for block in group if block.name == "VEVENT"
        ):
            read.unread += len(group)
            return
        for component, starts, ends in _times(group, window):
            limit.check(read.times)
            if overlaps(starts, ends, window):
                people, seen = _busy_people(component, whose), True
                if people is not None and starts < ends:
                    found.append(BusyTime(people, starts, ends))
    except DocumentFault:
        raise
    except UnknownZone as zone:
        read.unread += len(group)
        read.unknown_zones.add(zone.name)
        return
    except Exception:  # noqa: BLE001 - the libraries fail in many ways at what is no calendar
        read.unread += len(group)
        return
    read.entries += found
    read.times += sum(max(1, len(entry.whose)) for entry in found)
    if seen and not found:
        read.left_out += len(group)


def _times(
    group: list[Block], window: tuple[dt.date, dt.date]
) -> Iterator[tuple[Component, dt.datetime, dt.datetime]]:
    calendar = Calendar()
    repeats = any(block.values("RRULE") or block.values("RDATE") for block in group)
    for block in group:
        if block.name == "VFREEBUSY":
            yield from _spans(FreeBusy.from_ical(block.text()))
        else:
            event = Event.from_ical(block.text())
            refuse_impossible(event, window, repeats=repeats)
            calendar.add_component(event)
    if calendar.subcomponents:
        first, last = window
        day = dt.timedelta(days=1)
        for component in recurring_ical_events.of(calendar).between(first - day, last + 2 * day):
            yield component, *on_the_wall(component["DTSTART"].dt, component["DTEND"].dt)


def _spans(component: Component) -> Iterator[tuple[Component, dt.datetime, dt.datetime]]:
    """The times of a component that says nothing but when somebody is busy."""
    found: Any = component.get("FREEBUSY", [])
    for span in found if isinstance(found, list) else [found]:
        if str(span.params.get("FBTYPE", "BUSY")).upper() != "FREE":
            yield component, *on_the_wall(span.start, span.end)


def _busy_people(component: Component, whose: str | None) -> tuple[str, ...] | None:
    """The addresses that an entry keeps busy; none of them: the whole team. None: nobody at all."""
    if _is_free(component):
        return None
    attendees = [who for who in attendees_of(component) if is_person(who)]
    away = {email_of(who) for who in attendees if part_of(who) in _AWAY}
    if whose is not None:
        return None if whose in away else ((whose,) if whose else ())
    organiser = organiser_of(component)
    invited = [*attendees, organiser] if organiser is not None else attendees
    if component.name == "VFREEBUSY" and attendees:
        invited = attendees  # of two, the one who asked is not the one who is busy
    people = {address for who in invited if (address := email_of(who)) is not None}
    if people and not people - away:
        return None
    return tuple(sorted(people - away))


def _is_free(component: Component) -> bool:
    """Whether an entry takes up nobody's time."""
    if _said(component, "STATUS") == "CANCELLED":
        return True
    for name in _SHOWN_AS:
        if (shown := _said(component, name)) in _FREE_AS:
            return _FREE_AS[shown]
    return _said(component, "TRANSP") == "TRANSPARENT"


def _said(component: Component, name: str) -> str:
    return str(component.get(name, "")).strip().upper()


class _Allowance:
    """How much is taken of one calendar, in times and in time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def check(self, times: int) -> None:
        """Raise DocumentFault where there is more of either."""
        if times > MOST_TIMES:
            raise DocumentFault(
                "more busy times come of this calendar than can be taken: export a shorter time of "
                "it, or give an earlier --until"
            )
        if time.monotonic() > self._until:
            raise DocumentFault(
                f"it takes more than {self._seconds:g} seconds to work out when this calendar is "
                "busy: export a shorter time of it, or fewer people"
            )
