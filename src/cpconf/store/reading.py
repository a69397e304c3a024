"""Reading the store: one look for a whole command."""

import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from cpconf.store.database.faults import explained
from cpconf.store.database.opening import NoStore, exposure, locate
from cpconf.store.database.transactions import ready
from cpconf.store.questions import Questions

__all__ = ["Reader", "reading"]


def reading(path_or_url: str | Path) -> "Reader | None":
    """Open the store for reading, or None where there is nothing yet.

    A store of an older form is brought up to date first. Raises StoreFault for a file that is not
    a usable store, StoreBusy, CpconfError.
    """
    path = locate(path_or_url)
    try:
        return Reader(path, ready(path))
    except NoStore:
        return None


class Reader(Questions):
    """One look at the store: a single read transaction, ended by `close` or a `with` block."""

    lenient = True

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        super().__init__(connection, path)
        with explained(path):
            connection.execute("BEGIN")
            self.warnings += exposure(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the read transaction; a writer that waits for it can go on."""
        self._connection.close()
