"""What people answered, read from the history: for which date, and what counts for the one now.

An answer counts only for the date that it was given for. Calendars say which by SEQUENCE, and of
two answers to one change the later DTSTAMP counts (RFC 5546, sections 2.1.4 and 3.2.3); what was
said otherwise is for the date that stood when it was said.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cpconf.core.dates.london import stamp, unstamp
from cpconf.core.invitations.invitation import Answer
from cpconf.workflow.invitations.guests import INVITED, UPDATED

if TYPE_CHECKING:
    from cpconf.store.conferences.values import HistoryEntry

GIVEN: Final = "answer"
TO_EARLIER_DATE: Final = "answer to an earlier date"
REPLACED: Final = "earlier answer"
"""What the history calls an answer that counted, and those that did not when they came."""
_KNOWN: Final = frozenset(map(str, Answer))


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """An answer in the history.

    `at` is when it was given, `start` the start that it was given for, None where nobody knows:
    wall-clock Europe/London. `change` is the number of the calendar entry that it answers, None for
    what was said.
    """

    answer: Answer
    at: dt.datetime
    start: dt.datetime | None
    change: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers to a conference's invitations, by short id.

    `moved_at` is when it was given its latest date, by the clock of the command that did; None
    before it was ever moved. `first` is the number of the calendar entry from which on that date
    was told, None where it was told to nobody. `earlier` is what was last answered for an earlier
    date, `latest` the answer that last counted for this one. `told` is the start that the calendar
    entry had at each of its numbers: every new start gives it a new one.
    """

    moved_at: dt.datetime | None = None
    first: int | None = None
    earlier: Mapping[str, GivenAnswer]
    latest: Mapping[str, GivenAnswer]
    told: Mapping[int, dt.datetime]

    def is_for_earlier(self, at: dt.datetime) -> bool:
        """Whether what was said at that moment was said of an earlier date."""
        return self.moved_at is not None and at < self.moved_at

    def is_to_this_date(self, change: int, known: int) -> bool:
        """Whether an answer to that change of the entry is to the date that holds now.

        `known` is the change that the person was last sent.
        """
        return change >= known or (self.first is not None and change >= self.first)


def answers_in(history: Iterable["HistoryEntry"]) -> Answers:
    """The answers in a conference's history, oldest first."""
    starts: list[tuple[dt.datetime, dt.datetime]] = []
    told: dict[int, dt.datetime] = {}
    moved_at, first = None, None
    earlier: dict[str, GivenAnswer] = {}
    latest: dict[str, GivenAnswer] = {}
    for entry in history:
        match entry.kind, entry.details:
            case "scheduled", {"at": str(at)}:
                starts.append((entry.recorded_at, unstamp(at)))
            case "rescheduled", {"to": str(at)}:
                starts.append((entry.recorded_at, unstamp(at)))
                moved_at, first = entry.recorded_at, None
                earlier.update(latest)
                latest.clear()
            case kind, {"number": int(number)} if kind in {INVITED, UPDATED}:
                first = number if first is None else first
                if starts:
                    told[number] = starts[-1][1]
            case _, {"how": str(how)} if how not in _KNOWN:
                continue
            case kind, {"person": str(person), "how": str(how), **more} if kind == GIVEN:
                latest[person] = _given(entry, how, more, starts, told)
            case kind, {"person": str(person), "how": str(how), **more} if kind == TO_EARLIER_DATE:
                given = _given(entry, how, more, starts, told)
                before = earlier.get(person)
                if before is None or before.at <= given.at:
                    earlier[person] = given
    return Answers(moved_at=moved_at, first=first, earlier=earlier, latest=latest, told=told)


def said_of(person: str, answer: Answer, at: dt.datetime, change: int | None) -> dict[str, object]:
    """What the history keeps of an answer."""
    return {"person": person, "how": answer.value, "at": stamp(at), "change": change}


def _given(
    entry: "HistoryEntry",
    how: str,
    more: Mapping[str, object],
    starts: Sequence[tuple[dt.datetime, dt.datetime]],
    told: Mapping[int, dt.datetime],
) -> GivenAnswer:
    change = more.get("change")
    try:
        at = unstamp(str(more["at"]))
    except (KeyError, ValueError):  # one of an earlier version, which kept no moment
        at = entry.recorded_at
    by_then = [start for since, start in starts if since <= at] or [s for _, s in starts[:1]]
    of_change = told.get(change) if isinstance(change, int) else None
    return GivenAnswer(
        answer=Answer(how),
        at=at,
        start=of_change or (by_then[-1] if by_then else None),
        change=change if isinstance(change, int) else None,
    )
