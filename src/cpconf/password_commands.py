"""Passwords that a command of the configuration prints, so that none stands in a file of ours."""

import shlex
import subprocess
import sys
from typing import Final

from cpconf.errors import CpconfError

PATIENCE: Final = 30.0
"""Seconds that such a command may take."""
_PRINTED: Final[dict[str, str]] = {}
"""What each command printed, so that a process asks once, however often it connects."""


def printed_password(command: str, *, of: str, table: str, patience: float = PATIENCE) -> str:
    """Return the first line that a command prints, or printed earlier in this process.

    It runs without a shell, for `patience` seconds at most, and what it prints is never repeated.
    `of` says whose password it is, `table` where the configuration names the command. Raises
    CpconfError where that gives no password.
    """
    if command in _PRINTED:
        return _PRINTED[command]
    printed, failure = b"", ""
    try:
        with subprocess.Popen(  # noqa: S603 - no shell; whoever configures the program chose it
            split(command, windows=sys.platform == "win32"),
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
    _PRINTED[command] = line.decode()
    return _PRINTED[command]


def split(command: str, *, windows: bool) -> list[str]:
    r"""Return the words of a command, without the quotes, of either kind, that hold them together.

    On Windows a backslash is part of a path. Raises ValueError for a quote that does not end.

    >>> split(r'"C:\Program Files\keys.exe" get', windows=True)
    ['C:\\Program Files\\keys.exe', 'get']
    """
    words = shlex.shlex(command, posix=True, punctuation_chars=False)
    words.whitespace_split = True
    words.commenters = ""
    if windows:
        words.escape = ""
    return list(words)
