"""The statements of the store, to ask and to write: SQL with bound values.

A write names a table and gives the values of its columns; `columns.kept` converts them.
"""
# ruff: noqa: S608 - every value is bound; only our own words are put into statements

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeVar

from cpconf.store.database.columns import UNREADABLE, Column, kept, stored
from cpconf.store.database.database import Database, Given
from cpconf.store.database.faults import NotText, garbled

T = TypeVar("T")
_BATCH: Final = 500
"""Values in one statement. SQLite allows about 32,000, and its older versions 999."""


class Statements:
    """An open store, in one transaction.

    `warnings` collects what the user should hear: that others can open the store, and which rows
    cannot be understood. Such rows are left out if `lenient`, and raise StoreFault otherwise.
    `incomplete` says that something was left out, or shown with U+FFFD for invalid text.
    """

    def __init__(self, database: Database, *, lenient: bool = False) -> None:
        """Take an open database, and whether to leave out rows that cannot be understood."""
        self.database = database
        self.lenient = lenient
        self.incomplete = False
        self.warnings: list[str] = []

    def ask(self, statement: str, values: Sequence[object] = ()) -> list[Given]:
        """Return all rows of a statement. Raises StoreFault, StoreBusy, CpconfError."""
        try:
            return self.database.ask(statement, values)
        except NotText:
            if not self.lenient:
                raise
        # One invalid byte must not hide the other rows.
        self.incomplete = True
        self.database.tolerate()
        return self.ask(statement, values)

    def ask_of(self, asked: Collection[str] | Collection[int], statement: str) -> Iterator[Given]:
        """Yield a statement's rows for any number of values, which replace its `(?, …)`."""
        values = sorted(asked)
        for start in range(0, len(values), _BATCH):
            batch = values[start : start + _BATCH]
            yield from self.ask(statement.replace("(?, …)", f"({_marks(batch)})"), batch)

    def run(self, statement: str, many: Iterable[Sequence[object]]) -> None:
        """Run a statement with each of these sets of values. Raises as `ask` does."""
        self.database.run(statement, many)

    def insert(self, table: str, values: Mapping[str, object]) -> int:
        """Insert a row and return its number. Raises UsageFault as `kept` does."""
        row = kept(values)
        found = self.ask(f"{insertion(table, row)} RETURNING id", list(row.values()))
        return int(found[0][0])

    def insert_all(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows that all have the columns of the first, in its order. Raises as `insert`."""
        if rows:
            self.run(insertion(table, rows[0]), (stored(row.values()) for row in rows))

    def update(
        self, table: str, values: Mapping[str, object], where: Mapping[str, object]
    ) -> list[int]:
        """Change the rows that match all of `where`; return their numbers. Raises as `insert`."""
        row, which = kept(values), kept(where)
        changes = ", ".join(f'"{name}" = ?' for name in row)
        found = self.ask(
            f"UPDATE {table} SET {changes} WHERE {_having(which)} RETURNING id",
            [*row.values(), *(value for value in which.values() if value is not None)],
        )
        return [int(number) for (number,) in found]

    def remove(self, table: str, where: Mapping[str, object]) -> list[int]:
        """Delete the rows that match all of `where`; return their numbers. Raises as `insert`."""
        which = kept(where)
        found = self.ask(
            f"DELETE FROM {table} WHERE {_having(which)} RETURNING id",
            [value for value in which.values() if value is not None],
        )
        return [int(number) for (number,) in found]

    def put(self, table: str, values: Mapping[str, object], of: Mapping[str, object]) -> None:
        """Change the row that matches all of `of`, or insert it. Raises as `insert`."""
        if not self.update(table, values, of):
            self.insert(table, {**of, **values})

    def made(
        self,
        make: Callable[[Given], T],
        found: Iterable[Given],
        what: Callable[[Given], str],
        *,
        needed: bool = False,
    ) -> Iterator[T]:
        """Yield the value of each row; `what` names a row that cannot be understood.

        Such a row raises StoreFault if it is `needed`, even if lenient.
        """
        for row in found:
            try:
                yield make(row)
            except UNREADABLE:
                if needed or not self.lenient:
                    raise garbled(what(row)) from None
                self.incomplete = True
                self.warnings.append(f"{what(row)} cannot be read and is left out")


def _having(columns: Mapping[str, Column]) -> str:
    """Return the condition that columns have these values; those that are not None are bound.

    In SQL nothing equals NULL, and `IS ?` uses no index on PostgreSQL.
    """
    return " AND ".join(
        f'"{name}" IS NULL' if value is None else f'"{name}" = ?' for name, value in columns.items()
    )


def insertion(table: str, columns: Collection[str]) -> str:
    """Return the statement that inserts a row into a table, with a `?` for each column."""
    return _insertion(table, tuple(columns))


@lru_cache(maxsize=256)
def _insertion(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({_marks(columns)})"


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
