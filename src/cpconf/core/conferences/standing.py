"""Notices about a conference as a whole, which stand until somebody acts."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.phrases import say_day
from cpconf.core.words import OutcomeKind

LASTS: Final = dt.timedelta(hours=2)
"""The length assumed for a conference whose end is not on record."""


class StandingKind(StrEnum):
    """The kinds of notice, by their names in JSON, the most serious first."""

    LIMIT_PASSED = "limit_passed"
    BOOK_AGAIN = "book_again"
    NOT_HELD = "not_recorded_as_held"

    @property
    def is_of_a_limit(self) -> bool:
        """Whether it concerns a statutory limit: the manager is told too."""
        match self:
            case StandingKind.LIMIT_PASSED | StandingKind.BOOK_AGAIN:
                return True
            case StandingKind.NOT_HELD:
                return False
            case _:
                assert_never(self)

    @property
    def is_to_come(self) -> bool:
        """Whether its moment may be in the future: people are told again as it comes near."""
        match self:
            case StandingKind.BOOK_AGAIN:
                return True
            case StandingKind.LIMIT_PASSED | StandingKind.NOT_HELD:
                return False
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class StandingNotice:
    """One notice about a conference; `id` is the conference's number.

    `due` is the end of the limit that is passed or still runs (None where its start is not on
    record), or the end of the conference that is not recorded as held. `ending` says how one ended
    that began and came to no decision.
    """

    id: int
    ref: str
    kind: StandingKind
    due: dt.datetime | None
    at: dt.datetime
    ending: OutcomeKind | None = None

    @property
    def wanted(self) -> dt.datetime:
        """The moment that it is about."""
        return self.due or self.at

    @property
    def ended(self) -> str:
        """How a conference ended in whose place another is needed, as a part of a sentence."""
        return self.ending.words if self.ending else "cancelled"

    @property
    def told_for(self) -> dt.datetime:
        """The moment for which somebody is told once.

        If the conference moves to another date after its limit, people are told again.
        """
        match self.kind:
            case StandingKind.LIMIT_PASSED:
                return self.at
            case StandingKind.BOOK_AGAIN | StandingKind.NOT_HELD:
                return self.wanted
            case _:
                assert_never(self.kind)

    def words(self, now: dt.datetime) -> str:
        """Return what is wrong, as a part of a sentence; `now` is wall-clock Europe/London."""
        year = now.year
        day = say_day(self.wanted.date(), year=year)
        match self.kind:
            case StandingKind.LIMIT_PASSED:
                at = say_day(self.at.date(), year=year)
                return f"booked for {at}, after its limit, {day}"
            case StandingKind.NOT_HELD:
                return f"was on {day}, but is not recorded as held"
            case StandingKind.BOOK_AGAIN if self.due is None:
                return (
                    f"{self.ended}, and no other is booked in its place; the date by which one "
                    "must be held is not on record"
                )
            case StandingKind.BOOK_AGAIN if self.wanted < now:
                return f"{self.ended}; another should have been held by {day}"
            case StandingKind.BOOK_AGAIN:
                return f"{self.ended}; another has to be held by {day}"
            case _:
                assert_never(self.kind)

    def command(self, now: dt.datetime) -> str:
        """Return the command to type; `now` is wall-clock Europe/London."""
        match self.kind:
            case StandingKind.LIMIT_PASSED if self.at < now:
                return f"cpconf status {self.ref}"
            case StandingKind.LIMIT_PASSED:
                return f"cpconf reschedule {self.ref} --at WHEN --reason TEXT"
            case StandingKind.NOT_HELD:
                return f"cpconf held {self.ref}"
            case StandingKind.BOOK_AGAIN:
                return (
                    f"cpconf schedule NEW --follows {self.ref} …; if it is booked already: cpconf "
                    f"cancel {self.ref} --followed-by REF; if none is needed: --nothing-follows"
                )
            case _:
                assert_never(self.kind)


def passed_limits(filed: Filed) -> list[StandingNotice]:
    """Return the notices of a conference as soon as it is booked: the limits that it passes."""
    conference = filed.conference
    return [
        StandingNotice(
            filed.id,
            conference.ref,
            StandingKind.LIMIT_PASSED,
            max(limit.due, limit.literal or limit.due),
            conference.at,
        )
        for limit in filed.limits
        if limit.due is not None and limit.met is False
    ]
