"""A message as it arrives in a team's mailbox, for the documentation's sessions."""

import datetime as dt
import os
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from cpconf.core.dates.london import LONDON

ROOT: Final = Path(__file__).parents[1]


def report_arrives(mailbox: Path, sender: str, ref: str, report: str, at: str) -> None:
    """Put a report from that sender into a folder of messages; `at` is Europe/London."""
    moment = dt.datetime.fromisoformat(at).replace(tzinfo=LONDON)
    message = EmailMessage()
    message["Received"] = f"from example.org by mail.example.org; {format_datetime(moment)}"
    message["From"], message["To"] = sender, "conferences@example.org"
    message["Subject"] = f"Report for {ref}"
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = f"<{ref}-report@example.org>"
    message.set_content("Please find our report attached.\n")
    content = (ROOT / report).read_bytes()
    message.add_attachment(content, maintype="application", subtype="pdf", filename="report.pdf")
    mailbox.mkdir(exist_ok=True)
    file = mailbox / f"{ref}.eml"
    file.write_bytes(message.as_bytes())
    os.utime(file, (moment.timestamp(), moment.timestamp()))
