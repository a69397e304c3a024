"""Invitations to a conference: how people join, its calendar entry, and what they answered.

A conference is one entry in everybody's calendar. Its identifier never changes, and its sequence
rises with each change, so that a later message replaces an earlier one (RFC 5546, 2.1.4).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, assert_never

from cpconf.core.outbox import Entry, OutboxKind, OutboxMessage, OutboxState, Outlet
from cpconf.core.words import Method

_HEARD: Final = frozenset({OutboxState.SENT, OutboxState.UNKNOWN, OutboxState.SENDING})


class Answer(StrEnum):
    """What somebody answered to an invitation, in the words of calendars (RFC 5545, 3.2.12)."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"

    @property
    def words(self) -> str:
        """The answer in words."""
        return _ANSWERS[self]


_ANSWERS = {
    Answer.ACCEPTED: "accepted",
    Answer.DECLINED: "declined",
    Answer.TENTATIVE: "perhaps",
}


class InviteState(StrEnum):
    """The state of somebody's invitation.

    `prepared`: a draft that is not known to be sent. `owed`: it waits in the outbox. `unknown`:
    nobody knows whether it was sent.
    """

    PREPARED = "prepared"
    OWED = "owed"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def words(self) -> str:
        """The state in words."""
        return _STATES[self]


_STATES = {
    InviteState.PREPARED: "made, not recorded as sent",
    InviteState.OWED: "waiting to be sent",
    InviteState.SENT: "sent",
    InviteState.UNKNOWN: "unknown whether it was sent",
    InviteState.FAILED: "not sent",
    InviteState.CANCELLED: "cancelled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """How somebody joins; with `person` None, everybody who has no way of their own.

    `person` is a short id. `dial_at` is when they ring. `starts` and `ends` are this person's own
    hours, if any. All are wall-clock Europe/London on the day of the conference.
    """

    person: str | None
    method: Method
    link: str | None = field(default=None, repr=False)
    dial_in: str | None = field(default=None, repr=False)
    dial_at: dt.time | None = None
    starts: dt.time | None = None
    ends: dt.time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The one calendar entry of a conference.

    `uid` is made once and never changes; `sequence` starts at 0 and rises with each change of time
    or place, and with the cancellation (RFC 5545, 3.8.7.4).
    """

    ref: str
    uid: str
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """One person's latest invitation, and what they answered.

    `person` is a short id, `sequence` that of the calendar entry in it. `folder` is the absolute
    path of the folder of a draft. Moments are wall-clock Europe/London.
    """

    ref: str
    person: str
    outlet: Outlet
    state: InviteState
    sequence: int
    made_at: dt.datetime
    address: str | None = field(default=None, repr=False)
    folder: str | None = field(default=None, repr=False)
    sent_at: dt.datetime | None = None
    answer: Answer | None = None
    answered_at: dt.datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether the person has the invitation, may have it, or is about to get it."""
        return self.state not in {InviteState.FAILED, InviteState.CANCELLED}

    @property
    def mailbox(self) -> str:
        """Its address in lower case, to compare mailboxes; empty where there is none."""
        return (self.address or "").casefold()


def entries_of(messages: Iterable[OutboxMessage]) -> dict[str, tuple[OutboxMessage, ...]]:
    """Return what people have, or may have, in their calendars: each address's last message.

    The result is by short id. `messages` are those of one conference, oldest first. Messages that
    were not sent do not count. A cancellation that was sent removes the entry.
    """
    held: dict[tuple[str, str], OutboxMessage] = {}
    for message in messages:
        if message.person is None or message.address is None:
            continue
        place = message.person, message.mailbox
        match entry := message.kind.entry:
            case Entry.GIVEN | Entry.CHANGED if message.state in _HEARD:
                held[place] = message
            case Entry.TAKEN_AWAY if message.state is OutboxState.SENT:
                held.pop(place, None)
            case Entry.GIVEN | Entry.CHANGED | Entry.TAKEN_AWAY | None:
                continue  # it has not gone, or brings no entry
            case _:
                assert_never(entry)
    found: dict[str, tuple[OutboxMessage, ...]] = {}
    for (person, _), message in held.items():
        found[person] = (*found.get(person, ()), message)
    return found


def draft_name(ref: str, person: str, kind: OutboxKind, sequence: int) -> str:
    """Return the file name of a draft: reference, short id, kind and sequence, nothing else."""
    return f"{ref}-{person}-{kind}-{sequence}.eml"
