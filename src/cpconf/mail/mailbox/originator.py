"""The sender that a message claims: one address, or none.

RFC 5322, section 3.6.2: From names the authors, and Sender the one who sent the message if that is
not the only author. Programs read malformed fields differently, and show a name that contains an
address as if it were the address. So anything but one clear author counts as none.
"""

import re
from contextlib import suppress
from email.message import Message
from typing import Final

from cpconf.errors import UsageFault
from cpconf.mail.addresses import read_address
from cpconf.mail.mailbox.message_parts import LONGEST_FIELD, all_lines

_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT: Final = re.compile(r"\((?:[^()\\]|\\.)*\)")
_MAILBOX: Final = re.compile(r"(?P<name>[^<>(),;:\"\[\]\\]*)<(?P<within>[^<>]*)>|(?P<bare>[^<>]*)")
_ADDRESS: Final = re.compile(r"[^\s<>(),;:\"\[\]\\@]{1,64}@[^\s<>(),;:\"\[\]\\@]{1,255}")


def originator(header: Message) -> str | None:
    """Return the address of the only author of a message, or None.

    Also None where Sender differs from From: somebody sent it in another person's name.
    """
    authors = _raw(header, "From")
    if len(authors) != 1:
        return None
    author = _mailbox(authors[0])
    if author is None:
        return None
    senders = [_mailbox(sender) or "" for sender in _raw(header, "Sender") if sender.strip()]
    return author if all(sender.lower() == author.lower() for sender in senders) else None


def claimed_by(header: Message) -> frozenset[str]:
    """Return all addresses in From and Sender, even malformed ones, in lower case."""
    return frozenset(
        found.lower()
        for name in ("From", "Sender")
        for line in all_lines(header, name)
        for found in _ADDRESS.findall(line)[:20]
    )


def _raw(header: Message, name: str) -> list[str]:
    return [str(value) for value in header.get_all(name, [])]


def _mailbox(field: str) -> str | None:
    """Return the one address of a field; None where the field could be read in several ways."""
    line = " ".join(field.split())
    if len(line) > LONGEST_FIELD:
        return None
    plain = _QUOTED.sub("", line)
    while (shorter := _COMMENT.sub(" ", plain)) != plain:
        plain = shorter
    found = _MAILBOX.fullmatch(plain.strip())
    if found is None:
        return None
    address = (found["within"] if found["bare"] is None else found["bare"]).strip()
    name = (found["name"] or "").strip(" '").lower()
    if "@" in name and name != address.lower():
        return None
    with suppress(UsageFault):
        return read_address(address)
    return None
