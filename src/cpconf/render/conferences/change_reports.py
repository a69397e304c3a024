"""The reports of commands that change a conference: marks, dates that move, people."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Self

from cpconf.core.words import TaskState
from cpconf.render.conferences import common_keys as keys
from cpconf.render.conferences.reports import Standing, StandingPart
from cpconf.render.drawing.json_text import Report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cpconf.core.conferences.changes import Change
    from cpconf.core.conferences.filed import FiledTask
    from cpconf.core.conferences.standing import StandingNotice
    from cpconf.workflow.conferences.marks import Recorded


class ChangePart(Report):
    """A date that moves."""

    ref: keys.Ref
    clause: keys.Clause
    task: Annotated[str, "handle of the task, or name of the limit"]
    title: Annotated[str, "what is to be done"]
    was: Annotated[dt.datetime | None, "its moment so far; `null`: the task is new"]
    becomes: Annotated[dt.datetime | None, "its moment from now on"]
    reopened: Annotated[bool, "whether it was done, and has to be done again"]
    why: Annotated[str | None, "the day that counts differently; for a changed calendar only"]

    @classmethod
    def each_of(cls, changes: "Iterable[Change]") -> tuple[Self, ...]:
        """Make one from each of these changes."""
        return tuple(cls.like(c, task=c.handle, why=c.why or None) for c in changes)


class ChangesReport(Report, commands=("held", "working-days apply", "working-days check")):
    """`held`, `working-days`: the dates that move."""

    changes: Annotated[tuple[ChangePart, ...], "what moves"] = ()

    @classmethod
    def of(cls, changes: "Iterable[Change]") -> Self:
        """Make one from these changes."""
        return cls(ChangePart.each_of(changes))


class MoveReport(ChangesReport, commands=("reschedule",)):
    """`reschedule`: the dates that move with the conference."""

    updates: Annotated[
        tuple[str, ...], "short ids of the people who get an update of their invitation"
    ] = ()

    @classmethod
    def of(cls, changes: "Iterable[Change]", updates: "Iterable[str]" = ()) -> Self:
        """Make one from these changes and the people who get an update."""
        return cls(ChangePart.each_of(changes), tuple(updates))


class CancellationReport(Report, commands=("cancel",)):
    """`cancel`: the notices that remain, and who gets a cancellation."""

    ref: keys.Ref
    notices: Standing
    cancellations: Annotated[
        tuple[str, ...], "short ids of the people who get a cancellation of their invitation"
    ]

    @classmethod
    def of(
        cls, ref: str, standing: "Iterable[StandingNotice]", cancellations: "Iterable[str]" = ()
    ) -> Self:
        """Make one from a conference's notices and the people who get a cancellation."""
        return cls(ref, StandingPart.each_like(standing), tuple(cancellations))


class OnRecordReport(Report, commands=("person add", "person change")):
    """`person add`, `person change`: who was added or changed."""

    ref: keys.Ref
    person: keys.PersonId


class MarksReport(Report, commands=("done", "skip", "undo")):
    """`done`, `undo`, `skip`: the tasks marked, and what that changed in the checklist."""

    ref: keys.Ref
    state: Annotated[TaskState, "`done`, `open` or `skipped`: what the tasks are now"]
    marked: Annotated[tuple[str, ...], "handles of the tasks that were marked"]
    added: Annotated[
        tuple[str, ...], "tasks that had this state already, and got a note, a time or a reason"
    ]
    already: Annotated[tuple[str, ...], "tasks that had this state already"]
    offered: Annotated[tuple[str, ...], "open tasks that are done in the same act"]
    came: Annotated[tuple[str, ...], "tasks added to the checklist"]
    left: Annotated[tuple[str, ...], "tasks removed from it"]
    changes: Annotated[tuple[ChangePart, ...], "dates that moved, as in `reschedule`"]
    remarks: keys.Remarks

    @classmethod
    def of(cls, ref: str, result: "Recorded", state: TaskState) -> Self:
        """Make one from the result of a marking command."""
        shift = result.shift
        return cls(
            ref=ref,
            state=state,
            marked=result.handles,
            added=_handles(result.added),
            already=_handles(result.already),
            offered=_handles(result.offered),
            came=_handles(shift.came),
            left=_handles(shift.left),
            changes=ChangePart.each_of(shift.moved),
            remarks=result.remarks,
        )


def _handles(tasks: "Iterable[FiledTask]") -> tuple[str, ...]:
    return tuple(task.handle for task in tasks)
