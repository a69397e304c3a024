"""Publishing a finished file: complete, never over another file, for its owner only.

A file is written as a draft, `.cpconf-<random>.part`, and gets its name once all of it is on the
disk. A run that is stopped leaves at worst a draft, which the next run in that folder removes
(`sweep`). An open draft is locked, so that no other run removes it.
The folder stays open meanwhile, and is never opened through a link: see `folders`.
"""

import contextlib
import errno
import os
import re
import secrets
import stat
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO, Final

from cpconf.documents.places import folders
from cpconf.documents.places.folders import PREFIX, SUFFIX, Folder
from cpconf.errors import CpconfError, Refused, TryAgain

if sys.platform != "win32":
    import fcntl

_DRAFT: Final = re.compile(rf"{re.escape(PREFIX)}[0-9a-f]{{16}}{re.escape(SUFFIX)}")
_STALE_SECONDS: Final = 24 * 60 * 60
_FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_WRITING: Final = _FULL | {errno.EFBIG, errno.EIO, errno.EROFS}
_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP})


class Draft:
    """A file that has no final name yet: open for writing and reading back, mode 0600."""

    __slots__ = ("_folder", "file", "path")

    def __init__(self, path: Path, file: BinaryIO, folder: Folder | None = None) -> None:
        self.path = path
        self.file = file
        self._folder = folder or Folder(path.parent)

    def publish(self, name: str) -> Path:
        """Write the draft to the disk, close it, and give it its name in the same folder.

        Raises Refused (exit 5) where the name is taken, TryAgain (exit 75) where another run is
        about to take it, and CpconfError (exit 1) where the disk is full or cannot be written.
        """
        final = _inside(self.path.parent, name)
        with _explained():
            self._finish()
            _put_in_place(self._folder, self.path.name, self._folder, name)
        return final

    def replace(self, name: str) -> Path:
        """Publish the draft, replacing an earlier file of that name.

        Raises CpconfError (exit 1) where the disk is full, cannot be written, or another program
        keeps the earlier file open.
        """
        final = _inside(self.path.parent, name)
        with _explained():
            self._finish()
            self._folder.replace(self.path.name, name)
            self._folder.sync()
        return final

    def _finish(self) -> None:
        """Write the content to the disk, and close the file."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()


@contextlib.contextmanager
def draft(folder: Path) -> Iterator[Draft]:
    """Make a draft in a folder; remove it when the block ends, unless it was published.

    Raises Refused (exit 5) where the folder is a link, or is for passwords and others can open it,
    and CpconfError (exit 1) where the draft cannot be made or the disk becomes full.
    """
    with contextlib.ExitStack() as stack:
        with _explained():
            place = stack.enter_context(folders.opened(folder))
            name, descriptor = _begun(place)
            file = os.fdopen(descriptor, "r+b")
        try:
            _be_private(file.fileno())
            with _explained(only=_WRITING):
                yield Draft(folder / name, file, place)
        finally:
            # Closing fails too where the buffer could not be written; the first error says why.
            with contextlib.suppress(OSError):
                file.close()
            with contextlib.suppress(OSError):
                place.unlink(name)


@contextlib.contextmanager
def aside() -> Iterator[Draft]:
    """Make a temporary draft that is never published.

    On Linux it is in memory, and is gone with this process. Elsewhere it is in the system's
    temporary folder, readable by its owner only; a run that is killed leaves it there.
    """
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("aside"), "r+b") as file:
            yield Draft(Path(f"/proc/{os.getpid()}/fd/{file.fileno()}"), file)
        return
    with tempfile.TemporaryDirectory(prefix="cpconf-") as folder, draft(Path(folder)) as made:
        yield made


def put(folder: Path, name: str, content: bytes) -> Path:
    """Publish a small file. Raises as `draft` and `Draft.publish`."""
    with draft(folder) as started:
        started.file.write(content)
        return started.publish(name)


def put_numbered(folder: Path, stem: str, suffix: str, content: bytes) -> Path:
    """Publish a small file under the first free name, or find the same file; return its path."""
    for number in count(1):
        path = folder / f"{stem}-{number}{suffix}"
        with contextlib.suppress(Refused):
            if not os.path.lexists(path):
                return put(folder, path.name, content)
            if folders.holds(path, content):
                return path
    raise AssertionError  # counting has no end


def move(source: Path, folder: Path) -> Path:
    """Move a file to another folder on the same disk, and return its new path.

    Finishes a move that was interrupted, where the file has both names.
    Raises as `draft` and `Draft.publish`, and Refused (exit 5) where it is not a plain file.
    """
    final = _inside(folder, source.name)
    with (
        _explained(),
        folders.opened(source.parent, to_write=False) as origin,
        folders.opened(folder) as place,
    ):
        about = origin.status(source.name)
        if about is not None and not stat.S_ISREG(about.st_mode):
            raise folders.not_ours(source)
        _put_in_place(origin, source.name, place, source.name)
        origin.sync()
    return final


def make_folder(path: Path) -> None:
    """Make a folder and its parents, mode 0700; existing ones stay as they are.

    Raises Refused (exit 5) where a file has the name, or the folder is a link, or is for passwords
    and others can open it; CpconfError (exit 1) where it cannot be made.
    """
    with _explained():
        folders.make(path)


@contextlib.contextmanager
def working_in(*paths: Path, now: float) -> Iterator[None]:
    """Make these folders as `make_folder` does, and `sweep` them; `now` is a Unix time.

    Where the block fails, the folders made here are removed again, if they are empty.
    """
    made: list[Path] = []
    try:
        for path in paths:
            with _explained():
                made += folders.make(path)
            sweep(path, now)
        yield
    except BaseException:
        for path in reversed(made):
            folders.take_away(path)
        raise


def sweep(folder: Path, now: float) -> None:
    """Remove the drafts that interrupted runs left in a folder; `now` is a Unix time.

    A draft that another run has locked stays. A day after its last change any file with a draft's
    prefix and suffix is removed, locked or not, since some disks have no locks. What cannot be
    removed stays: it is private, and encrypted where the document is.
    """
    with (
        contextlib.suppress(OSError, Refused),
        folders.opened(folder, to_write=False) as place,
        os.scandir(folder if place.descriptor is None else place.descriptor) as entries,
    ):
        for entry in entries:
            if not (entry.name.startswith(PREFIX) and entry.name.endswith(SUFFIX)):
                continue
            with contextlib.suppress(OSError):
                about = entry.stat(follow_symlinks=False)
                if not stat.S_ISREG(about.st_mode):
                    continue
                if now - about.st_mtime > _STALE_SECONDS:
                    place.unlink(entry.name)
                elif _DRAFT.fullmatch(entry.name):
                    _remove_abandoned(place, entry.name)


def _begun(place: Folder) -> tuple[str, int]:
    """Make a draft, locked while it is open; return its name and descriptor."""
    while True:
        name = f"{PREFIX}{secrets.token_hex(8)}{SUFFIX}"
        descriptor = _open_private(place, name, os.O_RDWR)
        if sys.platform == "win32":  # where an open file cannot be removed
            return name, descriptor
        with contextlib.suppress(OSError):  # a disk without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink > 0:
            return name, descriptor
        os.close(descriptor)  # another run swept it just before it was locked


def _remove_abandoned(place: Folder, name: str) -> None:
    """Remove a draft unless a process has it open: raises OSError then, or where it is unknown."""
    if sys.platform == "win32":
        place.unlink(name)
        return
    descriptor = place.open(name, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        place.unlink(name)
    finally:
        os.close(descriptor)


def _inside(folder: Path, name: str) -> Path:
    if not name or Path(name).name != name:
        raise ValueError("a file's name, not a path")
    return folder / name


def _open_private(folder: Folder, name: str, how: int) -> int:
    """Make a file for its owner only; never open an existing file or follow a link."""
    return folder.open(name, how | os.O_CREAT | os.O_EXCL)


def _be_private(descriptor: int) -> None:
    """Set mode 0600, whatever the umask; FAT and SMB have no modes to set."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, 0o600)


def _put_in_place(origin: Folder, source: str, place: Folder, final: str) -> None:
    """Rename without ever replacing another file, and write the new name to the disk."""
    try:
        if sys.platform == "win32":
            origin.rename(source, place, final)  # Windows refuses a name that is taken
        else:
            _link_or_rename(origin, source, place, final)
    except FileExistsError:
        if not _same_file(origin.status(source), place.status(final)):
            raise _taken(final) from None
        origin.unlink(source)
    place.sync()


def _link_or_rename(origin: Folder, source: str, place: Folder, final: str) -> None:
    try:
        origin.link(source, place, final)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _rename_in_turn(origin, source, place, final)
    else:
        origin.unlink(source)


def _rename_in_turn(origin: Folder, source: str, place: Folder, final: str) -> None:
    """Rename on a disk without hard links (FAT, some network shares), one run at a time.

    POSIX `rename` replaces an existing file, and an empty file that reserved the name would stay
    after a crash. So a file named like a draft is the lock: `sweep` may remove it.
    """
    turn = f"{PREFIX}{final}{SUFFIX}"
    try:
        os.close(_open_private(place, turn, os.O_WRONLY))
    except FileExistsError:
        raise TryAgain(
            f"another run is writing {final}, or was stopped while doing so.\n"
            f"Try again; if nothing else is running, delete {turn} first"
        ) from None
    try:
        if place.status(final) is not None:
            raise _taken(final)
        origin.rename(source, place, final)
    finally:
        with contextlib.suppress(FileNotFoundError):
            place.unlink(turn)


def _same_file(one: os.stat_result | None, other: os.stat_result | None) -> bool:
    return one is not None and other is not None and os.path.samestat(one, other)


def _taken(final: str) -> Refused:
    return Refused(f"{final} exists already: choose another folder, or move that file away")


@contextlib.contextmanager
def _explained(*, only: frozenset[int] | None = None) -> Iterator[None]:
    """Turn system errors into ours, which say what happened and what to do, without a path."""
    try:
        yield
    except OSError as error:
        if only is not None and error.errno not in only:
            raise
        if error.errno in _FULL:
            raise CpconfError(
                "the disk is full, and nothing was written: make room, then run it again"
            ) from error
        why = (error.strerror or type(error).__name__).lower()
        raise CpconfError(
            f"the output folder cannot be written to ({why}): fix that, or choose another folder"
        ) from error
