"""England's bank holidays as the program has them, against the two lists, day by day."""

import datetime as dt
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from typing import Final

import pytest

from cpconf.bank_holidays import PUBLISHED_UNTIL, england, is_up_to_date
from cpconf.core.dates.calendar import DayOff, OfficeHours
from tests.core.tables import BANK_HOLIDAYS, DERIVED, PUBLISHED, rows

TODAY = dt.date(2026, 2, 12)
CALENDAR = england((), OfficeHours(), read_on=TODAY)
FROM_2012_TO_2035 = {
    day: off.name for day, off in CALENDAR.days_off.items() if 2012 <= day.year <= 2035
}
# The published list decorates the names of these days; the program calls them more shortly.
OTHER_NAMES = {
    dt.date(2012, 6, 4): "Spring bank holiday",
    dt.date(2012, 6, 5): "Diamond Jubilee of Elizabeth II",
    dt.date(2020, 5, 8): "Early May bank holiday",
    dt.date(2022, 6, 3): "Platinum Jubilee of Elizabeth II",
    dt.date(2022, 9, 19): "State Funeral of Queen Elizabeth II",
    dt.date(2023, 5, 8): "Coronation of Charles III",
}


@pytest.mark.parametrize("year", range(2012, 2036))
def test_every_listed_day_is_a_bank_holiday_and_every_bank_holiday_is_listed(year: int) -> None:
    listed = {day for day in BANK_HOLIDAYS if day.year == year}
    assert {day for day in FROM_2012_TO_2035 if day.year == year} == listed
    assert len(listed) >= 7


def test_both_lists_were_compared_from_their_first_day_to_their_last() -> None:
    assert [rows(name)[0]["date"] for name in (PUBLISHED, DERIVED)] == ["2012-01-02", "2029-01-01"]
    assert [rows(name)[-1]["date"] for name in (PUBLISHED, DERIVED)] == ["2028-12-26", "2035-12-26"]
    assert len(BANK_HOLIDAYS) == sum(len(rows(name)) for name in (PUBLISHED, DERIVED))


@pytest.mark.parametrize("day", sorted(BANK_HOLIDAYS), ids=str)
def test_a_bank_holiday_is_called_what_the_list_calls_it(day: dt.date) -> None:
    listed = BANK_HOLIDAYS[day].replace("’", "'").replace(" (substitute day)", " (substitute)")
    assert FROM_2012_TO_2035[day].replace("’", "'") == OTHER_NAMES.get(day, listed)


def test_only_substitute_days_are_called_so() -> None:
    substitutes = {day for day, name in FROM_2012_TO_2035.items() if "(substitute)" in name}
    assert substitutes == {
        day
        for day, name in BANK_HOLIDAYS.items()
        if "(substitute day)" in name and day not in OTHER_NAMES
    }
    assert not any("observed" in name for name in FROM_2012_TO_2035.values())


@pytest.mark.parametrize(
    "day",
    [
        # Source: readings, section 1, and the README of tests/data.
        "2012-05-28",
        "2020-05-04",
        "2022-05-30",
        "2027-12-24",
        "2028-01-04",
    ],
)
def test_these_days_are_worked(day: str) -> None:
    assert CALENDAR.is_working(dt.date.fromisoformat(day))


def test_holidays_of_the_rest_of_the_kingdom_are_worked_in_england() -> None:
    # Source: GOV.UK: 2 January, St Andrew's Day in Scotland; St Patrick's Day, the Boyne in Ulster.
    for day in ("2026-01-02", "2026-11-30", "2026-03-17", "2026-07-13"):
        assert CALENDAR.is_working(dt.date.fromisoformat(day))


def test_there_are_bank_holidays_in_every_year_for_which_a_date_is_accepted() -> None:
    assert {day.year for day in CALENDAR.days_off} >= set(range(2000, 2101))
    assert not CALENDAR.is_working(dt.date(1999, 12, 28))


def test_there_are_bank_holidays_wherever_a_count_may_lead() -> None:
    # Source: a printed calendar: the last day of the 21st century is a Friday, New Year a Saturday.
    assert CALENDAR.shift(dt.date(2100, 12, 31), 1) == dt.date(2101, 1, 4)


def test_weekends_are_left_out_as_nobody_counts_them_anyway() -> None:
    assert all(day.weekday() < 5 for day in CALENDAR.days_off)
    assert CALENDAR.why_off(dt.date(2027, 12, 25)) == "Saturday"


def test_dates_are_provisional_where_the_published_list_ends() -> None:
    assert PUBLISHED_UNTIL.year == max(
        dt.date.fromisoformat(row["date"]).year for row in rows(PUBLISHED)
    )
    assert CALENDAR.known_until == PUBLISHED_UNTIL
    assert CALENDAR.is_provisional(dt.date.fromisoformat(rows(DERIVED)[0]["date"]))


def test_the_calendar_says_where_its_days_come_from_and_when_they_were_read() -> None:
    assert CALENDAR.source == f"holidays {version('holidays')}, England"
    assert CALENDAR.read_on == TODAY


MADE: Final = {
    "holidays 0.109, England": "e77e70c450b67af986df10954d0317050eb313a99d68537aeaa13ef78ce59f1b",
}
"""The SHA-256 of the days off, by the source that calendars with them name."""


def test_what_is_made_of_the_same_data_never_changes_under_the_same_source() -> None:
    """Stores keep the calendar that they have as long as its source is the same.

    With a new version of the library, write down its line. Where what we make of the same data has
    changed, change the text of the source too, and write down its line beside the earlier one.
    """
    days = sorted((day.isoformat(), off.name) for day, off in CALENDAR.days_off.items())
    assert sha256(repr(days).encode()).hexdigest() == MADE[CALENDAR.source]


CLOSURE = DayOff(dt.date(2026, 12, 29), "Christmas closure", local=True)
ON_BOXING_DAY = DayOff(dt.date(2026, 12, 28), "Christmas closure", local=True)


def test_a_calendar_is_up_to_date_until_its_source_the_closures_or_the_hours_change() -> None:
    hours = OfficeHours()
    for closures in ((), (CLOSURE,), (CLOSURE, ON_BOXING_DAY)):
        assert is_up_to_date(england(closures, hours, read_on=TODAY), closures, hours)
    assert is_up_to_date(CALENDAR, (ON_BOXING_DAY,), hours)  # a bank holiday already
    assert not is_up_to_date(CALENDAR, (CLOSURE,), hours)
    assert not is_up_to_date(england((CLOSURE,), hours, read_on=TODAY), (), hours)
    renamed = replace(CLOSURE, name="Training day")
    assert not is_up_to_date(england((CLOSURE,), hours, read_on=TODAY), (renamed,), hours)
    assert not is_up_to_date(CALENDAR, (), OfficeHours(dt.time(8), dt.time(16)))
    assert not is_up_to_date(replace(CALENDAR, source="holidays 0.1, England"), (), hours)
    earlier = dt.date(PUBLISHED_UNTIL.year - 1, 12, 31)
    assert not is_up_to_date(replace(CALENDAR, known_until=earlier), (), hours)


def test_an_authoritys_closures_and_office_hours_join_the_bank_holidays() -> None:
    closures = [
        DayOff(dt.date(2026, 12, 29), "Christmas closure", local=True),
        DayOff(dt.date(2026, 12, 28), "Christmas closure", local=True),
    ]
    hours = OfficeHours(dt.time(8), dt.time(16))
    calendar = england(closures, hours, read_on=TODAY)
    assert calendar.office == hours
    assert calendar.why_off(dt.date(2026, 12, 29)) == "Christmas closure"
    assert calendar.why_off(dt.date(2026, 12, 28)) == "Boxing Day (substitute)"
    assert set(calendar.days_off) - set(CALENDAR.days_off) == {dt.date(2026, 12, 29)}
