"""Entries that end before they start, or lie where the clocks skip an hour."""

import datetime as dt

import pytest

from tests.diaries.calendars import YEAR, calendar, event, read_here

TEN = event("DTSTART:20260212T100000", "DTEND:20260212T113000", uid="two@example.org")
THREE = "20260203T100000"


@pytest.mark.parametrize(
    "lines",
    [
        # RFC 5545, 3.8.2.2: the end is later than the start; 3.8.2.5: a duration is positive.
        (f"DTSTART:{THREE}", "DTEND:20260202T110000"),
        (f"DTSTART:{THREE}Z", "DTEND:20260203T095900Z"),
        (f"DTSTART;TZID=Europe/London:{THREE}", "DTEND:20260203T095900Z"),
        (f"DTSTART:{THREE}", "DTEND;VALUE=DATE:20260203"),
        (f"DTSTART:{THREE}", "DURATION:-PT1H"),
        ("DTSTART;VALUE=DATE:20260203", "DTEND;VALUE=DATE:20260202"),
        ("DTSTART;VALUE=DATE:20260203", "DURATION:-P1D"),
        (f"DTSTART:{THREE}", "DTEND:20260202T110000", "RRULE:FREQ=WEEKLY"),
        # The last day of the window, from the day after it.
        ("DTSTART:20270101T090000", "DTEND:20261231T110000"),
    ],
)
def test_an_entry_that_ends_before_it_starts_is_not_understood(lines: tuple[str, ...]) -> None:
    found = read_here(calendar(event(*lines), TEN), *YEAR)
    assert (len(found.entries), found.left_out, found.unread) == (1, 0, 1)


def test_a_free_and_busy_time_that_ends_before_it_starts_is_not_understood() -> None:
    span = "FREEBUSY:20260601T100000Z/20260601T090000Z"
    found = read_here(calendar(f"BEGIN:VFREEBUSY\n{span}\nEND:VFREEBUSY\n", TEN), *YEAR)
    assert (len(found.entries), found.unread) == (1, 1)


def test_what_ends_before_it_starts_on_other_days_than_those_asked_for_does_not_matter() -> None:
    old = event("DTSTART:20100203T100000", "DTEND:20100202T110000")
    found = read_here(calendar(old, TEN), *YEAR)
    assert (len(found.entries), found.left_out, found.unread) == (1, 0, 0)


@pytest.mark.parametrize("zone", ["", ";TZID=Europe/London", ";TZID=GMT Standard Time"])
@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        # The Summer Time Order 2002, article 3: on 29 March 2026 clocks go from 01:00 to 02:00.
        ("DTSTART{}:20260329T010000", "DTEND{}:20260329T013000"),
        ("DTSTART{}:20260329T013000", "DTEND{}:20260329T020000"),
        ("DTSTART{}:20260329T013000", "DTEND{}:20260329T023000"),
        ("DTSTART{}:20260329T010000", "DTEND{}:20260329T020000"),
        ("DTSTART{}:20260329T013000", "DURATION:PT1H"),
    ],
)
def test_what_lies_in_the_hour_that_the_clocks_skip_is_never_taken_for_free(
    starts: str, ends: str, zone: str
) -> None:
    found = read_here(calendar(event(starts.format(zone), ends.format(zone)), TEN), *YEAR)
    assert found.left_out == 0
    assert len(found.entries) + found.unread == 2


def test_what_lasts_longer_than_the_hour_that_the_clocks_skip_is_taken() -> None:
    # 00:30 to 02:30 on the wall is an hour; 01:30 is taken as 02:30 (RFC 5545, 3.3.5).
    night = event("DTSTART:20260329T003000", "DTEND:20260329T023000")
    early = event("DTSTART:20260329T013000", "DTEND:20260329T033000", uid="three@example.org")
    found = read_here(calendar(night, early), *YEAR)
    assert [(entry.starts, entry.ends) for entry in found.entries] == [
        (dt.datetime(2026, 3, 29, 0, 30), dt.datetime(2026, 3, 29, 2, 30)),
        (dt.datetime(2026, 3, 29, 2, 30), dt.datetime(2026, 3, 29, 3, 30)),
    ]
