"""Mail that a server takes arrives as it was written, to one recipient, over a safe connection."""

import datetime as dt
import shlex
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cpconf.errors import Refused
from cpconf.mail.drafts import read_password
from cpconf.mail.sending import Kind, send
from cpconf.mail.settings import Security
from tests.mail.messages import MADE, NASTY, SENDER, TO, held, letter, report_draft
from tests.mail.servers import Authority, Inbox, mail_server, settings

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
FAR_AHEAD = dt.datetime(2090, 1, 1, tzinfo=dt.UTC)


def printing(password: str) -> str:
    """A command that prints this password."""
    return shlex.join([sys.executable, "-c", f"print({password!r})"])


@pytest.fixture(scope="module")
def plain() -> Iterator[Inbox]:
    with mail_server() as inbox:
        yield inbox


def test_a_message_arrives_as_it_was_written(plain: Inbox) -> None:
    outcome = send(settings(plain.port), letter(), to=TO)
    assert outcome.kind is Kind.SENT
    assert plain.messages[-1] == b"".join(letter().lines())
    assert plain.senders[-1] == SENDER
    assert plain.recipients[-1] == [TO]


def test_the_name_of_this_computer_stays_at_home(
    plain: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getfqdn", lambda *_: "desk-canary.example.org")
    send(settings(plain.port), letter(), to=TO)
    assert plain.greetings[-1] == "[127.0.0.1]"
    assert socket.gethostname().encode() not in plain.messages[-1]


@pytest.mark.parametrize("password", NASTY)
def test_every_password_arrives(plain: Inbox, password: str) -> None:
    assert send(settings(plain.port), letter(held(password)), to=TO).kind is Kind.SENT
    assert read_password(plain.messages[-1]) == password


def test_lines_of_dots_arrive_as_they_are(plain: Inbox) -> None:
    draft = held() + b".\r\n..\r\n.x\r\n\r\n.\r\nQUIT\r\n"
    assert send(settings(plain.port), letter(draft), to=TO).kind is Kind.SENT
    assert plain.messages[-1].endswith(b".\r\n..\r\n.x\r\n\r\n.\r\nQUIT\r\n")


def test_a_large_file_arrives_whole(plain: Inbox, tmp_path: Path) -> None:
    attachment = tmp_path / "X1-m1-report.pdf"
    attachment.write_bytes(b"%PDF " + bytes(range(256)) * 8000)
    draft = report_draft(attachment)
    assert send(settings(plain.port), letter(draft), to=TO).kind is Kind.SENT
    assert plain.messages[-1].partition(b"\r\n\r\n")[2] == draft.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_trusted_server_is_given_the_message(authority: Authority, security: Security) -> None:
    context = authority.serving()
    options = {"tls": context} if security is Security.TLS else {"tls_context": context}
    with mail_server(**options, require_starttls=security is Security.STARTTLS) as inbox:
        outcome = send(
            settings(inbox.port, security), letter(), to=TO, context=authority.trusting()
        )
    assert outcome.kind is Kind.SENT
    assert inbox.messages == [b"".join(letter().lines())]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize(
    ("name", "starts", "ends", "reason"),
    [
        ("mail.example.org", None, None, "is for another name"),
        ("127.0.0.2", None, None, "is for another name"),
        ("127.0.0.1", LONG_AGO, LONG_AGO + dt.timedelta(days=1), "has expired"),
        ("127.0.0.1", FAR_AHEAD, FAR_AHEAD + dt.timedelta(days=1), "is not valid yet"),
    ],
)
def test_a_server_with_a_wrong_certificate_is_told_nothing(
    authority: Authority,
    security: Security,
    name: str,
    starts: dt.datetime | None,
    ends: dt.datetime | None,
    reason: str,
) -> None:
    context = authority.serving(name, starts=starts, ends=ends)
    options = {"tls": context} if security is Security.TLS else {"tls_context": context}
    with mail_server(**options) as inbox:
        outcome = send(
            settings(inbox.port, security, password_command=printing("open-sesame")),
            letter(),
            to=TO,
            context=authority.trusting(),
        )
    assert outcome.kind is Kind.LATER
    assert outcome.reason == f"the mail server's certificate {reason}"
    assert not inbox.messages
    assert not inbox.logins


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_certificate_is_trusted_only_where_the_system_does(
    authority: Authority, security: Security
) -> None:
    context = authority.serving()
    options = {"tls": context} if security is Security.TLS else {"tls_context": context}
    with mail_server(**options) as inbox:
        outcome = send(settings(inbox.port, security), letter(), to=TO)
    assert outcome.kind is Kind.LATER
    assert outcome.reason == "the mail server's certificate is not trusted"
    assert not inbox.messages


def test_a_server_that_speaks_no_tls_is_told_nothing(plain: Inbox, authority: Authority) -> None:
    before = len(plain.messages)
    outcome = send(
        settings(plain.port, Security.TLS),
        letter(),
        to=TO,
        timeout=5,
        context=authority.trusting(),
    )
    assert outcome.kind is Kind.LATER
    assert outcome.reason == "no secure connection to the mail server could be made"
    assert len(plain.messages) == before


def test_a_login_is_made_under_encryption(authority: Authority) -> None:
    with mail_server(tls_context=authority.serving(), auth_required=True) as inbox:
        outcome = send(
            settings(inbox.port, Security.STARTTLS, password_command=printing("open-sesame")),
            letter(),
            to=TO,
            context=authority.trusting(),
        )
    assert outcome.kind is Kind.SENT
    assert inbox.logins == [(b"office", b"open-sesame")]


def test_a_wrong_password_for_the_server_sends_nothing(authority: Authority) -> None:
    with mail_server(tls_context=authority.serving(), auth_required=True) as inbox:
        outcome = send(
            settings(inbox.port, Security.STARTTLS, password_command=printing("wrong-sesame")),
            letter(),
            to=TO,
            context=authority.trusting(),
        )
    assert outcome.kind is Kind.LATER
    assert outcome.reason == "the mail server does not accept the username and password"
    assert not inbox.messages


def test_a_server_that_wants_a_login_says_so(authority: Authority) -> None:
    with mail_server(tls_context=authority.serving(), auth_required=True) as inbox:
        outcome = send(
            settings(inbox.port, Security.STARTTLS), letter(), to=TO, context=authority.trusting()
        )
    assert outcome.kind is Kind.LATER
    assert outcome.reason == "the mail server wants a username and password"


def test_a_server_that_takes_no_login_is_not_asked_without_one(plain: Inbox) -> None:
    before = len(plain.messages)
    outcome = send(settings(plain.port, password_command=printing("open-sesame")), letter(), to=TO)
    assert outcome.kind is Kind.LATER
    assert outcome.reason == "the mail server offers no way to log in that is known here"
    assert len(plain.messages) == before


def test_no_connection_is_made_without_the_servers_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        outcome = send(settings(port, password_command=printing("")), letter(), to=TO)
        assert outcome.kind is Kind.LATER
        assert "password_command" in outcome.reason
        listening.settimeout(0.1)
        with pytest.raises(TimeoutError):
            listening.accept()


def test_a_message_larger_than_the_server_takes_is_not_handed_over() -> None:
    size = sum(map(len, letter().lines()))
    with mail_server(data_size_limit=size - 1) as inbox:
        outcome = send(settings(inbox.port), letter(), to=TO)
    assert outcome.kind is Kind.REFUSED
    assert outcome.reason == "the message is larger than the mail server takes"
    assert not inbox.messages
    with mail_server(data_size_limit=size) as inbox:
        assert send(settings(inbox.port), letter(), to=TO).kind is Kind.SENT


def test_a_letter_goes_to_nobody_but_its_recipient(plain: Inbox) -> None:
    before = len(plain.messages)
    with pytest.raises(Refused) as told:
        send(settings(plain.port), letter(), to="someone.else@example.com")
    assert "@" not in str(told.value)
    assert len(plain.messages) == before


def test_the_case_of_a_domain_does_not_make_another_recipient(plain: Inbox) -> None:
    assert send(settings(plain.port), letter(), to="robin@EXAMPLE.com").kind is Kind.SENT


def test_no_outcome_repeats_an_address_or_the_password(plain: Inbox) -> None:
    outcome = send(settings(plain.port), letter(), to=TO)
    assert MADE not in repr(outcome)
    assert "@" not in repr(outcome)
