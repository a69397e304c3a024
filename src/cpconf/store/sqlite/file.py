"""A store in a SQLite file, behind the interface that both databases share."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from cpconf.store.database.database import GLANCE, Database, DatabaseKind, Given, Glance, Location
from cpconf.store.database.faults import NoStore
from cpconf.store.database.statements import insertion
from cpconf.store.sqlite.faults import explain, explained, shown
from cpconf.store.sqlite.opening import exposure, opened
from cpconf.store.sqlite.transactions import ready, transaction
from cpconf.store.sqlite.unsafe_places import harm


class SqliteDatabase(Database):
    """An open connection to a store's file."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def ask(self, statement: str, values: Sequence[object] = ()) -> list[Given]:
        """Run a statement and return its rows."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise explain(error, self._path) from shown(error)

    def run(self, statement: str, many: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each set of values."""
        try:
            self._connection.executemany(statement, many)
        except sqlite3.Error as error:
            raise explain(error, self._path) from shown(error)

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Given]) -> None:
        """Insert many rows into a table."""
        self.run(insertion(table, columns), rows)

    def tolerate(self) -> None:
        """Show U+FFFD, from now on, in place of bytes that are not valid text."""
        self._connection.text_factory = _tolerant

    def beyond_ascii(self, column: str) -> str:
        """Return the condition that a column has a letter that lower() ignores: beyond ASCII."""
        return f"{column} GLOB '*[^ -~]*'"

    def signs_as(self, account: str) -> str:
        """Return the account: a file has no roles."""
        return account

    def clock(self) -> None:
        """Return None: whoever writes to a file does so on this computer."""

    def close(self) -> None:
        """Close the connection, so that a waiting writer can go on."""
        self._connection.close()


@dataclass(frozen=True, slots=True)
class SqliteFile(Location):
    """The path of a store's file."""

    kind: ClassVar[DatabaseKind] = DatabaseKind.SQLITE
    path: Path

    @property
    def name(self) -> str:
        """The path."""
        return str(self.path)

    def open_to_read(self) -> Database:
        """Open the file within one read transaction."""
        connection = ready(self.path)
        with explained(self.path):
            connection.execute("BEGIN")
        return SqliteDatabase(connection, self.path)

    @contextmanager
    def transaction(self, *, create: bool = False) -> Iterator[Database]:
        """Begin a transaction that locks the file at its start."""
        with transaction(self.path, create=create) as connection:
            yield SqliteDatabase(connection, self.path)

    def exposure(self) -> list[str]:
        """Return warnings if others may read the file, or its folder can damage it."""
        with explained(self.path):
            why = harm(Path(os.path.realpath(self.path)))
            return [*exposure(self.path), *([f"the store {self.path} {why}"] if why else [])]

    def living(self) -> AbstractContextManager[str]:
        """Hold the lock on a file beside the store for as long as this run is alive."""
        from cpconf.store.sqlite.liveness import living  # noqa: PLC0415 - few commands send

        return living(self.path)

    def is_alive(self, token: str) -> bool:
        """Tell whether the run with that token still holds the lock on its file."""
        from cpconf.store.sqlite.liveness import is_alive  # noqa: PLC0415 - as above

        return is_alive(self.path, token)

    def make(self, fill: Callable[[Database], None] | None = None) -> bool:
        """Make a store, or return False and leave the one that is there."""
        # Late, because it brings SQLAlchemy, and is needed once.
        from cpconf.store.sqlite.making import create  # noqa: PLC0415

        def put(connection: sqlite3.Connection) -> None:
            if fill is not None:
                fill(SqliteDatabase(connection, self.path))

        return create(self.path, put)

    def upgrade(self) -> None:
        """Upgrade a store of an older form to the one that this program writes."""
        ready(self.path).close()

    def grant(self, role: str, rights: str) -> bool:
        """Return False: a file has no roles."""
        del role, rights
        return False

    def glance(self) -> Glance | None:
        """Return what a store of any form is, or None if there is none. Change nothing."""
        try:
            with closing(opened(self.path, of_this_form=False)) as connection:
                ((form, conferences, tasks),) = SqliteDatabase(connection, self.path).ask(GLANCE)
        except NoStore:
            return None
        return Glance(form, conferences, tasks)


def _tolerant(raw: bytes) -> str:
    return raw.decode(errors="replace")
