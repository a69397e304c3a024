"""Which time a calendar means: tables of time zones, by whatever name and with whatever rules.

Each case of `zones.csv` and `repeats.csv` has what a London clock shows, worked out by hand from
the source that it names. Where the IANA database has the same zone under another name, a second
reader (`zoneinfo`) has to agree.
"""

import datetime as dt
import itertools
from collections import Counter
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from icalendar import vDatetime

from cpconf.diaries.calendar_lines import read_blocks
from cpconf.diaries.foreign.zone_rules import KEPT, zone_by_rules
from cpconf.errors import DocumentFault
from tests.diaries.calendars import (
    OUTLOOK_ZONE,
    YEAR,
    calendar,
    change,
    event,
    read_here,
    reply,
    reply_here,
    rows,
    zone,
)

LONDON_IN = "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"
LONDON_OUT = "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"
NEW_YORK_IN = "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"
NEW_YORK_OUT = "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"


def berlin(more: str = "", *, start: str = "1950") -> list[str]:
    """Central European time, as Lotus Notes and Exchange write its rules."""
    return [
        change("STANDARD", f"{start}1029T030000", "+0200", "+0100", f"{LONDON_OUT}{more}"),
        change("DAYLIGHT", f"{start}0326T020000", "+0100", "+0200", f"{LONDON_IN}{more}"),
    ]


def new_york(spring: str = NEW_YORK_IN) -> list[str]:
    return [
        change("DAYLIGHT", "20070311T020000", "-0500", "-0400", spring),
        change("STANDARD", "20071104T020000", "-0400", "-0500", NEW_YORK_OUT),
    ]


def fixed(offset: str, *, kind: str = "STANDARD", start: str = "20000101T000000") -> list[str]:
    return [change(kind, start, offset, offset)]


DAYS = ",".join(map(str, range(8, 15)))
CHANGES: Final = {
    "berlin": berlin(),
    "notes": berlin(";BYHOUR=3;BYMINUTE=0"),
    "exchange": berlin(";WKST=MO;INTERVAL=1", start="1601"),
    "new york": new_york(),
    "by hour": new_york(f"{NEW_YORK_IN};BYHOUR=2;BYMINUTE=0;BYSECOND=0"),
    "until a day": new_york(f"{NEW_YORK_IN};UNTIL=20260308"),
    "by month day": new_york(f"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY={DAYS}"),
    "daylight alone": fixed("+0100", kind="DAYLIGHT"),
    "onset in UTC": fixed("+0100", start="20000101T000000Z"),
    "onset a day": fixed("+0100", start="20000101"),
    # The example of RFC 5545, 3.6.5.
    "two eras": [
        change(
            *("DAYLIGHT", "19870405T020000", "-0500", "-0400"),
            "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4;UNTIL=20060402T070000Z",
        ),
        change(
            *("STANDARD", "19671029T020000", "-0400", "-0500"),
            "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10;UNTIL=20061029T060000Z",
        ),
        change("DAYLIGHT", "20070311T020000", "-0500", "-0400", NEW_YORK_IN),
        change("STANDARD", "20071104T020000", "-0400", "-0500", NEW_YORK_OUT),
    ],
    "ended": [
        change(
            *("DAYLIGHT", "19930328T020000", "+0300", "+0400"),
            f"{LONDON_IN};UNTIL=20100327T230000Z",
        ),
        change(
            *("STANDARD", "19961027T030000", "+0400", "+0300"),
            f"{LONDON_OUT};UNTIL=20101030T230000Z",
        ),
        change("STANDARD", "20110327T020000", "+0300", "+0400"),
        change("STANDARD", "20141026T020000", "+0400", "+0300"),
    ],
    "dates": [
        change(
            *("DAYLIGHT", "20250330T010000", "+0000", "+0100"),
            "RDATE:20260329T010000,20270328T010000",
        ),
        change("STANDARD", "20251026T020000", "+0100", "+0000", "RDATE:20261025T020000"),
    ],
    "periods": [
        change(
            *("DAYLIGHT", "20250330T010000", "+0000", "+0100"),
            "RDATE;VALUE=PERIOD:20260329T010000/20260330T010000",
        ),
        change("STANDARD", "20251026T020000", "+0100", "+0000", LONDON_OUT),
    ],
    "counted": [
        change("DAYLIGHT", "20000326T010000", "+0000", "+0100", f"{LONDON_IN};COUNT=5"),
        change("STANDARD", "20001029T020000", "+0100", "+0000", f"{LONDON_OUT};COUNT=5"),
    ],
    # The last onset is at midnight in UTC; as a local time that would be before 03:00.
    "until in UTC": [
        change(
            *("DAYLIGHT", "20200329T030000", "+0300", "+0400"),
            f"{LONDON_IN};UNTIL=20260329T000000Z",
        ),
        change(
            *("STANDARD", "20201025T040000", "+0400", "+0300"),
            f"{LONDON_OUT};UNTIL=20251101T000000Z",
        ),
    ],
    # What programs write that leave all but the first change out.
    "cut short": [change("STANDARD", "18471201T000000", "-000115", "+0000")],
    "empty": [],
    # Apple's iCal 1.0 wrote such: summer time ends at 16:00 UTC, from no offset at all.
    "from nowhere": [
        change("DAYLIGHT", "20251005T020000", "+1000", "+1100", "RDATE:20261004T020000"),
        change("STANDARD", "20260404T160000", "+0000", "+1000"),
    ],
    "begins late": [
        change("STANDARD", "20261025T020000", "+0100", "+0000", LONDON_OUT),
        change("DAYLIGHT", "20270328T010000", "+0000", "+0100", LONDON_IN),
    ],
}


def rules(kind: str, name: str) -> str:
    """The rules that a case asks for, under its own name."""
    if kind in {"", "london"}:
        return kind and OUTLOOK_ZONE.format(name=name)
    return zone(name, *(fixed(kind) if kind[0] in "+-" else CHANGES[kind]))


CASES: Final = rows("zones.csv")
"""Each a local time in a zone, and what a London clock shows then.

`same_as` is the name under which the IANA database has the zone, if it has. `misleads` says that
the name alone, looked up in a table of names, means another time.
"""

SERIES: Final = rows("repeats.csv")
"""Each an entry that repeats, and when London clocks show it in 2026."""

BESIDE: Final = "".join(
    (rules("new york", "There"), rules("london", "GMT"), rules("london", "GMT Standard Time"))
)
"""The zones that stand beside those."""


def in_london(local: str, name: str) -> dt.datetime:
    """What `zoneinfo` makes of a local time there."""
    moment = dt.datetime.strptime(local.rstrip("Z"), "%Y%m%dT%H%M%S")
    there = moment.replace(tzinfo=ZoneInfo(name)).astimezone(dt.UTC)
    return there.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=None)


def read(*lines: str, beside: str = "", head: str = "VERSION:2.0\n") -> list[dt.datetime]:
    found = read_here(calendar(beside, event(*lines), head=head), *YEAR)
    assert (found.unread, found.left_out) == (0, 0)
    return [entry.starts for entry in found.entries]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_zone_is_what_its_calendar_says_or_what_its_place_has(case: dict[str, str]) -> None:
    name = case["parameter"].strip('"')
    escaped = name.replace(",", "\\,") if case["id"] == "described-escaped" else name
    start = f"DTSTART{name and ';TZID=' + case['parameter']}:{case['local']}"
    expected = dt.datetime.fromisoformat(case["london"])
    # Two hours: an end in a zone's own local time lies after a start that its clocks skip.
    found = read(start, "DURATION:PT2H", beside=rules(case["rules"], escaped))
    assert found == [expected], case["source"]
    if case["same_as"]:
        assert in_london(case["local"], case["same_as"]) == expected


def test_the_table_tells_rules_from_names() -> None:
    """A control: who looks the names up in tables gets just these wrong."""
    wrong = set()
    for case in CASES:
        # Names with a path before them are places, which are looked up.
        if case["rules"] and not case["parameter"].startswith("/"):
            name = case["parameter"].strip('"')
            moment: dt.datetime = vDatetime.from_ical(case["local"], timezone=name)  # type: ignore[no-untyped-call]
            if moment.tzinfo is not None:
                shown = moment.astimezone(dt.UTC).astimezone(ZoneInfo("Europe/London"))
                if shown.replace(tzinfo=None) != dt.datetime.fromisoformat(case["london"]):
                    wrong.add(case["id"])
    assert wrong == {case["id"] for case in CASES if case["misleads"]}


@pytest.mark.parametrize(
    ("kind", "place"),
    [("london", "Europe/London"), ("berlin", "Europe/Berlin"), ("new york", "America/New_York")],
)
def test_the_clocks_of_rules_run_as_those_of_the_place(kind: str, place: str) -> None:
    """A second reader, `zoneinfo`, for each half-hour of the two months in which clocks change."""
    (block,) = read_blocks(
        calendar(rules(kind, "There")), {"VCALENDAR": frozenset(), **KEPT}, most=9999
    )
    ours, theirs = zone_by_rules(block.parts[0], (2025, 2027)), ZoneInfo(place)
    compared = 0
    for month, fold in itertools.product((3, 10, 11), (0, 1)):
        for half_hours in range(31 * 48):
            wall = dt.datetime(2026, month, 1) + dt.timedelta(minutes=30 * half_hours)
            here, there = (wall.replace(tzinfo=zone_, fold=fold) for zone_ in (ours, theirs))
            assert here.utcoffset() == there.utcoffset()
            shown, wanted = (
                wall.replace(tzinfo=dt.UTC).astimezone(zone_) for zone_ in (ours, theirs)
            )
            assert (shown.replace(tzinfo=None), shown.fold) == (
                wanted.replace(tzinfo=None),
                wanted.fold,
            )
            compared += 1
    print(f"{place}: {compared} half-hours")
    assert compared == 8928


@pytest.mark.parametrize("series", SERIES, ids=lambda series: series["id"])
def test_what_repeats_is_shown_as_the_clocks_of_its_zone_have_it(series: dict[str, str]) -> None:
    expected = [dt.datetime.fromisoformat(f"2026-{moment}") for moment in series["london"].split()]
    found = read(*series["lines"].split(" | "), beside=BESIDE)
    assert sorted(found) == expected, series["source"]


@pytest.mark.parametrize(
    "moved",
    [
        "RECURRENCE-ID:20260312T140000Z",
        "RECURRENCE-ID;TZID=There:20260312T100000",
        "RECURRENCE-ID;TZID=GMT:20260312T140000",
        "RECURRENCE-ID:20260312T100000",
    ],
    ids=["utc", "the zone's", "another's", "none"],
)
def test_one_of_many_is_known_by_its_time_in_whatever_zone(moved: str) -> None:
    # RFC 5545, 3.8.4.4: the identifier is the time that it would have had.
    series = event(
        "DTSTART;TZID=There:20260305T100000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3"
    )
    other = event(moved, "DTSTART;TZID=There:20260313T110000", "DURATION:PT1H")
    found = read_here(calendar(BESIDE, series, other), *YEAR)
    assert sorted(f"{entry.starts:%m-%dT%H:%M}" for entry in found.entries) == [
        "03-05T15:00",
        "03-13T15:00",
        "03-19T14:00",
    ]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # RFC 5545, 3.2.19: TZID does not apply to a DATE, whatever the zone, known or not.
        ("DTSTART;TZID=UTC;VALUE=DATE:20260714", "DTEND;TZID=UTC;VALUE=DATE:20260715"),
        ("DTSTART;VALUE=DATE;TZID=America/New_York:20260714", "DTEND;VALUE=DATE:20260715"),
        ("DTSTART;VALUE=DATE;TZID=Nowhere:20260714", "DURATION:P1D"),
        ("DTSTART;TZID=Nowhere:20260714", "DTEND;TZID=Nowhere:20260715"),
        ("DTSTART;VALUE=DATE:20260714T000000", "DTEND;VALUE=DATE:20260715T000000"),
        ('DTSTART;VALUE="DATE":20260714', "DURATION:P1D"),
    ],
    ids=["utc", "new york", "unknown", "value unsaid", "with a time", "in quotes"],
)
def test_a_day_has_no_zone(start: str, end: str) -> None:
    found = read_here(calendar(event(start, end)), *YEAR)
    assert [(entry.starts, entry.ends) for entry in found.entries] == [
        (dt.datetime(2026, 7, 14), dt.datetime(2026, 7, 15))
    ]


def test_what_a_calendar_says_of_its_own_zone_changes_nothing() -> None:
    # RFC 5545, 3.3.5, form 1: a floating time is the same on the wall wherever one is.
    head = "VERSION:2.0\nX-WR-TIMEZONE:America/New_York\n"
    found = read("DTSTART:20260607T100000", "DURATION:PT1H", head=head)
    assert found == [dt.datetime(2026, 6, 7, 10)]


ENDS_IN_JUNE = rules("new york", "There").replace(
    "TZID:There\n", "TZID:There\nTZUNTIL:20260601T000000Z\n"
)
UNKNOWN: Final = [
    ("name", "Nowhere/Land", "", "Nowhere/Land"),
    ("city-of-none", "Europe/Elsewhere", "", "Europe/Elsewhere"),
    ("bst-alone", "BST", "", "BST"),
    ("path", "../../etc/passwd", "", "../../etc/passwd"),
    ("this-computers", "localtime", "", "localtime"),
    ("empty-rules", "There", zone("There"), "There"),
    (
        "no-offset",
        "There",
        zone("There", change("STANDARD", "20000101T000000", "soon", "+0100")),
        "There",
    ),
    ("no-start", "There", zone("There", change("STANDARD", "soon", "+0100", "+0100")), "There"),
    ("offset-of-days", "There", zone("There", *fixed("+9900")), "There"),
    (
        "every-day",
        "There",
        zone("There", change("STANDARD", "20000101T000000", "+0000", "+0100", "RRULE:FREQ=DAILY")),
        "There",
    ),
    ("no-such-hour", "There", zone("There", *new_york(f"{NEW_YORK_IN};BYHOUR=99")), "There"),
    (
        "no-such-day",
        "There",
        zone("There", *new_york("RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=0")),
        "There",
    ),
    (
        "broken-though-a-table-knows-it",
        "GMT",
        zone("GMT", change("STANDARD", "soon", "+0000", "+0000")),
        "GMT",
    ),
    # RFC 7808, 3.9: a zone that was cut off says nothing of the time after.
    ("cut-off", "There", ENDS_IN_JUNE, "There"),
    ("hidden", "No\x1bwhere\u202e", "", r"No\x1bwhere\u202e"),
    ("long", "N" * 500, "", "N" * 60 + "…"),
]


@pytest.mark.parametrize(
    ("parameter", "beside", "named"), [row[1:] for row in UNKNOWN], ids=[row[0] for row in UNKNOWN]
)
def test_a_zone_that_nobody_knows_is_refused_and_named(
    parameter: str, beside: str, named: str
) -> None:
    there = event(f"DTSTART;TZID={parameter}:20260607T100000", "DURATION:PT1H")
    with pytest.raises(DocumentFault) as refused:
        read_here(calendar(beside, there), *YEAR)
    assert f"(unknown time zone '{named}')" in str(refused.value)
    assert str(refused.value).isprintable()
    known = event("DTSTART:20260607T100000Z", "DURATION:PT1H", uid="two@example.org")
    found = read_here(calendar(beside, there, known), *YEAR)
    assert (len(found.entries), found.unread, len(found.unknown_zones)) == (1, 1, 1)


def test_of_many_unknown_zones_three_are_named() -> None:
    parts = [
        event(f"DTSTART;TZID=Zone {n}:20260607T100000", "DURATION:PT1H", uid=f"{n}")
        for n in range(5)
    ]
    with pytest.raises(DocumentFault, match=r"'Zone 0', 'Zone 1', 'Zone 2' and 2 more\)"):
        read_here(calendar(*parts), *YEAR)


def test_a_cut_off_zone_is_known_until_then() -> None:
    early = event("DTSTART;TZID=There:20260531T190000", "DURATION:PT30M")
    assert len(read_here(calendar(ENDS_IN_JUNE, early), *YEAR).entries) == 1


def test_what_is_written_in_somebodys_name_is_no_zone() -> None:
    who = 'ATTENDEE;CN="Robin;TZID=Nowhere":mailto:robin@example.org'
    assert len(read("DTSTART:20260607T100000Z", "DURATION:PT1H", who)) == 1


def test_of_two_rules_with_one_name_the_first_counts() -> None:
    # RFC 5545, 3.6.5: a TZID is there once.
    twice = rules("london", "Ours") + rules("new york", "Ours")
    lines = ("DTSTART;TZID=Ours:20260607T100000", "DURATION:PT1H")
    assert read(*lines, beside=twice) == [dt.datetime(2026, 6, 7, 10)]


def test_more_rules_than_any_zone_has_are_worked_out_too() -> None:
    change_ = change("STANDARD", "16010101T000000", "+0000", "+0100", LONDON_OUT)
    many = zone("There", *[change_] * 251)
    found = read_here(
        calendar(
            many,
            event("DTSTART;TZID=There:20260607T100000", "DURATION:PT1H"),
            event("DTSTART:20260607T100000Z", "DURATION:PT1H", uid="two"),
        ),
        *YEAR,
    )
    assert (len(found.entries), found.unknown_zones) == (2, set())


@pytest.mark.parametrize(
    ("stamp", "beside", "said"),
    [
        ("DTSTAMP;TZID=GMT:20260607T103000", rules("london", "GMT"), "2026-06-07T10:30"),
        ("DTSTAMP;TZID=GMT:20260607T103000", "", "2026-06-07T11:30"),
        ("DTSTAMP;TZID=EST:20260607T103000", rules("new york", "EST"), "2026-06-07T15:30"),
        (
            "DTSTAMP;TZID=America/New_York:20260607T103000",
            rules("cut short", "America/New_York"),
            "2026-06-07T15:30",
        ),
        ("DTSTAMP;TZID=Nowhere:20260607T093000Z", "", "2026-06-07T10:30"),
        ("DTSTAMP:20260607T103000", "", "2026-06-07T10:30"),
    ],
)
def test_an_answer_is_from_the_moment_that_its_own_zone_says(
    stamp: str, beside: str, said: str
) -> None:
    answer = reply("ATTENDEE;PARTSTAT=ACCEPTED:mailto:robin@example.org").decode()
    answer = answer.replace("DTSTAMP:20260112T093000Z", stamp)
    answer = answer.replace("BEGIN:VEVENT", beside.replace("\n", "\r\n") + "BEGIN:VEVENT")
    assert reply_here(answer.encode()).stamped_at == dt.datetime.fromisoformat(said)


def test_an_answer_in_a_zone_that_nobody_knows_is_refused_and_the_zone_named() -> None:
    answer = reply("ATTENDEE;PARTSTAT=ACCEPTED:mailto:robin@example.org").decode()
    answer = answer.replace("DTSTAMP:20260112T093000Z", "DTSTAMP;TZID=Nowhere:20260112T093000")
    with pytest.raises(DocumentFault, match="unknown time zone 'Nowhere'"):
        reply_here(answer.encode())


def test_the_tables_are_as_long_as_they_say() -> None:
    sources = Counter(case["source"].split(":")[0] for case in CASES)
    print(f"{len(CASES)} time zones {dict(sources)}")
    print(f"{len(SERIES)} entries that repeat, {len(UNKNOWN)} unknown zones")
    assert len({case["id"] for case in CASES}) == len(CASES) == 60
    assert sum(bool(case["misleads"]) for case in CASES) == 6
    assert sum(bool(case["same_as"]) for case in CASES) == 57
    assert len({series["id"] for series in SERIES}) == len(SERIES) == 25
    assert len({row[0] for row in UNKNOWN}) == len(UNKNOWN) == 16
