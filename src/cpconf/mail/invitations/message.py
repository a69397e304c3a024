"""Invitations as messages: a text, the calendar entry, and what goes with them.

The shape that calendars take (RFC 6047): the entry stands beside the text, as another form of it,
and is attached too, for the programs that only look there. One message is for one person.
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
"""What the attached calendar entry is called."""

LARGEST_MESSAGE: Final = 10_000_000
"""The bytes that a message with an answer may have."""

_CALENDARS: Final = frozenset({"text/calendar", "application/ics"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an invitation; its name tells nothing of whom it is about."""

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
    """The message for one person: the text, `calendar` as iCalendar, and the attachments.

    The same arguments give the same bytes. It has no Date and no Message-ID as yet; with `draft`,
    mail programs open it ready to be sent. Raises UsageFault for an address, a text or a name that
    does not belong in a message.
    """
    message = begun(to, sender, subject, draft=draft)
    # Other letters go as base64: every server takes that, and no line of it is too long.
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
                "the name of an attached file has plain letters, digits, dots and hyphens only"
            )
        main, _, sub = attachment.media_type.partition("/")
        message.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=attachment.name
        )
    _name_boundaries(message, body.encode() + calendar)
    return message.as_bytes(policy=UNFOLDED)


def calendar_in(message: bytes) -> bytes:
    """The calendar in a message, such as the answer to an invitation.

    Raises DocumentFault for a message that is damaged, too large, or has none or several.
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
    # The same calendar often stands there twice: beside the text, and attached.
    if len(found) != 1:
        what = "several calendars" if found else "no calendar"
        raise DocumentFault(f"the message has {what} in it: an answer to an invitation has one")
    return found.pop()


def _decoded(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content.strip() + b"\r\n" if isinstance(content, bytes) else b""


def _name_boundaries(message: EmailMessage, of: bytes) -> None:
    """Give the lines between the parts a name by what they hold, so that nothing is by chance."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            name = hashlib.sha256(b"%d %s" % (number, of)).hexdigest()[:32]
            part.set_boundary(f"=_{name}")
