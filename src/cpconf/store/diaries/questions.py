"""The questions about diaries: who is busy when, and which diaries were read in.

As with documents, the commands that list tasks load nothing of what these give back.
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
    """What is on record of diaries."""

    def __init__(self, store: Lookup) -> None:
        self._db = store

    def busy(self, whose: str, first: dt.datetime, last: dt.datetime) -> "list[Busy]":
        """The times from `first` up to `last` in which an address is busy, or the whole team.

        Upper or lower case is one; an empty address asks for the whole team alone. Moments are
        wall-clock Europe/London. Raises StoreFault for a time that cannot be read, as leaving it
        out would show it as free.
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
        """The addresses on record, in lower case, but for those that somebody of a family has."""
        found = self._db.ask("SELECT DISTINCT email, role FROM person WHERE email IS NOT NULL")
        theirs = {email.lower() for email, role in found if role in _FAMILY}
        return {email.lower() for email, _ in found} - theirs

    def imported(self) -> "list[Diary]":
        """The diaries that were read in, by name."""
        from cpconf.core.diaries import Diary

        found = self._db.ask(
            "SELECT d.name, d.read_at, (SELECT COUNT(*) FROM busy b WHERE b.diary_id = d.id), "
            "d.covers_until FROM diary d ORDER BY d.name"
        )
        return list(self._db.made(partial(made, Diary), found, lambda _: "an imported diary"))
