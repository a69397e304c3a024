"""The SHA-256 of what a conference is pinned to, to notice a changed text."""

import hashlib
import json
from collections.abc import Sequence


def of_texts(*texts: str) -> str:
    """Return the SHA-256 of texts in their order, as 64 lower-case hexadecimal digits."""
    digest = hashlib.sha256()
    for text in texts:
        content = text.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def of_calendar(about: Sequence[str], days: Sequence[tuple[str, str, int]]) -> str:
    """Return the SHA-256 of a working calendar, from its columns as the store keeps them.

    `about` is source, known until, opens and closes; `days` are date, name and local (1 or 0) of
    each day off, by date.
    """
    named = [{"date": date, "name": name, "local": local} for date, name, local in days]
    return hashlib.sha256(json.dumps([*about, named]).encode()).hexdigest()
