"""Invitations as messages: what they say, their shape, and that they are for one person alone."""

import datetime as dt
import email
import email.policy
from email.message import EmailMessage

import pytest
import vobject

from cpconf.core.invitations.joining import WayIn
from cpconf.core.outbox import Entry
from cpconf.core.words import Method
from cpconf.errors import DocumentFault, UsageFault
from cpconf.mail.invitations.invitation_words import (
    Invitation,
    Readership,
    description,
    message,
    say_time,
    say_when,
    summary,
)
from cpconf.mail.invitations.message import (
    LARGEST_MESSAGE,
    Attachment,
    calendar_in,
    invitation_message,
)
from cpconf.mail.letter import for_sending
from cpconf.mail.wording import LONGEST_LINE
from tests.mail.messages import DATE, MESSAGE_ID

LINK = f"https://teams.microsoft.com/l/meetup-join/{'x' * 300}"
NUMBER = "0161 496 0000, PIN 123 456#"
START = dt.datetime(2026, 2, 12, 14, 30)
EARLY = dt.datetime(2026, 2, 12, 14, 20)
BOTH = WayIn(method=Method.TEAMS, at=START, dial_at=EARLY, link=LINK, dial_in=NUMBER)
WAYS = [
    BOTH,
    WayIn(method=Method.TEAMS, at=START, dial_at=START, link=LINK),
    WayIn(method=Method.SKYPE, at=START, dial_at=START, link=LINK),
    WayIn(method=Method.WHATSAPP, at=START, dial_at=START, link=LINK),
    WayIn(method=Method.WHATSAPP, at=START, dial_at=START, dial_in=NUMBER),
    WayIn(method=Method.CONFERENCE_CALL, at=START, dial_at=EARLY, dial_in=NUMBER),
    WayIn(method=Method.SPEAKERPHONE, at=START, dial_at=EARLY, dial_in=NUMBER),
    WayIn(method=Method.TELEPHONE, at=START, dial_at=EARLY, dial_in=NUMBER),
]


def named(way: WayIn) -> str:
    """What a case is called: the method, and what there is to join by."""
    return f"{way.method}{' link' * bool(way.link)}{' number' * bool(way.dial_in)}"


KINDS = [Entry.GIVEN, Entry.CHANGED, Entry.TAKEN_AWAY]
ICS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:u@x\r\n"
    b"DTSTAMP:20260105T120000Z\r\nDTSTART:20260212T143000Z\r\nSUMMARY:Meeting (ref X1)\r\n"
    b"END:VEVENT\r\nEND:VCALENDAR\r\n"
)
FORM = Attachment("feedback-form.docx", "application/octet-stream", b"\x00\xff\r\n" * 500)


def invitation(
    reader: Readership = Readership.PARENT,
    way: WayIn | None = BOTH,
    kind: Entry = Entry.GIVEN,
    *,
    sequence: int = 0,
    contact: str | None = "the conference team, 0161 496 0001",
) -> Invitation:
    return Invitation(
        ref="X1",
        entry=kind,
        reader=reader,
        at=START,
        ends=dt.datetime(2026, 2, 12, 16),
        way=None if kind is Entry.TAKEN_AWAY else way,
        sequence=sequence,
        contact=contact,
        has_form=True,
        has_guide=True,
    )


def sealed(
    body: str = "Hello,\n\nÅngström – the text.\n",
    *,
    to: str = "m@example.org",
    sender: str = "team@example.org",
    subject: str = "Meeting (ref X1)",
    attachments: tuple[Attachment, ...] = (FORM,),
    draft: bool = True,
) -> bytes:
    return invitation_message(
        to=to,
        sender=sender,
        subject=subject,
        body=body,
        calendar=ICS,
        method="REQUEST",
        attachments=attachments,
        draft=draft,
    )


def read(content: bytes) -> EmailMessage:
    found = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


# ---- what it says


@pytest.mark.parametrize("way", WAYS, ids=named)
@pytest.mark.parametrize("reader", Readership)
def test_every_invitation_says_when_how_and_what_else(reader: Readership, way: WayIn) -> None:
    text = message(invitation(reader, way))
    assert "Thursday 12 February 2026 at 2:30 in the afternoon (UK time)" in text.body
    assert "4:00 in the afternoon" in text.body
    assert "X1" in text.body
    assert "0161 496 0001" in text.body
    assert "Is it not for you?" in text.body
    lines = text.body.splitlines()
    assert (LINK in lines) is (way.link is not None)
    assert (NUMBER in lines) is (way.dial_in is not None)
    if way.dial_in is not None:
        assert f"at {say_time(way.dial_at.time())}:" in text.body


@pytest.mark.parametrize("way", WAYS, ids=named)
def test_parents_alone_get_a_guide_that_fits_their_way(way: WayIn) -> None:
    # H-ICPC-C2.
    assert "A short guide:" in message(invitation(Readership.PARENT, way)).body
    assert "A short guide:" not in message(invitation(Readership.FAMILY, way)).body
    assert "A short guide:" not in message(invitation(Readership.PROFESSIONAL, way)).body
    if way.link is None:
        assert "link" not in message(invitation(Readership.PARENT, way)).body


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reader", Readership)
def test_neither_subject_nor_text_says_what_kind_of_meeting_it_is(
    reader: Readership, kind: Entry
) -> None:
    found = invitation(reader, kind=kind)
    text = message(found)
    said = f"{text.subject} {text.body} {summary('X1')} {description(found)}".lower()
    for word in ("child", "protect", "conference", "review", "social", "family", "report"):
        assert word not in said.replace("the conference team", "")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reader", Readership)
@pytest.mark.parametrize("way", WAYS, ids=named)
def test_no_line_is_too_long_and_none_ends_in_a_space(
    reader: Readership, way: WayIn, kind: Entry
) -> None:
    body = message(invitation(reader, way, kind, contact="word " * 39 + "end")).body
    for line in body.splitlines():
        assert len(line) <= LONGEST_LINE or line == LINK
        assert line == line.rstrip()
    assert "\n\n\n" not in body


def test_an_update_says_that_it_takes_the_place_of_what_was() -> None:
    assert "no longer holds" in message(invitation(kind=Entry.CHANGED)).body
    assert "changed" in message(invitation(kind=Entry.CHANGED)).subject
    assert "instead" in message(invitation(sequence=2)).body
    assert "instead" not in message(invitation()).body


def test_a_cancellation_has_no_way_in() -> None:
    text = message(invitation(kind=Entry.TAKEN_AWAY))
    assert "does not take place" in text.body
    assert LINK not in text.body
    assert NUMBER not in text.body


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("00:15", "12:15 in the morning"),
        ("09:05", "9:05 in the morning"),
        ("11:59", "11:59 in the morning"),
        ("12:00", "12 noon"),
        ("12:30", "12:30 in the afternoon"),
        ("17:00", "5:00 in the afternoon"),
        ("18:00", "6:00 in the evening"),
    ],
)
def test_a_time_is_said_as_people_say_it(time: str, said: str) -> None:
    assert say_time(dt.time.fromisoformat(time)) == said


def test_a_summer_date_is_said_with_its_weekday() -> None:
    # By a printed calendar: 1 July 2026 is a Wednesday.
    assert say_when(dt.datetime(2026, 7, 1, 10)).startswith("Wednesday 1 July 2026 at 10:00")


# ---- its shape


def test_the_entry_stands_beside_the_text_and_is_attached_too() -> None:
    # RFC 6047, section 2.4: the parameter is that of the entry itself.
    found = read(sealed())
    assert found.get_content_type() == "multipart/mixed"
    alternative, *attached = found.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    text, entry = alternative.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert text.get_content().splitlines() == ["Hello,", "", "Ångström – the text."]
    assert entry.get_content_type() == "text/calendar"
    assert entry.get_param("method") == "REQUEST"
    assert entry.get_content_charset() == "utf-8"
    assert entry.get_payload(decode=True) == ICS
    form, ics = attached
    assert (form.get_filename(), form.get_content()) == (FORM.name, FORM.content)
    assert (ics.get_filename(), ics.get_content_type()) == ("invite.ics", "application/ics")
    assert ics.get_payload(decode=True) == ICS
    event = next(vobject.readComponents(ICS.decode())).vevent
    assert event.summary.value == found["Subject"]


def test_a_long_address_stays_in_one_piece() -> None:
    address = f"{'r' * 64}@{'.'.join(['x' * 50] * 3)}.example.com"
    found = read(sealed(to=address))
    assert [each.addr_spec for each in found["To"].addresses] == [address]


def test_it_is_for_one_person_from_one_mailbox() -> None:
    found = read(sealed())
    assert (found["To"], found["From"]) == ("m@example.org", "team@example.org")
    assert not any(found[name] for name in ("Cc", "Bcc", "Reply-To", "Sender"))


def test_a_draft_opens_ready_to_be_sent_and_a_message_does_not() -> None:
    draft, sent = read(sealed()), read(sealed(draft=False))
    assert draft["X-Unsent"] == "1"
    assert sent["X-Unsent"] is None
    assert not any(draft[name] for name in ("Date", "Message-ID"))


@pytest.mark.parametrize("way", WAYS, ids=named)
def test_its_bytes_can_go_through_any_server(way: WayIn) -> None:
    content = sealed(message(invitation(way=way, contact="Ångström")).body)
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert content.isascii()
    assert max(map(len, lines)) <= 998
    # RFC 2045, section 6.8: encoded lines have 76 characters at most.
    assert all(len(line) <= 76 for line in lines if b" " not in line and b"://" not in line)
    letter = for_sending(content, message_id=MESSAGE_ID, date=DATE)
    assert letter.to == "m@example.org"
    whole = read(b"".join(letter.lines()))
    assert whole["X-Unsent"] is None
    assert whole["Message-ID"] == MESSAGE_ID


def test_the_same_gives_the_same_bytes() -> None:
    assert sealed() == sealed()
    assert sealed() != sealed("Another text.\n")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("to", "a@example.org, b@example.org"),
        ("to", "a@example.org\r\nBcc: b@example.org"),
        ("sender", "no address"),
        ("subject", "a\nb"),
        ("subject", " "),
        ("body", "a\rb\n"),
        ("body", "a\x1b[2J\n"),
        ("body", "a \n"),
    ],
)
def test_what_does_not_belong_in_a_message_is_refused(key: str, value: str) -> None:
    with pytest.raises(UsageFault):
        sealed(**{key: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["../x.docx", "Robin Example.docx", "", "a\nb.docx"])
def test_an_attached_file_has_a_plain_name(name: str) -> None:
    with pytest.raises(UsageFault):
        sealed(attachments=(Attachment(name, "application/pdf", b"x"),))


# ---- reading an answer


def test_the_calendar_is_read_back_though_it_stands_there_twice() -> None:
    assert calendar_in(sealed()) == ICS


def test_an_answer_as_outlook_sends_it_is_found() -> None:
    answer = EmailMessage()
    answer["From"] = "m@example.org"
    answer.set_content("Accepted.")
    answer.add_alternative(
        ICS.decode().replace("REQUEST", "REPLY"), subtype="calendar", params={"method": "REPLY"}
    )
    assert b"METHOD:REPLY" in calendar_in(answer.as_bytes())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no message at all",
        b"Content-Type: text/plain\r\n\r\nhello\r\n",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
        b"x" * (LARGEST_MESSAGE + 1),
    ],
    ids=["empty", "no message", "no calendar", "damaged", "large"],
)
def test_a_message_without_one_calendar_is_no_answer(content: bytes) -> None:
    with pytest.raises(DocumentFault):
        calendar_in(content)


def test_two_different_calendars_are_no_answer() -> None:
    other = Attachment("other.ics", "text/calendar", ICS.replace(b"u@x", b"v@x"))
    with pytest.raises(DocumentFault, match="several"):
        calendar_in(sealed(attachments=(other,)))
