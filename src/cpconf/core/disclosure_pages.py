"""What of a document could be searched, and what could not, page by page."""

from collections.abc import Iterable, Sequence
from enum import StrEnum


class Unread(StrEnum):
    """Why a page cannot be searched for words."""

    EMPTY = "empty"
    PICTURE = "picture"
    SHAPES = "shapes"
    LETTERS = "letters"

    @property
    def words(self) -> str:
        """The reason as people read it."""
        return _WORDS[self]


_WORDS = {
    Unread.EMPTY: "no text",
    Unread.PICTURE: "mostly a picture",
    Unread.SHAPES: "words drawn as shapes",
    Unread.LETTERS: "letters that cannot be read back",
}
INSTEAD = "look at these pages yourself, or ask for the document as text"
"""What somebody can do about pages that were not searched."""


def say_searched(pages: int, unread: Sequence[tuple[int, Unread]]) -> str:
    """Which pages of a document, from 1, were searched, and which were not, and why not.

    >>> say_searched(7, [(4, Unread.PICTURE), (5, Unread.EMPTY), (7, Unread.PICTURE)])
    'searched: pages 1 to 3 and 6; not searched: pages 4 and 7 (mostly a picture), page 5 (no text)'
    >>> say_searched(1, [(1, Unread.PICTURE)])
    'not searched: page 1 (mostly a picture), the only one'
    """
    reasons: dict[Unread, list[int]] = {}
    for page, why in unread:
        reasons.setdefault(why, []).append(page)
    missed = ", ".join(f"{say_pages(held)} ({why.words})" for why, held in reasons.items())
    skipped = {page for page, _ in unread}
    done = [page for page in range(1, pages + 1) if page not in skipped]
    if not missed:
        return f"searched: {say_pages(done)}"
    if done:
        return f"searched: {say_pages(done)}; not searched: {missed}"
    return f"not searched: {missed}, {'the only one' if pages == 1 else 'which is all of it'}"


def say_pages(pages: Iterable[int]) -> str:
    """Pages as people name them.

    >>> say_pages([3]), say_pages([7, 1, 3]), say_pages([1, 2, 3, 9])
    ('page 3', 'pages 1, 3 and 7', 'pages 1 to 3 and 9')
    """
    numbers = sorted(set(pages))
    runs: list[list[int]] = []
    for page in numbers:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    said = [
        text
        for run in runs
        for text in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(page) for page in run])
    ]
    places = " and ".join([*([", ".join(said[:-1])] if len(said) > 1 else []), *said[-1:]])
    return f"page{'' if len(numbers) == 1 else 's'} {places}" if numbers else ""
