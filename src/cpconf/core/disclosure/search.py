"""Searching a document, before it is sent, for what must not reach its recipient.

The search is for words that must not be disclosed to this person, and for a name or a reference of
another conference. A hit is for people to look at: it never repeats the words, and it may be a
coincidence. Nothing is found in a picture of text.

Case, accents, ligatures, layout and invisible characters do not matter. Words may be hyphenated and
run across lines, pages, headers and footers. From eight letters on they are also found with spaces
lost or misplaced.
"""

import re
import unicodedata
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise, permutations
from typing import Final, assert_never

from cpconf.core.disclosure.names import ends_of, name_of_another, name_of_one, untitled
from cpconf.core.disclosure.other_references import count, is_searchable
from cpconf.core.disclosure.passages import LOOSE, Needle, Searched, needle, number
from cpconf.core.disclosure.places import address, numbered, own_words, postcodes, school
from cpconf.core.disclosure.plain_letters import APART, decoded, plain, squeeze, unmarked
from cpconf.core.disclosure.searched_pages import say_pages
from cpconf.core.disclosure.terms import Term, TermKind, say_numbers

_SHORTEST: Final = 3
_PHONE: Final = 7
_NEAR: Final = 7
_HYPHENS: Final = ("-", "\u2010", "\u00ad", "\x02", "\ufffe")
_PART: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: what, in neutral words; the page from 1, None for beside the pages."""

    what: str
    page: int | None
    times: int


def find_terms(
    terms: Sequence[Term],
    pages: Sequence[str],
    beside: Sequence[str],
    *,
    again: Sequence[tuple[int | None, str]] = (),
) -> tuple[Hit, ...]:
    """Return where a document has a recipient's do-not-disclose terms, term by term.

    `pages` are the texts of its pages in order; `beside` is text on no page. A find across a page
    break counts for the page it begins on. Overlapping finds of one term count once. `again` has
    other readings of those pages and texts. Text that is encoded as in the address of a link is
    also read decoded.

    An address counts whole and in its parts: each full postcode, each house or flat number with
    its street or building; not the town alone. A telephone number counts with and without +44 or
    its leading zero. A school counts with and without the words that all schools share. A name
    counts in order, surname first, and with an initial for the given name. Other words count as
    they are. The modules `places` and `names` have the details.
    """
    if not terms:
        return ()
    searched = _ready(tuple(pages), tuple(beside), tuple(again))
    hits: list[Hit] = []
    for term in terms:
        hits += _hits(term.title, searched, _needles(term.kind, term.words))
    return tuple(hits)


def find_others(
    names: Sequence[tuple[str, str]],
    refs: Sequence[str],
    pages: Sequence[str],
    beside: Sequence[str],
    *,
    own: Sequence[str] = (),
    again: Sequence[tuple[int | None, str]] = (),
) -> tuple[Hit, ...]:
    """Return where a document names other conferences: `names` as (reference, name), and `refs`.

    Only full names count: two words or more and five letters in all, in order or surname first.
    `own` are the names of the family that the document is about, which may be on record at another
    conference too.

    A reference counts as a whole token of letters, digits, `.`, `_` and `-`, in any case, with or
    without a full stop after it; also as the beginning of a file's name. References of fewer than
    three characters or of up to three digits are not searched for: every page number would be a
    find.
    """
    if not names:
        return tuple(_references(refs, pages, beside, again))
    searched = _ready(tuple(pages), tuple(beside), tuple(again))
    ours = {wanted.letters for name in own for wanted in name_of_another(name) if not wanted.beside}
    pairs = frozenset(map(ends_of, own))
    theirs: dict[str, list[Needle]] = {}
    for ref, name in _possible(names, searched):
        for wanted in name_of_another(name):
            is_ours = ends_of(name) in pairs if wanted.beside else wanted.letters in ours
            if not is_ours and searched.may_have(wanted.letters):
                theirs.setdefault(ref, []).append(wanted)
    hits: list[Hit] = []
    for ref, needles in theirs.items():
        hits += _hits(f"a name from conference {ref}", searched, needles)
    return (*hits, *_references(refs, pages, beside, again))


def say(hits: Iterable[Hit], *, paged: bool = True) -> tuple[str, ...]:
    """Return the hits as lines for people: one for each thing found, with its pages.

    In a document that is not `paged` (Word), all text is beside the pages: the line says so.

    >>> say([Hit("the reference X7", page, 1) for page in (1, 3, 4, 5, None)])
    ('pages 1 and 3 to 5, and beside the pages: the reference X7',)
    """
    places: dict[str, list[int | None]] = {}
    for hit in hits:
        places.setdefault(hit.what, []).append(hit.page)
    beside = "beside the pages" if paged else "in the document"
    return tuple(f"{_say_places(found, beside)}: {what}" for what, found in places.items())


def say_kept(
    hits: Sequence[Hit], terms: Iterable[Term], *, ref: str, paged: bool = True
) -> tuple[str, ...]:
    """Return finds of terms as a warning that nobody can miss: one line for each term."""
    beside = "beside the pages" if paged else "in the document"
    found = {term: [hit.page for hit in hits if hit.what == term.title] for term in terms}
    return tuple(
        f"this document shows {term.person} something that must be kept from them: "
        f"{_say_places(places, beside)} ({term.kind}, {say_numbers([term.number], ref)})"
        for term, places in found.items()
        if places
    )


def fault(kind: TermKind, words: str) -> str | None:
    """Return why a term cannot be searched for, without its words; None where it can.

    >>> fault(TermKind.NAME, "Jo"), fault(TermKind.NAME, "Ann")
    ('too short: it needs at least 3 letters', None)
    """
    if kind is TermKind.PHONE:
        few = f"not a telephone number: it needs at least {_PHONE} digits"
        return None if _numbers(words) else few
    if len(squeeze(words)) < _SHORTEST:
        return f"too short: it needs at least {_SHORTEST} letters"
    if kind is TermKind.NAME and not untitled(words):
        return "a title alone is no name"
    return None


def weak(kind: TermKind, words: str) -> str | None:
    """Return why a term is found less often than people may expect, without its words."""
    match kind:
        case TermKind.ADDRESS if not postcodes(words) and not numbered(words):
            return "no full postcode and no house number in it: little more than the whole is found"
        case TermKind.SCHOOL if not own_words(words):
            return "no School or the like in it: only these words are found"
        case TermKind.ADDRESS | TermKind.SCHOOL | TermKind.PHONE | TermKind.NAME | TermKind.OTHER:
            return None
        case _:
            assert_never(kind)


@lru_cache(maxsize=1)
def _ready(
    pages: tuple[str, ...], beside: tuple[str, ...], again: tuple[tuple[int | None, str], ...]
) -> Searched:
    """Return a document made ready; the same one for both searches."""
    return Searched(pages, beside, again)


def _needles(kind: TermKind, words: str) -> Iterator[Needle]:
    match kind:
        case TermKind.ADDRESS:
            yield from address(words)
        case TermKind.SCHOOL:
            yield from school(words)
        case TermKind.PHONE:
            yield from map(number, _numbers(words))
        case TermKind.NAME:
            yield from name_of_one(words)
        case TermKind.OTHER:
            is_long = len(words.split()) > 1 and len(squeeze(words)) >= LOOSE
            yield from needle(words, runs_on=is_long)
        case _:
            assert_never(kind)


def _numbers(words: str) -> list[str]:
    """Return the telephone numbers in a term, without country code and leading zero.

    >>> _numbers("+44 (0)20 7946 0000 or 020 7946 0001"), _numbers("7946")
    (['2079460000', '2079460001'], [])
    """
    found = []
    for part in re.split(r"[^\W\d_]+|[,;/\n]", unicodedata.normalize("NFKC", words)):
        digits = "".join(re.findall(r"\d", part))
        if "+" in part or digits.startswith("00") or len(digits) >= 12:
            digits = digits.removeprefix("00").removeprefix("44")
        digits = digits.lstrip("0")
        if len(digits) >= _PHONE:
            found.append(digits)
    return found


def _possible(names: Sequence[tuple[str, str]], searched: Searched) -> Iterator[tuple[str, str]]:
    """Yield the names that may be in the text: two of their words follow each other, or are near.

    A store has thousands of names, and a document hardly any of them. So this quick check of all
    names comes before the full search for one.
    """
    joined = plain("".join(f"{unmarked(name)}{APART}" for _, name in names)).casefold()
    words = [_PART.findall(name) for name in joined.split(APART)[:-1]]
    close = _close_by(frozenset(word for name in words for word in name), searched)
    for pair, name in zip(names, words, strict=True):
        two = list(permutations(name, 2))
        if any(searched.may_have(one + other) for one, other in two) or close.intersection(two):
            yield pair


def _close_by(wanted: frozenset[str], searched: Searched) -> set[tuple[str, str]]:
    """Return each pair of these words where the second comes soon after the first.

    Either may be hyphenated, as at the end of a line.
    """
    found: set[tuple[str, str]] = set()
    last: deque[str] = deque(maxlen=_NEAR)
    for before, part in pairwise(chain([""], searched.words())):
        word = part if part in wanted else before + part
        if word in wanted:
            found.update((other, word) for other in last if other)
            last.append(word)
        else:
            last.append("")
    return found


def _hits(what: str, searched: Searched, needles: Iterable[Needle]) -> Iterator[Hit]:
    """Yield where any of these is found; finds that overlap count once.

    Two readings of a page mostly have the same words: the one with more finds counts.
    """
    first: Counter[int | None] = Counter()
    again: Counter[int | None] = Counter()
    last = 0
    for begin, end in sorted({span for wanted in needles for span in searched.spans(wanted)}):
        if begin >= last:
            (again if searched.is_again(begin) else first)[searched.page(begin)] += 1
        last = max(last, end)
    yield from _in_order(what, first | again)


def _in_order(what: str, pages: Counter[int | None]) -> Iterator[Hit]:
    for page in sorted(pages, key=lambda page: (page is None, page or 0)):
        yield Hit(what, page, pages[page])


def _references(
    refs: Sequence[str],
    pages: Sequence[str],
    beside: Sequence[str],
    again: Sequence[tuple[int | None, str]],
) -> Iterator[Hit]:
    wanted = {ref.lower(): ref for ref in refs if is_searchable(ref)}
    texts: list[tuple[int | None, str]] = [*enumerate(pages, 1), *((None, text) for text in beside)]
    found: dict[str, Counter[int | None]] = {}
    for place, (page, text) in enumerate(texts):
        # A reference may be divided at the end of a page, after a hyphen.
        after = texts[place + 1][1].split(maxsplit=1) if place + 1 < len(pages) else []
        whole = f"{text}\n{after[0]}" if after and text.rstrip().endswith(_HYPHENS) else text
        for ref, times in count(whole, wanted).items():
            found.setdefault(ref, Counter())[page] += times
    others: dict[int | None, list[str]] = {}
    for page, text in [*again, *_decoded([*texts, *again])]:
        others.setdefault(page, []).append(text)
    for page, held in others.items():
        for ref, times in count("\n".join(held), wanted).items():
            on = found.setdefault(ref, Counter())
            on[page] = max(on[page], times)
    for ref, counter in found.items():
        yield from _in_order(f"the reference {wanted[ref]}", counter)


def _decoded(texts: Iterable[tuple[int | None, str]]) -> Iterator[tuple[int | None, str]]:
    for page, text in texts:
        if (plainer := decoded(text)) is not None:
            yield page, plainer


def _say_places(pages: Sequence[int | None], beside: str) -> str:
    on_pages = say_pages(page for page in pages if page is not None)
    return ", and ".join(part for part in (on_pages, beside if None in pages else "") if part)
