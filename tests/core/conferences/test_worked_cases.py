"""The deadlines that were counted by hand, by every way in which the program counts them."""

from typing import Any

import pytest

from cpconf.core.conferences.checklist import make_plan
from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.facts import Record
from cpconf.core.dates.moments import Moments
from cpconf.core.dates.readings import Switches, Timing, reckon
from cpconf.core.words import ConferenceType, Fact, Format
from tests import oracle
from tests.core.by_register import LIMITS, procedure
from tests.core.tables import ENGLAND, WORKED_CASES, Case, register

CLAUSES = {
    clause["id"]: clause
    for name in ("england", "hounslow", "oxfordshire")
    for clause in register(name)[0]
}


def sentence(clause: dict[str, Any], case: Case) -> str | None:
    """The sentence of time that a clause of a register amounts to."""
    if clause["kind"] == "limit":
        unit = "months" if clause["reading"] == "R7" else "working days"
        return f"within {oracle.LIMITS[clause['id']]} {unit} of {case.anchor_name}"
    when = clause.get("when")
    if when is None:
        return None
    days, hours = abs(when.get("workdays", 0)), abs(when.get("hours", 0))
    by = {None: "", "start": "the start", "close": "close of business"}[when.get("by")]
    return {
        "R1": f"{days} working days before conference",
        "R2": f"{days} days before conference",
        "R3": f"{hours} hours before conference",
        "R4": f"within {hours} hours of conference",
        "R5": f"on the day of conference, by {by}",
        "R8": f"within {days} working days of conference",
    }[clause["reading"]]


def anchored(case: Case) -> Moments:
    dates = {case.anchor_name: case.anchor_date}
    return Moments(
        start=case.at,
        ended=case.ended or case.ends or case.at,
        strategy_discussion=dates.get("strategy-discussion"),
        initial_conference=dates.get("initial-conference"),
        previous_review=dates.get("previous-review"),
    )


@pytest.mark.parametrize("case", WORKED_CASES, ids=str)
def test_a_worked_case_comes_out_as_it_was_counted_by_hand(case: Case) -> None:
    words = sentence(CLAUSES[case.clause], case)
    if words is None:
        assert case.due is None
        return
    dated = reckon(Timing.parse(words), anchored(case), ENGLAND, Switches())
    assert dated is not None
    assert (dated.due, dated.literal) == (case.due, case.literal), case.source


@pytest.mark.parametrize("case", WORKED_CASES, ids=str)
def test_the_second_opinion_agrees_with_the_worked_cases(case: Case) -> None:
    answer = oracle.answer(CLAUSES[case.clause], case.at, case.ended or case.ends, case.anchor_date)
    assert answer == (case.due, case.literal), case.source


def conference_of(case: Case) -> Conference:
    field = LIMITS.get(case.clause)
    dates = {field: case.anchor_date} if field else {}
    return Conference(
        "C-1",
        ConferenceType(case.type),
        Format(case.format),
        case.at,
        case.ends,
        case.ended,
        **dates,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("case", WORKED_CASES, ids=str)
def test_a_worked_case_is_on_the_checklist_as_it_was_counted_by_hand(case: Case) -> None:
    record = Record((), {(Fact(fact), None): True for fact in case.facts})
    plan = make_plan(conference_of(case), procedure(case.procedure), record, ENGLAND)
    if case.clause in LIMITS:
        (limit,) = (each for each in plan.limits if each.clause.clause == case.clause)
        assert (limit.due, limit.literal) == (case.due, case.literal), case.source
        assert limit.met is True
        return
    (task,) = (each for each in plan.tasks if each.clause.clause == case.clause)
    assert task.applies
    assert (task.due, task.literal) == (case.due, case.literal), case.source
