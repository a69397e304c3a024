"""What each reading makes of a clause's words of time."""

import datetime as dt

import pytest

from cpconf.core.dates.calendar import DayOff
from cpconf.core.dates.moments import Moments
from cpconf.core.dates.readings import Reading, Switches, Timing, anchored_at, reckon
from cpconf.errors import UsageFault
from tests.core.tables import ENGLAND, england

DEFAULT = Switches()
CALENDAR_DAYS = Switches(days_are_working=False)
ELAPSED = Switches(hours_are_office=False)


def moments(start: str, ended: str | None = None) -> Moments:
    at = dt.datetime.fromisoformat(start)
    return Moments(start=at, ended=dt.datetime.fromisoformat(ended) if ended else at)


@pytest.mark.parametrize(
    ("words", "at", "literal"),
    [
        # Source: a clock on the wall, turned back or on by hand.
        ("48 hours before conference", "2026-03-30T10:00", "2026-03-28T10:00"),
        ("24 hours before conference", "2026-03-30T10:00", "2026-03-29T10:00"),
        ("72 hours before conference", "2026-03-31T02:30", "2026-03-28T02:30"),
        ("48 hours before conference", "2026-10-26T10:00", "2026-10-24T10:00"),
        ("24 hours before conference", "2026-10-26T01:30", "2026-10-25T01:30"),
        ("within 24 hours of conference", "2026-03-28T10:00", "2026-03-29T10:00"),
        ("within 48 hours of conference", "2026-03-27T14:00", "2026-03-29T14:00"),
        ("within 24 hours of conference", "2026-10-24T10:00", "2026-10-25T10:00"),
        ("within 72 hours of conference", "2026-10-23T14:00", "2026-10-26T14:00"),
    ],
)
def test_hours_are_counted_on_the_wall_clock_though_the_clocks_change(
    words: str, at: str, literal: str
) -> None:
    dated = reckon(Timing.parse(words), moments(at), ENGLAND, DEFAULT)
    assert dated is not None
    assert (dated.literal or dated.due) == dt.datetime.fromisoformat(literal)


def test_within_hours_runs_from_the_end_and_before_from_the_start() -> None:
    at = moments("2026-02-10T10:00", "2026-02-10T12:15")
    after = reckon(Timing.parse("within 24 hours of conference"), at, ENGLAND, DEFAULT)
    before = reckon(Timing.parse("24 hours before conference"), at, ENGLAND, DEFAULT)
    assert after is not None
    assert before is not None
    assert after.due == dt.datetime(2026, 2, 11, 12, 15)
    assert before.due == dt.datetime(2026, 2, 9, 10)


def test_a_conference_that_runs_past_midnight_counts_days_from_its_end() -> None:
    at = moments("2026-02-10T20:00", "2026-02-11T00:30")
    hours = reckon(Timing.parse("within 24 hours of conference"), at, ENGLAND, DEFAULT)
    days = reckon(Timing.parse("within 1 working day of conference"), at, ENGLAND, DEFAULT)
    assert hours is not None
    assert days is not None
    assert hours.due == dt.datetime(2026, 2, 12, 0, 30)
    assert days.due == dt.datetime(2026, 2, 12, 17)


@pytest.mark.parametrize(
    "words",
    [
        "within 15 working days of strategy-discussion",
        "within 3 months of initial-conference",
        "within 6 months of previous-review",
    ],
)
def test_nothing_is_due_while_the_anchor_is_not_known(words: str) -> None:
    timing = Timing.parse(words)
    assert anchored_at(timing, moments("2026-02-12T10:00")) is None
    assert reckon(timing, moments("2026-02-12T10:00"), ENGLAND, DEFAULT) is None


def test_each_anchor_is_its_own_date() -> None:
    at = Moments(
        start=dt.datetime(2026, 2, 12, 10),
        ended=dt.datetime(2026, 2, 12, 12),
        strategy_discussion=dt.date(2026, 1, 5),
        initial_conference=dt.date(2026, 1, 6),
        previous_review=dt.date(2026, 1, 7),
    )
    anchors = {
        words: anchored_at(Timing.parse(words), at)
        for words in (
            "1 day before conference",
            "within 24 hours of conference",
            "within 1 working day of strategy-discussion",
            "within 1 month of initial-conference",
            "within 1 working day of previous-review",
        )
    }
    assert list(anchors.values()) == [
        at.start,
        at.ended,
        at.strategy_discussion,
        at.initial_conference,
        at.previous_review,
    ]


@pytest.mark.parametrize(
    ("words", "at", "provisional"),
    [
        # Source: the GOV.UK list ends with 2028.
        ("within 20 working days of conference", "2028-11-29T10:00", False),
        ("within 20 working days of conference", "2028-11-30T10:00", True),
        ("3 working days before conference", "2028-12-29T10:00", False),
        ("3 working days before conference", "2029-01-03T10:00", True),
        ("within 1 month of conference", "2028-11-30T10:00", False),
        ("within 1 month of conference", "2028-12-01T10:00", True),
        ("on the day of conference, by the start", "2029-01-03T10:00", False),
    ],
)
def test_a_count_past_the_published_holidays_is_provisional(
    words: str, at: str, provisional: bool
) -> None:
    dated = reckon(Timing.parse(words), moments(at), ENGLAND, DEFAULT)
    assert dated is not None
    assert dated.provisional is provisional


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("9999 working days before conference", "2010-01-04T10:00"),
        ("9999 days before conference", "2010-01-04T10:00"),
        ("9984 hours before conference", "2000-01-04T10:00"),
        ("within 9984 hours of conference", "2101-12-01T10:00"),
        ("within 9999 working days of conference", "2090-01-03T10:00"),
        ("within 9999 months of conference", "2090-01-03T10:00"),
    ],
)
def test_a_count_that_leaves_the_calendar_is_refused(words: str, at: str) -> None:
    with pytest.raises(UsageFault, match="the count would leave it"):
        reckon(Timing.parse(words), moments(at), ENGLAND, DEFAULT)


def test_the_walk_leads_to_the_day_that_is_due() -> None:
    closure = DayOff(dt.date(2026, 12, 29), "Christmas closure", local=True)
    calendar, at = england([closure]), moments("2026-12-31T10:00")
    for words in (
        "3 working days before conference",
        "3 days before conference",
        "72 hours before conference",
        "within 24 hours of conference",
        "within 3 working days of conference",
    ):
        dated = reckon(Timing.parse(words), at, calendar, DEFAULT)
        assert dated is not None
        assert dated.walk is not None
        days = calendar.counted(*dated.walk)
        assert days[0].date == at.start.date()
        assert days[-1].date == dated.due.date()
        assert days[-1].counts


def test_the_walk_of_months_starts_where_they_end() -> None:
    # Source: worked case E-RCPC-3M of 30 November 2026.
    at = Moments(
        start=dt.datetime(2027, 2, 25, 10),
        ended=dt.datetime(2027, 2, 25, 10),
        initial_conference=dt.date(2026, 11, 30),
    )
    dated = reckon(Timing.parse("within 3 months of initial-conference"), at, ENGLAND, DEFAULT)
    assert dated is not None
    assert dated.walk == (dt.date(2027, 2, 28), -1)


def test_what_counts_no_working_days_has_no_walk() -> None:
    at = moments("2026-02-12T10:00")
    for words, switches in (
        ("on the day of conference, by the start", DEFAULT),
        ("1 day before conference", CALENDAR_DAYS),
        ("24 hours before conference", ELAPSED),
        ("within 24 hours of conference", ELAPSED),
    ):
        dated = reckon(Timing.parse(words), at, ENGLAND, switches)
        assert dated is not None
        assert dated.walk is None


@pytest.mark.parametrize("reading", Reading)
def test_every_reading_is_explained_in_words(reading: Reading) -> None:
    assert len(reading.words) > 20
