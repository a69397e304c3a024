"""Whom a message says it comes from: one address, or nobody.

RFC 5322, section 3.6.2: From names the authors, and Sender who sent it, where that is not the one
author. Programs read a field that is not in its form each in their own way, and show a name that
holds an address as if it were one. So what is not plainly one author is nobody.
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
    """The address of the one author who sent a message, or None.

    None, too, where Sender is another than From: somebody sent it in another's name.
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
    """All addresses that stand in From and Sender, whatever form these have; in lower case."""
    return frozenset(
        found.lower()
        for name in ("From", "Sender")
        for line in all_lines(header, name)
        for found in _ADDRESS.findall(line)[:20]
    )


def _raw(header: Message, name: str) -> list[str]:
    return [str(value) for value in header.get_all(name, [])]


def _mailbox(field: str) -> str | None:
    """The one address of a field, as read from a form of which there is one reading."""
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
