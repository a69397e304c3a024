"""Mail servers on loopback: one that takes mail as servers do, one that misbehaves as told."""

import asyncio
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from cpconf.mail.settings import Security, Settings

HOST: Final = "127.0.0.1"


@dataclass(frozen=True)
class Authority:
    """Issues the certificates of a test's servers."""

    ca: trustme.CA

    def trusting(self) -> ssl.SSLContext:
        """What a computer uses that trusts this authority."""
        context = ssl.create_default_context()
        self.ca.configure_trust(context)
        return context

    def serving(
        self,
        name: str = HOST,
        *,
        starts: dt.datetime | None = None,
        ends: dt.datetime | None = None,
    ) -> ssl.SSLContext:
        """What a server uses that has a certificate for this name and time."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.ca.issue_cert(name, not_before=starts, not_after=ends).configure_cert(context)
        return context


@dataclass
class Inbox:
    """What a server has taken."""

    port: int = 0
    messages: list[bytes] = field(default_factory=list)
    senders: list[str | None] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    greetings: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        assert envelope.original_content is not None
        self.messages.append(envelope.original_content)
        self.senders.append(envelope.mail_from)
        self.recipients.append(list(envelope.rcpt_tos))
        self.greetings.append(session.host_name or "")
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"open-sesame", handled=False)


class _OnAnyPort(Controller):
    """A controller that the system gives a port."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        with socket.create_connection((HOST, self.port)):
            self._factory_invoked.wait(5)


@contextmanager
def mail_server(
    *,
    tls: ssl.SSLContext | None = None,
    **options: Any,  # noqa: ANN401 - they are aiosmtpd's
) -> Iterator[Inbox]:
    """A server that takes mail; `tls` from the first byte on, `tls_context` for STARTTLS."""
    inbox = Inbox()
    controller = _OnAnyPort(
        inbox, hostname=HOST, port=0, ssl_context=tls, authenticator=inbox.authenticate, **options
    )
    controller.start()
    try:
        inbox.port = controller.port
        yield inbox
    finally:
        controller.stop()


DROP: Final = "drop"
SILENCE: Final = "silence"
WELL_BEHAVED: Final = {
    "greeting": "220 ready",
    "EHLO": "250-mail.example.org\r\n250 SIZE 1000000",
    "HELO": "250 mail.example.org",
    "STARTTLS": "220 go ahead",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    "body": "",
    ".": "250 taken",
    "QUIT": "221 bye",
}


@dataclass
class Heard:
    """What a server that misbehaves was told."""

    port: int = 0
    verbs: list[str] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    """Of a message, all but the dot that ends it."""


@contextmanager
def misbehaving_server(replies: Mapping[str, str]) -> Iterator[Heard]:
    """A server for one conversation, with these replies instead of well-behaved ones.

    DROP closes the connection instead of replying, SILENCE says nothing. "body" stands for the
    first line of a message, "." for its end.
    """
    heard = Heard()
    with socket.create_server((HOST, 0)) as listening:
        listening.settimeout(10)
        heard.port = listening.getsockname()[1]
        server = _Misbehaving({**WELL_BEHAVED, **replies}, heard)
        thread = threading.Thread(target=server.converse, args=(listening,))
        thread.start()
        try:
            yield heard
        finally:
            server.over.set()
            thread.join()


class _Misbehaving:
    """One conversation, from the greeting to the first reply that is none."""

    def __init__(self, replies: Mapping[str, str], heard: Heard) -> None:
        self.replies = replies
        self.heard = heard
        self.over = threading.Event()

    def converse(self, listening: socket.socket) -> None:
        connection, _ = listening.accept()
        connection.settimeout(10)
        with connection, connection.makefile("rb") as lines, suppress(ConnectionError):
            verb = "greeting"
            while self.answers(connection, self.replies.get(verb, "502 what?")):
                if verb == "DATA" and self.replies[verb].startswith("354"):
                    verb = self.listen(lines)
                else:
                    words = lines.readline().split()
                    if not words:
                        return
                    verb = words[0].decode("latin-1").upper()
                self.heard.verbs.append(verb)

    def listen(self, lines: BinaryIO) -> str:
        """Take a message to its end, or no further than its first line."""
        while (line := lines.readline()) and line != b".\r\n":
            self.heard.lines.append(line)
            if self.replies["body"]:
                return "body"
        return "."

    def answers(self, connection: socket.socket, reply: str) -> bool:
        if reply == DROP:
            return False
        if reply == SILENCE:
            self.over.wait(10)  # until the other side has given up
            return False
        connection.sendall(reply.encode() + b"\r\n")
        return True


def settings(
    port: int, security: Security = Security.NONE, *, password_command: str | None = None
) -> Settings:
    """Settings for a server of these tests; with a command, a login too."""
    return Settings(
        host=HOST,
        port=port,
        security=security,
        sender="office@example.org",
        username=None if password_command is None else "office",
        password_command=password_command,
    )
