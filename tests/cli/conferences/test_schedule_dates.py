"""The dates of a booking: as people write them, and as they come out."""

from zoneinfo import ZoneInfo

import pytest

from tests.cli.running import Cpconf
from tests.core.tables import WORKED_CASES, Case

LONDON = ZoneInfo("Europe/London")
OXFORDSHIRE = ("--procedure", "oxfordshire")
THURSDAY = "2026-02-12T10:00"


@pytest.mark.parametrize("case", WORKED_CASES, ids=str)
def test_a_worked_case_comes_out_of_the_command_line(cpconf: Cpconf, case: Case) -> None:
    more = [f"--fact={fact}" for fact in case.facts]
    if case.ends:
        more += ["--ends", case.ends.isoformat()]
    if case.anchor_date:
        more += [f"--{case.anchor_name}", case.anchor_date.isoformat()]
    if case.ended is None:  # a dry run prints the same, as tested below, and needs no store
        more += ["--dry-run"]
    ran = cpconf.must(
        *("schedule", "A-1", "--procedure", case.procedure, "--type", case.type, "--json"),
        *("--format", case.format, "--at", case.at.isoformat(), *more),
    )
    if case.ended:
        now = case.ended.isoformat()
        cpconf.must("held", "A-1", "--ended", now, now=now)
        ran = cpconf.status()
    is_limit = case.clause in {limit["clause"] for limit in ran.json["limits"]}
    found = ran.limit(case.clause) if is_limit else ran.task(case.clause)
    due = case.due.replace(tzinfo=LONDON).isoformat() if case.due else None
    literal = case.literal.replace(tzinfo=LONDON).isoformat() if case.literal else None
    assert (found["due"], found["literal"]) == (due, literal), case.source


# By hand: 11 and 10 and 9 February are the three working days before, in each of those years.
# 1 January 2000 was a Saturday and 1 January 2100 will be a Friday, so these are Thursdays.
@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2000-02-10T10:00", "2000-02-07T17:00:00+00:00"),
        ("2026-02-12T10:00", "2026-02-09T17:00:00+00:00"),
        ("2100-02-11T10:00", "2100-02-08T17:00:00+00:00"),
    ],
)
def test_years_from_2000_to_2100_are_taken(cpconf: Cpconf, at: str, due: str) -> None:
    cpconf.book(procedure="hounslow", at=at)
    assert cpconf.status().task("H-ICPC-P3")["due"] == due


@pytest.mark.parametrize("at", ["1999-12-31T10:00", "2101-01-04T10:00", "4 Jan 2101 10am"])
def test_other_years_are_not(cpconf: Cpconf, at: str) -> None:
    ran = cpconf("schedule", "A-1", *OXFORDSHIRE, "--type", "initial", "--at", at)
    assert ran.code == 2
    assert "2000" in ran.err
    assert "2100" in ran.err
    assert not cpconf.has_store


def test_follow_up_after_the_last_day_of_2100_knows_new_year(cpconf: Cpconf) -> None:
    # By hand: 31 December 2100 is a Friday. New Year's Day 2101 is a Saturday, so Monday 3 January
    # is its substitute (Banking and Financial Dealings Act 1971), and Tuesday 4 is the first day.
    cpconf.book(procedure="hounslow", at="2100-12-31T10:00")
    assert cpconf.status().task("H-ICPC-A1a")["due"] == "2101-01-04T10:00:00+00:00"


# The same moment as people in England write it; the contract names the first three.
@pytest.mark.parametrize(
    "at",
    [
        "2026-12-07T10:00",
        "2026-12-07 10:00",
        "7 Dec 2026 10am",
        "7/12/2026 10:00",
        "7.12.2026 10.00",
        "7th December 2026, 10:00",
        "Monday 7 December 2026 at 10 a.m.",
        "mon 7 dec 2026 10:00am",
        "2026-12-07T10:00:00Z",
        "2026-12-07T11:00+01:00",
    ],
)
def test_one_moment_can_be_written_in_many_ways(cpconf: Cpconf, at: str) -> None:
    cpconf.book(at=at)
    assert cpconf.status().json["conference"]["at"] == "2026-12-07T10:00:00+00:00"


@pytest.mark.parametrize(
    "at",
    [
        "7/12/26 10:00",
        "12/13/2026 10:00",
        "31 Feb 2026 10:00",
        "Tuesday 7 December 2026 10:00",
        "7 Dec 10am",
        "7 Dec 2026 10",
        "7 Dec 2026 13pm",
        "7 Dec 2026 25:00",
        "7 Decembre 2026 10:00",
        "tomorrow 10am",
        "2026-12-07T10:00+99:00",
        "2026-12-07T10:00 10:00",
        "\uff12026-12-07T10:00",
        "-",
        "",
        " ",
        "x" * 5000,
    ],
)
def test_a_date_in_doubt_is_an_error_that_says_how_to_write_it(cpconf: Cpconf, at: str) -> None:
    ran = cpconf("schedule", "A-1", *OXFORDSHIRE, "--type", "initial", f"--at={at}")
    assert ran.code == 2
    assert 1 <= len(ran.errors) <= 2
    assert len(ran.err) < 400
    assert not cpconf.has_store


def test_the_conference_needs_a_time_of_day(cpconf: Cpconf) -> None:
    ran = cpconf("schedule", "A-1", *OXFORDSHIRE, "--type", "initial", "--at", "2026-02-12")
    assert ran.code == 2
    assert "time of day" in ran.err


# The clocks go forward at 01:00 on Sunday 29 March 2026 and back at 02:00 on 25 October 2026.
@pytest.mark.parametrize("at", ["2026-03-29T01:30", "2026-10-25T01:30", "25/10/2026 1.30am"])
def test_an_hour_that_the_clocks_skip_or_show_twice_is_refused(cpconf: Cpconf, at: str) -> None:
    ran = cpconf("schedule", "A-1", *OXFORDSHIRE, "--type", "initial", "--at", at)
    assert ran.code == 2
    assert "clocks" in ran.err


# By hand: the first working day before each Monday, at the same wall-clock hour two days before.
@pytest.mark.parametrize(
    ("at", "due", "literal"),
    [
        ("2026-03-30T10:00", "2026-03-26T10:00:00+00:00", "2026-03-28T10:00:00+00:00"),
        ("2026-10-26T10:00", "2026-10-22T10:00:00+01:00", "2026-10-24T10:00:00+01:00"),
    ],
)
def test_hours_over_a_change_of_the_clocks_are_counted_on_the_wall(
    cpconf: Cpconf, at: str, due: str, literal: str
) -> None:
    cpconf.book(type_="review", at=at)
    task = cpconf.status().task("O-3")
    assert (task["due"], task["literal"]) == (due, literal)


@pytest.mark.parametrize("option", ["strategy-discussion", "initial-conference", "previous-review"])
@pytest.mark.parametrize("date", ["2026-13-01", "soon", "1/2/26", "31 Nov 2025"])
def test_a_limit_cannot_start_on_an_unreadable_date(cpconf: Cpconf, option: str, date: str) -> None:
    ran = cpconf(
        *("schedule", "A-1", *OXFORDSHIRE, "--type", "initial", "--at", THURSDAY),
        f"--{option}={date}",
    )
    assert ran.code == 2


@pytest.mark.parametrize("option", ["strategy-discussion", "initial-conference", "previous-review"])
def test_an_empty_date_is_an_unreadable_date(cpconf: Cpconf, option: str) -> None:
    ran = cpconf(
        *("schedule", "A-1", *OXFORDSHIRE, "--type", "initial", "--at", THURSDAY),
        f"--{option}=",
    )
    assert ran.code == 2


# Christmas Day 2026 is a Friday, 13 June 2026 a Saturday; 31 August 2026 is the summer holiday.
@pytest.mark.parametrize("day", ["2026-12-25", "2026-06-13", "2026-08-31"])
def test_a_conference_on_a_day_off_is_taken_with_a_warning(cpconf: Cpconf, day: str) -> None:
    ran = cpconf.book("A-1", "--json", at=f"{day}T10:00")
    assert "nobody works" in ran.err


def test_the_first_core_group_is_due_ten_working_days_after(cpconf: Cpconf) -> None:
    # By hand: Friday 13 is day 1, so Thursday 26 February 2026 is day 10.
    cpconf.book("A-1", "--fact", "plan_made")
    assert cpconf.status().task("E-CORE-10")["due"] == "2026-02-26T17:00:00+00:00"
