"""Page numbers as people type them, and as they are shown."""

import re
from collections.abc import Collection
from typing import Final

from cpconf.core.dates.phrases import say_count
from cpconf.errors import UsageFault

_RANGE: Final = re.compile(r"([0-9]{1,6})(?:\s*(-|–)\s*([0-9]{1,6})?)?")


def read_pages(text: str, count: int) -> set[int]:
    """Return the pages that a text such as `1-3,7,9-` names, of `count` pages; all count from 1.

    Raises UsageFault (exit 2) for other text, pages that do not exist and backward ranges.

    >>> sorted(read_pages("1-3, 7, 9-", 10))
    [1, 2, 3, 7, 9, 10]
    """
    found: set[int] = set()
    for piece in text.split(","):
        read = _RANGE.fullmatch(piece.strip())
        if read is None:
            raise UsageFault("pages are written as 1-3,7,9-: numbers and ranges between commas")
        first = int(read[1])
        last = int(read[3]) if read[3] else count if read[2] else first
        if first < 1 or max(first, last) > count:
            raise UsageFault(f"the document has {say_count(count, 'page')}, counted from 1")
        if last < first:
            raise UsageFault("a range of pages ends before it begins")
        found.update(range(first, last + 1))
    return found


def say_pages(pages: Collection[int]) -> str:
    """Return page numbers as people write them.

    >>> say_pages({4}), say_pages({1, 2, 3, 7})
    ('page 4', 'pages 1-3, 7')
    """
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and runs[-1][1] == page - 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    words = ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in runs)
    return f"{'page' if len(pages) == 1 else 'pages'} {words}"
