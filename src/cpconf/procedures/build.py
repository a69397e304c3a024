"""Building a procedure from the form of its file, with the national frame added."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from cpconf.core.dates.readings import Switches
from cpconf.core.procedures.procedure import (
    Audience,
    Clause,
    Example,
    LimitClause,
    Procedure,
    ReportSection,
    RuleClause,
    Talk,
    TalkPoint,
    TaskClause,
    Together,
)
from cpconf.core.words import ConferenceType, Each, Format, OutcomeKind, Role
from cpconf.procedures.fault import Document, Fault
from cpconf.procedures.locate import Path
from cpconf.procedures.model import (
    ClauseForm,
    ConferencesForm,
    Days,
    ExampleForm,
    Hours,
    LimitForm,
    ProcedureForm,
    ReadingsForm,
    RuleForm,
    TalkForm,
    TaskForm,
    TogetherForm,
)

Conferences = Mapping[ConferenceType, tuple[Format, ...]]
Kind = tuple[ConferenceType, Format]
Clause_co = TypeVar("Clause_co", bound=Clause, covariant=True)


@dataclass(frozen=True)
class ClauseInPlace(Generic[Clause_co]):
    """A clause, and its place in a file."""

    clause: Clause_co
    document: Document
    path: Path

    def fault(self, message: str, *keys: str | int) -> Fault:
        """Return a fault at one of the clause's keys."""
        return self.document.fault((*self.path, *keys), message)

    def line(self, key: str) -> int:
        """Return the line of one of the clause's keys."""
        return self.document.line((*self.path, key))


@dataclass(frozen=True, slots=True)
class ClausesInPlace:
    """A procedure's clauses with their places, before the check that they fit together."""

    form: ProcedureForm
    document: Document
    conferences: Conferences
    tasks: tuple[ClauseInPlace[TaskClause], ...]
    limits: tuple[ClauseInPlace[LimitClause], ...]
    rules: tuple[ClauseInPlace[RuleClause], ...]

    @property
    def entries(self) -> Iterator[ClauseInPlace[Clause]]:
        """Every clause: tasks, limits, rules."""
        yield from self.tasks
        yield from self.limits
        yield from self.rules

    def procedure(self) -> Procedure:
        """Return the procedure that the draft describes."""
        form = self.form
        return Procedure(
            name=form.name,
            title=form.title,
            edition=form.edition,
            document=form.source.document,
            publisher=form.source.publisher,
            dated=form.source.dated,
            note=form.source.note,
            conferences=self.conferences,
            switches=_switches(form.readings),
            tasks=tuple(entry.clause for entry in self.tasks),
            limits=tuple(entry.clause for entry in self.limits),
            rules=tuple(entry.clause for entry in self.rules),
            examples=tuple(map(_example, form.example)),
            together=tuple(_together(t, self.conferences) for t in form.together),
            talks=tuple(_talk(t, self.conferences) for t in form.talk),
            book_again={
                kind: timing
                for kind, timing in {
                    OutcomeKind.ADJOURNED: form.book_again.adjourned,
                    OutcomeKind.INQUORATE: form.book_again.inquorate,
                }.items()
                if timing
            },
        )


def draft(
    form: ProcedureForm, document: Document, frame: ClausesInPlace | None = None
) -> ClausesInPlace:
    """Return the clauses of a procedure, then those of the frame that govern its conferences."""
    held = _conferences(form.conferences)
    tasks = [ClauseInPlace(_task(t, held), document, ("task", n)) for n, t in enumerate(form.task)]
    limits = [
        ClauseInPlace(_limit(t, held), document, ("limit", n)) for n, t in enumerate(form.limit)
    ]
    rules = [ClauseInPlace(_rule(t, held), document, ("rule", n)) for n, t in enumerate(form.rule)]
    if frame is not None:
        source = frame.procedure().citation
        tasks.extend(_framed(frame.tasks, held, source))
        limits.extend(_framed(frame.limits, held, source))
        rules.extend(_framed(frame.rules, held, source))
    return ClausesInPlace(form, document, held, tuple(tasks), tuple(limits), tuple(rules))


def governed(clause: Clause, conferences: Conferences) -> frozenset[Kind]:
    """Return those of the types and formats of conference that a clause governs."""
    return frozenset(kind for kind in kinds(conferences) if clause.governs(*kind))


def kinds(conferences: Conferences) -> tuple[Kind, ...]:
    """Return every type with every format in which it is held."""
    return tuple((type_, format_) for type_, formats in conferences.items() for format_ in formats)


def all_formats(held: Conferences) -> frozenset[Format]:
    """Return every format in which any type is held."""
    return frozenset(format_ for formats in held.values() for format_ in formats)


def _framed(
    entries: Iterable[ClauseInPlace[Clause_co]], held: Conferences, source: str
) -> Iterator[ClauseInPlace[Clause_co]]:
    """Yield the clauses of the frame that govern these conferences, narrowed to them."""
    for entry in entries:
        if governed(entry.clause, held):
            clause = replace(
                entry.clause,
                types=entry.clause.types & frozenset(held),
                formats=entry.clause.formats & all_formats(held),
                source=source,
            )
            yield ClauseInPlace(clause, entry.document, entry.path)


def _task(form: TaskForm, held: Conferences) -> TaskClause:
    by_professional = form.role is Role.PROFESSIONAL
    return TaskClause(
        clause=form.clause,
        section=form.section,
        title=form.title,
        detail=form.detail,
        types=_types(form, held),
        formats=_formats(form, held),
        name=form.name,
        role=form.role,
        role_assumed=form.role_assumed,
        joint=tuple(form.joint),
        each=Each.PROFESSIONAL if by_professional else form.each,
        timing=form.due or form.local_target,
        local=form.due is None and form.local_target is not None,
        conditions=tuple(form.facts),
        phase=form.phase,
        before=tuple(form.before),
        only_after=tuple(form.only_after),
        gated_by=tuple(form.gated_by),
        shares_with_parent=form.shares_with_parent,
        sends=form.sends,
        sends_as=form.sends_as,
        invites=form.invites,
        authorises=form.authorises,
        repeat_when_moved=form.repeat_when_moved,
        answers=form.answers,
        repeat_when_replaced=form.repeat_when_replaced,
        encloses=tuple(form.encloses),
        gives=form.gives,
        gives_to=form.gives_to or Audience.PARENTS,
        subject=form.subject,
    )


def _limit(form: LimitForm, held: Conferences) -> LimitClause:
    return LimitClause(
        clause=form.clause,
        section=form.section,
        title=form.title,
        detail=form.detail,
        types=_types(form, held),
        formats=_formats(form, held),
        name=form.name,
        timing=form.due,
    )


def _rule(form: RuleForm, held: Conferences) -> RuleClause:
    return RuleClause(
        clause=form.clause,
        section=form.section,
        title=form.title,
        detail=form.detail,
        types=_types(form, held),
        formats=_formats(form, held),
        kind=form.kind,
        roles=tuple(form.roles),
        methods=tuple(form.methods),
        selects_sections=form.selects_sections,
        sections=tuple(ReportSection(each.name, tuple(each.headings)) for each in form.sections),
        valid_from=form.valid_from,
        valid_until=form.valid_until,
        shown_with=form.shown_with,
    )


def _together(form: TogetherForm, held: Conferences) -> Together:
    return Together(tasks=tuple(form.tasks), types=frozenset(form.types or held), why=form.why)


def _talk(form: TalkForm, held: Conferences) -> Talk:
    return Talk(
        kind=form.kind,
        clause=form.clause,
        section=form.section,
        types=frozenset(form.types or held),
        formats=frozenset(form.formats or all_formats(held)),
        tasks=tuple(form.tasks),
        points=tuple(TalkPoint(p.name, p.question, p.fact) for p in form.point),
    )


def _example(form: ExampleForm) -> Example:
    return Example(
        task=form.task,
        type=form.type,
        format=form.format,
        at=form.at,
        ends=form.ends,
        ended=form.ended,
        facts=frozenset(form.facts),
        strategy_discussion=form.strategy_discussion,
        initial_conference=form.initial_conference,
        previous_review=form.previous_review,
        due=form.due,
        literal=form.literal,
        needed_by=form.needed_by,
        why=form.why,
    )


def _conferences(form: ConferencesForm) -> Conferences:
    stated = {ConferenceType.INITIAL: form.initial, ConferenceType.REVIEW: form.review}
    return {type_: tuple(formats) for type_, formats in stated.items() if formats}


def _types(form: ClauseForm, held: Conferences) -> frozenset[ConferenceType]:
    return frozenset(form.types or held)


def _formats(form: ClauseForm, held: Conferences) -> frozenset[Format]:
    return frozenset(form.formats or all_formats(held))


def _switches(form: ReadingsForm) -> Switches:
    return Switches(
        days_are_working=form.days is Days.WORKING,
        hours_are_office=form.hours is Hours.OFFICE,
        clear_days=form.clear_days,
        close_of_business=form.close_of_business,
    )
