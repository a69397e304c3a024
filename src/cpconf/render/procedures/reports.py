"""The reports of `procedure`."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Self

from cpconf.core.dates.moments import Anchor
from cpconf.core.dates.readings import ALL_READINGS, LIMIT_READINGS, Reading
from cpconf.core.procedures.procedure import Audience, RuleKind
from cpconf.core.words import (
    ConferenceType,
    DocumentKind,
    Each,
    Enclosure,
    Fact,
    FileType,
    Format,
    Method,
    Occasion,
    OutcomeKind,
    Phase,
    Role,
    TalkKind,
)
from cpconf.render.drawing.json_text import Report

if TYPE_CHECKING:
    from cpconf.core.procedures.procedure import (
        Clause,
        LimitClause,
        Procedure,
        RuleClause,
        Talk,
        TaskClause,
    )
    from cpconf.procedures.cover import Coverage
    from cpconf.procedures.fault import Fault

_Verdict = Annotated[str, "`covered`, `missing` or `different`"]
_Differences = Annotated[tuple[str, ...], "what differs, in words"]


class SwitchesPart(Report):
    """How a procedure reads its clock words."""

    days: Annotated[str, "`working` or `calendar`"]
    hours: Annotated[str, "`office` or `elapsed`"]
    clear_days: Annotated[
        bool, "whether days are clear days: one more day lies in between (R1, R2)"
    ]
    close_of_business: Annotated[
        str | None, "time of day, `17:00:00`; `null` where it is the office's own"
    ]


class ProcedurePart(Report):
    """A procedure, without its clauses."""

    name: Annotated[str, "its name"]
    title: Annotated[str, "its title, with the authority"]
    edition: Annotated[str, "its edition"]
    document: Annotated[str, "the document that it comes from"]
    publisher: Annotated[str, "who published that"]
    dated: Annotated[dt.date | None, "date of the document"]
    note: Annotated[str | None, "a note on it"]
    conferences: Annotated[
        Mapping[ConferenceType, tuple[Format, ...]], "the formats of each type that it governs"
    ]
    readings: Annotated[SwitchesPart, "how it reads its clock words"]
    book_again: Annotated[
        Mapping[OutcomeKind, str],
        "by when another is held in place of one that came to no decision",
    ]

    @classmethod
    def of(cls, procedure: "Procedure") -> Self:
        """Make one from a procedure."""
        switches = procedure.switches
        close = switches.close_of_business
        return cls.like(
            procedure,
            note=procedure.note or None,
            book_again={kind: timing.words for kind, timing in procedure.book_again.items()},
            readings=SwitchesPart(
                days="working" if switches.days_are_working else "calendar",
                hours="office" if switches.hours_are_office else "elapsed",
                clear_days=switches.clear_days,
                close_of_business=close.isoformat() if close else None,
            ),
        )


class ClausePart(Report):
    """The keys that every clause has."""

    clause: Annotated[str, "clause id"]
    section: Annotated[str, "section of the document"]
    title: Annotated[str, "what it asks"]
    detail: Annotated[str | None, "a sentence or two more"]
    types: Annotated[tuple[ConferenceType, ...], "types of conference that it governs"]
    formats: Annotated[tuple[Format, ...], "formats that it governs"]
    source: Annotated[str | None, "its document, for a clause of the national frame"]


def _common(clause: "Clause") -> dict[str, Any]:
    return {
        "detail": clause.detail or None,
        "types": tuple(sorted(clause.types)),
        "formats": tuple(sorted(clause.formats)),
        "source": clause.source or None,
    }


class _LimitName(Report):
    limit: Annotated[str, "name of the limit"]


class LimitClausePart(ClausePart, _LimitName):
    """A limit. Its fields begin with those of the last base."""

    words: Annotated[str, "the sentence of time"]
    reading: Annotated[Reading, LIMIT_READINGS]
    anchor: Annotated[Anchor, "what it counts from"]

    @classmethod
    def of(cls, limit: "LimitClause") -> Self:
        """Make one from a limit of a procedure."""
        timing = limit.timing
        return cls.like(
            limit,
            limit=limit.name,
            words=timing.words,
            reading=timing.reading,
            anchor=timing.anchor,
            **_common(limit),
        )


class _TaskName(Report):
    task: Annotated[str, "name of the task"]


class TaskClausePart(ClausePart, _TaskName):
    """A task. Its fields begin with those of the last base."""

    role: Annotated[Role, "role that owes it"]
    role_assumed: Annotated[bool, "whether the document leaves open who that is"]
    with_: Annotated[tuple[Role, ...], "roles that owe it together with that one"]
    each: Annotated[Each | None, "for each of whom it is repeated"]
    words: Annotated[str | None, "the sentence of time; `null` where none is stated"]
    reading: Annotated[Reading, ALL_READINGS]
    local: Annotated[bool, "whether its time is the authority's own target"]
    facts: Annotated[tuple[str, ...], "facts that must hold for it to apply"]
    phase: Annotated[Phase, "`preparation` or `follow-up`"]
    before: Annotated[tuple[str, ...], "tasks that need it"]
    only_after: Annotated[tuple[str, ...], "tasks without which it must not be done"]
    gated_by: Annotated[tuple[str, ...], "clauses of the gates before it"]
    together: Annotated[tuple[str, ...], "tasks that are done in one act with it"]
    shares_with_parent: Annotated[bool, "whether it shares a report with a parent"]
    sends: Annotated[DocumentKind | None, "the kind of document that it sends"]
    sends_as: Annotated[FileType | None, "the type of file that it sends"]
    gives: Annotated[DocumentKind | None, "the kind of document that it gives, by any way"]
    gives_to: Annotated[Audience | None, "to whom it gives that"]
    invites: Annotated[Audience | None, "whom it invites"]
    authorises: Annotated[
        DocumentKind | None, "the kind of document that may leave once it is done"
    ]
    answers: Annotated[Fact | None, "the fact that it answers, once done"]
    repeat_when_moved: Annotated[bool, "whether a new date makes it necessary again"]
    repeat_when_replaced: Annotated[bool, "whether a new copy makes it necessary again"]
    encloses: Annotated[tuple[Enclosure, ...], "what goes in with the invitations"]
    subject: Annotated[str | None, "the fixed subject line of the message that it asks for"]

    @classmethod
    def of(cls, task: "TaskClause", procedure: "Procedure") -> Self:
        """Make one from a task of a procedure."""
        return cls.like(
            task,
            task=task.name,
            with_=task.joint,
            words=task.timing.words if task.timing else None,
            facts=tuple(str(condition) for condition in task.conditions),
            together=procedure.partners(task),
            gives_to=task.gives_to if task.gives else None,
            **_common(task),
        )


class RuleClausePart(ClausePart):
    """A rule."""

    kind: Annotated[RuleKind, "its kind"]
    roles: Annotated[tuple[Role, ...], "roles that it is about"]
    methods: Annotated[tuple[Method, ...], "ways to join that it is about"]
    selects_sections: Annotated[bool, "whether it selects the sections of an abridged report"]
    sections: Annotated[tuple[str, ...], "names of those sections"]
    valid_from: Annotated[dt.date | None, "the first day for which it holds"]
    valid_until: Annotated[dt.date | None, "the last day for which it holds"]
    shown_with: Annotated[
        Occasion | None, "`outcome`: it is shown once a plan was made; `null`: only on request"
    ]

    @classmethod
    def of(cls, rule: "RuleClause") -> Self:
        """Make one from a rule of a procedure."""
        names = tuple(section.name for section in rule.sections)
        return cls.like(rule, sections=names, **_common(rule))


class ProceduresReport(Report, commands=("procedure list",)):
    """`procedure list`: the built-in procedures."""

    procedures: Annotated[tuple[ProcedurePart, ...], "the procedures"]

    @classmethod
    def of(cls, procedures: "Iterable[Procedure]") -> Self:
        """Make one from these procedures."""
        return cls(tuple(map(ProcedurePart.of, procedures)))


class TalkPointPart(Report):
    """A point of a talk."""

    name: Annotated[str, "its name"]
    question: Annotated[str, "what to ask"]
    fact: Annotated[str | None, "the fact that a yes answers; after `!`, with no"]


class TalkPart(Report):
    """A talk around a conference."""

    kind: Annotated[TalkKind, "`parents`, `chair`, `planning` or `receipt`"]
    clause: Annotated[str, "id of the clause that asks for it"]
    section: Annotated[str, "where it is in the document"]
    types: Annotated[tuple[ConferenceType, ...], "the types of conference"]
    formats: Annotated[tuple[Format, ...], "the formats"]
    tasks: Annotated[tuple[str, ...], "the tasks that are done once every point has an answer"]
    points: Annotated[tuple[TalkPointPart, ...], "its points, in order"]

    @classmethod
    def of(cls, talk: "Talk") -> Self:
        """Make one from a talk."""
        return cls.like(
            talk,
            types=tuple(sorted(talk.types)),
            formats=tuple(sorted(talk.formats)),
            points=tuple(
                TalkPointPart(p.name, p.question, str(p.fact) if p.fact else None)
                for p in talk.points
            ),
        )


class ProcedureReport(Report, commands=("procedure show",)):
    """`procedure show`: the whole edition, by the keys of its file."""

    procedure: Annotated[ProcedurePart, "the procedure"]
    limits: Annotated[tuple[LimitClausePart, ...], "its limits"]
    tasks: Annotated[tuple[TaskClausePart, ...], "its tasks"]
    rules: Annotated[tuple[RuleClausePart, ...], "its rules"]
    talks: Annotated[tuple[TalkPart, ...], "its talks"]

    @classmethod
    def of(cls, procedure: "Procedure") -> Self:
        """Make one from a procedure with its clauses."""
        return cls(
            ProcedurePart.of(procedure),
            tuple(map(LimitClausePart.of, procedure.limits)),
            tuple(TaskClausePart.of(task, procedure) for task in procedure.tasks),
            tuple(map(RuleClausePart.of, procedure.rules)),
            tuple(map(TalkPart.of, procedure.talks)),
        )


class FaultPart(Report):
    """A fault of a procedure file."""

    file: Annotated[str, "the file"]
    line: Annotated[int | None, "its line; `null` where it is in no one line"]
    message: Annotated[str, "what is wrong, and what is allowed"]


class FaultsReport(Report, commands=("procedure check",)):
    """`procedure check`: what is wrong with a procedure file."""

    faults: Annotated[tuple[FaultPart, ...], "the faults"]

    @classmethod
    def of(cls, faults: "Iterable[Fault]") -> Self:
        """Make one from these faults."""
        return cls(tuple(FaultPart.like(fault, line=fault.line or None) for fault in faults))


class FoundClausePart(Report):
    """The result for a clause of the register."""

    clause: Annotated[str, "clause id"]
    verdict: _Verdict
    differences: _Differences


class FoundOrderPart(Report):
    """The result for an order of the register."""

    order: Annotated[str, "what comes before what"]
    verdict: _Verdict
    differences: _Differences


class FoundActPart(Report):
    """The result for an act of several clauses."""

    together: Annotated[str, "what is done in one act"]
    verdict: _Verdict
    differences: _Differences


class CoverageReport(Report, commands=("procedure cover",)):
    """`procedure cover`: the result for each clause and order of the register."""

    clauses: Annotated[tuple[FoundClausePart, ...], "its clauses"]
    orders: Annotated[tuple[FoundOrderPart, ...], "its orders"]
    together: Annotated[tuple[FoundActPart, ...], "its acts of several clauses"]
    extra: Annotated[tuple[str, ...], "clauses that the register does not have"]
    skipped: Annotated[tuple[str, ...], "clauses of the register that were not compared"]

    @classmethod
    def of(cls, coverage: "Coverage") -> Self:
        """Make one from the coverage of a procedure."""
        return cls.like(
            coverage,
            clauses=tuple(FoundClausePart.like(f, clause=f.subject) for f in coverage.clauses),
            orders=tuple(FoundOrderPart.like(f, order=f.subject) for f in coverage.orders),
            together=tuple(FoundActPart.like(f, together=f.subject) for f in coverage.acts),
        )
