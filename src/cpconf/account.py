"""The account that runs the program, as the system knows it, for every entry in the history.

Environment variables do not decide it, because whoever runs the program can set them. They help
where several people share an account, so they are recorded beside it.
"""

import os
import sys
from collections.abc import Mapping
from typing import Final

from cpconf.core.typed_text import harmless

STATED: Final = ("SUDO_USER", "LOGNAME")
"""Variables that may name somebody else: who called sudo, and who logged in."""
LONGEST: Final = 64
"""The most characters of an account's name: more than any system allows by default."""
_MOST_OF_WINDOWS: Final = 257  # UNLEN (lmcons.h) and the end


def account(environ: Mapping[str, str]) -> str:
    """Return the name of the account, and other names that the environment gives.

    Always one line, without control or invisible characters.
    """
    name = _of_the_system()
    said = [
        f"{variable} says {fit}"
        for variable in (STATED if sys.platform != "win32" else ())
        if (fit := harmless(environ.get(variable, ""), LONGEST)) not in {"", name}
    ]
    return f"{name} ({', '.join(said)})" if said else name


if sys.platform == "win32":

    def _of_the_system() -> str:
        """Return the user of the process's token (GetUserNameW of advapi32)."""
        import ctypes  # noqa: PLC0415 - only for Windows

        size = ctypes.c_ulong(_MOST_OF_WINDOWS)
        name = ctypes.create_unicode_buffer(size.value)
        if not ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(size)):
            return "unknown"
        return harmless(name.value, LONGEST)

else:

    def _of_the_system() -> str:
        """Return the name of the real user id; the number where the system has no name for it."""
        import pwd  # noqa: PLC0415 - Windows has no such module

        number = os.getuid()
        try:
            return harmless(pwd.getpwuid(number).pw_name, LONGEST) or f"uid {number}"
        except KeyError:
            return f"uid {number}"
