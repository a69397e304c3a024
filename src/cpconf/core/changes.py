"""What moves when a conference's date, or the working calendar, changes."""

import datetime as dt
from dataclasses import dataclass, replace

from cpconf.core.checklist import Plan, PlannedTask
from cpconf.core.filed import Filed, FiledTask
from cpconf.core.words import TaskState


@dataclass(frozen=True, slots=True)
class Change:
    """One date that moves; wall-clock Europe/London. `was` None: the task is new.

    `reopened`: it was done, and its clause asks for it again.
    """

    ref: str
    clause: str
    handle: str
    title: str
    was: dt.datetime | None
    becomes: dt.datetime | None
    reopened: bool = False
    why: str = ""


def date_changes(filed: Filed, plan: Plan, *, only_open: bool, why: str = "") -> tuple[Change, ...]:
    """The applying tasks and the limits whose date is another under the new plan.

    `only_open` leaves out what is done or skipped, whose date is history.
    """
    planned = {(p.clause.clause, p.clause.name, p.subject): p for p in plan.tasks}
    changes = []
    for task in filed.tasks:
        new = planned.get((task.clause, task.task, task.subject))
        if new is None or not task.applies or (only_open and not task.is_outstanding):
            continue
        if moved(task, new):
            changes.append(
                Change(
                    ref=filed.conference.ref,
                    clause=task.clause,
                    handle=task.handle,
                    title=task.title,
                    was=task.wanted,
                    becomes=new.wanted,
                    why=why,
                )
            )
    limits = {limit.clause.clause: limit for limit in plan.limits}
    for limit in filed.limits:
        fresh = limits.get(limit.clause)
        if fresh is not None and (fresh.due, fresh.literal) != (limit.due, limit.literal):
            changes.append(
                Change(
                    ref=filed.conference.ref,
                    clause=limit.clause,
                    handle=limit.name,
                    title=limit.title,
                    was=limit.due,
                    becomes=fresh.due,
                    why=why,
                )
            )
    return tuple(changes)


def moved(task: FiledTask, planned: PlannedTask) -> bool:
    """Whether a task's dates on record differ from the planned ones."""
    on_record = (task.due, task.literal, task.needed_by)
    return on_record != (planned.due, planned.literal, planned.needed_by)


def keep_settled(plan: Plan, filed: Filed) -> Plan:
    """The plan with the dates of done and skipped tasks as they are on record."""
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
