"""Searching a document's text: the text made ready, and the words to search for."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, takewhile
from typing import Final

from cpconf.core.disclosure.plain_letters import (
    APART,
    HARD,
    NONE,
    PAGE,
    STOP,
    decoded,
    plain,
    squeeze,
    squeezed,
    unmarked,
)

LOOSE: Final = 8
"""From that many letters on, words are also found with their spaces lost or misplaced."""
_LONGEST_WORD: Final = 20
_RUN: Final = 6
_SEAM: Final = 300
_RUNNING_LINES: Final = 3
_AROUND: Final = 16
"""How many words before and after a find are passed to the checks of its neighbours."""
_BETWEEN: Final = ("", "-", " ", ",", ".", ";")
"""The separator passed to the checks of neighbours, for each kind of word end."""
_PERHAPS: Final = re.compile(rb"[\x01-\x05]")
_SURELY: Final = re.compile(rb"[\x02-\x05]")

Neighbours = Callable[[str], int | None]
"""A check of the text before or after a find: words separated by `-`, space, `,`, `.` or `;`.

It returns how many letters and digits of that text belong to the find; None where it is no find.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needle:
    """Words to search for, made by `needle`.

    `ends` tells for each letter whether a word may begin there (as `squeezed` gives it), `words`
    where one surely does. An open side may touch other letters; with `runs_on` both sides may,
    where the text has lost the words' own spaces too. With `loose`, the words may end anywhere
    inside. With `capital`, each word must begin with a capital letter in the text. At `joint` no
    sentence may end. `initial`: it begins with somebody's initial. `before` are words that must not
    follow. With `beside`, it counts only if the first check accepts the text before it, or the
    second the text after it; the second is not asked if `taken` matches the text before it.
    """

    letters: str
    ends: bytes = b""
    words: tuple[int, ...] = ()
    capital: bool = False
    open_left: bool = False
    open_right: bool = False
    runs_on: bool = False
    loose: bool = False
    digits: bool = False
    initial: bool = False
    joint: int = 0
    before: tuple[str, ...] = ()
    beside: tuple[Neighbours, Neighbours] | None = None
    taken: re.Pattern[str] | None = None


def needle(
    words: str,
    *,
    open_left: bool = False,
    open_right: bool = False,
    runs_on: bool = False,
    loose: bool | None = None,
    capital: bool = False,
    initial: bool = False,
    joint: int = 0,
    before: tuple[str, ...] = (),
    beside: tuple[Neighbours, Neighbours] | None = None,
    taken: re.Pattern[str] | None = None,
) -> list[Needle]:
    """Return what to search for, from words as people write them; empty for no letter or digit.

    `loose` is true from eight letters on, unless it is given. See `Needle` for the rest.
    """
    raw, ends, _ = squeezed(plain(unmarked(words)))
    if not raw:
        return []
    return [
        Needle(
            letters=raw.casefold(),
            ends=ends,
            words=tuple(place for place in range(len(raw)) if ends[place] >= HARD),
            capital=capital,
            open_left=open_left,
            open_right=open_right,
            runs_on=runs_on,
            loose=len(raw) >= LOOSE if loose is None else loose,
            initial=initial,
            joint=joint,
            before=before,
            beside=beside,
            taken=taken,
        )
    ]


def pattern_of(word: str) -> str:
    """Return a pattern for a word that a hyphen may divide, as at the end of a line.

    It is for checks of the text beside a find.
    """
    return "-?".join(map(re.escape, squeeze(word)))


def size_of(found: re.Match[str]) -> int:
    """Return the number of letters and digits in a match."""
    return sum(map(str.isalnum, found.group()))


def number(digits: str) -> Needle:
    """Return a telephone number to search for, without country code and leading zero."""
    return Needle(letters=digits, digits=True)


class Searched:
    """A document's text, page by page and beside the pages, ready to be searched.

    A text on no page (a bookmark, a comment, a property) is searched by itself. Pages are searched
    as one text, and again across each page break without headers and footers. Other readings are
    searched separately: those in `again` (page and text), and texts decoded from link addresses.
    """

    def __init__(
        self,
        pages: Sequence[str],
        beside: Sequence[str],
        again: Sequence[tuple[int | None, str]] = (),
    ) -> None:
        pieces: list[tuple[int | None, str, str]] = [
            (page, text, PAGE if page > 1 else APART) for page, text in enumerate(pages, 1)
        ]
        seams_from = len(pieces)
        pieces += _seams(pages)
        beside_from = len(pieces)
        pieces += [(None, text, APART) for text in beside]
        again_from = len(pieces)
        pieces += [(page, text, APART) for page, text in again]
        pieces += [
            (page, plainer, APART)
            for page, text, _ in pieces
            if (plainer := decoded(text)) is not None
        ]
        text = "".join(f"{separator}{unmarked(text)}" for _, text, separator in pieces)
        self._raw, self._ends, self._begins = squeezed(plain(text.removeprefix(APART)))
        self.letters = self._raw.casefold()
        self._on = [page for page, _, _ in pieces]
        begins = [*self._begins, len(self.letters)]
        self._seams = (begins[seams_from], begins[beside_from])
        self._again_from = begins[again_from]

    def page(self, place: int) -> int | None:
        """Return the page, from 1, of the letter at that place; None beside the pages."""
        return self._on[bisect_right(self._begins, place) - 1]

    def is_again(self, place: int) -> bool:
        """Tell whether the letter at that place belongs to another reading of a text."""
        return place >= self._again_from

    def words(self) -> Iterator[str]:
        """Yield its words in order, in lower case, divided wherever a word may end."""
        return (self.letters[begin:end] for begin, end in pairwise(self._words))

    def may_have(self, letters: str) -> bool:
        """Tell quickly whether letters may be in the text; only a false answer is certain."""
        return all(letters[at : at + _RUN] in self._runs for at in range(len(letters) - _RUN + 1))

    @cached_property
    def _runs(self) -> frozenset[str]:
        """Every run of `_RUN` letters in the text."""
        letters = self.letters
        return frozenset(letters[at : at + _RUN] for at in range(len(letters) - _RUN + 1))

    def spans(self, wanted: Needle) -> Iterator[tuple[int, int]]:
        """Yield where it is found: the place of the first letter, and the place after the last."""
        size = len(wanted.letters)
        begin = self.letters.find(wanted.letters)
        while begin >= 0:
            end = begin + size
            span = self._whole(wanted, begin, end) if self._fits(wanted, begin, end) else None
            if span is not None and self._is_first(*span):
                yield span
                begin = self.letters.find(wanted.letters, end)
            else:
                begin = self.letters.find(wanted.letters, begin + 1)

    def _whole(self, wanted: Needle, begin: int, end: int) -> tuple[int, int] | None:
        """Return the find with the neighbours that it needs; None where it has neither."""
        if wanted.beside is None:
            return begin, end
        left, right = wanted.beside
        before = self._before(begin)
        if (more := left(before)) is not None:
            return begin - more, end
        if wanted.taken and wanted.taken.search(before):
            return None
        more = right(self._after(end))
        return None if more is None else (begin, end + more)

    def _before(self, begin: int) -> str:
        """Return the words before a place where one begins, each with its separator."""
        at = bisect_left(self._words, begin)
        return "".join(self._shown[max(at - _AROUND, 0) : at])

    def _after(self, end: int) -> str:
        """Return the words after a place where one ends, each after its separator."""
        at = bisect_left(self._words, end)
        return "".join([_BETWEEN[self._ends[end]], *self._shown[at : at + _AROUND]])

    @cached_property
    def _words(self) -> "array[int]":
        """The places where words begin or may begin, and where the last one ends."""
        return array("I", (at.start() for at in _PERHAPS.finditer(self._ends)))

    @cached_property
    def _sure_words(self) -> "array[int]":
        """The places where words surely begin, and where the last one ends."""
        return array("I", (at.start() for at in _SURELY.finditer(self._ends)))

    @cached_property
    def _shown(self) -> list[str]:
        """Every word with the separator for how it ends."""
        return [
            f"{self._raw[begin:end]}{_BETWEEN[self._ends[end]]}"
            for begin, end in pairwise(self._words)
        ]

    def _is_first(self, begin: int, end: int) -> bool:
        """Tell whether it is a new find: in a seam, only one across the page break is."""
        seams_begin, seams_end = self._seams
        if not seams_begin <= begin < seams_end:
            return True
        return self.page(begin) != self.page(end - 1)

    def _fits(self, wanted: Needle, begin: int, end: int) -> bool:
        if wanted.digits:
            return self._is_number(begin, end)
        return (
            (self._has_free_ends(wanted, begin, end) or self._is_run_together(wanted, begin, end))
            and self._has_same_words(wanted, begin)
            and (not wanted.capital or all(self._raw[begin + at].isupper() for at in wanted.words))
            and (not wanted.joint or self._ends[begin + wanted.joint] < STOP)
            and (not wanted.initial or self._is_initial(wanted, begin, end))
            and not any(self._is_followed_by(word, end) for word in wanted.before)
        )

    def _has_free_ends(self, wanted: Needle, begin: int, end: int) -> bool:
        """Tell whether it is not inside longer words, as far as can be told."""
        runs_on = wanted.runs_on and max(self._ends[begin + 1 : end]) < HARD
        left, right = self.letters[max(begin - 2, 0) : begin], self.letters[end : end + 2]
        return bool(
            self._ends[begin] or ((wanted.open_left or runs_on) and _are_letters(left))
        ) and bool(self._ends[end] or ((wanted.open_right or runs_on) and _are_letters(right)))

    def _is_run_together(self, wanted: Needle, begin: int, end: int) -> bool:
        """Tell whether spaces were lost around it, since no word is so long."""
        return wanted.loose and all(
            self._ends[edge] or self._is_inside_a_run(edge) for edge in (begin, end)
        )

    def _is_inside_a_run(self, place: int) -> bool:
        """Tell whether the letters on both sides of a place are in one word that is too long."""
        after = bisect_right(self._sure_words, place)
        return self._sure_words[after] - self._sure_words[after - 1] > _LONGEST_WORD

    def _has_same_words(self, wanted: Needle, begin: int) -> bool:
        """Tell whether words end in the same places; where either side is unsure, both are right.

        Loose words need only the same numbers: flat 1, 2 High Street is not 12 High Street.
        """
        found = self._ends[begin + 1 : begin + len(wanted.letters)]
        if wanted.loose:
            return not any(
                here >= HARD and there == NONE and wanted.letters[at : at + 2].isdigit()
                for at, (here, there) in enumerate(zip(found, wanted.ends[1:-1], strict=True))
            )
        return not any(
            (here >= HARD and there == NONE) or (here == NONE and there >= HARD)
            for here, there in zip(found, wanted.ends[1:-1], strict=True)
        )

    def _is_initial(self, wanted: Needle, begin: int, end: int) -> bool:
        """Tell whether it is an initial and a surname, and not `a brown coat` or `A YOUNG MAN`."""
        if self._ends[begin] < HARD:
            return False
        surname = begin + wanted.words[-1]
        if self._ends[surname] == STOP:
            return True
        if not (self._raw[begin].isupper() and self._raw[surname].isupper()):
            return False
        return not (surname == begin + 1 and wanted.letters[0] in {"a", "i"}) or not (
            self._raw[surname:end].isupper()
        )

    def _is_number(self, begin: int, end: int) -> bool:
        """Tell whether it is a telephone number and not a part of a longer one."""
        if not self._ends[end]:
            return False
        return any(
            self.letters.endswith(code, 0, begin) and self._ends[begin - len(code)]
            for code in ("", "0", "44", "440", "0044", "00440", "00")
        )

    def _is_followed_by(self, word: str, end: int) -> bool:
        return self.letters.startswith(word, end) and bool(self._ends[end + len(word)])


def _are_letters(touching: str) -> bool:
    """Tell whether a word touches it: a single letter may belong to the same word or number."""
    return len(touching) == 2 and touching.isalpha()


def _seams(pages: Sequence[str]) -> Iterator[tuple[int | None, str, str]]:
    """Yield the end of a page and the start of the next where a header or footer divides them."""
    lines = {
        page: [line for line in text.splitlines() if line.strip()]
        for page, text in enumerate(pages, 1)
        if text.strip()
    }
    heads = _repeated([all_of[:_RUNNING_LINES] for all_of in lines.values()])
    feet = _repeated([all_of[-_RUNNING_LINES:] for all_of in lines.values()])
    for here, there in pairwise(lines):
        upper, lower = lines[here], lines[there]
        foot = _running(reversed(upper), feet)
        head = _running(lower, heads)
        if foot or head:
            yield here, "\n".join(upper[: len(upper) - foot])[-_SEAM:], APART
            yield there, "\n".join(lower[head:])[:_SEAM], PAGE


def _running(lines: Iterable[str], known: frozenset[str]) -> int:
    """Count the lines from the edge of a page that are headers or footers."""
    return sum(1 for _ in takewhile(lambda line: _skeleton(line) in known, lines))


def _repeated(groups: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the lines that are on more than one page, whatever numbers are in them."""
    once: set[str] = set()
    twice: set[str] = set()
    for group in groups:
        skeletons = {_skeleton(line) for line in group}
        twice |= once & skeletons
        once |= skeletons
    return frozenset(twice)


def _skeleton(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()))
