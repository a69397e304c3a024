"""Ticking off the tasks that ask for just what the program has done, and no others."""

import datetime as dt
from typing import TYPE_CHECKING

from cpconf.core.document import DocumentKind, FileType
from cpconf.core.filed import Filed
from cpconf.core.words import ConferenceState, TaskState
from cpconf.errors import Refused
from cpconf.workflow.pinned import Pins, procedure_of
from cpconf.workflow.recording import Recorded, do

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


def asked_as(store: Pins, filed: Filed, kind: DocumentKind, type_: FileType) -> tuple[str, ...]:
    """What to know where a clause names another type of file than this one."""
    outline = procedure_of(store, filed).outline(filed.conference.type, filed.conference.format)
    return tuple(
        f"{task.clause} asks for a .{task.sends_as} file: {task.name} will stay open"
        for task in outline.tasks
        if task.sends is kind and task.sends_as not in {None, type_}
    )


def tick_sent(
    store: "Writer",
    filed: Filed,
    person: str,
    kind: DocumentKind,
    type_: FileType,
    *,
    at: dt.datetime,
) -> Recorded:
    """Mark the tasks done that ask for this copy to be sent to this parent in two messages.

    O-7, O-16a, O-22 and O-24; `at` is wall-clock Europe/London. A task whose clause names another
    type of file stays open, and so does one that a gate keeps shut: both are said in the remarks.
    """
    if filed.conference.state is ConferenceState.CANCELLED:
        return Recorded(())
    outline = procedure_of(store, filed).outline(filed.conference.type, filed.conference.format)
    asked = {task.clause: task for task in outline.tasks if task.sends is kind}
    tasks = [
        task
        for task in filed.applying
        if task.clause in asked and task.about == person and task.state is TaskState.OPEN
    ]
    as_asked = [t for t in tasks if asked[t.clause].sends_as in {None, type_}]
    remarks = tuple(
        f"{task.handle} stays open: {task.clause} asks for a .{asked[task.clause].sends_as} file"
        for task in tasks
        if task not in as_asked
    )
    if not as_asked:
        return Recorded((), remarks=remarks)
    try:
        recorded = do(store, filed, as_asked, now=at)
    except Refused as refused:
        return Recorded((), remarks=(*remarks, str(refused).splitlines()[0]))
    return Recorded(recorded.marked, remarks=(*remarks, *recorded.remarks), shift=recorded.shift)
