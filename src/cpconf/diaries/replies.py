"""An answer to an invitation, read from a calendar file."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from cpconf.core.invitations.invitation import Answer
from cpconf.diaries.orders import MEMORY, READER, CalendarOrder, heard, sent
from cpconf.errors import DocumentFault
from cpconf.processes.worker import Worker

LARGEST: Final = 1_000_000
"""The largest answer that is read, in bytes; a usual one has about 2,000."""

PATIENCE: Final = 15
"""Seconds for reading one answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One person's answer to one entry.

    `attendee` is their address in lower case. `sequence` is that of the entry they answered, 0 if
    missing. `stamped_at` is when they answered, wall-clock Europe/London by their own clock, or
    None. `day` is the single day that they answered for (RECURRENCE-ID), or None.
    """

    uid: str
    attendee: str = field(repr=False)
    answer: Answer
    sequence: int
    stamped_at: dt.datetime | None
    day: dt.date | None = None

    def said(self) -> dict[str, object]:
        """Return the reply as JSON values."""
        return {
            "uid": self.uid,
            "attendee": self.attendee,
            "answer": self.answer,
            "sequence": self.sequence,
            "stamped_at": self.stamped_at and self.stamped_at.isoformat(),
            "day": self.day and self.day.isoformat(),
        }

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """Return the reply from its JSON values."""
        stamped_at, day = said["stamped_at"], said["day"]
        return cls(
            uid=said["uid"],
            attendee=said["attendee"],
            answer=Answer(said["answer"]),
            sequence=said["sequence"],
            stamped_at=stamped_at and dt.datetime.fromisoformat(stamped_at),
            day=day and dt.date.fromisoformat(day),
        )


def read_reply(ics: bytes, *, seconds: int = PATIENCE) -> Reply:
    """Return the answer in a calendar of at most 1 MB.

    Raises DocumentFault (exit 6) for anything but one person's yes, no or perhaps to one entry, and
    if reading takes too much time or memory.
    """
    with Worker(READER, seconds=seconds, entry="reply") as child:
        child.tell(CalendarOrder(ics=sent(ics), seconds=seconds, memory=MEMORY))
        said = heard(child)
    if said is None:
        raise no_answer("it takes too much memory or time to read")
    return Reply.of(said)


def no_answer(why: str) -> DocumentFault:
    """Return the error for a calendar that is not an answer to an invitation."""
    return DocumentFault(f"this is not an answer to an invitation: {why}")
