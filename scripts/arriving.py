"""Delivering a message to a team's mailbox, for the documentation's sessions."""

import datetime as dt
import os
from pathlib import Path
from typing import Final

from cpconf.core.dates.london import LONDON
from scripts.example_documents import message

ROOT: Final = Path(__file__).parents[1]


def report_arrives(mailbox: Path, sender: str, ref: str, report: str, at: str) -> None:
    """Put a message with a report into a folder; `at` is wall-clock Europe/London."""
    moment = dt.datetime.fromisoformat(at).replace(tzinfo=LONDON)
    mailbox.mkdir(exist_ok=True)
    file = mailbox / f"{ref}.eml"
    file.write_bytes(message(sender, ref, (ROOT / report).read_bytes(), moment))
    os.utime(file, (moment.timestamp(), moment.timestamp()))
