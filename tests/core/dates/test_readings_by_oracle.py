"""The readings against the slow second opinion of `tests/oracle.py`."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpconf.core.dates.calendar import DayOff, OfficeHours, WorkingCalendar
from cpconf.core.dates.moments import Moments
from cpconf.core.dates.readings import Reckoned, Switches, Timing, reckon
from tests import oracle
from tests.core.tables import (
    BANK_HOLIDAYS,
    ENGLAND,
    ONE_OFFS,
    SUBSTITUTES,
    england,
)

ONE_DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2012, 2, 15), dt.date(2035, 11, 1)
"""Where the lists of bank holidays reach, less the longest count."""

Opinion = Callable[[dt.datetime, dt.datetime, oracle.Office], oracle.Answer]


def _before(count: Callable[..., oracle.Answer], amount: int) -> Opinion:
    return lambda at, _, office: count(at, amount, office)


def _after(count: Callable[..., oracle.Answer], amount: int) -> Opinion:
    return lambda _, end, office: count(end, amount, office)


def _months(amount: int) -> Opinion:
    return lambda _, end, office: oracle.r7(end.date(), amount, office)


def _working_days_after(amount: int) -> Opinion:
    return lambda _, end, office: oracle.r8(end.date(), amount, office)


OPINIONS: dict[str, Opinion] = {
    "1 working day before conference": _before(oracle.r1, 1),
    "3 working days before conference": _before(oracle.r1, 3),
    "5 working days before conference": _before(oracle.r1, 5),
    "11 working days before conference": _before(oracle.r1, 11),
    "1 day before conference": _before(oracle.r2, 1),
    "3 days before conference": _before(oracle.r2, 3),
    "7 days before conference": _before(oracle.r2, 7),
    "24 hours before conference": _before(oracle.r3, 24),
    "48 hours before conference": _before(oracle.r3, 48),
    "96 hours before conference": _before(oracle.r3, 96),
    "within 24 hours of conference": _after(oracle.r4, 24),
    "within 72 hours of conference": _after(oracle.r4, 72),
    "on the day of conference, by the start": lambda at, _, office: oracle.r5(at, "start", office),
    "on the day of conference, by close of business": (
        lambda at, _, office: oracle.r5(at, "close", office)
    ),
    "within 1 month of conference": _months(1),
    "within 10 working days of conference": _working_days_after(10),
    "within 20 working days of conference": _working_days_after(20),
}
TIMINGS = {words: Timing.parse(words) for words in OPINIONS}
NOT_WHOLE_DAYS: dict[str, Opinion] = {
    "36 hours before conference": _before(oracle.r3, 36),
    "7 hours before conference": _before(oracle.r3, 7),
    "within 30 hours of conference": _after(oracle.r4, 30),
}


def starts(days: Iterable[dt.date]) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """A start and an end on each day, at hours that change from day to day."""
    for day in days:
        number = day.toordinal()
        start = dt.datetime.combine(day, dt.time(8 + number % 11, 15 * (number % 4)))
        yield start, start + dt.timedelta(minutes=35 * (number % 5))


def disagreements(
    days: Iterable[dt.date],
    opinions: dict[str, Opinion] = OPINIONS,
    calendar: WorkingCalendar = ENGLAND,
    switches: Switches | None = None,
    office: oracle.Office = oracle.USUAL,
) -> tuple[list[tuple[str, dt.datetime, Reckoned | None, oracle.Answer]], int]:
    """Where program and oracle part, and how many pairs of a date and a timing were compared."""
    found, compared = [], 0
    timings = {words: Timing.parse(words) for words in opinions}
    for at, end in starts(days):
        moments = Moments(start=at, ended=end)
        for words, opinion in opinions.items():
            dated = reckon(timings[words], moments, calendar, switches or Switches())
            answer = opinion(at, end, office)
            compared += 1
            if dated is None or (dated.due, dated.literal) != answer:
                found.append((words, at, dated, answer))
    return found, compared


def every_day(first: dt.date, last: dt.date, step: int = 1) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first += step * ONE_DAY


def test_every_eleventh_day_comes_out_as_the_second_opinion_has_it() -> None:
    found, compared = disagreements(every_day(FIRST, LAST, step=11))
    assert not found
    assert compared > 13_000


@pytest.mark.slow
def test_every_day_from_2012_to_2035_comes_out_as_the_second_opinion_has_it() -> None:
    found, compared = disagreements(every_day(FIRST, LAST))
    assert not found
    assert compared > 100_000


# New Year's Day of 2012 lies before anything that the oracle can count back to.
@pytest.mark.parametrize("day", [*ONE_OFFS, *SUBSTITUTES[1:]], ids=str)
def test_conferences_around_a_one_off_or_substitute_day_count_past_it(day: dt.date) -> None:
    assert day in BANK_HOLIDAYS
    near = every_day(day - 30 * ONE_DAY, min(day + 12 * ONE_DAY, LAST))
    assert disagreements(near)[0] == []


@pytest.mark.parametrize("year", range(2012, 2036))
def test_conferences_around_both_clock_changes_come_out_as_the_second_opinion_has_it(
    year: int,
) -> None:
    for month in (3, 10):
        change = dt.date(year, month, 31)
        while change.weekday() != 6:
            change -= ONE_DAY
        near = every_day(change - 4 * ONE_DAY, min(change + 4 * ONE_DAY, LAST))
        assert disagreements(near)[0] == []


SWITCHED = {
    "calendar-days": (Switches(days_are_working=False), oracle.Office(days="calendar")),
    "elapsed-hours": (Switches(hours_are_office=False), oracle.Office(hours="elapsed")),
    "clear-days": (Switches(clear_days=True), oracle.Office(clear_days=True)),
    "early-close": (
        Switches(close_of_business=dt.time(15, 45)),
        oracle.Office(close_of_business=dt.time(15, 45)),
    ),
    "all-of-them": (
        Switches(
            days_are_working=False,
            hours_are_office=False,
            clear_days=True,
            close_of_business=dt.time(12),
        ),
        oracle.Office(
            days="calendar",
            hours="elapsed",
            clear_days=True,
            close_of_business=dt.time(12),
        ),
    ),
}


@pytest.mark.parametrize("switched", SWITCHED)
def test_each_switch_comes_out_as_the_second_opinion_has_it(switched: str) -> None:
    switches, office = SWITCHED[switched]
    opinions = OPINIONS if switches.hours_are_office else OPINIONS | NOT_WHOLE_DAYS
    found, _ = disagreements(
        every_day(FIRST, LAST, step=5),
        opinions,
        switches=switches,
        office=office,
    )
    assert not found


@dataclass(frozen=True)
class Booking:
    """One conference of an authority with its own hours, closures and switches."""

    moments: Moments
    calendar: WorkingCalendar
    switches: Switches
    office: oracle.Office


@st.composite
def bookings(draw: st.DrawFn) -> Booking:
    day = draw(st.dates(FIRST, LAST))
    offsets = draw(st.sets(st.integers(-40, 60), max_size=25))
    closed = {day + offset * ONE_DAY for offset in offsets}
    hours = OfficeHours(dt.time(draw(st.integers(0, 12))), dt.time(draw(st.integers(13, 23))))
    close = draw(st.one_of(st.none(), st.integers(0, 23).map(dt.time)))
    days_are_working, hours_are_office = draw(st.booleans()), draw(st.booleans())
    clear_days = draw(st.booleans())
    at = dt.datetime.combine(day, draw(st.times()).replace(second=0, microsecond=0))
    ended = at + dt.timedelta(minutes=draw(st.integers(0, 600)))
    return Booking(
        Moments(start=at, ended=ended),
        england([DayOff(off, "closed", local=True) for off in closed], hours),
        Switches(
            days_are_working=days_are_working,
            hours_are_office=hours_are_office,
            clear_days=clear_days,
            close_of_business=close,
        ),
        oracle.Office(
            opens=hours.opens,
            closes=hours.closes,
            closures=frozenset(closed),
            days="working" if days_are_working else "calendar",
            hours="office" if hours_are_office else "elapsed",
            clear_days=clear_days,
            close_of_business=close or hours.closes,
        ),
    )


def check_against_the_oracle(booked: Booking) -> None:
    at, ended = booked.moments.start, booked.moments.ended
    office_days = booked.switches.hours_are_office
    for words, opinion in (OPINIONS if office_days else OPINIONS | NOT_WHOLE_DAYS).items():
        dated = reckon(Timing.parse(words), booked.moments, booked.calendar, booked.switches)
        assert dated is not None
        assert (dated.due, dated.literal) == opinion(at, ended, booked.office), words


@given(bookings())
def test_any_authority_comes_out_as_the_second_opinion_has_it(booked: Booking) -> None:
    check_against_the_oracle(booked)


@pytest.mark.thorough
@pytest.mark.slow
@settings(max_examples=2_000)
@given(bookings())
def test_any_of_very_many_authorities_comes_out_as_the_second_opinion_has_it(
    booked: Booking,
) -> None:
    check_against_the_oracle(booked)


def test_months_from_every_day_come_out_as_the_second_opinion_has_it() -> None:
    for months, anchor in ((3, "initial-conference"), (6, "previous-review")):
        timing = Timing.parse(f"within {months} months of {anchor}")
        days = list(every_day(FIRST, dt.date(2035, 6, 1)))
        assert len(days) > 365 * 5
        for day in days:
            at = dt.datetime.combine(day, dt.time(10))
            moments = Moments(start=at, ended=at, initial_conference=day, previous_review=day)
            dated = reckon(timing, moments, ENGLAND, Switches())
            assert dated is not None
            assert (dated.due, dated.literal) == oracle.r7(day, months), day


@given(day=st.dates(FIRST, LAST), words=st.sampled_from(sorted(OPINIONS)))
def test_days_before_are_never_later_than_the_bare_words(day: dt.date, words: str) -> None:
    at = dt.datetime.combine(day, dt.time(10))
    dated = reckon(TIMINGS[words], Moments(start=at, ended=at), ENGLAND, Switches())
    assert dated is not None
    if dated.literal and TIMINGS[words].reading != "R4":
        assert dated.due < dated.literal
    if TIMINGS[words].reading == "R4" and dated.literal:
        assert dated.literal < dated.due


def test_the_second_opinion_has_the_same_bank_holidays_as_the_tables() -> None:
    assert frozenset(BANK_HOLIDAYS) == oracle.HOLIDAYS
