"""Which pages of a document could be searched, and which could not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Unread(StrEnum):
    """Why a page cannot be searched for words."""

    EMPTY = "empty"
    PICTURE = "picture"
    SHAPES = "shapes"
    LETTERS = "letters"

    @property
    def words(self) -> str:
        """The reason in words."""
        return _WORDS[self]


_WORDS = {
    Unread.EMPTY: "no text",
    Unread.PICTURE: "mostly a picture",
    Unread.SHAPES: "words drawn as shapes",
    Unread.LETTERS: "letters that cannot be read back",
}


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page, from 1, whose words were recognised in its picture, and how sure that is, per cent.

    A `doubtful` page is searched as well, but does not count as searched. `sure` is 0 where nothing
    was recognised. `failed`: the program failed, so that nothing was recognised on any page.
    """

    page: int
    sure: int
    doubtful: bool
    failed: bool = False


INSTEAD = "look at these pages yourself, or ask for the document as text"
"""What to do about pages that were not searched."""

INSTEAD_OF_WORD = "look at it yourself, or ask for it as text"
"""What to do about parts of a Word document that were not searched. It has no pages."""

INSTALL = (
    "install Tesseract (apt install tesseract-ocr, brew install tesseract; on Windows, the "
    "installer of the University Library of Mannheim), and pages like these are read and searched "
    "as well"
)
"""How to get the program that reads such pages."""

_FAILED = (
    ", as Tesseract is there but failed (try tesseract --version, or set CPCONF_TESSERACT to the "
    "path of another)"
)


def say_searched(
    pages: int, unread: Sequence[tuple[int, Unread]], recognised: Sequence[Recognised] = ()
) -> str:
    """Return which pages of a document, from 1, were searched, which were not, and why not.

    >>> say_searched(7, [(4, Unread.PICTURE), (5, Unread.EMPTY), (7, Unread.PICTURE)])
    'searched: pages 1 to 3 and 6; not searched: pages 4 and 7 (mostly a picture), page 5 (no text)'
    >>> say_searched(1, [(1, Unread.PICTURE)])
    'not searched: page 1 (mostly a picture), the only one'
    >>> say_searched(3, [], [Recognised(2, 95, doubtful=False), Recognised(3, 91, doubtful=False)])
    'searched: page 1; read by Tesseract, and searched: pages 2 and 3 (91 to 95 % sure)'
    >>> say_searched(1, [(1, Unread.PICTURE)], [Recognised(1, 62, doubtful=True)])
    'not searched: page 1 (mostly a picture, and read with doubt: 62 % sure), the only one'
    >>> say_searched(1, [(1, Unread.PICTURE)], [Recognised(1, 0, doubtful=True, failed=True)])[:51]
    'not searched, as Tesseract is there but failed (try'
    >>> say_searched(2, [(2, Unread.EMPTY)], [Recognised(2, 0, doubtful=True)])
    'searched: page 1; not searched: page 2 (no text, and Tesseract could read nothing there)'
    """
    failed = any(each.failed for each in recognised)
    doubts = {each.page: each.sure for each in recognised if each.doubtful and not each.failed}
    sure = {each.page: each.sure for each in recognised if not each.doubtful}
    reasons: dict[str, list[int]] = {}
    for page, why in unread:
        reasons.setdefault(f"{why.words}{_doubt(doubts.get(page))}", []).append(page)
    missed = ", ".join(f"{say_pages(held)} ({why})" for why, held in reasons.items())
    skipped = {page for page, _ in unread} | sure.keys()
    done = [page for page in range(1, pages + 1) if page not in skipped]
    parts = [f"searched: {say_pages(done)}"] if done else []
    if sure:
        parts.append(
            f"read by Tesseract, and searched: {say_pages(sure)} ({_range(sure.values())})"
        )
    not_searched = f"not searched{_FAILED if failed else ''}: {missed}"
    if missed and not parts:
        return f"{not_searched}, {'the only one' if pages == 1 else 'which is all of it'}"
    return "; ".join([*parts, *([not_searched] if missed else [])])


def _doubt(sure: int | None) -> str:
    if sure is None:
        return ""
    if sure == 0:
        return ", and Tesseract could read nothing there"
    return f", and read with doubt: {sure} % sure"


def say_recognised(recognised: Sequence[Recognised]) -> str | None:
    """Return the caution about pages that were recognised and searched; None where none were.

    >>> say_recognised([Recognised(2, 95, doubtful=False), Recognised(4, 50, doubtful=True)])
    'page 2 was read by Tesseract (95 % sure): a word that it took for another was not found'
    """
    sure = {each.page: each.sure for each in recognised if not each.doubtful}
    if not sure:
        return None
    return f"{_read_by(sure)}: a word that it took for another was not found"


def say_read(recognised: Sequence[Recognised], pages: Iterable[int | None]) -> tuple[str, ...]:
    """Return how sure the finds on these pages are, for pages that were recognised.

    >>> say_read([Recognised(2, 95, doubtful=False), Recognised(4, 50, doubtful=True)], [1, 2, 4])
    ('pages 2 and 4 were read by Tesseract (50 to 95 % sure)',)
    """
    on = set(pages)
    sure = {each.page: each.sure for each in recognised if each.page in on}
    return (_read_by(sure),) if sure else ()


def _read_by(sure: Mapping[int, int]) -> str:
    was = "was" if len(sure) == 1 else "were"
    return f"{say_pages(sure)} {was} read by Tesseract ({_range(sure.values())})"


def _range(sure: Iterable[int]) -> str:
    least, *_, most = sorted([*sure, *sure])
    return f"{least} % sure" if least == most else f"{least} to {most} % sure"


def say_pages(pages: Iterable[int]) -> str:
    """Return page numbers in words.

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
