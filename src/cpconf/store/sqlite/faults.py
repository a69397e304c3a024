"""The program's own errors for those of SQLite and the file system."""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cpconf.errors import NOTHING_CHANGED, CpconfError
from cpconf.store.database.faults import busy, damaged, not_text


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
    """Return the program's own error for one of SQLite's."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _WORDS:
        return _WORDS[code](path)
    if shown(error) is None:
        return not_text(str(path))
    if str(error).startswith(("no such ", "malformed ")):
        return damaged(str(path))
    return CpconfError(f"the store {path} failed, and {NOTHING_CHANGED}: {error}")


def shown(error: sqlite3.Error) -> sqlite3.Error | None:
    """Return the error as a cause to show, or None if its text quotes a value from a row."""
    return None if str(error).startswith("Could not decode") else error


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
        f"the disk is full, and {NOTHING_CHANGED} in {path}: free some space and try again"
    )


def _no_permission(path: Path) -> CpconfError:
    return CpconfError(
        f"the store {path} cannot be opened or written: check the permissions of the file and of "
        "its folder"
    )


def _disk(path: Path) -> CpconfError:
    return CpconfError(
        f"the disk failed while {path} was read or written, and {NOTHING_CHANGED}: check the "
        "disk, then try again"
    )


def _busy(path: Path) -> CpconfError:
    return busy(str(path))


def _damaged(path: Path) -> CpconfError:
    return damaged(str(path))


_WORDS: Final[dict[int, Callable[[Path], CpconfError]]] = {
    sqlite3.SQLITE_BUSY: _busy,
    sqlite3.SQLITE_LOCKED: _busy,
    sqlite3.SQLITE_NOTADB: _damaged,
    sqlite3.SQLITE_CORRUPT: _damaged,
    sqlite3.SQLITE_FULL: _no_room,
    sqlite3.SQLITE_READONLY: _no_permission,
    sqlite3.SQLITE_PERM: _no_permission,
    sqlite3.SQLITE_CANTOPEN: _no_permission,
    sqlite3.SQLITE_IOERR: _disk,
}
