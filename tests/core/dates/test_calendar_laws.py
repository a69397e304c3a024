"""What holds of every count, on whatever calendar."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from cpconf.core.dates.calendar import (
    DayOff,
    OfficeHours,
    WorkingCalendar,
    last_office_moment,
    office_minutes,
)
from tests.core.tables import england

ONE_DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(2012, 6, 1), dt.date(2035, 6, 30))
AHEAD = st.integers(1, 45)
COUNTS = st.one_of(AHEAD, AHEAD.map(int.__neg__))


@st.composite
def places(draw: st.DrawFn) -> tuple[WorkingCalendar, dt.date]:
    """England with some closures, and a day not far from them."""
    day = draw(DAYS)
    offsets = draw(st.sets(st.integers(-70, 70), max_size=40))
    closures = [DayOff(day + offset * ONE_DAY, "closed", local=True) for offset in offsets]
    opens = draw(st.integers(0, 22 * 60))
    closes = draw(st.integers(opens + 1, 23 * 60 + 59))
    hours = OfficeHours(dt.time(*divmod(opens, 60)), dt.time(*divmod(closes, 60)))
    return england(closures, hours), day


def worked_between(calendar: WorkingCalendar, first: dt.date, last: dt.date) -> int:
    """The working days from `first` to `last`, both taken in, turned over one by one."""
    found = 0
    while first <= last:
        found += calendar.why_off(first) is None
        first += ONE_DAY
    return found


@given(places(), COUNTS)
def test_a_count_lands_on_a_working_day(place: tuple[WorkingCalendar, dt.date], n: int) -> None:
    calendar, day = place
    landing = calendar.shift(day, n)
    assert calendar.is_working(landing)
    assert calendar.why_off(landing) is None


@given(places(), AHEAD)
def test_exactly_as_many_working_days_lie_between_as_were_counted(
    place: tuple[WorkingCalendar, dt.date], n: int
) -> None:
    calendar, day = place
    assert worked_between(calendar, day + ONE_DAY, calendar.shift(day, n)) == n
    assert worked_between(calendar, calendar.shift(day, -n), day - ONE_DAY) == n


@given(places(), COUNTS)
def test_there_and_back_ends_where_it_began(place: tuple[WorkingCalendar, dt.date], n: int) -> None:
    calendar, day = place
    day = calendar.on_or_before(day)
    assert calendar.shift(calendar.shift(day, n), -n) == day


@given(places(), AHEAD, AHEAD)
def test_two_counts_are_one_long_one(
    place: tuple[WorkingCalendar, dt.date], n: int, more: int
) -> None:
    calendar, day = place
    assert calendar.shift(calendar.shift(day, n), more) == calendar.shift(day, n + more)
    assert calendar.shift(calendar.shift(day, -n), -more) == calendar.shift(day, -n - more)


@given(places(), st.integers(0, 60), COUNTS)
def test_a_later_day_never_counts_to_an_earlier_one(
    place: tuple[WorkingCalendar, dt.date], later: int, n: int
) -> None:
    calendar, day = place
    assert calendar.shift(day, n) <= calendar.shift(day + later * ONE_DAY, n)


@given(places(), AHEAD)
def test_each_further_day_counted_goes_further(
    place: tuple[WorkingCalendar, dt.date], n: int
) -> None:
    calendar, day = place
    assert calendar.shift(day, n + 1) > calendar.shift(day, n) > day
    assert calendar.shift(day, -n - 1) < calendar.shift(day, -n) < day


@given(places(), AHEAD, st.integers(-70, 70))
def test_one_more_day_off_never_gives_anyone_less_time(
    place: tuple[WorkingCalendar, dt.date], n: int, offset: int
) -> None:
    calendar, day = place
    closed = WorkingCalendar.of(
        [*calendar.days_off.values(), DayOff(day + offset * ONE_DAY, "one more", local=True)],
        known_until=calendar.known_until,
        source=calendar.source,
    )
    assert closed.shift(day, -n) <= calendar.shift(day, -n)
    assert closed.shift(day, n) >= calendar.shift(day, n)


@given(places(), AHEAD)
def test_the_days_between_are_those_that_were_counted(
    place: tuple[WorkingCalendar, dt.date], n: int
) -> None:
    calendar, day = place
    assert calendar.between(day, calendar.shift(day, n)) == n
    assert calendar.between(calendar.shift(day, n), day) == -n
    day = calendar.on_or_before(day)
    assert calendar.between(day, calendar.shift(day, -n)) == -n


@given(places(), st.integers(-60, 60), st.integers(-60, 60))
def test_the_days_between_add_up(
    place: tuple[WorkingCalendar, dt.date], to: int, further: int
) -> None:
    calendar, day = place
    middle, end = day + to * ONE_DAY, day + further * ONE_DAY
    whole = calendar.between(day, middle) + calendar.between(middle, end)
    assert calendar.between(day, end) == whole


@given(places(), st.integers(-45, 45))
def test_the_count_shown_is_the_count_made(place: tuple[WorkingCalendar, dt.date], n: int) -> None:
    calendar, day = place
    walked = calendar.counted(day, n)
    step = ONE_DAY if n > 0 else -ONE_DAY
    assert [shown.date for shown in walked] == [day + i * step for i in range(len(walked))]
    assert sum(shown.counts for shown in walked) == abs(n)
    assert walked[-1].date == calendar.shift(day, n)
    for shown in walked[1:]:
        assert shown.counts == calendar.is_working(shown.date)
        assert shown.counts == (not shown.why.endswith("not counted"))


@given(places())
def test_the_day_on_or_before_is_the_nearest_working_one(
    place: tuple[WorkingCalendar, dt.date],
) -> None:
    calendar, day = place
    found = calendar.on_or_before(day)
    assert calendar.is_working(found)
    assert found <= day
    assert worked_between(calendar, found + ONE_DAY, day) == 0


@given(places(), st.integers(0, 24 * 60 - 1), st.integers(0, 6 * 24 * 60))
def test_office_time_is_what_a_watch_would_measure(
    place: tuple[WorkingCalendar, dt.date], minute: int, length: int
) -> None:
    calendar, day = place
    start = dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minute)
    end = start + dt.timedelta(minutes=length)
    opens, closes = (
        hour.hour * 60 + hour.minute for hour in (calendar.office.opens, calendar.office.closes)
    )
    measured = 0
    for later in range(7):
        if calendar.is_working(day + later * ONE_DAY):
            midnight = later * 24 * 60
            passing = range(max(minute, midnight + opens), min(minute + length, midnight + closes))
            measured += len(passing)
    assert office_minutes(calendar, start, end) == measured


@given(places(), st.times())
def test_nothing_of_the_office_lies_between_a_moment_and_the_last_office_moment(
    place: tuple[WorkingCalendar, dt.date], time: dt.time
) -> None:
    calendar, day = place
    moment = dt.datetime.combine(day, time)
    last = last_office_moment(calendar, moment)
    assert last <= moment
    assert calendar.is_working(last.date())
    assert calendar.office.opens <= last.time() <= calendar.office.closes
    assert office_minutes(calendar, last, moment) == 0
