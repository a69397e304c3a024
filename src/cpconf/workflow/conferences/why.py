"""Explaining a date: the clause, the reading, and the count, repeated day by day."""

import datetime as dt

from cpconf.core.conferences.checklist import asking
from cpconf.core.conferences.choosing import choose_task
from cpconf.core.conferences.explanation import Explanation, count_days, where_it_stands
from cpconf.core.conferences.filed import Filed, FiledLimit, FiledTask
from cpconf.core.conferences.together import in_one_act
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.moments import Anchor
from cpconf.core.dates.readings import Reading, anchored_at
from cpconf.core.procedures.procedure import LimitClause, Outline, Procedure, TaskClause
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.workflow.conferences.as_it_stood import Stood, stood_when_dated
from cpconf.workflow.conferences.pinned import procedure_of


def explain(store: ConferenceQuestions, filed: Filed, text: str) -> Explanation:
    """Explain why the date of a task or a limit is what it is.

    Uses the procedure and the calendar kept in the store when the date was computed, so the
    procedure's file is not needed. Raises NotFound or UsageFault for an unknown task.
    """
    procedure, calendar = procedure_of(store, filed), store.calendar(filed.calendar)
    for limit in filed.limits:
        if text.strip().lower() in {limit.clause.lower(), limit.name}:
            return _explain_limit(filed, limit, procedure, calendar)
    task = choose_task(filed, text, applying=False)
    return _explain_task(store, filed, task, procedure)


def _explain_task(
    store: ConferenceQuestions, filed: Filed, task: FiledTask, procedure: Procedure
) -> Explanation:
    conference = filed.conference
    outline = procedure.outline(conference.type, conference.format)
    clause = next(
        outline.tasks[place]
        for place in outline.find(task.task)
        if outline.tasks[place].clause == task.clause
    )
    timing, reading = clause.timing, Reading(task.reading)
    stood = stood_when_dated(store, filed, task, procedure)
    words = _reading_words(reading, clause, procedure)
    if stood is None:
        words += "; kept as it was, because what it was counted from has changed since"
    moments = stood.filed.conference.moments if stood else None
    calendar = stood.calendar if stood else store.calendar(filed.calendar)
    return Explanation(
        ref=conference.ref,
        clause=clause,
        name=clause.name,
        handle=task.handle,
        role=clause.role.value,
        owed_by=_owed_by(filed, task),
        words=timing.words if timing else None,
        reading=reading.value,
        reading_words=words,
        anchor_name=timing.anchor.value if timing else None,
        anchor=anchored_at(timing, moments) if timing and moments else None,
        due=task.due,
        literal=task.literal,
        needed_by=task.needed_by,
        provisional=task.provisional,
        counted=count_days(timing, moments, procedure, calendar) if timing and moments else (),
        follows=_follows(stood, task, outline) if stood and not task.due else (),
        together=tuple(other.handle for other in in_one_act(filed, task, outline)),
        start=_start(stood, task),
        as_of=stood.marked_at if stood else task.marked_at,
        condition=task.conditions,
        source=where_it_stands(clause, procedure),
        calendar=calendar.source,
        known_until=calendar.known_until,
        read_on=calendar.read_on,
    )


def _explain_limit(
    filed: Filed, limit: FiledLimit, procedure: Procedure, calendar: WorkingCalendar
) -> Explanation:
    conference = filed.conference
    moments = conference.moments
    if limit.anchored is not None:
        moments = moments.since(Anchor(limit.anchor), limit.anchored)
    clause = next(known for known in procedure.limits if known.clause == limit.clause)
    return Explanation(
        ref=conference.ref,
        clause=clause,
        name=clause.name,
        handle=clause.name,
        role=None,
        owed_by=None,
        words=clause.timing.words,
        reading=clause.timing.reading.value,
        reading_words=_reading_words(clause.timing.reading, clause, procedure),
        anchor_name=limit.anchor,
        anchor=limit.anchored,
        due=limit.due,
        literal=limit.literal,
        needed_by=None,
        provisional=limit.provisional,
        counted=count_days(clause.timing, moments, procedure, calendar),
        follows=(),
        condition=(),
        source=where_it_stands(clause, procedure),
        calendar=calendar.source,
        known_until=calendar.known_until,
        read_on=calendar.read_on,
    )


def _owed_by(filed: Filed, task: FiledTask) -> str:
    """Return in words the role that owes a task, with whom, and the person if on record."""
    words = (task.owner or task.role).words
    if person := filed.person(task.person):
        words += f" ({person.id})"
    if task.joint:
        words += f" with {' and '.join(role.words for role in task.joint)}"
    if concerned := filed.person(task.about):
        words += f", about {concerned.role.words} ({concerned.id})"
    return words


def _start(stood: Stood | None, task: FiledTask) -> dt.datetime | None:
    """Return the conference's start where that set when the task is needed by (R6); else None."""
    if stood is None or task.due is not None or task.needed_by is None:
        return None
    start = stood.filed.conference.at
    return start if start == task.needed_by else None


def _follows(
    stood: Stood, task: FiledTask, outline: Outline
) -> tuple[tuple[str, dt.datetime], ...]:
    """Return the tasks that need this one, with their moments, earliest first."""
    planned = next(each for each in stood.plan.tasks if each.key == task.key)
    others = (each for each in stood.plan.tasks if each.place in outline.asking[planned.place])
    found = [
        (each.handle, each.wanted)
        for each in asking(planned, others, stood.filed.conference, stood.filed.settled())
        if each.wanted is not None
    ]
    return tuple(sorted(found, key=lambda pair: pair[1]))


def _reading_words(reading: Reading, clause: TaskClause | LimitClause, procedure: Procedure) -> str:
    """Return the reading in words, as the procedure's switches change it."""
    switches = procedure.switches
    words = reading.words
    if reading is Reading.R2 and not switches.days_are_working:
        words = "days before, read as calendar days; due at close of business"
    if reading is Reading.R3 and not switches.hours_are_office:
        words = "hours before, counted on the wall clock, back to the last office moment"
    if reading is Reading.R4 and not switches.hours_are_office:
        words = "within hours, counted on the wall clock from the end of the conference"
    if reading in {Reading.R1, Reading.R2} and switches.clear_days:
        words += "; clear days, so one more day lies in between"
    if isinstance(clause, TaskClause) and clause.local:
        words += "; a local target, since the document states no time"
    return words
