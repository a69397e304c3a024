"""Calendars that are damaged, or made to exhaust whoever reads them."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpconf.diaries.busy import Read, read_busy
from cpconf.diaries.orders import MEMORY, READER, BusyOrder, sent
from cpconf.errors import DocumentFault
from tests.diaries.calendars import YEAR, calendar, change, event, read_here, zone

ROBIN = "robin@example.org"
TEN = ("DTSTART:20260212T100000", "DTEND:20260212T113000")
TWO = event(*TEN, uid="two@example.org")


def read(*parts: str) -> Read:
    """What comes of it, where no entry may take longer than a second."""
    return read_busy(calendar(*parts), *YEAR, seconds=60, seconds_for_one=1)


def test_the_process_finds_what_reading_finds() -> None:
    people = (f"ORGANIZER:mailto:{ROBIN}", "ATTENDEE:mailto:zoe@example.org")
    weekly = event(*TEN, "RRULE:FREQ=WEEKLY", *people)
    nowhere = event("DTSTART;TZID=Nowhere:20260212T100000", uid="three@example.org")
    free = event(*TEN, "TRANSP:TRANSPARENT", uid="four@example.org")
    ics = calendar(weekly, TWO, nowhere, free)
    found = read_busy(ics, *YEAR)
    assert found == read_here(ics, *YEAR)
    assert (len(found.entries), found.left_out, found.unknown_zones) == (48, 1, {"Nowhere"})


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;TZID=Nowhere/Land:20260212T100000", "DTEND:20260212T110000Z"),
        ("DTSTART;TZID=../../etc/passwd:20260212T100000", "DTEND:20260212T110000Z"),
        ("DTSTART:tomorrow",),
        ("SEQUENCE:1",),
        (*TEN, "RRULE:DAILY"),
        (*TEN, "RRULE:FREQ=MONTHLY;BYMONTHDAY=X"),
        ("DTSTART:00010101T100000Z", "DTEND:00010101T110000Z", "RRULE:FREQ=DAILY;COUNT=0"),
        ("DTSTART:20260212T100000", "DURATION:P99999999999D"),
    ],
)
def test_an_entry_that_cannot_be_understood_is_counted_and_spoils_no_other(
    lines: tuple[str, ...],
) -> None:
    found = read(event(*lines), TWO)
    assert (len(found.entries), found.unread) == (1, 1)


CLOCK = ";".join(f"BY{unit}={','.join(map(str, range(60)))}" for unit in ("MINUTE", "SECOND"))
ENDLESS = [
    "RRULE:FREQ=SECONDLY",
    "RRULE:FREQ=DAILY;INTERVAL=0",
    f"RRULE:FREQ=HOURLY;{CLOCK}",
    f"RRULE:FREQ=DAILY;BYSETPOS={','.join(['1'] * 1_500_000)}",
    "\n".join(["EXDATE:20260212T100000"] * 300_000),
]


@pytest.mark.slow
@pytest.mark.parametrize("lines", ENDLESS, ids=range(len(ENDLESS)))
def test_an_entry_without_end_is_given_up_and_the_others_are_kept(lines: str) -> None:
    found = read(TWO, event(*TEN, lines), event(*TEN, uid="three@example.org"))
    assert (len(found.entries), found.unread) == (2, 1)


@pytest.mark.slow
def test_of_two_entries_without_end_both_are_given_up() -> None:
    endless = [event(*TEN, ENDLESS[0], uid=f"{number}@example.org") for number in range(2)]
    found = read(endless[0], TWO, endless[1])
    assert (len(found.entries), found.unread) == (1, 2)


def test_the_process_ends_with_whoever_asks_it() -> None:
    order = BusyOrder(
        ics=sent(calendar(event(*TEN, ENDLESS[0]))),
        seconds=60,
        memory=MEMORY,
        first="2026-01-01",
        last="2026-12-31",
        whose=None,
        passed=0,
    )
    line = [sys.executable, "-c", f"from {READER} import busy; busy()"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(order).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"series": [1]}
        process.stdin.close()
        assert process.wait(timeout=20) == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no address space is bounded")
def test_an_entry_that_fills_the_memory_is_given_up_and_the_others_are_kept() -> None:
    ics = calendar(TWO, event(*TEN, ENDLESS[4]), event(*TEN, uid="three@example.org"))
    found = read_busy(ics, *YEAR, seconds=120, seconds_for_one=100, memory=200_000_000)
    assert (len(found.entries), found.unread) == (2, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no address space is bounded")
def test_a_calendar_that_fills_the_memory_at_once_is_refused() -> None:
    flood = calendar("BEGIN:VEVENT\nEND:VEVENT\n" * 300_000)
    with pytest.raises(DocumentFault, match="too much memory or time"):
        read_busy(flood, *YEAR, memory=150_000_000)


@pytest.mark.parametrize(
    ("ics", "said"),
    [
        (b"", "not a calendar"),
        (b"name,address\nRobin,x\n", "not a calendar"),
        (b"\x00" * 1000, "damaged"),
        (calendar(event(*TEN))[:-20], "damaged"),
        (calendar(event(*TEN)).replace(b"END:VEVENT", b"END:VTODO"), "damaged"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 50_000, "damaged"),
        (b"BEGIN:VCALENDAR\r\n" + b"X" * 10_000_000, "larger"),
        (calendar(event("DTSTART:tomorrow")), "understood"),
        (calendar(event(*TEN, "RRULE:DAILY")), "understood"),
        (calendar("BEGIN:VEVENT\nDTSTART:20260101T100000\nEND:VEVENT\n" * 100_000), "20,000"),
    ],
    ids=range(10),
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
    with pytest.raises(DocumentFault, match="too many busy times"):
        read_here(calendar(event(*TEN, "RRULE:FREQ=DAILY", *everybody)), *YEAR)


@pytest.mark.slow
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
    never = event(f"DTSTART:{start}T100000", "DURATION:PT1H", f"RRULE:{rule}")
    found = read(never, TWO)
    assert (len(found.entries), found.unread) == (1, 1)


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
    entry = event(f"DTSTART:{start}T100000", "DURATION:PT1H", f"RRULE:{rule}")
    found = read_here(calendar(entry), *YEAR)
    assert (len(found.entries), found.unread) == (count, 0)


def test_a_rule_that_ends_before_it_begins_is_understood_and_gives_no_time() -> None:
    entry = event(*TEN, "RRULE:FREQ=WEEKLY;UNTIL=20260211T100000Z")
    found = read_here(calendar(entry, TWO), *YEAR)
    assert (len(found.entries), found.unread) == (1, 0)


MOVED = event("RECURRENCE-ID:19000104T100000", *TEN)


@pytest.mark.parametrize(
    ("lines", "more", "count"),
    [
        # By hand: 2026 has 323 days from 12 February on, and 322 after it.
        ((*TEN, "RRULE:FREQ=DAILY;BYHOUR=1,2,3"), "", 1 + 322 * 3),
        ((*TEN, "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"), "", 323),
        ((*TEN, "RRULE:COUNT=9;FREQ=MINUTELY"), "", 9),
        ((*TEN, "RRULE:freq=hourly"), "", 14 + 322 * 24),
        ((*TEN, f"EXDATE:{','.join(['20260212T100000'] * 3000)}"), "", 0),
        (("DTSTART:19000103T100000", "DTEND:20260103T100000", "RDATE:19010103T100000"), "", 2),
        (("DTSTART:19000103T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY"), MOVED, 365 + 1),
        pytest.param(
            ("DTSTART:00010101T100000", "DTEND:00010101T110000", "RRULE:FREQ=DAILY"),
            *("", 365),
            marks=pytest.mark.slow,
        ),
        pytest.param(
            ("DTSTART:19000103T100000", "DURATION:P46000D", "RRULE:FREQ=DAILY"),
            *("", 46_000 + 365),
            marks=pytest.mark.slow,
        ),
    ],
    ids=range(9),
)
def test_a_rule_that_no_program_writes_is_worked_out_within_bounds(
    lines: tuple[str, ...], more: str, count: int
) -> None:
    ics = calendar(event(*lines), more, TWO)
    found = read_busy(ics, *YEAR, seconds=60, seconds_for_one=60)
    assert (len(found.entries), found.unread) == (count + 1, 0)


def test_what_takes_too_long_to_work_out_is_stopped_and_said_to() -> None:
    old = ("DTSTART:19000103T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    each = [event(*old, uid=f"{number}@example.org") for number in range(1000)]
    with pytest.raises(DocumentFault, match=r"more than 0\.2 seconds"):
        read_busy(calendar(*each), *YEAR, seconds=0.2)


@pytest.mark.slow
def test_one_entry_with_very_many_people_is_stopped_in_time_too() -> None:
    people = (f"ATTENDEE;PARTSTAT=DECLINED:mailto:a{number}@example.org" for number in range(1900))
    with pytest.raises(DocumentFault, match=r"more than 0\.2 seconds"):
        read_busy(calendar(event(*TEN, "RRULE:FREQ=DAILY", *people)), *YEAR, seconds=0.2)


@pytest.mark.parametrize(
    "rule", ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;INTERVAL=0"], ids=["never", "ever"]
)
def test_a_zone_whose_rules_never_come_true_is_no_zone(rule: str) -> None:
    there = zone("There", change("STANDARD", "16010101T000000", "+0000", "+0100", f"RRULE:{rule}"))
    entry = event("DTSTART;TZID=There:20260212T100000", "DTEND;TZID=There:20260212T110000")
    found = read(there, entry, TWO)
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
    assert len(read_here(mark + text.encode(encoding), *YEAR).entries) == 1


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode), st.integers(0, 400))
def test_whatever_is_in_a_calendar_nothing_but_a_fault_comes_of_it(noise: bytes, at: int) -> None:
    whole = calendar(event(*TEN, "RRULE:FREQ=WEEKLY;COUNT=3", f"ATTENDEE:mailto:{ROBIN}"))
    for ics in (noise, whole[:at] + noise + whole[at:]):
        try:
            found = read_here(ics, *YEAR)
        except DocumentFault:
            continue
        assert all(entry.starts < entry.ends for entry in found.entries)
