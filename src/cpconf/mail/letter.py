"""Preparing a draft for SMTP: one recipient, a Date and a Message-ID."""

import datetime as dt
import io
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import compat32  # the newer parser stumbles over damaged addresses
from email.utils import format_datetime, getaddresses
from typing import BinaryIO, Final

from cpconf.core.dates.london import LONDON
from cpconf.errors import Refused, UsageFault
from cpconf.mail.addresses import one_address

_MESSAGE_ID: Final = re.compile(r"<[A-Za-z0-9._+=-]{1,128}@[A-Za-z0-9.-]{1,128}>")
_LEFT_OUT: Final = frozenset({b"x-unsent", b"date", b"message-id"})
_OTHER_RECIPIENTS: Final = ("Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc")
_LONGEST_LINE: Final = 998
_LONGEST_HEADER: Final = 1 << 20
_FIELD: Final = re.compile(rb"[!-9;-~]+:")
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it goes over SMTP: one sender, one recipient, a header, and the rest of a draft.

    The draft stays open until the letter is sent; `start` is the offset of its text in bytes.
    """

    sender: str
    to: str
    header: bytes
    draft: BinaryIO
    start: int

    def lines(self) -> Iterator[bytes]:
        """Yield every line, with CRLF as its end (RFC 5321, section 2.3.8)."""
        for line in io.BytesIO(self.header):
            yield line
        self.draft.seek(self.start)
        for line in self.draft:
            if line.endswith(b"\r\n") and line.count(b"\r") == 1:
                yield line
            else:
                whole = line.removesuffix(b"\n").removesuffix(b"\r")
                for part in _LINE_END.split(whole):
                    yield part + b"\r\n"


def new_message_id(sender: str) -> str:
    """Return a unique Message-ID in the sender's domain (RFC 5322, section 3.6.4)."""
    return f"<{secrets.token_hex(16)}@{one_address(sender).domain}>"


def for_sending(draft: bytes | BinaryIO, *, message_id: str, date: dt.datetime) -> Letter:
    """Return a draft as a letter for SMTP: without X-Unsent, with a Date and a Message-ID.

    `date` is wall-clock Europe/London. Everything else stays as it is in the draft, which must have
    one sender and one recipient. Raises Refused (exit 5) where it has more, is damaged, or could be
    rejected: every server accepts only seven bits and lines of 998 characters (RFC 5321).
    """
    if not _MESSAGE_ID.fullmatch(message_id):
        raise UsageFault("a Message-ID is written <unique-part@domain>")
    file = io.BytesIO(draft) if isinstance(draft, bytes) else draft
    file.seek(0)
    fields, start = _fields(file)
    message = BytesHeaderParser(policy=compat32).parsebytes(b"".join(fields))
    if any(name in message for name in _OTHER_RECIPIENTS):
        raise Refused(
            "the message has other recipients than the one it was made for: make it again"
        )
    kept = [field for field in fields if field.partition(b":")[0].lower() not in _LEFT_OUT]
    added = f"Date: {format_datetime(date.replace(tzinfo=LONDON))}\r\nMessage-ID: {message_id}\r\n"
    letter = Letter(
        sender=_the_one(message.get_all("From", []), "sender"),
        to=_the_one(message.get_all("To", []), "recipient"),
        header=added.encode() + b"".join(kept) + b"\r\n",
        draft=file,
        start=start,
    )
    if not all(line.isascii() and len(line) <= _LONGEST_LINE + 2 for line in letter.lines()):
        raise Refused(
            "the message was saved by another program in a form that cannot be sent: make it again"
        )
    return letter


def _fields(file: BinaryIO) -> tuple[list[bytes], int]:
    """Return a header's fields, each with its continuation lines, and the offset of the text."""
    fields: list[bytes] = []
    for line in iter(lambda: file.readline(_LONGEST_HEADER), b""):
        text = line.rstrip(b"\r\n")
        if not text:
            return fields, file.tell()
        if text[:1] in {b" ", b"\t"} and fields:
            fields[-1] += text + b"\r\n"
        elif _FIELD.match(text):
            fields.append(text + b"\r\n")
        else:
            break
    raise Refused("the header of the message is damaged: make the message again")


def _the_one(headers: list[str], what: str) -> str:
    """Return the only address in the headers of a kind. Raises Refused where there is not one."""
    addresses = [address for _, address in getaddresses([str(header) for header in headers])]
    if len(addresses) == 1:  # an empty header also gives one
        with suppress(UsageFault):
            return one_address(addresses[0]).addr_spec
    raise Refused(f"the message does not have exactly one {what}: make it again")
