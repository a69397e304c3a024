"""Conferences, people and small procedures for the tests of the core, made by hand."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from cpconf.core.conferences.booked import as_filed
from cpconf.core.conferences.checklist import Plan, make_plan
from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.conferences.facts import Record
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.readings import Switches, Timing
from cpconf.core.procedures.procedure import (
    Clause,
    Condition,
    LimitClause,
    Procedure,
    RuleClause,
    RuleKind,
    TaskClause,
    Together,
)
from cpconf.core.words import (
    ConferenceType,
    Each,
    Fact,
    Format,
    Phase,
    Role,
    TaskState,
)
from cpconf.procedures.loader import load
from tests.core.tables import ENGLAND

INITIAL, REVIEW = ConferenceType.INITIAL, ConferenceType.REVIEW
VIDEO, WRITTEN = Format.VIDEO, Format.WRITTEN
HOUNSLOW = load("hounslow").procedure
OXFORDSHIRE = load("oxfordshire").procedure
THURSDAY = dt.datetime(2026, 2, 12, 10)
"""A conference in a plain week."""
LONG_BEFORE = dt.datetime(2026, 1, 5, 9)

MOTHER = Person("m1", Role.MOTHER, "Ada Example", email="ada@example.org")
FATHER = Person("f1", Role.FATHER, "Bob Example")
CARER = Person("c1", Role.CARER, "Cy Example", email="cy@example.org")
CHAIR = Person("h1", Role.CHAIR, "Di Example", email="chair@example.org")
MINUTE_TAKER = Person("t1", Role.MINUTE_TAKER, "Ed Example")
SOCIAL_WORKER = Person("w1", Role.SOCIAL_WORKER, "Flo Example")
SCHOOL = Person("s1", Role.SCHOOL, "Example Primary School")
OTHER_SCHOOL = Person("s2", Role.SCHOOL, "Example High School")
HEALTH = Person("n1", Role.HEALTH, "Example Health Visiting")


def conference(
    at: dt.datetime = THURSDAY,
    type_: ConferenceType = INITIAL,
    format_: Format = VIDEO,
    *,
    ends: dt.datetime | None = None,
    ended: dt.datetime | None = None,
    strategy_discussion: dt.date | None = None,
    initial_conference: dt.date | None = None,
    previous_review: dt.date | None = None,
) -> Conference:
    return Conference(
        ref="C-1",
        type=type_,
        format=format_,
        at=at,
        ends=ends,
        ended=ended,
        strategy_discussion=strategy_discussion,
        initial_conference=initial_conference,
        previous_review=previous_review,
    )


def record(
    *people: Person,
    yes: Iterable[str] = (),
    no: Iterable[str] = (),
    about: dict[tuple[str, str], bool] | None = None,
    emailed: Iterable[str | None] = (),
) -> Record:
    """A record with facts answered for everybody, and `about` one person where given."""
    answers: dict[tuple[Fact, str | None], bool] = {
        **{(Fact(fact), None): True for fact in yes},
        **{(Fact(fact), None): False for fact in no},
        **{(Fact(fact), person): answer for (fact, person), answer in (about or {}).items()},
    }
    return Record(people, answers, frozenset(emailed))


def task(
    name: str,
    due: str | None = None,
    *,
    clause: str | None = None,
    role: Role = Role.CHAIR,
    each: Each | None = None,
    facts: Sequence[str] = (),
    phase: Phase = Phase.PREPARATION,
    before: Sequence[str] = (),
    only_after: Sequence[str] = (),
    gated_by: Sequence[str] = (),
    shares_with_parent: bool = False,
) -> TaskClause:
    """A task of every conference; its clause is `X-` and the name unless given."""
    return TaskClause(
        clause=clause or f"X-{name}",
        section="by hand",
        title=f"Do {name}",
        types=frozenset(ConferenceType),
        formats=frozenset(Format),
        name=name,
        role=role,
        each=Each.PROFESSIONAL if role is Role.PROFESSIONAL else each,
        timing=Timing.parse(due) if due else None,
        conditions=tuple(map(Condition.parse, facts)),
        phase=phase,
        before=tuple(before),
        only_after=tuple(only_after),
        gated_by=tuple(gated_by),
        shares_with_parent=shares_with_parent,
    )


def limit(name: str, due: str) -> LimitClause:
    return LimitClause(
        clause=f"X-{name}",
        section="by hand",
        title=f"Keep {name}",
        types=frozenset(ConferenceType),
        formats=frozenset(Format),
        name=name,
        timing=Timing.parse(due),
    )


def rule(clause: str, kind: RuleKind, *roles: Role) -> RuleClause:
    return RuleClause(
        clause=clause,
        section="by hand",
        title=f"Mind {clause}",
        types=frozenset(ConferenceType),
        formats=frozenset(Format),
        kind=kind,
        roles=roles,
    )


def procedure(
    *clauses: Clause,
    switches: Switches | None = None,
    acts: Sequence[Sequence[str]] = (),
) -> Procedure:
    """A procedure of these clauses, which governs every type and format.

    `acts` are the names of tasks that are done in one act.
    """
    return Procedure(
        name="by-hand",
        title="Written by hand",
        edition="1",
        document="A document",
        publisher="A publisher",
        dated=dt.date(2026, 1, 2),
        note="",
        conferences=dict.fromkeys(ConferenceType, tuple(Format)),
        switches=switches or Switches(),
        tasks=tuple(c for c in clauses if isinstance(c, TaskClause)),
        limits=tuple(c for c in clauses if isinstance(c, LimitClause)),
        rules=tuple(c for c in clauses if isinstance(c, RuleClause)),
        examples=(),
        together=tuple(
            Together(tasks=tuple(names), types=frozenset(ConferenceType)) for names in acts
        ),
    )


def plan(
    rules: Procedure,
    meeting: Conference | None = None,
    known: Record | None = None,
    calendar: WorkingCalendar = ENGLAND,
) -> Plan:
    return make_plan(meeting or conference(), rules, known or record(), calendar)


def filed(
    rules: Procedure,
    meeting: Conference | None = None,
    known: Record | None = None,
    *,
    now: dt.datetime = LONG_BEFORE,
    states: dict[str, TaskState] | None = None,
) -> Filed:
    """The booking on record, its tasks numbered from 1; `states` goes by handle."""
    meeting, known = meeting or conference(), known or record()
    booked = as_filed(meeting, rules, known, plan(rules, meeting, known), now=now)
    tasks = (
        dataclasses.replace(
            found, id=number, state=(states or {}).get(found.handle, TaskState.OPEN)
        )
        for number, found in enumerate(booked.tasks, start=1)
    )
    return dataclasses.replace(booked, tasks=tuple(tasks))


def handled(booked: Filed, handle: str) -> FiledTask:
    """The one task that goes by that handle."""
    (found,) = (candidate for candidate in booked.tasks if candidate.handle == handle)
    return found
