"""The outlook: what everybody should be reminded of now, and whether anything is new.

Most runs of `remind` end here, so it imports nothing that sends.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.outbox import OutboxState, Outlet
from cpconf.core.reminders.reminders import ESCALATE_AFTER, Owed, Rules, Told, Watched
from cpconf.store.writing import Store

_NOWHERE: Final = frozenset({OutboxState.WAITING, OutboxState.PENDING})
_DONE_WITH: Final = frozenset(OutboxState) - _NOWHERE


@dataclass(frozen=True, slots=True)
class Preferences:
    """The [remind] table of the configuration."""

    outlet: Outlet
    escalate_after: int
    fallback: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, remind: Mapping[str, str | int]) -> "Preferences":
        """Read the preferences from the configuration."""
        fallback = remind.get("fallback")
        return cls(
            outlet=Outlet(str(remind.get("deliver", Outlet.STDOUT))),
            escalate_after=int(remind.get("escalate_after", ESCALATE_AFTER)),
            fallback=None if fallback is None else str(fallback),
        )


@dataclass(frozen=True, slots=True)
class Outlook:
    """What everybody should be reminded of now, and what they were told already."""

    owed: tuple[Owed, ...]
    told: Mapping[Told, OutboxState]
    is_working: bool

    @classmethod
    def of(
        cls,
        store: Store,
        preferences: Preferences,
        calendar: WorkingCalendar,
        now: dt.datetime,
    ) -> "Outlook":
        """Look at the state of the tasks; `now` is wall-clock Europe/London."""
        rules = Rules(
            now=now,
            calendar=calendar,
            escalate_after=preferences.escalate_after,
            fallback=preferences.fallback,
        )
        tasks = store.outbox.watched(rules.horizon)
        tasks += map(Watched.of, store.conferences.standing(now))
        people = store.outbox.holders({task.ref for task in tasks})
        told = store.outbox.told()
        owed = tuple(rules.owed(tasks, people))
        # Only recipients of news need to be looked up among the families of all conferences.
        news = {
            each.to.address.casefold()
            for each in owed
            if each.to.address and any(told.get(t) not in _DONE_WITH for t in each.tellings)
        }
        if family := store.outbox.family_among(news):
            owed = tuple(replace(rules, family=family).owed(tasks, people))
        working = calendar.is_working(now.date())
        return cls(owed, told, working)

    @property
    def settled(self) -> frozenset[Told]:
        """What was told, or is being told; nobody is told it again."""
        return frozenset(told for told, state in self.told.items() if state not in _NOWHERE)

    @property
    def fresh(self) -> list[Owed]:
        """What somebody has not been told yet."""
        settled = self.settled
        return [owed for owed in self.owed if any(t not in settled for t in owed.tellings)]

    def is_quiet(self, outlet: Outlet) -> bool:
        """Tell whether there is nothing to record: no news, and no unsent news out of date."""
        expected = {told for owed in self.owed for told in owed.tellings}
        unsent = {told for told, state in self.told.items() if state in _NOWHERE}
        if not unsent.issubset(expected):
            return False
        for owed in self.owed:
            deliverable = owed.to.address is not None or outlet is Outlet.STDOUT
            for told in owed.tellings:
                state = self.told.get(told)
                if (state is None and owed.today) or (state is OutboxState.WAITING and deliverable):
                    return False
        return True
