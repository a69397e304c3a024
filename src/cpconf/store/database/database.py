"""What a database offers to the store's statements, whichever it is: SQLite or PostgreSQL."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Any, ClassVar, Final, NamedTuple

Given = tuple[Any, ...]
"""A row, as the database gives it."""


class Database(ABC):
    """One connection to a store, inside one transaction.

    Statements are SQL that both databases understand, with a `?` for each value, or `?1` for one
    that stands in several places.
    """

    @abstractmethod
    def ask(self, statement: str, values: Sequence[object] = ()) -> list[Given]:
        """Carry out a statement and return its rows.

        Raises NotText where bytes are no text, StoreFault, StoreBusy, TryAgain, CpconfError.
        """

    @abstractmethod
    def run(self, statement: str, many: Iterable[Sequence[object]]) -> None:
        """Carry out a statement once for each set of values. Raises as `ask`."""

    @abstractmethod
    def load(self, table: str, columns: Sequence[str], rows: Iterable[Given]) -> None:
        """Write many rows of a table at once, as quickly as the database can. Raises as `ask`."""

    @abstractmethod
    def tolerate(self) -> None:
        """Show a sign, from now on, in place of bytes that are no text."""

    @abstractmethod
    def beyond_ascii(self, column: str) -> str:
        """Return the condition that a column has a letter beyond ASCII, which lower() leaves."""

    @abstractmethod
    def signs_as(self, account: str) -> str:
        """Return who acts, as it is kept: the account, and on a server the role with it."""

    @abstractmethod
    def close(self) -> None:
        """End the transaction; what was not committed is undone."""


class DatabaseKind(StrEnum):
    """Which database keeps a store."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


class Glance(NamedTuple):
    """What a store is, at a glance: its form, and how many conferences and open tasks it has."""

    form: int
    conferences: int
    open_tasks: int


GLANCE: Final = (
    "SELECT CAST(version_num AS INTEGER), (SELECT COUNT(*) FROM conference), "
    "(SELECT COUNT(*) FROM task WHERE outstanding = 1) FROM alembic_version"
)
"""What a `Glance` is asked with: words that every form of the tables knows."""


class Location(ABC):
    """Where a store is: a SQLite file, or a database on a PostgreSQL server."""

    kind: ClassVar[DatabaseKind]

    @property
    @abstractmethod
    def name(self) -> str:
        """The place as people write it. It never has a password in it."""

    @abstractmethod
    def open_to_read(self) -> Database:
        """Open a store of this form, or of an older one that is upgraded first.

        All that is read is one picture of the store. Raises NoStore, StoreFault for what is not a
        usable store, StoreBusy, TryAgain, CpconfError.
        """

    @abstractmethod
    def transaction(self, *, create: bool = False) -> AbstractContextManager[Database]:
        """Begin a transaction in which nobody else can write: kept when the block ends.

        It is undone by any exception. `create` makes a store that is missing. Raises likewise.
        """

    @abstractmethod
    def exposure(self) -> list[str]:
        """Return a warning when others may read the store, as one or no lines."""

    @abstractmethod
    def living(self) -> AbstractContextManager[str]:
        """Give a token by which others can tell, as long as the block lasts, that this run lives.

        Raises CpconfError.
        """

    @abstractmethod
    def is_alive(self, token: str) -> bool:
        """Tell whether the run with that token still lives."""

    @abstractmethod
    def make(self, fill: Callable[[Database], None] | None = None) -> bool:
        """Make a store, with what `fill` puts into its tables before anybody sees it.

        Returns False where there is one, which is left alone. Raises CpconfError.
        """

    @abstractmethod
    def upgrade(self) -> None:
        """Bring a store of an older form to the one that this program writes. Raises as above."""

    @abstractmethod
    def glance(self) -> "Glance | None":
        """Lookup at a store of whatever form, and change nothing; None where there is none.

        Raises StoreFault, StoreBusy, TryAgain, CpconfError.
        """

    @abstractmethod
    def grant(self, role: str, rights: str) -> bool:
        """Give a role of a server `writer`, `reader` or `none` as its rights; False for a file.

        Raises UsageFault for other rights, NotFound for a role that is not there, CpconfError.
        """

    def leave(self) -> None:  # noqa: B027 - a file keeps nothing
        """Let go of what is kept for the next transaction."""
