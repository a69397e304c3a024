"""Spelling passphrases over the telephone."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpconf.errors import Refused
from cpconf.passphrases.making import make
from cpconf.passphrases.spelling import spell

# ICAO Annex 10, Volume II, figure 5-1, column "Word"; "Whiskey" and "X-ray" as printed there.
ICAO = (
    "A Alfa, B Bravo, C Charlie, D Delta, E Echo, F Foxtrot, G Golf, H Hotel, I India, J Juliett, "
    "K Kilo, L Lima, M Mike, N November, O Oscar, P Papa, Q Quebec, R Romeo, S Sierra, T Tango, "
    "U Uniform, V Victor, W Whiskey, X X-ray, Y Yankee, Z Zulu"
)


@pytest.mark.parametrize(("letter", "said"), [pair.split() for pair in ICAO.split(",")])
def test_a_letter_is_said_as_icao_has_it(letter: str, said: str) -> None:
    assert spell(letter.lower()) == ((letter.lower(), said),)
    assert spell(letter) == ((letter, f"capital {said}"),)


@pytest.mark.parametrize(
    ("digit", "said"),
    [
        (0, "zero"),
        (1, "one"),
        (2, "two"),
        (3, "three"),
        (4, "four"),
        (5, "five"),
        (6, "six"),
        (7, "seven"),
        (8, "eight"),
        (9, "nine"),
    ],
)
def test_a_digit_is_said_in_plain_english(digit: int, said: str) -> None:
    assert spell(str(digit)) == ((str(digit), said),)


def test_a_generated_passphrase_is_said_word_by_word_and_its_hyphens_too() -> None:
    assert spell("otter-maple") == (
        ("otter", "Oscar Tango Tango Echo Romeo"),
        ("-", "hyphen"),
        ("maple", "Mike Alfa Papa Lima Echo"),
    )


def test_a_given_password_is_said_with_its_capitals_digits_and_signs() -> None:
    assert spell("Tram 9-x!") == (
        ("Tram", "capital Tango, Romeo, Alfa, Mike"),
        (" ", "space"),
        ("9", "nine"),
        ("-", "hyphen"),
        ("x", "X-ray"),
        ("!", "exclamation mark"),
    )


def test_no_two_signs_sound_alike() -> None:
    signs = string.punctuation + " "
    said = [spell(sign)[0][1] for sign in signs]
    assert len(set(said)) == len(signs)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=64))
def test_nothing_of_a_password_is_left_unsaid(password: str) -> None:
    spelt = spell(password)
    assert "".join(part for part, _ in spelt) == password
    for part, said in spelt:
        names = said.split(", ") if ", " in said or len(part) == 1 else said.split(" ")
        assert len(names) == len(part)


def test_what_is_said_of_a_word_gives_it_back() -> None:
    for _ in range(50):
        passphrase = make()
        heard = "".join(
            "-"
            if said == "hyphen"
            else "".join(re.findall(r"\b[A-Z]", said.replace("X-ray", "Xray")))
            for _, said in spell(passphrase)
        )
        assert heard.lower() == passphrase


@pytest.mark.parametrize("unsayable", ["café", "tea\n", "tea\x00", "тея", "tea\x7f"])
def test_what_cannot_be_spelt_is_refused_without_being_repeated(unsayable: str) -> None:
    with pytest.raises(Refused) as refused:
        spell(unsayable)
    assert unsayable not in str(refused.value)
