"""Making passphrases."""

import re
import subprocess
import sys
from collections import Counter

import pytest

from cpconf.errors import ExitCode, Refused
from cpconf.passphrases.making import BITS_A_WORD, FEWEST, MOST, WORDS, make, word_list


def test_a_passphrase_is_five_words_of_the_list_joined_by_hyphens() -> None:
    passphrase = make()
    assert re.fullmatch(r"[a-z]{4,8}(-[a-z]{4,8}){4}", passphrase)
    assert set(passphrase.split("-")) <= set(word_list())


def test_five_words_are_60_bits_and_the_fewest_48() -> None:
    assert (WORDS * BITS_A_WORD, FEWEST * BITS_A_WORD) == (60, 48)


@pytest.mark.parametrize("words", [4, 5, 6, 7])
def test_it_has_as_many_words_as_were_asked_for_and_12_to_64_characters(words: int) -> None:
    for _ in range(200):
        passphrase = make(words)
        assert len(passphrase.split("-")) == words
        assert 12 <= len(passphrase) <= 64


def test_the_longest_words_make_no_passphrase_that_readers_cut_off() -> None:
    longest = max(map(len, word_list()))
    assert MOST * longest + MOST - 1 <= 64


@pytest.mark.parametrize("words", [-1, 0, 1, 2, 3, 8, 1000])
def test_fewer_than_four_words_or_more_than_seven_are_refused(words: int) -> None:
    with pytest.raises(Refused, match=r"4 to 7 words") as refused:
        make(words)
    assert refused.value.exit_code is ExitCode.REFUSED


def test_no_two_of_a_thousand_passphrases_are_the_same() -> None:
    assert len({make() for _ in range(1000)}) == 1000


def test_every_place_in_the_list_is_drawn_about_equally_often() -> None:
    draws = 4096 * 8
    place = {word: at for at, word in enumerate(word_list())}
    drawn = Counter(place[word] // 64 for _ in range(draws // 4) for word in make(4).split("-"))
    expected = draws / 64
    chi_squared = sum((drawn[part] - expected) ** 2 / expected for part in range(64))
    # With 63 degrees of freedom: 1 in a thousand million is below 15, and as many above 155.
    assert 15 < chi_squared < 155


def test_words_come_from_the_randomness_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    import random

    random.seed(1)
    first = make()
    random.seed(1)
    assert make() != first


def test_the_list_is_not_read_until_it_is_needed() -> None:
    program = (
        "import sys, cpconf.passphrases.making as m;"
        "print(m.word_list.cache_info().currsize, 'secrets' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["0", "False"]
