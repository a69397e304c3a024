"""Dates and times as people write them: what is read, and what is refused."""

import datetime as dt
import re
from pathlib import Path

import pytest

from cpconf.core.dates.when import read_date, read_end, read_moment, read_time, read_when
from cpconf.errors import ExitCode, UsageFault

TEN = dt.datetime(2026, 12, 7, 10)
DAY = dt.date(2026, 12, 7)
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "dates.md"


@pytest.mark.parametrize(
    "written",
    [
        "2026-12-07T10:00",
        "2026-12-07t10:00",
        "2026-12-07 10:00",
        "2026-12-07T10:00:00",
        "2026-12-07T10:00:00.000000",
        "2026-12-07T10:00Z",
        "2026-12-07T10:00+00:00",
        "2026-12-07T10:00+0000",
        "2026-12-07T11:30+01:30",
        "2026-12-06T22:00-12:00",
        "2026-12-07 10am",
        "2026-12-07 at 10am",
        "7 Dec 2026 10am",
        "“7 Dec 2026 10am”",
        "‘ 7 Dec 2026 10am ’",
        "”2026-12-07T10:00“",
        "7 Dec 2026 10 am",
        "7 Dec 2026 10 a.m.",
        "7 Dec 2026 10AM",
        "7 Dec 2026, 10:00",
        "7 Dec 2026 at 10.00",
        "7 December 2026 10:00am",
        "7 december 2026 10:00",
        "7 DEC. 2026 10:00",
        "7th December 2026 10am",
        "7th of December 2026 at 10am",
        "7th of December, 2026, 10am",
        "07 Dec 2026 10:00",
        "Mon 7 Dec 2026 10am",
        "Monday 7 December 2026 at 10am",
        "Monday, 7 December 2026, 10:00",
        "Mon. 7 Dec 2026 10:00",
        "Mon 7/12/2026 10:00",
        "Mon 2026-12-07 10am",
        "7/12/2026 10:00",
        "07/12/2026 10:00",
        "7.12.2026 10.00",
        "7-12-2026 10:00",
        "  7   Dec  2026\t10am\n",
        "7\N{NO-BREAK SPACE}Dec 2026 10am",
        "7 Dec 2026 at 10",
        "7 Dec 2026, at 10",
        "7 Dec 2026 @ 10am",
        "7 Dec 2026 @10am",
        "7 Dec 2026 @ 10",
        "7 Dec 2026 1000hrs",
        "7 Dec 2026 1000 hrs",
        "7 Dec 2026 10:00 hrs",
        "7 Dec 2026 at 10.00 hours",
        "7-Dec-2026 10:00",
        "07-DEC-2026 10am",
        "7/Dec/2026 10:00",
        "7.December.2026 10.00",
        "10:00 7/12/2026",
        "10am 7 Dec 2026",
        "10 am, 7 Dec 2026",
        "10.00 on Monday 7 December 2026",
        "1000hrs 7-Dec-2026",
        "at 10 on 7 Dec 2026",
        "10:00 2026-12-07",
        "the 7th of December 2026 at 10am",
        "Monday the 7th of December 2026 at 10am",
        "Monday, the 7th December 2026, 10:00",
        "10am on Monday the 7th of December 2026",
    ],
)
def test_one_moment_may_be_written_in_many_ways(written: str) -> None:
    assert read_when(written) == TEN
    assert read_moment(written) == TEN
    assert read_date(written) == DAY


@pytest.mark.parametrize("written", ["7 Dec 2026, at 10am", "Mon 7/12/2026, at 10.00 am"])
def test_a_comma_may_stand_before_at(written: str) -> None:
    assert read_when(written) == TEN


def test_wednesday_may_be_cut_short_as_people_do() -> None:
    assert read_when("Weds 9 Dec 2026") == dt.date(2026, 12, 9)


@pytest.mark.parametrize(
    "written",
    [
        "2026-12-07",
        "7 Dec 2026",
        "7 dec 2026",
        "7th December 2026",
        "Monday 7 December 2026",
        "Mon, 7 Dec 2026",
        "7/12/2026",
        "07.12.2026",
        "Monday 2026-12-07",
        "7-Dec-2026",
        "the 7th of December 2026",
        "Monday the 7th of December 2026",
    ],
)
def test_a_date_without_a_time_is_a_bare_date(written: str) -> None:
    found = read_when(written)
    assert found == DAY
    assert not isinstance(found, dt.datetime)
    assert read_date(written) == DAY


def test_where_a_time_of_day_is_needed_a_bare_date_is_refused_by_its_name() -> None:
    with pytest.raises(UsageFault, match="--at needs a time of day"):
        read_moment("7 Dec 2026", "--at")


@pytest.mark.parametrize(
    ("written", "month"),
    [
        (name, number)
        for number, names in enumerate(
            (
                ("jan", "january"),
                ("feb", "february"),
                ("mar", "march"),
                ("apr", "april"),
                ("may",),
                ("jun", "june"),
                ("jul", "july"),
                ("aug", "august"),
                ("sep", "sept", "september"),
                ("oct", "october"),
                ("nov", "november"),
                ("dec", "december"),
            ),
            start=1,
        )
        for name in names
    ],
)
def test_every_month_has_its_name_and_its_short_name(written: str, month: int) -> None:
    assert read_when(f"3 {written} 2026") == dt.date(2026, month, 3)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1st Feb 2026", 1),
        ("2nd Feb 2026", 2),
        ("3rd Feb 2026", 3),
        ("4th Feb 2026", 4),
        ("11th Feb 2026", 11),
        ("21st Feb 2026", 21),
        ("22nd Feb 2026", 22),
        ("23rd Feb 2026", 23),
        ("28th Feb 2026", 28),
    ],
)
def test_a_day_may_have_its_suffix(written: str, day: int) -> None:
    assert read_when(written) == dt.date(2026, 2, day)


@pytest.mark.parametrize("written", ["1nd Feb 2026", "2st Feb 2026", "11st Feb 2026"])
def test_a_suffix_that_is_not_that_days_is_a_doubt_and_refused(written: str) -> None:
    with pytest.raises(UsageFault):
        read_when(written)


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("12am", "00:00"),
        ("12.30am", "00:30"),
        ("12pm", "12:00"),
        ("12:59pm", "12:59"),
        ("1am", "01:00"),
        ("11am", "11:00"),
        ("1pm", "13:00"),
        ("11:59pm", "23:59"),
        ("noon", "12:00"),
        ("12 noon", "12:00"),
        ("Midday", "12:00"),
        ("00:00", "00:00"),
        ("0:05", "00:05"),
        ("9:30", "09:30"),
        ("09.30", "09:30"),
        ("23:59", "23:59"),
        ("2 P.M.", "14:00"),
        ("2pm.", "14:00"),
        ("1030hrs", "10:30"),
        ("1030 hrs", "10:30"),
        ("0005hrs", "00:05"),
        ("10:30 hrs", "10:30"),
        ("9.30hrs", "09:30"),
        ("1430 hours", "14:30"),
        ("2359 hrs.", "23:59"),
    ],
)
def test_a_time_of_day_is_read_by_either_clock(written: str, time: str) -> None:
    assert read_time(written) == dt.time.fromisoformat(time)
    whole = dt.datetime.combine(DAY, dt.time.fromisoformat(time))
    assert read_when(f"7 Dec 2026 {written}") == whole


@pytest.mark.parametrize(
    "written",
    [
        "",
        "10",
        "1000",
        "24:00",
        "10:60",
        "10:5",
        "25pm",
        "13pm",
        "13:00pm",
        "0am",
        "0:30pm",
        "10 o'clock",
        "midnight",
        "half past ten",
        "10h30",
        "10:00 BST",
        "-1:00",
        "\N{ARABIC-INDIC DIGIT ONE}:00",
    ],
)
def test_what_is_no_time_of_day_is_none(written: str) -> None:
    assert read_time(written) is None
    if written:
        with pytest.raises(UsageFault):
            read_when(f"7 Dec 2026 {written}")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "nothing"),
        ("   ", "nothing"),
        ("tomorrow", "not a date"),
        ("next Monday 10am", "not a date"),
        ("Monday", "no date with it"),
        ("10:00", "no date with it"),
        ("7 Dec", "no year"),
        ("7 Dec 10am", "no year"),
        ("7/12 10:00", "no year"),
        ("Dec 2026", "no day"),
        ("7/12/26", "a two-digit year"),
        ("7 Dec 26", "a two-digit year"),
        ("7 Dec '26", "a two-digit year"),
        ("26-12-07", "a two-digit year"),
        ("7 Dec 02026", "a five-digit year"),
        ("December 7 2026", "the month first"),
        ("December 7, 2026 10am", "the month first"),
        ("2026/12/07", "the year first, not as ISO has it"),
        ("20261207", "no separators"),
        ("20261207T1000", "no separators"),
        ("2026-W50-1", "a week date"),
        ("2026-341", "a day of the year"),
        ("2026-12-7", "one digit where ISO has two"),
        ("2026-12-07T10", "no minutes"),
        ("2026-12-07T1000", "no colon"),
        ("2026-12-07T10:00 GMT", "an abbreviation for an offset"),
        ("2026-12-07T10:00+1", "half an offset"),
        ("2026-12-07T10:00+01:60", "no such offset"),
        ("2026-12-07T10:00+24:00", "no such offset"),
        ("2026-12-07Z", "an offset without a time"),
        ("2026-12-07T24:00", "no such time"),
        ("2026-12-07T10:60", "no such time"),
        ("2026-12-07T10:00:60", "no such time"),
        ("2026-02-29", "no such date"),
        ("2026-02-30 10:00", "no such date"),
        ("29 Feb 2026", "no such date"),
        ("31/11/2026", "no such date"),
        ("0 Dec 2026", "no such date"),
        ("32 Dec 2026", "no such date"),
        ("12/31/2026", "the month first"),
        ("7/0/2026", "no such month"),
        ("7 Foo 2026", "no such month"),
        ("7 De 2026", "no such month"),
        ("7/12-2026", "two separators"),
        ("7 Dec 2026 10:00 tomorrow", "something after it"),
        ("7 Dec 2026 7 Dec 2026", "twice"),
        ("7 Dec 2026T10:00", "half ISO"),
        ("Mo 7 Dec 2026", "a weekday cut too short"),
        ("Moonday 7 Dec 2026", "no such weekday"),
        ("the Monday 7 Dec 2026", "the weekday after the article"),
        ("10 7/12/2026", "an hour that nothing says to be one, before the date"),
        ("10:00 7/12/2026 11:00", "two times"),
        ("7 Dec 2026 at 12", "noon or midnight"),
        ("7 Dec 2026 at 3", "morning or afternoon"),
        ("7 Dec 2026 at 24", "no such hour"),
        ("7 Dec 2026 10", "an hour that nothing says to be one"),
        ("7 Dec 2026 1030", "four digits that nothing says to be a time"),
        ("7-Dec/2026", "two separators, with the month's name"),
        ("7 Dec 2026 10:30am hrs", "two clocks"),
        ("7 Dec 2026 2560hrs", "no such time, by the 24-hour clock"),
        ("\N{ARABIC-INDIC DIGIT SEVEN} Dec 2026", "another script's digit"),
    ],
)
def test_anything_unreadable_is_refused_with_a_way_to_write_it(written: str, why: str) -> None:
    with pytest.raises(UsageFault) as caught:
        read_when(written)
    assert caught.value.exit_code is ExitCode.USAGE, why
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["Tue", "tues", "Tuesday", "Sun", "sat", "Wednesday", "thurs"])
def test_a_weekday_that_is_not_that_dates_is_refused_with_the_right_one(name: str) -> None:
    with pytest.raises(UsageFault, match="7 December 2026 is a Monday, not a"):
        read_when(f"{name} 7 Dec 2026 10am")


@pytest.mark.parametrize(
    "written",
    ["Tue 8 Dec 2026", "Tues 8/12/2026", "Wed 9 Dec 2026", "Thurs 10 Dec 2026", "fri 11 dec 2026"],
)
def test_a_weekday_may_be_cut_short(written: str) -> None:
    assert read_date(written).month == 12


@pytest.mark.parametrize("hour", [8, 9, 10, 11, 13, 14, 17, 23])
def test_an_hour_that_can_be_one_only_needs_no_minutes_after_at(hour: int) -> None:
    assert read_when(f"7 Dec 2026 at {hour}") == dt.datetime(2026, 12, 7, hour)


@pytest.mark.parametrize("hour", [*range(8), 12, 24, 99])
def test_an_hour_that_could_be_two_is_refused_after_at_too(hour: int) -> None:
    with pytest.raises(UsageFault, match="write "):
        read_when(f"7 Dec 2026 at {hour}")


@pytest.mark.parametrize(
    "written",
    [
        *("20/11", "20-11", "20 Nov", "20-Nov", "20th of November", "Friday 20 November"),
        *("20/11 10:00", "20 Nov 10am", "10am 20/11", "10:00 on 20 November"),
        "the 20th Nov @ 10am",
    ],
)
def test_a_date_without_its_year_is_told_what_it_lacks(written: str) -> None:
    with pytest.raises(UsageFault, match="the year is missing"):
        read_when(written)


@pytest.mark.parametrize("written", ["20/11/26", "20 Nov 26", "20-Nov-26 10am", "20 Nov '26"])
def test_a_year_of_two_digits_is_told_what_it_lacks(written: str) -> None:
    with pytest.raises(UsageFault, match="the year needs four digits"):
        read_when(written)


@pytest.mark.parametrize("written", ["10:00", "10am", "1030hrs", "noon"])
def test_a_time_of_day_without_its_date_is_told_what_it_lacks(written: str) -> None:
    with pytest.raises(UsageFault, match="the date is missing"):
        read_when(written)


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("12", "write 12:00 or 12pm"),
        ("10", "write 10:00 or 10am"),
        ("3", "write 3pm or 3am"),
        ("15", "write 15:00 or 3pm"),
        ("1230", "write 12:30"),
        ("at 12", "write 12:00 or 12pm"),
    ],
)
def test_an_end_in_bare_digits_is_told_what_would_do(written: str, advice: str) -> None:
    with pytest.raises(UsageFault, match=f"--ends cannot be read, .*: {advice}"):
        read_end(written, TEN, "--ends")


@pytest.mark.parametrize(
    ("written", "end"),
    [
        ("12:30", "12:30"),
        ("12pm", "12:00"),
        ("1230hrs", "12:30"),
        ("@ 1pm", "13:00"),
        ("at 11", "11:00"),
        ("7-Dec-2026 at 14", "14:00"),
    ],
)
def test_an_end_is_read_as_any_other_time(written: str, end: str) -> None:
    assert read_end(written, TEN, "--ends") == dt.datetime.fromisoformat(f"2026-12-07T{end}")


@pytest.mark.parametrize(
    "written", ["Tue the 8th of December 2026", "10am on Tuesday 8 December 2026", "Tue 8-Dec-2026"]
)
def test_a_weekday_is_compared_in_every_form(written: str) -> None:
    assert read_date(written) == dt.date(2026, 12, 8)
    with pytest.raises(UsageFault, match="is a Tuesday, not a Friday"):
        read_date(written.replace("Tuesday", "Friday").replace("Tue", "Friday"))


def listed(heading: str) -> list[tuple[str, str]]:
    """What the page lists under a heading: each way of writing, with what stands beside it."""
    section = re.split(r"^#+ ", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    (found,) = [part for part in section if part.startswith(heading)]
    rows = re.findall(r"^\| (`.*`) \| (.*) \|$", found, re.MULTILINE)
    return [(text, read) for texts, read in rows for text in re.findall(r"`([^`]+)`", texts)]


def test_the_page_says_what_is_read() -> None:
    dates, times = listed("Dates and times"), listed("The time of day")
    print(len(dates), "dates,", len(times), "times of day")
    assert len(dates) >= 17
    assert len(times) >= 12
    for written, read in dates:
        assert str(read_when(written)).removesuffix(":00") == read, written
    for written, read in times:
        assert f"{read_time(written):%H:%M}" == read, written


def test_the_page_says_what_is_refused() -> None:
    refused = [written for written, _ in listed("What is refused")]
    assert len(refused) >= 10
    for written in refused:
        with pytest.raises(UsageFault):
            read_end(written.removeprefix("--ends "), TEN, "--ends")
