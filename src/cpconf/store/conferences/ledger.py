"""The write transaction that the writes of every noun share."""

import datetime as dt
import json
from collections.abc import Mapping

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.london import stamp
from cpconf.store.conferences.lookup import Lookup
from cpconf.store.database.database import Database
from cpconf.store.database.faults import changed_meanwhile
from cpconf.store.database.signing import Signature


class Ledger(Lookup):
    """The store inside one transaction in which nobody else can write."""

    def __init__(self, database: Database, now: dt.datetime, signature: Signature) -> None:
        super().__init__(database)
        self.now = now
        self.signature = signature
        self.machine_now = dt.datetime.fromisoformat(signature.machine_at)
        self._held: set[int] = set()

    def note(
        self,
        filed: Filed,
        kind: str,
        details: Mapping[str, object],
        note: str | None = None,
    ) -> None:
        """Add an entry to the conference's history.

        `details` hold no names except of those who confirmed or authorised it. Moments in them are
        stored as stamps, dates as ISO dates.
        """
        self.insert("history", self.entry(filed.id, kind, details, note))

    def entry(
        self,
        conference_id: int,
        kind: str,
        details: Mapping[str, object],
        note: str | None = None,
    ) -> dict[str, object]:
        """Return the columns of an entry in the history."""
        return {
            "conference_id": conference_id,
            "kind": kind,
            "details": json.dumps(details, ensure_ascii=False, default=_plain),
            "note": note,
            **self.signature.columns,
        }

    def hold(self, filed: Filed) -> None:
        """Raise the conference's version. Raises StoreBusy if it changed after `filed` was read."""
        self.touch(filed.id, filed.version)

    def touch(self, conference_id: int, version: int | None = None) -> None:
        """Raise a conference's version, once in a transaction.

        Raises StoreBusy if it is not `version`, where one is given.
        """
        if conference_id in self._held:
            return
        raised = self.ask(
            "UPDATE conference SET version = version + 1 "
            "WHERE id = ? AND version = COALESCE(?, version) RETURNING id",
            [conference_id, version],
        )
        if not raised:
            raise changed_meanwhile()
        self._held.add(conference_id)

    def person(self, filed: Filed, short_id: str) -> int:
        """Return the number of a person at a conference, by short id. Raises NotFound."""
        return self.person_number(filed.id, filed.conference.ref, short_id)


def _plain(value: object) -> str:
    match value:
        case dt.datetime():
            return stamp(value)
        case dt.date():
            return value.isoformat()
        case _:
            raise TypeError(f"a {type(value).__name__} cannot be kept in the history")
