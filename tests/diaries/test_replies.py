"""Answers to invitations, in the shapes that mail programs write, and in shapes that none does."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpconf.core.invitations.invitation import Answer
from cpconf.diaries.replies import LARGEST, Reply, read_reply
from cpconf.errors import DocumentFault
from tests.diaries.calendars import OUTLOOK_ZONE, calendar, change, event, reply, reply_here, zone

ROBIN = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:robin@example.org"

OUTLOOK = (
    """BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
"""
    + OUTLOOK_ZONE.format(name="GMT Standard Time")
    + OUTLOOK_ZONE.format(name="UTC")
    + """BEGIN:VEVENT
ATTENDEE;PARTSTAT=TENTATIVE;CN="Example, Robin (Housing)":MAILTO:Robin.Ex
 ample@Example.org
COMMENT;LANGUAGE=en-GB:I may be late\\, sorry\\n
UID:0123456789abcdef@cpconf.invalid
SUMMARY;LANGUAGE=en-GB:Tentative: Meeting
DTSTART;TZID=GMT Standard Time:20260212T100000
DTEND;TZID=GMT Standard Time:20260212T120000
CLASS:PRIVATE
PRIORITY:5
DTSTAMP:20260112T093015Z
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:2
LOCATION;LANGUAGE=en-GB:
X-MICROSOFT-CDO-APPT-SEQUENCE:2
X-MICROSOFT-CDO-OWNERAPPTID:0
X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE
X-MICROSOFT-CDO-ALLDAYEVENT:FALSE
X-MICROSOFT-DISALLOW-COUNTER:FALSE
END:VEVENT
END:VCALENDAR
"""
)
GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20260212T100000Z
DTEND:20260212T120000Z
DTSTAMP:20260112T093015Z
ORGANIZER;CN=team@example.org:mailto:team@example.org
UID:0123456789abcdef@cpconf.invalid
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Robin
 Example;X-NUM-GUESTS=0:mailto:robin.example@example.org
CLASS:PRIVATE
CREATED:20260112T090000Z
DESCRIPTION:How to join
LAST-MODIFIED:20260112T093015Z
LOCATION:
SEQUENCE:2
STATUS:CONFIRMED
SUMMARY:Meeting
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""
APPLE = """BEGIN:VCALENDAR
CALSCALE:GREGORIAN
PRODID:-//Apple Inc.//macOS 15.1//EN
METHOD:REPLY
VERSION:2.0
X-APPLE-CALENDAR-COLOR:#1BADF8
BEGIN:VEVENT
CREATED:20260112T090000Z
UID:0123456789abcdef@cpconf.invalid
REQUEST-STATUS:2.0;Success
ATTENDEE;CN="Robin Example";CUTYPE=INDIVIDUAL;EMAIL="robin.example@exam
 ple.org";PARTSTAT=DECLINED:/aMTIzNDU2Nzg5MDEyMzQ1Njc4OQ/principal/
DTSTAMP:20260112T093015Z
DTSTART:20260212T100000Z
DTEND:20260212T120000Z
ORGANIZER;EMAIL=team@example.org:mailto:team@example.org
SEQUENCE:2
SUMMARY:Meeting
X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize("ends", ["\r\n", "\n"], ids=["CRLF", "LF"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "marked"])
@pytest.mark.parametrize(
    ("text", "answer"),
    [(OUTLOOK, Answer.TENTATIVE), (GOOGLE, Answer.ACCEPTED), (APPLE, Answer.DECLINED)],
    ids=["outlook", "google", "apple"],
)
def test_answers_of_the_usual_programs_are_read(
    text: str, answer: Answer, ends: str, mark: bytes
) -> None:
    assert reply_here(mark + text.replace("\n", ends).encode()) == Reply(
        uid="0123456789abcdef@cpconf.invalid",
        attendee="robin.example@example.org",
        answer=answer,
        sequence=2,
        stamped_at=dt.datetime(2026, 1, 12, 9, 30, 15),
    )


def test_the_process_reads_what_reading_finds() -> None:
    answer = reply(ROBIN, "RECURRENCE-ID:20260212T100000Z")
    assert read_reply(answer) == reply_here(answer)
    with pytest.raises(DocumentFault, match="nobody"):
        read_reply(reply())


def test_an_answer_that_is_never_read_to_its_end_is_refused() -> None:
    there = zone(
        "There",
        change("STANDARD", "20000101T000000", "+0000", "+0100", "RRULE:FREQ=YEARLY;INTERVAL=0"),
    )
    answer = event("DTSTAMP;TZID=There:20260112T093000", ROBIN)
    with pytest.raises(DocumentFault, match="too much memory or time to read"):
        read_reply(calendar(there, answer, head="METHOD:REPLY\n"), seconds=1)


def test_the_moment_of_an_answer_is_londons() -> None:
    said = reply_here(reply(ROBIN).replace(b"20260112T093000Z", b"20260701T093000Z"))
    assert said.stamped_at == dt.datetime(2026, 7, 1, 10, 30)


def test_an_answer_without_sequence_is_to_the_first_entry() -> None:
    assert reply_here(reply(ROBIN)).sequence == 0


def test_an_answer_said_twice_is_one() -> None:
    twice = calendar(event(ROBIN), event(ROBIN, "SEQUENCE:4"), head="METHOD:REPLY\n")
    assert reply_here(twice).sequence == 4


@pytest.mark.parametrize(
    ("ics", "said"),
    [
        (b"", "not a calendar"),
        (b"Dear team, yes I will come", "not a calendar"),
        (b"\x00\x01\x02" * 100, "damaged"),
        (reply(ROBIN, method="REQUEST"), "METHOD"),
        (reply(ROBIN, method="COUNTER"), "METHOD"),
        (reply(ROBIN, method="Robin Example"), "METHOD"),
        (reply(ROBIN).replace(b"METHOD:REPLY\r\n", b""), "METHOD"),
        (reply(), "nobody"),
        (reply(ROBIN, ROBIN.replace("robin", "zoe")), "several people"),
        (reply(ROBIN.replace("PARTSTAT=ACCEPTED", "CN=Robin")), "not say yes"),
        (reply(ROBIN.replace("ACCEPTED", "NEEDS-ACTION")), "not say yes"),
        (reply(ROBIN.replace("ACCEPTED", "X-PERHAPS")), "not say yes"),
        (reply(ROBIN.replace("ACCEPTED", "DELEGATED")), "passed on"),
        (
            reply(ROBIN.replace("ACCEPTED", "DELEGATED"), ROBIN.replace("robin", "zoe")),
            "passed on",
        ),
        (reply("ATTENDEE;PARTSTAT=ACCEPTED:invalid:nomail"), "address"),
        (reply("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.org%0d%0aTo:zoe@b.org"), "address"),
        (reply("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.org,zoe@b.org"), "address"),
        (reply(ROBIN, "SEQUENCE:-1"), "SEQUENCE"),
        (reply(ROBIN, f"SEQUENCE:{'9' * 5000}"), "SEQUENCE"),
        (reply(ROBIN).replace(b"UID:one@example.org\r\n", b""), "no entry"),
        (calendar(head="METHOD:REPLY\n"), "no entry"),
        (
            calendar(event(ROBIN), event(ROBIN, uid="two@example.org"), head="METHOD:REPLY\n"),
            "several entries",
        ),
        (calendar(*[event(ROBIN)] * 21, head="METHOD:REPLY\n"), "several entries"),
        (
            calendar(
                event(ROBIN), event(ROBIN.replace("ACCEPTED", "DECLINED")), head="METHOD:REPLY\n"
            ),
            "two different",
        ),
        (reply(ROBIN)[:-40], "damaged"),
        (reply(ROBIN).replace(b"END:VEVENT", b"END:VTODO"), "damaged"),
        (b"BEGIN:VCALENDAR\r\n" * 5000, "damaged"),
        (reply(ROBIN, "DTSTAMP:when I like"), "understood"),
        (b"A" * (LARGEST + 1), "larger"),
    ],
)
def test_what_is_no_one_answer_is_refused_without_a_word_of_it(ics: bytes, said: str) -> None:
    with pytest.raises(DocumentFault) as refused:
        reply_here(ics)
    text = str(refused.value)
    assert said in text
    assert len(text.splitlines()) == 1
    assert not any(word in text.lower() for word in ("robin", "zoe", "example", "dentist"))


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_is_in_a_reply_nothing_but_a_fault_comes_of_it(noise: bytes) -> None:
    for ics in (noise, reply(ROBIN).replace(b"ATTENDEE", noise)):
        try:
            said = reply_here(ics)
        except DocumentFault:
            continue
        assert said.attendee == "robin@example.org"


def test_an_answer_keeps_its_address_out_of_its_repr() -> None:
    assert "robin" not in repr(reply_here(reply(ROBIN)))
