"""Whose account runs the program, as the system knows it: what stands beside every entry.

Variables of the environment do not decide it, because whoever runs the program can set them. What
they say is of use where several people share an account, so it stands beside it.
"""

import os
import sys
from collections.abc import Mapping
from typing import Final

from cpconf.core.typed_text import harmless

STATED: Final = ("SUDO_USER", "LOGNAME")
"""Who says that they are somebody else: whoever called sudo, and the name of the login."""
LONGEST: Final = 64
"""Characters of an account's name: more than any system has allowed by itself."""
_MOST_OF_WINDOWS: Final = 257  # UNLEN (lmcons.h) and the end


def account(environ: Mapping[str, str]) -> str:
    """The name of the account, and beside it what the environment says where that is another.

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
        """The user of the process's token (GetUserNameW of advapi32)."""
        import ctypes  # noqa: PLC0415 - for Windows alone

        size = ctypes.c_ulong(_MOST_OF_WINDOWS)
        name = ctypes.create_unicode_buffer(size.value)
        if not ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(size)):
            return "unknown"
        return harmless(name.value, LONGEST)

else:

    def _of_the_system() -> str:
        """The name of the real user id; where the system has none for it, the number."""
        import pwd  # noqa: PLC0415 - Windows has no such module

        number = os.getuid()
        try:
            return harmless(pwd.getpwuid(number).pw_name, LONGEST) or f"uid {number}"
        except KeyError:
            return f"uid {number}"
