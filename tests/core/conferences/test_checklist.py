"""The dated checklist: who owes each task, whom it is about, and by when."""

import datetime as dt
from dataclasses import replace

import pytest

from cpconf.core.conferences.checklist import Plan, PlannedTask, make_plan, sole_holder
from cpconf.core.conferences.conference import Person
from cpconf.core.words import ConferenceState, Each, Phase, Role, TaskState
from cpconf.errors import UsageFault
from tests.core.making import (
    CARER,
    CHAIR,
    FATHER,
    HEALTH,
    HOUNSLOW,
    INITIAL,
    LONG_BEFORE,
    MOTHER,
    OTHER_SCHOOL,
    OXFORDSHIRE,
    REVIEW,
    SCHOOL,
    SOCIAL_WORKER,
    THURSDAY,
    conference,
    filed,
    plan,
    procedure,
    record,
    task,
)
from tests.core.tables import ENGLAND

PROFESSIONAL = task("share", "3 working days before conference", role=Role.PROFESSIONAL)
CALL = task("call", role=Role.CHAIR, each=Each.PARENT)
INVITE = task("invite", role=Role.SOCIAL_WORKER, each=Each.SCHOOL, facts=["school_invited"])
YOUNG_PERSON = Person("y1", Role.YOUNG_PERSON)
SUPPORTER = Person("u1", Role.SUPPORTER)


def owed(made: Plan) -> list[tuple[str, str | None, str | None, bool]]:
    return [(t.clause.name, t.person, t.about, t.applies) for t in made.tasks]


def needed_by(made: Plan) -> dict[str, dt.datetime | None]:
    """By name, and by name and person where a task is repeated."""
    return {
        f"{t.clause.name}@{t.subject}" if t.subject else t.clause.name: t.needed_by
        for t in made.tasks
    }


def test_with_nobody_on_record_every_task_is_there_once_and_for_nobody() -> None:
    made = plan(procedure(PROFESSIONAL, CALL, INVITE), known=record(yes=["school_invited"]))
    assert owed(made) == [
        ("share", None, None, True),
        ("call", None, None, True),
        ("invite", None, None, True),
    ]


def test_a_professionals_task_is_there_once_for_each_agency_and_the_social_worker() -> None:
    people = (MOTHER, SCHOOL, HEALTH, CHAIR, SOCIAL_WORKER, OTHER_SCHOOL, YOUNG_PERSON)
    made = plan(procedure(PROFESSIONAL), known=record(*people))
    assert [(t.person, t.about) for t in made.tasks] == [
        ("s1", None),
        ("n1", None),
        ("w1", None),
        ("s2", None),
    ]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PROFESSIONAL], ids=str)
def test_only_agencies_and_the_social_worker_are_professionals(role: Role) -> None:
    made = plan(procedure(PROFESSIONAL), known=record(Person("p1", role)))
    agencies = {
        "school",
        "health",
        "police",
        "probation",
        "housing",
        "other_professional",
    }
    expected = "p1" if role in agencies | {"social_worker"} else None
    assert [t.person for t in made.tasks] == [expected]


def test_a_parents_task_is_there_once_for_each_parent_on_record() -> None:
    people = (FATHER, CHAIR, YOUNG_PERSON, MOTHER, SUPPORTER, CARER, Person("p1", Role.PARENT))
    made = plan(procedure(CALL), known=record(*people))
    assert [(t.person, t.about) for t in made.tasks] == [
        ("h1", "f1"),
        ("h1", "m1"),
        ("h1", "c1"),
        ("h1", "p1"),
    ]


def test_without_a_parent_on_record_a_parents_task_is_about_nobody() -> None:
    made = plan(procedure(CALL), known=record(CHAIR, YOUNG_PERSON, SUPPORTER))
    assert [(t.person, t.about) for t in made.tasks] == [("h1", None)]


def test_a_schools_task_is_there_once_for_each_school_and_applies_for_each() -> None:
    made = plan(procedure(INVITE), known=record(SCHOOL, OTHER_SCHOOL, SOCIAL_WORKER, HEALTH))
    assert owed(made) == [("invite", "w1", "s1", True), ("invite", "w1", "s2", True)]


@pytest.mark.parametrize(("yes", "applies"), [([], False), (["school_invited"], True)])
def test_without_a_school_on_record_the_fact_decides(yes: list[str], applies: bool) -> None:
    made = plan(procedure(INVITE), known=record(HEALTH, yes=yes))
    assert owed(made) == [("invite", None, None, applies)]


def test_a_condition_is_judged_for_the_parent_whom_the_task_is_about() -> None:
    email = task("email", each=Each.PARENT, facts=["parent_email"])
    phone = task("phone", each=Each.PARENT, facts=["!parent_email"])
    absent = task("absent", each=Each.PARENT, facts=["parent_cannot_join"])
    known = record(MOTHER, FATHER, about={("parent_cannot_join", "f1"): True})
    made = plan(procedure(email, phone, absent), known=known)
    assert {(name, about) for name, _, about, applies in owed(made) if applies} == {
        ("email", "m1"),
        ("phone", "f1"),
        ("absent", "f1"),
    }


def test_a_task_about_nobody_in_particular_is_judged_for_the_conference() -> None:
    give = task("give", facts=["parent_email"])
    assert plan(procedure(give), known=record(MOTHER, FATHER)).tasks[0].applies
    assert not plan(procedure(give), known=record(FATHER)).tasks[0].applies


def test_all_conditions_must_hold() -> None:
    both = procedure(task("help", facts=["children_at_home", "!no_second_device"]))
    for yes, applies in (
        ([], False),
        (["children_at_home"], True),
        (["no_second_device"], False),
        (["children_at_home", "no_second_device"], False),
    ):
        assert plan(both, known=record(yes=yes)).tasks[0].applies is applies


def test_a_task_is_owed_by_the_one_who_holds_its_role_and_by_nobody_where_several_do() -> None:
    second = Person("h2", Role.CHAIR)
    assert sole_holder(Role.CHAIR, [CHAIR, MOTHER]) == "h1"
    assert sole_holder(Role.CHAIR, [MOTHER]) is None
    assert sole_holder(Role.CHAIR, [CHAIR, second]) is None
    made = plan(procedure(task("decide")), known=record(CHAIR, second))
    assert owed(made) == [("decide", None, None, True)]


def test_a_task_with_a_due_date_has_no_needed_by_and_the_other_way_round() -> None:
    for rules in (HOUNSLOW, OXFORDSHIRE):
        made = plan(rules, known=record(MOTHER, FATHER, CHAIR, SOCIAL_WORKER, SCHOOL))
        assert all(t.due is None or t.needed_by is None for t in made.tasks)
        assert all(t.wanted == (t.due or t.needed_by) for t in made.tasks)


def test_a_preparation_task_without_a_time_is_needed_by_the_start() -> None:
    made = plan(procedure(task("prepare"), task("follow", phase=Phase.FOLLOW_UP)))
    assert needed_by(made) == {"prepare": THURSDAY, "follow": None}


def test_a_task_is_needed_by_the_earliest_of_those_that_come_after_it() -> None:
    first = task("first", before=["second", "third"])
    second = task("second", "1 day before conference")
    third = task("third", "3 days before conference")
    assert needed_by(plan(procedure(first, second, third)))["first"] == dt.datetime(2026, 2, 9, 17)


def test_needed_by_goes_back_along_a_chain_in_whatever_order_it_is_written() -> None:
    chain = (
        task("a", before=["b"]),
        task("b", before=["X-c"]),
        task("c", before=["d"]),
        task("d", "48 hours before conference"),
    )
    moment = dt.datetime(2026, 2, 10, 10)
    expected = {"a": moment, "b": moment, "c": moment, "d": None}
    for clauses in (chain, chain[::-1], (chain[2], chain[0], chain[3], chain[1])):
        assert needed_by(plan(procedure(*clauses))) == expected


def test_a_gate_is_an_order_too() -> None:
    made = plan(
        procedure(task("tell", "48 hours before conference", only_after=["allow"]), task("allow"))
    )
    assert needed_by(made)["allow"] == dt.datetime(2026, 2, 10, 10)


def test_a_follower_that_does_not_apply_needs_nothing() -> None:
    rules = procedure(
        task("first", before=["second"]),
        task("second", "3 days before conference", facts=["split"]),
    )
    assert needed_by(plan(rules))["first"] == THURSDAY
    sooner = plan(rules, known=record(yes=["split"]))
    assert needed_by(sooner)["first"] == dt.datetime(2026, 2, 9, 17)


def test_what_comes_after_a_task_that_does_not_apply_needs_nothing_of_those_before_it() -> None:
    rules = procedure(
        task("first", before=["second"]),
        task("second", facts=["split"], before=["third"]),
        task("third", "3 days before conference"),
    )
    assert needed_by(plan(rules))["first"] == THURSDAY


def test_a_follow_up_task_is_needed_by_what_comes_after_it_alone() -> None:
    rules = procedure(
        task("decide", phase=Phase.FOLLOW_UP, before=["record"]),
        task("record", "within 24 hours of conference", phase=Phase.FOLLOW_UP),
    )
    assert needed_by(plan(rules))["decide"] == dt.datetime(2026, 2, 13, 10)


@pytest.mark.parametrize(
    ("state", "moment"),
    [(ConferenceState.SCHEDULED, dt.datetime(2026, 2, 9, 17)), (ConferenceState.HELD, None)],
)
def test_preparation_sets_no_date_for_the_follow_up_once_the_conference_was_held(
    state: ConferenceState, moment: dt.datetime | None
) -> None:
    """Before Thursday 12 February 2026, 3 working days are Monday the 9th (worked cases)."""
    rules = procedure(
        task("ask", phase=Phase.FOLLOW_UP, before=["share"]),
        task("share", "3 working days before conference"),
    )
    assert needed_by(plan(rules, replace(conference(), state=state)))["ask"] == moment


def test_an_order_binds_two_tasks_about_the_same_parent_only() -> None:
    rules = procedure(
        task("report", each=Each.PARENT, before=["call"]),
        task("call", "3 days before conference", each=Each.PARENT, facts=["parent_email"]),
    )
    assert needed_by(plan(rules, known=record(MOTHER, FATHER))) == {
        "report@m1": dt.datetime(2026, 2, 9, 17),
        "report@f1": THURSDAY,
        "call@m1": None,
        "call@f1": None,
    }


def test_an_order_between_a_parents_task_and_any_other_binds_all_of_them() -> None:
    rules = procedure(
        task("agree", before=["report"]),
        task("report", each=Each.PARENT, facts=["parent_email"], before=["tell"]),
        task("tell", "3 days before conference"),
    )
    moment = dt.datetime(2026, 2, 9, 17)
    found = needed_by(plan(rules, known=record(MOTHER, FATHER)))
    assert found == {"agree": moment, "report@m1": moment, "report@f1": moment, "tell": None}


def test_a_task_for_each_parent_and_one_for_each_school_are_not_paired() -> None:
    rules = procedure(
        task("invite", each=Each.SCHOOL, before=["call"]),
        task("call", "1 day before conference", each=Each.PARENT),
    )
    moment = dt.datetime(2026, 2, 11, 17)
    found = needed_by(plan(rules, known=record(MOTHER, SCHOOL, OTHER_SCHOOL)))
    assert found == {"invite@s1": moment, "invite@s2": moment, "call@m1": None}


def test_a_professional_waits_for_their_own_report_only() -> None:
    rules = procedure(
        task("write", role=Role.PROFESSIONAL, before=["submit"]),
        task("submit", "1 day before conference", role=Role.PROFESSIONAL, before=["forward"]),
        task("forward"),
    )
    found = needed_by(plan(rules, known=record(HEALTH, SOCIAL_WORKER)))
    moment = dt.datetime(2026, 2, 11, 17)
    assert found["write@n1"] == found["write@w1"] == moment


NOON_BEFORE = dt.datetime(2026, 2, 11, 17)
"""One day before the conference of Thursday 12 February 2026 (R2), counted by hand."""


def test_what_is_done_in_one_act_is_needed_by_the_earliest_moment_of_any() -> None:
    rules = procedure(
        task("letter", before=["share"]),
        task("leaflet", before=["call"]),
        task("share", "1 day before conference"),
        task("call"),
        acts=[["leaflet", "letter"]],
    )
    found = needed_by(plan(rules))
    assert found["letter"] == found["leaflet"] == NOON_BEFORE
    assert found["call"] == THURSDAY


def test_a_due_date_is_no_later_for_what_is_done_in_one_act_with_it_and_stays_as_it_is() -> None:
    rules = procedure(
        task("call"), task("confirm", "1 day before conference"), acts=[["call", "confirm"]]
    )
    made = plan(rules)
    assert needed_by(made) == {"call": NOON_BEFORE, "confirm": None}
    assert [t.due for t in made.tasks] == [None, NOON_BEFORE]


def test_what_comes_before_an_act_is_needed_by_when_all_of_it_is() -> None:
    rules = procedure(
        task("write", before=["form"]),
        task("form"),
        task("invite", before=["share"]),
        task("share", "1 day before conference"),
        acts=[["form", "invite"]],
    )
    found = needed_by(plan(rules))
    assert found["write"] == found["form"] == found["invite"] == NOON_BEFORE


def test_an_act_of_tasks_that_also_have_an_order_among_them_is_one_moment() -> None:
    rules = procedure(
        task("a", before=["b"]),
        task("b", before=["c"]),
        task("c", before=["d"]),
        task("d", "1 day before conference"),
        acts=[["a", "b"], ["b", "c"]],
    )
    found = needed_by(plan(rules))
    assert found["a"] == found["b"] == found["c"] == NOON_BEFORE


def test_an_act_without_any_moment_has_none() -> None:
    rules = procedure(
        task("a", phase=Phase.FOLLOW_UP), task("b", phase=Phase.FOLLOW_UP), acts=[["a", "b"]]
    )
    assert needed_by(plan(rules)) == {"a": None, "b": None}


def test_each_parents_act_is_their_own() -> None:
    rules = procedure(
        task("call", each=Each.PARENT),
        task("confirm", each=Each.PARENT, facts=["parent_email"], before=["report"]),
        task("report", "1 day before conference", each=Each.PARENT),
        acts=[["call", "confirm"]],
    )
    found = needed_by(plan(rules, known=record(MOTHER, FATHER)))
    assert (found["call@m1"], found["call@f1"]) == (NOON_BEFORE, THURSDAY)


def test_an_act_for_each_parent_and_one_for_all_go_together() -> None:
    rules = procedure(
        task("post"),
        task("leaflet", each=Each.PARENT, before=["report"]),
        task("report", "1 day before conference", each=Each.PARENT, facts=["parent_email"]),
        acts=[["post", "leaflet"]],
    )
    found = needed_by(plan(rules, known=record(MOTHER, FATHER)))
    assert found["post"] == found["leaflet@m1"] == found["leaflet@f1"] == NOON_BEFORE


ACT = procedure(
    task("letter", before=["share"]),
    task("leaflet"),
    task("share", "1 day before conference"),
    acts=[["leaflet", "letter"]],
)


@pytest.mark.parametrize("state", [TaskState.DONE, TaskState.SKIPPED])
def test_what_is_done_or_skipped_asks_for_nothing_of_the_same_act(state: TaskState) -> None:
    standing = filed(ACT, states={"letter": state})
    again = make_plan(conference(), ACT, record(), ENGLAND, settled=standing.settled())
    assert needed_by(again)["leaflet"] == THURSDAY
    assert needed_by(again)["letter"] == NOON_BEFORE  # as it was promised


def test_what_does_not_apply_asks_for_nothing_of_the_same_act() -> None:
    rules = procedure(
        task("letter", "1 day before conference", facts=["split"]),
        task("leaflet"),
        acts=[["leaflet", "letter"]],
    )
    assert needed_by(plan(rules))["leaflet"] == THURSDAY
    assert needed_by(plan(rules, known=record(yes=["split"])))["leaflet"] == NOON_BEFORE


def test_an_act_of_one_type_of_conference_is_none_at_the_other() -> None:
    # O-21 times the call of O-PLAN-1 at an initial conference; a review has no such call.
    initial, review = (
        needed_by(plan(OXFORDSHIRE, conference(type_=type_), record(MOTHER)))["call-parents@m1"]
        for type_ in (INITIAL, REVIEW)
    )
    assert (initial, review) == (NOON_BEFORE, THURSDAY)


def test_a_task_is_late_when_it_applies_and_its_moment_has_passed() -> None:
    made = plan(procedure(task("a", "1 day before conference"), task("b", facts=["split"])))
    due, not_applying = made.tasks
    assert due.due is not None
    assert not due.is_late(due.due)
    assert due.is_late(due.due + dt.timedelta(seconds=1))
    assert not not_applying.is_late(THURSDAY + dt.timedelta(days=1))
    assert not _undated().is_late(THURSDAY)


def _undated() -> PlannedTask:
    (undated,) = plan(procedure(task("f", phase=Phase.FOLLOW_UP))).tasks
    return undated


def test_a_booking_too_far_off_to_be_counted_is_refused() -> None:
    rules = procedure(task("long", "within 9999 working days of conference"))
    with pytest.raises(UsageFault):
        plan(rules, conference(dt.datetime(2100, 12, 30, 10)))


def test_the_same_booking_gives_the_same_checklist() -> None:
    known = record(MOTHER, FATHER, CHAIR, SOCIAL_WORKER, SCHOOL, yes=["split"])
    for rules in (HOUNSLOW, OXFORDSHIRE):
        assert plan(rules, known=known) == plan(rules, known=known)
        assert not any(t.is_late(LONG_BEFORE) for t in plan(rules, known=known).tasks)
