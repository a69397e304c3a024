"""Recording when people are busy, as their diaries say."""

import datetime as dt
from collections.abc import Iterable

from cpconf.errors import NotFound
from cpconf.store.conferences.ledger import Ledger
from cpconf.store.database.signing import storable
from cpconf.store.diaries.questions import DiaryQuestions


class DiaryWrites(DiaryQuestions):
    """The writes for diaries."""

    _db: Ledger

    def __init__(self, store: Ledger) -> None:
        super().__init__(store)

    def import_diary(
        self,
        name: str,
        sha256: str,
        covers_until: dt.date,
        entries: Iterable[tuple[str, dt.datetime, dt.datetime]],
    ) -> None:
        """Store when people are busy, in place of an earlier import of the same name.

        Each of the `entries` is an address (empty for the whole team), a start and an end,
        wall-clock Europe/London. `sha256` is that of the file. No conference changes.
        """
        self._drop_diary(name)
        number = self._db.insert(
            "diary",
            {
                "name": name,
                "read_at": self._db.now,
                "sha256": sha256,
                "covers_until": covers_until,
            },
        )
        times = [
            {"diary_id": number, "whose": whose.lower(), "starts": starts, "ends": ends}
            for whose, starts, ends in entries
        ]
        self._db.insert_all("busy", times)

    def forget_diary(self, name: str) -> None:
        """Remove all that was imported under a name. Raises NotFound. No conference changes."""
        if not self._drop_diary(name):
            # The name is not shown: it may be a person's.
            raise NotFound(
                "no diary was read in under that name; cpconf diary list tells which were"
            )

    def _drop_diary(self, name: str) -> bool:
        return bool(self._db.ask("DELETE FROM diary WHERE name = ? RETURNING id", [storable(name)]))
