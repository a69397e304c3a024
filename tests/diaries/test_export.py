"""Our own entries as a calendar: what other programs read out of it, and how it is known again."""

import datetime as dt

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from cpconf.diaries.export import FeedItem, is_ours, write_diary
from cpconf.diaries.identity import stable_uid
from cpconf.errors import UsageFault
from tests.diaries.calendars import LONDON_TIMES, NOW, YEAR, Row, calendar, event, read_here


def item(
    row: Row = LONDON_TIMES[0], *, summary: str = "Meeting A-1", busy: bool = True
) -> FeedItem:
    return FeedItem(
        uid=stable_uid("conference", "A-1"),
        sequence=4,
        at=row.starts,
        ends=row.ends,
        summary=summary,
        description="cpconf status A-1",
        busy=busy,
    )


def export(*items: FeedItem) -> bytes:
    return write_diary(items, name="cpconf", now=NOW)


@pytest.mark.parametrize("row", LONDON_TIMES, ids=lambda row: row.starts.isoformat())
def test_another_program_reads_the_same_moments(row: Row) -> None:
    found = vobject.readOne(export(item(row)).decode()).vevent
    assert (found.dtstart.value, found.dtend.value) == (row.starts_utc, row.ends_utc), row.source


def test_an_export_is_a_published_calendar_that_is_looked_at_again() -> None:
    whole = vobject.readOne(export(item()).decode())
    assert whole.method.value == "PUBLISH"
    assert whole.prodid.value.startswith("-//cpconf//")
    assert whole.x_wr_calname.value == "cpconf"
    assert whole.x_published_ttl.value == "PT1H"
    assert whole.vevent.sequence.value == "4"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in export()


@pytest.mark.parametrize(("busy", "transparency"), [(True, "OPAQUE"), (False, "TRANSPARENT")])
def test_a_conference_takes_its_time_up_and_a_deadline_does_not(
    busy: bool, transparency: str
) -> None:
    found = vobject.readOne(export(item(busy=busy)).decode()).vevent
    assert found.transp.value == transparency
    assert found.contents["class"][0].value == "PRIVATE"
    assert "attendee" not in found.contents
    assert "organizer" not in found.contents


def test_lines_end_in_crlf_and_have_at_most_75_octets() -> None:
    lines = export(*[item(summary="Größe " * 30)] * 3).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line for line in lines)


@given(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" ,;\\:\"'^")))
def test_titles_come_back_as_they_were(summary: str) -> None:
    ics = export(item(summary=summary))
    assert ics.count(b"BEGIN:VEVENT\r\n") == 1
    assert vobject.readOne(ics.decode()).vevent.summary.value == summary


def test_what_nobody_sees_is_refused_in_titles() -> None:
    with pytest.raises(UsageFault):
        export(item(summary="Meeting\u202e"))


def test_an_export_is_known_again_and_keeps_nobody_busy() -> None:
    assert is_ours(export(item()))
    assert is_ours(export())
    assert read_here(export(item()), *YEAR).entries == []
    # A program that copied the entry into a calendar of its own.
    uid = stable_uid("conference", "A-1")
    copied = calendar(event("DTSTART:20260212T100000", "DTEND:20260212T110000", uid=uid))
    assert read_here(copied, *YEAR).entries == []


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"PRODID:-//cpconf//cpconf//EN\r\n",
        calendar(),
        calendar(event("X:PRODID:-//cpconf//"), head="PRODID:-//Example//-//cpconf//EN\n"),
        calendar(head=""),
        calendar(head="PRODID:-//cpconf//cpconf//EN\n") + calendar(),
        b"\x00" * 50,
    ],
)
def test_what_another_program_wrote_is_not_ours(other: bytes) -> None:
    assert not is_ours(other)


def test_identifiers_stay_and_differ() -> None:
    parts = [("conference", "A-1"), ("conference", "A-2"), ("task", "A-1"), ("conferenceA", "-1")]
    assert len({stable_uid(*each) for each in parts}) == 4
    # Fixed: a subscriber's calendar knows the entry by it.
    assert stable_uid("conference", "A-1") == "b57dc4885fa8487132b787530e1ddfa3@cpconf.invalid"


def test_a_deadline_of_the_past_year_is_still_a_moment() -> None:
    old = FeedItem(
        uid="x@cpconf.invalid",
        sequence=0,
        at=dt.datetime(2025, 12, 31, 16, 45),
        ends=dt.datetime(2025, 12, 31, 17),
        summary="Due: A-1",
    )
    found = vobject.readOne(export(old).decode()).vevent
    assert found.dtend.value == dt.datetime(2025, 12, 31, 17, tzinfo=dt.UTC)
