"""A changed calendar: which open dates would move, and moving them on record.

A new bank holiday, a newer holiday library or a changed local closure never moves a date by
itself. It is found here, shown with its reason, and kept only when somebody applies it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cpconf.core.calendar import DayOff, WorkingCalendar
from cpconf.core.changes import Change, date_changes, moved
from cpconf.core.checklist import Plan, PlannedTask, make_plan
from cpconf.core.filed import Filed
from cpconf.core.london import stamp
from cpconf.core.phrases import say_day
from cpconf.core.words import TaskState
from cpconf.store.writing import Writer
from cpconf.workflow.pinned import Pins, procedure_of


@dataclass(frozen=True, slots=True)
class Drift:
    """One conference whose open dates another calendar would move."""

    filed: Filed
    plan: Plan
    changes: tuple[Change, ...]


def find_drift(
    store: Pins, open_conferences: Iterable[Filed], calendar: WorkingCalendar
) -> tuple[Drift, ...]:
    """Every open conference with dates that today's calendar would compute otherwise."""
    drifts = []
    for filed in open_conferences:
        old = store.calendar(filed.calendar)
        if old == calendar:
            continue
        procedure = procedure_of(store, filed)
        plan = make_plan(filed.conference, procedure, filed.record, calendar)
        found = date_changes(filed, plan, only_open=True)
        changes = tuple(replace(change, why=_why(change, old, calendar)) for change in found)
        if changes:
            drifts.append(Drift(filed, _keep_settled(plan, filed), changes))
    return tuple(drifts)


def apply_drift(store: Writer, drifts: Iterable[Drift], calendar: WorkingCalendar) -> None:
    """Move the dates, each conference's with its history entry."""
    calendar_id = store.pin_calendar(calendar)
    for drift in drifts:
        store.replan(drift.filed, drift.filed.conference, drift.plan, calendar_id=calendar_id)
        moves = [
            {
                "task": change.handle,
                "from": stamp(change.was) if change.was else None,
                "to": stamp(change.becomes) if change.becomes else None,
                "why": change.why,
            }
            for change in drift.changes
        ]
        store.note(drift.filed, "calendar", {"source": calendar.source, "moved": moves})


def _keep_settled(plan: Plan, filed: Filed) -> Plan:
    """The plan with the dates of done and skipped tasks left as they were."""
    settled = {
        (task.clause, task.task, task.subject): task
        for task in filed.tasks
        if task.state is not TaskState.OPEN
    }

    def keep(planned: PlannedTask) -> PlannedTask:
        old = settled.get((planned.clause.clause, planned.clause.name, planned.subject))
        if old is None or not moved(old, planned):
            return planned
        return replace(planned, due=old.due, literal=old.literal, needed_by=old.needed_by)

    return Plan(tuple(keep(task) for task in plan.tasks), plan.limits)


def _why(change: Change, old: WorkingCalendar, new: WorkingCalendar) -> str:
    """The days that count otherwise now, nearest to the date that moves."""
    near = change.was or change.becomes
    differing = [*_missing(old, new, "now"), *_missing(new, old, "no longer")]
    if near is not None:
        centre = near.date()
        differing.sort(key=lambda pair: abs((pair[0].date - centre).days))
        differing = [pair for pair in differing if abs((pair[0].date - centre).days) <= 45]
    if not differing:
        return "office hours changed" if old.office != new.office else "the calendar changed"
    day, how = differing[0]
    return f"{say_day(day.date)} is {how} a day off: {day.name}"


def _missing(old: WorkingCalendar, new: WorkingCalendar, how: str) -> list[tuple[DayOff, str]]:
    return [(off, how) for day, off in new.days_off.items() if day not in old.days_off]
