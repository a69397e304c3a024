"""By what a calendar entry of this program is known, whoever's calendar it comes back in."""

import hashlib
import secrets
from typing import Final

PRODUCT: Final = "-//cpconf//cpconf//EN"
"""What our calendars say made them (PRODID, RFC 5545, 3.7.3)."""

_OURS: Final = "-//cpconf//"
_ENDING: Final = "@cpconf.invalid"


def new_uid() -> str:
    """The identifier of a new entry, which says nothing of the conference (RFC 5545, 3.8.4.7)."""
    return f"{secrets.token_hex(16)}{_ENDING}"


def stable_uid(*parts: str) -> str:
    """The identifier that the same parts always give, and from which nobody reads them back.

    >>> stable_uid("A-1") == stable_uid("A-1"), stable_uid("A-1") == stable_uid("A-", "1")
    (True, False)
    """
    mark = hashlib.sha256("\n".join(("entry", *parts)).encode()).hexdigest()[:32]
    return f"{mark}{_ENDING}"


def is_our_product(product: str) -> bool:
    """Whether a calendar's PRODID is one of ours, of this version or another."""
    return product.strip().startswith(_OURS)


def is_our_uid(uid: str) -> bool:
    """Whether an entry is one of ours: an invitation that was accepted, or an exported entry."""
    return uid.strip().lower().endswith(_ENDING)
