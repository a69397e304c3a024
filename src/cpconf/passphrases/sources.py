"""Reading a password from a safe place: standard input, a file, a command or a terminal.

It is never an argument, which other users of the machine can read. No error, nor the error that
caused it, has the password in its text.
"""

import getpass
import os
import shlex
import stat
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final, TextIO, cast

from cpconf import files
from cpconf.errors import CpconfError, NotFound, Refused, UsageFault

LARGEST: Final = 4096
"""The most bytes that are read: far more than any password has."""
PATIENCE: Final = 30
"""The most seconds that a command may take."""
ATTEMPTS: Final = 3
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def from_stdin(stream: TextIO | BinaryIO | None) -> str:
    """Return the password from standard input, which must be exactly one line.

    Raises UsageFault where it is not, and for a terminal, which would show what is typed.
    """
    if stream is None:
        raise UsageFault("there is no standard input to read the password from")
    if stream.isatty():
        raise UsageFault(
            "standard input is a terminal, which would show the password: use --ask-password"
        )
    binary = cast("BinaryIO", getattr(stream, "buffer", None) or stream)
    return _one_line(binary.read(LARGEST + 1), "standard input")


def from_file(path: Path) -> str:
    """Return the password from a file of one line, which only its owner may read.

    Raises Refused where other users may use the file (POSIX) or it is not an ordinary file,
    NotFound where it cannot be read, and UsageFault for an impossible path or other than one line.
    """
    try:
        # O_NONBLOCK, or opening a pipe would wait for a writer.
        opened = os.open(path, os.O_RDONLY | _option("O_NONBLOCK") | _option("O_BINARY"))
        try:
            _refuse_unsafe(os.fstat(opened))
            content = os.read(opened, LARGEST + 1)
        finally:
            os.close(opened)
    except FileNotFoundError:
        raise NotFound("there is no such password file") from None
    except OSError as error:
        raise NotFound(f"the password file cannot be read: {files.why(error)}") from None
    except ValueError:
        raise UsageFault(
            "the path of the password file has a character that no path may have"
        ) from None
    return _one_line(content, "the password file")


def from_command(text: str) -> str:
    """Return the password from a command, which must print exactly one line within 30 seconds.

    The command is split as a shell would, but no shell runs it. Its standard error is shown as it
    comes, and it has no standard input. Raises UsageFault where the words cannot be split or the
    output is not one line, and CpconfError where the command does not run or fails.
    """
    try:
        words = shlex.split(text)
    except ValueError:
        raise UsageFault(
            "the password command has an unclosed quotation mark or ends in \\"
        ) from None
    if not words:
        raise UsageFault("the password command is empty")
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command, without a shell
            text if os.name == "nt" else words,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            timeout=PATIENCE,
        )
    except OSError as error:
        raise CpconfError(f"the password command cannot be run: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        done = None  # the error has the output in it, so nothing may be raised from it
    if done is None:
        raise CpconfError(f"the password command took longer than {PATIENCE} seconds")
    if done.returncode:
        raise CpconfError(f"the password command failed with exit code {done.returncode}")
    return _one_line(done.stdout, "the password command")


def ask(prompt: Callable[[str], str] | None = None) -> str:
    """Return the password, typed twice on a terminal that does not show it.

    If the two differ it asks again, three times in all. Raises UsageFault after that, and without a
    terminal; CpconfError where the terminal cannot hide what is typed. `prompt` asks once.
    """
    hidden = prompt or prompt_hidden
    for attempt in range(ATTEMPTS):
        first = hidden("Password: " if not attempt else "They differ. Password: ")
        if first == hidden("Again: "):
            return first
    raise UsageFault(f"the password was typed differently {ATTEMPTS} times: nothing was done")


def prompt_hidden(text: str) -> str:
    """Return one answer from the terminal, which is not shown while it is typed.

    Raises UsageFault without a terminal, and CpconfError where it cannot hide what is typed.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageFault("there is no terminal to ask on: use --password-stdin or --password-file")
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(text)
        except getpass.GetPassWarning:
            raise CpconfError(
                "this terminal shows what is typed: use --password-stdin or --password-file"
            ) from None
        except EOFError:
            raise UsageFault("no password was typed") from None


def _option(name: str) -> int:
    """Return a flag for opening files; 0 where the system does not have it."""
    return getattr(os, name, 0)


def _refuse_unsafe(status: os.stat_result) -> None:
    """Raise Refused for a file that others may use, or that is not an ordinary file."""
    if not stat.S_ISREG(status.st_mode):
        raise Refused("the password file is not an ordinary file: use --password-stdin")
    if os.name == "posix" and status.st_mode & _OTHERS:
        raise Refused(
            "other users of this machine may use the password file: allow only yourself, with "
            "chmod 600"
        )


def _one_line(content: bytes, source: str) -> str:
    """Return the one line of the content, without its newline and byte order mark."""
    if len(content) > LARGEST:
        raise UsageFault(f"{source} gives far more than a password")
    # "replace", because the error of a codec has the bytes in it.
    line = content.decode("utf-8-sig", "replace").removesuffix("\n").removesuffix("\r")
    if "\ufffd" in line:
        raise UsageFault(f"{source} gives no readable text")
    if not line:
        raise UsageFault(f"{source} gives no password")
    if "\n" in line or "\r" in line:
        raise UsageFault(f"{source} gives more than one line: the password is one line")
    return line
