"""What any protected file asks of its password, whatever else is asked of one that was chosen."""

from typing import Final

from cpconf.errors import Refused

LONGEST: Final = 64
"""Over 127 bytes nobody could open a PDF, and Word takes 255; this leaves room for lower bounds."""


def refuse_unusable(password: str) -> None:
    """Raise Refused for a password that no reader, or every reader, would take."""
    if not (password.strip() and password.isascii() and password.isprintable()):
        raise Refused("a password needs visible characters, and no others than those of ASCII")
    if len(password) > LONGEST:
        raise Refused(f"a password has at most {LONGEST} characters")
