"""What holds of the search whatever the text: what was put in is found, and nothing else is."""

import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpconf.core.disclosure.passages import Searched, needle
from cpconf.core.disclosure.search import find_others, find_terms
from cpconf.core.disclosure.terms import Term, TermKind

TERMS = st.sampled_from(
    [
        Term(1, "m1", TermKind.ADDRESS, "12 Quince Street, Westmere WM1 2AB"),
        Term(2, "m1", TermKind.SCHOOL, "Quince Park School"),
        Term(3, "m1", TermKind.PHONE, "020 7946 0000"),
        Term(4, "m1", TermKind.NAME, "Robin Quince"),
        Term(5, "m1", TermKind.NAME, "Zoé"),
        Term(6, "m1", TermKind.OTHER, "a blue quince"),
    ]
)
# Words that no term is made of, nor begins or ends with; some of them only just not.
AROUND = st.lists(
    st.sampled_from(
        [
            "the",
            "family",
            "said",
            "Robina",
            "quinces",
            "parks",
            "planning",
            "zoetic",
            "21",
            "né",
            "…",
        ]
    ),
    max_size=60,
)
GAPS = st.lists(
    st.sampled_from([" ", "\n", "\r\n", "  ", "\t", "\u00a0", "\u200b ", " \f", "\u2009", "\n\n"]),
    min_size=1,
    max_size=8,
)


def spread(words: list[str], gaps: list[str]) -> str:
    return "".join(word + gaps[place % len(gaps)] for place, word in enumerate(words))


@given(TERMS, AROUND, st.integers(0, 60), GAPS)
def test_a_term_put_in_anywhere_is_found_once_and_not_once_it_is_out_again(
    term: Term, around: list[str], place: int, gaps: list[str]
) -> None:
    words = [*around[:place], *term.words.split(), *around[place:]]
    pages = spread(words, gaps).split("\f")
    assert sum(hit.times for hit in find_terms([term], pages, ())) == 1
    assert not find_terms([term], spread(around, gaps).split("\f"), ())


@given(TERMS, st.data())
def test_a_term_is_found_wherever_a_word_is_hyphenated_at_the_end_of_a_line(
    term: Term, data: st.DataObject
) -> None:
    places = [
        place
        for place in range(1, len(term.words))
        if term.words[place - 1].isalpha() and term.words[place].isalpha()
    ]
    place = data.draw(st.sampled_from(places or [0]))
    hyphen = data.draw(st.sampled_from(["-\n", "\u00ad\n", "\ufffe", "\x02", "\u2010\r\n  "]))
    broken = term.words[:place] + (hyphen if place else "") + term.words[place:]
    assert find_terms([term], [f"said {broken} said"], ())


@given(TERMS, st.integers(0, 60), AROUND)
def test_a_term_is_found_across_whatever_page_break(
    term: Term, place: int, around: list[str]
) -> None:
    text = f"{' '.join(around)} {term.words} {' '.join(around)}"
    spaces = [at for at, letter in enumerate(text) if letter == " "]
    at = spaces[place % len(spaces)]
    hits = find_terms([term], [text[:at], text[at:]], ())
    assert sum(hit.times for hit in hits) == 1


@given(AROUND, st.integers(0, 60), GAPS)
def test_a_name_of_another_conference_put_in_anywhere_is_found(
    around: list[str], place: int, gaps: list[str]
) -> None:
    names = [("X7", "Robin Quince"), ("X8", "Kim Other")]
    words = [*around[:place], "Robin", "Quince", *around[place:]]
    hits = find_others(names, ["X-8"], spread(words, gaps).split("\f"), ())
    assert sum(hit.times for hit in hits if "X7" in hit.what) == len(hits) == 1
    assert not find_others(names, ["X-8"], spread(around, gaps).split("\f"), ())


@given(
    st.lists(st.text(max_size=30), max_size=4),
    st.lists(st.text(max_size=30), max_size=3),
    st.text(max_size=30),
)
def test_no_text_and_no_term_is_too_odd_to_be_searched(
    pages: list[str], beside: list[str], words: str
) -> None:
    terms = [Term(1, "m1", kind, words) for kind in TermKind]
    assert all(hit.times > 0 for hit in find_terms(terms, pages, beside))
    assert all(hit.times > 0 for hit in find_others([(words, words)], [words], pages, beside))


def test_letters_that_become_several_keep_all_others_in_place() -> None:
    characters = map(chr, range(sys.maxunicode + 1))
    odd = [c for c in characters if len(c.casefold()) > 1 or unicodedata.decomposition(c)]
    searched = Searched(["".join(odd), f"Grace {' '.join(odd)} Grace"], ["Grace", "grace"])
    grace = needle("Grace", capital=True)[0]
    assert {"ß", "ﬁ", "İ", "ŉ", "½", "Ⅷ", "\u00b4"} <= set(odd)
    assert [searched.page(begin) for begin, _ in searched.spans(grace)] == [2, 2, None]


@pytest.mark.parametrize(
    "unit",
    [
        *("Quince Street ", "Quince ", "Robin and Quince ", "Quince Street 1 2 3 4 5 6 7 8 "),
        *("%25", "a%2520", "&amp;", "R Q "),
    ],
)
def test_a_text_made_of_near_misses_is_searched_in_time_that_grows_with_it(unit: str) -> None:
    terms = [
        Term(1, "m1", TermKind.ADDRESS, "12 Quince Street, Westmere WM1 2AB"),
        Term(2, "m1", TermKind.NAME, "Robin Quince"),
    ]
    pages = [unit * (300_000 // len(unit))]
    begun = time.process_time()
    find_terms(terms, pages, ())
    find_others([("X7", "Robin Quince")], ["LA-2026-017"], pages, ())
    # Some 4 seconds at most; where it grew with the square of the length, hours.
    assert time.process_time() - begun < 30
