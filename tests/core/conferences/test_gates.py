"""The few places where one thing may not come before another."""

import dataclasses

import pytest

from cpconf.core.conferences.filed import Filed
from cpconf.core.conferences.gates import has_address, obstacles
from cpconf.core.procedures.procedure import Procedure, RuleKind
from cpconf.core.words import Each, Role, TaskState
from tests.core.making import (
    CARER,
    CHAIR,
    FATHER,
    HOUNSLOW,
    INITIAL,
    MOTHER,
    OXFORDSHIRE,
    REVIEW,
    SOCIAL_WORKER,
    conference,
    filed,
    handled,
    procedure,
    record,
    rule,
    task,
)

DONE, SKIPPED, OPEN = TaskState.DONE, TaskState.SKIPPED, TaskState.OPEN
BY_HAND = procedure(
    task("allow", role=Role.MANAGER),
    task("tell", only_after=["allow"]),
    task("report", each=Each.PARENT, shares_with_parent=True),
    task("confirm", each=Each.PARENT, only_after=["report"]),
    task("send", gated_by=["X-SHARE"]),
    task("invite", gated_by=["X-ADDRESS"]),
    rule("X-SHARE", RuleKind.SHARE_FIRST),
    rule("X-ADDRESS", RuleKind.ADDRESS_FIRST),
)


def kept_shut(
    booked: Filed, handle: str, rules: Procedure, done_with: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    numbers = {handled(booked, other).id for other in done_with}
    found = obstacles(booked, handled(booked, handle), rules, done_with=numbers)
    return [(obstacle.clause, obstacle.text) for obstacle in found]


def test_a_task_waits_for_the_one_that_must_be_done_first() -> None:
    booked = filed(BY_HAND)
    assert kept_shut(booked, "tell", BY_HAND) == [("X-allow", "allow is not done")]
    assert kept_shut(booked, "allow", BY_HAND) == []


@pytest.mark.parametrize("state", [DONE, SKIPPED])
def test_what_is_done_or_skipped_with_a_reason_keeps_nothing_shut(state: TaskState) -> None:
    booked = filed(BY_HAND, states={"allow": state})
    assert kept_shut(booked, "tell", BY_HAND) == []


def test_what_is_marked_done_in_the_same_breath_keeps_nothing_shut() -> None:
    assert kept_shut(filed(BY_HAND), "tell", BY_HAND, done_with=("allow",)) == []


def test_a_gate_between_repeated_tasks_is_one_parents_own() -> None:
    booked = filed(BY_HAND, known=record(MOTHER, FATHER), states={"report@m1": DONE})
    assert kept_shut(booked, "confirm@m1", BY_HAND) == []
    assert kept_shut(booked, "confirm@f1", BY_HAND) == [("X-report", "report@f1 is not done")]


def test_a_report_goes_nowhere_until_every_parent_has_it() -> None:
    known = record(MOTHER, FATHER)
    text = "the report is not yet shared with every parent: "
    assert kept_shut(filed(BY_HAND, known=known), "send", BY_HAND) == [
        ("X-SHARE", text + "report@m1, report@f1")
    ]
    half = filed(BY_HAND, known=known, states={"report@m1": DONE})
    assert kept_shut(half, "send", BY_HAND) == [("X-SHARE", text + "report@f1")]
    assert kept_shut(half, "send", BY_HAND, done_with=("report@f1",)) == []
    waived = filed(BY_HAND, known=known, states={"report@m1": DONE, "report@f1": SKIPPED})
    assert kept_shut(waived, "send", BY_HAND) == []


def test_a_sharing_task_that_does_not_apply_is_not_waited_for() -> None:
    rules = procedure(
        task("report", shares_with_parent=True, facts=["split"]),
        task("send", gated_by=["X-SHARE"]),
        rule("X-SHARE", RuleKind.SHARE_FIRST),
    )
    assert kept_shut(filed(rules), "send", rules) == []
    assert kept_shut(filed(rules, known=record(yes=["split"])), "send", rules)


@pytest.mark.parametrize(
    ("people", "on_record"),
    [
        ((), False),
        ((FATHER,), False),
        ((CHAIR,), False),
        ((MOTHER,), True),
        ((FATHER, CARER), True),
    ],
)
def test_an_invitation_waits_for_the_address_of_any_parent(
    people: tuple[object, ...], on_record: bool
) -> None:
    known = record(*people)  # type: ignore[arg-type]
    assert has_address(known) is on_record
    shut = kept_shut(filed(BY_HAND, known=known), "invite", BY_HAND)
    text = "no email address of a parent is on record"
    assert shut == ([] if on_record else [("X-ADDRESS", text)])


def test_an_answered_fact_is_no_address() -> None:
    booked = filed(BY_HAND, known=record(yes=["parent_email"]))
    assert kept_shut(booked, "invite", BY_HAND)


def test_several_obstacles_are_all_told() -> None:
    rules = procedure(
        task("allow"),
        task("agree"),
        task("send", only_after=["allow", "agree"], gated_by=["X-ADDRESS"]),
        rule("X-ADDRESS", RuleKind.ADDRESS_FIRST),
    )
    assert [clause for clause, _ in kept_shut(filed(rules), "send", rules)] == [
        "X-allow",
        "X-agree",
        "X-ADDRESS",
    ]


def test_oxfordshires_chair_is_told_only_once_the_manager_has_authorised() -> None:
    booked = filed(OXFORDSHIRE, known=record(MOTHER, SOCIAL_WORKER))
    assert [clause for clause, _ in kept_shut(booked, "tell-chair", OXFORDSHIRE)] == ["O-14m"]


def test_in_an_oxfordshire_review_the_professionals_invitation_waits_for_the_parents() -> None:
    meeting = conference(type_=REVIEW)
    booked = filed(OXFORDSHIRE, meeting, record(MOTHER))
    assert [c for c, _ in kept_shut(booked, "invite-professionals", OXFORDSHIRE)] == ["O-9a"]
    other_way = filed(OXFORDSHIRE, meeting, record(MOTHER, yes=["joins_another_way"]))
    assert kept_shut(other_way, "invite-professionals", OXFORDSHIRE) == []
    nobody = filed(OXFORDSHIRE, meeting, record(FATHER))
    assert [c for c, _ in kept_shut(nobody, "invite-parents", OXFORDSHIRE)] == ["O-9r"]


def test_hounslow_keeps_nothing_shut() -> None:
    for meeting in (conference(), conference(type_=REVIEW)):
        booked = filed(HOUNSLOW, meeting)
        assert not any(obstacles(booked, each, HOUNSLOW) for each in booked.tasks)


def test_a_task_that_the_procedure_does_not_know_is_kept_shut_by_nothing() -> None:
    booked = filed(BY_HAND)
    assert obstacles(booked, handled(booked, "tell"), OXFORDSHIRE) == ()


def test_a_gate_that_governs_initial_conferences_only_holds_nothing_back_in_a_review() -> None:
    address = dataclasses.replace(
        rule("X-ADDRESS", RuleKind.ADDRESS_FIRST), types=frozenset({INITIAL})
    )
    rules = procedure(task("invite", gated_by=["X-ADDRESS"]), address)
    assert kept_shut(filed(rules), "invite", rules)
    assert kept_shut(filed(rules, conference(type_=REVIEW)), "invite", rules) == []
