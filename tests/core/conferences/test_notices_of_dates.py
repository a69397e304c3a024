"""What is to be known of a conference's own dates: days off, limits, doubts."""

import datetime as dt

import pytest

from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.notices import NoticeKind
from cpconf.core.words import Phase
from tests.core.conferences.noticing import at, notices, of
from tests.core.making import REVIEW, conference, limit, procedure, task


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        ("2026-02-14T10:00", "Sat 14 Feb 2026 (Saturday)"),
        ("2026-02-15T10:00", "Sun 15 Feb 2026 (Sunday)"),
        ("2026-08-31T10:00", "Mon 31 Aug 2026 (Summer bank holiday)"),
    ],
)
def test_a_conference_on_a_day_off_is_told_and_counted_all_the_same(moment: str, why: str) -> None:
    (notice,) = of(NoticeKind.DAY_OFF, notices(procedure(task("a")), at(moment)))
    assert why in notice.text
    assert notice.serious


WITHIN = limit("keep", "within 15 working days of strategy-discussion")
MONTHS = limit("review", "within 3 months of initial-conference")


@pytest.mark.parametrize(
    ("moment", "text", "serious"),
    [
        # Source: worked case E-ICPC-15, and a printed calendar beside it.
        ("2026-01-06T10:00", "by Wed 7 Jan 2026; kept, with 1 working day to spare", False),
        ("2026-01-07T10:00", "by Wed 7 Jan 2026; kept, with 0 working days to spare", False),
        ("2025-12-30T10:00", "by Wed 7 Jan 2026; kept, with 5 working days to spare", False),
        ("2026-01-08T10:00", "by Wed 7 Jan 2026: passed by 1 working day", True),
        ("2026-01-12T10:00", "by Wed 7 Jan 2026: passed by 3 working days", True),
    ],
)
def test_a_limit_is_told_with_the_working_days_to_spare(
    moment: str, text: str, serious: bool
) -> None:
    meeting = at(moment, strategy_discussion=dt.date(2025, 12, 12))
    (notice,) = of(NoticeKind.LIMIT, notices(procedure(WITHIN), meeting))
    assert notice.text.startswith("X-keep: ")
    assert notice.text.endswith(text)
    assert notice.serious is serious


def test_a_limit_passed_on_the_weekend_after_it_is_passed_by_a_day() -> None:
    # Source: a printed calendar; 15 working days after Monday 5 January 2026 are Monday 26 January.
    meeting = at("2026-01-31T10:00", strategy_discussion=dt.date(2026, 1, 9))
    (notice,) = of(NoticeKind.LIMIT, notices(procedure(WITHIN), meeting))
    assert notice.text.endswith("by Fri 30 Jan 2026: passed by 1 working day")


def test_a_date_that_only_the_bare_words_of_a_limit_allow_is_told_as_serious() -> None:
    # Source: worked case E-RCPC-3M: due Friday 26 February 2027, literally Sunday 28 February.
    meeting = conference(
        dt.datetime(2027, 2, 27, 10), REVIEW, initial_conference=dt.date(2026, 11, 30)
    )
    (notice,) = of(NoticeKind.LIMIT, notices(procedure(MONTHS), meeting))
    assert "Fri 26 Feb 2027 is the last working day inside the limit" in notice.text
    assert "inside it only if read literally: Sun 28 Feb 2027" in notice.text
    assert notice.serious


def test_a_limit_whose_start_is_not_known_says_which_date_to_give() -> None:
    (notice,) = of(NoticeKind.LIMIT, notices(procedure(WITHIN)))
    assert "give --strategy-discussion DATE" in notice.text
    assert not notice.serious


@pytest.mark.parametrize(
    ("meeting", "text"),
    [
        (
            conference(type_=REVIEW, strategy_discussion=dt.date(2026, 1, 5)),
            "--strategy-discussion is not used: it sets no limit for a review conference",
        ),
        (
            conference(initial_conference=dt.date(2026, 1, 5)),
            "--initial-conference is not used: it sets no limit for an initial conference",
        ),
        (
            conference(previous_review=dt.date(2026, 1, 5)),
            "--previous-review is not used: it sets no limit for an initial conference",
        ),
    ],
)
def test_a_date_that_does_not_fit_the_conference_is_told(meeting: Conference, text: str) -> None:
    (notice,) = of(NoticeKind.CONTRADICTION, notices(procedure(task("a")), meeting))
    assert notice.text == text


def test_dates_that_fit_give_no_contradiction() -> None:
    for meeting in (
        conference(strategy_discussion=dt.date(2026, 2, 12)),
        conference(type_=REVIEW, initial_conference=dt.date(2026, 1, 5)),
        conference(type_=REVIEW, previous_review=dt.date(2026, 1, 5)),
    ):
        assert of(NoticeKind.CONTRADICTION, notices(procedure(task("a")), meeting)) == []


def test_dates_past_the_published_holidays_are_told_as_provisional() -> None:
    rules = procedure(
        task("send", "3 days before conference"),
        task("minutes", "within 20 working days of conference", phase=Phase.FOLLOW_UP),
        task("apart", "1 day before conference", facts=["split"]),
    )
    (notice,) = of(NoticeKind.PROVISIONAL, notices(rules, at("2028-12-15T10:00")))
    assert notice.text.startswith(
        "1 provisional date: bank holidays are published only until Sun 31 Dec 2028"
    )
    (notice,) = of(NoticeKind.PROVISIONAL, notices(rules, at("2029-02-15T10:00")))
    assert notice.text.startswith("2 provisional dates: bank holidays")
