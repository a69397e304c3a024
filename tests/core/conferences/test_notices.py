"""What an administrator must know at once about a booking."""

import datetime as dt

import pytest

from cpconf.core.conferences.facts import Record
from cpconf.core.conferences.notices import NoticeKind
from cpconf.core.dates.readings import Switches
from cpconf.core.procedures.procedure import RuleKind
from cpconf.core.words import Each, Phase, Role
from tests.core.conferences.noticing import NOBODY, at, notices, of
from tests.core.making import (
    CHAIR,
    FATHER,
    HOUNSLOW,
    MINUTE_TAKER,
    MOTHER,
    OXFORDSHIRE,
    REVIEW,
    SCHOOL,
    WRITTEN,
    conference,
    limit,
    procedure,
    record,
    rule,
    task,
)


def test_a_plain_booking_of_a_plain_procedure_gives_no_notice() -> None:
    assert notices(procedure(task("prepare"))) == ()


WITHIN = limit("keep", "within 15 working days of strategy-discussion")


def test_tasks_already_late_are_listed_at_their_true_dates_earliest_first() -> None:
    rules = procedure(
        task("later", "1 day before conference"),
        task("sooner", "3 days before conference"),
        task("first", before=["sooner"]),
        task("in-time", "on the day of conference, by the start"),
        task("apart", "5 days before conference", facts=["split"]),
    )
    (notice,) = of(NoticeKind.LATE, notices(rules, now=dt.datetime(2026, 2, 12, 9)))
    assert notice.text.startswith("3 tasks already late; due dates are not changed")
    assert notice.lines == (
        "sooner (X-sooner): due Mon 9 Feb, close of business",
        "first (X-first): needed by Mon 9 Feb, close of business",
        "later (X-later): due Wed 11 Feb, close of business",
    )
    assert notice.serious


def test_a_role_that_must_be_allocated_is_missed_until_somebody_holds_it() -> None:
    def missing(known: Record) -> list[str]:
        return [n.text for n in of(NoticeKind.UNALLOCATED, notices(HOUNSLOW, known=known))]

    assert missing(NOBODY) == ["no chair and no minute taker on record yet (H-ICPC-C4)"]
    assert missing(record(CHAIR)) == ["no minute taker on record yet (H-ICPC-C4)"]
    assert missing(record(CHAIR, MINUTE_TAKER)) == []


def test_a_written_review_needs_a_chair_and_a_minute_taker_too() -> None:
    """W1 to W5 are the chair's, and bullet 6 has a minute taker for reviews."""
    meeting = conference(type_=REVIEW, format_=WRITTEN)
    found = [notice.text for notice in of(NoticeKind.UNALLOCATED, notices(HOUNSLOW, meeting))]
    assert found == [
        "no chair and no minute taker on record yet (H-ICPC-C4)",
        "no minute taker on record yet (H-RCPC-P6a)",
    ]


GATED = procedure(
    task("allow"),
    task("tell", only_after=["allow"]),
    task("invite", gated_by=["X-ADDRESS"]),
    task("send", gated_by=["X-SHARE"]),
    rule("X-ADDRESS", RuleKind.ADDRESS_FIRST),
    rule("X-SHARE", RuleKind.SHARE_FIRST),
)


def test_what_is_kept_shut_is_told_with_the_clause_that_says_so() -> None:
    found = of(NoticeKind.GATE, notices(GATED))
    assert [(notice.text, notice.serious) for notice in found] == [
        ("tell (X-tell) waits for allow (X-allow)", False),
        (
            "invite (X-invite) is blocked until a parent's email address is on record (X-ADDRESS)",
            True,
        ),
        ("send (X-send) waits until the report is shared with every parent (X-SHARE)", False),
    ]


def test_an_address_on_record_opens_its_gate() -> None:
    texts = [n.text for n in of(NoticeKind.GATE, notices(GATED, known=record(MOTHER)))]
    assert not any("blocked" in text for text in texts)
    assert any("blocked" in n.text for n in notices(GATED, known=record(FATHER)))


def test_a_gate_is_told_once_however_often_the_task_is_repeated() -> None:
    rules = procedure(task("allow"), task("call", each=Each.PARENT, only_after=["allow"]))
    assert len(of(NoticeKind.GATE, notices(rules, known=record(MOTHER, FATHER)))) == 1


def test_a_gate_before_or_of_a_task_that_does_not_apply_is_not_told() -> None:
    rules = procedure(
        task("allow", facts=["split"]),
        task("tell", only_after=["allow"]),
        task("send", facts=["split"], gated_by=["X-SHARE"]),
        rule("X-SHARE", RuleKind.SHARE_FIRST),
    )
    assert of(NoticeKind.GATE, notices(rules)) == []
    assert len(of(NoticeKind.GATE, notices(rules, known=record(yes=["split"])))) == 2


@pytest.mark.parametrize(
    ("start", "text"),
    [
        (
            "09:30",
            "only 30 office minutes between Mon 9 Feb, close of business, and Tue 10 Feb, 09:30",
        ),
        (
            "10:00",
            "only 1 office hour between Mon 9 Feb, close of business, and Tue 10 Feb, 10:00",
        ),
        (
            "11:00",
            "only 2 office hours between Mon 9 Feb, close of business, and Tue 10 Feb, 11:00",
        ),
    ],
)
def test_an_early_start_leaves_oxfordshires_manager_little_time(start: str, text: str) -> None:
    found = of(NoticeKind.HANDOVER, notices(OXFORDSHIRE, at(f"2026-02-12T{start}")))
    (notice,) = (each for each in found if "plan-with-chair" in each.lines[0])
    assert notice.text == text
    assert "authorise-report (manager) → tell-chair (social worker)" in notice.lines[0]
    assert not notice.serious


def test_a_chain_of_tasks_at_one_moment_is_told_as_one() -> None:
    found = of(NoticeKind.HANDOVER, notices(HOUNSLOW))
    assert [(notice.text, notice.lines) for notice in found] == [
        (
            (
                "several people share this deadline, one after the other: "
                "Wed 11 Feb, close of business"
            ),
            ("submit-reports (professional) → forward-reports (minute taker)",),
        ),
        (
            "only 1 office hour between Wed 11 Feb, close of business, and Thu 12 Feb, 10:00",
            ("forward-reports (minute taker) → send-report-set (minute taker)",),
        ),
    ]


def test_where_the_bare_words_give_another_moment_both_are_told() -> None:
    rules = procedure(
        task("submit", "1 day before conference"),
        task("share", "3 working days before conference"),
        task("record", "within 24 hours of conference", phase=Phase.FOLLOW_UP),
    )
    assert of(NoticeKind.READING, notices(rules)) == []
    (notice,) = of(NoticeKind.READING, notices(rules, at("2026-02-09T10:00")))
    assert notice.text.startswith("1 date would be different if read literally")
    (line,) = notice.lines
    assert line == (
        "submit (X-submit): Fri 6 Feb, close of business; "
        "read literally: Sun 8 Feb, close of business"
    )
    (notice,) = of(NoticeKind.READING, notices(rules, at("2026-02-13T14:00")))
    (line,) = notice.lines
    assert line == ("record (X-record): Mon 16 Feb, 14:00; read literally: Sat 14 Feb, 14:00")


def test_a_repeated_task_is_one_date_with_another_reading() -> None:
    rules = procedure(task("call", "1 day before conference", each=Each.PARENT))
    found = notices(rules, at("2026-02-09T10:00"), record(MOTHER, FATHER))
    assert len(of(NoticeKind.READING, found)[0].lines) == 1


def test_facts_that_would_add_tasks_are_asked_until_they_are_answered() -> None:
    rules = procedure(task("help", facts=["children_at_home", "!no_second_device"]))
    (notice,) = of(NoticeKind.QUESTION, notices(rules))
    assert notice.text == "1 question still open; a yes adds tasks"
    assert notice.lines == ("children_at_home: Will children be at home during the conference?",)
    for answered in ({"no": ["children_at_home"]}, {"yes": ["children_at_home"]}):
        assert of(NoticeKind.QUESTION, notices(rules, known=record(**answered))) == []  # type: ignore[arg-type]


def test_an_answer_that_the_record_denies_is_told() -> None:
    known = record(SCHOOL, no=["school_invited"])
    (notice,) = of(NoticeKind.CONTRADICTION, notices(procedure(task("a")), known=known))
    assert notice.text.startswith(
        "the answer to school_invited does not agree with what is on record"
    )
    assert notice.serious


def test_a_moment_in_another_year_than_this_is_told_with_the_year() -> None:
    rules = procedure(task("submit", "1 day before conference"))
    (notice,) = of(NoticeKind.READING, notices(rules, at("2027-01-04T10:00")))
    (line,) = notice.lines
    assert line == (
        "submit (X-submit): Thu 31 Dec, close of business; "
        "read literally: Sun 3 Jan 2027, close of business"
    )


def test_close_of_business_in_notices_is_the_authoritys_own() -> None:
    rules = procedure(
        task("submit", "1 day before conference"),
        switches=Switches(close_of_business=dt.time(16)),
    )
    (notice,) = of(NoticeKind.READING, notices(rules, at("2026-02-09T10:00")))
    assert "Fri 6 Feb, close of business" in notice.lines[0]


def test_what_needs_something_done_comes_in_a_fixed_order() -> None:
    rules = procedure(
        task("submit", "1 day before conference", role=Role.CHAIR),
        task("apart", facts=["split"]),
        task("minutes", "within 20 working days of conference", phase=Phase.FOLLOW_UP),
        task("invite", gated_by=["X-ADDRESS"]),
        rule("X-ADDRESS", RuleKind.ADDRESS_FIRST),
        rule("X-ROLES", RuleKind.ALLOCATED, Role.CHAIR),
        WITHIN,
    )
    meeting = conference(dt.datetime(2028, 12, 25, 10), strategy_discussion=dt.date(2028, 12, 1))
    known = record(SCHOOL, no=["school_invited"])
    kinds = [n.kind for n in notices(rules, meeting, known, dt.datetime(2028, 12, 24, 10))]
    assert kinds == [
        NoticeKind.DAY_OFF,
        NoticeKind.LIMIT,
        NoticeKind.LATE,
        NoticeKind.UNALLOCATED,
        NoticeKind.GATE,
        NoticeKind.READING,
        NoticeKind.QUESTION,
        NoticeKind.CONTRADICTION,
        NoticeKind.PROVISIONAL,
    ]


def test_a_timeline_shows_open_questions_and_limits_that_are_kept_by_itself() -> None:
    rules = procedure(task("apart", facts=["split"]), WITHIN)
    kept = notices(rules, at("2026-01-06T10:00", strategy_discussion=dt.date(2025, 12, 12)))
    passed = notices(rules, at("2026-01-08T10:00", strategy_discussion=dt.date(2025, 12, 12)))
    assert [(n.kind, n.is_on_timeline) for n in kept] == [
        (NoticeKind.LIMIT, True),
        (NoticeKind.QUESTION, True),
    ]
    assert [n.is_on_timeline for n in passed] == [False, True]
    (day_off,) = of(NoticeKind.DAY_OFF, notices(rules, at("2026-02-14T10:00")))
    assert not day_off.is_on_timeline
