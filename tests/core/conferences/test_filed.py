"""A conference on record: what its tasks say of one another, and of the people."""

from dataclasses import replace

import pytest

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.words import ConferenceState, Each, Fact, Role, TaskState
from tests.core.making import (
    CHAIR,
    FATHER,
    MOTHER,
    SOCIAL_WORKER,
    filed,
    handled,
    procedure,
    record,
    task,
)

RULES = procedure(
    task("send", each=Each.PARENT, before=["call", "thank"]),
    task("call", each=Each.PARENT),
    task("thank"),
    task("split", facts=["split", "no_wifi"]),
)
BOOKED = filed(RULES, known=record(MOTHER, FATHER, CHAIR))


def having(booked: Filed, handle: str, **changes: object) -> Filed:
    """The same with one task in another state."""
    found = handled(booked, handle)
    changed: FiledTask = replace(found, **changes)  # type: ignore[arg-type]
    return replace(booked, tasks=tuple(changed if t is found else t for t in booked.tasks))


def waits(booked: Filed, handle: str) -> list[str]:
    return [earlier.handle for earlier in booked.waiting_for(handled(booked, handle))]


def test_one_parents_task_waits_for_that_parents_and_everybodys_for_all() -> None:
    assert waits(BOOKED, "call@m1") == ["send@m1"]
    assert waits(BOOKED, "thank") == ["send@m1", "send@f1"]


@pytest.mark.parametrize(
    "changes",
    [{"state": TaskState.DONE}, {"state": TaskState.SKIPPED}, {"applies": False}],
    ids=["done", "skipped", "not asked for"],
)
def test_nothing_waits_for_what_asks_for_nothing(changes: dict[str, object]) -> None:
    assert waits(having(BOOKED, "send@m1", **changes), "thank") == ["send@f1"]


@pytest.mark.parametrize("state", [TaskState.DONE, TaskState.SKIPPED])
def test_what_is_done_or_skipped_keeps_its_dates_unless_it_is_due_again(state: TaskState) -> None:
    booked = having(having(BOOKED, "thank", state=state), "call@m1", state=state)
    thank, call = (handled(booked, handle).key for handle in ("thank", "call@m1"))
    assert set(booked.settled()) == {thank, call}
    assert set(booked.settled(but={thank})) == {call}


def test_a_report_counts_as_emailed_by_a_task_that_is_done_and_asked_for() -> None:
    rule = handled(BOOKED, "send@m1").rule
    booked = replace(BOOKED, emailing_rules=frozenset({rule}))
    done = having(booked, "send@m1", state=TaskState.DONE)
    assert done.record.emailed == {"m1"}
    assert having(done, "send@m1", applies=False).record.emailed == set()
    assert having(booked, "send@m1", state=TaskState.SKIPPED).record.emailed == set()


def test_a_question_is_asked_where_answers_alone_hold_a_task_back() -> None:
    assert BOOKED.questions() == (Fact.SPLIT, Fact.NO_WIFI)
    # A no to one of two leaves nothing to ask: the other would not bring the task.
    answered = filed(RULES, known=record(MOTHER, no=["no_wifi"]))
    assert answered.questions() == ()
    half = filed(RULES, known=record(MOTHER, yes=["no_wifi"]))
    assert half.questions() == (Fact.SPLIT,)


def test_of_a_cancelled_conference_nothing_is_asked() -> None:
    over = replace(BOOKED.conference, state=ConferenceState.CANCELLED)
    assert replace(BOOKED, conference=over).questions() == ()


def test_a_task_concerns_who_owes_it_by_role_or_person_and_who_acts_with_them() -> None:
    found = replace(
        handled(filed(RULES, known=record(SOCIAL_WORKER)), "thank"),
        role=Role.PROFESSIONAL,
        owner=Role.SOCIAL_WORKER,
        joint=(Role.MANAGER,),
    )
    concerned = {role for role in Role if found.concerns(role)}
    assert concerned == {Role.PROFESSIONAL, Role.SOCIAL_WORKER, Role.MANAGER}


def test_a_mailbox_is_shared_with_others_and_never_with_oneself() -> None:
    both = [Person("p1", Role.MOTHER, email="a@x.org"), Person("p2", Role.CHAIR, email="A@X.org")]
    none = [Person("p3", Role.FATHER), Person("p4", Role.CARER)]
    booked = replace(BOOKED, people=(*both, *none))
    found = {person.id: booked.with_mailbox_of(person) for person in booked.people}
    assert found == {"p1": ["p2"], "p2": ["p1"], "p3": [], "p4": []}
