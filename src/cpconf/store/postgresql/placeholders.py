"""The store's statements with PostgreSQL's placeholders: `$1`, `$2` … instead of `?`."""

import re
from functools import cache
from itertools import count
from typing import Final

_SIGNS: Final = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|/\*.*?\*/|\?(\d*)", re.DOTALL)
"""Matches a text, a name or a comment, in which a `?` means no value, and a `?` that means one."""


@cache
def numbered(statement: str) -> bytes:
    """Return a statement with a number for each value, as PostgreSQL has them.

    >>> numbered("SELECT '?' FROM person WHERE id = ? AND (role = ? OR ?1 = 2)")
    b"SELECT '?' FROM person WHERE id = $1 AND (role = $2 OR $1 = 2)"
    """
    places = count(1)

    def sign(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        return f"${found[1] or next(places)}"

    return _SIGNS.sub(sign, statement).encode()
