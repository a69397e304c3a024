"""The statutory bounds on the conference itself, and dates that are not certain yet."""

import datetime as dt

import pytest

from tests.core.making import REVIEW, conference, limit, plan, procedure, task

LIMIT = limit("keep", "within 15 working days of strategy-discussion")
MONTHS = limit("review", "within 3 months of initial-conference")


@pytest.mark.parametrize(
    ("at", "met"),
    [
        # Source: worked case E-ICPC-15; the discussion was on 12 December 2025.
        ("2026-01-06T10:00", True),
        ("2026-01-07T10:00", True),
        ("2026-01-07T23:00", True),
        ("2026-01-08T00:00", False),
        # Held before the discussion that it counts from: nobody can tell.
        ("2025-12-11T10:00", None),
        ("2025-12-12T00:00", True),
    ],
)
def test_a_limit_compares_the_conferences_date_with_its_due_date(at: str, met: bool | None) -> None:
    meeting = conference(dt.datetime.fromisoformat(at), strategy_discussion=dt.date(2025, 12, 12))
    (kept,) = plan(procedure(LIMIT), meeting).limits
    assert (kept.due, kept.literal, kept.met) == (dt.datetime(2026, 1, 7, 17), None, met)
    assert kept.anchored == dt.date(2025, 12, 12)
    assert not kept.inside_by_literal_only(meeting.at.date())
    assert kept.is_passed_or_untold is (met is not True)


@pytest.mark.parametrize(
    ("at", "met", "by_literal_only"),
    [
        # Source: worked case E-RCPC-3M; due Friday 26 February 2027, literally Sunday 28 February.
        ("2027-02-26T10:00", True, False),
        ("2027-02-27T10:00", True, True),
        ("2027-02-28T10:00", True, True),
        ("2027-03-01T10:00", False, False),
    ],
)
def test_a_limit_is_also_kept_between_its_due_and_its_literal_date(
    at: str, met: bool, by_literal_only: bool
) -> None:
    meeting = conference(
        dt.datetime.fromisoformat(at), REVIEW, initial_conference=dt.date(2026, 11, 30)
    )
    (kept,) = plan(procedure(MONTHS), meeting).limits
    assert kept.met is met
    assert kept.inside_by_literal_only(meeting.at.date()) is by_literal_only


def test_a_limit_whose_start_is_not_known_says_nothing() -> None:
    (unknown,) = plan(procedure(LIMIT)).limits
    assert (unknown.anchored, unknown.due, unknown.literal, unknown.met) == (None,) * 4
    assert not unknown.provisional


def test_a_date_past_the_published_holidays_is_provisional_in_tasks_and_limits() -> None:
    rules = procedure(task("minutes", "within 20 working days of conference"), LIMIT)
    meeting = conference(dt.datetime(2029, 1, 10, 10), strategy_discussion=dt.date(2028, 12, 20))
    made = plan(rules, meeting)
    assert made.tasks[0].provisional
    assert made.limits[0].provisional
    assert not plan(rules).tasks[0].provisional


def test_what_is_needed_by_a_provisional_date_is_provisional_too() -> None:
    rules = procedure(task("write", before=["send"]), task("send", "3 days before conference"))
    write, send = plan(rules, conference(dt.datetime(2029, 1, 10, 10))).tasks
    assert send.provisional
    assert write.needed_by == send.due
    assert write.provisional
