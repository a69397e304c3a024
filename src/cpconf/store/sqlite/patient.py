"""A SQLite connection that waits for other commands, and says so after two seconds.

SQLite waits by itself, and tells nobody. So it is given two seconds at first; then the command says
what it waits for, and SQLite is given the rest, a little at a time.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from cpconf.store.database.waiting import SILENT, patience, tell_waiting

_ROUND: Final = 0.35
"""Seconds that SQLite waits at a time from then on: it looks often at first, and then ever more
seldom. So whoever has waited long looks oftener than whoever has only come, and has a turn."""


class Patient(sqlite3.Connection):
    """A connection whose statements wait until no other command is in their way."""

    def __init__(self, path: Path, how: str) -> None:
        """Open a store; `how` is what stands behind the `?` of its address."""
        self._path, self._left, self._told = path, patience(), False
        uri = f"{path.absolute().as_uri()}?{how}"
        first = min(self._left, SILENT)
        super().__init__(uri, uri=True, timeout=first, isolation_level=None)

    def cursor(self, factory: Any = None) -> Any:  # noqa: ANN401 - as the driver has it
        """Return a cursor that waits likewise."""
        return super().cursor(factory or _PatientCursor)

    def execute(self, sql: str, parameters: Any = (), /) -> Any:  # noqa: ANN401 - as the driver has it
        """Carry out a statement, once nothing is in its way. Raises sqlite3.Error."""
        return self.cursor().execute(sql, parameters)  # the driver would take a cursor of its own

    def commit(self) -> None:
        """Keep the transaction, once nobody reads any more."""
        self.wait(super().commit)

    def wait(self, step: Callable[[], object]) -> None:
        """Take a step of which SQLite says that something is in its way, until patience ends.

        Raises sqlite3.Error.
        """
        begun = time.monotonic()
        waited = False
        while True:
            try:
                step()
            except sqlite3.OperationalError as error:
                left = self._left - (time.monotonic() - begun)
                if not _is_busy(error) or left <= 0:
                    raise
                waited = True
                self._tell()
                _wait_at_most(self, min(left, _ROUND))
            else:
                break
        if waited:
            self._left = max(0.0, self._left - (time.monotonic() - begun))
            _wait_at_most(self, min(self._left, SILENT))

    def _tell(self) -> None:
        if not self._told:
            tell_waiting(self._path, self._left)
        self._told = True


class _PatientCursor(sqlite3.Cursor):
    """What carries out the statements of a patient connection."""

    connection: Patient

    def execute(self, sql: str, parameters: Any = (), /) -> "_PatientCursor":  # noqa: ANN401 - as the driver has it
        """Carry out a statement, once nothing is in its way. Raises sqlite3.Error."""
        self.connection.wait(lambda: sqlite3.Cursor.execute(self, sql, parameters))
        return self

    def executemany(self, sql: str, many: Iterable[Any], /) -> "_PatientCursor":
        """Carry out a statement for each; it stands in a transaction that has its turn already."""
        super().executemany(sql, many)
        return self


def _is_busy(error: sqlite3.OperationalError) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _wait_at_most(connection: sqlite3.Connection, seconds: float) -> None:
    milliseconds = max(0, round(seconds * 1000))
    sqlite3.Cursor(connection).execute(f"PRAGMA busy_timeout={milliseconds}")
