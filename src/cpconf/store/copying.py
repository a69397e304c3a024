"""Copying a whole store from a file to a server or back, and comparing every row afterwards."""
# ruff: noqa: S608 - every value is bound; only names of our tables and columns are put in

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Final

from cpconf.errors import CpconfError, Refused
from cpconf.store.database.database import Database, Given, Location

_BATCH: Final = 5_000
"""Rows that are in memory at a time."""
Tell = Callable[[str, float], None]
"""A function told the stage of the copy, and the part of all rows that is done, from 0 to 1."""


def copy(source: Location, target: Location, tell: Tell | None = None) -> dict[str, int]:
    """Copy a store to a place that has none yet, and return the number of rows in each table.

    All rows are read from one snapshot of the source. They are read back from the copy and compared
    before anybody can see it; if that fails, nothing of the copy is left. Raises NotFound if there
    is no source, Refused if something is at the target, CpconfError.
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
                rows = progress.of("comparing", _rows(database, name, columns))
                if not _same(rows, _rows(other, name, columns), counts[name]):
                    raise CpconfError(
                        f"the copy of the table {name} is not the same, and was not kept: copy "
                        "again while nobody records anything; report it if that happens twice"
                    )

        if not target.make(fill):
            raise Refused(f"there is a store at {target.name} already: give another place")
    finally:
        database.close()
    return counts


def _same(rows: Iterator[Given], copied: Iterator[Given], count: int) -> bool:
    """Tell whether a table and its copy have the same rows, `count` in all."""
    return all(
        row == other and row is not None and number is not None
        for row, other, number in zip_longest(rows, copied, range(count))
    )


def _rows(database: Database, table: str, columns: Sequence[str]) -> Iterator[Given]:
    """Yield the rows of a table in the order of its key, and read `_BATCH` of them at a time."""
    names = ", ".join(f'"{column}"' for column in columns)
    if "id" not in columns:  # a small table, with a key of several columns
        yield from database.ask(f"SELECT {names} FROM {table} ORDER BY {names}")
        return
    place = columns.index("id")
    later, last = "", list[object]()
    while True:
        found = database.ask(
            f"SELECT {names} FROM {table} {later} ORDER BY id LIMIT {_BATCH}", last
        )
        yield from found
        if len(found) < _BATCH:
            return
        later, last = "WHERE id > ?", [found[-1][place]]


class _Progress:
    """The progress of a copy, told after every 1,000 rows."""

    def __init__(self, tell: Tell | None, rows: int) -> None:
        self._tell = tell
        self._rows = max(rows, 1)
        self._done = 0

    def of(self, stage: str, rows: Iterator[Given]) -> Iterator[Given]:
        """Yield the rows unchanged, and count them."""
        for row in rows:
            self._done += 1
            if self._tell is not None and self._done % 1_000 == 0:
                self._tell(stage, self._done / self._rows)
            yield row
