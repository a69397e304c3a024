"""The built-in procedures against their registers, clause by clause.

The registers are read as they are, and judged by the evaluator in `tests/core/by_register.py`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import combinations

import pytest

from cpconf.core.conferences.checklist import make_plan
from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.conferences.facts import Record
from cpconf.core.procedures.procedure import GATES, Outline, RuleKind
from cpconf.core.words import ConferenceType, Fact, Format, Phase
from cpconf.procedures.loader import built_in
from tests import oracle
from tests.core.by_register import (
    DATES,
    FATHER,
    KINDS,
    LIMITS,
    MOTHER,
    PEOPLE,
    TEAM,
    Date,
    Kind,
    acts_of,
    by_the_program,
    by_the_register,
    clauses_of,
    facts_of,
    orders_of,
    procedure,
    repeated_over,
    tasks_of,
)
from tests.core.tables import ENGLAND, register

Answers = dict[tuple[Fact, str | None], bool]

# What the registers say of gates, in prose only.
TASK_GATES = {("O-14m", "O-15"), ("O-9a", "O-9c")}
RULE_GATES = {
    ("O-11r", "O-11i"),
    ("O-9r", "O-9a"),
    ("O-SHARE", "O-6c"),
    ("O-SHARE", "O-6e"),
    ("O-SHARE", "O-18c"),
}


def outline(kind: Kind) -> Outline:
    return procedure(kind[0]).outline(ConferenceType(kind[1]), Format(kind[2]))


def every_subset(facts: Iterable[str]) -> Iterator[frozenset[str]]:
    several = list(facts)
    for size in range(len(several) + 1):
        yield from map(frozenset, combinations(several, size))


def some_subsets(facts: Iterable[str]) -> Iterator[frozenset[str]]:
    """None, each alone, all but each, all."""
    whole = frozenset(facts)
    yield from {frozenset(), whole}
    for fact in sorted(whole):
        yield frozenset({fact})
        yield whole - {fact}


def assert_same(
    kind: Kind,
    people: tuple[Person, ...],
    subsets: Iterable[frozenset[str]],
    dates: Iterable[Date],
) -> int:
    compared = 0
    for date in dates:
        for yes in subsets:
            expected = by_the_register(kind, people, yes, date)
            found = by_the_program(kind, people, yes, date)
            assert found == expected, (sorted(yes), date)
            compared += 1
    return compared


def named(kind: Kind) -> str:
    return "-".join(kind)


def test_the_built_in_procedures_are_those_of_the_registers() -> None:
    assert built_in() == ("hounslow", "oxfordshire")
    for name in built_in():
        held = procedure(name).conferences
        kinds = [(name, type_, format_) for type_ in held for format_ in held[type_]]
        assert kinds == [kind for kind in KINDS if kind[0] == name]


@pytest.mark.parametrize("people", PEOPLE)
@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_every_combination_of_facts_gives_the_registers_checklist(kind: Kind, people: str) -> None:
    dates = [DATES["a Friday that overran"]]
    facts = facts_of(kind)
    compared = assert_same(kind, PEOPLE[people], list(every_subset(facts)), dates)
    assert compared == 2 ** len(facts)


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_every_date_gives_the_registers_checklist(kind: Kind, date: str) -> None:
    for people in PEOPLE.values():
        assert_same(kind, people, list(some_subsets(facts_of(kind))), [DATES[date]])


@pytest.mark.slow
@pytest.mark.parametrize("people", PEOPLE)
@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_every_combination_of_facts_on_every_date_gives_the_registers_checklist(
    kind: Kind, people: str
) -> None:
    assert_same(kind, PEOPLE[people], list(every_subset(facts_of(kind))), DATES.values())


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_a_fact_answered_no_is_like_one_that_is_not_answered(kind: Kind) -> None:
    conference = Conference("C-1", ConferenceType(kind[1]), Format(kind[2]), *DATES["a Monday"])
    subsets = list(some_subsets(facts_of(kind)))
    assert frozenset() in map(frozenset, subsets)
    for people in PEOPLE.values():
        for yes in subsets:
            answers: Answers = {(Fact(fact), None): True for fact in yes}
            denied: Answers = {(fact, None): fact in yes for fact in Fact}
            plans = [
                make_plan(conference, procedure(kind[0]), Record(people, given), ENGLAND)
                for given in (answers, denied)
            ]
            assert plans[0] == plans[1]


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_only_the_facts_of_the_register_decide_anything(kind: Kind) -> None:
    date = DATES["a plain Thursday"]
    others = frozenset(Fact) - set(facts_of(kind))
    for people in PEOPLE.values():
        assert by_the_program(kind, people, others, date) == by_the_program(
            kind, people, frozenset(), date
        )


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_every_task_clause_is_a_task_of_the_same_role_under_its_own_id(
    kind: Kind,
) -> None:
    found = {task.clause: task for task in outline(kind).tasks}
    assert len(found) == len(outline(kind).tasks)
    assert set(found) == set(tasks_of(kind))
    for name, clause in tasks_of(kind).items():
        task = found[name]
        assert task.role == clause["who"], name
        assert task.role_assumed == clause.get("who_assumed", False), name
        assert sorted(task.joint) == sorted(clause.get("with", [])), name
        assert task.each == repeated_over(clause), name
        assert (task.phase is Phase.FOLLOW_UP) == (clause.get("phase") == "after"), name
        assert task.reading == clause.get("reading", "R6"), name
        assert not task.local, name
        assert sorted(map(str, task.conditions)) == sorted(clause.get("fact", [])), name


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_the_role_shown_is_the_one_who_holds_it(kind: Kind) -> None:
    people = PEOPLE["everybody"]
    conference = Conference("C-1", ConferenceType(kind[1]), Format(kind[2]), *DATES["a Monday"])
    holders = {str(person.role): person.id for person in TEAM}
    tasks = make_plan(conference, procedure(kind[0]), Record(people), ENGLAND).tasks
    clauses = {task.clause.clause: tasks_of(kind)[task.clause.clause] for task in tasks}
    of_one = {name for name, clause in clauses.items() if clause["who"] != "professional"}
    assert of_one
    for task in tasks:
        if task.clause.clause in of_one:
            clause = clauses[task.clause.clause]
            assert task.person == holders.get(clause["who"]), clause["id"]


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_every_rule_and_document_is_told_and_every_limit_kept(kind: Kind) -> None:
    clauses = clauses_of(*kind)
    rules = {name for name, clause in clauses.items() if clause["kind"] in {"rule", "document"}}
    limits = {name for name, clause in clauses.items() if clause["kind"] == "limit"}
    documents = {name for name, clause in clauses.items() if clause["kind"] == "document"}
    found = outline(kind)
    assert sorted(rule.clause for rule in found.rules) == sorted(rules)
    assert sorted(limit.clause for limit in found.limits) == sorted(limits)
    of_documents = {r.clause for r in found.rules if r.kind is RuleKind.DOCUMENT}
    assert of_documents == documents


@pytest.mark.parametrize("authority", ["hounslow", "oxfordshire"])
def test_no_clause_is_lost_and_none_is_invented(authority: str) -> None:
    written = {clause["id"] for name in (authority, "england") for clause in register(name)[0]}
    found = procedure(authority)
    assert {clause.clause for clause in (*found.tasks, *found.limits, *found.rules)} == written


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_the_orders_are_those_of_the_register(kind: Kind) -> None:
    governing = tasks_of(kind)
    expected = {
        (before, after)
        for before, several in orders_of(kind[0]).items()
        for after in several
        if before in governing and after in governing
    }
    found = outline(kind)
    names = [task.clause for task in found.tasks]
    orders = {(names[i], names[j]) for i, several in enumerate(found.after) for j in several}
    assert orders == expected


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_only_the_gates_of_the_documents_keep_a_task_shut(kind: Kind) -> None:
    found, governing = outline(kind), clauses_of(*kind)
    names = [task.clause for task in found.tasks]
    by_tasks = {(names[j], names[i]) for i, several in enumerate(found.gates) for j in several}
    by_rules = {(gate, task.clause) for task in found.tasks for gate in task.gated_by}
    assert by_tasks == {gate for gate in TASK_GATES if set(gate) <= set(governing)}
    assert by_rules == {gate for gate in RULE_GATES if set(gate) <= set(governing)}
    kinds = {rule.clause: rule.kind for rule in found.rules}
    assert all(kinds[gate] in GATES for gate, _ in by_rules)


@pytest.mark.parametrize(
    ("kind", "clauses"),
    [
        (("oxfordshire", "initial", "video"), {"O-16a", "O-16b"}),
        (("oxfordshire", "review", "video"), {"O-4", "O-7"}),
        (("hounslow", "initial", "video"), set()),
    ],
    ids=["oxfordshire-initial", "oxfordshire-review", "hounslow"],
)
def test_the_tasks_that_share_the_report_with_a_parent_are_known(
    kind: Kind, clauses: set[str]
) -> None:
    found = {task.clause for task in outline(kind).tasks if task.shares_with_parent}
    assert found == clauses


@pytest.mark.parametrize(
    ("kind", "clauses"),
    [
        (
            ("oxfordshire", "initial", "video"),
            {"O-16a": "report", "O-22": "plan", "O-24": "minutes"},
        ),
        (
            ("oxfordshire", "review", "video"),
            {"O-7": "report", "O-22": "plan", "O-24": "minutes"},
        ),
    ],
    ids=["-".join(kind) for kind in (KINDS[3], KINDS[4])],
)
def test_the_tasks_that_the_program_itself_can_do_are_known(
    kind: Kind, clauses: dict[str, str]
) -> None:
    sending = {task.clause: task for task in outline(kind).tasks if task.sends}
    assert {clause: task.sends for clause, task in sending.items()} == clauses
    as_word = {clause for clause, task in sending.items() if task.sends_as}
    assert as_word == {"O-24"}.intersection(clauses)


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_what_is_done_in_one_act_is_as_the_register_has_it(kind: Kind) -> None:
    found = outline(kind)
    names = [task.clause for task in found.tasks]
    acts = {
        frozenset({names[place], *(names[other] for other in several)})
        for place, several in enumerate(found.together)
        if several
    }
    governing = set(tasks_of(kind))
    asked = {act & governing for act in acts_of(*kind[:2])}
    assert acts == {act for act in asked if len(act) > 1}


# Read in the documents: paragraph 10, paragraph 21 with the planning of every conference, and the
# second bullet of Hounslow's initial conference.
ACTS = {
    ("hounslow", "initial", "video"): {"H-ICPC-C2", "H-ICPC-P1"},
    ("hounslow", "review", "video"): {"H-ICPC-C2", "H-ICPC-P1"},
    ("hounslow", "review", "written"): set(),
    ("oxfordshire", "initial", "video"): {"O-PLAN-1", "O-21"},
    ("oxfordshire", "review", "video"): {"O-10", "O-9a"},
}


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_the_acts_are_those_of_the_documents(kind: Kind) -> None:
    found = outline(kind)
    alone = [
        task.clause for task, others in zip(found.tasks, found.together, strict=True) if not others
    ]
    assert {task.clause for task in found.tasks} - set(alone) == ACTS[kind]


def test_emailing_the_report_answers_that_it_was_emailed() -> None:
    for kind in KINDS:
        answering = {task.clause: task.answers for task in outline(kind).tasks if task.answers}
        expected = {"O-16a": Fact.REPORT_EMAILED} if "O-16a" in tasks_of(kind) else {}
        assert answering == expected


@pytest.mark.parametrize(
    ("emailed", "about"),
    [
        (set(), set()),
        ({"m1"}, {"m1"}),
        ({"m1", "f1"}, {"m1", "f1"}),
    ],
    ids=["nobody", "the mother", "both"],
)
def test_a_parent_is_rung_about_the_report_that_was_emailed_to_them(
    emailed: set[str], about: set[str]
) -> None:
    at = DATES["a Monday"].at
    conference = Conference("C-1", ConferenceType.INITIAL, Format.VIDEO, at)
    record = Record((MOTHER, FATHER), {}, emailed)
    plan = make_plan(conference, procedure("oxfordshire"), record, ENGLAND)
    rung = {t.about for t in plan.tasks if t.clause.clause == "O-17" and t.applies}
    assert rung == about


def test_what_is_true_of_one_parent_only_adds_that_parents_tasks() -> None:
    at = DATES["a Monday"].at
    about_father: Answers = {
        (fact, "f1"): True for fact in (Fact.PARENT_CANNOT_JOIN, Fact.PARENT_EXCLUDED)
    }
    nothing: Answers = {}
    for authority, expected in (
        ("hounslow", {"H-ICPC-C6", "H-ICPC-C6b"}),
        ("oxfordshire", {"O-20a", "O-20b", "O-POST"}),
    ):
        conference = Conference("C-1", ConferenceType.INITIAL, Format.VIDEO, at)
        records = [Record((MOTHER, FATHER), nothing), Record((MOTHER, FATHER), about_father)]
        plans = [make_plan(conference, procedure(authority), known, ENGLAND) for known in records]
        before, after = (
            {(t.clause.clause, t.about) for t in plan.tasks if t.applies} for plan in plans
        )
        assert after - before == {(clause, "f1") for clause in expected}
        assert before <= after


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_a_limit_is_kept_up_to_its_last_day_and_no_longer(kind: Kind) -> None:
    anchors = [dt.date(2025, 11, 3) + dt.timedelta(days=7 * week + week % 7) for week in range(60)]
    clauses = clauses_of(*kind)
    governing = {name: clauses[name] for name in LIMITS if name in clauses}
    assert governing
    for name, clause in governing.items():
        field = LIMITS[name]
        for anchor in anchors:
            due, literal = oracle.answer(clause, dt.datetime.min, anchor=anchor)
            assert due is not None
            last = max(due, literal or due)
            for days in range(-2, 4):
                held = dt.datetime.combine(due.date() + dt.timedelta(days=days), dt.time(18))
                conference = Conference(
                    "C-1",
                    ConferenceType(kind[1]),
                    Format(kind[2]),
                    held,
                    **{field: anchor},  # type: ignore[arg-type]
                )
                limits = make_plan(conference, procedure(kind[0]), Record(), ENGLAND).limits
                (limit,) = (each for each in limits if each.clause.clause == name)
                assert (limit.due, limit.literal) == (due, literal)
                assert limit.met is (held.date() <= last.date()), (anchor, held)


@pytest.mark.parametrize("kind", KINDS, ids=named)
def test_a_limit_whose_start_is_not_known_has_no_date(kind: Kind) -> None:
    conference = Conference("C-1", ConferenceType(kind[1]), Format(kind[2]), *DATES["a Monday"])
    limits = make_plan(conference, procedure(kind[0]), Record(), ENGLAND).limits
    assert all(limit.due is None and limit.met is None for limit in limits)
    assert {limit.clause.clause for limit in limits} == {
        name for name in LIMITS if name in clauses_of(*kind)
    }
