"""A conference with people to invite, and readers of what the program makes for them."""

import email
import email.policy
import socket
from collections.abc import Iterable
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

import vobject

from tests.cli.running import Cpconf, Ran
from tests.mail.moody import Moods

LINK = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%7d"
NUMBER = "0161 496 0000, PIN 123 456#"
CONFIGURED = '[invite]\norganiser = "desk@example.org"\n'
PEOPLE = {
    "mother": ("Wilma Canarymother", "mother@example.org"),
    "father": ("Fred Canaryfather", "father@example.org"),
    "supporter": ("Betty Canaryfriend", "friend@example.org"),
    "social-worker": ("Sid Canaryworker", "worker@example.org"),
    "chair": ("Cher Canarychair", "chair@example.org"),
    "health": ("Hal Canaryhealth", "health@example.org"),
    "interpreter": ("Ina Canaryvoice", "voice@example.org"),
}
"""Roles in the order of their short ids, from p1 on, with names and addresses."""


def peopled(cpconf: Cpconf, *, procedure: str = "oxfordshire", type_: str = "review") -> Cpconf:
    """A-1 on Thursday 12 February 2026 at 10:00, with everybody in `PEOPLE`, and an organiser."""
    line = ("schedule", "A-1", "--procedure", procedure, "--type", type_)
    cpconf.configure(CONFIGURED)

    def commands() -> list[Ran]:
        ran = [cpconf.must(*line, "--at", "2026-02-12T10:00", "--ends", "12:00")]
        for role, (name, address) in PEOPLE.items():
            more = ("--role", role, "--name", name, "--email", address)
            ran.append(cpconf.must("person", "add", "A-1", *more))
        return ran

    cpconf.furnish(("peopled", procedure, type_), commands)
    return cpconf


def invite(cpconf: Cpconf, *more: str, code: int = 0) -> Ran:
    """Invite to A-1: by the link, and by the number at 9:50, unless something else is given."""
    given = {"--link", "--dial-in", "--method"}.intersection(more)
    how = () if given or "nothing" in more else ("--link", LINK, "--dial-in", NUMBER)
    ran = cpconf("invite", "A-1", *how, *(word for word in more if word != "nothing"))
    assert ran.code == code, ran
    return ran


def people_of(ran: Ran) -> dict[str, dict[str, Any]]:
    """The people of a document, by short id."""
    return {each["person"]: each for each in ran.json["people"]}


def states(cpconf: Cpconf) -> dict[str, str | None]:
    """Where each invitation stands."""
    found = people_of(cpconf.must("invited", "A-1", "--json"))
    return {person: each["state"] for person, each in found.items()}


class Message(NamedTuple):
    """A message with its calendar entry."""

    content: bytes
    letter: EmailMessage
    text: str
    event: Any
    method: str

    @property
    def to(self) -> str:
        """The one address that it is for."""
        (address,) = self.letter["To"].addresses
        return str(address.addr_spec)

    @property
    def sequence(self) -> int:
        """The number of the change."""
        return int(self.event.sequence.value)

    @property
    def uid(self) -> str:
        """What the entry is known by."""
        return str(self.event.uid.value)

    @property
    def readable(self) -> str:
        """Everything in it that is text, decoded."""
        parts = [part.get_payload(decode=True) for part in self.letter.walk()]
        texts = [part.decode("utf-8", "replace") for part in parts if isinstance(part, bytes)]
        return "\n".join([*map(str, self.letter.values()), *texts]).replace("\r\n ", "")


def message(content: bytes) -> Message:
    """A message as the standard library and vobject read it."""
    letter = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(letter, EmailMessage)
    body = letter.get_body(("plain",))
    assert body is not None
    (entry,) = (part for part in letter.walk() if part.get_content_type() == "text/calendar")
    ics = entry.get_payload(decode=True)
    assert isinstance(ics, bytes)
    calendar = next(vobject.readComponents(ics.decode()))
    assert calendar.method.value == entry.get_param("method")
    return Message(content, letter, str(body.get_content()), calendar.vevent, calendar.method.value)


def drafts(folder: Path) -> dict[str, Message]:
    """The drafts in a folder and those within it, by name."""
    return {path.name: message(path.read_bytes()) for path in sorted(folder.rglob("*.eml"))}


def by_recipient(messages: Iterable[bytes]) -> dict[str, Message]:
    """What a mail server took, by the address that each is for."""
    found = [message(content) for content in messages]
    assert len({each.to for each in found}) == len(found)
    return {each.to: each for each in found}


def use(cpconf: Cpconf, port: int, more: str = "") -> None:
    """Send by the server on that port of this machine; `more` stands in [invite]."""
    cpconf.configure(
        f'{CONFIGURED}{more}\n[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        'from = "desk@example.org"\n'
    )


def nobody_listens() -> int:
    """A port on which there is no server."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def taken(server: Moods) -> list[bytes]:
    """What the server took since this was last asked."""
    messages = list(server.messages)
    server.messages.clear()
    return messages
