"""How words are found in a text: lost spaces, capitals, numbers beside it, the edges of pages."""

import pytest

from cpconf.core.disclosure.search import find_terms
from cpconf.core.disclosure.terms import Term, TermKind
from tests.core.disclosure.searching import (
    ADDRESS,
    FULL,
    HOME,
    NAME,
    NUMBER,
    OTHER,
    PHONE,
    SCHOOL,
    times,
)


def test_lines_that_head_and_foot_pages_do_not_make_a_find_count_twice() -> None:
    pages = [f"Report X7\nRobin Example\nPage {page}" for page in range(1, 6)]
    hits = find_terms([Term(1, "m1", NAME, FULL)], pages, ())
    assert [(hit.page, hit.times) for hit in hits] == [(page, 1) for page in range(1, 6)]


@pytest.mark.parametrize(
    ("upper", "lower", "found"),
    [
        ("met Robin", "Example said", [(1, 1)]),
        ("met Robin Example", "who said", [(1, 1)]),
        ("he said", "Robin Example said", [(2, 1)]),
        ("he said", "who said", []),
    ],
    ids=["across", "above", "below", "nowhere"],
)
def test_around_lines_that_head_and_foot_a_page_each_find_counts_once(
    upper: str, lower: str, found: list[tuple[int, int]]
) -> None:
    pages = [f"Report on a child\nfirst\n{upper}\nPage 1", f"Report on a child\n{lower}\nPage 2"]
    hits = find_terms([Term(1, "m1", NAME, FULL)], pages, ())
    assert [(hit.page, hit.times) for hit in hits] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("robinexamplelivesnearthemotherof", 1),
        ("themotherofrobinexamplelivesnear", 1),
        ("themotherwholivesnearrobinexample", 1),
        ("arobinexample", 0),
    ],
)
def test_where_spaces_were_lost_a_long_name_is_found_anywhere(text: str, found: int) -> None:
    assert times(NAME, FULL, text) == found


@pytest.mark.parametrize(
    ("kind", "words", "text", "found"),
    [
        # A name of eight letters and more, and nothing shorter.
        (NAME, "Sam Lewin", "metsamlewinhere", 1),
        (NAME, "Sam Lewi", "metsamlewihere", 0),
        (NAME, "Max Well", "Maxwell said", 0),
        (NAME, "Tom Ford", "Tomford said", 0),
        (NAME, FULL, "metrobinexample", 1),
        (NAME, FULL, "byrobinexample", 1),
        (NAME, FULL, "robinexamplehad", 1),
        (NAME, FULL, "arobinexample", 0),
        (OTHER, "women's refuge", "thewomensrefugehas rooms", 1),
        (OTHER, "the refuge", "of the refugees", 0),
        (OTHER, "oak house", "theoakhousehas rooms", 1),
        (OTHER, "art club", "theartclubhas rooms", 0),
        (OTHER, "Westmere", "the westmereton road", 0),
        (OTHER, "B Division", "the b divisional meeting", 0),
        (OTHER, "the refuge of Westmere Trust", "the refuge of Westmere trustees", 0),
        (ADDRESS, "Acacia Avenue, Westmere", "theacacia avenue", 1),
        (ADDRESS, "3 Elm Lane", "at 3 Elm Lanewhere they live", 1),
        (ADDRESS, "5 Oak Row", "5 oak rowing boats", 0),
        (ADDRESS, HOME, "in wm12abwhere she lives", 1),
        (ADDRESS, "1 High Street, Westmere", "at 411 High Street", 0),
        (ADDRESS, "Westmere", "the westmeretown council", 0),
        # Spaces are lost here and there only.
        (NAME, FULL, "Robin examplelivesnearthemother", 1),
        (NAME, FULL, "themotherandherfriendrobin example", 1),
        (NAME, "Ann", "thefamilyplannedtogether", 0),
        (NAME, "Jo Lee", "motherofjoleewholivesnear", 0),
        # The longest plain word has twenty letters.
        (SCHOOL, "Risti Cally School", "uncharacteristically", 0),
        (SCHOOL, "Quince Park School", "fatherofquinceparkset", 1),
    ],
)
def test_where_spaces_were_lost_only_long_words_are_found(
    kind: TermKind, words: str, text: str, found: int
) -> None:
    assert times(kind, words, text) == found


@pytest.mark.parametrize(
    ("kind", "words", "text", "found"),
    [
        (NAME, "Grace Hope", "met Grace Hope", 1),
        (NAME, "Grace Hope", "met Alice; Grace hope grew", 0),
        (NAME, "Grace Hope", "Alice, Grace hope grew", 0),
        (NAME, FULL, "examplerobin", 1),
        (NAME, FULL, "wrote r. example", 1),
        (NAME, FULL, "R EXAMPLE", 1),
        (NAME, FULL, "'R Example' was", 1),
        (NAME, "Sam Example", "THE MOTHER'S EXAMPLE", 0),
        (NAME, "Anna Brown", "A BROWN COAT was found", 0),
        (NAME, "Anna Brown", "in paragraph a Brown said", 0),
        (NAME, "Ian Young", "WHEN AM I YOUNG", 0),
        (NAME, "Anna Mary Brown", "AM BROWN", 1),
    ],
)
def test_capitals_tell_a_name_from_other_words(
    kind: TermKind, words: str, text: str, found: int
) -> None:
    assert times(kind, words, text) == found


@pytest.mark.parametrize(
    ("kind", "words", "text", "found"),
    [
        (PHONE, NUMBER, "02079460000", 1),
        (PHONE, "777 7777", "item 7, 777 7777", 1),
        (SCHOOL, "St Mary's Primary School", "St Mary's closed early", 1),
        (SCHOOL, "St Mary's Primary School", "St Mary's Close", 0),
        (ADDRESS, HOME, "Flat 1 2 High Street", 0),
        (ADDRESS, "Elm House, 12 High Street", "Elm House 1, 2 High Street", 0),
    ],
)
def test_what_stands_beside_a_number_or_a_name_decides(
    kind: TermKind, words: str, text: str, found: int
) -> None:
    assert times(kind, words, text) == found


@pytest.mark.parametrize(
    ("kind", "words", "pages", "found"),
    [
        (NAME, FULL, ("Robin Example\nPage 1", "who\nPage 2"), [(1, 1)]),
        (NAME, FULL, ("met Robin\nPage 1", "Example said\nPage 2"), [(1, 1)]),
        (NAME, FULL, ("of a child\nmet Robin", "of a child\nExample said"), [(1, 1)]),
        (NAME, FULL, ("met Robin\nPage 1", "", "Example said\nPage 3"), [(1, 1)]),
        (NAME, FULL, ("met Robin\nPage 1", " \n", "Example said\nPage 3"), [(1, 1)]),
        # An initial alone stands on the next page.
        (NAME, FULL, ("met Example,\nPage 1", "R.\nPage 2"), [(1, 1)]),
        # A middle name: it begins where the given name does.
        (NAME, FULL, ("met Robin", "Mary Example"), [(1, 1)]),
        (ADDRESS, "27 Mill Road", ("in Mill Road,\nPage 1", "number 27\nPage 2"), [(1, 1)]),
        # Empty lines are no lines.
        (NAME, FULL, ("Robin\nPage 1\n\n \n\n", "Example\nPage 2\n\n \n\n"), [(1, 1)]),
        (NAME, FULL, ("of a child\nRobin", "\n \n\n\nof a child\nExample"), [(1, 1)]),
        # What only looks like a line that heads or foots: it stands too far from the edge.
        (
            NAME,
            FULL,
            ("a\nb\nc\nExample\nwas asked\nRobin\nPage 1", "Example\nwho\nPage 2"),
            [(1, 1)],
        ),
        (
            NAME,
            FULL,
            ("a\nb\nc\nd\nRobin\nPage 1", "Example\nwas asked\nRobin\na\nb\nc\nPage 2"),
            [(1, 1)],
        ),
        (
            NAME,
            FULL,
            ("a\nRobin\nDraft\nSecret\nPage 1", "Example\nRobin\nDraft\nSecret\nPage 2"),
            [(1, 1), (2, 1)],
        ),
    ],
)
def test_what_runs_on_around_the_lines_at_the_edges_of_pages_is_found_once(
    kind: TermKind, words: str, pages: tuple[str, ...], found: list[tuple[int, int]]
) -> None:
    hits = find_terms([Term(1, "m1", kind, words)], pages, ())
    assert [(hit.page, hit.times) for hit in hits] == found


def test_what_a_page_can_also_be_read_as_adds_nothing_to_what_was_found_on_it() -> None:
    hits = find_terms([Term(1, "m1", NAME, "Robin")], ["Robin"], (), again=[(1, "Robin")])
    assert [(hit.page, hit.times) for hit in hits] == [(1, 1)]
