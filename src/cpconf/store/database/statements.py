"""The one language of the store: SQL with bound values, to ask and to write.

What writes names a table and gives the values of its columns; `columns.kept` says how each is kept.
"""
# ruff: noqa: S608 - every value is bound; only our own words are put into statements

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from cpconf.store.database.columns import UNREADABLE, Column, kept
from cpconf.store.database.database import Database, Given
from cpconf.store.database.faults import NotText, garbled

T = TypeVar("T")
_BATCH: Final = 500
"""Values that are asked for at once; SQLite allows some 32,000 in one statement, at first 999."""


class Statements:
    """A store that is open, in one transaction.

    `warnings` collects what the user should hear of: a store that others can open, and rows that
    cannot be understood. These are left out where `lenient`, and raise StoreFault otherwise.
    `incomplete` says that something was left out, or shown with a sign for what is no text.
    """

    def __init__(self, database: Database, *, lenient: bool = False) -> None:
        """Take an open database, and whether rows that cannot be understood are left out."""
        self.database = database
        self.lenient = lenient
        self.incomplete = False
        self.warnings: list[str] = []

    def ask(self, statement: str, values: Sequence[object] = ()) -> list[Given]:
        """Return all rows that a statement gives. Raises StoreFault, StoreBusy, CpconfError."""
        try:
            return self.database.ask(statement, values)
        except NotText:
            if not self.lenient:
                raise
        # A byte that is no text must not hide the other rows.
        self.incomplete = True
        self.database.tolerate()
        return self.ask(statement, values)

    def ask_of(self, asked: Collection[str] | Collection[int], statement: str) -> Iterator[Given]:
        """The rows that a statement gives for any number of values, which stand at its (?, …)."""
        values = sorted(asked)
        for start in range(0, len(values), _BATCH):
            batch = values[start : start + _BATCH]
            yield from self.ask(statement.replace("(?, …)", f"({_marks(batch)})"), batch)

    def run(self, statement: str, many: Iterable[Sequence[object]]) -> None:
        """Carry out a statement with each of these values. Raises as `ask`."""
        self.database.run(statement, many)

    def insert(self, table: str, values: Mapping[str, object]) -> int:
        """Write a row, by the names of its columns; its number. Raises UsageFault as `kept`."""
        row = kept(values)
        found = self.ask(f"{insertion(table, row)} RETURNING id", list(row.values()))
        return int(found[0][0])

    def insert_all(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Write rows at once; all have the columns of the first, in its order. Raises likewise."""
        if rows:
            self.run(insertion(table, rows[0]), (list(kept(row).values()) for row in rows))

    def update(
        self, table: str, values: Mapping[str, object], where: Mapping[str, object]
    ) -> list[int]:
        """Ledger the rows that have just what `where` says; their numbers. Raises as `_insert`."""
        row, which = kept(values), kept(where)
        changes = ", ".join(f'"{name}" = ?' for name in row)
        found = self.ask(
            f"UPDATE {table} SET {changes} WHERE {_having(which)} RETURNING id",
            [*row.values(), *(value for value in which.values() if value is not None)],
        )
        return [int(number) for (number,) in found]

    def remove(self, table: str, where: Mapping[str, object]) -> list[int]:
        """Remove the rows that have just what `where` says; their numbers. Raises as `_insert`."""
        which = kept(where)
        found = self.ask(
            f"DELETE FROM {table} WHERE {_having(which)} RETURNING id",
            [value for value in which.values() if value is not None],
        )
        return [int(number) for (number,) in found]

    def put(self, table: str, values: Mapping[str, object], of: Mapping[str, object]) -> None:
        """Write a row, or change the one there is `of` these. Raises as `_insert`."""
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
        """The values of rows. Those that are `needed` are not left out by the lenient either."""
        for row in found:
            try:
                yield make(row)
            except UNREADABLE:
                if needed or not self.lenient:
                    raise garbled(what(row)) from None
                self.incomplete = True
                self.warnings.append(f"{what(row)} cannot be read and is left out")


def _having(columns: Mapping[str, Column]) -> str:
    """Return the condition that columns have these values, of which those that are there are bound.

    What is missing equals nothing in SQL, and `IS ?` finds no index on PostgreSQL.
    """
    return " AND ".join(
        f'"{name}" IS NULL' if value is None else f'"{name}" = ?' for name, value in columns.items()
    )


def insertion(table: str, columns: Collection[str]) -> str:
    """Return the statement that writes a row of a table, a `?` for each of its columns."""
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({_marks(columns)})"


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
