"""The outcome of a conference: what is typed, what is kept, what is still missing."""

import datetime as dt
from dataclasses import replace

import pytest

from cpconf.core.conferences.children import Child
from cpconf.core.conferences.decisions import (
    Category,
    Decided,
    Outcome,
    PlanDecision,
    refuse_wrong_stage,
)
from cpconf.core.words import ConferenceType, OutcomeKind
from cpconf.errors import UsageFault
from tests.core.making import REVIEW, conference

NEGLECT = Decided(PlanDecision.PLAN, (Category.NEGLECT,))
BOTH = Decided(PlanDecision.CONTINUES, (Category.PHYSICAL, Category.EMOTIONAL))
FULL = Outcome(
    decided={"C1": NEGLECT, "C2": Decided(PlanDecision.ENDS)},
    attended=("p1",),
    absent=("p2",),
    next=dt.datetime(2026, 6, 1, 1, 30),
    again_by=dt.datetime(2026, 1, 5, 17),
    summary="a" * 64,
    plan="b" * 64,
)


@pytest.mark.parametrize(
    ("typed", "decided"),
    [
        ("plan", Decided(PlanDecision.PLAN)),
        (" PLAN : neglect ", NEGLECT),
        (
            "continues:physical abuse+emotional",
            Decided(PlanDecision.CONTINUES, (Category.PHYSICAL, Category.EMOTIONAL)),
        ),
        ("plan:sexual-abuse+sexual", Decided(PlanDecision.PLAN, (Category.SEXUAL,))),
        ("no_plan", Decided(PlanDecision.NO_PLAN)),
        ("ends:", Decided(PlanDecision.ENDS)),
    ],
)
def test_a_decision_is_read_as_it_is_usually_typed(typed: str, decided: Decided) -> None:
    assert Decided.read(typed) == decided
    assert Decided.read(str(decided)) == decided


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("perhaps", "plan, no-plan, continues, ends"),
        ("", "not a decision"),
        ("plan:poverty", "neglect, physical, emotional, sexual"),
        ("ends:neglect", "has no category"),
        ("no-plan:neglect", "has no category"),
    ],
)
def test_any_other_is_refused_with_what_is_right(typed: str, said: str) -> None:
    with pytest.raises(UsageFault, match=said):
        Decided.read(typed)


def test_what_the_history_keeps_gives_the_same_outcome() -> None:
    assert Outcome.of(FULL.details) == FULL
    assert Outcome.of(Outcome().details) == Outcome()


@pytest.mark.parametrize(
    ("decisions", "made"),
    [
        ((), None),
        ((PlanDecision.PLAN,), True),
        ((PlanDecision.CONTINUES, PlanDecision.ENDS), True),
        ((PlanDecision.ENDS, PlanDecision.NO_PLAN), False),
    ],
)
def test_a_plan_is_made_where_one_child_has_one(
    decisions: tuple[PlanDecision, ...], made: bool | None
) -> None:
    decided = {f"C{number}": Decided(each) for number, each in enumerate(decisions)}
    assert Outcome(decided=decided).plan_made is made


def test_what_is_missing_of_the_six_items_is_named() -> None:
    assert FULL.missing((Child("C1"), Child("C2"))) == ()
    assert FULL.missing((Child("C1"), Child("C3"))) == ("the decision for C3",)
    assert Outcome().missing(()) == (
        "what was decided",
        "who attended",
        "the date of the next conference",
        "the chair's summary",
        "the plan or outcomes",
    )
    assert Outcome(kind=OutcomeKind.ADJOURNED).missing((Child("C1"),)) == ()


def test_where_no_child_has_a_plan_no_next_conference_is_missing() -> None:
    ended = replace(FULL, decided={"C1": Decided(PlanDecision.ENDS)}, next=None)
    assert not ended.lacks_next
    assert replace(FULL, next=None).lacks_next
    assert not Outcome(kind=OutcomeKind.INQUORATE).lacks_next


@pytest.mark.parametrize("decision", [PlanDecision.CONTINUES, PlanDecision.ENDS])
def test_no_plan_goes_on_or_ends_that_was_never_made(decision: PlanDecision) -> None:
    decided = {"C1": Decided(decision)}
    newborn = Child("C1", strategy_discussion=dt.date(2025, 12, 12))
    for children, meeting in (((), conference()), ((newborn,), conference(type_=REVIEW))):
        with pytest.raises(UsageFault, match="plan or no-plan"):
            refuse_wrong_stage(decided, children, meeting)
    refuse_wrong_stage(decided, (), conference(type_=REVIEW))
    assert REVIEW is ConferenceType.REVIEW
