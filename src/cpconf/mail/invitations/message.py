"""Invitations as messages: a text, the calendar entry, and attachments.

The form that calendar programs accept (RFC 6047): the entry is an alternative to the text, and also
an attachment, for programs that only look there. Each message is for one person.
"""

import email
import email.policy
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage, Message
from typing import Final, Literal

from cpconf.errors import DocumentFault, UsageFault
from cpconf.mail.drafts import NEUTRAL_NAME, UNFOLDED, begun, checked

ENTRY: Final = "invite.ics"
"""The file name of the attached calendar entry."""

LARGEST_MESSAGE: Final = 10_000_000
"""The most bytes of a message with an answer."""

_CALENDARS: Final = frozenset({"text/calendar", "application/ics"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an invitation; its name must say nothing about people."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


def invitation_message(
    *,
    to: str,
    sender: str,
    subject: str,
    body: str,
    calendar: bytes,
    method: Literal["REQUEST", "CANCEL"],
    attachments: Sequence[Attachment] = (),
    draft: bool = True,
) -> bytes:
    """Return the message for one person: the text, `calendar` as iCalendar, and the attachments.

    The same arguments give the same bytes. It has no Date and no Message-ID; with `draft`, mail
    programs open it ready to be sent. Raises UsageFault (exit 2) for an address, a text or a file
    name that cannot be in a message.
    """
    message = begun(to, sender, subject, draft=draft)
    # Text beyond ASCII goes as base64: every server accepts that, and no line is too long.
    message.set_content(checked(body), charset="utf-8", cte="7bit" if body.isascii() else "base64")
    message.add_alternative(
        calendar.decode("utf-8"),
        subtype="calendar",
        charset="utf-8",
        cte="base64",
        params={"method": method},
    )
    entry = Attachment(ENTRY, "application/ics", calendar)
    for attachment in (*attachments, entry):
        if not NEUTRAL_NAME.fullmatch(attachment.name):
            raise UsageFault(
                "the name of an attached file may have plain letters, digits, dots and hyphens only"
            )
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=attachment.name
        )
    _name_boundaries(message, body.encode() + calendar)
    return message.as_bytes(policy=UNFOLDED)


def calendar_in(message: bytes) -> bytes:
    """Return the calendar in a message, such as the answer to an invitation.

    Raises DocumentFault (exit 6) for a message that is damaged or too large, or does not have
    exactly one calendar.
    """
    if len(message) > LARGEST_MESSAGE:
        raise DocumentFault("the message is too large to be an answer to an invitation")
    found = set()
    try:
        for part in email.message_from_bytes(message, policy=email.policy.compat32).walk():
            if part.get_content_type() in _CALENDARS:
                found.add(_decoded(part))
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        raise DocumentFault(
            "the message is damaged: save it again from your mail program"
        ) from None
    # The same calendar is often there twice: as an alternative to the text, and attached.
    if len(found) != 1:
        what = "several calendars" if found else "no calendar"
        raise DocumentFault(f"the message has {what} in it: an answer to an invitation has one")
    return found.pop()


def _decoded(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content.strip() + b"\r\n" if isinstance(content, bytes) else b""


def _name_boundaries(message: EmailMessage, of: bytes) -> None:
    """Set the boundaries between the parts from the content, so that they are not random."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            name = hashlib.sha256(b"%d %s" % (number, of)).hexdigest()[:32]
            part.set_boundary(f"=_{name}")
