"""Messages as they arrive in a mailbox, written by the standard library, and damaged by hand."""

import datetime as dt
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Final

ARRIVED: Final = dt.datetime(2026, 2, 11, 10, 12, tzinfo=dt.UTC)
"""A Wednesday morning, in London too."""

Attached = tuple[str, bytes]
"""A file's name and content."""

_TYPES: Final = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".ics": "text/calendar",
    ".png": "image/png",
    ".zip": "application/zip",
    ".p7m": "application/pkcs7-mime",
    ".dat": "application/ms-tnef",
}


def message(
    sender: str = "school@example.org",
    subject: str = "Report A-1",
    *attached: Attached,
    text: str = "Please find our report attached.",
    page: str | None = None,
    arrived: dt.datetime | None = ARRIVED,
    message_id: str | None = "",
    verdict: str | None = None,
    enclosed: Sequence[EmailMessage] = (),
) -> EmailMessage:
    """One message; its Message-ID is new unless given, and left out with None."""
    made = EmailMessage(policy=SMTP)
    if arrived is not None:
        made["Received"] = (
            f"from mail.example.org by mx.example.org with ESMTPS; {format_datetime(arrived)}"
        )
    if verdict is not None:
        made["Authentication-Results"] = f"mx.example.org; {verdict}"
    made["From"] = sender
    made["To"] = "conferences@example.org"
    made["Subject"] = subject
    if message_id is not None:
        made["Message-ID"] = message_id or make_msgid(domain="example.org")
    made.set_content(text)
    if page is not None:
        made.add_alternative(page, subtype="html")
    for name, content in attached:
        main, _, sub = _TYPES.get(Path(name).suffix, "application/octet-stream").partition("/")
        made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    for each in enclosed:
        made.add_attachment(each)
    return made


def put(folder: Path, name: str, letter: EmailMessage | bytes) -> Path:
    """A message as a file in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(letter if isinstance(letter, bytes) else letter.as_bytes())
    return path
