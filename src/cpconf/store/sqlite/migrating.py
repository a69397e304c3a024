"""Upgrading a store of an older form: first a copy, then the whole upgrade or none of it."""

import os
import secrets
import sqlite3
from pathlib import Path

from sqlalchemy import Engine, event

from cpconf.errors import StoreFault
from cpconf.store.database.faults import damaged
from cpconf.store.database.forms import FORM
from cpconf.store.database.migrating import found_form, to_this_form
from cpconf.store.sqlite.engine import engine_for, said_plainly
from cpconf.store.sqlite.faults import explained
from cpconf.store.sqlite.making import flush_folder
from cpconf.store.sqlite.opening import look


def migrate(path: Path) -> None:
    """Upgrade the store at `path` to the form that this program writes.

    A copy of the old store is kept beside it, for its owner alone. Raises StoreBusy, and
    CpconfError if the copy or a step fails; the store is then as it was.
    """
    look(path)
    with explained(path), said_plainly(path), rebuilding(path).begin() as connection:
        if found_form(connection) >= FORM:
            return  # another command was faster
        keep_copy(path, path.with_name(f"{path.name}.before-v{FORM}.bak"))
        to_this_form(connection)
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StoreFault(
                f"the store {path} could not be brought up to date and was left as it is"
            )


def rebuilding(path: Path) -> Engine:
    """Return an engine for a store whose tables are made again."""
    engine = engine_for(path)
    event.listen(engine, "connect", _let_tables_be_rebuilt)
    return engine


def keep_copy(path: Path, copy: Path) -> None:
    """Copy a store, completely or not at all; an earlier copy of that name is replaced."""
    draft = copy.with_name(f".{copy.name}.{secrets.token_hex(8)}.new")
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        target = sqlite3.connect(draft)
        try:
            source.backup(target)
            if target.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise damaged(str(path))
        finally:
            source.close()
            target.close()
        draft.replace(copy)
        flush_folder(copy.parent)
    finally:
        draft.unlink(missing_ok=True)


def _let_tables_be_rebuilt(connection: sqlite3.Connection, _: object) -> None:
    # A rebuilt table is dropped and renamed; the links to it are checked before the commit.
    connection.execute("PRAGMA foreign_keys=OFF")
