"""Questions about diaries: who is busy when, and which diaries were imported.

The values they return are imported late, because commands that list tasks need none of them.
"""
# ruff: noqa: PLC0415 - late, as said above

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from cpconf.core.dates.london import stamp
from cpconf.core.words import FAMILY
from cpconf.store.conferences.lookup import Lookup
from cpconf.store.database.columns import made

if TYPE_CHECKING:
    from cpconf.core.diaries import Busy, Diary

_FAMILY = frozenset(role.value for role in FAMILY)


class DiaryQuestions:
    """The questions about diaries."""

    def __init__(self, store: Lookup) -> None:
        self._db = store

    def busy(self, whose: str, first: dt.datetime, last: dt.datetime) -> "list[Busy]":
        """Return the times from `first` up to `last` in which an address or the whole team is busy.

        Upper and lower case make no difference; an empty address asks for the whole team alone.
        Moments are wall-clock Europe/London. Raises StoreFault for a time that cannot be read: if
        it were left out, it would look free.
        """
        from cpconf.core.diaries import Busy

        found = self._db.ask(
            "SELECT b.starts, b.ends, d.name FROM busy b JOIN diary d ON d.id = b.diary_id "
            "WHERE b.whose IN ('', ?) AND b.starts < ? AND b.ends > ? "
            "ORDER BY b.starts, b.ends, d.name",
            [whose.lower(), stamp(last), stamp(first)],
        )
        return list(
            self._db.made(
                partial(made, Busy),
                found,
                lambda _: "a time in an imported diary",
                needed=True,
            )
        )

    def staff_addresses(self) -> set[str]:
        """Return the addresses on record, in lower case, except those that a family member has."""
        found = self._db.ask("SELECT DISTINCT email, role FROM person WHERE email IS NOT NULL")
        theirs = {email.lower() for email, role in found if role in _FAMILY}
        return {email.lower() for email, _ in found} - theirs

    def imported(self) -> "list[Diary]":
        """Return the imported diaries, by name."""
        from cpconf.core.diaries import Diary

        found = self._db.ask(
            "SELECT d.name, d.read_at, (SELECT COUNT(*) FROM busy b WHERE b.diary_id = d.id), "
            "d.covers_until FROM diary d ORDER BY d.name"
        )
        return list(self._db.made(partial(made, Diary), found, lambda _: "an imported diary"))
