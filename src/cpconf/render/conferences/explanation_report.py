"""The report of `explain`, for a task, a limit or a rule."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Self

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.readings import ALL_READINGS
from cpconf.core.procedures.procedure import RuleKind
from cpconf.core.words import Phase, TaskState, Urgency
from cpconf.render.conferences import common_keys as keys
from cpconf.render.conferences.reports import LimitPart, OwnTaskPart
from cpconf.render.drawing.json_text import Report

if TYPE_CHECKING:
    from cpconf.core.conferences.explanation import Explanation
    from cpconf.core.conferences.ruling import Ruling


class CountedDayPart(Report):
    """A day of a count."""

    date: Annotated[dt.date, "the day"]
    counts: Annotated[bool, "whether it counts"]
    why: Annotated[str, "why, in words"]


class FollowerPart(Report):
    """A task that needs another."""

    task: Annotated[str, "its handle"]
    wanted: Annotated[dt.datetime, "its moment"]


class ExplanationReport(Report, commands=("explain",)):
    """`explain`: why a date is what it is, or what a rule says and whether it is kept.

    A key that does not fit a task, a limit or a rule is `null` or an empty list.
    """

    ref: Annotated[str | None, "reference of the conference"] = None
    task: Annotated[str | None, "name of the task or limit"] = None
    handle: Annotated[str | None, "how to name it on the command line"] = None
    clause: Annotated[str | None, "clause id"] = None
    title: Annotated[str | None, "what is to be done"] = None
    role: Annotated[str | None, "role that owes it; `null` for a limit"] = None
    words: Annotated[str | None, "the sentence of time; `null` where none is stated"] = None
    reading: Annotated[str | None, ALL_READINGS] = None
    reading_words: Annotated[str | None, "what the reading makes of the words"] = None
    anchor: Annotated[str | None, "name of the anchor; `null` where no time is stated"] = None
    anchored: Annotated[dt.datetime | dt.date | None, "its moment, or its date for a limit"] = None
    due: Annotated[dt.datetime | None, "due moment"] = None
    literal: keys.Literal = None
    needed_by: keys.NeededBy = None
    provisional: Annotated[bool | None, "whether it lies beyond the published bank holidays"] = None
    source: Annotated[str | None, "document and section"] = None
    section: Annotated[str | None, "section alone"] = None
    calendar: Annotated[str | None, "the holiday data that counted the days"] = None
    known_until: Annotated[dt.date | None, "last day with published bank holidays"] = None
    as_of: Annotated[
        dt.datetime | None,
        "when it was marked, where its dates are explained as they stood then, or `null`",
    ] = None
    person: keys.Owner = None
    about: keys.About = None
    phase: Annotated[Phase | None, "as in `status REF`"] = None
    local: Annotated[bool | None, "as in `status REF`"] = None
    applies: Annotated[bool | None, "as in `status REF`"] = None
    state: Annotated[TaskState | None, "as in `status REF`"] = None
    urgency: Annotated[Urgency | None, "as in `status REF`"] = None
    late_at_booking: Annotated[bool | None, "as in `status REF`"] = None
    marked_at: Annotated[dt.datetime | None, "moment of the latest mark"] = None
    marked_by: Annotated[str | None, "the account that made it"] = None
    name: Annotated[str | None, "name of a limit; `null` for a task"] = None
    met: Annotated[
        bool | None, "of a limit, whether the conference keeps it; `null` for a task"
    ] = None
    with_: Annotated[tuple[str, ...], "as in `status REF`"] = ()
    blocked_by: Annotated[tuple[str, ...], "as in `status REF`"] = ()
    counted: Annotated[tuple[CountedDayPart, ...], "the count, day by day"] = ()
    follows: Annotated[tuple[FollowerPart, ...], "the tasks that need it, with their moments"] = ()
    together: Annotated[
        tuple[str, ...], "the tasks that are done in one act with it, already done or not"
    ] = ()
    conditions: Annotated[tuple[str, ...], "facts that must hold for it to apply"] = ()
    rule_kind: Annotated[
        RuleKind | None,
        "the kind of a rule, as in [a procedure file](procedure-file.md); `null` for a task or a "
        "limit, which have none of the keys below but `detail`",
    ] = None
    detail: Annotated[str | None, "a sentence or two more; `null` where there are none"] = None
    does: Annotated[str | None, "what the program does about the rule"] = None
    stands: Annotated[
        str | None, "whether this conference keeps it, in words; `null` if unknown"
    ] = None
    kept: Annotated[
        bool | None, "whether this conference keeps it; `null` where that is not known"
    ] = None
    children: Annotated[
        tuple[str, ...], "references of the children for whom a limit counts, if not for all"
    ] = ()
    sections: Annotated[
        tuple[str, ...], "names of the sections that the abridged report holds under this rule"
    ] = ()
    valid_from: Annotated[dt.date | None, "the first day for which it holds"] = None
    valid_until: Annotated[dt.date | None, "the last day for which it holds"] = None
    waiting: Annotated[tuple[str, ...], "handles of the tasks that it waits for"] = ()
    beside: Annotated[tuple[str, ...], "tasks in the same place of the document"] = ()

    @classmethod
    def of(
        cls, explanation: "Explanation", filed: Filed, calendar: WorkingCalendar, now: dt.datetime
    ) -> Self:
        """Make one from a task or limit: the keys of `status REF`, and the count."""
        e = explanation
        clause = e.clause.clause
        known: list[Report] = [
            LimitPart.like(limit) for limit in filed.limits if limit.clause == clause
        ]
        known += [
            OwnTaskPart.of(task, filed, calendar, now)
            for task in filed.tasks
            if task.handle == e.handle and task.clause == clause
        ]
        return replace(
            cls(**vars(known[0])),
            ref=e.ref,
            task=e.name,
            handle=e.handle,
            clause=clause,
            title=e.clause.title,
            role=e.role,
            words=e.words,
            reading=e.reading,
            reading_words=e.reading_words,
            anchor=e.anchor_name,
            anchored=e.anchor,
            due=e.due,
            literal=e.literal,
            needed_by=e.needed_by,
            provisional=e.provisional,
            source=e.source,
            section=e.clause.section,
            calendar=e.calendar,
            known_until=e.known_until,
            as_of=e.as_of,
            counted=CountedDayPart.each_like(e.counted),
            follows=tuple(FollowerPart(task, wanted) for task, wanted in e.follows),
            together=e.together,
            conditions=e.condition,
            detail=e.clause.detail or None,
        )

    @classmethod
    def of_rule(cls, ruling: "Ruling") -> Self:
        """Make one from a rule: what it says, what the program does, and whether it is kept."""
        rule = ruling.rule
        return cls(
            ref=ruling.ref,
            clause=rule.clause,
            title=rule.title,
            source=ruling.source,
            section=rule.section,
            rule_kind=rule.kind,
            detail=rule.detail or None,
            does=ruling.does,
            stands=ruling.stands,
            kept=ruling.kept,
            sections=tuple(section.name for section in ruling.sections),
            valid_from=rule.valid_from,
            valid_until=rule.valid_until,
            waiting=ruling.waiting,
            beside=ruling.beside,
        )
