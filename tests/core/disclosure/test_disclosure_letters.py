"""How letters are found, whatever stands for them in a document."""

import pytest

from cpconf.core.disclosure.terms import TermKind
from tests.core.disclosure.searching import ADDRESS, NAME, NUMBER, OTHER, PHONE, times


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Jo O'Hara", "with Jo OHara", 1),
        ("Jo OHara", "with Jo O’Hara", 1),
        ("Jo O'Hara", "with Jo O Hara", 1),
        ("Jo O'Hara", "with Jo O-Hara", 1),
        ("Jo O'Hara", "with Jo Hara", 0),
    ],
)
def test_a_word_perhaps_ends_at_an_apostrophe(name: str, text: str, found: int) -> None:
    assert times(NAME, name, text) == found


@pytest.mark.parametrize(
    "inside",
    ["\u200b", "\u0301", "\u0903", "\u20dd", "\x02", "\u00ad", "\ufffe", "-\n"],
    ids=["Cf", "Mn", "Mc", "Me", "U+0002", "soft hyphen", "U+FFFE", "hyphen at a line's end"],
)
def test_a_short_name_is_found_whatever_nobody_sees_within_it(inside: str) -> None:
    assert times(NAME, "Ann", f"with An{inside}n.") == 1


@pytest.mark.parametrize(
    "between", ["\x01", "\u0378", "\ue000", "\ud800"], ids=["Cc", "Cn", "Co", "Cs"]
)
def test_characters_that_are_no_text_part_letters_as_spaces_do(between: str) -> None:
    assert times(NAME, "Ann", f"with {between.join('Ann')} there") == 1
    assert times(NAME, "Ann", f"with{between}Ann{between}there") == 1


@pytest.mark.parametrize(
    ("kind", "words", "text", "found"),
    [
        # A scanner takes O for 0 and I or l for 1, and people type either.
        (ADDRESS, "Flat 3, WM10 2AB", "in WM1O 2AB", 1),
        (ADDRESS, "Flat 3, WM10 2AB", "in WMI0 2AB", 1),
        (ADDRESS, "Flat 3, WM10 2AB", "in wmlo2ab", 1),
        (ADDRESS, "Flat 3, WM10 2AB", "in WM11 2AB", 0),
        (ADDRESS, "Flat 3, OL1 2AB", "in 0L1 2AB", 1),
        (ADDRESS, "Flat 3, IP1 2LB", "in 1P1 2LB", 1),
        (ADDRESS, "Flat 3, IP1 2LB", "in IP1 21B", 1),
        # As ligatures and letters of other tongues are written without them.
        (NAME, "Þor", "with Thor there", 1),
        (NAME, "Þor", "with þor there", 1),
        (NAME, "Thor", "with Þor there", 1),
        (NAME, "Æsa", "with Aesa there", 1),
        (NAME, "Aesa", "with æsa there", 1),
        (NAME, "Aesa", "with Æsa there", 1),
        (NAME, "Oela", "with Œla there", 1),
        (NAME, "Œla", "with Oela there", 1),
        (NAME, "Oela", "with œla there", 1),
        (NAME, "Groß", "with GROSS there", 1),
        (NAME, "Gross", "with GROẞ there", 1),
        (NAME, "Gross", "with Groß there", 1),
        (NAME, "Fife", "with \ufb01fe there", 1),
        (NAME, "Lee-Ann", "with Lee\u2011Ann there", 1),
        (NAME, "Lee-Ann", "with Lee\u2013Ann there", 1),
        # Letters of a symbol font, from the first sign to the last (ECMA-376, 17.3.3.30).
        (NAME, "Ann", "with \uf041\uf06e\uf06e there", 1),
        (PHONE, NUMBER, "\uf030\uf032\uf030 7946 0000", 1),
        # As addresses of links, scripts and XML encode them.
        (NAME, "Ann", "?q=%41nn", 1),
        (NAME, "Ann", "?q=%u0041nn", 1),
        (NAME, "Ann", "&#65;nn", 1),
        (NAME, "Zoé", "&quot;Zo&eacute;&quot;", 1),
        (NAME, "Zoé", "Zo%C3%A9 and Zo%E9", 2),
        (NAME, "Ann", "%25252541nn", 1),
        (NAME, "Ann", "&amp;B&amp;", 0),
        (OTHER, "Fish & Chips", "fish &amp; chips", 1),
    ],
)
def test_a_letter_is_found_whatever_stands_for_it(
    kind: TermKind, words: str, text: str, found: int
) -> None:
    assert times(kind, words, text) == found
