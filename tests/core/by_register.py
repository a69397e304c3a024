"""The checklist as the registers have it, by a small evaluator that knows nothing of the program.

It judges which clauses govern a conference, whose condition holds for whom, when each is due by
`tests/oracle.py`, and by when the others are needed, from the orders and the acts alone.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from cpconf.core.conferences.checklist import make_plan
from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.conferences.facts import Record
from cpconf.core.procedures.procedure import Procedure
from cpconf.core.words import ConferenceType, Fact, Format, Role
from cpconf.procedures.loader import load
from tests import oracle
from tests.core.tables import ENGLAND, acts, register

Kind = tuple[str, str, str]
"""Authority, type and format."""

KINDS: list[Kind] = [
    ("hounslow", "initial", "video"),
    ("hounslow", "review", "video"),
    ("hounslow", "review", "written"),
    ("oxfordshire", "initial", "video"),
    ("oxfordshire", "review", "video"),
]
PARENTS = {"mother", "father", "parent", "carer"}
AGENCIES = {
    "school",
    "health",
    "police",
    "probation",
    "housing",
    "other_professional",
}

# What a limit counts from stands in the register in prose only.
LIMITS = {
    "E-ICPC-15": "strategy_discussion",
    "E-RCPC-3M": "initial_conference",
    "E-RCPC-6M": "previous_review",
}

MOTHER = Person("m1", Role.MOTHER, email="mother@example.org")
FATHER = Person("f1", Role.FATHER)
SCHOOLS = (Person("s1", Role.SCHOOL), Person("s2", Role.SCHOOL))
TEAM = (
    Person("w1", Role.SOCIAL_WORKER, email="worker@example.org"),
    Person("h1", Role.CHAIR),
    Person("t1", Role.MINUTE_TAKER),
    Person("a1", Role.ADMINISTRATOR),
    Person("n1", Role.HEALTH),
    Person("y1", Role.YOUNG_PERSON),
)
IN_SUPPORT = (
    Person("i1", Role.INTERPRETER),
    Person("v1", Role.ADVOCATE),
    Person("r1", Role.PARENT_REPRESENTATIVE),
)
PEOPLE: dict[str, tuple[Person, ...]] = {
    "nobody": (),
    "a mother with email": (MOTHER,),
    "a mother with and a father without email": (MOTHER, FATHER),
    "two schools": SCHOOLS,
    "a father without email and the team": (FATHER, *TEAM),
    "everybody": (MOTHER, FATHER, *TEAM, *SCHOOLS, *IN_SUPPORT),
}


EMAILING = "O-16a"
"""The clause whose doing shows that the report went by email."""


class Date(NamedTuple):
    """When a conference is held, and when it ended or was to end."""

    at: dt.datetime
    ends: dt.datetime | None = None
    ended: dt.datetime | None = None

    @property
    def over(self) -> dt.datetime:
        return self.ended or self.ends or self.at


def _date(*moments: str) -> Date:
    return Date(*map(dt.datetime.fromisoformat, moments))


DATES = {
    "a plain Thursday": _date("2026-02-12T10:00"),
    "a Monday": _date("2026-02-09T10:00"),
    "a Friday that overran": _date("2026-02-13T14:00", "2026-02-13T15:30", "2026-02-13T16:20"),
    "a Monday in another year": _date("2025-06-16T09:00", "2025-06-16T11:00"),
    "the day after Easter": _date("2026-04-07T09:30"),
    "before Easter": _date("2026-04-02T15:00", "2026-04-02T17:00"),
    "before Christmas": _date("2026-12-18T10:00", "2026-12-18T12:00"),
    "between the years": _date("2026-12-29T14:00"),
    "the first Monday of 2027": _date("2027-01-04T10:00"),
    "after Christmas": _date("2027-01-06T13:00", "2027-01-06T14:30"),
    "when the clocks go forward": _date("2026-03-30T10:00", "2026-03-30T12:00"),
    "when the clocks go back": _date("2026-10-26T09:15"),
    "before the clocks go back": _date("2026-10-23T14:00", "2026-10-23T15:30"),
    "a Saturday": _date("2026-06-13T10:00", "2026-06-13T11:00"),
    "a bank holiday": _date("2026-08-31T10:00"),
    "after the state funeral": _date("2022-09-21T10:00"),
}


class Key(NamedTuple):
    """One task: its clause, the professional who owes it, and whom it is about."""

    clause: str
    professional: str | None
    about: str | None


class Expected(NamedTuple):
    """What must be shown of one task; `needed_by` counts only where it applies."""

    applies: bool
    due: dt.datetime | None
    literal: dt.datetime | None
    needed_by: dt.datetime | None


@cache
def clauses_of(authority: str, type_: str, format_: str) -> dict[str, dict[str, Any]]:
    """The clauses of both registers that govern conferences of this type and format."""
    return {
        clause["id"]: clause
        for name in (authority, "england")
        for clause in register(name)[0]
        if type_ in clause["types"] and clause.get("format", format_) == format_
    }


@cache
def orders_of(authority: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for order in (*register(authority)[1], *register("england")[1]):
        found[order["before"]] = (*found.get(order["before"], ()), order["after"])
    return found


@cache
def acts_of(authority: str, type_: str) -> tuple[frozenset[str], ...]:
    """The clauses that are done in one act at conferences of this type."""
    return tuple(
        frozenset(act["clauses"])
        for act in acts(authority)
        if type_ in act.get("types", ["initial", "review"])
    )


def tasks_of(kind: Kind) -> dict[str, dict[str, Any]]:
    clauses = clauses_of(*kind)
    return {name: clause for name, clause in clauses.items() if clause["kind"] == "task"}


def facts_of(kind: Kind) -> list[str]:
    """The facts that decide anything for conferences of this kind."""
    written = chain.from_iterable(clause.get("fact", ()) for clause in tasks_of(kind).values())
    return sorted({fact.removeprefix("!") for fact in written})


def holds(
    fact: str,
    about: str | None,
    people: Iterable[Person],
    yes: frozenset[str],
    emailed: frozenset[str | None] = frozenset(),
) -> bool:
    """Whether a fact holds for one person, else for the conference; unanswered counts as no.

    `emailed` are those whose report went by email, None for nobody in particular.
    """
    parents = [person for person in people if person.role in PARENTS]
    if fact == "parent_email":
        for parent in parents:
            if parent.id == about:
                return bool(parent.email)
        return any(parent.email for parent in parents) or fact in yes
    if fact == "report_emailed":
        return (about in emailed if about else bool(emailed)) or fact in yes
    if fact == "school_invited":
        return any(person.role == "school" for person in people) or fact in yes
    return fact in yes


def repeated_over(clause: Mapping[str, Any]) -> str | None:
    each = "professional" if clause["who"] == "professional" else clause.get("each")
    return str(each) if each else None


def keys_of(clause: Mapping[str, Any], people: Iterable[Person]) -> Iterator[Key]:
    """The task of a clause, once for each person that it is repeated for, else once."""
    roles = {
        None: set(),
        "professional": AGENCIES | {"social_worker"},
        "parent": PARENTS,
        "school": {"school"},
    }[repeated_over(clause)]
    concerned: list[str | None] = [person.id for person in people if person.role in roles]
    for person in concerned or [None]:
        if repeated_over(clause) == "professional":
            yield Key(clause["id"], person, None)
        else:
            yield Key(clause["id"], None, person)


@cache
def dates_of(kind: Kind, date: Date) -> dict[str, tuple[dt.datetime | None, dt.datetime | None]]:
    return {
        name: oracle.answer(clause, date.at, date.over) for name, clause in tasks_of(kind).items()
    }


def by_the_register(
    kind: Kind,
    people: tuple[Person, ...],
    yes: frozenset[str],
    date: Date,
    *,
    settled: AbstractSet[Key] = frozenset(),
    is_over: bool = False,
) -> dict[Key, Expected]:
    """The whole checklist as the register has it.

    What is `settled`, done or skipped, asks for nothing; of what follows a conference that is over,
    what should have prepared it asks for nothing either.
    """
    emailed = frozenset(key.about for key in settled if key.clause == EMAILING)
    clauses, dates = tasks_of(kind), dates_of(kind, date)
    keys = {name: list(keys_of(clause, people)) for name, clause in clauses.items()}
    applying = {
        key: all(
            holds(fact.removeprefix("!"), key.about, people, yes, emailed)
            is not fact.startswith("!")
            for fact in clauses[name].get("fact", ())
        )
        for name, several in keys.items()
        for key in several
    }

    steps = steps_of(kind)
    asking = {
        key: [
            other
            for name in steps[key.clause]
            for other in keys[name]
            if applying[other] and other not in settled
            if concern_each_other(clauses, key, other)
            if not (is_over and follows(clauses, key) and not follows(clauses, other))
        ]
        for key in applying
        if not dates[key.clause][0]
    }
    own = {
        name: dates[name][0] or (None if clause.get("phase") == "after" else date.at)
        for name, clause in clauses.items()
    }
    return {
        key: Expected(
            applies,
            *dates[key.clause],
            earliest(key, asking, own) if applies and key in asking else None,
        )
        for key, applies in applying.items()
    }


@cache
def steps_of(kind: Kind) -> dict[str, set[str]]:
    """For each task clause those that come after it, or are done in one act with it."""
    governing, acts = set(tasks_of(kind)), acts_of(*kind[:2])
    return {
        name: governing
        & {
            *orders_of(kind[0]).get(name, ()),
            *(partner for act in acts if name in act for partner in act - {name}),
        }
        for name in governing
    }


def follows(clauses: Mapping[str, Any], key: Key) -> bool:
    return bool(clauses[key.clause].get("phase") == "after")


def concern_each_other(clauses: Mapping[str, Any], one: Key, other: Key) -> bool:
    over = repeated_over(clauses[one.clause])
    return over is None or over != repeated_over(clauses[other.clause]) or one[1:] == other[1:]


def earliest(
    key: Key, asking: Mapping[Key, list[Key]], own: Mapping[str, dt.datetime | None]
) -> dt.datetime | None:
    """The earliest moment of all that a task leads to, over those without a due date."""
    found: set[Key] = set()
    waiting = [key]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += asking.get(one, [])
    moments = (own[one.clause] for one in found)
    return min((moment for moment in moments if moment), default=None)


def by_the_program(
    kind: Kind, people: tuple[Person, ...], yes: frozenset[str], date: Date
) -> dict[Key, Expected]:
    conference = Conference("C-1", ConferenceType(kind[1]), Format(kind[2]), *date)
    record = Record(people, {(Fact(fact), None): True for fact in yes})
    found = {}
    for task in make_plan(conference, procedure(kind[0]), record, ENGLAND).tasks:
        owed_by_each = task.clause.role is Role.PROFESSIONAL
        key = Key(task.clause.clause, task.person if owed_by_each else None, task.about)
        assert key not in found, f"{key} is there twice"
        needed_by = task.needed_by if task.applies else None
        found[key] = Expected(task.applies, task.due, task.literal, needed_by)
    return found


@cache
def procedure(name: str) -> Procedure:
    return load(name).procedure
