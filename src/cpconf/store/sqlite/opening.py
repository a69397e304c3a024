"""Opening a store with `sqlite3` alone, after checking that the file is one."""

import sqlite3
import stat
import sys
from pathlib import Path
from typing import Final

from cpconf.errors import CpconfError
from cpconf.store.database.faults import NoStore, OlderForm, damaged, not_a_store, too_new
from cpconf.store.database.forms import FORM, TABLES
from cpconf.store.sqlite.faults import explained
from cpconf.store.sqlite.patient import Patient

APPLICATION_ID: Final = int.from_bytes(b"cpcf", "big")
"""The number in a SQLite file that says which program it belongs to."""
OLDEST_LIBRARY: Final = (3, 37)
"""The first SQLite with STRICT tables."""
CAUTION: Final = ("trusted_schema=OFF", "cell_size_check=ON")
"""Settings that stop a file made by others from doing more than return rows."""
SETTINGS: Final = (
    *CAUTION,
    "foreign_keys=ON",
    # A rollback journal: WAL has a corruption race before SQLite 3.51.3 and fails on shares.
    "journal_mode=DELETE",
    "synchronous=FULL",
    "secure_delete=ON",
    "temp_store=MEMORY",
    # Room for a whole import: pages that spill lock the readers out before it commits.
    "cache_size=-65536",
)
"""The settings of a connection that writes."""


def opened(path: Path, *, of_this_form: bool = True) -> sqlite3.Connection:
    """Return a connection to a store of this form, or also of an older one if not `of_this_form`.

    It cannot write yet. Raises NoStore, OlderForm, StoreFault for a file that is not a usable store
    (it is left untouched), StoreBusy, CpconfError.
    """
    check_library()
    look(path)
    with explained(path):
        # rw even to read: a transaction that a crash interrupted has to be rolled back first.
        connection = Patient(path, "mode=rw")
        try:
            for setting in ("query_only=ON", *CAUTION):
                connection.execute(f"PRAGMA {setting}")
            try:
                check_form(connection, path)
            except OlderForm:
                if of_this_form:
                    raise
        except BaseException:
            connection.close()
            raise
    return connection


def check_library(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> None:
    """Check that Python's SQLite is new enough for the tables. Raises CpconfError."""
    if version < OLDEST_LIBRARY:
        have, need = (".".join(map(str, numbers)) for numbers in (version, OLDEST_LIBRARY))
        raise CpconfError(
            f"this Python has SQLite {have}, and the store needs {need} or newer: use another one"
        )


def look(path: Path) -> None:
    """Check that the file is a store, leaving no trace. Raises NoStore, StoreFault, CpconfError."""
    with explained(path):
        try:
            status = path.stat()
        except FileNotFoundError:
            raise NoStore(str(path)) from None
        if stat.S_ISDIR(status.st_mode):
            raise not_a_store(str(path), "it is a folder")
        if not stat.S_ISREG(status.st_mode):
            raise not_a_store(str(path), "it is not a file")
        if status.st_size == 0:
            raise not_a_store(str(path), "it is empty")
        # Not by open(): on POSIX, closing any handle on a file gives up this process's locks on it.
        # Immutable: no lock is taken, and another program's journal is not rolled back.
        connection = Patient(path, "mode=ro&immutable=1")
        try:
            # Without a lock a commit may be seen half done: the first page counts pages that are
            # not in the file yet. With this setting SQLite does not call that damage. Real damage
            # is found when the file is opened under a lock.
            connection.execute("PRAGMA writable_schema=ON")
            (found,) = connection.execute("PRAGMA application_id").fetchone()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_NOTADB:
                raise not_a_store(str(path), "it is another kind of file") from None
            raise
        finally:
            connection.close()
        if found != APPLICATION_ID:
            raise not_a_store(str(path), "another program made it")


def check_form(connection: sqlite3.Connection, path: Path) -> None:
    """Check the tables and their form. Raises StoreFault, OlderForm, sqlite3.Error."""
    found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    if "alembic_version" not in found:
        raise not_a_store(str(path), "its tables are missing")
    version = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    if len(version) != 1 or not str(version[0][0]).isdecimal():
        raise damaged(str(path))
    number = int(version[0][0])
    if number < 1:
        raise damaged(str(path))
    if number > FORM:
        raise too_new(str(path), number, FORM)
    if number < FORM:
        raise OlderForm(str(path), number)
    if not found >= TABLES:
        raise not_a_store(str(path), "some of its tables are missing")


def exposure(path: Path) -> list[str]:
    """Return a warning if others on this computer may read the file, as one or no lines."""
    if sys.platform == "win32" or not path.stat().st_mode & 0o077:
        return []
    return [f"others on this computer can open the store {path}: run chmod 600 on it"]
