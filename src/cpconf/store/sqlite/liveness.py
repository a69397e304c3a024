"""Telling whether the run that claimed a message, or makes a store, is still alive.

Each such run holds the lock on a file of its own beside the store. The operating system
releases the lock when the process ends, however it ends, so that what the run had claimed need not
wait for its lease. Nobody ever waits for such a lock.
"""

import contextlib
import glob
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock

from cpconf.errors import CpconfError

_TOKEN: Final = re.compile(r"[0-9a-f]{16}")


@contextmanager
def living(store: Path) -> Iterator[str]:
    """Yield a token by which other runs can tell that this one is alive, until the block ends.

    Files that stopped runs left beside the store are removed. Raises CpconfError if the store's
    folder cannot be written.
    """
    path = store.resolve()
    for left in path.parent.glob(f".{glob.escape(path.name)}.sending-*"):
        is_alive(path, left.name.rpartition("-")[2])
    token = secrets.token_hex(8)
    lock = _lock(store, token)
    try:
        lock.acquire()
    except OSError as error:
        why = error.strerror or "disk error"
        raise CpconfError(
            f"the folder of the store cannot be written: {why}; check its permissions"
        ) from error
    try:
        yield token
    finally:
        with contextlib.suppress(OSError):
            Path(lock.lock_file).unlink()
        lock.release()


def is_alive(store: Path, token: str) -> bool:
    """Tell whether the run with that token is still alive; if it is not, remove its file."""
    if not _TOKEN.fullmatch(token):
        return False
    lock = _lock(store, token)
    file = Path(lock.lock_file)
    if not file.exists() or file.is_symlink():  # a run of ours makes no link
        return False
    try:
        with lock.acquire(timeout=0):
            with contextlib.suppress(OSError):
                file.unlink()
            return False
    except OSError:  # held; or a file that we may not open: its lease decides
        return True


def _lock(store: Path, token: str) -> FileLock:
    path = store.resolve()  # one store may have several names
    return FileLock(path.with_name(f".{path.name}.sending-{token}"), mode=0o600)
