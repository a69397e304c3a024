"""Calendars that are damaged, or made to exhaust whoever reads them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpconf.diaries.busy import Read, read_busy
from cpconf.errors import DocumentFault
from tests.diaries.calendars import YEAR, calendar, event

ROBIN = "robin@example.org"
TEN = ("DTSTART:20260212T100000", "DTEND:20260212T113000")


def read(*parts: str) -> Read:
    return read_busy(calendar(*parts), *YEAR)


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;TZID=Nowhere/Land:20260212T100000", "DTEND:20260212T110000Z"),
        ("DTSTART;TZID=../../etc/passwd:20260212T100000", "DTEND:20260212T110000Z"),
        ("DTSTART:tomorrow",),
        ("SEQUENCE:1",),
        (*TEN, "RRULE:FREQ=DAILY;INTERVAL=0"),
        (*TEN, "RRULE:FREQ=DAILY;BYHOUR=1,2,3"),
        (*TEN, "RRULE:FREQ=DAILY;BYEASTER=1"),
        (*TEN, "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"),
        (*TEN, "RRULE:DAILY"),
        (*TEN, f"EXDATE:{','.join(['20260212T100000'] * 3000)}"),
        ("DTSTART:00010101T100000", "DTEND:00010101T110000", "RRULE:FREQ=DAILY"),
        ("DTSTART:20260212T100000", "DURATION:P99999999999D"),
    ],
)
def test_an_entry_that_cannot_be_understood_is_counted_and_spoils_no_other(
    lines: tuple[str, ...],
) -> None:
    found = read(event(*lines), event(*TEN, uid="two@example.org"))
    assert (len(found.entries), found.unread) == (1, 1)


@pytest.mark.parametrize(
    ("ics", "said"),
    [
        (b"", "no calendar"),
        (b"name,address\nRobin,x\n", "no calendar"),
        (b"\x00" * 1000, "damaged"),
        (calendar(event(*TEN))[:-20], "damaged"),
        (calendar(event(*TEN)).replace(b"END:VEVENT", b"END:VTODO"), "damaged"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 500_000, "damaged"),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * 10_000_000, "larger"),
        (calendar(event("DTSTART:tomorrow")), "understood"),
        (calendar(event(*TEN, "RRULE:FREQ=SECONDLY")), "more often"),
        (calendar(event(*TEN, "RRULE:COUNT=9;FREQ=MINUTELY")), "more often"),
        (calendar(event(*TEN, "RRULE:freq=hourly")), "more often"),
        (calendar("BEGIN:VEVENT\nDTSTART:20260101T100000\nEND:VEVENT\n" * 100_000), "20,000"),
    ],
    ids=range(12),
)
def test_what_is_no_calendar_or_asks_too_much_is_refused_without_a_word_of_it(
    ics: bytes, said: str
) -> None:
    with pytest.raises(DocumentFault) as refused:
        read_busy(ics, *YEAR)
    text = str(refused.value)
    assert said in text
    assert not any(word in text for word in ("Robin", "Dentist", "example.org"))


@pytest.mark.slow
def test_more_busy_times_than_a_year_can_have_are_refused() -> None:
    everybody = (f"ATTENDEE:mailto:a{number}@example.org" for number in range(1900))
    with pytest.raises(DocumentFault, match="more busy times"):
        read(event(*TEN, "RRULE:FREQ=DAILY", *everybody))


@pytest.mark.parametrize(
    ("start", "rule"),
    [
        # RFC 5545, 3.3.10: what each rule asks for, no calendar has.
        ("20260203", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
        ("20260203", "FREQ=DAILY;BYDAY=MO;BYSETPOS=366"),
        ("20260203", "FREQ=DAILY;BYMONTH=13"),
        ("20260202", "FREQ=DAILY;INTERVAL=7;BYDAY=TU"),  # every seventh day from a Monday on
        ("20260203", "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30;BYDAY=MO"),
        ("20260203", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=8"),
        ("20260203", "FREQ=MONTHLY;BYMONTH=2,4;BYMONTHDAY=31"),
        ("20260203", "FREQ=MONTHLY;BYMONTHDAY=-32"),
        ("20260203", "FREQ=MONTHLY;BYMONTHDAY=0"),
        ("20260203", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6"),
        ("20260203", "FREQ=MONTHLY;BYDAY=6MO"),
        ("20260203", "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=20"),
        ("20260203", "FREQ=MONTHLY;BYDAY=XX"),
        ("20260203", "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30"),  # from a February on
        ("20260203", "FREQ=MONTHLY;INTERVAL=2;BYMONTH=3,5"),
        ("20260203", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        ("20260203", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=366"),
        ("20260203", "FREQ=YEARLY;BYMONTH=2;BYDAY=9MO"),
        ("20260203", "FREQ=YEARLY;BYMONTH=X"),
        ("20260131", "FREQ=YEARLY;BYMONTH=2"),  # the 31st, as that of the start
    ],
)
def test_a_rule_that_never_comes_true_is_not_looked_for_until_the_end_of_time(
    start: str, rule: str
) -> None:
    never = (f"DTSTART:{start}T100000", "DURATION:PT1H", f"RRULE:{rule}")
    bombs = [event(*never, uid=f"{number}@example.org") for number in range(100)]
    began = time.monotonic()
    found = read(*bombs, event(*TEN))
    assert (len(found.entries), found.unread) == (1, 100)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("start", "rule", "count"),
    [
        # By hand, with a calendar of 2026.
        ("20200203", "FREQ=DAILY;BYMONTH=2", 28),
        ("20200203", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", 261),
        ("20200106", "FREQ=WEEKLY;BYDAY=MO;BYMONTH=6;WKST=SU", 5),
        ("20200131", "FREQ=MONTHLY", 7),
        ("20200131", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", 12),
        ("20200113", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", 3),
        ("20200105", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=5", 4),
        ("20200105", "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU", 4),
        ("20200229", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", 1),
        ("20200105", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", 1),
        ("20200105", "FREQ=YEARLY;BYDAY=53TH", 1),
    ],
)
def test_a_rule_that_programs_write_is_worked_out(start: str, rule: str, count: int) -> None:
    found = read(event(f"DTSTART:{start}T100000", "DURATION:PT1H", f"RRULE:{rule}"))
    assert (len(found.entries), found.unread) == (count, 0)


def test_what_takes_too_long_to_work_out_is_stopped_and_said_to() -> None:
    old = ("DTSTART:19000103T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    each = [event(*old, uid=f"{number}@example.org") for number in range(1000)]
    with pytest.raises(DocumentFault, match=r"more than 0\.2 seconds"):
        read_busy(calendar(*each), *YEAR, seconds=0.2)


def test_one_entry_with_very_many_people_is_stopped_in_time_too() -> None:
    people = (f"ATTENDEE;PARTSTAT=DECLINED:mailto:a{number}@example.org" for number in range(1900))
    began = time.monotonic()
    with pytest.raises(DocumentFault, match=r"more than 0\.2 seconds"):
        read_busy(calendar(event(*TEN, "RRULE:FREQ=DAILY", *people)), *YEAR, seconds=0.2)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:19000103T100000", "DURATION:P46000D", "RRULE:FREQ=DAILY"),
        ("DTSTART:19000103T100000", "DTEND:20260103T100000", "RDATE:19010103T100000"),
    ],
)
def test_what_repeats_and_lasts_for_years_is_not_worked_out(lines: tuple[str, ...]) -> None:
    found = read(event(*lines), event(*TEN, uid="two@example.org"))
    assert (len(found.entries), found.unread) == (1, 1)


def test_one_time_of_many_that_was_moved_by_years_is_not_worked_out() -> None:
    series = event("DTSTART:19000103T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    moved = event("RECURRENCE-ID:19000104T100000", *TEN)
    found = read(series, moved, event(*TEN, uid="two@example.org"))
    assert (len(found.entries), found.unread) == (1, 2)


def test_a_zone_whose_rules_never_come_true_is_no_zone() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:There\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
        "TZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\n"
        "END:STANDARD\nEND:VTIMEZONE\n"
    )
    there = event("DTSTART;TZID=There:20260212T100000", "DTEND;TZID=There:20260212T110000")
    found = read(zone, there, event(*TEN, uid="two@example.org"))
    assert (len(found.entries), found.unread) == (1, 1)


def test_more_free_and_busy_times_than_entries_are_taken_are_refused_at_once() -> None:
    spans = ",".join(["20260601T090000Z/PT1H"] * 20_001)
    with pytest.raises(DocumentFault, match="20,000"):
        read(f"BEGIN:VFREEBUSY\nFREEBUSY:{spans}\nEND:VFREEBUSY\n")


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16", b""), ("latin-1", b"")],
)
def test_a_calendar_may_be_in_any_usual_encoding(encoding: str, mark: bytes) -> None:
    text = calendar(event(*TEN, "DESCRIPTION:Größe")).decode()
    assert len(read_busy(mark + text.encode(encoding), *YEAR).entries) == 1


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode), st.integers(0, 400))
def test_whatever_is_in_a_calendar_nothing_but_a_fault_comes_of_it(noise: bytes, at: int) -> None:
    whole = calendar(event(*TEN, "RRULE:FREQ=WEEKLY;COUNT=3", f"ATTENDEE:mailto:{ROBIN}"))
    for ics in (noise, whole[:at] + noise + whole[at:]):
        try:
            found = read_busy(ics, *YEAR)
        except DocumentFault:
            continue
        assert all(entry.starts < entry.ends for entry in found.entries)
