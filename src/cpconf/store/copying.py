"""Copying a store to another place, from a file to a server or back: all of it, and proved."""
# ruff: noqa: S608 - every value is bound; only names of our tables and columns are put in

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from cpconf.errors import CpconfError, Refused
from cpconf.store.database.database import Database, Given, Location

_BATCH: Final = 5_000
"""Rows that are in memory at once."""
Tell = Callable[[str, float], None]
"""Told what is being done, and how much of all rows is done with, from 0 to 1."""


def copy(source: Location, target: Location, tell: Tell | None = None) -> dict[str, int]:
    """Copy a store to a place where there is none yet; how many rows each table has.

    The source is read as one picture, and every row is read back from the copy and compared,
    before anybody can see the copy. Nothing of it is left where that fails. Raises NotFound where
    there is no source, Refused where something is at the target, CpconfError.
    """
    # Late, because it brings SQLAlchemy, as making a store does.
    from cpconf.store.database.schema import tables  # noqa: PLC0415

    if target.glance() is not None:
        raise Refused(f"there is a store at {target.name} already: give another place")
    database = source.open_to_read()
    try:
        counts = {
            name: int(database.ask(f"SELECT COUNT(*) FROM {name}")[0][0]) for name in tables()
        }
        progress = _Progress(tell, 2 * sum(counts.values()))

        def fill(other: Database) -> None:
            for name, columns in tables().items():
                rows = progress.of("copying", _rows(database, name, columns))
                other.load(name, columns, rows)
            for name, columns in tables().items():
                _compare(database, other, name, columns, progress)

        if not target.make(fill):
            raise Refused(f"there is a store at {target.name} already: give another place")
    finally:
        database.close()
    return counts


def _compare(
    one: Database, other: Database, table: str, columns: Sequence[str], progress: "_Progress"
) -> None:
    """Read both tables row by row. Raises CpconfError where they are not the same."""
    copied = _rows(other, table, columns)
    for row in progress.of("comparing", _rows(one, table, columns)):
        if next(copied, None) != row:
            break
    else:
        if next(copied, None) is None:
            return
    raise CpconfError(f"the copy of the table {table} is not the same, and was not kept")


def _rows(database: Database, table: str, columns: Sequence[str]) -> Iterator[Given]:
    """Give the rows of a table in the order of its keys, so many at a time."""
    names = ", ".join(f'"{column}"' for column in columns)
    if "id" not in columns:  # few, and with a key of several columns
        yield from database.ask(f"SELECT {names} FROM {table} ORDER BY {names}")
        return
    place, last = columns.index("id"), 0
    while True:
        found = database.ask(
            f"SELECT {names} FROM {table} WHERE id > ? ORDER BY id LIMIT {_BATCH}", [last]
        )
        yield from found
        if len(found) < _BATCH:
            return
        last = found[-1][place]


class _Progress:
    """How far a copy is."""

    def __init__(self, tell: Tell | None, rows: int) -> None:
        self._tell = tell
        self._rows = max(rows, 1)
        self._done = 0

    def of(self, stage: str, rows: Iterator[Given]) -> Iterator[Given]:
        """Pass rows on, and count them."""
        for row in rows:
            self._done += 1
            if self._tell is not None and self._done % 1_000 == 0:
                self._tell(stage, self._done / self._rows)
            yield row
