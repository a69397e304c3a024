"""Ticking off the tasks that ask for just what was done, and naming those that ask for more."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.sharing.giving import GivenDocument, settled_by
from cpconf.core.words import ConferenceState, DocumentKind, FileType, TaskState
from cpconf.errors import Refused
from cpconf.workflow.conferences.marks import Recorded, do
from cpconf.workflow.conferences.pinned import Pins, outline_of

if TYPE_CHECKING:
    from cpconf.store.writing import Writer

AGREEING: Final = "agree-delivery"
"""The task, there for each parent, by which a procedure has it agreed how they get documents."""


def asked_as(store: Pins, filed: Filed, kind: DocumentKind, type_: FileType) -> tuple[str, ...]:
    """What to know where a clause names another type of file than this one."""
    return tuple(
        f"{task.clause} asks for a .{task.sends_as} file: {task.name} will stay open"
        for task in outline_of(store, filed).tasks
        if task.sends is kind and task.sends_as not in {None, type_}
    )


def tick_given(store: "Writer", filed: Filed, given: GivenDocument, *, at: dt.datetime) -> Recorded:
    """Mark the tasks done that ask for just this document to reach this person in this way.

    O-7, O-16a, O-22, O-24, H-ICPC-A1c, H-RCPC-A1c; `at` is wall-clock Europe/London. What stays
    open is said in the remarks, with what to type: a task of several acts, one that asks for
    another way or type of file, or that a gate keeps shut.
    """
    if filed.conference.state is ConferenceState.CANCELLED:
        return Recorded(())
    settling = settled_by(given, filed, outline_of(store, filed))
    return _tick(store, filed, settling.done, settling.said, at=at)


def tick_agreed(store: "Writer", filed: Filed, person: str, *, at: dt.datetime) -> Recorded:
    """Mark the task done by which it is agreed with this very person how they get documents."""
    if filed.conference.state is ConferenceState.CANCELLED:
        return Recorded(())
    tasks = _agreeing(filed, person)
    done = [task for task in tasks if task.state is not TaskState.SKIPPED]
    return _tick(store, filed, done, (), at=at)


def marked_agreed(filed: Filed, person: str) -> tuple[FiledTask, ...]:
    """The tasks that are done by which it was agreed with somebody how they get documents."""
    return tuple(t for t in _agreeing(filed, person) if t.state is TaskState.DONE)


def _agreeing(filed: Filed, person: str) -> list[FiledTask]:
    return [task for task in filed.applying if task.task == AGREEING and task.about == person]


def _tick(
    store: "Writer",
    filed: Filed,
    tasks: Sequence[FiledTask],
    said: tuple[str, ...],
    *,
    at: dt.datetime,
) -> Recorded:
    if not tasks:
        return Recorded((), remarks=said)
    try:
        recorded = do(store, filed, tasks, now=at)
    except Refused as refused:
        return Recorded((), remarks=(*said, str(refused).splitlines()[0]))
    return replace(recorded, remarks=(*said, *recorded.remarks))
