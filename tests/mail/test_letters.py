"""A draft made ready for SMTP: nothing of it changes but what a sender adds."""

import datetime as dt
import email
import io
import re
from email.policy import default
from pathlib import Path

import pytest

from cpconf.errors import Refused, UsageFault
from cpconf.mail.drafts import read_password
from cpconf.mail.letter import for_sending, new_message_id
from tests.mail.messages import DATE, MADE, MESSAGE_ID, SENDER, TO, held, letter, report_draft


def test_a_letter_is_a_draft_with_a_date_and_an_identity() -> None:
    sent = b"".join(letter().lines())
    message = email.message_from_bytes(sent, policy=default)
    assert message["Date"] == "Wed, 01 Jul 2026 09:30:00 +0100"
    assert message["Message-ID"] == MESSAGE_ID
    assert message["X-Unsent"] is None
    assert message["From"] == SENDER
    assert message["To"] == TO
    assert read_password(sent) == MADE
    assert sent.partition(b"\r\n\r\n")[2] == held().partition(b"\r\n\r\n")[2]


def test_a_winter_date_has_the_offset_of_winter() -> None:
    date = dt.datetime(2026, 1, 7, 9, 30)
    sent = for_sending(held(), message_id=MESSAGE_ID, date=date)
    assert b"Date: Wed, 07 Jan 2026 09:30:00 +0000\r\n" in sent.header


def test_a_letter_is_made_from_a_file_and_can_be_read_twice(tmp_path: Path) -> None:
    attachment = tmp_path / "X1-m1-report.pdf"
    attachment.write_bytes(b"%PDF " + bytes(range(256)) * 50)
    draft = report_draft(attachment)
    with (tmp_path / "draft.eml").open("w+b") as file:
        file.write(draft)
        made = for_sending(file, message_id=MESSAGE_ID, date=DATE)
        once, twice = b"".join(made.lines()), b"".join(made.lines())
    assert once == twice
    assert once.partition(b"\r\n\r\n")[2] == draft.partition(b"\r\n\r\n")[2]


def test_a_second_try_is_the_same_letter() -> None:
    assert list(letter().lines()) == list(letter().lines())


@pytest.mark.parametrize("blank", [b" ", b"\t"])
def test_a_header_may_go_on_in_the_next_line(blank: bytes) -> None:
    # RFC 5322, section 2.2.3: a line that begins with a space or a tab.
    draft = b"X-Unsent:\r\n" + blank + b"1\r\nX-Long: one\r\n" + blank + b"two\r\n" + held()
    sent = email.message_from_bytes(b"".join(letter(draft).lines()), policy=default)
    assert sent["X-Unsent"] is None
    assert str(sent["X-Long"]).split() == ["one", "two"]
    assert read_password(sent.as_bytes()) == MADE


def test_what_a_saved_draft_had_of_its_own_is_replaced() -> None:
    draft = b"Date: Thu, 1 Jan 2026 00:00:00 +0000\nMESSAGE-ID: <a@b>\nX-Unsent:\n 1\n" + held()
    sent = email.message_from_bytes(b"".join(letter(draft).lines()), policy=default)
    assert sent.get_all("Date") == ["Wed, 01 Jul 2026 09:30:00 +0100"]
    assert sent.get_all("Message-ID") == [MESSAGE_ID]
    assert sent["X-Unsent"] is None


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_every_line_of_a_letter_ends_in_one_way(end: bytes) -> None:
    head, body = held().split(b"\r\n\r\n", 1)
    lines = list(letter(head + b"\r\n\r\n" + body.replace(b"\r\n", end)).lines())
    assert lines == list(letter().lines())


def test_no_line_end_of_another_kind_can_smuggle_a_second_message() -> None:
    smuggled = held() + b"\n.\nMAIL FROM:<evil@example.net>\n\r.\r\r\n.\r\nend"
    sent = b"".join(letter(smuggled).lines())
    assert sent.count(b"\r\n") == sent.count(b"\n") == sent.count(b"\r")
    assert sent.endswith(b"\r\nend\r\n")


@pytest.mark.parametrize(
    "line",
    [
        b"Bcc: evil@example.net",
        b"Cc: evil@example.net",
        b"resent-to: evil@example.net",
        b"To: evil@example.net",
        b"From: evil@example.net",
    ],
)
def test_a_letter_has_one_sender_and_one_recipient(line: bytes) -> None:
    with pytest.raises(Refused):
        letter(line + b"\r\n" + held())


def test_a_letter_to_two_in_one_header_is_refused() -> None:
    with pytest.raises(Refused):
        letter(held().replace(TO.encode(), TO.encode() + b", evil@example.net"))


def test_a_letter_to_nobody_in_particular_is_refused() -> None:
    with pytest.raises(Refused):
        letter(held().replace(TO.encode(), b"robin@"))
    with pytest.raises(Refused):
        letter(held().replace(TO.encode(), b"the family:;"))


def test_a_draft_without_a_sender_is_not_sent() -> None:
    with pytest.raises(Refused, match="sender"):
        letter(held(sender=None))


@pytest.mark.parametrize(
    "draft",
    [
        held() + "é\r\n".encode(),
        held() + b"x" * 999 + b"\r\n",
    ],
    ids=["eight bits", "a long line"],
)
def test_what_not_every_server_takes_is_refused_at_once(draft: bytes) -> None:
    with pytest.raises(Refused):
        letter(draft)


@pytest.mark.parametrize(
    "draft", [b"", b"\r\n", b"no header\r\n\r\ntext", b"To: a@example.org", b"\0" * 40, b" x\n\n"]
)
def test_what_is_no_message_is_not_sent(draft: bytes) -> None:
    with pytest.raises(Refused):
        for_sending(draft, message_id=MESSAGE_ID, date=DATE)


@pytest.mark.parametrize(
    "identity",
    ["", "a@example.org", "<a>", "<a@b>\r\nBcc: evil@example.net", "<a b@example.org>", "<@b>"],
)
def test_an_identity_is_a_message_id(identity: str) -> None:
    with pytest.raises(UsageFault):
        for_sending(held(), message_id=identity, date=DATE)


def test_a_new_identity_is_unique_and_tells_only_the_domain() -> None:
    identities = {new_message_id(SENDER) for _ in range(100)}
    assert len(identities) == 100
    assert all(re.fullmatch(r"<[0-9a-f]{32}@example\.org>", identity) for identity in identities)
    assert for_sending(held(), message_id=identities.pop(), date=DATE).to == TO


def test_bytes_and_a_file_make_the_same_letter() -> None:
    assert b"".join(letter(held()).lines()) == b"".join(
        for_sending(io.BytesIO(held()), message_id=MESSAGE_ID, date=DATE).lines()
    )
