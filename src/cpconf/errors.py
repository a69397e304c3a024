"""The kinds of error, each with its exit code.

Every error that the program raises on purpose is a `CpconfError`. The first line of its text says
what happened, to what; lines that are indented give further reasons; the others say what to do
next. A person at a terminal sees these lines, a script sees two (`in_two`). None of them ever has a
name, a note or a password in it.
"""

from enum import IntEnum
from typing import Final

REASON: Final = "\n  "
"""What comes before a further reason in the text of an error."""
NOTHING_CHANGED: Final = "nothing was changed"
"""What an error of the store says of the transaction that failed."""


class ExitCode(IntEnum):
    """The exit codes of all commands. A code that is not listed here is a failure."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    FOUND = 3
    NOT_FOUND = 4
    REFUSED = 5
    DOCUMENT = 6
    STORE = 7
    BUSY = 8
    TRY_AGAIN = 75
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        """What the code means, in one line (the reference page is made from this)."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.DONE: "done",
    ExitCode.FAILED: "failed",
    ExitCode.USAGE: (
        "a command that is not understood: an unreadable date, a bad option, or words that "
        "fit several tasks or people (it lists them)"
    ),
    ExitCode.FOUND: (
        "a check found something: overdue tasks (status --exit-code), a late task, a clash or a "
        "limit passed (check), a fault (procedure check, procedure cover), dates that would move "
        "(working-days check), a missing heading (abridge --check)"
    ),
    ExitCode.NOT_FOUND: (
        "the conference, task, person, procedure or file does not exist, or (verify) is not on "
        "record"
    ),
    ExitCode.REFUSED: "a rule forbids it; the message tells whether and how to override it",
    ExitCode.DOCUMENT: (
        "the document cannot be used: locked already, damaged, or of another type than its name"
    ),
    ExitCode.STORE: "the store is damaged, is not a cpconf store, or was made by a later cpconf",
    ExitCode.BUSY: "someone else is writing to the store",
    ExitCode.TRY_AGAIN: "try again later: the mail server, or the store's, cannot be reached",
    ExitCode.INTERRUPTED: "interrupted",
}


def stopped(*, kept: bool) -> str:
    """Return the message after somebody pressed Ctrl-C; `kept` where something was recorded."""
    return "stopped before it was finished\n" + (
        "What was recorded by then is kept. Give the same command again to go on"
        if kept
        else "Nothing was recorded"
    )


def in_two(message: str) -> tuple[str, str]:
    r"""Return what happened, with all reasons, and what to do: "" where it does not say.

    >>> in_two("not sent: no address\n  no date\nAdd them.\nThen send it again")
    ('not sent: no address; no date', 'Add them. Then send it again')
    """
    happened, *others = message.replace(REASON, "; ").split("\n")
    to_do = ""
    for line in others:
        if to_do:
            to_do += " " if to_do[-1] in ".:" else ". " if line[:1].isupper() else "; "
        to_do += line
    return happened, to_do


class CpconfError(Exception):
    """The base of every error that the program explains to its user."""

    exit_code = ExitCode.FAILED

    @property
    def headline(self) -> str:
        """What happened, without what to do."""
        return in_two(str(self))[0]


class UsageFault(CpconfError):
    """What was typed cannot be read, or can be read in two ways."""

    exit_code = ExitCode.USAGE


class NotFound(CpconfError):
    """Something does not exist: a conference, a task, a person, a procedure or a file."""

    exit_code = ExitCode.NOT_FOUND


class Refused(CpconfError):
    """A rule forbids it. The text says which, and how to override it where that is allowed."""

    exit_code = ExitCode.REFUSED


class DocumentFault(CpconfError):
    """A document cannot be used: it is encrypted, damaged, or not what its name says."""

    exit_code = ExitCode.DOCUMENT


class TryAgain(CpconfError):
    """Something outside cannot be reached for now, such as the mail server."""

    exit_code = ExitCode.TRY_AGAIN


class Doubtful(CpconfError):
    """Nobody knows whether a message was sent: somebody has to find out before another is sent."""


class StoreFault(CpconfError):
    """The store is damaged, belongs to another program, or was written by a newer cpconf."""

    exit_code = ExitCode.STORE


class StoreBusy(CpconfError):
    """Another process is writing to the store and did not finish in time."""

    exit_code = ExitCode.BUSY
