"""Recording tasks as done, undone or skipped, and answers to facts."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpconf.core.conferences.changes import Change, date_changes
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.conferences.gates import Obstacle, obstacles
from cpconf.core.conferences.together import in_one_act
from cpconf.core.procedures.procedure import Procedure
from cpconf.core.words import ConferenceState, Fact, MarkKind, TaskState
from cpconf.errors import Refused
from cpconf.workflow.conferences.pinned import close_of, plan_again, procedure_of

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True)
class Shift:
    """Changes of the checklist because of a fact or a person.

    `came` were added, `left` removed, `repeated` added for a further person. `moved` are open tasks
    and limits with a new date; `close` is the conference's close of business.
    """

    came: tuple[FiledTask, ...] = ()
    left: tuple[FiledTask, ...] = ()
    repeated: tuple[FiledTask, ...] = ()
    moved: tuple[Change, ...] = ()
    close: dt.time = dt.time.max


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a command changed: tasks marked, tasks that had the state already, and remarks.

    `added` had the state already, and got a further mark: a note, a time or a reason. `offered` are
    open tasks that are done in one act with those marked done.
    """

    marked: tuple[FiledTask, ...]
    already: tuple[FiledTask, ...] = ()
    added: tuple[FiledTask, ...] = ()
    remarks: tuple[str, ...] = ()
    shift: Shift = Shift()
    offered: tuple[FiledTask, ...] = ()

    @property
    def handles(self) -> tuple[str, ...]:
        """The handles of the tasks that were marked."""
        return tuple(task.handle for task in self.marked)


def do(
    store: "Writer",
    filed: Filed,
    tasks: Sequence[FiledTask],
    *,
    now: dt.datetime,
    at: dt.datetime | None = None,
    note: str | None = None,
    override: str | None = None,
) -> Recorded:
    """Mark tasks done at the moment `at`, else `now`; both are wall-clock Europe/London.

    Records a note or a time for a task done already as a further mark. Raises Refused where a gate
    of the procedure is shut and not overridden.
    """
    _refuse_cancelled(filed)
    procedure = procedure_of(store.conferences, filed)
    outline = procedure.outline(filed.conference.type, filed.conference.format)
    fresh = [task for task in tasks if task.state is not TaskState.DONE]
    already = [task for task in tasks if task.state is TaskState.DONE]
    remarks: list[str] = []
    together = {task.id for task in fresh}
    offered: dict[int, FiledTask] = {}
    for task in fresh:
        shut = obstacles(filed, task, procedure, done_with=together)
        if shut and override is None:
            raise _refusal(filed, task, shut)
        if override is not None:
            details = {"task": task.handle, "gates": [obstacle.clause for obstacle in shut]}
            store.conferences.note(filed, "override", details, override)
            if not shut:
                remarks.append(f"{task.handle}: nothing stopped it, so no override was needed")
        waiting = [t.handle for t in filed.waiting_for(task) if t.id not in together]
        if waiting and not shut:
            remarks.append(f"{task.handle} usually comes after {', '.join(waiting)}: still open")
        offered |= {
            other.id: other
            for other in in_one_act(filed, task, outline)
            if other.is_outstanding and other.id not in together
        }
    store.conferences.mark(fresh, MarkKind.DONE, at=at or now, note=note)
    if override is not None and already:
        done = [task.handle for task in already]
        store.conferences.note(filed, "override", {"task": " ".join(done), "gates": []}, override)
        remarks.append(f"{', '.join(done)}: done already, so no override was needed")
    added = _mark_again(store, filed, already, MarkKind.DONE, at=at, note=note)
    return Recorded(
        marked=tuple(fresh),
        already=tuple(task for task in already if task not in added),
        added=added,
        remarks=tuple(remarks),
        shift=refile(store, filed) if fresh else Shift(),
        offered=tuple(offered.values()),
    )


def undo(store: "Writer", filed: Filed, tasks: Sequence[FiledTask], *, at: dt.datetime) -> Recorded:
    """Open tasks again that were done or skipped; the earlier marks stay on record."""
    _refuse_cancelled(filed)
    closed = [task for task in tasks if task.state is not TaskState.OPEN]
    store.conferences.mark(closed, MarkKind.UNDONE, at=at, note=None)
    procedure = procedure_of(store.conferences, filed)
    shift = refile(store, filed) if closed else Shift()
    already = tuple(task for task in tasks if task.state is TaskState.OPEN)
    remarks = tuple(_done_too_early(filed, closed, procedure))
    return Recorded(tuple(closed), already, remarks=remarks, shift=shift)


def skip(
    store: "Writer", filed: Filed, tasks: Sequence[FiledTask], *, at: dt.datetime, reason: str
) -> Recorded:
    """Mark tasks skipped, with the reason.

    Records another reason for a task skipped already as a further mark. Raises Refused for a done
    task, which must be undone first.
    """
    _refuse_cancelled(filed)
    if done := [task.handle for task in tasks if task.state is TaskState.DONE]:
        ref, handles = filed.conference.ref, " ".join(done)
        raise Refused(f"done already: {', '.join(done)}; undo first: cpconf undo {ref} {handles}")
    fresh = [task for task in tasks if task.state is TaskState.OPEN]
    already = [task for task in tasks if task.state is TaskState.SKIPPED]
    store.conferences.mark(fresh, MarkKind.SKIPPED, at=at, note=reason)
    added = _mark_again(store, filed, already, MarkKind.SKIPPED, at=None, note=reason)
    return Recorded(
        marked=tuple(fresh),
        already=tuple(task for task in already if task not in added),
        added=added,
        shift=refile(store, filed) if fresh else Shift(),
    )


def _mark_again(
    store: "Writer",
    filed: Filed,
    tasks: Sequence[FiledTask],
    kind: MarkKind,
    *,
    at: dt.datetime | None,
    note: str | None,
) -> tuple[FiledTask, ...]:
    """Record a new note or time for tasks that are in that state already; return these tasks.

    A mark without a time takes that of the mark before it.
    """
    latest = (
        {mark.task_id: mark for mark in store.conferences.marks(filed.conference.ref)}
        if tasks
        else {}
    )
    added = []
    for task in tasks:
        before = latest[task.id]
        when = at or before.at
        if when != before.at or (note is not None and note != before.note):
            store.conferences.mark([task], kind, at=when, note=note)
            added.append(task)
    return tuple(added)


def answer(
    store: "Writer", filed: Filed, answers: Sequence[tuple[Fact, str | None, bool | None]]
) -> Shift:
    """Answer facts (for one person where a short id is given); None removes an answer."""
    for fact, about, yes in answers:
        store.conferences.answer(filed, fact, about, yes)
        said = {"fact": fact.value, "about": about, "answer": yes}
        store.conferences.note(filed, "fact", said)
    return refile(store, filed)


def refile(store: "Writer", filed: Filed) -> Shift:
    """Plan again from the current record, on the pinned calendar, and return what changed.

    This includes dates that other tasks set (needed by).
    """
    current = store.conferences.filed(filed.conference.ref)
    plan = plan_again(store.conferences, current)
    store.conferences.replan(current, current.conference, plan, calendar_id=current.calendar)
    after = store.conferences.filed(filed.conference.ref)
    if current.conference.state is ConferenceState.CANCELLED:
        return Shift()
    before, now = filed.applying, after.applying
    handles = {task.handle for task in before}
    new = [task for task in now if task.handle not in handles]
    known = {task.clause for task in before}
    staying, there = {task.clause for task in now}, {task.handle for task in now}
    return Shift(
        came=tuple(task for task in new if task.clause not in known),
        left=tuple(
            task
            for task in before
            if task.clause not in staying or (task.subject and task.handle not in there)
        ),
        repeated=tuple(task for task in new if task.clause in known),
        moved=date_changes(current, plan, only_open=True),
        close=close_of(store.conferences, current),
    )


def _done_too_early(
    filed: Filed, opened: Sequence[FiledTask], procedure: Procedure
) -> Iterator[str]:
    """Yield remarks on done tasks that wait, by a gate, for a task that is open again."""
    gates = {task.clause: task.only_after for task in procedure.tasks}
    for task in opened:
        for later in filed.applying:
            first = gates.get(later.clause, ())
            if later.state is TaskState.DONE and {task.task, task.clause} & set(first):
                yield f"{later.handle} is done, although it waits for {task.handle}"


def _refuse_cancelled(filed: Filed) -> None:
    if filed.conference.state is ConferenceState.CANCELLED:
        raise Refused(f"{filed.conference.ref} is cancelled: its tasks are closed")


def _refusal(filed: Filed, task: FiledTask, shut: Sequence[Obstacle]) -> Refused:
    why = "; ".join(f"{obstacle.text} ({obstacle.clause})" for obstacle in shut)
    return Refused(
        f"{task.handle} has to wait: {why}\n"
        f"To record it all the same: cpconf done {filed.conference.ref} {task.handle} "
        "--override REASON"
    )
