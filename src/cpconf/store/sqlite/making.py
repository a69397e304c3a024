"""Making a new store: complete or not at all, and readable by its owner alone."""

import glob
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from cpconf.errors import Refused
from cpconf.store.database.schema import definitions, finishing
from cpconf.store.sqlite.faults import explained
from cpconf.store.sqlite.liveness import is_alive, living
from cpconf.store.sqlite.opening import APPLICATION_ID, check_library
from cpconf.store.sqlite.patient import Patient
from cpconf.store.sqlite.transactions import settle_in
from cpconf.store.sqlite.unsafe_places import harm


def create(path: Path, fill: Callable[[sqlite3.Connection], None] = lambda _: None) -> bool:
    """Make a store at `path`, or return False if another command has just made one there.

    `fill` puts rows into its tables. The store is made under another name in the same folder and
    then linked to its own, so that nobody ever sees half of one. What a killed run left of one is
    removed by the next that makes one there. Raises Refused in a folder that can damage it and
    beside another store's journal, CpconfError.
    """
    check_library()
    with explained(path):
        target = Path(os.path.realpath(path))
        refuse_harm(target, path)
        make_folder(target.parent)
        refuse_leftovers(target)
        with living(target) as token:
            _remove_drafts(target)
            draft = target.with_name(f".{target.name}.{token}.new")
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            try:
                _fill(draft, fill)
                _publish(draft, target)
            except FileExistsError:
                return False
            finally:
                draft.unlink(missing_ok=True)
        flush_folder(target.parent)
    return True


def _remove_drafts(target: Path) -> None:
    """Remove what killed runs left of a store that they were making here."""
    for draft in target.parent.glob(f".{glob.escape(target.name)}.{'[0-9a-f]' * 16}.new"):
        token = draft.name.split(".")[-2]
        if not draft.is_symlink() and not is_alive(target, token):
            draft.with_name(f"{draft.name}-journal").unlink(missing_ok=True)
            draft.unlink(missing_ok=True)


def _fill(draft: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    """Make the tables with their rows, the views and the triggers in an empty file."""
    with closing(Patient(draft, "mode=rw")) as connection:
        settle_in(connection)
        connection.execute("BEGIN IMMEDIATE")
        for statement in definitions("sqlite"):
            connection.execute(statement)
        fill(connection)
        for statement in finishing("sqlite"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute("COMMIT")


def make_folder(folder: Path) -> None:
    """Make a folder and its missing parents, for their owner alone; leave existing ones alone."""
    if not folder.is_dir():
        make_folder(folder.parent)
        try:
            folder.mkdir(0o700)
        except FileExistsError:
            if not folder.is_dir():
                raise
        else:
            flush_folder(folder.parent)


def refuse_leftovers(target: Path) -> None:
    """Refuse a path with another store's journal beside it: SQLite would apply it to the new store.

    Raises Refused.
    """
    for suffix in ("-journal", "-wal"):
        leftover = target.with_name(target.name + suffix)
        if leftover.exists() and not target.exists():
            raise Refused(
                f"{leftover} was left by a store that is gone: put that store back, or move this "
                "file away too"
            )


def refuse_harm(target: Path, shown: Path) -> None:
    """Refuse a folder that can damage a store. Raises Refused."""
    if why := harm(target):
        raise Refused(f"{shown} {why}\nTo copy an existing store to a server: cpconf store copy")


def _publish(draft: Path, target: Path) -> None:
    """Give the draft its name. Raises FileExistsError rather than replace anything."""
    if sys.platform == "win32":
        draft.rename(target)
        return
    try:
        os.link(draft, target)
    except OSError:
        # The name is taken, or the file system has no hard links (FAT): make an empty file of that
        # name, which fails if there is one, then replace just that.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        draft.replace(target)


def flush_folder(folder: Path) -> None:
    """Flush a folder to disk, so that a new name in it survives a power cut."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
