"""What the database says when something is wrong, in words that help; never with a value in it."""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cpconf.errors import CpconfError, StoreBusy, StoreFault

_GO_BACK: Final = "go back to your last backup"


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn errors of the driver and of the file system into the program's own."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path) from shown(error)
    except OSError as error:
        raise _explain_os(error, path) from error


def explain(error: sqlite3.Error, path: Path) -> CpconfError:
    """The program's own error for one of SQLite's."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _WORDS:
        return _WORDS[code](path)
    if shown(error) is None or str(error).startswith(("no such ", "malformed ")):
        return damaged(path)
    return CpconfError(f"the store {path} failed, and nothing was changed: {error}")


def shown(error: sqlite3.Error) -> sqlite3.Error | None:
    """That error as a cause to show, unless its text quotes a value from a row."""
    return None if str(error).startswith("Could not decode") else error


def damaged(path: Path) -> StoreFault:
    """That the file was a store once and cannot be read any more."""
    return StoreFault(
        f"the store {path} is damaged and was left as it is: keep a copy of it and {_GO_BACK}"
    )


def not_a_store(path: Path, why: str) -> StoreFault:
    """That the file was never ours."""
    return StoreFault(
        f"{path} is not a cpconf store ({why}) and was left as it is: check --store or CPCONF_STORE"
    )


def garbled(what: str) -> StoreFault:
    """That one row holds something that the program never writes."""
    return StoreFault(f"the store holds something unreadable: {what}; {_GO_BACK}")


def altered(what: str) -> StoreFault:
    """That something readable is not what was kept: its SHA-256 says so, or the text it is from."""
    return StoreFault(
        f"the store is damaged: {what} is no longer as it was recorded, and nothing was worked out "
        f"from it\nKeep a copy of the store, and {_GO_BACK}"
    )


def incomplete() -> StoreFault:
    """That what was shown is not all: rows could not be read, and were left out or shown in part.

    Said at the end, after those rows were named.
    """
    return StoreFault(
        "the store is damaged, and what is shown is not all of it: keep a copy of it and "
        f"{_GO_BACK}"
    )


def changed_meanwhile() -> StoreBusy:
    """That what a command knew is no longer so."""
    return StoreBusy("the conference was changed by another command meanwhile: try again")


def _explain_os(error: OSError, path: Path) -> CpconfError:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return _no_room(path)
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return _no_permission(path)
        case _:
            return CpconfError(f"the store {path} cannot be used: {error.strerror or 'disk error'}")


def _no_room(path: Path) -> CpconfError:
    return CpconfError(
        f"the disk is full, and nothing was changed in {path}: free some space and try again"
    )


def _no_permission(path: Path) -> CpconfError:
    return CpconfError(
        f"the store {path} cannot be opened or written: check the permissions of the file and of "
        "its folder"
    )


def _busy(path: Path) -> StoreBusy:
    return StoreBusy(f"the store {path} is busy: another command is writing to it; try again")


def _disk(path: Path) -> CpconfError:
    return CpconfError(
        f"the disk failed while {path} was read or written, and nothing was changed: check the "
        "disk, then try again"
    )


_WORDS: Final[dict[int, Callable[[Path], CpconfError]]] = {
    sqlite3.SQLITE_BUSY: _busy,
    sqlite3.SQLITE_LOCKED: _busy,
    sqlite3.SQLITE_NOTADB: damaged,
    sqlite3.SQLITE_CORRUPT: damaged,
    sqlite3.SQLITE_FULL: _no_room,
    sqlite3.SQLITE_READONLY: _no_permission,
    sqlite3.SQLITE_PERM: _no_permission,
    sqlite3.SQLITE_CANTOPEN: _no_permission,
    sqlite3.SQLITE_IOERR: _disk,
}
