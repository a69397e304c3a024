"""Which days count, and what a count from one day to another gives."""

import datetime as dt

import pytest

from cpconf.core.dates.calendar import (
    FIRST_DAY,
    LAST_DAY,
    DayOff,
    OfficeHours,
    WorkingCalendar,
    last_office_moment,
    office_minutes,
)
from cpconf.errors import UsageFault
from tests.core.tables import BANK_HOLIDAYS, ENGLAND, PUBLISHED_UNTIL, england

CHRISTMAS = DayOff(dt.date(2026, 12, 25), "Office party", local=True)
CLOSURE = DayOff(dt.date(2026, 12, 29), "Christmas closure", local=True)


@pytest.mark.parametrize("day", sorted(BANK_HOLIDAYS), ids=str)
def test_nobody_works_on_a_listed_bank_holiday(day: dt.date) -> None:
    assert not ENGLAND.is_working(day)
    assert ENGLAND.why_off(day) == BANK_HOLIDAYS[day]


def test_every_other_day_from_monday_to_friday_is_worked() -> None:
    day = dt.date(2012, 1, 1)
    while day.year < 2036:
        assert ENGLAND.is_working(day) == (day.weekday() < 5 and day not in BANK_HOLIDAYS), day
        day += dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "source"),
    [
        ("2012-05-28", "README of tests/data: moved to 4 June 2012"),
        ("2020-05-04", "readings, section 1: worked, the holiday was on Friday 8 May 2020"),
        ("2022-05-30", "readings, section 1: worked, the holiday was on Thursday 2 June 2022"),
    ],
)
def test_a_bank_holiday_that_was_moved_leaves_its_own_day_worked(day: str, source: str) -> None:
    assert ENGLAND.is_working(dt.date.fromisoformat(day)), source


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-02-14", "Saturday"),
        ("2026-02-15", "Sunday"),
        ("2026-02-16", None),
        ("2026-04-06", "Easter Monday"),
        ("2026-12-28", "Boxing Day (substitute day)"),
    ],
)
def test_a_day_off_has_a_reason_and_a_working_day_none(day: str, why: str | None) -> None:
    assert ENGLAND.why_off(dt.date.fromisoformat(day)) == why


def test_a_local_closure_is_a_day_off_under_its_own_name() -> None:
    calendar = england([CLOSURE])
    assert not calendar.is_working(CLOSURE.date)
    assert calendar.why_off(CLOSURE.date) == "Christmas closure"
    assert ENGLAND.is_working(CLOSURE.date)


def test_a_local_closure_never_hides_a_bank_holiday() -> None:
    bank_holiday = DayOff(CHRISTMAS.date, "Christmas Day")
    for days_off in ([CHRISTMAS, bank_holiday], [bank_holiday, CHRISTMAS]):
        calendar = WorkingCalendar.of(days_off, known_until=PUBLISHED_UNTIL, source="by hand")
        assert calendar.days_off == {CHRISTMAS.date: bank_holiday}


def test_calendars_are_equal_whenever_they_were_read() -> None:
    def read_on(day: dt.date | None) -> WorkingCalendar:
        return WorkingCalendar.of(
            [CLOSURE], known_until=PUBLISHED_UNTIL, source="by hand", read_on=day
        )

    assert read_on(dt.date(2026, 1, 2)) == read_on(None)
    assert read_on(None) != england([CLOSURE])


@pytest.mark.parametrize(
    ("day", "count", "landing"),
    [
        # Source: the GOV.UK list beside a printed calendar.
        ("2026-02-12", 0, "2026-02-12"),
        ("2026-02-14", 0, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-16"),
        ("2026-02-15", 1, "2026-02-16"),
        ("2026-02-15", -1, "2026-02-13"),
        ("2026-02-14", -1, "2026-02-13"),
        ("2026-04-02", 1, "2026-04-07"),
        ("2026-04-05", -1, "2026-04-02"),
        ("2026-12-24", 1, "2026-12-29"),
        ("2027-12-29", -1, "2027-12-24"),
        ("2027-12-31", 1, "2028-01-04"),
        ("2022-06-01", 1, "2022-06-06"),
    ],
)
def test_a_count_starts_on_the_day_after_whatever_day_that_is(
    day: str, count: int, landing: str
) -> None:
    assert ENGLAND.shift(dt.date.fromisoformat(day), count) == dt.date.fromisoformat(landing)


def test_the_count_shows_every_day_with_the_reason_for_it() -> None:
    # Source: worked case H-ICPC-P3 of Tuesday 30 December 2025, followed on a printed calendar.
    walked = [
        (day.date.isoformat(), day.counts, day.why)
        for day in ENGLAND.counted(dt.date(2025, 12, 30), -3)
    ]
    assert walked == [
        ("2025-12-30", False, "day 0"),
        ("2025-12-29", True, "working day 1"),
        ("2025-12-28", False, "Sunday, not counted"),
        ("2025-12-27", False, "Saturday, not counted"),
        ("2025-12-26", False, "Boxing Day, not counted"),
        ("2025-12-25", False, "Christmas Day, not counted"),
        ("2025-12-24", True, "working day 2"),
        ("2025-12-23", True, "working day 3 of 3"),
    ]


def test_the_count_says_why_day_0_is_no_working_day_itself() -> None:
    assert ENGLAND.counted(dt.date(2026, 8, 31), 1)[0].why == "day 0 (Summer bank holiday)"
    assert ENGLAND.counted(dt.date(2026, 8, 30), 0)[-1].why == "day 0 (Sunday)"


def test_the_count_names_a_local_closure() -> None:
    walked = england([CLOSURE]).counted(dt.date(2026, 12, 30), -1)
    assert [day.why for day in walked[1:3]] == [
        "Christmas closure, not counted",
        "Boxing Day (substitute day), not counted",
    ]


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        # Source: the GOV.UK list beside a printed calendar.
        ("2026-02-12", "2026-02-12", 0),
        ("2026-02-12", "2026-02-13", 1),
        ("2026-02-13", "2026-02-15", 0),
        ("2026-02-13", "2026-02-16", 1),
        ("2026-02-16", "2026-02-13", -1),
        ("2026-02-15", "2026-02-13", 0),
        ("2026-04-02", "2026-04-07", 1),
        ("2025-12-12", "2026-01-07", 15),
    ],
)
def test_the_days_between_leave_out_the_first_and_take_in_the_last(
    start: str, end: str, days: int
) -> None:
    assert ENGLAND.between(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) == days


def test_the_calendar_ends_where_it_says() -> None:
    assert ENGLAND.shift(LAST_DAY, 0) == LAST_DAY
    assert ENGLAND.shift(FIRST_DAY, 0) == FIRST_DAY
    assert ENGLAND.shift(FIRST_DAY, 1) > FIRST_DAY
    assert ENGLAND.shift(LAST_DAY, -1) < LAST_DAY
    assert ENGLAND.between(FIRST_DAY, LAST_DAY) > 26_000


@pytest.mark.parametrize(("day", "count"), [(FIRST_DAY, -1), (LAST_DAY, 1), (FIRST_DAY, 27_200)])
def test_a_count_that_leaves_the_calendar_is_refused(day: dt.date, count: int) -> None:
    with pytest.raises(UsageFault, match="runs from 1999 to 2102"):
        ENGLAND.shift(day, count)
    with pytest.raises(UsageFault, match="runs from 1999 to 2102"):
        ENGLAND.counted(day, count)


@pytest.mark.parametrize("day", [dt.date(1998, 12, 31), dt.date(2103, 1, 1), dt.date.max])
def test_a_day_outside_the_calendar_is_refused(day: dt.date) -> None:
    for ask in (
        lambda: ENGLAND.is_working(day),
        lambda: ENGLAND.on_or_before(day),
        lambda: ENGLAND.shift(day, 0),
        lambda: ENGLAND.counted(day, 0),
        lambda: ENGLAND.between(dt.date(2026, 1, 1), day),
    ):
        with pytest.raises(UsageFault):
            ask()


def test_dates_are_provisional_after_the_last_published_year() -> None:
    assert not ENGLAND.is_provisional(dt.date(2028, 12, 31))
    assert ENGLAND.is_provisional(dt.date(2029, 1, 1))


@pytest.mark.parametrize(
    ("start", "end", "minutes", "why"),
    [
        ("2026-02-12T09:00", "2026-02-12T17:00", 480, "a whole day"),
        ("2026-02-12T08:00", "2026-02-12T18:00", 480, "nobody is in before nine or after five"),
        ("2026-02-12T10:00", "2026-02-12T10:00", 0, "no time at all"),
        ("2026-02-12T10:30", "2026-02-12T10:00", 0, "the wrong way round"),
        ("2026-02-13T10:00", "2026-02-12T10:00", 0, "the wrong way round by a day"),
        ("2026-02-12T17:00", "2026-02-13T09:00", 0, "a night"),
        ("2026-02-13T16:30", "2026-02-16T09:30", 60, "a weekend"),
        ("2026-02-14T10:00", "2026-02-15T16:00", 0, "within a weekend"),
        ("2026-04-02T16:00", "2026-04-07T10:00", 120, "Good Friday and Easter Monday"),
        ("2026-03-27T16:00", "2026-03-30T10:00", 120, "the clocks go forward"),
        ("2026-10-23T16:00", "2026-10-26T10:00", 120, "the clocks go back"),
        ("2026-02-09T17:00", "2026-02-12T10:00", 1020, "two days and an hour"),
        ("2026-02-12T10:00:30", "2026-02-12T10:02", 1, "whole minutes only"),
    ],
)
def test_office_time_runs_only_while_the_office_is_staffed(
    start: str, end: str, minutes: int, why: str
) -> None:
    moments = (dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end))
    assert office_minutes(ENGLAND, *moments) == minutes, why


def test_office_time_follows_the_configured_hours() -> None:
    calendar = england(office=OfficeHours(dt.time(8, 30), dt.time(16)))
    day = dt.date(2026, 2, 12)
    start, end = dt.datetime.combine(day, dt.time()), dt.datetime.combine(day, dt.time.max)
    assert office_minutes(calendar, start, end) == 450


@pytest.mark.parametrize(
    ("moment", "last", "why"),
    [
        ("2026-02-12T12:34", "2026-02-12T12:34", "the office is open"),
        ("2026-02-12T09:00", "2026-02-12T09:00", "it has just opened"),
        ("2026-02-12T17:00", "2026-02-12T17:00", "it is closing"),
        ("2026-02-12T17:01", "2026-02-12T17:00", "it has just closed"),
        ("2026-02-12T08:59", "2026-02-11T17:00", "it has not opened yet"),
        ("2026-02-16T08:59", "2026-02-13T17:00", "it has not opened yet on a Monday"),
        ("2026-02-15T12:00", "2026-02-13T17:00", "a Sunday"),
        ("2026-04-06T12:00", "2026-04-02T17:00", "Easter Monday"),
        ("2027-12-28T10:00", "2027-12-24T17:00", "a substitute day"),
    ],
)
def test_the_last_office_moment_is_never_outside_office_hours(
    moment: str, last: str, why: str
) -> None:
    found = last_office_moment(ENGLAND, dt.datetime.fromisoformat(moment))
    assert found == dt.datetime.fromisoformat(last), why
