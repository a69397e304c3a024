"""Busy times out of the calendars of others: whose they are, when, and what is left out."""

import datetime as dt
from typing import Final

import pytest

from cpconf.diaries.busy import BusyTime, Read
from tests.diaries.calendars import (
    LONDON_TIMES,
    OUTLOOK_ZONE,
    YEAR,
    Row,
    calendar,
    event,
    read_here,
    rows,
    written,
)

ROBIN, ZOE = "robin@example.org", "zoe@example.org"
TEN = ("DTSTART:20260212T100000", "DTEND:20260212T113000")


def read(*parts: str, whose: str | None = None) -> Read:
    return read_here(calendar(*parts), *YEAR, whose=whose)


def times(*parts: str) -> list[tuple[dt.datetime, dt.datetime]]:
    return [(entry.starts, entry.ends) for entry in read(*parts).entries]


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def people(*lines: str) -> tuple[str, ...]:
    (entry,) = read(event(*TEN, *lines)).entries
    return entry.whose


@pytest.mark.parametrize("row", LONDON_TIMES, ids=lambda row: row.starts.isoformat())
@pytest.mark.parametrize(
    ("zone", "rules"),
    [
        ("", ""),
        (";TZID=Europe/London", ""),
        (";TZID=GMT Standard Time", ""),
        (';TZID="GMT Standard Time"', OUTLOOK_ZONE.format(name="GMT Standard Time")),
        (";TZID=/mozilla.org/20050126_1/Europe/London", ""),
        (";TZID=Customized Time Zone", OUTLOOK_ZONE.format(name="Customized Time Zone")),
        (
            ';TZID="(UTC+00:00) Dublin, Edinburgh, Lisbon, London"',
            OUTLOOK_ZONE.format(name="(UTC+00:00) Dublin, Edinburgh, Lisbon, London"),
        ),
    ],
    ids=["floating", "usual", "windows", "outlook", "mozilla", "custom", "described"],
)
def test_times_are_londons_however_the_zone_is_named(row: Row, zone: str, rules: str) -> None:
    lines = (f"DTSTART{zone}:{written(row.starts)}", f"DTEND{zone}:{written(row.ends)}")
    assert times(event(*lines), rules) == [(row.starts, row.ends)], row.source


@pytest.mark.parametrize("row", LONDON_TIMES, ids=lambda row: row.starts.isoformat())
@pytest.mark.parametrize("hours", [1, -5])
def test_times_of_elsewhere_become_londons(row: Row, hours: int) -> None:
    # A zone whose clocks never change, so many hours before or behind UTC.
    zone = (
        "BEGIN:VTIMEZONE\nTZID:There\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
        f"TZOFFSETFROM:{hours:+03}00\nTZOFFSETTO:{hours:+03}00\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    starts, ends = (
        written(moment.replace(tzinfo=None) + dt.timedelta(hours=hours))
        for moment in (row.starts_utc, row.ends_utc)
    )
    lines = (f"DTSTART;TZID=There:{starts}", f"DTEND;TZID=There:{ends}")
    assert times(zone, event(*lines)) == [(row.starts, row.ends)], row.source


@pytest.mark.parametrize("row", LONDON_TIMES, ids=lambda row: row.starts.isoformat())
def test_times_in_utc_become_londons(row: Row) -> None:
    lines = (f"DTSTART:{written(row.starts_utc)}", f"DTEND:{written(row.ends_utc)}")
    assert times(event(*lines)) == [(row.starts, row.ends)], row.source


def test_two_files_may_mean_two_zones_by_one_name() -> None:
    lines = ("DTSTART;TZID=Ours:20260701T100000", "DTEND;TZID=Ours:20260701T110000")
    london = OUTLOOK_ZONE.format(name="Ours")
    east = london.replace("+0100", "+0300").replace("-0000", "+0200")
    assert times(london, event(*lines))[0][0] == moment("2026-07-01T10:00")
    assert times(east, event(*lines))[0][0] == moment("2026-07-01T08:00")
    assert times(london, event(*lines))[0][0] == moment("2026-07-01T10:00")


def test_a_zone_that_is_spelt_out_does_not_change_a_known_one() -> None:
    wrong = OUTLOOK_ZONE.format(name="Europe/London").replace("+0100", "+0900")
    lines = (
        "DTSTART;TZID=Europe/London:20260701T100000",
        "DTEND;TZID=Europe/London:20260701T110000",
    )
    assert times(wrong, event(*lines)) == [(moment("2026-07-01T10:00"), moment("2026-07-01T11:00"))]


def test_in_the_hour_that_comes_twice_a_time_still_ends_after_it_starts() -> None:
    # By hand: 00:30 UTC is 01:30 summer time, and 01:00 UTC is 01:00 again, winter time.
    found = times(event("DTSTART:20261025T003000Z", "DTEND:20261025T010000Z"))
    assert found == [(moment("2026-10-25T01:30"), moment("2026-10-25T02:00"))]


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        # By hand, with a calendar of 2026: Thursdays around the change of 29 March.
        (("RRULE:FREQ=WEEKLY;COUNT=3",), ["03-26", "04-02", "04-09"]),
        (("RRULE:FREQ=WEEKLY;UNTIL=20260402T090000Z",), ["03-26", "04-02"]),
        (("RRULE:FREQ=WEEKLY;UNTIL=20260402",), ["03-26"]),
        (("RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2",), ["03-26", "04-09"]),
        (("RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=TH,FR",), ["03-26", "03-27", "04-02", "04-03"]),
        (("RRULE:FREQ=MONTHLY;BYDAY=4TH;COUNT=2",), ["03-26", "04-23"]),
        (("RRULE:FREQ=MONTHLY;BYDAY=-1TH;COUNT=2",), ["03-26", "04-30"]),
        (("RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2",), ["03-31", "04-30"]),
        (("RRULE:FREQ=DAILY;COUNT=3",), ["03-26", "03-27", "03-28"]),
        (("RRULE:FREQ=YEARLY",), ["03-26"]),
        (
            ("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/London:20260402T100000"),
            ["03-26", "04-09"],
        ),
        (("RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20260402T090000Z"), ["03-26", "04-09"]),
        (("RDATE;TZID=Europe/London:20260401T100000",), ["03-26", "04-01"]),
    ],
)
def test_what_repeats_keeps_its_time_of_day_across_the_clock_change(
    lines: tuple[str, ...], days: list[str]
) -> None:
    first = (
        "DTSTART;TZID=Europe/London:20260326T100000",
        "DTEND;TZID=Europe/London:20260326T113000",
    )
    found = times(event(*first, *lines))
    # RFC 5545, 3.8.5.3: the start counts as the first time even where the rule does not give it.
    wanted = sorted({"03-26", *days})
    assert found == [(moment(f"2026-{day}T10:00"), moment(f"2026-{day}T11:30")) for day in wanted]


def test_what_began_years_ago_is_found_in_this_year() -> None:
    old = event("DTSTART:20200106T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=MO")
    found = times(old)
    # By hand: 2026 has 52 Mondays, from 5 January to 28 December.
    assert len(found) == 52
    assert found[0] == (moment("2026-01-05T09:00"), moment("2026-01-05T10:00"))
    assert found[-1] == (moment("2026-12-28T09:00"), moment("2026-12-28T10:00"))


def test_one_time_of_many_that_was_moved_or_called_off_is() -> None:
    series = event("DTSTART:20260105T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=4")
    moved = event("RECURRENCE-ID:20260112T090000", "DTSTART:20260113T140000", "DURATION:PT2H")
    off = event(
        *("RECURRENCE-ID:20260119T090000", "DTSTART:20260119T090000", "DURATION:PT1H"),
        "STATUS:CANCELLED",
    )
    assert sorted(times(series, moved, off)) == [
        (moment("2026-01-05T09:00"), moment("2026-01-05T10:00")),
        (moment("2026-01-13T14:00"), moment("2026-01-13T16:00")),
        (moment("2026-01-26T09:00"), moment("2026-01-26T10:00")),
    ]


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        (("DTSTART;VALUE=DATE:20260501",), "2026-05-02"),
        (("DTSTART;VALUE=DATE:20260501", "DTEND;VALUE=DATE:20260502"), "2026-05-02"),
        (("DTSTART;VALUE=DATE:20260501", "DTEND;VALUE=DATE:20260501"), "2026-05-02"),
        (("DTSTART;VALUE=DATE:20260501", "DTEND;VALUE=DATE:20260504"), "2026-05-04"),
        (("DTSTART;VALUE=DATE:20260501", "DURATION:P2D"), "2026-05-03"),
        (("DTSTART:20260501T000000", "DTEND:20260502T000000"), "2026-05-02"),
    ],
)
def test_whole_days_last_from_midnight_to_midnight(lines: tuple[str, ...], ends: str) -> None:
    assert times(event(*lines)) == [(moment("2026-05-01"), moment(ends))]


STATES: Final = rows("busy_or_free.csv")
"""How an entry or a time is marked, and whether it keeps somebody busy."""


@pytest.mark.parametrize("state", STATES, ids=lambda state: state["id"])
def test_what_is_marked_as_free_keeps_nobody_busy(state: dict[str, str]) -> None:
    lines = state["lines"].split(" | ") if state["lines"] else []
    if state["id"].startswith("free-busy"):
        found = read(f"BEGIN:VFREEBUSY\n{lines[0]}\nEND:VFREEBUSY\n")
    else:
        found = read(event(*TEN, *lines))
    assert (len(found.entries), found.unread) == (int(state["busy"] == "yes"), 0), state["source"]


def test_the_table_of_states_is_as_long_as_it_says() -> None:
    busy = sum(state["busy"] == "yes" for state in STATES)
    print(f"{len(STATES)} ways to mark a time: {busy} busy, {len(STATES) - busy} free")
    assert len({state["id"] for state in STATES}) == len(STATES) == 25
    assert busy == 14


@pytest.mark.parametrize(
    "lines",
    [
        (*TEN, f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ROBIN}"),
        (*TEN, f"ATTENDEE;PARTSTAT=DELEGATED:mailto:{ROBIN}"),
        ("DTSTART:20260212T100000",),
        ("DTSTART:20260212T100000", "DTEND:20260212T100000"),
    ],
    ids=["declined", "passed on", "no length", "no time"],
)
def test_what_keeps_nobody_busy_is_left_out(lines: tuple[str, ...]) -> None:
    assert read(event(*lines)) == Read([], 0, left_out=1)


def test_an_entry_keeps_those_busy_whom_it_invites_and_who_did_not_decline() -> None:
    assert people(
        f"ORGANIZER;CN=Team:mailto:{ROBIN}",
        f"ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:{ZOE.upper()}",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:sam@example.org",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:alex@example.org",
        "ATTENDEE;CUTYPE=ROOM:mailto:room@example.org",
        "ATTENDEE;ROLE=NON-PARTICIPANT:mailto:told@example.org",
    ) == (ROBIN, "sam@example.org", ZOE)


def test_an_organiser_who_declined_is_not_busy() -> None:
    declined = f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ROBIN}"
    assert people(f"ORGANIZER:mailto:{ROBIN}", declined, f"ATTENDEE:mailto:{ZOE}") == (ZOE,)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("ORGANIZER:mailto:abc123@group.calendar.google.com",),
        ("ORGANIZER:urn:uuid:0f0f0f0f",),
        ("ORGANIZER:invalid:nomail",),
        ("ATTENDEE;CUTYPE=ROOM:mailto:room@example.org",),
    ],
)
def test_an_entry_without_anybodys_address_is_the_teams(lines: tuple[str, ...]) -> None:
    assert people(*lines) == ()


def test_apples_server_writes_the_address_beside_a_path() -> None:
    assert people(f"ATTENDEE;EMAIL={ROBIN}:/aMTIz/principal/") == (ROBIN,)


def test_a_calendar_that_is_one_persons_is_theirs_whoever_is_invited() -> None:
    others = event(*TEN, f"ATTENDEE:mailto:{ZOE}")
    declined = event(*TEN, f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ROBIN}", uid="two@example.org")
    found = read(others, declined, whose=ROBIN)
    assert [entry.whose for entry in found.entries] == [(ROBIN,)]
    assert found.left_out == 1
    assert [entry.whose for entry in read(others, whose="").entries] == [()]


def test_free_and_busy_times_are_read_too() -> None:
    published = (
        f"BEGIN:VFREEBUSY\nORGANIZER:mailto:{ZOE}\nATTENDEE:mailto:{ROBIN}\n"
        "FREEBUSY;FBTYPE=BUSY:20260601T090000Z/20260601T100000Z,20260602T090000Z/PT2H\n"
        "FREEBUSY:20260604T090000Z/20260604T100000Z\n"
        "FREEBUSY;FBTYPE=FREE:20260603T090000Z/20260603T100000Z\nEND:VFREEBUSY\n"
    )
    assert read(published).entries == [
        BusyTime((ROBIN,), moment("2026-06-01T10:00"), moment("2026-06-01T11:00")),
        BusyTime((ROBIN,), moment("2026-06-02T10:00"), moment("2026-06-02T12:00")),
        BusyTime((ROBIN,), moment("2026-06-04T10:00"), moment("2026-06-04T11:00")),
    ]


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2026-02-12", "2026-02-12", 1),
        ("2026-02-13", "2026-02-28", 0),
        ("2026-02-01", "2026-02-11", 0),
        ("2026-02-01", "2026-02-12", 1),
    ],
)
def test_only_the_days_asked_for_are_read(first: str, last: str, count: int) -> None:
    window = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    found = read_here(calendar(event(*TEN)), *window)
    assert (len(found.entries), found.left_out, found.unread) == (count, 0, 0)


def test_what_we_wrote_ourselves_keeps_nobody_busy() -> None:
    exported = calendar(event(*TEN), head="PRODID:-//cpconf//cpconf//EN\n")
    accepted = calendar(event(*TEN, uid="0123abcd@cpconf.invalid"))
    for ours in (exported, accepted):
        found = read_here(ours, *YEAR)
        assert (found.entries, found.left_out) == ([], 1)
    both = read_here(exported + calendar(event(*TEN)), *YEAR)
    assert (len(both.entries), both.left_out) == (1, 1)


def test_nothing_is_kept_of_what_an_entry_is_about() -> None:
    told = event(*TEN, "LOCATION:Elm House", "DESCRIPTION:With Robin", "X-NOTE:Robin")
    assert not any(word in repr(read(told)) for word in ("Dentist", "Robin", "Elm"))
