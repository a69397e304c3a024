"""What everything that writes has in common: one transaction, and conferences held in it.

It speaks SQL through the driver alone, so that a command that writes little loads little; what
needs SQLAlchemy's session is in `sharing.family_writes`.
"""

import datetime as dt
import json
from collections.abc import Mapping

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.london import stamp
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.store.database.columns import kept
from cpconf.store.database.faults import changed_meanwhile
from cpconf.store.database.signing import Signature, storable, storable_or_none


class Holding(ConferenceQuestions):
    """The store inside one transaction in which nobody else can write."""

    def __init__(self, now: dt.datetime, signature: Signature) -> None:
        super().__init__()
        self._now = now
        self._signature = signature
        self._held: set[int] = set()

    def note(
        self,
        filed_or_id: Filed | int,
        kind: str,
        details: Mapping[str, object],
        note: str | None = None,
    ) -> None:
        """Enter something in the conference's history.

        `details` hold no names but of those who confirmed or authorised it. Moments in them are
        kept as stamps and dates as ISO dates.
        """
        self._insert(
            "history",
            {
                "conference_id": filed_or_id if isinstance(filed_or_id, int) else filed_or_id.id,
                "kind": kind,
                "details": storable(json.dumps(details, ensure_ascii=False, default=_plain)),
                "note": storable_or_none(note),
                **self._signature.columns,
            },
        )

    def _insert(self, table: str, values: Mapping[str, object]) -> int:
        """Write a row, by the names of its columns; its number. Raises UsageFault as `kept`."""
        row = kept(values)
        names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
        found = self.ask(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id",  # noqa: S608 - our names
            list(row.values()),
        )
        return int(found[0][0])

    def _update(
        self, table: str, values: Mapping[str, object], where: Mapping[str, object]
    ) -> list[int]:
        """Change the rows that have just what `where` says; their numbers. Raises as `_insert`."""
        row, which = kept(values), kept(where)
        changes = ", ".join(f'"{name}" = ?' for name in row)
        those = " AND ".join(f'"{name}" IS ?' for name in which)
        found = self.ask(
            f"UPDATE {table} SET {changes} WHERE {those} RETURNING id",  # noqa: S608 - our names
            [*row.values(), *which.values()],
        )
        return [int(number) for (number,) in found]

    def _put(self, table: str, values: Mapping[str, object], of: Mapping[str, object]) -> None:
        """Write a row, or change the one there is `of` these. Raises as `_insert`."""
        if not self._update(table, values, of):
            self._insert(table, {**of, **values})

    def _hold(self, filed: Filed) -> None:
        """Raise the conference's version, once it is certain that `filed` shows it as it is."""
        self._touch(filed.id, filed.version)

    def _touch(self, conference_id: int, version: int | None = None) -> None:
        """Raise a conference's version, once a transaction."""
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

    def _person(self, filed: Filed, short_id: str) -> int:
        """The number of somebody at a conference. Raises NotFound."""
        return self._person_number(filed.id, filed.conference.ref, short_id)


def _plain(value: object) -> str:
    match value:
        case dt.datetime():
            return stamp(value)
        case dt.date():
            return value.isoformat()
        case _:
            msg = f"a {type(value).__name__} cannot be kept in the history"
            raise TypeError(msg)
