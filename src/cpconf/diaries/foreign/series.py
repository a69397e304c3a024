"""When each entry of a calendar keeps somebody busy, with its exceptions where it repeats."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import recurring_ical_events
from icalendar import Calendar, Component, Event, FreeBusy
from recurring_ical_events.series import Series

from cpconf.diaries.busy import LARGEST
from cpconf.diaries.calendar_lines import Block, Kept, read_blocks
from cpconf.diaries.foreign import zones
from cpconf.diaries.foreign.attendees import (
    attendees_of,
    email_of,
    is_person,
    organiser_of,
    part_of,
)
from cpconf.diaries.foreign.spans import on_the_wall, overlaps, refuse_impossible
from cpconf.diaries.foreign.zones import UnknownZone, Zones
from cpconf.diaries.identity import is_our_product, is_our_uid
from cpconf.errors import DocumentFault

MOST_ENTRIES: Final = 20_000
"""The entries that a calendar may have; one that repeats is one.

Of what says only when somebody is busy (VFREEBUSY), each time counts.
"""

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


def answers(
    ics: bytes, window: tuple[dt.date, dt.date], whose: str | None, *, passed: int = 0
) -> Iterator[Mapping[str, Any]]:
    """What `busy.read_busy` is told: how many entries each series has, then what each comes to.

    The first `passed` series are passed over. Raises DocumentFault where the file is no calendar,
    or has more entries than it may.
    """
    calendars = read_blocks(ics, _KEPT, most=LARGEST)
    if sum(_count(calendar) + _count_spans(calendar) for calendar in calendars) > MOST_ENTRIES:
        raise DocumentFault(
            f"the calendar has more than {MOST_ENTRIES:,} entries: export a shorter time of it"
        )
    series = [
        (group, known, ours)
        for calendar in calendars
        for known, ours in [(_zones(calendar, window), is_our_product(calendar.first("PRODID")))]
        for group in _series(calendar.parts)
    ]
    yield {"series": [len(group) for group, *_ in series]}
    for group, known, ours in series[passed:]:
        if ours or is_our_uid(group[0].first("UID")):
            yield {"left_out": len(group)}
        else:
            yield _answer(group, known, window, whose)


def _zones(calendar: Block, window: tuple[dt.date, dt.date]) -> Zones:
    rules = (part for part in calendar.parts if part.name == "VTIMEZONE")
    return Zones(rules, (window[0].year - 1, window[1].year + 1))


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


def _answer(
    group: list[Block], known: Zones, window: tuple[dt.date, dt.date], whose: str | None
) -> Mapping[str, object]:
    """The busy times of one entry and its exceptions, by whose they are."""
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    seen = False
    try:
        for block in group:
            known.settle(block)
        for component, starts, ends in _times(group, window):
            if overlaps(starts, ends, window):
                people, seen = _busy_people(component, whose), True
                if people is not None and starts < ends:
                    found.setdefault(people, []).append((starts.isoformat(), ends.isoformat()))
    except UnknownZone as zone:
        return {"unread": len(group), "zones": [zone.name]}
    except Exception:  # noqa: BLE001 - the libraries fail in many ways at what is no calendar
        return {"unread": len(group)}
    return {"busy": list(found.items()), "left_out": len(group) if seen and not found else 0}


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
            _refuse_misread(event)
            calendar.add_component(event)
    if calendar.subcomponents:
        first, last = window
        day = dt.timedelta(days=1)
        found = recurring_ical_events.of(calendar)
        for series in found.series:
            _refuse_never(series)
        for component in found.between(first - day, last + 2 * day):
            yield component, *on_the_wall(component["DTSTART"].dt, component["DTEND"].dt)


def _refuse_misread(event: Component) -> None:
    """Raise ValueError for a rule without FREQ, or for the 0th of a month: the libraries see none.

    They take the first for no rule, and the second for every day.
    """
    rules: Any = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if "FREQ" not in rule or 0 in rule.get("BYMONTHDAY", ()):
            raise ValueError("a rule that the libraries misread")


def _refuse_never(series: Series) -> None:
    """Raise ValueError for a rule that gives no time at all, as on every 30 February.

    What it meant nobody knows. One that ends (UNTIL) before it begins means no time.
    """
    for rule in getattr(series.recurrence, "rrules", ())[1:]:  # the first has single dates
        if rule.until is None and next(iter(rule), None) is None:
            raise ValueError("a rule that never comes true")


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
