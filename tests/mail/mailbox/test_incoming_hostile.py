"""Messages built to exhaust or to break their reader: each is refused or read at once."""

import datetime as dt
import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpconf.errors import DocumentFault
from cpconf.mail.mailbox.incoming import Incoming, fingerprint_of, read_message
from cpconf.mail.mailbox.message_parts import MOST_FIELDS, MOST_PARTS
from tests.mail.arriving import message

PDF = b"%PDF-1.7 a report"
FILED = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)


def read(letter: EmailMessage | bytes, arrived: dt.datetime | None = None) -> Incoming:
    content = letter if isinstance(letter, bytes) else letter.as_bytes()
    return read_message(content, arrived=arrived, filed_at=FILED)


def by_hand(*lines: str) -> bytes:
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


def nested(depth: int) -> bytes:
    """A message of parts in parts."""
    opening = [
        line
        for level in range(depth)
        for line in (f'Content-Type: multipart/mixed; boundary="b{level}"', "", f"--b{level}")
    ]
    return by_hand(*opening, "Content-Type: text/plain", "", "A-1")


def test_honest_depths_and_numbers_are_read() -> None:
    assert "A-1" in read(nested(5)).text
    many = message("a@example.org", "A-1", *((f"{n}.pdf", PDF) for n in range(MOST_PARTS - 5)))
    assert len(read(many).reports) == MOST_PARTS - 5


@pytest.mark.parametrize(
    "raw",
    [
        nested(11),
        nested(20_000),
        by_hand("Content-Type: multipart/mixed; boundary=b", "", *["--b", ""] * 1_000_000),
        by_hand(*(f"X-{number}: x" for number in range(MOST_FIELDS + 1)), "", ""),
        by_hand(*["a:"] * 3_000_000, "", ""),
        b"X: " + b"x" * 1_000_000,
        b"\r\n" + b"x" * 40_000_001,
        by_hand(*["Content-Type: message/rfc822", ""] * 50_000),
    ],
    ids=["deep", "deeper", "parts", "fields", "many fields", "no end", "large", "in messages"],
)
def test_a_message_beyond_every_bound_is_refused_at_once(raw: bytes) -> None:
    start = time.monotonic()
    with pytest.raises(DocumentFault) as fault:
        read(raw)
    assert time.monotonic() - start < 5
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(
    "page",
    ["<" * 300_000, "<!--" * 100_000, "<script>" * 100_000, "<a " * 200_000, "&" * 500_000],
    ids=lambda page: page[:8],
)
def test_a_page_built_to_take_long_does_not(page: str) -> None:
    start = time.monotonic()
    read(by_hand("Content-Type: text/html", "", page))
    assert time.monotonic() - start < 5


FROM = "a@example.org"


@pytest.mark.parametrize(
    ("raw", "sender", "attached"),
    [
        (b"", None, 0),
        (b"\r\n", None, 0),
        (b"\r\n\r\n", None, 0),
        (b"no header at all", None, 0),
        (b"From: a@example.org", FROM, 0),
        (by_hand("Content-Type: multipart/mixed", "", "--"), None, 1),
        (by_hand("Content-Type: multipart/mixed; boundary=b", "", "no parts"), None, 0),
        (by_hand("Content-Type: multipart/mixed; boundary=b", "", "--b"), None, 0),
        (by_hand("Content-Type: multipart/mixed; boundary=b", "", "--b--", "--b", "", ""), None, 0),
        (by_hand("Content-Type: multipart/mixed; boundary*=utf-8''%FF%FE", "", "--b"), None, 1),
        (by_hand("Content-Type: application/pdf; name*0*=x''%ff; name*2=y", "", "%PDF-"), None, 1),
        (by_hand("Content-Disposition: attachment; filename*=no-such''%ff", "", "%PDF-"), None, 1),
        (
            by_hand("Content-Type: application/pdf", "Content-Transfer-Encoding: base64", "", "A"),
            *(None, 1),
        ),
        (by_hand("Content-Type: /", "Subject: \x00\x1b]0;x\x07", "", "\x00"), None, 1),
        (b"\xef\xbb\xbfFrom: a@example.org\r\n\r\n", FROM, 0),
        (b"From a@example.org Wed Feb 11 10:12:00 2026\nFrom: a@example.org\n\n", FROM, 0),
    ],
)
def test_a_damaged_message_is_read_as_far_as_it_goes(
    raw: bytes, sender: str | None, attached: int
) -> None:
    found = read(raw)
    assert (found.sender, len(found.attachments)) == (sender, attached)
    for each in found.attachments:
        assert each.content() in raw


@given(raw=st.binary(max_size=2000))
def test_no_bytes_at_all_make_reading_fail(raw: bytes) -> None:
    below = by_hand(f"From: {FROM}", "", "") + raw
    for whole in (raw, below):
        found = read(whole)
        assert sum(len(each.content()) for each in found.attachments) <= len(whole)
    assert read(below).sender == FROM


@given(
    pieces=st.lists(
        st.sampled_from(
            [
                *("Content-Type: ", "multipart/mixed; boundary=b", "text/html; charset=", "--b"),
                *("\r\n", "\r\n\r\n", "--b--", "message/rfc822", "From: ", "a@example.org", "<"),
                *("=?utf-8?b?", "?=", "base64", "Content-Transfer-Encoding: ", '"', ";", "\udcff"),
                *("filename*0*=", "Content-Disposition: attachment; ", "%PDF-", "Subject: "),
                *("Received: ;", "Authentication-Results: dmarc=fail", "Message-ID: ", "(", "\x00"),
            ]
        ),
        max_size=40,
    )
)
def test_no_arrangement_of_a_messages_pieces_makes_reading_fail(pieces: list[str]) -> None:
    raw = "".join(pieces).encode("utf-8", "surrogateescape")
    found = read(raw)
    for each in found.attachments:
        each.content()
    named = b"Message-ID: <1@example.org>\r\n" + raw
    assert fingerprint_of(named) == read(named).fingerprint
