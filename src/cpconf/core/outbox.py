"""The outbox: every message that is owed, and what became of it.

A message is stored before it is sent, and its result afterwards. A run may stop between the two. A
message to staff is then sent again, with the same Message-ID and Date. A message to a family is
not: a person has to find out and record whether it was sent.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, assert_never


class Entry(StrEnum):
    """What a message does to its recipient's calendar entry (RFC 5546, 3.2.2 and 3.2.5)."""

    GIVEN = "given"
    CHANGED = "changed"
    TAKEN_AWAY = "taken-away"


@dataclass(frozen=True, slots=True)
class Nature:
    """The properties of a kind of message.

    A digest collects what one member of staff has to know about all conferences. It is composed
    again until it is sent; screens show a count and its address. Any other message is about one
    person at one conference, and screens show the short id. `entry` is what it does to their
    calendar entry.
    """

    is_digest: bool = False
    entry: Entry | None = None


class OutboxKind(StrEnum):
    """What a message is about.

    A new kind needs its nature here, and its handler in `workflow.reminders.handlers`.
    """

    REMINDERS = "reminders"
    INVITATION = "invitation"
    UPDATE = "update"
    CANCELLATION = "cancellation"

    @property
    def nature(self) -> Nature:
        """The properties of this kind."""
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
        """Whether it collects what one member of staff has to know."""
        return self.nature.is_digest

    @property
    def entry(self) -> Entry | None:
        """What it does to its recipient's calendar entry; None where it has none."""
        return self.nature.entry


LONGEST_BACK_OFF: Final = dt.timedelta(hours=4)
"""The longest wait before a message is tried again."""

DIGESTS: Final = tuple(kind for kind in OutboxKind if kind.is_digest)
INVITING: Final = tuple(kind for kind in OutboxKind if kind.entry is not None)
"""The kinds that carry a calendar entry."""


class Care(StrEnum):
    """How to treat a message that may have been sent or not.

    Staff get it again: two reminders do less harm than none. A family gets it at most once.
    """

    STAFF = "staff"
    FAMILY = "family"


class Outlet(StrEnum):
    """The transport by which a message is sent."""

    STDOUT = "stdout"
    SMTP = "smtp"
    MAILDIR = "maildir"
    DRAFT = "draft"


class OutboxState(StrEnum):
    """The state of a message."""

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
        """What the state means (the reference is made from this)."""
        return _MEANINGS[self]


_MEANINGS = {
    OutboxState.WAITING: "there is nobody to send it to",
    OutboxState.PENDING: "it was not sent yet, and will be",
    OutboxState.CLAIMED: "a run is about to send it",
    OutboxState.SENDING: (
        "it is being sent, or was interrupted; staff get it again with the same Message-ID"
    ),
    OutboxState.SENT: "it was sent: the mail server took it, or it was printed or written",
    OutboxState.FAILED: "it was turned down for good; somebody has to look at it",
    OutboxState.UNKNOWN: "it is for a family and may have been sent; somebody has to find out",
    OutboxState.WITHDRAWN: "it was no longer needed",
}


class Reason(StrEnum):
    """Why somebody is reminded: the state that a task or conference has newly reached."""

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

    `recipient` is the address in lower case; where there is none, the reference and the role.
    `ref`, `person` and `sequence` are those of an invitation; `reminders` counts those in a digest.
    `dated_at` is the message's Date; it and `message_id` stay the same on every try. `not_before`
    is when a busy server may be asked again.
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
        """Its address in lower case, to compare mailboxes; empty where there is none."""
        return (self.address or "").casefold()

    def has_rested(self, now: dt.datetime) -> bool:
        """Tell whether it may be tried at `now`, wall-clock Europe/London.

        A wait longer than `LONGEST_BACK_OFF` comes from a wrong clock, and does not count.
        """
        until = self.not_before
        return until is None or not now < until <= now + LONGEST_BACK_OFF

    @property
    def is_idle(self) -> bool:
        """Whether it is an unsent digest without reminders: its tasks are done or have moved."""
        unsent = self.state in {OutboxState.WAITING, OutboxState.PENDING}
        return self.kind.is_digest and unsent and not self.reminders


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A message that is owed, and what a run would do with it.

    `prospect` is None once it was tried; `message` then has the result. `why` is what it waits for.
    """

    message: OutboxMessage
    prospect: Prospect | None = None
    why: str | None = None
