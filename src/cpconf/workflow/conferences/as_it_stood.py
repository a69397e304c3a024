"""A conference as it was when a task was marked, rebuilt to explain the dates it kept."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cpconf.core.conferences.changes import moved
from cpconf.core.conferences.checklist import Plan, make_plan
from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.london import unstamp
from cpconf.core.dates.moments import Anchor
from cpconf.core.procedures.procedure import Procedure
from cpconf.core.words import ConferenceState, TaskState
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.store.conferences.values import FiledMark, HistoryEntry
from cpconf.workflow.conferences.pinned import plan_again

_ANCHORS = tuple(anchor.value for anchor in Anchor if anchor is not Anchor.CONFERENCE)


@dataclass(frozen=True, slots=True)
class Stood:
    """A conference at one moment, with its plan and the calendar of that plan.

    `filed` has the tasks in their states of that moment. `marked_at` is when the explained task was
    marked (wall-clock Europe/London), None for the conference as it is now.
    """

    filed: Filed
    plan: Plan
    calendar: WorkingCalendar
    marked_at: dt.datetime | None = None


def stood_when_dated(
    store: ConferenceQuestions, filed: Filed, task: FiledTask, procedure: Procedure
) -> Stood | None:
    """Return the conference that gave a task its dates: now for an open task, else when marked.

    None where no state on record gives these dates: people or facts may have changed since.
    """
    calendar = store.calendar(filed.calendar)
    if task.state is TaskState.OPEN:
        return Stood(filed, plan_again(store, filed), calendar)
    ref = filed.conference.ref
    marks = store.marks(ref)
    mark = _settling(marks, task)
    for then in _stood(filed, store.history(ref), marks, mark):
        for number in (filed.calendar, *store.calendar_numbers()):
            counting = store.calendar(number)
            plan = make_plan(
                then.conference, procedure, then.record, counting, settled=then.settled()
            )
            planned = next((each for each in plan.tasks if each.key == task.key), None)
            if planned is not None and not moved(task, planned):
                return Stood(then, plan, counting, mark.at)
    return None


def _settling(marks: Sequence[FiledMark], task: FiledTask) -> FiledMark:
    """Return the mark that made a task done or skipped, from which on its dates stay."""
    own = [mark for mark in marks if mark.task_id == task.id]
    found = own[-1]
    for mark in reversed(own):
        if mark.kind.leaves is TaskState.OPEN:
            break
        found = mark
    return found


def _stood(
    filed: Filed, history: Sequence[HistoryEntry], marks: Sequence[FiledMark], mark: FiledMark
) -> Iterator[Filed]:
    """Yield the conference as it was at a mark, then as it was at other times, to try in turn."""
    tasks = _states(filed, marks, mark)
    earlier = [entry for entry in history if entry.machine_at < mark.machine_at]
    for count in (len(earlier), *range(len(history), 0, -1)):
        conference = _conference(filed.conference, history[:count])
        yield replace(filed, conference=conference, tasks=tasks)
    yield replace(filed, tasks=tasks)


def _states(filed: Filed, marks: Sequence[FiledMark], until: FiledMark) -> tuple[FiledTask, ...]:
    """Return the tasks in the states that they had just before a mark."""
    states: dict[int, TaskState] = {}
    for mark in marks:
        if mark.machine_at < until.machine_at:
            states[mark.task_id] = mark.kind.leaves
    return tuple(replace(task, state=states.get(task.id, TaskState.OPEN)) for task in filed.tasks)


def _conference(now: Conference, history: Sequence[HistoryEntry]) -> Conference:
    """Return the conference after these entries, with what they do not mention as it is now."""
    then = replace(now, state=ConferenceState.SCHEDULED, ended=None)
    lasting = now.ends - now.at if now.ends else None
    for entry in history:
        match entry.kind, entry.details:
            case "scheduled", {"at": str(at), **more}:
                then = _anchored(_moved(then, at, more, lasting), more)
            case "rescheduled", {"to": str(at), **more}:
                then = _moved(then, at, more, lasting)
            case "held", {"ended": str(ended)}:
                then = replace(then, state=ConferenceState.HELD, ended=unstamp(ended))
            case "not held", _:
                then = replace(then, state=ConferenceState.SCHEDULED, ended=None)
            case "anchors", {**dates}:
                then = _anchored(then, dates)
            case _:
                pass
    return then


def _moved(
    conference: Conference, at: str, more: Mapping[str, object], lasting: dt.timedelta | None
) -> Conference:
    start, ends = unstamp(at), more.get("ends")
    end = start + lasting if lasting else None  # earlier versions did not record the end
    if "ends" in more:
        end = unstamp(ends) if isinstance(ends, str) else None
    return replace(conference, at=start, ends=end)


def _anchored(conference: Conference, dates: Mapping[str, object]) -> Conference:
    known: dict[str, Any] = {
        name.replace("-", "_"): dt.date.fromisoformat(day) if isinstance(day, str) else None
        for name, day in dates.items()
        if name in _ANCHORS
    }
    return replace(conference, **known)
