"""Putting a finished file in its place: never partial, never over another, for its owner only.

A file is written as a draft, `.cpconf-<random>.part`, and gets its name only when it is whole and
on the disk. Whoever is stopped at any moment leaves a draft behind at worst; `sweep` removes it.
"""

import contextlib
import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from cpconf.errors import CpconfError, Refused, TryAgain

_PREFIX: Final = ".cpconf-"
_SUFFIX: Final = ".part"
_STALE_SECONDS: Final = 24 * 60 * 60
_FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_WRITING: Final = _FULL | {errno.EFBIG, errno.EIO, errno.EROFS}
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP})
_NO_FOLDER_SYNC: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP})


class Draft:
    """A file without its name yet: open for writing and reading back, mode 0600."""

    __slots__ = ("file", "path")

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self.file = file

    def publish(self, name: str) -> Path:
        """Give the draft its name, in the folder where it is, once it is on the disk; closes it.

        Raises Refused (exit 5) where the name is taken, TryAgain (exit 75) where another run is
        about to take it, and CpconfError (exit 1) where the disk is full or cannot be written.
        """
        final = _inside(self.path.parent, name)
        with _explained():
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            _put_in_place(self.path, final)
        return final


@contextlib.contextmanager
def draft(folder: Path) -> Iterator[Draft]:
    """A new draft in a folder; it is removed on the way out unless it was published.

    Raises CpconfError (exit 1) where it cannot be made, or where the disk fills up meanwhile.
    """
    with _explained():
        path = folder / f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}"
        file = os.fdopen(_open_private(path, os.O_RDWR), "r+b")
    try:
        _be_private(file.fileno())
        with _explained(only=_WRITING):
            yield Draft(path, file)
    finally:
        # A buffer that could not be written makes even closing fail; the first error says why.
        with contextlib.suppress(OSError):
            file.close()
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def put(folder: Path, name: str, content: bytes) -> Path:
    """A small file, put in its place whole. Raises as `draft` and `Draft.publish`."""
    with draft(folder) as started:
        started.file.write(content)
        return started.publish(name)


def move(source: Path, folder: Path) -> Path:
    """Move a file to another folder of the same disk, under its own name; returns where it is.

    A move that was interrupted half-way (the file has both names) is finished.
    Raises as `Draft.publish`.
    """
    final = _inside(folder, source.name)
    with _explained():
        _put_in_place(source, final)
        _sync_folder(source.parent)
    return final


def make_folder(path: Path) -> None:
    """Make a folder and what it lies in, each 0700; one that exists is left as it is.

    Raises Refused (exit 5) where something else has the name, CpconfError (exit 1) where the
    folder cannot be made.
    """
    missing = []
    while not path.is_dir():
        if os.path.lexists(path):
            raise Refused("a file has the name of the output folder: choose another folder")
        missing.append(path)
        path = path.parent
    with _explained():
        for folder in reversed(missing):
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=0o700)
                folder.chmod(0o700)
            _sync_folder(folder.parent)


def sweep(folder: Path, now: float) -> None:
    """Remove drafts that interrupted runs left in a folder over a day ago; `now` is a Unix time.

    What cannot be removed is left: it is private, and encrypted where the document is.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if not (entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX)):
                continue
            with contextlib.suppress(OSError):
                about = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(about.st_mode) and now - about.st_mtime > _STALE_SECONDS:
                    Path(entry.path).unlink()


def _inside(folder: Path, name: str) -> Path:
    if not name or Path(name).name != name:
        msg = "a file's name, not a path"
        raise ValueError(msg)
    return folder / name


def _open_private(path: Path, how: int) -> int:
    """A new file for its owner only; never one that exists, nor where a link points."""
    return os.open(path, how | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


def _be_private(descriptor: int) -> None:
    """Undo a umask that takes more than others' rights away; FAT and SMB have no modes to set."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, 0o600)


def _put_in_place(source: Path, final: Path) -> None:
    """Rename without ever replacing another file, then make the new name last."""
    try:
        if sys.platform == "win32":
            source.rename(final)  # Windows refuses a name that is taken
        else:
            _link_or_rename(source, final)
    except FileExistsError:
        if not _same_file(source, final):
            raise _taken(final) from None
        source.unlink()
    _sync_folder(final.parent)


def _link_or_rename(source: Path, final: Path) -> None:
    try:
        os.link(source, final)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _rename_in_turn(source, final)
    else:
        source.unlink()


def _rename_in_turn(source: Path, final: Path) -> None:
    """Rename where there are no links (FAT, some network shares), one run of cpconf at a time.

    POSIX renames over what is there, and an empty file to hold the name would outlive a crash
    under that name. So the turn is held by a draft's name, which `sweep` may remove.
    """
    turn = final.with_name(f"{_PREFIX}{final.name}{_SUFFIX}")
    try:
        os.close(_open_private(turn, os.O_WRONLY))
    except FileExistsError:
        msg = (
            f"another run is about to write {final.name}, or was stopped at it.\n"
            f"Try again; if nothing else is running, delete {turn.name} first"
        )
        raise TryAgain(msg) from None
    try:
        if os.path.lexists(final):
            raise _taken(final)
        source.rename(final)
    finally:
        turn.unlink(missing_ok=True)


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _taken(final: Path) -> Refused:
    return Refused(f"{final.name} exists already: choose another folder, or move that file away")


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder last; Windows and some network shares have no such call."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _explained(*, only: frozenset[int] | None = None) -> Iterator[None]:
    """Turn the system's errors into ours: what happened and what to do, without a path."""
    try:
        yield
    except OSError as error:
        if only is not None and error.errno not in only:
            raise
        if error.errno in _FULL:
            msg = "the disk is full, and nothing was put there: make room, then run it again"
            raise CpconfError(msg) from error
        why = (error.strerror or type(error).__name__).lower()
        msg = f"the output folder cannot be written ({why}): mend that, or choose another folder"
        raise CpconfError(msg) from error
