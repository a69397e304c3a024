"""The folders that the program writes to: opened once, and never through a link.

The folder that the user names (`--out`) may be a link of their own: `named` resolves it, once.
Anything below it must be a real folder or file. Somebody else could have made a link there, to get
a password written where they can read it. So a folder is opened without following links, and all
work in it uses that descriptor, even if something else takes its name meanwhile. Windows has no
such calls: there the names are checked just before use.

The mode of a folder is changed only where the program made the folder.
"""

import contextlib
import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cpconf import files
from cpconf.errors import Refused

PREFIX: Final = ".cpconf-"
"""How the name of an unfinished file begins."""
SUFFIX: Final = ".part"
PRIVATE: Final = frozenset({"held", "password"})
"""Folders for passwords: nothing is written to them unless they are their owner's alone."""
OURS: Final = PRIVATE | {"egress", "1-family", "2-professionals"}
"""Folders that the program makes in the output folder. Neither they nor it may be a link."""

_SEARCH: Final = getattr(os, "O_DIRECTORY", 0) | os.O_RDONLY | getattr(os, "O_CLOEXEC", 0)
_NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT: Final = getattr(os, "O_NONBLOCK", 0)
_BINARY: Final = getattr(os, "O_BINARY", 0)
_NO_FOLDER_SYNC: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP})


@dataclass(frozen=True, slots=True)
class Folder:
    """An open folder; names are those of files in it. `descriptor` is None on Windows."""

    path: Path
    descriptor: int | None = None

    def at(self, name: str) -> str:
        """Return what to pass to a system call, beside the descriptor, for a name in the folder."""
        return name if self.descriptor is not None else str(self.path / name)

    def open(self, name: str, how: int) -> int:
        """Open a file and return its descriptor; does not follow a link."""
        flags = how | _BINARY | _NO_FOLLOW
        return os.open(self.at(name), flags, 0o600, dir_fd=self.descriptor)

    def status(self, name: str) -> os.stat_result | None:
        """Return the status of a name, of the link itself if it is one; None where it is free."""
        try:
            return os.stat(self.at(name), dir_fd=self.descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def link(self, name: str, other: "Folder", final: str) -> None:
        """Give a file a second name."""
        ways = {"src_dir_fd": self.descriptor, "dst_dir_fd": other.descriptor}
        os.link(self.at(name), other.at(final), **ways, follow_symlinks=False)

    def rename(self, name: str, other: "Folder", final: str) -> None:
        """Give a file another name; on POSIX this replaces an existing file of that name."""
        ways = {"src_dir_fd": self.descriptor, "dst_dir_fd": other.descriptor}
        os.rename(self.at(name), other.at(final), **ways)  # noqa: PTH104 - by descriptor

    def replace(self, name: str, final: str) -> None:
        """Give a file another name, replacing an existing file of that name."""
        ways = {"src_dir_fd": self.descriptor, "dst_dir_fd": self.descriptor}
        os.replace(self.at(name), self.at(final), **ways)  # noqa: PTH105 - by descriptor

    def unlink(self, name: str) -> None:
        """Remove a name."""
        os.unlink(self.at(name), dir_fd=self.descriptor)

    def sync(self) -> None:
        """Write the folder's names to the disk, where the system can: Windows cannot."""
        if self.descriptor is None:
            return
        try:
            os.fsync(self.descriptor)
        except OSError as error:
            if error.errno not in _NO_FOLDER_SYNC:
                raise


def named(path: Path) -> Path:
    """Return the folder that the user named, with a link of their own resolved."""
    if path.is_symlink() or path.parent.is_symlink():
        return Path(os.path.realpath(path))
    return path


def check(folder: Path) -> None:
    """Raise Refused (exit 5) where an output folder, or one of `OURS` in it, is a link."""
    for step in (folder, *(folder / name for name in sorted(OURS))):
        _refuse_link(step)


@contextlib.contextmanager
def opened(path: Path, *, to_write: bool = True) -> Iterator[Folder]:
    """Open an existing folder for as long as the block lasts.

    Raises Refused (exit 5) where it is a link, and with `to_write` where it is for passwords and
    others can open it; OSError.
    """
    steps = (path.parent, path) if path.name in OURS else (path,)
    if sys.platform == "win32":
        for step in steps:
            _refuse_link(step)
        yield Folder(path)
        return
    with contextlib.ExitStack() as stack:
        descriptor: int | None = None
        for step in steps:
            descriptor = _open(step, descriptor)
            stack.callback(os.close, descriptor)
        folder = Folder(path, descriptor)
        if to_write and path.name in PRIVATE:
            _refuse_exposed(folder)
        yield folder


def make(path: Path) -> list[Path]:
    """Make a folder and its parents, mode 0700; existing ones stay as they are.

    Returns the folders made, the outermost first. Raises Refused (exit 5) where a file has the
    name, and as `opened`; OSError.
    """
    missing = []
    here = path
    while not here.is_dir():
        if os.path.lexists(here):
            _refuse_link(here)
            raise Refused("a file has the name of the output folder: choose another folder")
        missing.append(here)
        here = here.parent
    made = []
    for folder in reversed(missing):
        with contextlib.suppress(FileExistsError):
            _make(folder)
            made.append(folder)
    with opened(path):
        pass
    return made


def take_away(path: Path) -> None:
    """Remove a folder if it exists and is empty; never through a link."""
    with contextlib.suppress(OSError, Refused), opened(path.parent, to_write=False) as folder:
        os.rmdir(folder.at(path.name), dir_fd=folder.descriptor)


def remove(path: Path) -> None:
    """Remove a file if it exists; never through a link."""
    with contextlib.suppress(OSError, Refused), opened(path.parent, to_write=False) as folder:
        folder.unlink(path.name)


def is_there(path: Path) -> bool:
    """Tell whether a file exists. Raises Refused (exit 5) where it is not a plain file."""
    try:
        with opened(path.parent, to_write=False) as folder:
            about = folder.status(path.name)
    except (FileNotFoundError, NotADirectoryError):
        return False
    if about is None:
        return False
    if not stat.S_ISREG(about.st_mode):
        raise not_ours(path)
    return True


def read(path: Path) -> BinaryIO:
    """Open a file for reading, without following a link or waiting for a pipe.

    Raises Refused (exit 5) where it is not a plain file; OSError.
    """
    with opened(path.parent, to_write=False) as folder:
        about = folder.status(path.name)
        if about is not None and not stat.S_ISREG(about.st_mode):
            raise not_ours(path)
        # A link or pipe made since the check is not followed or waited for either.
        return files.by_descriptor(folder.open(path.name, os.O_RDONLY | _NO_WAIT))


def holds(path: Path, content: bytes) -> bool:
    """Tell whether a file exists and has exactly this content. Raises as `read`."""
    if not is_there(path):
        return False
    with read(path) as file:
        return file.read(len(content) + 1) == content


def is_link(path: Path) -> bool:
    """Tell whether a path is a symbolic link, or on Windows a junction."""
    try:
        about = path.lstat()
    except OSError:
        return False
    is_junction = getattr(about, "st_reparse_tag", 0) == getattr(
        stat, "IO_REPARSE_TAG_MOUNT_POINT", -1
    )
    return stat.S_ISLNK(about.st_mode) or is_junction


def not_ours(path: Path) -> Refused:
    """Return the refusal of a link, a pipe or a folder that has the name of a file of ours."""
    return Refused(
        f"{path.name} is not the file that cpconf wrote: something else, such as a link, has its "
        "name\nMove that away, then put the file back or make it again"
    )


def _open(step: Path, within: int | None) -> int:
    where = step if within is None else step.name
    try:
        return os.open(where, _SEARCH | _NO_FOLLOW, dir_fd=within)
    except OSError as error:
        # For a link instead of a folder Linux gives ENOTDIR, other systems ELOOP or EMLINK.
        if error.errno in {errno.ENOTDIR, errno.ELOOP, errno.EMLINK}:
            _refuse_link(step)
        raise


def _make(folder: Path) -> None:
    """Make one folder, and set its mode by descriptor, since a umask may have reduced it."""
    if sys.platform == "win32":
        folder.mkdir(mode=0o700)
        return
    own = folder.name in OURS
    within = _open(folder.parent, None) if own else os.open(folder.parent, _SEARCH)
    try:
        os.mkdir(folder.name, mode=0o700, dir_fd=within)
        made = _open(folder, within)
        try:
            if os.fstat(made).st_uid == os.geteuid():
                with contextlib.suppress(OSError):  # FAT and SMB have no modes to set
                    os.fchmod(made, 0o700)
        finally:
            os.close(made)
        Folder(folder.parent, within).sync()
    finally:
        os.close(within)


def _refuse_link(step: Path) -> None:
    if not is_link(step):
        return
    what = f"the folder {step.name}" if step.name in OURS else "the output folder"
    raise Refused(
        f"{what} is a link, which cpconf does not follow: somebody else may have made it\n"
        "Delete the link, or name the folder itself: --out DIR"
    )


def _refuse_exposed(folder: Folder) -> None:
    """Raise Refused for a folder for passwords that others can open."""
    if sys.platform == "win32" or folder.descriptor is None:
        return
    about = os.fstat(folder.descriptor)
    name = folder.path.name
    if about.st_uid != os.geteuid():
        why, mend = "belongs to another account", "Move it away"
    elif about.st_mode & 0o077 and _knows_modes(folder):
        why, mend = "can be opened by others on this computer", "Run chmod 700 on it"
    else:
        return
    raise Refused(
        f"the folder {name}, which is for passwords, {why}: nothing was written to it\n"
        f"{mend}, or choose another output folder: --out DIR"
    )


def _knows_modes(folder: Folder) -> bool:
    """Tell whether this file system keeps modes: FAT and some shares show one for every file."""
    name = f"{PREFIX}{secrets.token_hex(8)}{SUFFIX}"
    try:
        descriptor = folder.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL)
    except OSError:
        return True
    try:
        return os.fstat(descriptor).st_mode & 0o077 == 0
    finally:
        os.close(descriptor)
        folder.unlink(name)
