"""The interface that SQLite and PostgreSQL share: the location of a store, and a connection."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Any, ClassVar, Final, NamedTuple

Given = tuple[Any, ...]
"""A row as the database returns it."""


class Database(ABC):
    """One connection to a store, inside one transaction.

    Statements are SQL that both databases understand, with a `?` for each value, or `?1` for a
    value that stands in several places.
    """

    @abstractmethod
    def ask(self, statement: str, values: Sequence[object] = ()) -> list[Given]:
        """Run a statement and return its rows.

        Raises NotText for bytes that are not valid text, StoreFault, StoreBusy, TryAgain,
        CpconfError.
        """

    @abstractmethod
    def run(self, statement: str, many: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each set of values. Raises as `ask` does."""

    @abstractmethod
    def load(self, table: str, columns: Sequence[str], rows: Iterable[Given]) -> None:
        """Insert many rows into a table, as fast as the database can. Raises as `ask` does."""

    @abstractmethod
    def tolerate(self) -> None:
        """Show U+FFFD, from now on, in place of bytes that are not valid text."""

    @abstractmethod
    def beyond_ascii(self, column: str) -> str:
        """Return the condition that a column has a letter that lower() ignores: beyond ASCII."""

    @abstractmethod
    def signs_as(self, account: str) -> str:
        """Return the name that signs changes: the account, and on a server the role too."""

    @abstractmethod
    def clock(self) -> dt.datetime | None:
        """Return the moment (aware) by the clock of the server; None for a file, which has none."""

    @abstractmethod
    def close(self) -> None:
        """End the transaction, and undo what was not committed."""


class DatabaseKind(StrEnum):
    """The kind of database that keeps a store."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Glance(NamedTuple):
    """The form of a store, and its numbers of conferences and open tasks."""

    form: int
    conferences: int
    open_tasks: int


GLANCE: Final = (
    "SELECT CAST(version_num AS INTEGER), (SELECT COUNT(*) FROM conference), "
    "(SELECT COUNT(*) FROM task WHERE outstanding = 1) FROM alembic_version"
)
"""The question for a `Glance`. It uses only names that every form of the tables has."""


class Location(ABC):
    """The location of a store: a SQLite file, or a database on a PostgreSQL server."""

    kind: ClassVar[DatabaseKind]

    @property
    @abstractmethod
    def name(self) -> str:
        """The path or address as people write it, never with a password in it."""

    @abstractmethod
    def open_to_read(self) -> Database:
        """Open the store in a read transaction; upgrade a file of an older form first.

        All reads see one snapshot of the store. Raises NoStore, StoreFault for what is not a usable
        store, StoreBusy, TryAgain, CpconfError.
        """

    @abstractmethod
    def transaction(self, *, create: bool = False) -> AbstractContextManager[Database]:
        """Begin a transaction in which nobody else can write.

        It is committed when the block ends, and rolled back on any exception. `create` makes a
        missing store. Raises as `open_to_read` does.
        """

    @abstractmethod
    def exposure(self) -> list[str]:
        """Return warnings if others may read the store, or its folder can damage it."""

    @abstractmethod
    def living(self) -> AbstractContextManager[str]:
        """Yield a token by which other runs can tell that this one is alive, until the block ends.

        Raises CpconfError.
        """

    @abstractmethod
    def is_alive(self, token: str) -> bool:
        """Tell whether the run with that token is still alive."""

    @abstractmethod
    def make(self, fill: Callable[[Database], None] | None = None) -> bool:
        """Make a store; `fill` puts rows into its tables before anybody sees it.

        Returns False, and changes nothing, if there is one already. Raises CpconfError.
        """

    @abstractmethod
    def upgrade(self) -> None:
        """Upgrade a store to the form that this program writes. Raises CpconfError."""

    @abstractmethod
    def glance(self) -> "Glance | None":
        """Return what a store of any form is, or None if there is none. Change nothing.

        Raises StoreFault, StoreBusy, TryAgain, CpconfError.
        """

    @abstractmethod
    def grant(self, role: str, rights: str) -> bool:
        """Give a server's role the rights `writer`, `reader` or `none`; return False for a file.

        Raises UsageFault for other rights, NotFound for an unknown role, CpconfError.
        """

    def leave(self) -> None:  # noqa: B027 - a file keeps no connection
        """Close the connection that is kept for the next transaction."""
