"""Which task, person, role or fact is meant by what was typed."""

from dataclasses import replace

import pytest

from cpconf.core.conferences.choosing import choose_fact, choose_person, choose_role, choose_task
from cpconf.core.conferences.filed import Filed
from cpconf.core.words import (
    AGENCIES,
    FAMILY,
    IN_SUPPORT,
    PARENTS,
    PERSON_ROLES,
    PROFESSIONALS,
    TEAM,
    Each,
    Fact,
    Role,
    TaskState,
)
from cpconf.errors import NotFound, Refused, UsageFault
from tests.core.making import (
    CHAIR,
    FATHER,
    HEALTH,
    MOTHER,
    OTHER_SCHOOL,
    SCHOOL,
    SOCIAL_WORKER,
    filed,
    procedure,
    record,
    task,
)

# Source: the command-line contract names the roles and the facts.
ROLES = {
    "family": "mother father parent carer young_person supporter",
    "team": "social_worker manager chair minute_taker administrator team_administrator early_help",
    "agencies": "school health police probation housing other_professional",
    "in support": "advocate interpreter parent_representative",
}
FACTS = (
    "split children_at_home no_second_device full_report_shared parent_cannot_join "
    "parent_excluded joins_another_way clarification_needed no_wifi plan_made "
    "parent_email school_invited report_emailed"
)
PEOPLE = (MOTHER, FATHER, CHAIR, SCHOOL, OTHER_SCHOOL, HEALTH)
RULES = procedure(
    task("call-parents", clause="H-ICPC-C5", each=Each.PARENT),
    task("share-reports", clause="H-ICPC-P3", role=Role.PROFESSIONAL),
    task("arrange-split", clause="H-ICPC-C7", facts=["split"]),
    task("send-minutes", clause="H-ICPC-A2"),
)


def booked() -> Filed:
    return filed(RULES, known=record(*PEOPLE))


def test_the_roles_are_those_of_the_contract() -> None:
    assert {role.value for role in FAMILY} == set(ROLES["family"].split())
    assert {role.value for role in TEAM} == set(ROLES["team"].split())
    assert {role.value for role in AGENCIES} == set(ROLES["agencies"].split())
    assert {role.value for role in IN_SUPPORT} == set(ROLES["in support"].split())
    assert {role.value for role in PARENTS} == {"mother", "father", "parent", "carer"}
    assert set(PROFESSIONALS) == AGENCIES | {Role.SOCIAL_WORKER}
    assert set(PERSON_ROLES) == FAMILY | TEAM | AGENCIES | IN_SUPPORT


def test_the_facts_are_those_of_the_contract() -> None:
    assert {fact.value for fact in Fact} == set(FACTS.split())


@pytest.mark.parametrize("role", Role)
def test_a_role_may_be_written_with_either_line_and_in_any_case(role: Role) -> None:
    for written in (role.value, role.value.replace("_", "-"), role.value.upper(), f" {role} "):
        assert choose_role(written) is role


@pytest.mark.parametrize("fact", Fact)
def test_a_fact_may_be_written_with_either_line_and_in_any_case(fact: Fact) -> None:
    for written in (fact.value, fact.value.replace("_", "-"), fact.value.upper()):
        assert choose_fact(written) is fact


def test_nobody_takes_part_as_a_professional_in_general() -> None:
    assert choose_role("professional") is Role.PROFESSIONAL
    with pytest.raises(UsageFault, match="no role 'professional'"):
        choose_role("professional", of_person=True)


@pytest.mark.parametrize("written", ["", "uncles", "social", "\x1b[2J", "x" * 500])
def test_an_unknown_role_or_fact_is_refused_with_the_known_ones(written: str) -> None:
    with pytest.raises(UsageFault, match="social_worker") as caught:
        choose_role(written)
    assert "\x1b" not in str(caught.value)
    with pytest.raises(UsageFault, match="no_second_device"):
        choose_fact(written)


@pytest.mark.parametrize(
    ("written", "short_id"),
    [
        ("m1", "m1"),
        ("M1", "m1"),
        (" f1 ", "f1"),
        ("mother", "m1"),
        ("Father", "f1"),
        ("chair", "h1"),
    ],
)
def test_a_person_is_a_short_id_or_a_role_that_one_person_holds(
    written: str, short_id: str
) -> None:
    assert choose_person(PEOPLE, written).id == short_id


def test_a_role_that_several_hold_is_ambiguous_and_the_choices_are_listed() -> None:
    with pytest.raises(UsageFault, match="several people are school there: choose one, s1, s2"):
        choose_person(PEOPLE, "school")


@pytest.mark.parametrize("written", ["", "x9", "carer", "Ada Example", "professional"])
def test_nobody_of_that_name_is_told_with_those_on_record_by_id_and_role_only(
    written: str,
) -> None:
    with pytest.raises(NotFound, match=r"on record: m1 \(mother\), f1 \(father\)") as caught:
        choose_person(PEOPLE, written)
    assert "Bob" not in str(caught.value)


def test_on_an_empty_record_nobody_is_on_record() -> None:
    with pytest.raises(NotFound, match="on record: nobody"):
        choose_person((), "chair")


@pytest.mark.parametrize(
    ("written", "handle"),
    [
        ("send-minutes", "send-minutes"),
        ("send_minutes", "send-minutes"),
        ("Send-Minutes", "send-minutes"),
        ("H-ICPC-A2", "send-minutes"),
        ("h-icpc-a2", "send-minutes"),
        (" send-minutes ", "send-minutes"),
        ("call-parents@m1", "call-parents@m1"),
        ("call-parents@father", "call-parents@f1"),
        ("H-ICPC-C5@f1", "call-parents@f1"),
        ("share-reports@health", "share-reports@n1"),
        ("share-reports@s2", "share-reports@s2"),
        ("send-minutes@chair", "send-minutes"),
    ],
)
def test_a_task_is_its_name_or_clause_and_a_person_for_one_of_several(
    written: str, handle: str
) -> None:
    assert choose_task(booked(), written).handle == handle


@pytest.mark.parametrize(
    ("written", "choices"),
    [
        ("call-parents", "call-parents@m1, call-parents@f1"),
        ("H-ICPC-P3", "share-reports@s1, share-reports@s2, share-reports@n1"),
        ("call-parents@chair", "call-parents@m1, call-parents@f1"),
    ],
)
def test_one_of_several_tasks_must_be_named_and_the_choices_are_listed(
    written: str, choices: str
) -> None:
    with pytest.raises(UsageFault, match=f"choose one, {choices}$"):
        choose_task(booked(), written)


def test_what_was_marked_and_applies_no_more_is_meant_only_where_nothing_else_is() -> None:
    rules = procedure(task("call-parents", each=Each.PARENT, facts=["split"]))
    split = filed(rules, known=record(MOTHER, FATHER, about={("split", "f1"): True}))
    stale = [replace(t, state=TaskState.DONE) for t in split.tasks if t.about == "m1"]
    mixed = replace(split, tasks=(*stale, *(t for t in split.tasks if t.about == "f1")))
    alone = replace(split, tasks=tuple(stale))
    assert [(t.about, t.applies) for t in mixed.tasks] == [("m1", False), ("f1", True)]
    for or_marked in (False, True):
        assert choose_task(mixed, "call-parents", or_marked=or_marked).about == "f1"
    assert choose_task(alone, "call-parents", or_marked=True).about == "m1"
    with pytest.raises(Refused):
        choose_task(alone, "call-parents")


def test_one_of_several_people_must_be_named_too() -> None:
    with pytest.raises(UsageFault, match="s1, s2"):
        choose_task(booked(), "share-reports@school")


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("call-parent", "did you mean call-parents?"),
        ("H-ICPC-Z9", "cpconf status C-1 --all"),
        ("", "cpconf status C-1 --all"),
        ("@m1", "cpconf status C-1 --all"),
    ],
)
def test_a_task_that_is_not_there_is_told_with_what_to_do(written: str, hint: str) -> None:
    with pytest.raises(NotFound) as caught:
        choose_task(booked(), written)
    assert hint in str(caught.value)


def test_a_task_that_is_not_repeated_for_that_person_is_told_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="not a task about n1; choose one of call-parents@m1"):
        choose_task(booked(), "call-parents@health")


def test_a_task_that_does_not_apply_is_refused_with_the_fact_it_needs() -> None:
    with pytest.raises(Refused, match="it needs split\nIf that is so") as caught:
        choose_task(booked(), "arrange-split")
    assert "cpconf fact C-1" in str(caught.value)
    assert choose_task(booked(), "arrange-split", applying=False).clause == "H-ICPC-C7"


def test_of_several_tasks_the_one_that_applies_is_meant() -> None:
    rules = procedure(task("email", each=Each.PARENT, facts=["parent_email"]))
    only_hers = filed(rules, known=record(MOTHER, FATHER, SOCIAL_WORKER))
    assert choose_task(only_hers, "email").handle == "email@m1"
    with pytest.raises(Refused):
        choose_task(only_hers, "email@f1")
