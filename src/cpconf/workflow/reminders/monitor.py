"""Telling a monitor that reminders still run, so that it can raise an alarm once they do not."""

import shlex
import subprocess
import sys
from typing import Final

_PATIENCE: Final = 30.0


def ping(command: str) -> str | None:
    """Run the command that tells a monitor that all is well; return the fault, or None.

    The command runs without a shell, for 30 seconds at most; its output is discarded.
    """
    try:
        words = shlex.split(command, posix=sys.platform != "win32")
        done = subprocess.run(  # noqa: S603 - no shell; whoever configures the program chose it
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "ping_command in [remind] takes too long"
    except (OSError, ValueError, IndexError):
        return "ping_command in [remind] cannot be run"
    return None if done.returncode == 0 else "ping_command in [remind] failed: run it by hand"
