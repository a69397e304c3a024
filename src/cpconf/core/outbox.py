"""The outbox: every message that is owed, and what became of it.

A message is written down before it is sent, and its result after. Between the two a run may be
stopped: a message to staff is then sent again, with the same Message-ID and Date; of a message to a
family nobody knows, until a person says.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, assert_never


class Entry(StrEnum):
    """What a message does to the calendar entry of whoever gets it (RFC 5546, 3.2.2 and 3.2.5)."""

    GIVEN = "given"
    CHANGED = "changed"
    TAKEN_AWAY = "taken-away"


@dataclass(frozen=True, slots=True)
class Nature:
    """What follows from the kind of a message, wherever that is asked.

    A digest gathers what one member of staff has to know of, in all conferences: it is put together
    anew until it leaves, is counted, and shows its address. Any other message is about one person
    at one conference, and is told of by short id. `entry` is what it does to their calendar entry.
    """

    is_digest: bool = False
    entry: Entry | None = None


class OutboxKind(StrEnum):
    """What a message is about.

    A further kind has its nature here, and its handler in `workflow.reminders.handlers`.
    """

    REMINDERS = "reminders"
    INVITATION = "invitation"
    UPDATE = "update"
    CANCELLATION = "cancellation"

    @property
    def nature(self) -> Nature:
        """What follows from it."""
        match self:
            case OutboxKind.REMINDERS:
                return Nature(is_digest=True)
            case OutboxKind.INVITATION:
                return Nature(entry=Entry.GIVEN)
            case OutboxKind.UPDATE:
                return Nature(entry=Entry.CHANGED)
            case OutboxKind.CANCELLATION:
                return Nature(entry=Entry.TAKEN_AWAY)
            case _:
                assert_never(self)

    @property
    def is_digest(self) -> bool:
        """Whether it gathers what one member of staff has to know of."""
        return self.nature.is_digest

    @property
    def entry(self) -> Entry | None:
        """What it does to the calendar entry of whoever gets it; None where it brings none."""
        return self.nature.entry


LONGEST_BACK_OFF: Final = dt.timedelta(hours=4)
"""How long a message rests at most before it is tried again."""

DIGESTS: Final = tuple(kind for kind in OutboxKind if kind.is_digest)
INVITING: Final = tuple(kind for kind in OutboxKind if kind.entry is not None)
"""The kinds that carry a calendar entry."""


class Care(StrEnum):
    """How a message is treated of which nobody knows whether it went.

    Staff get it again: two reminders do less harm than none. A family gets it at most once.
    """

    STAFF = "staff"
    FAMILY = "family"


class Outlet(StrEnum):
    """By which way a message leaves."""

    STDOUT = "stdout"
    SMTP = "smtp"
    MAILDIR = "maildir"
    DRAFT = "draft"


class OutboxState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    PENDING = "pending"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"

    @property
    def meaning(self) -> str:
        """What it says of a message (the reference is made from this)."""
        return _MEANINGS[self]


_MEANINGS = {
    OutboxState.WAITING: "there is nobody to send it to",
    OutboxState.PENDING: "it was not sent yet, and will be",
    OutboxState.CLAIMED: "a run is about to send it",
    OutboxState.SENDING: (
        "it is being sent; or it may have been, and goes to staff again with the same Message-ID"
    ),
    OutboxState.SENT: "it was sent: the mail server took it, or it was printed or written",
    OutboxState.FAILED: "it was turned down for good; somebody has to look at it",
    OutboxState.UNKNOWN: "it is for a family and may have been sent; somebody has to find out",
    OutboxState.WITHDRAWN: "it was no longer needed",
}


class Reason(StrEnum):
    """Why somebody is reminded of a task: the state that it has newly come into."""

    SOON = "soon"
    LITERAL = "literal"
    TODAY = "today"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    LIMIT_PASSED = "limit_passed"
    NOT_HELD = "not_recorded_as_held"
    BOOK_AGAIN = "book_again"


class Prospect(StrEnum):
    """What a run of reminders would do with a message that is owed."""

    SENT = "sent"
    WITHDRAWN = "withdrawn"
    WAITS = "waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMessage:
    """One message of the outbox; moments are wall-clock Europe/London.

    `recipient` is the address in lower case, or where nobody has one, the reference and the role.
    `ref`, `person` and `sequence` are those of an invitation, `reminders` counts those of a digest.
    `dated_at` is the message's Date, and with `message_id` stays the same however often it is
    tried; `not_before` is when a server that was busy may be asked again.
    """

    id: int
    kind: OutboxKind
    recipient: str = field(repr=False)
    address: str | None = field(repr=False)
    care: Care
    outlet: Outlet
    state: OutboxState
    message_id: str
    dated_at: dt.datetime
    made_at: dt.datetime
    ref: str | None = None
    person: str | None = None
    sequence: int | None = None
    reminders: int = 0
    folder: str | None = field(default=None, repr=False)
    tries: int = 0
    not_before: dt.datetime | None = None
    reason: str | None = None
    finished_at: dt.datetime | None = None

    @property
    def mailbox(self) -> str:
        """Its address in lower case, as mailboxes are compared; empty where there is none."""
        return (self.address or "").casefold()

    def has_rested(self, now: dt.datetime) -> bool:
        """Whether it may be tried; one put off for longer than ever is from a clock that was wrong.

        `now` is wall-clock Europe/London.
        """
        until = self.not_before
        return until is None or not now < until <= now + LONGEST_BACK_OFF

    @property
    def is_idle(self) -> bool:
        """Whether it is a digest with nothing in it any more: its tasks are done or have moved."""
        unsent = self.state in {OutboxState.WAITING, OutboxState.PENDING}
        return self.kind.is_digest and unsent and not self.reminders


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A message that a run finds owed, and what it would do with it.

    `prospect` is None once it was tried: `message` then says what became of it. `why` is what it
    waits for.
    """

    message: OutboxMessage
    prospect: Prospect | None = None
    why: str | None = None
