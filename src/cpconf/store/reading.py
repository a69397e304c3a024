"""Reading the store: one look for a whole command."""

from pathlib import Path
from types import TracebackType
from typing import Self

from cpconf.store.database.database import Database, Location
from cpconf.store.database.faults import NoStore
from cpconf.store.locations import locate
from cpconf.store.questions import Questions

__all__ = ["Reader", "reading"]


def reading(where: str | Path | Location) -> "Reader | None":
    """Open the store for reading, or None where there is nothing yet.

    A store of an older form is brought up to date first. Raises StoreFault for a file that is not
    a usable store, StoreBusy, TryAgain where a server is away, CpconfError.
    """
    place = locate(where)
    try:
        database = place.open_to_read()
    except NoStore:
        return None
    reader = Reader(database)
    reader.warnings += place.exposure()
    return reader


class Reader(Questions):
    """One look at the store: a single read transaction, ended by `close` or a `with` block."""

    lenient = True

    def __init__(self, database: Database) -> None:
        super().__init__(database)

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
        self._database.close()
