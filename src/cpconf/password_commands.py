"""Passwords that a command of the configuration prints, so that none stands in a file of ours."""

import shlex
import subprocess
import sys
from typing import Final

from cpconf.errors import CpconfError

PATIENCE: Final = 30.0
"""Seconds that such a command may take."""


def printed_password(command: str, *, of: str, table: str, patience: float = PATIENCE) -> str:
    """Return the first line that a command prints.

    It runs without a shell, for `patience` seconds at most, and what it prints is never repeated.
    `of` says whose password it is, `table` where the configuration names the command. Raises
    CpconfError where that gives no password.
    """
    printed, failure = b"", ""
    try:
        words = shlex.split(command, posix=sys.platform != "win32")
        with subprocess.Popen(  # noqa: S603 - no shell; whoever configures the program chose it
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                printed, _ = process.communicate(timeout=patience)
            except BaseException:
                process.kill()
                raise
        if process.returncode != 0:
            failure = "failed"
    except subprocess.TimeoutExpired:
        failure = "takes too long"
    except (OSError, ValueError, IndexError):
        failure = "cannot be run"
    line = printed.partition(b"\n")[0].removesuffix(b"\r")
    if not failure and not line:
        failure = "printed nothing"
    elif not failure and not (line.isascii() and line.decode().isprintable()):
        failure = "printed something else than plain characters"
    if failure:  # raised here: the errors above hold what the command printed
        raise CpconfError(
            f"no password for {of}: password_command in [{table}] {failure}; run it by hand"
        )
    return line.decode()
