"""Several children in one conference, each with the limit that counts for them."""

import datetime as dt
from dataclasses import replace

import pytest

from cpconf.core.conferences.checklist import Plan, make_plan
from cpconf.core.conferences.children import Child, choose_child, read_child
from cpconf.core.conferences.facts import Record
from cpconf.core.words import ConferenceType
from cpconf.errors import NotFound, UsageFault
from cpconf.procedures.loader import load
from tests.core.making import REVIEW, conference
from tests.core.tables import ENGLAND

OLDER = Child("C1")
NEWBORN = Child("C2", strategy_discussion=dt.date(2025, 12, 12))
MOVED_IN = Child("C3", initial_conference=dt.date(2025, 11, 30))
MEETING = conference(dt.datetime(2026, 1, 8, 10), REVIEW, previous_review=dt.date(2025, 8, 24))


def planned(*children: Child) -> Plan:
    rules = load("hounslow").procedure
    return make_plan(MEETING, rules, Record(children=children), ENGLAND)


def dated(plan: Plan) -> dict[str, tuple[str, bool | None, tuple[str, ...]]]:
    return {
        limit.clause.clause: (limit.due.isoformat()[:10], limit.met, limit.children)
        for limit in plan.limits
        if limit.due
    }


def test_without_children_the_conferences_own_date_counts() -> None:
    assert dated(planned()) == {"E-RCPC-6M": ("2026-02-24", True, ())}


def test_a_child_without_dates_changes_nothing() -> None:
    assert dated(planned(OLDER)) == dated(planned())


def test_a_new_born_sibling_brings_the_limit_of_an_initial_conference_into_a_review() -> None:
    """15 working days from Friday 12 December 2025. Source: worked case E-ICPC-15."""
    assert dated(planned(OLDER, NEWBORN)) == {
        "E-RCPC-6M": ("2026-02-24", True, ("C1",)),
        "E-ICPC-15": ("2026-01-07", False, ("C2",)),
    }


def test_the_first_review_of_one_child_binds_before_the_later_one_of_another() -> None:
    assert dated(planned(OLDER, MOVED_IN)) == {
        "E-RCPC-3M": ("2026-02-27", True, ("C3",)),
        "E-RCPC-6M": ("2026-02-24", True, ("C1",)),
    }


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_dates_the_one_counts_that_ends_the_limit_first(order: tuple[int, int]) -> None:
    both = (
        Child("early", previous_review=dt.date(2025, 7, 24)),
        Child("late", previous_review=dt.date(2025, 9, 24)),
    )
    found = planned(*(both[place] for place in order))
    assert dated(found) == {"E-RCPC-6M": ("2026-01-23", True, ("early",))}


def test_where_every_child_has_own_dates_the_conferences_do_not_count() -> None:
    assert dated(planned(NEWBORN)) == {"E-ICPC-15": ("2026-01-07", False, ())}


def test_a_limit_that_counts_for_every_child_names_none() -> None:
    twins = (NEWBORN, replace(NEWBORN, ref="C4"))
    assert dated(planned(*twins))["E-ICPC-15"] == ("2026-01-07", False, ())


def test_a_child_is_at_the_stage_that_their_own_dates_show() -> None:
    stages = [child.stage(MEETING) for child in (OLDER, NEWBORN, MOVED_IN)]
    assert stages == [ConferenceType.REVIEW, ConferenceType.INITIAL, ConferenceType.REVIEW]


def test_a_childs_reference_is_found_in_any_case_or_those_on_record_are_named() -> None:
    assert choose_child((OLDER, NEWBORN), " c2 ") is NEWBORN
    with pytest.raises(NotFound, match="C1, C2"):
        choose_child((OLDER, NEWBORN), "C9")
    with pytest.raises(NotFound, match="none"):
        choose_child((), "C9")


@pytest.mark.parametrize("text", ["", "Ann Example", "-1", "x" * 33, "ü"])
def test_what_a_conference_may_not_be_called_a_child_may_not(text: str) -> None:
    with pytest.raises(UsageFault, match="a child's reference"):
        read_child(text)
