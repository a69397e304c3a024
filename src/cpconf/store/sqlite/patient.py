"""A SQLite connection that waits for other commands, and says so after two seconds.

SQLite waits by itself, but silently. So it is given two seconds first; then the command says what
it waits for, and SQLite is given the rest in short rounds.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from cpconf.store.database.waiting import SILENT, patience, tell_waiting

_ROUND: Final = 0.35
"""Seconds of each such round. In a round SQLite tries often at first, and then ever more seldom. So
a command that has waited long tries more often than a new one, and gets its turn."""


class Patient(sqlite3.Connection):
    """A connection whose statements wait while another command is in their way."""

    def __init__(self, path: Path, how: str) -> None:
        """Open a store; `how` is what comes after the `?` in its URI."""
        self._path, self._left, self._told = path, patience(), False
        uri = f"{path.absolute().as_uri()}?{how}"
        first = min(self._left, SILENT)
        super().__init__(uri, uri=True, timeout=first, isolation_level=None)

    def cursor(self, factory: Any = None) -> Any:  # noqa: ANN401 - as the driver has it
        """Return a cursor that waits in the same way."""
        return super().cursor(factory or _PatientCursor)

    def execute(self, sql: str, parameters: Any = (), /) -> Any:  # noqa: ANN401 - as the driver has it
        """Run a statement, and wait while another command is in its way. Raises sqlite3.Error."""
        return self.cursor().execute(sql, parameters)  # the driver would take a cursor of its own

    def commit(self) -> None:
        """Commit the transaction, and wait while another command reads."""
        self.wait(super().commit)

    def wait(self, step: Callable[[], object]) -> None:
        """Repeat a step while SQLite says that the store is busy, until the time to wait is over.

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
    """The cursor of a patient connection."""

    connection: Patient

    def execute(self, sql: str, parameters: Any = (), /) -> "_PatientCursor":  # noqa: ANN401 - as the driver has it
        """Run a statement, and wait while another command is in its way. Raises sqlite3.Error."""
        self.connection.wait(lambda: sqlite3.Cursor.execute(self, sql, parameters))
        return self

    def executemany(self, sql: str, many: Iterable[Any], /) -> "_PatientCursor":
        """Run a statement for each set of values, without waiting: its transaction has begun."""
        super().executemany(sql, many)
        return self


def _is_busy(error: sqlite3.OperationalError) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _wait_at_most(connection: sqlite3.Connection, seconds: float) -> None:
    milliseconds = max(0, round(seconds * 1000))
    sqlite3.Cursor(connection).execute(f"PRAGMA busy_timeout={milliseconds}")
