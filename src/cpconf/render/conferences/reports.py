"""The reports of `status`: one conference, or everything outstanding.

`status` runs often, so reports that it does not need are in other files.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Self

from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.conferences.standing import StandingKind, StandingNotice
from cpconf.core.conferences.urgency import pressing, urgency
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.readings import ALL_READINGS, LIMIT_READINGS
from cpconf.core.words import (
    ConferenceState,
    ConferenceType,
    Fact,
    Format,
    Phase,
    Role,
    TaskState,
    Urgency,
)
from cpconf.render.conferences import common_keys as keys
from cpconf.render.drawing.json_text import Report


class ConferencePart(Report):
    """The conference itself."""

    ref: Annotated[str, "reference"]
    type: Annotated[ConferenceType, "`initial` or `review`"]
    format: Annotated[Format, "`video` or `written`"]
    procedure: Annotated[str, "name of the procedure"]
    procedure_edition: Annotated[str, "its edition, as kept with the conference"]
    at: Annotated[dt.datetime, "start"]
    ends: Annotated[dt.datetime | None, "planned end"]
    ended: Annotated[dt.datetime | None, "actual end, once held"]
    state: Annotated[ConferenceState, "`scheduled`, `held` or `cancelled`"]
    strategy_discussion: Annotated[dt.date | None, "date, for the limit of an initial conference"]
    initial_conference: Annotated[dt.date | None, "date, for the limit of the first review"]
    previous_review: Annotated[dt.date | None, "date, for the limit of a later review"]
    facts: Annotated[
        Mapping[Fact, bool | None],
        "every fact with `true`, `false`, or `null` while nobody has answered it",
    ]

    @classmethod
    def of(cls, filed: Filed) -> Self:
        """Make one from a conference on record, with its facts."""
        record = filed.record
        return cls.like(
            filed.conference,
            procedure=filed.procedure,
            procedure_edition=filed.procedure_edition,
            facts={fact: record.knows(fact) for fact in Fact},
        )


class LimitPart(Report):
    """A limit on the conference."""

    clause: keys.Clause
    name: Annotated[str, "name of the limit"]
    title: Annotated[str, "what it asks"]
    anchor: Annotated[str, "what it counts from"]
    anchored: Annotated[dt.date | None, "the date of that; `null` where it is not known"]
    due: Annotated[
        dt.datetime | None, "last moment for the conference; `null` where its start is not known"
    ]
    literal: keys.Literal
    met: Annotated[
        bool | None, "whether the conference's date keeps it; `null` where its start is not known"
    ]
    reading: Annotated[str, LIMIT_READINGS]
    provisional: Annotated[bool, "whether it lies beyond the published bank holidays"]
    children: Annotated[
        tuple[str, ...], "references of the children for whom it counts, if not for all"
    ]


class TaskPart(Report):
    """A task of a conference."""

    task: Annotated[str, "name of the task"]
    handle: Annotated[
        str,
        "how to name this very task on the command line: with `@PERSON` where repeated",
    ]
    clause: keys.Clause
    title: Annotated[str, "what is to be done"]
    role: Annotated[Role, "role that owes it"]
    with_: Annotated[tuple[Role, ...], "roles that owe it together with that one"]
    person: keys.Owner
    about: keys.About
    due: keys.Due
    literal: keys.Literal
    needed_by: keys.NeededBy
    reading: Annotated[str, ALL_READINGS]
    applies: Annotated[bool, "whether its conditions hold; `false` only with `--all`"]
    state: Annotated[TaskState, "`open`, `done` or `skipped`"]
    urgency: Annotated[
        Urgency | None,
        "`overdue`, `today`, `soon`, `later`, `undated`, or `missed` for preparation that was "
        "still open when the conference was held; `null` where nobody owes it",
    ]
    phase: Annotated[Phase, "`preparation` or `follow-up`"]
    local: Annotated[bool, "whether its time is the authority's own target"]
    provisional: Annotated[bool, "whether its date lies beyond the published bank holidays"]
    late_at_booking: Annotated[bool, "whether its moment had passed already when it was set"]
    marked_at: Annotated[dt.datetime | None, "moment of the latest mark"]
    marked_by: Annotated[str | None, "the account that made it"]


class OwnTaskPart(TaskPart):
    """A task among those of its conference."""

    blocked_by: Annotated[
        tuple[str, ...],
        "handles of open tasks that come before it; only in `status REF --json`",
    ]

    @classmethod
    def of(cls, task: FiledTask, filed: Filed, calendar: WorkingCalendar, now: dt.datetime) -> Self:
        """Make one from a task, as of `now`."""
        waiting = filed.waiting_for(task) if task.is_outstanding else ()
        return cls.like(
            task,
            with_=task.joint,
            urgency=pressing(task, filed, now, calendar),
            blocked_by=tuple(earlier.handle for earlier in waiting),
        )


class OutstandingTaskPart(TaskPart, keys.RefPart):
    """A task among those of all conferences. Its fields begin with those of the last base."""


class StandingPart(Report):
    """A standing notice about a conference as a whole."""

    ref: keys.Ref
    kind: Annotated[
        StandingKind,
        "`limit_passed`: booked after its limit; `book_again`: cancelled, and another has to be "
        "held; `not_recorded_as_held`: past, with open tasks",
    ]
    due: Annotated[
        dt.datetime | None,
        "last moment of the limit, or end of the conference; `null` where not known",
    ]


Standing = Annotated[
    tuple[StandingPart, ...], "notices about conferences as a whole, until somebody acts"
]


class StatusReport(Report, commands=("schedule", "status")):
    """`status REF`, `schedule`: one conference with its limits and tasks."""

    conference: Annotated[ConferencePart | None, "the conference"] = None
    limits: Annotated[tuple[LimitPart, ...], "the limits that govern its type"] = ()
    tasks: Annotated[tuple[OwnTaskPart, ...], "its tasks"] = ()
    notices: Standing = ()

    @classmethod
    def of(
        cls,
        filed: Filed,
        calendar: WorkingCalendar,
        now: dt.datetime,
        *,
        include_all: bool = False,
        role: Role | None = None,
        notices: Sequence[StandingNotice] = (),
    ) -> Self:
        """Make one as of `now`, without the notices that derive from the clock alone."""
        tasks = filed.chosen(include_all=include_all, role=role)
        lasting = [notice for notice in notices if notice.kind is not StandingKind.NOT_HELD]
        return cls(
            conference=ConferencePart.of(filed),
            limits=LimitPart.each_like(filed.limits),
            tasks=tuple(OwnTaskPart.of(task, filed, calendar, now) for task in tasks),
            notices=StandingPart.each_like(lasting),
        )


class OutstandingReport(Report, commands=("status",)):
    """`status`: everything outstanding."""

    tasks: Annotated[
        tuple[OutstandingTaskPart, ...],
        "every open task that applies, of conferences that are not cancelled, the most urgent "
        "first",
    ] = ()
    notices: Standing = ()

    @classmethod
    def of(
        cls,
        tasks: Sequence[FiledTask],
        calendar: WorkingCalendar,
        now: dt.datetime,
        notices: Sequence[StandingNotice] = (),
    ) -> Self:
        """Make one from the outstanding tasks, in the order given, as of `now`."""
        return cls(
            tasks=tuple(
                OutstandingTaskPart.like(
                    task, with_=task.joint, urgency=urgency(task.wanted, now, calendar)
                )
                for task in tasks
            ),
            notices=StandingPart.each_like(notices),
        )
