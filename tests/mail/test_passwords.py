"""The password in a held message is its only copy: it is read back right, or not at all."""

import email
import mailbox
import re
import string
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cpconf.errors import CpconfError, UsageFault
from cpconf.mail.drafts import password_draft, read_password
from tests.mail.messages import MADE, NASTY, TO, held

PRINTABLE = "".join(map(chr, range(32, 127)))
PASSWORDS = st.text(PRINTABLE, min_size=12, max_size=64).filter(lambda text: text == text.strip())


def body(draft: bytes) -> str:
    return str(email.message_from_bytes(draft, policy=default).get_content())


@given(PASSWORDS)
def test_any_password_is_read_back(password: str) -> None:
    assert read_password(held(password)) == password


@pytest.mark.parametrize("password", NASTY)
def test_a_password_that_looks_like_something_else_is_read_back(password: str) -> None:
    draft = held(password)
    assert read_password(draft) == password
    assert not re.search(rb"^(From |>)", draft.partition(b"\r\n\r\n")[2], re.MULTILINE)


@given(PASSWORDS)
def test_the_message_is_plain_text_and_nothing_more(password: str) -> None:
    draft = held(password)
    message = email.message_from_bytes(draft, policy=default)
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "us-ascii"
    assert message["Content-Transfer-Encoding"] == "7bit"
    assert max(map(len, draft.split(b"\r\n"))) < 78


@given(PASSWORDS.filter(lambda text: not text.startswith(("From ", ">"))))
@example(".abcdefghijklm")
@example("-- abcdefghijk")
def test_the_password_stands_alone_on_a_line_as_it_is(password: str) -> None:
    draft = held(password)
    assert password.encode() in draft.split(b"\r\n")
    assert "format" not in email.message_from_bytes(draft, policy=default)["Content-Type"].params


@pytest.mark.parametrize("password", ["From abcdefghijk", ">abcdefghijklmn"])
def test_a_space_before_a_password_is_declared_to_be_no_part_of_it(password: str) -> None:
    draft = held(password)
    kind = email.message_from_bytes(draft, policy=default)["Content-Type"]
    assert kind.params["format"] == "flowed"  # RFC 3676, section 4.4: space-stuffing
    assert f" {password}".encode() in draft.split(b"\r\n")


@pytest.mark.parametrize("password", [MADE, *NASTY])
def test_a_mailbox_keeps_the_password(tmp_path: Path, password: str) -> None:
    box = mailbox.mbox(tmp_path / "box")
    try:
        key = box.add(held(password))
        box.flush()
        assert read_password(box.get_bytes(key)) == password
    finally:
        box.close()


def saved(draft: bytes, encoding: str, charset: str = "utf-8") -> bytes:
    """The draft as a program saves it that encodes its text anew."""
    message = email.message_from_bytes(draft, policy=default)
    message.set_content(message.get_content(), charset=charset, cte=encoding)
    return message.as_bytes()


def as_flowed(draft: bytes) -> bytes:
    """As Thunderbird saves: every line stuffed that has to be, long ones broken after a space."""
    lines = body(draft).splitlines()
    if b"flowed" not in draft:
        lines = [f" {line}" if line.startswith(("From ", ">", " ")) else line for line in lines]
    message = EmailMessage(policy=default)
    message["To"] = TO
    message.set_content("\n".join(lines) + "\n", params={"format": "flowed", "delsp": "yes"})
    return message.as_bytes()


def with_html(draft: bytes) -> bytes:
    message = email.message_from_bytes(draft, policy=default)
    message.add_alternative("<p>This is the password:</p><p>something-else</p>", subtype="html")
    return message.as_bytes()


def reworded(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda draft: draft.replace(old.encode(), new.encode())


SAVED: dict[str, Callable[[bytes], bytes]] = {
    "line ends of Unix": lambda draft: draft.replace(b"\r\n", b"\n"),
    "quoted-printable": lambda draft: saved(draft, "quoted-printable"),
    "base64": lambda draft: saved(draft, "base64"),
    "Windows letters": lambda draft: saved(draft, "quoted-printable", "windows-1252"),
    "flowed": as_flowed,
    "HTML added": with_html,
    "empty lines gone": lambda draft: draft.replace(b"\r\n\r\n", b"\r\n").replace(
        b"\r\nHello", b"\r\n\r\nHello"
    ),
    "empty lines doubled": lambda draft: draft.replace(b":\r\n\r\n", b":\r\n\r\n\r\n\r\n"),
    "other headers": lambda draft: b"Date: Wed, 1 Jul 2026 09:30:00 +0100\r\n" + draft,
}


@pytest.mark.parametrize("way", SAVED)
@pytest.mark.parametrize("password", [MADE, *NASTY])
def test_a_draft_that_was_saved_again_still_gives_the_password(way: str, password: str) -> None:
    assert read_password(SAVED[way](held(password))) == password


def test_indents_and_hard_spaces_are_no_part_of_the_password() -> None:
    message = email.message_from_bytes(held("tulip comet amber"), policy=default)
    text = message.get_content().replace("tulip comet", "\xa0 tulip\xa0comet")
    message.set_content(text)
    assert read_password(message.as_bytes()) == "tulip comet amber"


def _with_dashes(draft: bytes) -> bytes:
    message = email.message_from_bytes(draft, policy=default)
    message.set_content(message.get_content().replace("tulip-", "tulip\u2013"))
    return message.as_bytes()


def _two_texts(one: bytes, other: bytes) -> bytes:
    message = EmailMessage(policy=default)
    message.set_content(body(one))
    message.make_mixed()
    second = EmailMessage(policy=default)
    second.set_content(body(other))
    message.attach(second)
    return message.as_bytes()


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda draft: b"",
    "no message": lambda draft: b"\0\xff" * 50,
    "cut off": lambda draft: draft[: draft.index(b"How to type")],
    "no password": reworded(MADE, ""),
    "two passwords": reworded(MADE, f"{MADE}\r\n{MADE}-two"),
    "broken in two": reworded("tulip-", "tulip-\r\n"),
    "other hyphens": _with_dashes,
    "too short": reworded(MADE, "amber"),
    "opening line gone": reworded("This is the password:", "Here you are:"),
    "closing line gone": reworded("How to type it:", ""),
    "something written between": reworded(MADE, f"{MADE}\r\n\r\nCall me!"),
    "HTML alone": reworded("text/plain", "text/html"),
    "text attached, not written": lambda draft: draft.replace(
        b"MIME-Version", b"Content-Disposition: attachment\r\nMIME-Version"
    ),
    "unknown letters": reworded("us-ascii", "no-such-charset"),
    "two texts": lambda draft: _two_texts(draft, held("comet-saddle-tulip-kettle-amber")),
    "a text without": lambda draft: _two_texts(draft, b"\r\nHello\r\n"),
}


@pytest.mark.parametrize("way", SPOILT)
def test_a_password_that_is_not_certain_is_not_given(way: str) -> None:
    with pytest.raises(CpconfError) as told:
        read_password(SPOILT[way](held()))
    assert not any(word in str(told.value) for word in MADE.split("-"))


@given(st.binary(max_size=300))
def test_no_message_at_all_ends_in_one_error(message: bytes) -> None:
    with pytest.raises(CpconfError):
        read_password(message)


@given(st.data())
def test_a_damaged_message_gives_an_error_or_the_text_as_it_now_stands(data: st.DataObject) -> None:
    draft = bytearray(held())
    for _ in range(data.draw(st.integers(1, 4))):
        draft[data.draw(st.integers(0, len(draft) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read_password(bytes(draft))
    except CpconfError:
        return
    assert set(found) <= set(string.printable)
    assert 12 <= len(found) <= 64


@pytest.mark.parametrize(
    "text",
    [
        "no password here\n",
        "This is the password:\n\nHow to type it:\n",
        "This is the password:\nshort\nHow to type it:\n",
        "This is the password:\none-one-one-one\ntwo-two-two-two\nHow to type it:\n",
        f"This is the password:\n{'x' * 65}\nHow to type it:\n",
        f"{'x' * 77}\nThis is the password:\none-one-one-one\nHow to type it:\n",
        "\u00e9\nThis is the password:\none-one-one-one\nHow to type it:\n",
    ],
)
def test_no_message_is_made_that_could_not_be_read_back(text: str) -> None:
    with pytest.raises(UsageFault):
        password_draft(to=TO, sender=None, subject="S", body=text)
