"""An office whose reminders can be counted: a small procedure, its people, and what they are sent.

The dates were counted by hand for a conference on Friday 13 February 2026 at 14:00.
"""

import email
import email.policy
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Final

from tests.cli.running import NOON, Cpconf, Ran
from tests.mail.servers import HOST, Inbox, mail_server

AT: Final = "2026-02-13T14:00"
WEDNESDAY: Final = "2026-02-11T07:30"
"""When `ring` is due, and the chair is told of it."""
HEAD: Final = """\
format = 1
name = "by-hand"
title = "Example Council"
edition = "1"
[source]
document = "Guidance"
publisher = "Example Council"
[conferences]
initial = ["video"]
"""
TASKS: Final = {
    # Due on Wednesday 11 February 2026, close of business.
    "ring": ("chair", "2 working days before conference", "R1", ""),
    # Due on Monday 16 February at 14:00, by the bare words on Saturday 14 at 14:00.
    "note": ("minute_taker", "within 24 hours of conference", "R4", 'phase = "follow-up"'),
    # Due on Tuesday 10 February, close of business.
    "report": ("professional", "3 working days before conference", "R1", ""),
    # Due on Thursday 12 February, close of business.
    "agree": ("social_worker", "1 working day before conference", "R1", 'with = ["chair"]'),
    # Due at the start, on Friday 13 February at 14:00.
    "open": ("administrator", "on the day of conference, by the start", "R5", ""),
    # Due on Wednesday 11 February, for each parent on record.
    "call": ("chair", "2 working days before conference", "R1", 'each = "parent"'),
}
SMTP: Final = """\
[remind]
deliver = "smtp"
{remind}
[smtp]
host = "{host}"
port = {port}
security = "{security}"
from = "office@example.org"
{smtp}
"""


def procedure(folder: Path, *names: str) -> str:
    """A procedure of these tasks; the path of its file."""
    tasks = []
    for name in names:
        role, due, reading, more = TASKS[name]
        tasks.append(
            f'[[task]]\nname = "{name}"\nclause = "X-{name}"\nsection = "1"\nrole = "{role}"\n'
            f'title = "Do {name}"\ndue = "{due}"\nreading = "{reading}"\n{more}\n'
        )
    path = folder / "by-hand.toml"
    path.write_text(HEAD + "\n".join(tasks), encoding="utf-8")
    return str(path)


def book(cpconf: Cpconf, *names: str, ref: str = "A-1", at: str = AT) -> None:
    """Put a conference on record that has these tasks."""
    cpconf.book(ref, procedure=procedure(cpconf.folder, *names), at=at)


def person(cpconf: Cpconf, role: str, address: str | None, ref: str = "A-1") -> str:
    """Put somebody on record; their short id."""
    more = ("--email", address) if address else ()
    return cpconf.add(ref, role, *more, name="Zuleika Canaryname")


def furnish(cpconf: Cpconf, *names: str, people: Mapping[str, str]) -> None:
    """A new store with A-1, which has these tasks, and people by role with their addresses."""

    def commands() -> list[Ran]:
        book(cpconf, *names)
        for role, address in people.items():
            person(cpconf, role, address)
        return []

    cpconf.furnish(("reminded", *names, str(people)), commands)


def by_smtp(cpconf: Cpconf, port: int, *, security: str = "none", **tables: str) -> None:
    """Have reminders sent by the server on that port of this machine."""
    tables = {"remind": "", "smtp": "", **tables}
    cpconf.configure(SMTP.format(host=HOST, port=port, security=security, **tables))


def to_maildir(cpconf: Cpconf, remind: str = "") -> Path:
    """Have reminders put into a Maildir."""
    maildir = cpconf.folder / "mail"
    cpconf.configure(f'[remind]\ndeliver = "maildir"\nmaildir = "{maildir}"\n{remind}\n')
    return maildir


@contextmanager
def taking_mail(cpconf: Cpconf, **tables: str) -> Iterator[Inbox]:
    """A server that takes all reminders."""
    with mail_server() as inbox:
        by_smtp(cpconf, inbox.port, **tables)
        yield inbox


def in_maildir(maildir: Path) -> list[bytes]:
    """Every message of a Maildir, read or not."""
    found = [*maildir.glob("new/*"), *maildir.glob("cur/*")]
    return [path.read_bytes() for path in sorted(found)]


def letters(raw: Iterable[bytes]) -> list[EmailMessage]:
    """Messages as the standard library reads them."""
    return [email.message_from_bytes(each, policy=email.policy.default) for each in raw]


def outbox(cpconf: Cpconf, *, now: str = NOON) -> list[dict[str, Any]]:
    """Every message of the outbox, whatever became of it."""
    return [
        dict(entry) for entry in cpconf.must("outbox", "--all", "--json", now=now).json["messages"]
    ]


def states(cpconf: Cpconf) -> dict[str, str]:
    """Where the messages stand, by recipient, or for invitations by the short id."""
    return {entry["recipient"] or entry["person"]: entry["state"] for entry in outbox(cpconf)}


def remind(cpconf: Cpconf, now: str = WEDNESDAY, *, code: int = 0) -> dict[str, dict[str, str]]:
    """A run, by whom it tells: each task with the state that it has come into."""
    ran = cpconf("remind", "--json", now=now)
    assert ran.code == code, ran
    return said(ran)


def said(ran: Ran) -> dict[str, dict[str, str]]:
    """What a run told of tasks, not of conferences as a whole: by recipient, with the state."""
    return {
        message["recipient"]: {
            f"{entry['ref']} {entry['task']}": entry["reason"]
            for entry in message["reminders"]
            if entry["task"] is not None
        }
        for message in ran.json["messages"]
        if any(entry["task"] is not None for entry in message["reminders"])
    }


def silent(ran: Ran) -> bool:
    """Whether a run printed nothing at all, and left with 0."""
    return (ran.code, ran.out, ran.err) == (0, "", "")
