"""Questions about whether messages go out, which every command that writes asks at its end.

So this file loads nothing that the messages themselves need.
"""
# ruff: noqa: S608 - no value is put into a statement

import datetime as dt
from typing import Final, NamedTuple

from cpconf.core.dates.london import unstamp
from cpconf.store.conferences.lookup import Lookup

OWED: Final = "state IN ('waiting', 'pending', 'claimed', 'sending', 'failed', 'unknown')"
"""Must repeat the WHERE clause of the index `outbox_owed`, or every message is read."""


class ReminderRun(NamedTuple):
    """The last successful run of reminders, and when to warn that none followed."""

    finished_at: dt.datetime
    warn_after: dt.datetime


class DeliveryQuestions:
    """What was turned down, what may have been sent, and when reminders last ran."""

    def __init__(self, common: Lookup) -> None:
        """Take the open store."""
        self._db = common

    def troubled(self) -> tuple[int, int]:
        """Return how many messages were turned down, and how many may or may not have been sent."""
        found: dict[str, int] = dict(
            self._db.ask(
                f"SELECT state, COUNT(*) FROM outbox WHERE {OWED} "
                "AND state IN ('failed', 'unknown') GROUP BY state"
            )
        )
        return found.get("failed", 0), found.get("unknown", 0)

    def last_run(self) -> ReminderRun | None:
        """Return the last successful run of reminders, or None."""
        found = self._db.ask("SELECT finished_at, warn_after FROM reminder_run")
        return ReminderRun(*map(unstamp, found[0])) if found else None
