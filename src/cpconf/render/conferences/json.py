"""The JSON documents, as the contract of the command line promises them.

Keys are only ever added. Moments are ISO 8601 with the offset of Europe/London, dates ISO, absent
is null. Nothing here derives from the clock but `urgency`.
"""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed, FiledLimit, FiledTask
from cpconf.core.conferences.standing import StandingNotice
from cpconf.core.conferences.urgency import pressing, urgency
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.london import stamp
from cpconf.core.words import Fact, Role, Urgency
from cpconf.render.conferences.suggestions import slots_document
from cpconf.render.conferences.task_rows import chosen
from cpconf.render.drawing.json_text import FORM, Document
from cpconf.render.procedures.json import (
    coverage_document,
    faults_document,
    procedure_document,
    procedures_document,
)

if TYPE_CHECKING:
    # Only names: what these bring with them would slow `status --json` down.
    from cpconf.core.conferences.changes import Change
    from cpconf.core.conferences.explanation import Explanation
    from cpconf.core.conferences.notices import Notice

__all__ = [
    "changes_document",
    "coverage_document",
    "explained_document",
    "explanation_document",
    "facts_document",
    "faults_document",
    "no_facts_document",
    "nothing_explained",
    "notices_document",
    "notices_part",
    "outstanding_document",
    "people_document",
    "procedure_document",
    "procedures_document",
    "slots_document",
    "status_document",
]


def status_document(
    filed: Filed,
    calendar: WorkingCalendar,
    now: dt.datetime,
    *,
    include_all: bool = False,
    role: Role | None = None,
) -> Document:
    """`status REF --json`: one conference with its limits and tasks."""
    return {
        "cpconf": FORM,
        "conference": _conference(filed),
        "limits": [_limit(limit) for limit in filed.limits],
        "tasks": [
            task_document(task, filed, calendar, now)
            for task in chosen(filed, include_all=include_all, role=role)
        ],
    }


def task_document(
    task: FiledTask, filed: Filed, calendar: WorkingCalendar, now: dt.datetime
) -> Document:
    """One task of a conference: a member of `tasks`."""
    pressed = pressing(task, filed, now, calendar)
    return _task(task, pressed) | {"blocked_by": _blocked_by(task, filed)}


_OF_TASKS: Final = (
    *("person", "about", "phase", "local", "applies", "state", "urgency", "late_at_booking"),
    *("marked_at", "marked_by"),
)
_OF_LIMITS: Final = ("name", "met")
_LISTS: Final = ("with", "blocked_by", "counted", "follows", "together", "conditions")
_OF_BOTH: Final = (
    *("ref", "task", "handle", "clause", "title", "role", "words", "reading", "reading_words"),
    *("anchor", "anchored", "due", "literal", "needed_by", "provisional", "source", "section"),
    *("calendar", "known_until", "as_of"),
)


def nothing_explained() -> Document:
    """`explain --json` with every key that it has of a task or of a limit, and nothing in them."""
    empty: Document = dict.fromkeys((*_OF_BOTH, *_OF_TASKS, *_OF_LIMITS))
    return {"cpconf": FORM} | empty | {name: [] for name in _LISTS}


def explained_document(
    explanation: "Explanation", filed: Filed, calendar: WorkingCalendar, now: dt.datetime
) -> Document:
    """`explain --json`: what `status` has of the task or limit, and the count behind it."""
    clause = explanation.clause.clause
    known = [_limit(limit) for limit in filed.limits if limit.clause == clause]
    known += [
        task_document(task, filed, calendar, now)
        for task in filed.tasks
        if task.handle == explanation.handle and task.clause == clause
    ]
    return nothing_explained() | known[0] | explanation_document(explanation)


def outstanding_document(
    tasks: Sequence[FiledTask],
    calendar: WorkingCalendar,
    now: dt.datetime,
    notices: Sequence[StandingNotice] = (),
) -> Document:
    """`status --json`: what is outstanding everywhere, in the order given."""
    return {
        "cpconf": FORM,
        "tasks": [
            {"ref": task.ref} | _task(task, urgency(task.wanted, now, calendar)) for task in tasks
        ],
    } | notices_part(notices)


def notices_part(notices: Sequence[StandingNotice]) -> Document:
    """What stands of conferences as a whole: the member `notices` of `status --json`."""
    return {
        "notices": [
            {"ref": notice.ref, "kind": notice.kind.value, "due": _when(notice.due)}
            for notice in notices
        ]
    }


def explanation_document(explanation: "Explanation") -> Document:
    """The dates of one task or limit and the count that gave them."""
    e = explanation
    return {
        "cpconf": FORM,
        "ref": e.ref,
        "task": e.name,
        "handle": e.handle,
        "clause": e.clause.clause,
        "title": e.clause.title,
        "role": e.role,
        "words": e.words,
        "reading": e.reading,
        "reading_words": e.reading_words,
        "anchor": e.anchor_name,
        "anchored": _when(e.anchor),
        "due": _when(e.due),
        "literal": _when(e.literal),
        "needed_by": _when(e.needed_by),
        "provisional": e.provisional,
        "counted": [
            {"date": day.date.isoformat(), "counts": day.counts, "why": day.why}
            for day in e.counted
        ],
        "follows": [{"task": name, "wanted": stamp(wanted)} for name, wanted in e.follows],
        "as_of": _when(e.as_of),
        "together": list(e.together),
        "conditions": list(e.condition),
        "source": e.source,
        "section": e.clause.section,
        "calendar": e.calendar,
        "known_until": e.known_until.isoformat(),
    }


def no_facts_document(ref: str) -> Document:
    """`fact REF --json` while there is no store."""
    return {"cpconf": FORM, "ref": ref, "facts": []}


def facts_document(filed: Filed) -> Document:
    """`fact REF --json`: each fact with its answer, and where that comes from."""
    record, questions = filed.record, filed.questions()
    return {
        "cpconf": FORM,
        "ref": filed.conference.ref,
        "facts": [
            {
                "fact": fact.value,
                "question": fact.question,
                "answer": record.knows(fact),
                "answered": filed.answers.get((fact, None)),
                "people": {
                    about: answer
                    for (of, about), answer in filed.answers.items()
                    if of is fact and about is not None
                },
                "adds_tasks": fact in questions,
            }
            for fact in Fact
        ],
    }


def people_document(ref: str, people: Sequence[Person]) -> Document:
    """`person list --json`; names stand here and in `person list` only."""
    return {
        "cpconf": FORM,
        "ref": ref,
        "people": [
            {
                "person": person.id,
                "role": person.role.value,
                "name": person.name,
                "email": person.email,
                "phone": person.phone,
                "agency": person.agency,
            }
            for person in people
        ],
    }


def changes_document(changes: Sequence["Change"]) -> Document:
    """The dates that move: a change of the conference's date, or of the calendar."""
    return {
        "cpconf": FORM,
        "changes": [
            {
                "ref": change.ref,
                "clause": change.clause,
                "task": change.handle,
                "title": change.title,
                "was": _when(change.was),
                "becomes": _when(change.becomes),
                "reopened": change.reopened,
                "why": change.why or None,
            }
            for change in changes
        ],
    }


def notices_document(notices: Sequence["Notice"]) -> Document:
    """`check --json`: what there is to know about a booking."""
    return {
        "cpconf": FORM,
        "notices": [
            {
                "kind": notice.kind.value,
                "text": notice.text,
                "lines": list(notice.lines),
                "serious": notice.serious,
            }
            for notice in notices
        ],
    }


def _conference(filed: Filed) -> Document:
    conference, record = filed.conference, filed.record
    return {
        "ref": conference.ref,
        "type": conference.type.value,
        "format": conference.format.value,
        "procedure": filed.procedure,
        "procedure_edition": filed.procedure_edition,
        "at": stamp(conference.at),
        "ends": _when(conference.ends),
        "ended": _when(conference.ended),
        "state": conference.state.value,
        "strategy_discussion": _when(conference.strategy_discussion),
        "initial_conference": _when(conference.initial_conference),
        "previous_review": _when(conference.previous_review),
        "facts": {fact.value: record.knows(fact) for fact in Fact},
    }


def _blocked_by(task: FiledTask, filed: Filed) -> list[str]:
    return [t.handle for t in filed.waiting_for(task)] if task.is_outstanding else []


def _limit(limit: FiledLimit) -> Document:
    return {
        "clause": limit.clause,
        "name": limit.name,
        "title": limit.title,
        "anchor": limit.anchor,
        "anchored": _when(limit.anchored),
        "due": _when(limit.due),
        "literal": _when(limit.literal),
        "met": limit.met,
        "reading": limit.reading,
        "provisional": limit.provisional,
    }


def _task(task: FiledTask, pressed: Urgency | None) -> Document:
    return {
        "task": task.task,
        "handle": task.handle,
        "clause": task.clause,
        "title": task.title,
        "role": task.role.value,
        "with": [role.value for role in task.joint],
        "person": task.person,
        "about": task.about,
        "due": _when(task.due),
        "literal": _when(task.literal),
        "needed_by": _when(task.needed_by),
        "reading": task.reading,
        "applies": task.applies,
        "state": task.state.value,
        "urgency": pressed.value if pressed else None,
        "phase": task.phase.value,
        "local": task.local,
        "provisional": task.provisional,
        "late_at_booking": task.late_at_booking,
        "marked_at": _when(task.marked_at),
        "marked_by": task.marked_by,
    }


def _when(moment: dt.datetime | dt.date | None) -> str | None:
    if isinstance(moment, dt.datetime):
        return stamp(moment)
    return moment.isoformat() if moment else None
