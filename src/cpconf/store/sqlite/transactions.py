"""Connections to a store that is made or upgraded first if need be, and write transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cpconf.store.database.faults import NoStore, OlderForm
from cpconf.store.sqlite.faults import explained
from cpconf.store.sqlite.opening import SETTINGS, opened


def ready(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """Return a connection that cannot write yet, to a store that is upgraded first if need be.

    `create` makes a missing store. Raises as `opened` does.
    """
    try:
        return opened(path)
    except NoStore:
        if not create:
            raise
        # Late, because it brings SQLAlchemy, and is needed once.
        from cpconf.store.sqlite.making import create as make  # noqa: PLC0415

        make(path)
    except OlderForm:
        # Late, because it brings SQLAlchemy and Alembic, and is needed once in years.
        from cpconf.store.sqlite.migrating import migrate  # noqa: PLC0415

        migrate(path)
    return opened(path)


@contextmanager
def transaction(path: Path, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """Yield a connection in a transaction in which nobody else can write.

    It is committed when the block ends, and rolled back on any exception. Raises as `ready` does.
    """
    connection = ready(path, create=create)
    try:
        with explained(path):
            settle_in(connection)
            # Left to itself, the driver would begin at the first INSERT, and what was read before
            # would be outside: two commands could then overwrite each other's changes unseen.
            connection.execute("BEGIN IMMEDIATE")
        yield connection
        with explained(path):
            connection.execute("COMMIT")
    finally:
        connection.close()


def settle_in(connection: sqlite3.Connection) -> None:
    """Apply the settings for writing to a connection. Raises sqlite3.Error."""
    for setting in ("query_only=OFF", *SETTINGS):
        connection.execute(f"PRAGMA {setting}")
