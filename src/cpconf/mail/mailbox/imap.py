"""The mailbox on a mail server, read over IMAP (RFC 9051) and TLS.

The folder is opened read-only (EXAMINE), and messages are fetched without marking them as read
(BODY.PEEK): the mailbox stays as it was.
"""

import contextlib
import datetime as dt
import imaplib
import io
import re
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from cpconf.config import Config
from cpconf.core.dates.london import wall_clock
from cpconf.errors import DocumentFault, NotFound, TryAgain, UsageFault
from cpconf.mail import failures, settings
from cpconf.mail.bounded import Bounded, TooMuch
from cpconf.mail.mailbox.folder import MailboxEntry
from cpconf.mail.mailbox.incoming import Incoming, fingerprint_of, read_message
from cpconf.mail.mailbox.message_parts import LARGEST, too_large

PORT: Final = 993
"""The port for IMAP over TLS from the first byte on (RFC 8314, section 3.2)."""

MOST_SAID: Final = 10_000_000
"""The most bytes of the server's answer to one command, without messages."""
MOST_ANNOUNCED: Final = LARGEST + 1_000_000
"""The most bytes of messages, or of their headers, in one answer."""
LONGEST_COMMAND: Final = 120
"""The most seconds for the answer to one command, plus one for each 100 kB of message."""
_BYTES_A_SECOND: Final = 100_000
_FAREWELL: Final = 5
_LONGEST_LINE: Final = 1_000_000
_BATCH: Final = 200
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_TOLD: Final = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID DATE FROM)])"
_UID: Final = re.compile(rb"\bUID (\d+)")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE: Final = re.compile(
    rb'\bINTERNALDATE "([ \d]\d)-([A-Z][a-z]{2})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d{4})"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The mail server, the folder on it, and the user who reads it."""

    host: str
    username: str
    password_command: str
    port: int = PORT
    folder: str = "INBOX"

    @classmethod
    def of(cls, config: Config) -> Self:
        """Return the account in [mailbox]. Raises UsageFault (exit 2) naming what is missing."""
        mailbox = config.mailbox
        needed = ("host", "username", "password_command")
        missing = [key for key in needed if key not in mailbox]
        if missing:
            raise UsageFault(
                "which messages? name a folder with them, cpconf inbox FOLDER, or give "
                f"{' and '.join(missing)} in [mailbox] of the configuration\n"
                f"{config.to_write('mailbox', *missing)}"
            )
        for key in ("username", "folder"):
            text = str(mailbox.get(key, ""))
            if not text.isascii() or not all(sign.isprintable() for sign in text):
                raise UsageFault(f"[mailbox] {key} must have plain characters only")
        return cls(
            host=str(mailbox["host"]).strip("[]"),
            username=str(mailbox["username"]),
            password_command=str(mailbox["password_command"]),
            port=int(mailbox.get("port", PORT)),
            folder=str(mailbox.get("folder", "INBOX")),
        )

    def password(self) -> str:
        """Return what the configured command prints. Raises CpconfError if that is no password."""
        asked = settings.Settings(host="", sender="", password_command=self.password_command)
        return asked.password(table="mailbox") or ""


@contextlib.contextmanager
def opened(
    account: Account,
    *,
    timeout: float = 30,
    patience: float = LONGEST_COMMAND,
    context: ssl.SSLContext | None = None,
) -> Iterator["ImapMailbox"]:
    """Open a folder on a mail server for reading.

    `timeout` is how many seconds may pass before the next byte, `patience` before a command's
    answer is complete. `context` decides which certificates are trusted; by default, the system
    does. Raises TryAgain (exit 75) where the server cannot be reached or trusted, rejects the
    login, or sends too much or too slowly, and NotFound (exit 4) where it has no such folder. No
    error repeats what the server said.
    """
    password = account.password()
    connection = None
    try:
        with _explained():
            connection = _Connection(
                account.host,
                account.port,
                ssl_context=context or ssl.create_default_context(),
                timeout=timeout,
                patience=patience,
            )
        with _explained("does not accept the username and password"):
            connection.login(_quoted(account.username), password)
        with _explained():
            answer, _ = connection.select(_quoted(account.folder), readonly=True)
        if answer != "OK":
            raise NotFound("the mailbox has no folder of that name: correct folder in [mailbox]")
        yield ImapMailbox(connection)
    finally:
        if connection is not None:
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                connection.patience = min(patience, _FAREWELL)
                connection.logout()
            with contextlib.suppress(OSError):
                connection.shutdown()


class _Connection(imaplib.IMAP4_SSL):
    """A connection with limits on the answer to each command."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        ssl_context: ssl.SSLContext,
        timeout: float,
        patience: float,
    ) -> None:
        self.patience = patience
        self._announced = 0
        super().__init__(host, port, ssl_context=ssl_context, timeout=timeout)

    def open(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - as the library has it
        """Connect, and allow the server's greeting."""
        super().open(*arguments, **named)
        self._coming = Bounded(self.sock)
        self._said = io.BufferedReader(self._coming)
        self._coming.allow(most=MOST_SAID, seconds=self.patience)

    def send(self, data: Any) -> None:  # noqa: ANN401 - as the library has it
        """Send data, and allow an answer."""
        self._coming.allow(most=MOST_SAID, seconds=self.patience)
        self._announced = 0
        super().send(data)

    def read(self, size: int) -> bytes:
        """Read data of a size that the server announced. Raises TooMuch where that is too much."""
        self._announced += size
        if self._announced > MOST_ANNOUNCED:  # reading makes a buffer of this size at once
            raise TooMuch
        self._coming.extend(most=size, seconds=size / _BYTES_A_SECOND)
        return self._said.read(size)

    def readline(self) -> bytes:
        """Read a line. Raises TooMuch for one that is too long."""
        line = self._said.readline(_LONGEST_LINE + 1)
        if len(line) > _LONGEST_LINE:
            raise TooMuch
        return line


class ImapMailbox:
    """A folder on a mail server, open for reading."""

    remarks: tuple[str, ...] = ()

    def __init__(self, connection: imaplib.IMAP4) -> None:
        """Take a connection on which the folder is open."""
        self._connection = connection
        self._sizes: dict[str, int] = {}

    def listed(self, since: dt.date) -> Iterator[MailboxEntry]:
        """Yield the messages that came on that date or later, in order of arrival."""
        # The server's date may be in another time zone.
        day = since - dt.timedelta(days=1)
        asked = f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"
        found = self._do("SEARCH", "SINCE", asked)
        numbers = [each.decode() for each in b" ".join(filter(None, found)).split()]
        for first in range(0, len(numbers), _BATCH):
            batch = ",".join(numbers[first : first + _BATCH])
            for told, header in _pairs(self._do("FETCH", batch, _TOLD)):
                uid, size = _UID.search(told), _SIZE.search(told)
                arrived = _arrived(told)
                if uid is None or size is None or arrived is None:
                    continue  # a notice from the server about a message that we did not ask for
                key = uid[1].decode()
                self._sizes[key] = int(size[1])
                try:
                    fingerprint = fingerprint_of(header)
                except DocumentFault:
                    fingerprint = None
                yield MailboxEntry(key, fingerprint, wall_clock(arrived))

    def read(self, entry: MailboxEntry) -> Incoming:
        """Read a message without marking it as read. Raises as `Mailbox.read`."""
        if self._sizes.get(entry.key, 0) > LARGEST:
            raise too_large()
        # Never more than the limit, whatever size the server gave before.
        what = f"(UID INTERNALDATE BODY.PEEK[]<0.{LARGEST + 1}>)"
        for told, message in _pairs(self._do("FETCH", entry.key, what)):
            arrived = _arrived(told)
            if arrived is not None:
                return read_message(message, arrived=arrived, filed_at=None)
        raise NotFound("the message is no longer in the mailbox: look again")

    def _do(self, command: str, *arguments: str) -> Sequence[Any]:
        with _explained():
            answer, data = self._connection.uid(command, *arguments)
        if answer != "OK":
            raise TryAgain(
                "the mail server does not do what it is asked: look into the mailbox again later"
            )
        return data


def _pairs(data: Sequence[Any]) -> Iterator[tuple[bytes, bytes]]:
    """Yield, for each message, what the server says about it, and the part asked for."""
    for place, each in enumerate(data):
        if isinstance(each, tuple) and len(each) == 2:
            after = data[place + 1] if place + 1 < len(data) else b""
            yield each[0] + (after if isinstance(after, bytes) else b""), each[1]


def _arrived(told: bytes) -> dt.datetime | None:
    found = _DATE.search(told)
    if found is None:
        return None
    day, month, year, hour, minute, second, zone = (group.decode() for group in found.groups())
    if month not in _MONTHS:
        return None
    number = _MONTHS.index(month) + 1
    try:
        written = f"{year}-{number:02}-{int(day):02}T{hour}:{minute}:{second}{zone[:3]}:{zone[3:]}"
        return dt.datetime.fromisoformat(written)
    except ValueError:
        return None


def _quoted(text: str) -> str:
    """Return a text as a quoted string of IMAP (RFC 9051, section 4.3)."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@contextlib.contextmanager
def _explained(refusal: str = "does not do what it is asked") -> Iterator[None]:
    """Raise TryAgain (exit 75), in our own words, for what goes wrong with the connection."""
    why = ""
    try:
        yield
    except imaplib.IMAP4.abort:
        why = failures.CLOSED
    except imaplib.IMAP4.error:
        why = f"the mail server {refusal}"
    except (OSError, EOFError, UnicodeError) as error:  # OSError: of ssl too
        why = failures.why(error)
    if why:
        raise TryAgain(f"{why}: look into the mailbox again later")
