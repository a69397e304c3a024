"""The words of a passphrase: kind, short, told apart on the telephone, and reproducible."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cpconf.passphrases.making import BITS_A_WORD, word_list
from cpconf.passphrases.spelling import ALPHABET, FIGURES

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WORDS = word_list()


def words_of(name: str) -> set[str]:
    lines = (HERE / name).read_text("ascii").splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


UNWELCOME = words_of("unwelcome.txt")


def test_there_are_4096_words_which_makes_each_12_bits() -> None:
    assert len(WORDS) == len(set(WORDS)) == 2**BITS_A_WORD == 4096


def test_a_word_has_four_to_eight_small_letters() -> None:
    assert [
        word for word in WORDS if not (word.isascii() and word.isalpha() and word.islower())
    ] == []
    assert {len(word) for word in WORDS} == {4, 5, 6, 7, 8}


def test_the_words_are_in_alphabetical_order() -> None:
    assert list(WORDS) == sorted(WORDS)


def test_at_least_400_unwelcome_words_are_looked_for_and_none_is_there() -> None:
    assert len(UNWELCOME) >= 400
    assert UNWELCOME.intersection(WORDS) == set()


@pytest.mark.parametrize("ending", ["s", "es", "ed", "d", "ing", "er", "ly", "ful", "ness", "y"])
def test_no_word_is_an_unwelcome_one_with_an_ending(ending: str) -> None:
    formed = {word + ending for word in UNWELCOME} - {"butter"}
    assert formed.intersection(WORDS) == set()


def test_no_two_words_begin_with_the_same_six_letters() -> None:
    assert [
        begin for begin, times in Counter(word[:6] for word in WORDS).items() if times > 1
    ] == []


def test_no_word_is_the_beginning_of_another() -> None:
    known = set(WORDS)
    assert [
        word for word in WORDS if any(word[:length] in known for length in range(4, len(word)))
    ] == []


def test_no_word_is_another_with_one_letter_more() -> None:
    known = set(WORDS)
    assert [
        word
        for word in WORDS
        if any(word[:at] + word[at + 1 :] in known for at in range(len(word)))
    ] == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("b", "p"),
        ("b", "d"),
        ("b", "v"),
        ("c", "g"),
        ("d", "t"),
        ("f", "s"),
        ("f", "v"),
        ("m", "n"),
    ],
)
def test_no_two_words_differ_in_one_letter_that_the_telephone_blurs(
    first: str, second: str
) -> None:
    known = set(WORDS)
    assert [
        word
        for word in WORDS
        for at, letter in enumerate(word)
        if letter == first and word[:at] + second + word[at + 1 :] in known
    ] == []


def test_no_word_has_a_homophone() -> None:
    assert words_of("homophones.txt").intersection(WORDS) == set()


def test_no_word_is_spelt_in_two_ways() -> None:
    assert words_of("two_spellings.txt").intersection(WORDS) == set()


def test_no_word_is_said_while_a_passphrase_is_spelt_out() -> None:
    said = {*map(str.lower, ALPHABET), *FIGURES, "alpha", "juliet", "capital", "hyphen", "space"}
    assert said.intersection(WORDS) == set()


def test_the_list_is_what_its_sources_make_byte_for_byte() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "word_list.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_word_chosen_by_hand_is_in_the_list() -> None:
    assert words_of("../../scripts/word_list/scowl.txt") - set(WORDS) == set()


def test_the_large_list_of_the_eff_is_kept_whole() -> None:
    lines = (ROOT / "scripts/word_list/eff_large.txt").read_text("ascii").splitlines()
    assert (len(lines), len(set(lines))) == (6**5, 6**5)


def test_the_notices_go_with_the_list() -> None:
    notices = (ROOT / "src/cpconf/passphrases/WORDS.md").read_text("utf-8")
    assert "Electronic Frontier Foundation" in notices
    assert "CC BY 3.0 US" in notices
    assert "Copyright 2000-2018 by Kevin Atkinson" in notices
    assert "WordNet 1.6 Copyright 1997 by Princeton University" in notices
