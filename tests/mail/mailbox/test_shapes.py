"""Messages in the shape of many programs: nobody's, people's, and those that cannot be read."""

import dataclasses
import datetime as dt

import pytest

from cpconf.core.conferences.conference import Person
from cpconf.core.mailbox import Clues, Match, MatchKind, Meetings, Place, match
from cpconf.core.words import Role
from cpconf.mail.mailbox.incoming import Incoming, read_message
from tests.mail.mailbox.shapes import (
    AUTOMATIC,
    NOBODYS,
    ORDINARY,
    SCHOOL,
    WRAPPED,
    Piece,
    Shape,
    Wrapped,
    attached,
    forwarded,
    text,
)

FILED = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
PEOPLE = ((Role.SCHOOL, SCHOOL), (Role.MOTHER, "mother@example.org"), (Role.CHAIR, "c@example.org"))
MEETINGS = Meetings(
    (
        Place("A-1", Person(f"p{number}", role, "Robin Example", address), expected=True)
        for number, (role, address) in enumerate(PEOPLE, start=1)
    ),
    open_={"A-1"},
    closed=(),
)
MATCHED = (MatchKind.MATCHED, "p1")


def read(message: bytes) -> Incoming:
    return read_message(message, arrived=None, filed_at=FILED)


def found(message: bytes) -> Match:
    return match(read(message).clues, MEETINGS)


def taken_for(message: bytes) -> tuple[MatchKind, str | None]:
    it = found(message)
    return it.outcome, it.person.id if it.person else None


@pytest.mark.parametrize("shape", AUTOMATIC, ids=str)
def test_what_nobody_wrote_is_nobodys_report(shape: Shape) -> None:
    assert taken_for(shape.as_bytes()) == (MatchKind.AUTOMATIC, None)


@pytest.mark.parametrize("shape", AUTOMATIC, ids=str)
def test_without_what_makes_it_automatic_each_of_them_is_a_report(shape: Shape) -> None:
    bare = dataclasses.replace(
        shape, fields=(), pieces=(), subject="Report A-1", type="multipart/mixed"
    )
    assert taken_for(bare.as_bytes()) == MATCHED


@pytest.mark.parametrize("shape", ORDINARY, ids=str)
def test_what_a_person_wrote_is_taken(shape: Shape) -> None:
    assert taken_for(shape.as_bytes()) == MATCHED


@pytest.mark.parametrize("shape", NOBODYS, ids=str)
def test_who_is_not_plainly_the_one_sender_is_nobody(shape: Shape) -> None:
    assert read(shape.as_bytes()).sender != SCHOOL
    assert taken_for(shape.as_bytes()) == (MatchKind.UNKNOWN_SENDER, None)


@pytest.mark.parametrize(
    "sender",
    [
        f"From: {SCHOOL}, evil@example.com",
        f'From: "A" <{SCHOOL}> <evil@example.com>',
        f"Sender: {SCHOOL}\r\nFrom: evil@example.com",
        f"From: {SCHOOL}\r\nSender: evil@example.com",
    ],
)
def test_whom_a_doubtful_sender_may_mean_is_enough_for_a_message_to_be_seen(sender: str) -> None:
    letter = Shape("doubtful", "RFC 5322, 3.6.2", sender=sender, subject="Our report")
    it = found(letter.as_bytes())
    assert (it.outcome, it.person, it.refs) == (MatchKind.NO_REFERENCE, None, ("A-1",))


@pytest.mark.parametrize("wrapped", WRAPPED, ids=str)
def test_a_report_that_cannot_be_read_is_seen_and_never_taken(wrapped: Wrapped) -> None:
    named = read(wrapped.message("Report A-1"))
    assert [kind.value for kind in named.kinds] == [wrapped.kind]
    assert match(named.clues, MEETINGS).outcome == wrapped.named
    unnamed = found(wrapped.message("Our report"))
    assert (unnamed.outcome, unnamed.refs) == (MatchKind.NO_REFERENCE, ("A-1",))
    stranger = found(wrapped.message("Our report", "stranger@example.org"))
    assert stranger.outcome is MatchKind.UNRELATED


@pytest.mark.parametrize("wrapped", WRAPPED, ids=str)
def test_the_same_beside_a_report_is_no_matter(wrapped: Wrapped) -> None:
    letter = Shape("both", wrapped.source, pieces=wrapped.pieces)
    assert taken_for(letter.as_bytes()) == MATCHED


_LOGO = attached("logo.png", "image/png", b"0", "Content-ID: <a@example.org>", inline=True)
_ATT = attached("ATT00001.htm", "text/html", b"<p>Regards</p>")
_ANSWER = Piece(["Content-Type: text/calendar; method=REPLY"], b"BEGIN:VCALENDAR\r\n")
_ANSWER_WITHIN = Piece(["Content-Type: text/calendar"], b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n")


@pytest.mark.parametrize(
    ("pieces", "pdf", "fields", "outcome"),
    [
        # What is shown in the text, or is text cut off by a server, is no file: RFC 2392, Exchange.
        ((text('<img src="cid:a@example.org">', "html"), _LOGO), False, [], MatchKind.NO_REPORT),
        ((_ATT,), False, [], MatchKind.NO_REPORT),
        ((forwarded(text("words")),), False, [], MatchKind.NO_REPORT),
        # Cards, keys and signatures are no report, whatever type they are given.
        ((attached("jo.vcf", "a/b", b"0"), attached("smime.p7s", "a/b", b"0"),
          attached("0xAB.asc", "application/pgp-keys", b"0"),
          attached("s.asc", "application/pgp-signature", b"0")), False, [], MatchKind.NO_REPORT),
        # A picture that nothing shows may be a scan.
        ((_LOGO,), False, [], MatchKind.NOT_PDF),
        # An answer to an invitation, RFC 5546 and RFC 6047: of people, or of Google's program.
        ((_ANSWER,), False, [], MatchKind.REPLY),
        ((_ANSWER,), True, [], MatchKind.REPLY),
        ((_ANSWER_WITHIN,), True, [], MatchKind.REPLY),
        ((_ANSWER,), False, ["Auto-Submitted: auto-generated"], MatchKind.REPLY),
        ((_ANSWER,), False, ["Sender: calendar-notification@google.com"], MatchKind.REPLY),
        # A report that does not come as a PDF is not hidden by an answer beside it.
        ((_ANSWER, attached("r.docx", "application/msword", b"0")), False, [], MatchKind.NOT_PDF),
        # Somebody else's report within a message that nobody wrote.
        ((forwarded(attached("r.pdf", "application/pdf", b"%PDF-")),), False,
         ["X-MS-Journal-Report:"], MatchKind.AUTOMATIC),
    ],
)  # fmt: skip
def test_what_else_a_message_may_bring(
    pieces: tuple[Piece, ...], pdf: bool, fields: list[str], outcome: MatchKind
) -> None:
    letter = Shape("else", "see the table", fields, pieces, pdf=pdf)
    assert found(letter.as_bytes()).outcome is outcome


@pytest.mark.parametrize(
    ("sender", "pieces", "outcome"),
    [
        # Of people who write no report, a picture or a sheet without a reference is seldom one.
        ("mother@example.org", [attached("me.jpg", "image/jpeg", b"0")], MatchKind.UNRELATED),
        ("mother@example.org", [attached("r.xlsx", "a/b", b"0")], MatchKind.UNRELATED),
        ("c@example.org", [text("https://1drv.ms/b/x")], MatchKind.UNRELATED),
        ("c@example.org", [attached("r.msg", "a/b", b"0")], MatchKind.NO_REFERENCE),
        ("mother@example.org", [attached("r.docx", "a/b", b"0")], MatchKind.NO_REFERENCE),
        (SCHOOL, [text("https://example.sharepoint.com/")], MatchKind.UNRELATED),
        (SCHOOL, [text("our teams: https://teams.microsoft.com/l/x")], MatchKind.UNRELATED),
        (
            SCHOOL,
            [text("sharepoint.com is down; see dropbox.com.example/x")],
            MatchKind.UNRELATED,
        ),
    ],
)
def test_without_a_reference_it_depends_on_who_brings_what(
    sender: str, pieces: list[Piece], outcome: MatchKind
) -> None:
    letter = Shape(
        "else", "see the table", (), pieces, sender=f"From: {sender}", subject="Hello", pdf=False
    )
    assert found(letter.as_bytes()).outcome is outcome


def test_the_tables_have_as_many_cases_as_they_say() -> None:
    counts = {
        "automatic": len(AUTOMATIC),
        "ordinary": len(ORDINARY),
        "nobody's": len(NOBODYS),
        "wrapped": len(WRAPPED),
    }
    print(counts)
    assert counts == {"automatic": 80, "ordinary": 29, "nobody's": 30, "wrapped": 43}
    names = [each.name for table in (AUTOMATIC, ORDINARY, NOBODYS, WRAPPED) for each in table]
    assert len(set(names)) == len(names)


def test_clues_of_who_may_have_sent_it_are_not_shown() -> None:
    clues = Clues(sender=None, claimed=frozenset({"canary@x"}), text="", names=(), own=())
    assert "canary" not in repr(clues)
