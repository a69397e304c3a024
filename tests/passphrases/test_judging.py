"""Judging passwords that somebody chose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpconf.errors import Refused
from cpconf.passphrases.judging import judge
from cpconf.passphrases.making import make

FAMILY = [
    "HX-2026-041",
    "Robin Example",
    "Zoë O’Neill-Sample",
    "2019-03-05",
    "05/03/2019",
    "5 March 2019",
]


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("\t", "empty"),
        ("harbour-crème-tram-otter", "accents"),
        ("tram\x00otter-harbour-kite", "accents"),
        ("tram\totter-harbour-kite", "accents"),
        ("tram-otter-harbour-kite\n", "accents"),
        (" tram-otter-harbour-kite", "space"),
        ("tram-otter-harbour-kite ", "space"),
        ("tram-otter1", "shorter than 12"),
        ("tram-otter-harbour-kite-lantern-pebble-saucepan-bicycle-marigold-x", "longer than 64"),
        ("correct horse battery staple", "famous"),
        ("Correct-Horse-Battery-Staple", "famous"),
        ("horse battery staple correct", "famous"),
        ("password1234", "guessed"),
        ("Summer2026!!", "guessed"),
        ("aaaaaaaaaaaa", "guessed"),
        ("qwertyuiop12", "guessed"),
        ("letmein-letmein", "guessed"),
        ("P@ssw0rd1234!", "guessed"),
        ("iloveyou1234", "guessed"),
        ("123456789012", "guessed"),
        ("abcdefghijklmnop", "guessed"),
        ("1q2w3e4r5t6y", "guessed"),
        ("Liverpool1892", "guessed"),
        ("monday-tuesday", "guessed"),
        ("January2026!!!!", "guessed"),
        ("Passw0rd!Passw0rd!", "guessed"),
        ("London-Bridge-2026", "guessed"),
        ("harbour-tram", "guessed"),
        ("tram-tram-tram-tram-tram", "guessed"),
    ],
)
def test_an_unfit_password_is_refused_with_its_reason_and_not_repeated(
    password: str, why: str
) -> None:
    with pytest.raises(Refused, match=why) as refused:
        judge(password)
    if password.strip():
        assert password.strip() not in str(refused.value)


@pytest.mark.parametrize(
    "password",
    [
        "orbit horse battery staple",
        "Violet-Harbour-Tram-91",
        "harbour tram candle otter",
        "tram lamp oven kite",
        "saucepan.marigold.bicycle.pebble",
        "four kettles on a tandem",
        "kX9$mQ2vLp7!fW",
        "tram-otter-harbour-kite-lantern-pebble-saucepan-bicycle-marigold",
    ],
)
def test_four_random_words_or_fourteen_random_characters_will_do(password: str) -> None:
    judge(password, FAMILY)


@pytest.mark.parametrize(
    "password",
    [
        "lantern-hx-2026-041-marigold",
        "lantern.HX2026041.marigold",
        "Robin-lantern-marigold-tandem",
        "lantern-r.o.b.i.n-marigold-tandem",
        "lantern-EXAMPLE-marigold-tandem",
        "lantern-zoe-marigold-tandem",
        "lantern-oneill-marigold-tandem",
        "lantern-neill-sam-ple-tandem",
        "lantern-marigold-05/03/2019",
        "lantern-marigold-05032019-tandem",
        "lantern-marigold-20190305",
        "5-march-2019-marigold-tandem",
    ],
)
def test_what_is_known_of_the_family_must_not_be_in_it(password: str) -> None:
    judge(password)
    with pytest.raises(Refused, match="nothing to do with the family") as refused:
        judge(password, FAMILY)
    assert not any(word in str(refused.value) for word in ("Robin", "Example", "HX", "2019"))


def test_parts_of_one_or_two_characters_and_parts_of_a_date_are_no_reason() -> None:
    password = "march-lantern-marigold-tulip-banjo"  # noqa: S105 - of no account
    judge(password, ["5 March 2019", "Jo Li", "", " - "])
    with pytest.raises(Refused, match="nothing to do with the family"):
        judge(password, ["5 March 2019", "Lantern Li"])


def test_a_name_with_digits_for_letters_is_still_easily_guessed() -> None:
    password = "F3atherst0nehaugh F3atherst0nehaugh"  # noqa: S105 - of no account
    judge(password)
    with pytest.raises(Refused, match="guessed"):
        judge(password, ["Gwendolen Featherstonehaugh"])


@pytest.mark.slow
def test_every_passphrase_that_the_program_makes_passes() -> None:
    for _ in range(800):
        judge(make())


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=3))
def test_no_text_breaks_the_judge(password: str, about: list[str]) -> None:
    try:
        judge(password, about)
    except Refused:
        return
    assert 12 <= len(password) <= 64
    assert password.isascii()
    assert password.isprintable()


@pytest.mark.parametrize("password", ["@4aA" * 16, "aB1!" * 16, "1l!i|" * 12, "p@ssw0rd" * 8])
def test_passwords_made_to_be_hard_to_judge_are_refused_at_once(password: str) -> None:
    with pytest.raises(Refused, match="guessed"):
        judge(password)
