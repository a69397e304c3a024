"""Mail servers that say too much, too slowly or without end: given up in time, in few words."""

import contextlib
import datetime as dt
import resource
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from cpconf.errors import TryAgain
from cpconf.mail.mailbox.folder import MailboxEntry
from cpconf.mail.mailbox.imap import MOST_ANNOUNCED, Account, opened
from cpconf.mail.sending import Kind, send
from tests.mail.messages import TO, letter
from tests.mail.servers import HOST, Authority, settings

Talk = Callable[[socket.socket], None]
NOW = dt.datetime(2026, 12, 1, 9)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


@contextlib.contextmanager
def serving(talk: Talk, authority: Authority | None = None) -> Iterator[int]:
    """A server on loopback that speaks as it is told, over TLS where it has a certificate."""
    context = authority.serving() if authority is not None else None

    class Caller(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                if context is None:
                    talk(self.request)
                    return
                with context.wrap_socket(self.request, server_side=True) as secured:
                    talk(secured)

    with _Server((HOST, 0), Caller) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def flood(begin: bytes, again: bytes) -> Talk:
    """Something, and then the same again without an end."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(begin)
        piece = again * max(1, 65_536 // len(again))
        while True:
            connection.sendall(piece)

    return talk


def drip(words: bytes) -> Talk:
    """A byte now and then, so that none is ever late."""

    def talk(connection: socket.socket) -> None:
        while True:
            for number in words:
                connection.sendall(bytes([number]))
                time.sleep(0.1)

    return talk


def silence(connection: socket.socket) -> None:
    connection.recv(1)
    time.sleep(5)


@pytest.mark.parametrize(
    ("talk", "why"),
    [
        pytest.param(flood(b"", b"220-more\r\n"), "says more than", id="a greeting without an end"),
        pytest.param(flood(b"220 ", b"x" * 1000), "says more than", id="a line without an end"),
        pytest.param(drip(b"220-more\r\n"), "does not answer", id="a byte now and then"),
        pytest.param(drip(b"2"), "does not answer", id="a line a byte now and then"),
        pytest.param(silence, "does not answer", id="silence"),
    ],
)
def test_a_server_for_sending_that_does_not_end_is_given_up(talk: Talk, why: str) -> None:
    begun = time.monotonic()
    with serving(talk) as port:
        outcome = send(settings(port), letter(), to=TO, timeout=1, patience=1)
    assert outcome.kind is Kind.LATER
    assert why in outcome.reason
    assert time.monotonic() - begun < 6


def slow_but_willing(seconds: float) -> Talk:
    """An honest server that takes its time with each reply."""

    def talk(connection: socket.socket) -> None:
        file = connection.makefile("rb")
        reply = b"220 ready\r\n"
        while True:
            time.sleep(seconds)
            connection.sendall(reply)
            verb = file.readline()[:4].upper()
            if not verb:
                return
            reply = b"354 go\r\n" if verb == b"DATA" else b"250 ok\r\n"
            if verb == b"DATA":
                connection.sendall(reply)
                while (line := file.readline()) and line != b".\r\n":
                    pass
                reply = b"250 taken\r\n"

    return talk


def test_a_conversation_has_an_end_of_its_own() -> None:
    with serving(slow_but_willing(0.4)) as port:
        taken = send(settings(port), letter(), to=TO, timeout=2, patience=2, overall=30)
        late = send(settings(port), letter(), to=TO, timeout=2, patience=2, overall=0.9)
    assert taken.kind is Kind.SENT
    assert late.kind is Kind.LATER
    assert "does not answer" in late.reason


def imap(answers: dict[bytes, bytes | Talk]) -> Talk:
    """A server of mailboxes that behaves, but for what it is told to answer to some commands."""

    usual: dict[bytes, bytes] = {
        b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
        b"SEARCH": b"* SEARCH 1\r\n",
        b"EXAMINE": b"* 1 EXISTS\r\n",
    }

    def talk(connection: socket.socket) -> None:
        file = connection.makefile("rb")
        greeting = answers.get(b"greeting", b"* OK ready\r\n")
        if callable(greeting):
            greeting(connection)
            return
        connection.sendall(greeting)
        while words := file.readline().split():
            verb = words[2] if words[1] == b"UID" else words[1]
            answer = answers.get(verb, usual.get(verb, b""))
            if callable(answer):
                answer(connection)
                return
            connection.sendall(answer + words[0] + b" OK done\r\n")
            if verb == b"LOGOUT":
                return

    return talk


DRIP = drip(b"* OK still here\r\n")
LITERAL = b'* 1 FETCH (UID 1 INTERNALDATE "01-Dec-2026 09:00:00 +0000" BODY[]<0> {%d}\r\n'
HOSTILE = [
    pytest.param({b"greeting": DRIP}, "does not answer", id="a greeting a byte now and then"),
    pytest.param(
        {b"greeting": flood(b"* OK ", b"x" * 1000)}, "says more", id="an endless greeting"
    ),
    pytest.param({b"CAPABILITY": flood(b"", b"* OK more\r\n")}, "says more", id="capabilities"),
    pytest.param({b"LOGIN": flood(b"", b"* OK more\r\n")}, "says more", id="flood at the login"),
    pytest.param({b"LOGIN": drip(b"* OK more\r\n")}, "does not answer", id="drip at the login"),
    pytest.param(
        {b"EXAMINE": flood(b"", b"* 1 EXISTS\r\n")}, "says more", id="flood at the folder"
    ),
    pytest.param({b"SEARCH": flood(b"* SEARCH", b" 1")}, "says more", id="a line without an end"),
    pytest.param({b"SEARCH": flood(b"", b"* SEARCH 1\r\n")}, "says more", id="untagged lines"),
    pytest.param({b"SEARCH": DRIP}, "does not answer", id="untagged lines, slowly"),
    pytest.param({b"FETCH": flood(LITERAL % (4 << 30), b"x")}, "says more", id="4 GB announced"),
    pytest.param(
        {b"FETCH": flood(LITERAL % MOST_ANNOUNCED, b"x")}, "says more", id="more than it said"
    ),
    pytest.param(
        {b"FETCH": flood(b"", LITERAL % 60_000 + b"x" * 60_000 + b")\r\n")}, "says more", id="many"
    ),
    pytest.param({b"FETCH": drip(LITERAL % 1000)}, "does not answer", id="a message, slowly"),
]


def look_into(port: int, authority: Authority, patience: float) -> None:
    """List what is in the mailbox, and read the first message."""
    account = Account(host=HOST, port=port, username="u", password_command="echo p")  # noqa: S106 - a command
    with opened(account, timeout=1, patience=patience, context=authority.trusting()) as mailbox:
        entries = list(mailbox.listed(NOW.date()))
        mailbox.read(entries[0] if entries else MailboxEntry("1", None, NOW))


@pytest.mark.slow
@pytest.mark.parametrize(("answers", "why"), HOSTILE)
def test_a_server_of_mailboxes_that_does_not_end_is_given_up(
    authority: Authority, answers: dict[bytes, bytes | Talk], why: str
) -> None:
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with serving(imap(answers), authority) as port, pytest.raises(TryAgain, match=why):
        look_into(port, authority, patience=2 if "answer" in why else 30)
    assert time.monotonic() - begun < 40
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 500_000, f"{grown} kB"


def test_a_server_of_mailboxes_that_behaves_is_read(authority: Authority) -> None:
    message = b"From: a@example.org\r\nSubject: x\r\n\r\ny\r\n"
    fetch = LITERAL % len(message) + message + b")\r\n"
    with serving(imap({b"FETCH": fetch}), authority) as port:
        account = Account(host=HOST, port=port, username="u", password_command="echo p")  # noqa: S106 - a command
        with opened(account, context=authority.trusting()) as mailbox:
            assert mailbox.read(MailboxEntry("1", None, NOW)).sender == "a@example.org"
