"""The engine: SQLAlchemy on SQLite, with every transaction begun by us and begun to write."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError

from cpconf.store.database.faults import changed_meanwhile, explain, shown
from cpconf.store.database.opening import SETTINGS, opened
from cpconf.store.database.waiting import Patient


def engine_for(path: Path) -> Engine:
    """An engine on a store that exists; connecting raises as `opening.opened` does."""
    return make_engine(lambda: opened(path))


def engine_for_any(path: Path) -> Engine:
    """An engine on a file that is not, or not yet, a store of this program's form."""
    return make_engine(lambda: Patient(path, "mode=rw"))


def make_engine(connect: Callable[[], sqlite3.Connection]) -> Engine:
    """An engine whose connections are settled in, and whose transactions lock at their start."""
    # NullPool: a command has one connection, and closing it must close the file.
    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "connect", _settle_in)
    event.listen(engine, "begin", _begin)
    return engine


def _settle_in(connection: sqlite3.Connection, _: object) -> None:
    # The driver would begin a transaction at the first INSERT only, and reads before it would be
    # outside: two commands could then overwrite each other's changes unseen.
    connection.isolation_level = None
    for setting in ("query_only=OFF", *SETTINGS):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def said_plainly(path: Path) -> Iterator[None]:
    """Turn what the database says into the program's own errors, with no value in them."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path) from shown(error)
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise explain(error.orig, path) from (error if shown(error.orig) else None)
        raise
    except StaleDataError as error:
        raise changed_meanwhile() from error
