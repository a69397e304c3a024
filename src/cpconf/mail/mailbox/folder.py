"""The mailbox that reports come to: a folder of messages, or a folder on a mail server.

Both are only read: nothing in them is moved, deleted, or marked as read.
"""

import contextlib
import datetime as dt
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from cpconf.core.dates.london import wall_clock
from cpconf.errors import DocumentFault, NotFound, UsageFault
from cpconf.files import opened, why
from cpconf.mail.mailbox.incoming import Incoming, fingerprint_of, read_message
from cpconf.mail.mailbox.message_parts import LARGEST, LONGEST_HEADER, too_large

_MAILDIR: Final = ("new", "cur")
_THROWN_AWAY: Final = re.compile(r":2,[A-Z]*T")  # a Maildir's flags: trashed


@dataclass(frozen=True, slots=True)
class MailboxEntry:
    """A message in a mailbox, before it is read.

    `key` finds it in the mailbox; `arrived` is when it came there, wall-clock Europe/London.
    `fingerprint` is None where the whole message is needed to identify it.
    """

    key: str
    fingerprint: str | None
    arrived: dt.datetime


class Mailbox(Protocol):
    """A source of messages."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the user should know about the mailbox, after `listed`."""

    def listed(self, since: dt.date) -> Iterator[MailboxEntry]:
        """Yield the messages; those that certainly came before that date may be left out."""

    def read(self, entry: MailboxEntry) -> Incoming:
        """Read a message. Raises DocumentFault if it is unreadable, NotFound if it is gone."""


class FolderMailbox:
    """A folder of .eml files, or a Maildir."""

    def __init__(self, folder: Path) -> None:
        """Take a folder. Raises NotFound (exit 4) if it cannot be opened, UsageFault for a file."""
        if not folder.exists():
            raise NotFound("there is no such folder of messages: check its name")
        if not folder.is_dir():
            raise UsageFault("this is a file: name the folder that the messages are in")
        if not os.access(folder, os.R_OK | os.X_OK):
            raise NotFound("the folder of messages cannot be opened: this account may not open it")
        self._folder = folder
        self._others = 0

    @property
    def remarks(self) -> tuple[str, ...]:
        """A remark on messages that only Outlook can read."""
        if not self._others:
            return ()
        return (f"{self._others} .msg left out, which only Outlook can read: save each as .eml",)

    def listed(self, since: dt.date) -> Iterator[MailboxEntry]:  # noqa: ARG002 - a file's time may be older
        """Yield every message in the folder, by file name; in a Maildir by sub-folder first."""
        self._others = 0
        for path in self._files():
            try:
                about = path.stat(follow_symlinks=False)
                if not stat.S_ISREG(about.st_mode):
                    continue
                with opened(path, follow=False) as file:
                    beginning = file.read(LONGEST_HEADER)
            except OSError:
                continue  # another program has moved it: the next run finds it
            fingerprint = None
            with contextlib.suppress(DocumentFault):
                fingerprint = fingerprint_of(beginning)
            yield MailboxEntry(str(path), fingerprint, wall_clock(_time(about)))

    def read(self, entry: MailboxEntry) -> Incoming:
        """Read a message. Raises as `Mailbox.read`."""
        path = Path(entry.key)
        try:
            about = path.stat(follow_symlinks=False)
            if about.st_size > LARGEST:
                raise too_large()
            with opened(path, follow=False) as file:
                return read_message(
                    file.read(LARGEST + 1),
                    arrived=None,
                    filed_at=_time(about),
                    by_hand=not self._is_maildir,
                )
        except OSError:
            raise NotFound("the message is no longer where it was: look again") from None

    @property
    def _is_maildir(self) -> bool:
        return all((self._folder / name).is_dir() for name in _MAILDIR)

    def _files(self) -> Iterator[Path]:
        if self._is_maildir:
            for name in _MAILDIR:
                for path in _inside(self._folder / name):
                    if not path.name.startswith(".") and not _THROWN_AWAY.search(path.name):
                        yield path
            return
        for path in _inside(self._folder):
            suffix = path.suffix.lower()
            self._others += suffix == ".msg"
            if suffix == ".eml":
                yield path


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise NotFound(f"the folder of messages cannot be opened: {why(error)}") from error


def _time(about: os.stat_result) -> dt.datetime:
    return dt.datetime.fromtimestamp(about.st_mtime, dt.UTC)
