"""Which passwords can protect any file. Rules for a password of the user's own come on top."""

from typing import Final

from cpconf.errors import Refused

LONGEST: Final = 64
"""Characters. PDF allows 127 bytes and Word 255; some readers may have lower limits."""


def refuse_unusable(password: str) -> None:
    """Raise Refused (exit 5) for a password that is blank, not printable ASCII, or too long."""
    if not (password.strip() and password.isascii() and password.isprintable()):
        raise Refused("a password needs visible characters, and only ASCII ones: no accents")
    if len(password) > LONGEST:
        raise Refused(f"a password has at most {LONGEST} characters")
