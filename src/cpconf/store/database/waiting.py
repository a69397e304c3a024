"""Waiting for another command to finish with the store: with patience, and not in silence.

SQLite waits by itself, and tells nobody. So it is given two seconds at first; then it is said what
is waited for, and it is given the rest, a little at a time.
"""

import contextlib
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from cpconf.core.typed_text import harmless
from cpconf.errors import UsageFault

PATIENCE: Final = 30.0
"""Seconds to wait for other commands, in all, with one connection."""
SILENT: Final = 2.0
"""Seconds after which somebody who sits there is told what is waited for."""


def patience() -> float:
    """Seconds to wait for a busy store; CPCONF_BUSY_TIMEOUT may shorten them."""
    given = os.environ.get("CPCONF_BUSY_TIMEOUT", "")
    try:
        return min(PATIENCE, max(0.0, float(given))) if given else PATIENCE
    except ValueError as error:
        raise UsageFault("CPCONF_BUSY_TIMEOUT is a number of seconds") from error


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
        """A cursor that waits likewise."""
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
        if not self._told and sys.stderr is not None and not _is_unheard():
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.write(
                    "cpconf: waiting for another cpconf command to finish with the store "
                    f"{harmless(self._path)}, {self._left:.0f} seconds at most\n"
                )
                sys.stderr.flush()
        self._told = True


_FOR_CRON: list[str] = []
"""Not empty where cron would mail each word that is said."""


@contextlib.contextmanager
def silently() -> Iterator[None]:
    """Say nothing of waiting meanwhile, where nobody sits there: cron mails every word."""
    _FOR_CRON.append("remind")
    try:
        yield
    finally:
        _FOR_CRON.pop()


def _is_unheard() -> bool:
    return bool(_FOR_CRON) and not sys.stderr.isatty()


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
