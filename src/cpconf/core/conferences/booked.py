"""The record of a booking that is not in the store, or not yet."""

import datetime as dt

from cpconf.core.conferences.checklist import Plan, PlannedLimit, PlannedTask
from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.facts import Record
from cpconf.core.conferences.filed import Filed, FiledLimit, FiledTask
from cpconf.core.procedures.procedure import Procedure
from cpconf.core.words import TaskState


def as_filed(
    conference: Conference,
    procedure: Procedure,
    record: Record,
    plan: Plan,
    *,
    now: dt.datetime,
) -> Filed:
    """Return a booking as it would be on record, for `--dry-run` and the screen of a new booking.

    `now` (wall-clock Europe/London) decides which tasks are late at booking.
    """
    outline = procedure.outline(conference.type, conference.format)
    return Filed(
        id=0,
        conference=conference,
        procedure=procedure.name,
        procedure_title=procedure.title,
        procedure_edition=procedure.edition,
        edition=0,
        calendar=0,
        version=1,
        people=record.people,
        answers=record.answers,
        tasks=tuple(
            _file_task(task, conference.ref, record, now, procedure.switches.close_of_business)
            for task in plan.tasks
        ),
        limits=tuple(_file_limit(limit) for limit in plan.limits),
        orders=frozenset(
            (place, later) for place, places in enumerate(outline.after) for later in places
        ),
        children=record.children,
    )


def _file_task(
    task: PlannedTask, ref: str, record: Record, now: dt.datetime, close: dt.time | None
) -> FiledTask:
    clause = task.clause
    return FiledTask(
        id=0,
        ref=ref,
        rule=task.place,
        clause=clause.clause,
        task=clause.name,
        title=clause.title,
        role=clause.role,
        joint=clause.joint,
        each=clause.each,
        phase=clause.phase,
        person=task.person,
        owner=next((p.role for p in record.people if p.id == task.person), None),
        about=task.about,
        due=task.due,
        literal=task.literal,
        needed_by=task.needed_by,
        reading=clause.reading.value,
        local=clause.local,
        provisional=task.provisional,
        applies=task.applies,
        state=TaskState.OPEN,
        late_at_booking=task.is_late(now),
        conditions=tuple(str(condition) for condition in clause.conditions),
        close=close,
    )


def _file_limit(limit: PlannedLimit) -> FiledLimit:
    return FiledLimit(
        clause=limit.clause.clause,
        name=limit.clause.name,
        title=limit.clause.title,
        anchor=limit.clause.timing.anchor.value,
        anchored=limit.anchored,
        due=limit.due,
        literal=limit.literal,
        met=limit.met,
        provisional=limit.provisional,
        reading=limit.clause.timing.reading.value,
        children=limit.children,
    )
