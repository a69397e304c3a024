"""Messages as `.eml` drafts, which a desktop mail program opens ready to be sent.

`X-Unsent: 1` makes Outlook and Thunderbird open a message for sending. A draft has no Date, no
Message-ID and no Bcc: the sending program adds them. Line ends are CRLF (RFC 5322).
"""

import base64
import email
import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path
from typing import BinaryIO, Final

from cpconf.core.words import FileType
from cpconf.errors import CpconfError, NotFound, UsageFault
from cpconf.files import opened
from cpconf.mail.addresses import one_address
from cpconf.mail.wording import password_in

MEDIA_TYPES: Final[Mapping[FileType, str]] = {
    FileType.PDF: "application/pdf",
    FileType.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The media type of each type of file (RFC 6838)."""

UNFOLDED: Final = SMTP.clone(max_line_length=998)
"""A policy that folds no header line below RFC 5322's limit: the library folds long addresses
wrongly."""

NEUTRAL_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""Permitted names of attached files: only characters that no mail program has to encode."""

_LONGEST_PASSWORD_LINE: Final = 77
_PASSWORD: Final = re.compile(r"[!-~][ -~]{10,62}[!-~]")
_LINE_OF_BASE64: Final = 57  # bytes, which make 76 characters (RFC 2045)
_LINE: Final = re.compile(rb".{1,76}")
_AT_A_TIME: Final = _LINE_OF_BASE64 * 8192


def begun(
    to: str | Sequence[str] | None,
    sender: str | None,
    subject: str,
    *,
    copied: Sequence[str] = (),
    draft: bool = True,
) -> EmailMessage:
    """Return a message without text, Date and Message-ID; `copied` are those copied in.

    With `draft`, mail programs open it ready to be sent. Raises UsageFault (exit 2) for an address
    or a subject that cannot be in a message.
    """
    if not subject.isprintable() or not subject.strip():
        raise UsageFault("the subject of a message is one line without control characters")
    message = EmailMessage(policy=SMTP)
    if draft:
        message["X-Unsent"] = "1"
    if sender is not None:
        message["From"] = one_address(sender)
    if to is not None:
        message["To"] = [one_address(each) for each in ([to] if isinstance(to, str) else to)]
    if copied:
        message["Cc"] = [one_address(each) for each in copied]
    message["Subject"] = subject
    return message


def checked(body: str) -> str:
    """Return the text of a message unchanged.

    Raises UsageFault (exit 2) for control characters, or spaces at the end of a line.
    """
    if not all(line.isprintable() and line == line.rstrip() for line in body.split("\n")):
        raise UsageFault(
            "the text of a message must have no control characters, and no spaces at line ends"
        )
    return body


def write_report_draft(
    out: BinaryIO,
    *,
    to: str | Sequence[str],
    copied: Sequence[str] = (),
    sender: str | None,
    subject: str,
    body: str,
    attachment: Path,
    name: str,
    media_type: str,
) -> None:
    """Write the first message: a text, and a protected file attached under a neutral name.

    The file is copied in pieces, so that a large one needs little memory. Raises UsageFault (exit
    2) for an address, text, file name or type that cannot be in a message, and NotFound (exit 4)
    where the file is missing.
    """
    if media_type not in MEDIA_TYPES.values():
        raise UsageFault("only a protected PDF or Word document can be attached to a message")
    if not NEUTRAL_NAME.fullmatch(name):
        raise UsageFault(
            "the name of the attached file may have plain letters, digits, dots and hyphens only"
        )
    message = begun(to, sender, subject, copied=copied)
    message.set_content(checked(body), charset="utf-8")
    stand_in = secrets.token_bytes(48)
    main, sub = media_type.split("/")
    message.add_attachment(stand_in, maintype=main, subtype=sub, filename=name)
    head, tail = message.as_bytes(policy=UNFOLDED).split(base64.b64encode(stand_in) + b"\r\n")
    try:
        file = opened(attachment)
    except OSError as error:
        raise NotFound(
            "the protected document is not where cpconf put it: protect it again"
        ) from error
    with file:
        out.write(head)
        while piece := file.read(_AT_A_TIME):
            out.write(b"\r\n".join(_LINE.findall(base64.b64encode(piece))) + b"\r\n")
        out.write(tail)


def attachment_sha256(draft: Path) -> str | None:
    """Return the SHA-256 of a draft's one attached file; None if unreadable, or not exactly one."""
    try:
        with opened(draft, follow=False) as file:
            message = email.message_from_binary_file(file, policy=default)
        (attached,) = message.iter_attachments()
        return hashlib.sha256(attached.get_content()).hexdigest()
    except (OSError, KeyError, LookupError, TypeError, ValueError, AttributeError):
        return None


def password_draft(
    *,
    to: str | Sequence[str] | None,
    copied: Sequence[str] = (),
    sender: str | None,
    subject: str,
    body: str,
) -> bytes:
    """Return the second message: plain ASCII text, with the password alone on a line.

    Without `to`, the person who sends it fills in the address. A line that mail programs would
    misread (`From `, `>`) gets a space before it, which readers remove (RFC 3676, section 4.4).
    Raises UsageFault (exit 2) for an address or a text that cannot be in a message, or a text from
    which `read_password` could not read the password back.
    """
    lines = checked(body).splitlines()
    if not body.isascii() or any(len(line) > _LONGEST_PASSWORD_LINE - 1 for line in lines):
        raise UsageFault("the message with the password must have only short lines of plain ASCII")
    stuffed = [f" {line}" if line.startswith(("From ", ">", " ")) else line for line in lines]
    message = begun(to, sender, subject, copied=copied)
    message.set_content(
        "\n".join(stuffed) + "\n",
        charset="us-ascii",
        cte="7bit",
        params={"format": "flowed"} if stuffed != lines else None,
    )
    draft = message.as_bytes(policy=UNFOLDED)
    if _password_of(draft) is None:
        raise UsageFault("the message must have the password alone between its two fixed lines")
    return draft


def read_password(message: bytes) -> str:
    """Return the password from a held message, which has the only copy.

    It is the one line between the two fixed lines of `wording`, in the plain text of the message. A
    mail program that saved the draft again may have changed its line ends, encoding and indents, or
    added HTML. Raises CpconfError (exit 1) unless there is exactly one candidate.
    """
    password = _password_of(message)
    if password is None:
        raise CpconfError(
            "the held message has been changed, so its password is not certain:"
            " protect the document again, with a new password"
        )
    return password


def _password_of(message: bytes) -> str | None:
    try:
        found = {
            password_in(_lines(part))
            for part in email.message_from_bytes(message, policy=default).walk()
            if part.get_content_type() == "text/plain" and not part.is_attachment()
        }
    except Exception:  # noqa: BLE001 - a damaged header makes the library fail in many ways
        return None
    password = found.pop() if len(found) == 1 else None
    return password if password is not None and _PASSWORD.fullmatch(password) else None


def _lines(part: EmailMessage) -> list[str]:
    """Return the lines of a plain text, without the indents that mail programs add."""
    return [line.replace("\xa0", " ").strip() for line in part.get_content().splitlines()]
