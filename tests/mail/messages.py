"""Drafts and letters of an invented family."""

import datetime as dt
import io
from pathlib import Path
from typing import Final

from cpconf.core.words import DocumentKind, FileType
from cpconf.mail.drafts import MEDIA_TYPES, password_draft, write_report_draft
from cpconf.mail.letter import Letter, for_sending
from cpconf.mail.wording import first_message, second_message

TO: Final = "robin@example.com"
SENDER: Final = "office@example.org"
MADE: Final = "amber-kettle-tulip-saddle-comet"
MESSAGE_ID: Final = "<0123456789abcdef@example.org>"
DATE: Final = dt.datetime(2026, 7, 1, 9, 30)

NASTY: Final = (
    "-- abcdefghijkl",
    "From abcdefghijk",
    "From: a@b.example",
    ".abcdefghijklmn",
    "..............",
    ">abcdefghijklmn",
    "> abcdefghijklmn",
    "=41bcdefghijklm=",
    "=?utf-8?q?abc?=",
    "a  b   c    d     e",
    "<b>abcdefghijk</b>",
    "~!@#$%^&*()_+{}|:\"<>?`-=[]\\;',./",
    "x" * 64,
    "This is the password:",
    "How to type it:",
)
"""Passwords that mail could take for something else."""


def report_draft(attachment: Path, *, sender: str | None = SENDER, to: str = TO) -> bytes:
    """A first message with this file attached."""
    message = first_message("X1", DocumentKind.REPORT, FileType.PDF)
    out = io.BytesIO()
    write_report_draft(
        out,
        to=to,
        sender=sender,
        subject=message.subject,
        body=message.body,
        attachment=attachment,
        name=attachment.name,
        media_type=MEDIA_TYPES[FileType.PDF],
    )
    return out.getvalue()


def held(password: str = MADE, *, sender: str | None = SENDER) -> bytes:
    """A second message with this password."""
    message = second_message("X1", DocumentKind.REPORT, password)
    return password_draft(to=TO, sender=sender, subject=message.subject, body=message.body)


def letter(draft: bytes | None = None) -> Letter:
    """A draft ready for sending."""
    return for_sending(draft or held(), message_id=MESSAGE_ID, date=DATE)
