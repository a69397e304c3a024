"""Reading messages that strangers wrote: what they hold is found, and nothing does harm."""

import datetime as dt
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from cpconf.core.mailbox import AttachmentKind
from cpconf.mail.mailbox.incoming import Incoming, fingerprint_of, read_message
from tests.mail.arriving import ARRIVED, message

PDF = b"%PDF-1.7 a report"
FILED = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)


def read(letter: EmailMessage | bytes, arrived: dt.datetime | None = None) -> Incoming:
    content = letter if isinstance(letter, bytes) else letter.as_bytes()
    return read_message(content, arrived=arrived, filed_at=FILED)


def by_hand(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


def test_an_ordinary_message_is_read() -> None:
    found = read(message("School <School@Example.ORG>", "Our report", ("A-1.pdf", PDF)))
    assert found.sender == "School@example.org"
    assert found.subject == "Our report"
    assert "find our report" in found.text
    (attached,) = found.attachments
    assert (attached.kind, attached.suffix, attached.name) == (
        AttachmentKind.PDF,
        ".pdf",
        "A-1.pdf",
    )
    assert attached.content() == PDF
    assert found.reports == (attached,)


@pytest.mark.parametrize(
    ("arrived", "received", "expected"),
    [
        # INTERNALDATE, Received, expected on London's clock; counted from UTC by hand
        ("2026-02-11T10:00+00:00", ARRIVED, dt.datetime(2026, 2, 11, 10, 0)),
        ("2026-07-01T10:00+00:00", ARRIVED, dt.datetime(2026, 7, 1, 11, 0)),
        (None, ARRIVED, dt.datetime(2026, 2, 11, 10, 12)),
        (None, None, dt.datetime(2026, 3, 1, 9, 0)),
    ],
)
def test_when_it_came_is_said_by_the_server_then_by_its_header_then_by_the_file(
    arrived: str | None, received: dt.datetime | None, expected: dt.datetime
) -> None:
    moment = dt.datetime.fromisoformat(arrived) if arrived else None
    assert read(message(arrived=received), moment).received_at == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("by a; Wed, 11 Feb 2026 10:12:00 +0000", dt.datetime(2026, 2, 11, 10, 12)),
        ("by a; Wed, 11 Feb 2026 10:12:00 -0500 (EST)", dt.datetime(2026, 2, 11, 15, 12)),
        ("by a; Wed, 11 Feb 2026 10:12:00 -0000", dt.datetime(2026, 2, 11, 10, 12)),
        ("by a;\r\n Wed,\r\n 11 Feb 2026 10:12:00 +0000", dt.datetime(2026, 2, 11, 10, 12)),
        ("by a; nonsense", dt.datetime(2026, 3, 1, 9, 0)),
        ("by a; Wed, 11 Feb 1826 10:12:00 +0000", dt.datetime(2026, 3, 1, 9, 0)),
        ("by a; Wed, 99 Feb 2026 10:12:00 +9999", dt.datetime(2026, 3, 1, 9, 0)),
        ("by a", dt.datetime(2026, 3, 1, 9, 0)),
    ],
)
def test_a_received_field_is_read_or_passed_over(written: str, expected: dt.datetime) -> None:
    raw = by_hand(f"Received: {written}", "Received: by b; Mon, 2 Feb 2026 01:00:00 +0000", "", "")
    assert read(raw).received_at == expected


@pytest.mark.parametrize(
    ("fields", "sender"),
    [
        (["From: a@example.org"], "a@example.org"),
        (["From: <a@example.org>"], "a@example.org"),
        (['From: "Smith, Jo" <a@example.org>'], "a@example.org"),
        (["From: =?utf-8?q?Zo=C3=AB?= <a@example.org>"], "a@example.org"),
        (["From: =?utf-8?q?=3Cb=40example=2Eorg=3E?= <a@example.org>"], "a@example.org"),
        (['From: "b@example.org" <a@example.org>'], "a@example.org"),
        (["From: Jo (b@example.org) <a@example.org>"], "a@example.org"),
        (["From: a@example.org, b@example.org"], None),
        (["From: a@example.org, <b@example.org>"], None),
        (["From: a@example.org", "From: b@example.org"], None),
        (["From: a@example.org>b@example.org"], None),
        (["From: a@example.org)b@example.org"], None),
        (["From: nobody"], None),
        (["From:"], None),
        (["From: " + "a" * 5000 + "@example.org"], None),
        (["From: \udcff\udcfe <a@example.org>"], "a@example.org"),
        (["Sender: a@example.org", "Reply-To: a@example.org"], None),
    ],
)
def test_a_sender_is_one_address_in_one_from_or_nobody(
    fields: list[str], sender: str | None
) -> None:
    assert read(by_hand(*fields, "Subject: A-1", "", "text")).sender == sender


@pytest.mark.parametrize(
    ("verdict", "doubted"),
    [
        (None, False),
        ("dmarc=pass header.from=example.org", False),
        ("dmarc=fail (p=REJECT dmarc=pass) header.from=example.org", True),
        ("spf=fail smtp.mailfrom=example.org", True),
        ("spf=fail smtp.mailfrom=example.org; dkim=pass", False),
        ("spf=softfail", False),
        ("spf=pass; dkim=fail; dmarc=pass", False),
        ("spf=pass; compauth=fail reason=000", True),
        ("none", False),
    ],
)
def test_the_servers_doubt_of_a_sender_is_heard(verdict: str | None, doubted: bool) -> None:
    assert read(message(verdict=verdict)).doubted is doubted


def test_a_verdict_further_down_was_written_by_somebody_else() -> None:
    forged = by_hand(
        "Authentication-Results: mx.example.org; dmarc=fail",
        "Authentication-Results: mx.example.org; dmarc=pass",
        *("From: a@example.org", "", ""),
    )
    assert read(forged).doubted


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("=?utf-8?b?UmVwb3J0IEEtMQ==?=", "Report A-1"),
        ("=?utf-8?q?Report_A?= =?utf-8?q?-1?=", "Report A-1"),
        ("=?no-such-charset?q?Report?= A-1", "=?no-such-charset?q?Report?= A-1"),
        ("=?utf-8?b?broken", "=?utf-8?b?broken"),
        ("Report\r\n A-1", "Report A-1"),
        ("\udcff A-1", "\ufffd A-1"),
    ],
)
def test_a_subject_is_made_readable_as_far_as_it_can_be(header: str, expected: str) -> None:
    assert read(by_hand(f"Subject: {header}", "", "")).subject == expected


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        ("utf-8", "Zoë A-1".encode()),
        ("iso-8859-1", "Zoë A-1".encode("latin-1")),
        ("utf-16", "Zoë A-1".encode("utf-16")),
        ("no-such-charset", b"A-1"),
        ("zlib", b"A-1"),
        ("punycode", b"A-1"),
        ('"', b"A-1"),
        ("us-ascii", b"\xff A-1"),
    ],
)
def test_a_text_is_read_whatever_its_charset_is_called(charset: str, content: bytes) -> None:
    raw = by_hand(f"Content-Type: text/plain; charset={charset}", "", "") + content
    assert "A-1" in read(raw).text


def test_a_message_in_html_alone_is_read_without_what_it_hides() -> None:
    page = (
        "<html><head><style>.B-2 {}</style><!-- B-3 --></head><body><p>Report <b>A</b>-1</p>"
        '<script>"B-4"</script><a href="https://example.org/B-5">link</a></body></html>'
    )
    raw = by_hand("Content-Type: text/html; charset=utf-8", "", page)
    text = read(raw).text
    assert "Report A-1" in text
    assert "B-" not in text


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("r.pdf", PDF, AttachmentKind.PDF),
        ("report", PDF, AttachmentKind.PDF),
        ("r.docx", PDF, AttachmentKind.PDF),
        ("r.pdf", b"no PDF at all", AttachmentKind.PDF),  # its inspection will say what it is
        ("r.docx", b"PK\x03\x04", AttachmentKind.WORD),
        ("r.DOC", b"\xd0\xcf", AttachmentKind.WORD),
        ("winmail.dat", b"\x78\x9f", AttachmentKind.WINMAIL),
        ("smime.p7m", b"0", AttachmentKind.ENCRYPTED),
        ("r.zip", b"PK", AttachmentKind.ARCHIVE),
        ("r.ics", b"BEGIN:VCALENDAR", AttachmentKind.CALENDAR),
        ("r.msg", b"\xd0\xcf", AttachmentKind.MESSAGE),
        ("logo.png", b"\x89PNG", AttachmentKind.PICTURE),
        ("r", b"", AttachmentKind.OTHER),
    ],
)
def test_what_is_attached_is_known_by_name_and_first_bytes(
    name: str, content: bytes, kind: AttachmentKind
) -> None:
    (attached,) = read(message("a@example.org", "A-1", (name, content))).attachments
    assert attached.kind is kind


def test_an_attachment_without_a_name_or_with_a_path_for_one_is_only_content() -> None:
    raw = by_hand(
        *('Content-Type: multipart/mixed; boundary="b"', "", "--b"),
        *("Content-Type: application/pdf", "", "%PDF-1.7 one", "--b"),
        'Content-Type: application/octet-stream; name="../../etc/cron.d/evil\x1b[2J.pdf"',
        *("Content-Disposition: attachment", "", "%PDF-1.7 two", "--b--"),
    )
    one, two = read(raw).reports
    assert (one.name, one.content()) == ("", b"%PDF-1.7 one")
    assert (two.suffix, two.content()) == (".pdf", b"%PDF-1.7 two")


def test_the_encodings_of_content_are_undone() -> None:
    raw = by_hand(
        *("Content-Type: multipart/mixed; boundary=b", "", "preamble", "--b"),
        *("Content-Type: application/pdf", "Content-Transfer-Encoding: BASE64", ""),
        *("JVBERi0xLjc!", "gb25l", "--b"),
        *("Content-Type: application/pdf", "Content-Transfer-Encoding: quoted-printable", ""),
        *("%PDF-1.7 =74wo", "--b"),
        *("Content-Type: application/pdf", "Content-Transfer-Encoding: x-unknown", ""),
        *("%PDF-1.7 three", "--b--", "epilogue"),
    )
    contents = [each.content() for each in read(raw).reports]
    assert contents == [b"%PDF-1.7 one", b"%PDF-1.7 two", b"%PDF-1.7 three"]


def test_a_message_within_a_message_is_looked_into_and_told_apart() -> None:
    inner = message("x@example.org", "Report A-1", ("inner.pdf", PDF))
    found = read(message("sw@example.org", "fw", enclosed=[inner]))
    assert "Report A-1" in found.text
    assert found.clues.own == ()
    assert found.clues.enclosed == (AttachmentKind.PDF,)
    assert [each.name for each in found.reports] == ["inner.pdf"]
    both = read(message("sw@example.org", "fw", ("own.pdf", PDF), enclosed=[inner]))
    assert [each.name for each in both.reports] == ["own.pdf"]


def test_a_sealed_message_is_known_as_one() -> None:
    raw = by_hand(
        *('Content-Type: multipart/encrypted; protocol="x"; boundary=b', "", "--b"),
        *("Content-Type: application/pgp-encrypted", "", "Version: 1", "--b--"),
    )
    assert [each.kind for each in read(raw).attachments] == [AttachmentKind.ENCRYPTED]


def test_a_signature_is_no_attachment() -> None:
    raw = by_hand(
        *("Content-Type: multipart/signed; boundary=b", "", "--b"),
        *("Content-Type: text/plain", "", "A-1", "--b"),
        *('Content-Type: application/pkcs7-signature; name="smime.p7s"', "", "0", "--b--"),
    )
    found = read(raw)
    assert "A-1" in found.text
    assert not found.attachments


def test_a_message_is_known_again_however_it_is_folded() -> None:
    one = message(message_id="<1@example.org>")
    one["Date"] = "Wed, 11 Feb 2026 10:12:00 +0000"
    folded = one.as_bytes().replace(b"Wed, 11 Feb", b"Wed,\r\n 11 Feb")
    assert read(one).fingerprint == read(folded).fingerprint == fingerprint_of(folded)
    assert len(read(one).fingerprint) == 64


def test_a_scanner_that_gives_everything_one_message_id_is_no_trap() -> None:
    letters = []
    for hour in (10, 11):
        letter = message(message_id="<scanner@example.org>")
        letter["Date"] = f"Wed, 11 Feb 2026 {hour}:12:00 +0000"
        letters.append(read(letter).fingerprint)
    assert len(set(letters)) == 2


def test_without_a_message_id_the_whole_message_counts() -> None:
    one, other = (message(text=text, message_id=None) for text in ("one", "other"))
    assert fingerprint_of(one.as_bytes(policy=SMTP)) is None
    assert read(one).fingerprint == read(one).fingerprint != read(other).fingerprint


def test_nothing_of_a_message_stands_in_what_a_traceback_shows() -> None:
    found = read(message("canary@example.org", "canary", ("canary.pdf", PDF), text="canary"))
    assert "canary" not in repr(found)
    assert "report" not in repr(found.attachments)


@pytest.mark.parametrize(
    ("dated", "expected"),
    [
        # the file was saved on 1 March at 9:00
        ("Wed, 11 Feb 2026 10:00:00 +0000", dt.datetime(2026, 2, 11, 10, 0)),
        ("Mon, 02 Mar 2026 10:00:00 +0000", dt.datetime(2026, 3, 1, 9, 0)),
        ("yesterday", dt.datetime(2026, 3, 1, 9, 0)),
    ],
)
def test_a_message_that_was_saved_by_hand_came_when_it_is_dated_but_not_later_than_saved(
    dated: str, expected: dt.datetime
) -> None:
    letter = by_hand("From: a@example.org", f"Date: {dated}", "Subject: Report A-1", "", "Hello")
    found = read_message(letter, arrived=None, filed_at=FILED, by_hand=True)
    assert found.received_at == expected
