"""Delivering into a Maildir: each message once, under a name made from its Message-ID.

So a message that is delivered again is found, whether read or not. It is written in `tmp` and
linked into `new`, as the format requires.

The Maildir itself may be a link that its owner made; its three folders may not.
"""

import contextlib
import errno
import hashlib
import os
from pathlib import Path
from typing import Final

from cpconf.errors import CpconfError

FOLDERS: Final = ("tmp", "new", "cur")
_NEW: Final = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)


def deliver(maildir: Path, message: bytes, message_id: str) -> None:
    """Put a message into `new`, unless it is in the Maildir already.

    Makes a missing Maildir, for its owner alone. Raises CpconfError (exit 1) where it cannot be
    written, or where one of its folders is a link.
    """
    name = f"cpconf.{hashlib.sha256(message_id.encode()).hexdigest()[:32]}"
    try:
        for folder in (*reversed(maildir.parents), maildir, *(maildir / f for f in FOLDERS)):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)
                _flush(folder.parent)
        _refuse_links(maildir)
        if _is_there(maildir, name):
            return
        draft = maildir / "tmp" / f"{name}.{os.getpid()}"
        draft.unlink(missing_ok=True)  # left by a run that was stopped, or planted
        file = os.open(draft, _NEW, 0o600)
        try:
            with os.fdopen(file, "wb") as out:
                out.write(message.replace(b"\r\n", b"\n"))
                out.flush()
                os.fsync(out.fileno())
            _publish(draft, maildir / "new" / name)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise CpconfError(
            f"the Maildir cannot be written to: {error.strerror or 'disk error'}"
        ) from error


def _is_there(maildir: Path, name: str) -> bool:
    """Tell whether it was delivered before; a reader may have moved it to `cur` and added flags."""
    if (maildir / "new" / name).exists():
        return True
    with os.scandir(maildir / "cur") as entries:
        return any(entry.name.split(":")[0].split(";")[0] == name for entry in entries)


def _publish(draft: Path, final: Path) -> None:
    try:
        os.link(draft, final)
    except FileExistsError:
        return
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP}:
            raise
        draft.rename(final)  # no hard links here; what it may replace is the same message
    _flush(final.parent)


def _flush(folder: Path) -> None:
    """Write the names in a folder to the disk, where the system can."""
    with contextlib.suppress(OSError):  # Windows cannot open folders
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refuse_links(maildir: Path) -> None:
    for folder in (maildir / name for name in FOLDERS):
        if folder.is_symlink():
            raise CpconfError(
                f"{folder.name} in the Maildir is a link, which cpconf does not follow\n"
                "Make it a folder, or name another Maildir in [remind]"
            )
