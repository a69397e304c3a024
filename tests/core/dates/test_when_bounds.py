"""Dates and times as people write them: the bounds, the clock changes, and whatever is typed."""

import datetime as dt

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cpconf.core.dates.london import shown_once, stamp
from cpconf.core.dates.when import read_date, read_time, read_when
from cpconf.errors import UsageFault


@pytest.mark.parametrize("year", [0, 1, 1066, 1999, 2101, 9999])
@pytest.mark.parametrize("form", ["{:04}-02-03", "3 Feb {:04} 10am", "3/2/{:04}"])
def test_a_year_outside_2000_to_2100_is_refused(form: str, year: int) -> None:
    with pytest.raises(UsageFault, match="not between 2000 and 2100"):
        read_when(form.format(year))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2000-01-01", dt.date(2000, 1, 1)),
        ("1/1/2000", dt.date(2000, 1, 1)),
        ("2100-12-31", dt.date(2100, 12, 31)),
        ("31 Dec 2100 11:59pm", dt.date(2100, 12, 31)),
    ],
)
def test_the_first_and_the_last_year_are_read(written: str, day: dt.date) -> None:
    assert read_date(written) == day


@pytest.mark.parametrize("written", ["2000-01-01T00:00+01:00", "2100-12-31T23:30-01:00"])
def test_an_offset_may_not_carry_a_moment_out_of_the_years(written: str) -> None:
    with pytest.raises(UsageFault, match="not between 2000 and 2100"):
        read_when(written)


@pytest.mark.parametrize(
    ("written", "london"),
    [
        # Source: the clocks in London are an hour ahead from 29 March to 25 October 2026.
        ("2026-07-01T10:00Z", "2026-07-01T11:00"),
        ("2026-07-01T10:00+01:00", "2026-07-01T10:00"),
        ("2026-07-01T23:30Z", "2026-07-02T00:30"),
        ("2026-12-07T10:00+01:00", "2026-12-07T09:00"),
        ("2026-03-29T00:59Z", "2026-03-29T00:59"),
        ("2026-03-29T01:00Z", "2026-03-29T02:00"),
        ("2026-10-25T02:00Z", "2026-10-25T02:00"),
        ("2026-03-29T01:30Z", "2026-03-29T02:30"),
        ("2026-10-24T23:30Z", "2026-10-25T00:30"),
    ],
)
def test_a_moment_with_an_offset_is_moved_to_londons_clock(written: str, london: str) -> None:
    assert read_when(written) == dt.datetime.fromisoformat(london)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-29T01:00",
        "2026-03-29 01:30",
        "29 Mar 2026 1.59am",
        "Sun 29/3/2026 1:30",
        "2026-10-25T01:00",
        "2026-10-25 01:30",
        "25 Oct 2026 1:59am",
        "2026-10-25T01:30+01:00",
        "2026-10-25T01:30Z",
        "2026-10-24T18:30-06:00",
    ],
)
def test_a_time_that_the_clocks_skip_or_show_twice_is_refused(written: str) -> None:
    with pytest.raises(UsageFault, match="the clocks change then"):
        read_when(written)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-29 00:59",
        "2026-03-29 02:00",
        "2026-10-25 00:59",
        "2026-10-25 02:00",
        "2026-03-28 01:30",
        "2026-10-24 01:30",
        "2026-03-29",
        "2026-10-25",
    ],
)
def test_the_times_around_a_clock_change_are_read(written: str) -> None:
    assert read_when(written) == (
        dt.datetime.fromisoformat(written) if " " in written else dt.date.fromisoformat(written)
    )


MOMENTS = st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 12, 31, 23, 59)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
CLOCKS = ("{:%H:%M}", "{:%H.%M}", "{:%I:%M%p}", "at {:%I.%M %p}")
DATES = (
    "{:%Y-%m-%d}",
    "{:%d/%m/%Y}",
    "{:%d %b %Y}",
    "{:%A %d %B %Y}",
    "{:%a, %d %b %Y}",
    "{:%d.%m.%Y}",
)


@given(MOMENTS.filter(shown_once), st.sampled_from(DATES), st.sampled_from(CLOCKS))
def test_every_moment_comes_back_from_every_way_of_writing_it(
    moment: dt.datetime, date: str, clock: str
) -> None:
    assert read_when(f"{date.format(moment)} {clock.format(moment)}") == moment


@given(MOMENTS.filter(shown_once))
def test_every_stamp_comes_back(moment: dt.datetime) -> None:
    assert read_when(stamp(moment)) == moment
    assert read_when(moment.isoformat()) == moment


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 12, 31)), st.sampled_from(DATES))
def test_every_date_comes_back_from_every_way_of_writing_it(day: dt.date, form: str) -> None:
    assert read_when(form.format(day)) == day


WORDS = (
    "7 07 31 0 99 2026 26 12 Dec december sept Mon tue Sunday 7th 2nd of at noon 10am 12pm "
    "10:00 10.00 24:00 1:30am T Z +01:00 -0000 +99:99 / - . , : 2026-12-07 29/3/2026 "
    "2026-03-29T01:30 2026-10-25T01:30Z 1999 2101 0000-00-00 am p.m."
)
PIECES = st.one_of(st.sampled_from(WORDS.split()), st.text(max_size=4))
SCRAPS = st.lists(PIECES, max_size=7).flatmap(
    lambda pieces: st.sampled_from([" ", "", "  ", "/", "-"]).map(lambda glue: glue.join(pieces))
)


def read_or_refuse(written: str) -> None:
    try:
        found = read_when(written)
    except UsageFault as fault:
        assert str(fault).isprintable()  # noqa: PT017 - nothing steers the terminal
        assert len(str(fault)) < 600  # noqa: PT017 - nor fill it
    else:
        assert 2000 <= found.year <= 2100
        if isinstance(found, dt.datetime):
            assert found.tzinfo is None
            assert shown_once(found)


@given(st.one_of(SCRAPS, st.text()))
@example("\ud800 Dec 2026")
@example("7 Dec 2026 " + "1" * 5000)
@example("1" * 5000 + "/1/2026")
@example("2026-12-07T10:00+23:59")
@example("2026-12-07T10:00:00.")
def test_whatever_is_typed_is_read_or_refused_and_nothing_else(written: str) -> None:
    read_or_refuse(written)


@pytest.mark.thorough
@pytest.mark.slow
@settings(max_examples=4_000)
@given(st.one_of(SCRAPS, st.text()))
def test_whatever_is_typed_over_and_over_is_read_or_refused(written: str) -> None:
    read_or_refuse(written)


@given(st.text(max_size=12).filter(lambda text: not any(map(str.isdigit, text))))
def test_what_has_no_digit_is_no_time_of_day_but_noon(written: str) -> None:
    noon = written.strip().lower() in {"noon", "midday"}
    assert read_time(written) == (dt.time(12) if noon else None)


@given(st.times().map(lambda time: time.replace(second=0, microsecond=0)), st.sampled_from(CLOCKS))
def test_every_time_of_day_comes_back_from_every_way_of_writing_it(
    time: dt.time, clock: str
) -> None:
    written = clock.removeprefix("at ").format(dt.datetime.combine(dt.date(2026, 12, 7), time))
    assert read_time(written) == time


@pytest.mark.slow
@pytest.mark.parametrize(
    "written", ["1" * 100_000, "a" * 100_000, "7 Dec 2026 " + ":" * 100_000, " 1 a" * 30_000]
)
def test_a_very_long_text_is_refused_at_once(written: str) -> None:
    with pytest.raises(UsageFault):
        read_when(written)
