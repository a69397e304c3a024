"""Invitations: what any calendar program reads out of them."""

import datetime as dt
import re
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from cpconf.core.typed_text import LONGEST_NAME
from cpconf.diaries.entries import CalendarEntry, cancellation, new_uid, request
from cpconf.errors import UsageFault
from tests.diaries.calendars import LONDON_TIMES, NOW, Row

MAKERS = {"REQUEST": request, "CANCEL": cancellation}
SPOKEN = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" ,;\\:\"'^"))


def entry(**changed: object) -> CalendarEntry:
    usual: dict[str, Any] = {
        "uid": "0123456789abcdef@cpconf.invalid",
        "sequence": 3,
        "at": dt.datetime(2026, 2, 12, 10),
        "ends": dt.datetime(2026, 2, 12, 12),
        "organiser": "team@example.org",
        "attendee": "robin@example.org",
        "summary": "Meeting, ref A-1",
        "location": "https://meet.example.org/join?a=1&b=2",
        "description": "How to join:\n\nhttps://meet.example.org/join?a=1&b=2",
    }
    return CalendarEntry(**(usual | changed))


def read(ics: bytes) -> Event:
    (found,) = Calendar.from_ical(ics).events
    return found


def utc(found: Event, *names: str) -> list[dt.datetime]:
    return [found.decoded(name) for name in names]


def read_by_another(ics: bytes) -> vobject.base.Component:
    return vobject.readOne(ics.decode())


@pytest.mark.parametrize("row", LONDON_TIMES, ids=lambda row: row.starts.isoformat())
@pytest.mark.parametrize("method", MAKERS)
def test_times_are_right_in_utc_around_both_clock_changes(method: str, row: Row) -> None:
    ics = MAKERS[method](entry(at=row.starts, ends=row.ends), now=NOW)
    found, other = read(ics), read_by_another(ics).vevent
    assert utc(found, "DTSTART", "DTEND") == [row.starts_utc, row.ends_utc], row.source
    assert (other.dtstart.value, other.dtend.value) == (row.starts_utc, row.ends_utc)
    assert b"TZID" not in ics


@pytest.mark.parametrize(("method", "status"), [("REQUEST", "CONFIRMED"), ("CANCEL", "CANCELLED")])
def test_an_entry_says_what_outlook_wants_to_know(method: str, status: str) -> None:
    ics = MAKERS[method](entry(), now=NOW)
    whole, found = read_by_another(ics), read(ics)
    assert whole.method.value == method
    assert whole.version.value == "2.0"
    assert found["STATUS"] == status
    assert found["CLASS"] == "PRIVATE"
    assert found["SEQUENCE"] == 3
    assert found["UID"] == "0123456789abcdef@cpconf.invalid"
    assert utc(found, "DTSTAMP") == [dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)]
    assert found["ORGANIZER"] == "mailto:team@example.org"
    assert not found.subcomponents


def test_an_invitation_asks_one_person_for_an_answer() -> None:
    ics = request(entry(), now=NOW)
    assert len(re.findall(rb"^ATTENDEE", ics, re.MULTILINE)) == 1
    attendee = read(ics)["ATTENDEE"]
    assert attendee == "mailto:robin@example.org"
    assert dict(attendee.params) == {
        "CUTYPE": "INDIVIDUAL",
        "PARTSTAT": "NEEDS-ACTION",
        "ROLE": "REQ-PARTICIPANT",
        "RSVP": "TRUE",
    }
    assert read(ics)["TRANSP"] == "OPAQUE"


@pytest.mark.parametrize("method", MAKERS)
def test_lines_end_in_crlf_and_have_at_most_75_octets(method: str) -> None:
    long = "Größe, Zoë; Łódź – " * 40
    ics = MAKERS[method](entry(summary=long, description=f"{long}\n{long}"), now=NOW)
    assert ics.endswith(b"END:VCALENDAR\r\n")
    lines = ics.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    ics.decode("utf-8")
    assert read(ics)["SUMMARY"] == long


@given(
    summary=SPOKEN.filter(lambda text: len(text) <= LONGEST_NAME),
    description=st.lists(SPOKEN, max_size=6).map("\n".join),
    location=st.none() | SPOKEN,
)
def test_texts_come_back_as_they_were(summary: str, description: str, location: str | None) -> None:
    made = entry(summary=summary, description=description, location=location)
    ics = request(made, now=NOW)
    found = read(ics)
    assert found["SUMMARY"] == summary
    assert found.get("DESCRIPTION", "") == description
    assert found.get("LOCATION") == location
    assert [line for line in ics.split(b"\r\n") if line.startswith((b"BEGIN:", b"ATTENDEE"))] == [
        b"BEGIN:VCALENDAR",
        b"BEGIN:VEVENT",
        b"ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP",
    ]


@pytest.mark.parametrize("which", ["organiser", "attendee"])
@pytest.mark.parametrize(
    "address",
    [
        "",
        "robin",
        "robin@example.org\r\nATTENDEE:mailto:zoe@example.org",
        "robin@example.org\n",
        "robin\x00@example.org",
        "robin@example.org,zoe@example.org",
        "robin@example.org;zoe@example.org",
        "Robin <robin@example.org>",
        '"robin zoe"@example.org',
        "robin zoe@example.org",
        "robin@exa mple.org",
        "r\u00f6bin@example.org",
        "robin@example.org\u202e",
        "@example.org",
        "a@b@example.org",
        f"{'a' * 65}@example.org",
    ],
    ids=ascii,
)
def test_what_is_no_plain_address_is_refused_unsaid(which: str, address: str) -> None:
    with pytest.raises(UsageFault) as refused:
        request(entry(**{which: address}), now=NOW)
    assert "robin" not in str(refused.value)
    assert "zoe" not in str(refused.value)


@pytest.mark.parametrize(
    ("sign", "spelt"), [("a.b+c", "a.b+c"), ("o'neill", "o'neill"), ("a%b", "a%25b"), ("?", "%3F")]
)
def test_an_address_is_spelt_as_an_address_in_a_link(sign: str, spelt: str) -> None:
    # By RFC 6068, section 2: a percent sign and a question mark mean something else there.
    found = read(request(entry(attendee=f"{sign}@example.org"), now=NOW))
    assert found["ATTENDEE"] == f"mailto:{spelt}@example.org"


@pytest.mark.parametrize("field", ["summary", "location", "description", "uid"])
@pytest.mark.parametrize("hidden", ["\x1b[2J", "\x00", "\u202e", "\x0b", "\u2028", "a\rb"])
def test_what_nobody_sees_is_refused_in_texts(field: str, hidden: str) -> None:
    with pytest.raises(UsageFault):
        request(entry(**{field: hidden}), now=NOW)


@pytest.mark.parametrize("field", ["summary", "location", "uid"])
def test_only_the_text_has_several_lines(field: str) -> None:
    with pytest.raises(UsageFault):
        request(entry(**{field: "one\ntwo"}), now=NOW)


def test_the_organiser_is_not_invited_by_themselves() -> None:
    with pytest.raises(UsageFault):
        request(entry(attendee="Team@example.org"), now=NOW)


@pytest.mark.parametrize("minutes", [0, -1])
def test_an_entry_lasts_some_time(minutes: int) -> None:
    at = dt.datetime(2026, 2, 12, 10)
    with pytest.raises(UsageFault):
        request(entry(at=at, ends=at + dt.timedelta(minutes=minutes)), now=NOW)


def test_identifiers_are_new_and_say_nothing() -> None:
    made = {new_uid() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(r"[0-9a-f]{32}@cpconf\.invalid", uid) for uid in made)


def test_an_entry_keeps_addresses_out_of_its_repr() -> None:
    shown = repr(entry())
    assert "example.org" not in shown
    assert "join" not in shown
