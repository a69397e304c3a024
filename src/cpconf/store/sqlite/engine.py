"""The SQLAlchemy engine for SQLite, used only to upgrade stores."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from cpconf.store.sqlite.faults import explain, shown
from cpconf.store.sqlite.patient import Patient
from cpconf.store.sqlite.transactions import settle_in


def engine_for(path: Path) -> Engine:
    """Return an engine for a file that is not, or not yet, a store of this program's form.

    Its transactions lock the file when they begin.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: Patient(path, "mode=rw"),
        poolclass=NullPool,  # closing its one connection must close the file
        hide_parameters=True,
    )
    event.listen(engine, "connect", _settle_in)
    event.listen(engine, "begin", _begin)
    return engine


def _settle_in(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    settle_in(connection)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def said_plainly(path: Path) -> Iterator[None]:
    """Turn SQLAlchemy's errors into the program's own, which contain no value."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise explain(error.orig, path) from (error if shown(error.orig) else None)
        raise
