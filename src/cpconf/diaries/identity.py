"""Identifiers by which cpconf knows its own entries in other people's calendars."""

import hashlib
import secrets
from typing import Final

PRODUCT: Final = "-//cpconf//cpconf//EN"
"""The PRODID of our calendars (RFC 5545, 3.7.3)."""

_OURS: Final = "-//cpconf//"
_ENDING: Final = "@cpconf.invalid"


def new_uid() -> str:
    """Return a random identifier for a new entry (RFC 5545, 3.8.4.7)."""
    return f"{secrets.token_hex(16)}{_ENDING}"


def stable_uid(*parts: str) -> str:
    """Return an identifier that is the same for the same parts but does not reveal them.

    >>> stable_uid("A-1") == stable_uid("A-1"), stable_uid("A-1") == stable_uid("A-", "1")
    (True, False)
    """
    mark = hashlib.sha256("\n".join(("entry", *parts)).encode()).hexdigest()[:32]
    return f"{mark}{_ENDING}"


def is_our_product(product: str) -> bool:
    """Tell whether a PRODID is that of any version of cpconf."""
    return product.strip().startswith(_OURS)


def is_our_uid(uid: str) -> bool:
    """Tell whether cpconf made an entry: an invitation or an exported entry."""
    return uid.strip().lower().endswith(_ENDING)
