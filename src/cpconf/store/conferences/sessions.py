"""Writing with SQLAlchemy's session, for what changes many rows or is made of models."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from sqlmodel import Session

from cpconf.store.conferences.holding import Holding
from cpconf.store.conferences.rows import Given
from cpconf.store.database.signing import Signature

if TYPE_CHECKING:
    import sqlite3


class InSession(Holding):
    """The same transaction, of which a session keeps rows that are still to be written."""

    def __init__(self, session: Session, now: dt.datetime, signature: Signature) -> None:
        super().__init__(now, signature)
        self._session = session
        self._connection = session.connection()

    def ask(self, statement: str, values: Sequence[object] = ()) -> list[Given]:
        """All rows that a statement gives, the changes of this transaction included."""
        self._session.flush()
        driver = cast("sqlite3.Connection", self._connection.connection.driver_connection)
        return driver.execute(statement, values).fetchall()
