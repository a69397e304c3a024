"""A run that delivers what the outbox owes to families, as a command that invites does.

Run with the store and the port of a server: `main([STORE, PORT])`; with "unreadable" after them,
something that belongs into every message cannot be read.
"""

import datetime as dt
from contextlib import AbstractContextManager
from typing import Final

from cpconf.core.invitations.invitation import Invited, InviteState
from cpconf.core.outbox import Care, OutboxKind, OutboxMessage, OutboxState, Outlet
from cpconf.core.words import Role
from cpconf.errors import NotFound
from cpconf.mail.digest_message import draft
from cpconf.mail.settings import Security, Settings
from cpconf.store.locations import locate
from cpconf.store.writing import Store, Writer, writing
from cpconf.workflow.outbox import Compose, Post, deliver

NOW: Final = dt.datetime(2026, 2, 11, 7, 30)
SENDER: Final = "office@example.org"


def owe(store: str, ref: str, count: int, care: Care = Care.FAMILY) -> None:
    """Put an invitation for each of so many mothers in the outbox, taken care of like this."""
    machine_now = dt.datetime.now(dt.UTC)
    with writing(store, now=NOW, machine_now=machine_now, by="somebody", create=False) as writer:
        for number in range(count):
            address = f"mother{number}@example.org"
            person = writer.conferences.add_person(
                writer.conferences.filed(ref), role=Role.MOTHER, email=address
            )
            invited = Invited(
                ref=ref,
                person=person,
                outlet=Outlet.SMTP,
                state=InviteState.OWED,
                sequence=0,
                made_at=NOW,
                address=address,
            )
            name = f"<invitation.{number}@example.org>"
            writer.invitations.owe(
                writer.conferences.filed(ref), invited, OutboxKind.INVITATION, care, message_id=name
            )


def compose(_: Store, message: OutboxMessage) -> bytes | None:
    """The invitation: always the same bytes."""
    assert message.address is not None
    body = f"Please come.\n{message.ref}\n"
    return draft(body, to=message.address, sender=SENDER, about="Meeting")


def unreadable(_: Store, __: OutboxMessage) -> bytes | None:
    """What becomes of it where the configuration names a file that is not there."""
    msg = "the guide cannot be read\nLook at guide in [invite]"
    raise NotFound(msg)


def main(arguments: list[str]) -> int:
    """Deliver what is owed; 75 where something was put off, 1 where something is not known."""
    store, port = arguments[0], int(arguments[1])
    composing: Compose = unreadable if "unreadable" in arguments else compose
    server = Settings(host="127.0.0.1", port=port, security=Security.NONE, sender=SENDER)

    def begin() -> AbstractContextManager[Writer]:
        return writing(
            store, now=NOW, machine_now=dt.datetime.now(dt.UTC), by="somebody", create=False
        )

    with (place := locate(store)).living() as token:
        try:
            with begin() as box:
                box.outbox.recover(place.is_alive)
                claimed = box.outbox.claim(token, (), ())
            result = deliver(begin, token, claimed, composing, Post(server))
        finally:
            with begin() as box:
                box.outbox.release(token)
    if result.put_off:
        return 75
    return 1 if result.having(OutboxState.FAILED, OutboxState.UNKNOWN) else 0
