"""What everything that writes has in common: one transaction, and conferences held in it."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from sqlmodel import Session

from cpconf.core.filed import Filed
from cpconf.store.connection import changed_meanwhile
from cpconf.store.diary_records import DiaryRecords
from cpconf.store.models import ConferenceRow
from cpconf.store.rows import Given
from cpconf.store.signing import Signature

if TYPE_CHECKING:
    import sqlite3


class Holding(DiaryRecords):
    """The store inside one transaction in which nobody else can write."""

    def __init__(self, session: Session, now: dt.datetime, signature: Signature) -> None:
        super().__init__()
        self._session = session
        self._connection = session.connection()
        self._now = now
        self._signature = signature
        self._held: set[int] = set()

    def ask(self, statement: str, values: Sequence[object] = ()) -> list[Given]:
        """All rows that a statement gives, the changes of this transaction included."""
        self._session.flush()
        driver = cast("sqlite3.Connection", self._connection.connection.driver_connection)
        return driver.execute(statement, values).fetchall()

    def _hold(self, filed: Filed) -> ConferenceRow:
        """The conference's row, once it is certain that `filed` shows it as it is."""
        return self._touch(filed.id, filed.version)

    def _touch(self, conference_id: int, version: int | None = None) -> ConferenceRow:
        """Raise a conference's version, once a transaction."""
        row = self._session.get(ConferenceRow, conference_id, with_for_update=True)
        if row is None:
            raise changed_meanwhile()
        if conference_id not in self._held:
            if version not in {None, row.version}:
                raise changed_meanwhile()
            row.version += 1
            self._held.add(conference_id)
            self._session.add(row)
            self._session.flush()
        return row

    def _person(self, filed: Filed, short_id: str) -> int:
        """The number of somebody at a conference. Raises NotFound."""
        return self._person_number(filed.id, filed.conference.ref, short_id)
