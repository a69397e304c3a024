"""Putting a finished file in its place: never partial, never over another, for its owner only.

A file is written as a draft, `.cpconf-<random>.part`, and gets its name only when it is whole and
on the disk. Whoever is stopped at any moment leaves a draft behind at worst; the next run in that
folder removes it (`sweep`). As long as a draft is open it is locked, so that nobody else takes it
for left behind.
The folder is opened for as long as that takes, as `folders` says, and never through a link.
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
    """A file without its name yet: open for writing and reading back, mode 0600."""

    __slots__ = ("_folder", "file", "path")

    def __init__(self, path: Path, file: BinaryIO, folder: Folder | None = None) -> None:
        self.path = path
        self.file = file
        self._folder = folder or Folder(path.parent)

    def publish(self, name: str) -> Path:
        """Give the draft its name, in the folder where it is, once it is on the disk; closes it.

        Raises Refused (exit 5) where the name is taken, TryAgain (exit 75) where another run is
        about to take it, and CpconfError (exit 1) where the disk is full or cannot be written.
        """
        final = _inside(self.path.parent, name)
        with _explained():
            self._finish()
            _put_in_place(self._folder, self.path.name, self._folder, name)
        return final

    def replace(self, name: str) -> Path:
        """The same, in the place of an earlier file of that name.

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
        """Bring the content onto the disk, before it has a name."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()


@contextlib.contextmanager
def draft(folder: Path) -> Iterator[Draft]:
    """A new draft in a folder; it is removed on the way out unless it was published.

    Raises Refused (exit 5) where the folder is a link, or is to hold a password and open to
    others, and CpconfError (exit 1) where the draft cannot be made, or the disk fills up meanwhile.
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
            # A buffer that could not be written makes even closing fail; the first error says why.
            with contextlib.suppress(OSError):
                file.close()
            with contextlib.suppress(OSError):
                place.unlink(name)


@contextlib.contextmanager
def aside() -> Iterator[Draft]:
    """A draft in no folder of ours, which is never published.

    On Linux it has no place on any disk, and ends with this process however that ends. Elsewhere
    it is in the system's folder for passing files, where a run that is killed leaves it behind, for
    its owner only.
    """
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("aside"), "r+b") as file:
            yield Draft(Path(f"/proc/{os.getpid()}/fd/{file.fileno()}"), file)
        return
    with tempfile.TemporaryDirectory(prefix="cpconf-") as folder, draft(Path(folder)) as made:
        yield made


def put(folder: Path, name: str, content: bytes) -> Path:
    """A small file, put in its place whole. Raises as `draft` and `Draft.publish`."""
    with draft(folder) as started:
        started.file.write(content)
        return started.publish(name)


def move(source: Path, folder: Path) -> Path:
    """Move a file to another folder of the same disk, under its own name; returns where it is.

    A move that was interrupted half-way (the file has both names) is finished.
    Raises as `draft` and `Draft.publish`, and Refused where the file is none of ours.
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
    """Make a folder and what it lies in, each 0700; one that exists is left as it is.

    Raises Refused (exit 5) where something else has the name, where it is a link, or where it is to
    hold a password and open to others; CpconfError (exit 1) where it cannot be made.
    """
    with _explained():
        folders.make(path)


@contextlib.contextmanager
def working_in(*paths: Path, now: float) -> Iterator[None]:
    """Make these folders as `make_folder` does, and `sweep` them; `now` is a Unix time.

    Where the block fails, those that were not there before are gone again, unless something is in
    them.
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
    """Remove drafts that interrupted runs left in a folder; `now` is a Unix time.

    One that is locked is another run's. Where the disk knows no locks, and of what is no draft, it
    takes a day to be sure. What cannot be removed is left: it is private, and encrypted where the
    document is.
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
    """A new draft, locked for as long as it is open: its name, and its descriptor."""
    while True:
        name = f"{PREFIX}{secrets.token_hex(8)}{SUFFIX}"
        descriptor = _open_private(place, name, os.O_RDWR)
        if sys.platform == "win32":  # nobody can remove there what is open
            return name, descriptor
        with contextlib.suppress(OSError):  # a disk without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink > 0:
            return name, descriptor
        os.close(descriptor)  # it was swept in the moment before it was locked


def _remove_abandoned(place: Folder, name: str) -> None:
    """Remove a draft that no process has open. Raises OSError where one has, or nobody can tell."""
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
    """A new file for its owner only; never one that exists, nor where a link points."""
    return folder.open(name, how | os.O_CREAT | os.O_EXCL)


def _be_private(descriptor: int) -> None:
    """Undo a umask that takes more than others' rights away; FAT and SMB have no modes to set."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, 0o600)


def _put_in_place(origin: Folder, source: str, place: Folder, final: str) -> None:
    """Rename without ever replacing another file, then make the new name last."""
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
    """Rename where there are no links (FAT, some network shares), one run of cpconf at a time.

    POSIX renames over what is there, and an empty file to hold the name would outlive a crash
    under that name. So the turn is held by a draft's name, which `sweep` may remove.
    """
    turn = f"{PREFIX}{final}{SUFFIX}"
    try:
        os.close(_open_private(place, turn, os.O_WRONLY))
    except FileExistsError:
        raise TryAgain(
            f"another run is about to write {final}, or was stopped at it.\n"
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
    """Turn the system's errors into ours: what happened and what to do, without a path."""
    try:
        yield
    except OSError as error:
        if only is not None and error.errno not in only:
            raise
        if error.errno in _FULL:
            raise CpconfError(
                "the disk is full, and nothing was put there: make room, then run it again"
            ) from error
        why = (error.strerror or type(error).__name__).lower()
        raise CpconfError(
            f"the output folder cannot be written ({why}): mend that, or choose another folder"
        ) from error
