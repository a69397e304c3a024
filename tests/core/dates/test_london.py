"""The clock on a London wall."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpconf.core.dates.london import LONDON, shown_once, stamp, unstamp, wall_clock

# Source: the Summer Time Order 2002: from the last Sunday of March to the last of October, at one
# in the morning Greenwich mean time; the Sundays were looked up on a printed calendar.
SUMMER_TIME = {
    2012: ("2012-03-25", "2012-10-28"),
    2020: ("2020-03-29", "2020-10-25"),
    2024: ("2024-03-31", "2024-10-27"),
    2025: ("2025-03-30", "2025-10-26"),
    2026: ("2026-03-29", "2026-10-25"),
    2027: ("2027-03-28", "2027-10-31"),
    2028: ("2028-03-26", "2028-10-29"),
    2035: ("2035-03-25", "2035-10-28"),
}


def on(day: str, time: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{time}")


@pytest.mark.parametrize("year", SUMMER_TIME)
def test_a_stamp_has_the_offset_of_its_moment(year: int) -> None:
    spring, autumn = SUMMER_TIME[year]
    assert stamp(on(spring, "00:59")) == f"{spring}T00:59:00+00:00"
    assert stamp(on(spring, "02:00")) == f"{spring}T02:00:00+01:00"
    assert stamp(on(autumn, "00:59")) == f"{autumn}T00:59:00+01:00"
    assert stamp(on(autumn, "02:00")) == f"{autumn}T02:00:00+00:00"


@pytest.mark.parametrize("year", SUMMER_TIME)
def test_the_day_before_and_the_day_after_have_one_offset_each(year: int) -> None:
    for day, before, after in zip(
        SUMMER_TIME[year], ("+00:00", "+01:00"), ("+01:00", "+00:00"), strict=True
    ):
        eve, morrow = (dt.datetime.fromisoformat(day) + dt.timedelta(days=days) for days in (-1, 1))
        assert stamp(eve.replace(hour=23)).endswith(before)
        assert stamp(morrow).endswith(after)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2026-01-15T10:00", "2026-01-15T10:00:00+00:00"),
        ("2026-07-15T10:00", "2026-07-15T10:00:00+01:00"),
        ("2026-07-15T10:00:59", "2026-07-15T10:00:59+01:00"),
        ("2026-07-15T00:00", "2026-07-15T00:00:00+01:00"),
    ],
)
def test_a_stamp_has_seconds_and_an_offset(moment: str, text: str) -> None:
    assert stamp(dt.datetime.fromisoformat(moment)) == text
    assert unstamp(text) == dt.datetime.fromisoformat(moment)


@pytest.mark.parametrize("year", SUMMER_TIME)
def test_only_the_hour_of_a_change_is_not_shown_once(year: int) -> None:
    for day in SUMMER_TIME[year]:
        assert shown_once(on(day, "00:59:59"))
        assert not shown_once(on(day, "01:00"))
        assert not shown_once(on(day, "01:59:59"))
        assert shown_once(on(day, "02:00"))


@pytest.mark.parametrize(
    ("utc", "wall"),
    [
        ("2026-03-29T00:59:59", "2026-03-29T00:59:59"),
        ("2026-03-29T01:00:00", "2026-03-29T02:00:00"),
        ("2026-10-25T00:30:00", "2026-10-25T01:30:00"),
        ("2026-10-25T01:30:00", "2026-10-25T01:30:00"),
        ("2026-12-31T23:30:00.999999", "2026-12-31T23:30:00"),
        ("2026-06-30T23:30:00", "2026-07-01T00:30:00"),
    ],
)
def test_an_aware_moment_is_shown_as_on_the_wall(utc: str, wall: str) -> None:
    aware = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
    assert wall_clock(aware) == dt.datetime.fromisoformat(wall)
    elsewhere = aware.astimezone(dt.timezone(dt.timedelta(hours=-5)))
    assert wall_clock(elsewhere) == dt.datetime.fromisoformat(wall)


MOMENTS = st.datetimes(dt.datetime(1999, 1, 1), dt.datetime(2102, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)


@given(MOMENTS)
def test_every_stamp_is_read_back(moment: dt.datetime) -> None:
    assert unstamp(stamp(moment)) == moment


@given(MOMENTS.filter(shown_once))
def test_every_stamp_is_the_moment_that_the_zone_says(moment: dt.datetime) -> None:
    aware = dt.datetime.fromisoformat(stamp(moment))
    assert aware == moment.replace(tzinfo=LONDON)
    assert wall_clock(aware) == moment


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("year", SUMMER_TIME)
def test_the_hour_that_comes_twice_is_stamped_by_which_of_the_two_it_is(
    year: int, order: tuple[int, int]
) -> None:
    """Whichever was stamped first: Python holds the two moments equal."""
    twice = on(SUMMER_TIME[year][1], "01:30")
    stamped = {fold: stamp(twice.replace(fold=fold)) for fold in order}
    day = twice.date().isoformat()
    assert stamped == {0: f"{day}T01:30:00+01:00", 1: f"{day}T01:30:00+00:00"}
