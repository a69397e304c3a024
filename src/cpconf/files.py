"""Reading files that people name: only plain files up to a limit, opened once.

A pipe, a device or a socket could make the program wait, or never end. So the type is checked
before the file is opened, without waiting, and again by its descriptor. Links are followed.
"""

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import Final

from cpconf.core.typed_text import harmless
from cpconf.errors import CpconfError, DocumentFault, NotFound, UsageFault

LARGEST_DOCUMENT: Final = 500_000_000
"""The most bytes of a report, plan or other document."""

_HOW: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
_NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)
_KINDS: Final = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_ABSENT: Final = frozenset({errno.ENOENT, errno.ENOTDIR})
_WHY: Final = {
    errno.ENAMETOOLONG: "its name is too long",
    errno.ELOOP: "it is a link that leads back to itself",
    errno.EACCES: "this account may not open it",
    errno.EPERM: "this account may not open it",
    errno.ENXIO: "nothing is there to be read",
    errno.ENODEV: "its drive is not there",
    errno.EIO: "its drive cannot be read",
}


class NotPlain(OSError):
    """The file is not a plain file; the text says what it is."""

    def __init__(self, what: str) -> None:
        super().__init__(errno.EINVAL, f"it is {what}, not a plain file")


def opened(path: Path, *, follow: bool = True) -> BufferedReader:
    """Open a plain file for reading; unless `follow`, not through a link.

    Raises OSError, which is NotPlain for a folder, a pipe, a device or a socket.
    """
    _refuse_other(path.stat(follow_symlinks=follow).st_mode)
    return by_descriptor(os.open(path, _HOW if follow else _HOW | _NO_FOLLOW))


def by_descriptor(descriptor: int) -> BufferedReader:
    """Return a plain file for an open descriptor, or close it. Raises as `opened` does."""
    try:
        _refuse_other(os.fstat(descriptor).st_mode)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read(path: Path, most: int, what: str = "") -> bytes:
    """Return the content of a plain file of at most `most` bytes; `what` names it in errors.

    Raises NotFound (exit 4) where it does not exist or cannot be opened, UsageFault (exit 2) for a
    folder or an impossible path, DocumentFault (exit 6) if it is not a plain file or is too large.
    """
    with checked(path, most, what) as file:
        content = file.read(most + 1)
    if len(content) > most:  # it grew, or did not report its size
        raise too_large(path, most, what)
    return content


def checked(path: Path, most: int, what: str = "") -> BufferedReader:
    """Open a plain file of at most `most` bytes for reading. Raises as `read` does."""
    try:
        file = opened(path)
    except (OSError, ValueError) as error:
        raise explained(error, path, what) from error
    if os.fstat(file.fileno()).st_size > most:
        file.close()
        raise too_large(path, most, what)
    return file


def explained(error: OSError | ValueError, path: Path, what: str = "") -> CpconfError:
    """Return the program's error for a file that could not be opened."""
    where = what or harmless(path)
    if isinstance(error, NotPlain):
        if path.is_dir():
            return UsageFault(f"{where} is a folder: name one file in it")
        return DocumentFault(f"{where} cannot be read, {error.strerror}: save it as a file first")
    if not isinstance(error, OSError):
        return UsageFault(f"{where} is not a path: it has a character in it that no name may have")
    if error.errno in _ABSENT and what.startswith("the "):
        return NotFound(f"there is no such {what[4:]}: check its name and folder")
    if error.errno in _ABSENT:
        return NotFound(f"there is no file {where}")
    return NotFound(f"{where} cannot be opened: {why(error)}")


def why(error: OSError) -> str:
    """Return why a file or folder cannot be used, in a few words."""
    known = _WHY.get(error.errno or 0)
    return known or (error.strerror or type(error).__name__).lower()


def refuse_impossible(path: Path, what: str) -> None:
    """Raise UsageFault for a path that no file can have, NotFound for one that cannot be reached.

    A path where nothing exists yet is accepted. `what` names the path in errors.
    """
    if not os.fspath(path) or "\0" in os.fspath(path):
        raise UsageFault(f"{what} is not a path: it has a character in it that no name may have")
    try:
        path.stat()
    except ValueError as error:
        raise UsageFault(
            f"{what} is not a path: it has a character in it that no name may have"
        ) from error
    except OSError as error:
        if error.errno in _ABSENT and not _on_a_missing_drive(path):
            return
        reason = "its drive is not there" if error.errno in _ABSENT else why(error)
        raise NotFound(f"{what} cannot be used, {harmless(path)}: {reason}") from error


def too_large(path: Path, most: int, what: str = "") -> DocumentFault:
    """Return the error for a file that is too large."""
    size = f"{most // 1_000_000} MB" if most >= 1_000_000 else f"{most // 1000} kB"
    return DocumentFault(
        f"{what or harmless(path)} is larger than {size}, the most that cpconf reads"
    )


def _on_a_missing_drive(path: Path) -> bool:
    """Tell whether a path begins with a drive (on Windows) or a share that does not exist."""
    anchor = Path(path.absolute().anchor)
    return bool(anchor.drive) and not anchor.exists()


def _refuse_other(mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        raise NotPlain("a folder")
    raise NotPlain(next((name for kind, name in _KINDS if kind(mode)), "something else"))
