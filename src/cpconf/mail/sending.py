"""Sending one message over SMTP (RFC 5321), and reporting whether it was sent.

A failure before the end of the message means that it was not sent. After the server's reply, the
reply decides. If the connection breaks between the two, SMTP cannot tell: it is unknown.
"""

import io
import ipaddress
import math
import smtplib
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, assert_never

from cpconf.errors import CpconfError, Refused
from cpconf.mail import failures
from cpconf.mail.addresses import one_address
from cpconf.mail.bounded import Bounded, TooMuch
from cpconf.mail.letter import Letter
from cpconf.mail.settings import Security, Settings

_OUR_NAME: Final = "[127.0.0.1]"
"""The name for the greeting: this computer's own name would show in every message."""

_AT_A_TIME: Final = 1 << 16

LONGEST_REPLY: Final = 65_536
"""The most bytes of a reply, all lines together; RFC 5321, 4.5.3.1.5, allows 512 for each."""
LONGEST_SESSION: Final = 900
"""The most seconds for the whole session."""


class Kind(StrEnum):
    """Whether a message was sent.

    `refused` and `later` were certainly not sent: the server does not accept this message, or could
    not be used now. `unknown` may have been sent: only a person can find out.
    """

    SENT = "sent"
    REFUSED = "refused"
    LATER = "later"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SendingOutcome:
    """Whether a message was sent, and a short reason without an address or the server's words.

    For `later`: `busy` means that the server asked to wait (a 4xx reply, RFC 5321, section 4.2.1),
    `away` that no message could be offered, so that others would fail too.
    """

    kind: Kind
    reason: str
    busy: bool = field(default=False, compare=False)
    away: bool = field(default=False, compare=False)


class _Ended(Exception):
    """The session ended before the message was sent."""

    def __init__(self, kind: Kind, reason: str, *, busy: bool = False) -> None:
        super().__init__(reason)
        self.kind, self.reason, self.busy = kind, reason, busy


def send(
    settings: Settings,
    letter: Letter,
    *,
    to: str,
    timeout: float = 20,
    patience: float = 120,
    overall: float = LONGEST_SESSION,
    context: ssl.SSLContext | None = None,
) -> SendingOutcome:
    """Send a letter to the one address that it was made for.

    In seconds: `timeout` is for each complete reply, `patience` for the reply to the whole message,
    which the server may scan first, `overall` for the session. `context` decides which certificates
    are trusted; by default, the system does. Raises Refused (exit 5) where the letter is for
    somebody else; all other failures are outcomes.
    """
    if letter.to != one_address(to).addr_spec:
        raise Refused("the message is not addressed to the recipient on record: make it again")
    try:
        password = settings.password()
    except CpconfError as error:
        return SendingOutcome(Kind.LATER, str(error), away=True)
    conversation = _Conversation(time.monotonic() + overall)
    try:
        if context is None and settings.security is not Security.NONE:
            context = ssl.create_default_context()  # late: reads all trusted certificates
        conversation.open(settings, timeout, context)
        if settings.username is not None and password is not None:
            conversation.log_in(settings.username, password)
        conversation.offer(letter)
        conversation.write(letter.lines())
        return conversation.verdict(patience)
    except _Ended as ended:
        away = ended.kind is Kind.LATER and not conversation.agreed
        return SendingOutcome(ended.kind, ended.reason, busy=ended.busy, away=away)
    except (OSError, UnicodeError) as error:  # OSError: of ssl and smtplib too
        if conversation.handed_over:
            return SendingOutcome(
                Kind.UNKNOWN, "the mail server did not say whether it took the message"
            )
        return SendingOutcome(
            Kind.LATER, failures.why(error, closed=smtplib.SMTPServerDisconnected), away=True
        )
    finally:
        conversation.close()


class _Bounded(smtplib.SMTP):
    """A connection with limits on each whole reply, even if it comes byte by byte."""

    until = math.inf
    """When the session must end, by the monotonic clock."""

    _coming: Bounded | None = None
    _of: socket.socket | None = None

    def getreply(self) -> tuple[int, bytes]:
        """Read the next reply. Raises as the library does, and TooMuch for one that is too long."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected
        if self._coming is None or self._of is not self.sock:  # STARTTLS makes a new socket
            self._coming, self._of = Bounded(self.sock), self.sock
        if self.file is None:
            self.file = io.BufferedReader(self._coming)
        seconds = min(self.sock.gettimeout() or math.inf, self.until - time.monotonic())
        self._coming.allow(most=LONGEST_REPLY, seconds=seconds)
        try:
            return super().getreply()
        except smtplib.SMTPResponseException as error:  # a line that is too long
            raise TooMuch from error


class _BoundedTls(_Bounded, smtplib.SMTP_SSL):
    """A connection with TLS from its first byte."""


class _Conversation:
    """The steps of one SMTP session; a step raises _Ended unless the server accepts it."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.smtp: _Bounded | None = None
        self.agreed = False
        self.writing = False
        self.handed_over = False

    @property
    def server(self) -> _Bounded:
        if self.smtp is None:
            raise smtplib.SMTPServerDisconnected
        return self.smtp

    def open(self, settings: Settings, timeout: float, context: ssl.SSLContext | None) -> None:
        """Connect, with encryption before anything else is sent."""
        try:
            match settings.security:
                case Security.TLS:
                    self.smtp = _BoundedTls(
                        settings.host,
                        settings.port,
                        local_hostname=_OUR_NAME,
                        timeout=timeout,
                        context=context,
                    )
                case Security.STARTTLS | Security.NONE:
                    self.smtp = _Bounded(
                        settings.host, settings.port, local_hostname=_OUR_NAME, timeout=timeout
                    )
                case _:
                    assert_never(settings.security)
            self.smtp.until = self.until
            if settings.security is Security.NONE and not _is_loopback(self.server.sock):
                what = "without encryption mail goes to a server on this computer only"
                raise _Ended(Kind.LATER, what)
            self.server.ehlo_or_helo_if_needed()
            if settings.security is Security.STARTTLS:
                self.server.starttls(context=context)
                self.server.ehlo_or_helo_if_needed()
        except smtplib.SMTPNotSupportedError:
            what = "the mail server offers no encryption (STARTTLS)"
            raise _Ended(Kind.LATER, what) from None
        except smtplib.SMTPResponseException as error:
            raise _unwilling(error.smtp_code) from None

    def log_in(self, username: str, password: str) -> None:
        try:
            self.server.login(username, password)
        except smtplib.SMTPAuthenticationError as error:
            if 400 <= error.smtp_code < 500:
                raise _unwilling(error.smtp_code) from None
            what = "the mail server does not accept the username and password"
            raise _Ended(Kind.LATER, what) from None
        except smtplib.SMTPServerDisconnected:
            raise
        except (smtplib.SMTPException, ValueError):  # ValueError: an unreadable challenge
            what = "the mail server offers no way to log in that is known here"
            raise _Ended(Kind.LATER, what) from None

    def offer(self, letter: Letter) -> None:
        """Send sender, recipient and size; the server may refuse each."""
        options = []
        if self.server.has_extn("size"):  # RFC 1870
            size = sum(map(len, letter.lines()))
            most = self.server.esmtp_features["size"]
            if most.isdecimal() and 0 < int(most) < size:
                raise _Ended(Kind.REFUSED, _TOO_LARGE)
            options.append(f"size={size}")
        code, _ = self.server.mail(letter.sender, options)
        try:
            self.expect({250}, code, "the mail server refuses the sender")
        except _Ended as ended:
            if ended.kind is Kind.REFUSED and ended.reason != _TOO_LARGE:
                # A refused sender is the same for every message of ours.
                raise _Ended(Kind.LATER, ended.reason) from None
            raise
        self.agreed = True
        code, _ = self.server.rcpt(letter.to)
        self.expect({250, 251}, code, "the mail server refuses the recipient's address")

    def write(self, lines: Iterable[bytes]) -> None:
        """Send the message, except the dot that ends it."""
        code, _ = self.server.docmd("DATA")
        self.expect({354}, code, "the mail server refuses the message")
        self.writing = True
        for piece in _pieces(lines):
            if time.monotonic() > self.until:
                raise TimeoutError
            self.server.send(piece)

    def verdict(self, patience: float) -> SendingOutcome:
        """End the message, and return the outcome by the server's reply."""
        if self.server.sock is not None:
            self.server.sock.settimeout(patience)
            # Otherwise the dot waits 40 ms, until the server confirms the lines before it.
            self.server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.handed_over = True
        self.server.send(b".\r\n")
        code, _ = self.server.getreply()
        self.writing = False
        self.expect(range(200, 300), code, "the mail server refuses the message", Kind.UNKNOWN)
        return SendingOutcome(Kind.SENT, "the mail server has taken it")

    def expect(
        self, wanted: Iterable[int], code: int, refusal: str, otherwise: Kind = Kind.LATER
    ) -> None:
        if code in wanted:
            return
        if code == 530:  # RFC 4954: authentication required
            raise _Ended(Kind.LATER, "the mail server wants a username and password")
        if code == 552:  # RFC 1870: larger than the server takes
            raise _Ended(Kind.REFUSED, _TOO_LARGE)
        if 500 <= code < 600:
            raise _Ended(Kind.REFUSED, refusal)
        if 400 <= code < 500:
            raise _Ended(Kind.LATER, "the mail server cannot take it now", busy=True)
        raise _Ended(otherwise, "the mail server's answer makes no sense")

    def close(self) -> None:
        """Quit if the server is listening, whatever it answers, and disconnect."""
        if self.smtp is None:
            return
        with suppress(OSError):
            if self.smtp.sock is not None and not self.writing:
                self.smtp.sock.settimeout(1)
                self.smtp.docmd("QUIT")
        self.smtp.close()


_TOO_LARGE: Final = "the message is larger than the mail server takes"


def _pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines in larger pieces, with a dot added before a leading dot (RFC 5321, 4.5.2)."""
    piece = bytearray()
    for line in lines:
        if line.startswith(b"."):
            piece += b"."
        piece += line
        if len(piece) >= _AT_A_TIME:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


def _unwilling(code: int) -> _Ended:
    """Return the end of a session that the server refuses whatever the message."""
    if 400 <= code < 500:
        return _Ended(Kind.LATER, "the mail server is busy", busy=True)
    if 500 <= code < 600:
        return _Ended(Kind.LATER, "the mail server does not accept this computer")
    return _Ended(Kind.LATER, "what answers there is not a mail server")


def _is_loopback(connection: socket.socket | None) -> bool:
    """Tell whether the connection is to this machine, whatever name it was opened by."""
    if connection is None:
        return False
    return ipaddress.ip_address(connection.getpeername()[0]).is_loopback
