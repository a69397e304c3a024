"""Finding the open dates that a changed calendar would move, and moving them.

A new bank holiday, a newer holiday library or a changed local closure never moves a date by itself:
somebody must apply the change, and sees the reason first.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cpconf.core.conferences.changes import Change, date_changes
from cpconf.core.conferences.checklist import Plan, make_plan
from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.calendar import DayOff, WorkingCalendar
from cpconf.core.dates.london import stamp
from cpconf.core.dates.phrases import say_day
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.workflow.conferences.pinned import procedure_of

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True)
class Drift:
    """One open conference under a new calendar; `changes` are the open dates that move.

    `close` is its close of business under that calendar.
    """

    filed: Filed
    plan: Plan
    changes: tuple[Change, ...]
    close: dt.time


def find_drift(
    store: ConferenceQuestions, open_conferences: Iterable[Filed], calendar: WorkingCalendar
) -> tuple[Drift, ...]:
    """Return every open conference as the given calendar would date it."""
    drifts = []
    for filed in open_conferences:
        old = store.calendar(filed.calendar)
        procedure = procedure_of(store, filed)
        settled = filed.settled()
        plan = make_plan(filed.conference, procedure, filed.record, calendar, settled=settled)
        found = date_changes(filed, plan, only_open=True)
        changes = tuple(replace(change, why=_why(change, filed, old, calendar)) for change in found)
        close = procedure.switches.close_of_business or calendar.office.closes
        drifts.append(Drift(filed, plan, changes, close))
    return tuple(drifts)


def apply_drift(store: "Writer", drifts: Iterable[Drift], calendar: WorkingCalendar) -> None:
    """Move the dates, with an entry in each conference's history.

    A conference without a date to move uses the new calendar too.
    """
    calendar_id = store.conferences.pin_calendar(calendar)
    for drift in drifts:
        if not drift.changes and drift.filed.calendar == calendar_id:
            continue
        store.conferences.replan(
            drift.filed, drift.filed.conference, drift.plan, calendar_id=calendar_id
        )
        if not drift.changes:
            continue
        moves = [
            {
                "task": change.handle,
                "from": stamp(change.was) if change.was else None,
                "to": stamp(change.becomes) if change.becomes else None,
                "why": change.why,
            }
            for change in drift.changes
        ]
        store.conferences.note(drift.filed, "calendar", {"source": calendar.source, "moved": moves})


def _why(change: Change, filed: Filed, old: WorkingCalendar, new: WorkingCalendar) -> str:
    """Return, in words, the day that now counts differently and moved this date."""
    passed = _span(change, filed)
    differing = [
        (off, how)
        for off, how in (*_missing(old, new, "now"), *_missing(new, old, "no longer"))
        if passed[0] <= off.date <= passed[1] and off.date.weekday() < 5
    ]
    if not differing:
        if old.office != new.office:
            return "the office hours changed"
        return "it was worked out with an earlier calendar"
    near = (change.becomes or change.was or filed.conference.at).date()
    day, how = min(differing, key=lambda pair: abs((pair[0].date - near).days))
    return f"{say_day(day.date)} is {how} a day off: {day.name}"


def _span(change: Change, filed: Filed) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that the count of a date may pass."""
    moments = filed.conference.moments
    ends = [moment.date() for moment in (change.was, change.becomes) if moment]
    limits = {limit.clause: limit.anchored for limit in filed.limits}
    if change.clause in limits:
        ends += [anchored for anchored in [limits[change.clause]] if anchored]
    else:
        ends += [moments.start.date(), moments.ended.date()]
    return min(ends), max(ends)


def _missing(old: WorkingCalendar, new: WorkingCalendar, how: str) -> list[tuple[DayOff, str]]:
    return [(off, how) for day, off in new.days_off.items() if day not in old.days_off]
