"""A store opened to write, by the driver alone, in one transaction."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cpconf.store.database.faults import explained
from cpconf.store.database.opening import SETTINGS, OlderForm, opened


@contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection in a transaction in which nobody else can write: kept when the block ends.

    It is undone by any exception. A store of an older form is brought up to date first. Raises as
    `opened` does.
    """
    try:
        connection = opened(path)
    except OlderForm:
        # Late, because Alembic is slow to load and needed once in years.
        from cpconf.store.database.migrating import migrate  # noqa: PLC0415

        migrate(path)
        connection = opened(path)
    try:
        with explained(path):
            for setting in ("query_only=OFF", *SETTINGS):
                connection.execute(f"PRAGMA {setting}")
            connection.execute("BEGIN IMMEDIATE")
        yield connection
        with explained(path):
            connection.execute("COMMIT")
    finally:
        connection.close()
