"""The dates that change with a conference's date, or with the working calendar."""

import datetime as dt
from dataclasses import dataclass

from cpconf.core.conferences.checklist import Plan, PlannedTask
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.dates.phrases import say_moment


@dataclass(frozen=True, slots=True)
class Change:
    """One date that changes, wall-clock Europe/London. `was` is None for a new task.

    `reopened`: the task was done, and its clause asks for it again.
    """

    ref: str
    clause: str
    handle: str
    title: str
    was: dt.datetime | None
    becomes: dt.datetime | None
    reopened: bool = False
    why: str = ""

    @classmethod
    def of(
        cls, task: FiledTask, becomes: dt.datetime | None, *, reopened: bool = False, why: str = ""
    ) -> "Change":
        """Return the change of a task on record to a new moment."""
        return cls(
            ref=task.ref,
            clause=task.clause,
            handle=task.handle,
            title=task.title,
            was=task.wanted,
            becomes=becomes,
            reopened=reopened,
            why=why,
        )


def said_of(change: Change, close: dt.time, *, year: int | None) -> tuple[str, str]:
    """Return the old date and the new one in words.

    `close` is the close of business. `year` is the year to leave out.
    """
    moments = [moment for moment in (change.was, change.becomes) if moment]
    if len({moment.time() for moment in moments}) > 1:
        close = dt.time.max  # two times of day: give both by the clock
    was, becomes = (
        say_moment(moment, close, year=year) if moment else "no date"
        for moment in (change.was, change.becomes)
    )
    return was, f"{becomes}, open again" if change.reopened else becomes


def date_changes(filed: Filed, plan: Plan, *, only_open: bool, why: str = "") -> tuple[Change, ...]:
    """Return the applying tasks and the limits whose dates differ under the new plan.

    `only_open` leaves out tasks that are done or skipped: their dates no longer change.
    """
    planned = {task.key: task for task in plan.tasks}
    changes = []
    for task in filed.tasks:
        new = planned.get(task.key)
        if new is None or not task.applies or (only_open and not task.is_outstanding):
            continue
        if moved(task, new):
            changes.append(Change.of(task, new.wanted, why=why))
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
    """Tell whether a task's dates on record differ from the planned ones."""
    on_record = (task.due, task.literal, task.needed_by)
    return on_record != (planned.due, planned.literal, planned.needed_by)
