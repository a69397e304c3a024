"""The handler for each kind of message.

A new member of `OutboxKind` needs its handler here and nothing else; the type checker reports it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from cpconf.core.outbox import OutboxKind, OutboxMessage
from cpconf.store.writing import Store
from cpconf.workflow.outbox import Handler


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """The handlers of a run: one for digests, one for messages about invitations."""

    digests: Handler
    invitations: Handler

    def of(self, kind: OutboxKind) -> Handler:
        """Return the handler of a kind of message."""
        match kind:
            case OutboxKind.REMINDERS:
                return self.digests
            case OutboxKind.INVITATION | OutboxKind.UPDATE | OutboxKind.CANCELLATION:
                return self.invitations
            case _:
                assert_never(kind)

    def compose(self, store: Store, message: OutboxMessage) -> bytes | None:
        """Write a message anew from the record; None where it is no longer needed."""
        return self.of(message.kind).compose(store, message)

    def after(self, sent: Iterable[OutboxMessage]) -> None:
        """Do what follows once these messages were sent."""
        of: dict[Handler, list[OutboxMessage]] = {}
        for message in sent:
            of.setdefault(self.of(message.kind), []).append(message)
        for handler, messages in of.items():
            handler.after(messages)
