"""What moves with the conference, or with the calendar."""

import dataclasses
import datetime as dt

import pytest

from cpconf.core.conferences.changes import Change, date_changes, moved
from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.calendar import DayOff
from cpconf.core.procedures.procedure import Procedure
from cpconf.core.words import Each, Phase, TaskState
from tests.core.making import (
    FATHER,
    MOTHER,
    REVIEW,
    THURSDAY,
    conference,
    filed,
    limit,
    plan,
    procedure,
    record,
    task,
)
from tests.core.tables import england

RULES = procedure(
    task("prepare", before=["send"]),
    task("send", "3 days before conference"),
    task("call", "24 hours before conference", each=Each.PARENT),
    task("split", "1 day before conference", facts=["split"]),
    task("start", "on the day of conference, by the start"),
    task("minutes", "within 20 working days of conference", phase=Phase.FOLLOW_UP),
    limit("keep", "within 15 working days of strategy-discussion"),
)
DISCUSSED = dt.date(2026, 2, 2)
MEETING = conference(THURSDAY, strategy_discussion=DISCUSSED)
NEXT_DAY = dataclasses.replace(MEETING, at=THURSDAY + dt.timedelta(days=1))


def changed(
    booked: Filed, rules: Procedure = RULES, *, only_open: bool = False, off: str | None = None
) -> dict[str, tuple[dt.datetime | None, dt.datetime | None]]:
    closures = [DayOff(dt.date.fromisoformat(off), "closed", local=True)] if off else []
    meeting = booked.conference if off else NEXT_DAY
    found = date_changes(
        booked, plan(rules, meeting, booked.record, england(closures)), only_open=only_open
    )
    return {change.handle: (change.was, change.becomes) for change in found}


def test_nothing_moves_while_nothing_has_changed() -> None:
    booked = filed(RULES, MEETING, record(MOTHER))
    made = plan(RULES, MEETING, booked.record)
    assert date_changes(booked, made, only_open=False) == ()
    pairs = zip(booked.tasks, made.tasks, strict=True)
    assert not any(moved(task, planned) for task, planned in pairs)


def test_a_conference_that_moves_takes_its_tasks_with_it_and_not_its_limit() -> None:
    booked = filed(RULES, MEETING, record(MOTHER, FATHER))
    # Source: counted on a printed calendar, from Thursday 12 and from Friday 13 February 2026.
    assert changed(booked) == {
        "prepare": (dt.datetime(2026, 2, 9, 17), dt.datetime(2026, 2, 10, 17)),
        "send": (dt.datetime(2026, 2, 9, 17), dt.datetime(2026, 2, 10, 17)),
        "call@m1": (dt.datetime(2026, 2, 11, 10), dt.datetime(2026, 2, 12, 10)),
        "call@f1": (dt.datetime(2026, 2, 11, 10), dt.datetime(2026, 2, 12, 10)),
        "start": (dt.datetime(2026, 2, 12, 10), dt.datetime(2026, 2, 13, 10)),
        "minutes": (dt.datetime(2026, 3, 12, 17), dt.datetime(2026, 3, 13, 17)),
    }


@pytest.mark.parametrize("state", [TaskState.DONE, TaskState.SKIPPED])
def test_the_date_of_what_is_done_or_skipped_is_history(state: TaskState) -> None:
    booked = filed(RULES, MEETING, record(MOTHER), states={"send": state, "call@m1": state})
    assert set(changed(booked, only_open=True)) == {"prepare", "start", "minutes"}
    assert {"send", "call@m1"} <= set(changed(booked, only_open=False))


def test_a_new_day_off_moves_what_was_counted_over_it() -> None:
    booked = filed(RULES, MEETING, record(MOTHER))
    # Source: counted on a printed calendar, with Tuesday 10 February 2026 crossed out.
    assert changed(booked, off="2026-02-10") == {
        "prepare": (dt.datetime(2026, 2, 9, 17), dt.datetime(2026, 2, 6, 17)),
        "send": (dt.datetime(2026, 2, 9, 17), dt.datetime(2026, 2, 6, 17)),
        "keep": (dt.datetime(2026, 2, 23, 17), dt.datetime(2026, 2, 24, 17)),
    }


def test_a_task_whose_condition_does_not_hold_is_not_said_to_move() -> None:
    assert "split" not in changed(filed(RULES, MEETING))
    assert "split" in changed(filed(RULES, MEETING, record(yes=["split"])))


def test_a_limit_moves_with_the_date_that_it_counts_from() -> None:
    booked = filed(RULES, MEETING)
    later = dataclasses.replace(MEETING, strategy_discussion=dt.date(2026, 2, 3))
    (change,) = date_changes(booked, plan(RULES, later), only_open=True, why="corrected")
    assert change == Change(
        ref="C-1",
        clause="X-keep",
        handle="keep",
        title="Keep keep",
        was=dt.datetime(2026, 2, 23, 17),
        becomes=dt.datetime(2026, 2, 24, 17),
        why="corrected",
    )


def test_a_literal_moment_that_appears_is_a_change() -> None:
    # Tuesday to Monday: due moves to Friday, and the bare words say Sunday.
    rules = procedure(task("submit", "1 day before conference"))
    tuesday, monday = dt.datetime(2026, 2, 10, 10), dt.datetime(2026, 2, 9, 10)
    booked = filed(rules, conference(tuesday))
    (change,) = date_changes(booked, plan(rules, conference(monday)), only_open=True)
    assert (change.was, change.becomes) == (
        dt.datetime(2026, 2, 9, 17),
        dt.datetime(2026, 2, 6, 17),
    )


def test_a_limit_whose_literal_date_alone_moves_is_said_to_move() -> None:
    # Source: a printed calendar: 3 months after 28 and 29 August 2026 are a Saturday and a Sunday.
    rules = procedure(limit("review", "within 3 months of initial-conference"))
    saturday, sunday = (
        conference(THURSDAY, REVIEW, initial_conference=dt.date(2026, 8, day)) for day in (28, 29)
    )
    booked = filed(rules, saturday)
    assert booked.limits[0].due == dt.datetime(2026, 11, 27, 17)
    (change,) = date_changes(booked, plan(rules, sunday), only_open=True)
    assert change.was == change.becomes == dt.datetime(2026, 11, 27, 17)
