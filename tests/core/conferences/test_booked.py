"""A booking as it goes on record, and what can be read off it."""

import dataclasses
import datetime as dt

import pytest

from cpconf.core.conferences.booked import as_filed
from cpconf.core.conferences.explanation import count_days, where_it_stands
from cpconf.core.conferences.slots import Slot
from cpconf.core.dates.readings import Timing
from cpconf.core.words import Each, Fact, Phase, Role, TaskState
from tests.core.making import (
    CHAIR,
    FATHER,
    HEALTH,
    HOUNSLOW,
    LONG_BEFORE,
    MOTHER,
    OXFORDSHIRE,
    REVIEW,
    SOCIAL_WORKER,
    THURSDAY,
    conference,
    filed,
    handled,
    limit,
    plan,
    procedure,
    record,
    task,
)
from tests.core.tables import ENGLAND

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


def test_a_booking_on_record_says_what_the_plan_says() -> None:
    known = record(MOTHER, FATHER, CHAIR, SOCIAL_WORKER, HEALTH, yes=["split"])
    for rules in (HOUNSLOW, OXFORDSHIRE):
        for meeting in (
            conference(strategy_discussion=DISCUSSED),
            conference(type_=REVIEW, initial_conference=DISCUSSED),
        ):
            made = plan(rules, meeting, known)
            booked = as_filed(meeting, rules, known, made, now=LONG_BEFORE)
            assert made.tasks
            assert made.limits
            for on_record, planned in zip(booked.tasks, made.tasks, strict=True):
                clause = planned.clause
                for field in ("person", "about", "due", "literal", "needed_by", "applies"):
                    assert getattr(on_record, field) == getattr(planned, field)
                assert on_record.wanted == planned.wanted
                assert on_record.subject == planned.subject
                assert (on_record.task, on_record.clause) == (clause.name, clause.clause)
                assert (on_record.role, on_record.joint) == (clause.role, clause.joint)
                assert on_record.reading == clause.reading
                assert on_record.state is TaskState.OPEN
                assert on_record.ref == "C-1"
                assert not on_record.late_at_booking
            for stored, limited in zip(booked.limits, made.limits, strict=True):
                for field in ("anchored", "due", "literal", "met", "provisional"):
                    assert getattr(stored, field) == getattr(limited, field)


def test_what_was_late_when_it_was_booked_is_kept_as_late_at_booking() -> None:
    now = dt.datetime(2026, 2, 11, 12)
    booked = filed(RULES, MEETING, now=now)
    assert {each.handle for each in booked.tasks if each.late_at_booking} == {
        "prepare",
        "send",
        "call",
    }


def test_a_repeated_task_is_called_by_its_name_and_person() -> None:
    rules = procedure(
        task("share", role=Role.PROFESSIONAL), task("call", each=Each.PARENT), task("decide")
    )
    booked = filed(rules, known=record(MOTHER, HEALTH, CHAIR))
    assert [each.handle for each in booked.tasks] == ["share@n1", "call@m1", "decide"]
    assert booked.person("m1") == MOTHER
    assert booked.person("x9") is None
    assert booked.person(None) is None


def test_an_open_task_waits_for_the_open_ones_that_the_procedure_puts_before_it() -> None:
    rules = procedure(
        task("a", before=["c"]),
        task("b", before=["c"], facts=["split"]),
        task("c"),
        task("report", each=Each.PARENT, before=["call"]),
        task("call", each=Each.PARENT),
    )
    booked = filed(rules, known=record(MOTHER, FATHER), states={"report@f1": TaskState.DONE})

    def waiting(handle: str) -> list[str]:
        return [each.handle for each in booked.waiting_for(handled(booked, handle))]

    assert waiting("c") == ["a"]
    assert waiting("call@m1") == ["report@m1"]
    assert waiting("call@f1") == []


def test_only_unanswered_facts_that_would_add_tasks_are_asked() -> None:
    rules = procedure(
        task("plain"),
        task("help", facts=["children_at_home", "!no_second_device"]),
        task("apart", facts=["split"]),
        task("none", facts=["!no_wifi"]),
    )

    def asked(**answers: list[str]) -> list[Fact]:
        return list(filed(rules, known=record(**answers)).questions())  # type: ignore[arg-type]

    assert asked() == [Fact.SPLIT, Fact.CHILDREN_AT_HOME]
    assert asked(no=["split"]) == [Fact.CHILDREN_AT_HOME]
    assert asked(yes=["children_at_home"]) == [Fact.SPLIT]
    assert asked(yes=["no_second_device"]) == [Fact.SPLIT]
    assert asked(no=["split", "children_at_home"]) == []


def test_a_question_about_one_parent_is_not_asked_once_it_is_answered_for_each() -> None:
    rules = procedure(task("views", each=Each.PARENT, facts=["parent_cannot_join"]))
    one = {("parent_cannot_join", "m1"): False}
    both = {**one, ("parent_cannot_join", "f1"): False}
    assert filed(rules, known=record(MOTHER, FATHER, about=one)).questions()
    assert not filed(rules, known=record(MOTHER, FATHER, about=both)).questions()


def test_the_task_that_emails_a_report_answers_that_it_was_emailed() -> None:
    rules = procedure(
        task("email", each=Each.PARENT), task("ring", each=Each.PARENT, facts=["report_emailed"])
    )
    booked = filed(rules, known=record(MOTHER, FATHER), states={"email@m1": TaskState.DONE})
    emailing = dataclasses.replace(booked, emailing_rules=frozenset({booked.tasks[0].rule}))
    assert booked.record.emailed == frozenset()
    assert emailing.record.emailed == {"m1"}


def test_the_count_behind_a_date_is_walked_again_and_its_source_told() -> None:
    send = RULES.tasks[1]
    assert send.timing is not None
    walked = count_days(send.timing, MEETING.moments, RULES, ENGLAND)
    assert [day.date.day for day in walked] == [12, 11, 10, 9]
    assert where_it_stands(send, RULES) == "A publisher: A document (2 January 2026); by hand"
    framed = dataclasses.replace(send, source="The nation: Guidance")
    assert where_it_stands(framed, RULES) == "The nation: Guidance; by hand"


def test_the_count_of_months_shows_the_roll_back_from_a_day_off() -> None:
    # Source: worked case E-RCPC-3M of 30 November 2026.
    timing = Timing.parse("within 3 months of initial-conference")
    meeting = conference(
        dt.datetime(2027, 2, 25, 10), REVIEW, initial_conference=dt.date(2026, 11, 30)
    )
    walked = count_days(timing, meeting.moments, RULES, ENGLAND)
    assert [(day.date.day, day.why) for day in walked] == [
        (28, "3 months on (Sunday)"),
        (27, "Saturday, not counted"),
        (26, "working day 1 of 1"),
    ]


@pytest.mark.parametrize(
    "words",
    ["within 3 months of initial-conference", "on the day of conference, by the start"],
)
def test_where_no_days_are_counted_none_are_shown(words: str) -> None:
    assert count_days(Timing.parse(words), MEETING.moments, RULES, ENGLAND) == ()


def test_a_slot_that_is_free_inside_the_limit_early_and_easy_comes_first() -> None:
    at = THURSDAY
    best = Slot(at=at, late=0, tight=0, slack=3)
    worse = [
        Slot(at=at + dt.timedelta(hours=1), late=0, tight=0, slack=3),
        Slot(at=at, late=0, tight=1, slack=3),
        Slot(at=at, late=1, tight=0, slack=3),
        Slot(at=at, late=0, tight=0, slack=-1),
        Slot(at=at, late=0, tight=0, slack=3, clashes=("C-2",)),
    ]
    assert sorted([*reversed(worse), best], key=lambda slot: slot.rank) == [best, *worse]
    unlimited = Slot(at=at, late=0, tight=0, slack=None)
    assert unlimited.rank == best.rank
