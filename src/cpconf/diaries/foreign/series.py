"""The busy times of each entry of a calendar, with its repeats and exceptions."""

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
"""The most entries that a calendar may have. An entry that repeats counts once.

In a VFREEBUSY, which lists only busy times, each time counts as an entry.
"""

_SHOWN_AS: Final = ("X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-MSNCALENDAR-BUSYSTATUS")
"""How Outlook shows a time; replaces TRANSP where present ([MS-OXCICAL] 2.1.3.1.1.20.25).

INTENDEDSTATUS is not read: it is the organiser's wish, not how the time is shown.
"""

_FREE_AS: Final = {
    "FREE": True,
    "TENTATIVE": False,
    "BUSY": False,
    "OOF": False,
    "WORKINGELSEWHERE": True,
}
"""Whether each of these leaves a time free ([MS-OXCICAL] 2.1.3.1.1.20.25, 2.1.3.1.1.20.31)."""

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
    """Yield the answers for `busy.read_busy`: the sizes of all series, then each one's busy times.

    The first `passed` series are left out. Raises DocumentFault (exit 6) if the file is not a
    calendar or has too many entries.
    """
    calendars = read_blocks(ics, _KEPT, most=LARGEST)
    if sum(_count(calendar) + _count_spans(calendar) for calendar in calendars) > MOST_ENTRIES:
        raise DocumentFault(
            f"the calendar has more than {MOST_ENTRIES:,} entries: export a shorter period"
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
    """Return the series: entries and their exceptions have the same identifier."""
    series: dict[object, list[Block]] = {}
    for number, block in enumerate(blocks):
        if block.name in _TIMED:
            series.setdefault(block.first("UID") or number, []).append(block)
    return series.values()


def _answer(
    group: list[Block], known: Zones, window: tuple[dt.date, dt.date], whose: str | None
) -> Mapping[str, object]:
    """Return the answer for one entry and its exceptions: busy times for each set of people."""
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
    except Exception:  # noqa: BLE001 - the libraries raise many kinds of error for a bad calendar
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
    """Raise ValueError for a rule without FREQ or with the 0th of a month.

    The libraries ignore the first, and take the second for every day.
    """
    rules: Any = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if "FREQ" not in rule or 0 in rule.get("BYMONTHDAY", ()):
            raise ValueError("a rule that the libraries misread")


def _refuse_never(series: Series) -> None:
    """Raise ValueError for a rule that never gives a time, such as every 30 February.

    Its meaning is unknown, unlike that of a rule that ends (UNTIL) before it begins: no time.
    """
    for rule in getattr(series.recurrence, "rrules", ())[1:]:  # the first holds the single dates
        if rule.until is None and next(iter(rule), None) is None:
            raise ValueError("a rule that never comes true")


def _spans(component: Component) -> Iterator[tuple[Component, dt.datetime, dt.datetime]]:
    """Yield the busy times of a VFREEBUSY."""
    found: Any = component.get("FREEBUSY", [])
    for span in found if isinstance(found, list) else [found]:
        if str(span.params.get("FBTYPE", "BUSY")).upper() != "FREE":
            yield component, *on_the_wall(span.start, span.end)


def _busy_people(component: Component, whose: str | None) -> tuple[str, ...] | None:
    """Return the addresses that an entry keeps busy; () is the whole team, None is nobody."""
    if _is_free(component):
        return None
    attendees = [who for who in attendees_of(component) if is_person(who)]
    away = {email_of(who) for who in attendees if part_of(who) in _AWAY}
    if whose is not None:
        return None if whose in away else ((whose,) if whose else ())
    organiser = organiser_of(component)
    invited = [*attendees, organiser] if organiser is not None else attendees
    if component.name == "VFREEBUSY" and attendees:
        invited = attendees  # the organiser only asked for the busy times
    people = {address for who in invited if (address := email_of(who)) is not None}
    if people and not people - away:
        return None
    return tuple(sorted(people - away))


def _is_free(component: Component) -> bool:
    """Tell whether an entry leaves the time free."""
    if _said(component, "STATUS") == "CANCELLED":
        return True
    for name in _SHOWN_AS:
        if (shown := _said(component, name)) in _FREE_AS:
            return _FREE_AS[shown]
    return _said(component, "TRANSP") == "TRANSPARENT"


def _said(component: Component, name: str) -> str:
    return str(component.get(name, "")).strip().upper()
