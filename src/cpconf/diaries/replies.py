"""What somebody's calendar answered to an invitation, wherever the answer lies."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from cpconf.core.invitations.invitation import Answer
from cpconf.diaries.orders import MEMORY, READER, CalendarOrder, heard, sent
from cpconf.errors import DocumentFault
from cpconf.processes.child import Child

LARGEST: Final = 1_000_000
"""The bytes that an answer may have; real ones have about two thousand."""

PATIENCE: Final = 15
"""The seconds that it may take to read one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One person's answer to one entry.

    `attendee` is their address in lower case. `sequence` is that of the entry they answered, 0
    where their calendar left it out. `stamped_at` is when they did, wall-clock Europe/London by
    their own clock; None where it is not said. `day` is the day that they answered for, where they
    say so (RECURRENCE-ID).
    """

    uid: str
    attendee: str = field(repr=False)
    answer: Answer
    sequence: int
    stamped_at: dt.datetime | None
    day: dt.date | None = None

    def said(self) -> dict[str, object]:
        """It, as one process says it to another."""
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
        """What another process said."""
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
    """The answer in a calendar of at most 1 MB.

    Raises DocumentFault for anything but one person's yes, no or perhaps to one entry, and where
    it takes more than its bounds.
    """
    with Child(READER, seconds=seconds, entry="reply") as child:
        child.tell(CalendarOrder(ics=sent(ics), seconds=seconds, memory=MEMORY))
        said = heard(child)
    if said is None:
        raise no_answer("it cannot be read within bounds")
    return Reply.of(said)


def no_answer(why: str) -> DocumentFault:
    """Why a calendar is no answer to an invitation."""
    return DocumentFault(f"this is no answer to an invitation: {why}")
