"""What is found of other conferences: the names and the references on record there."""

import random

import pytest

from cpconf.core.disclosure.search import Hit, find_others, say


def named(name: str, *pages: str, own: tuple[str, ...] = ()) -> int:
    return sum(hit.times for hit in find_others([("X7", name)], (), pages, (), own=own))


def referred(ref: str, *pages: str) -> int:
    return sum(hit.times for hit in find_others((), [ref], pages, ()))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Sam Example", "was Sam Example there"),
        ("Sam Example", "Example, Sam (born 2015)"),
        ("Sam Example", "SAM EXAMPLE’S"),
        ("Mrs Sam Example", "Sam Exam-\nple"),
        ("Example, Sam", "Sam Example"),
        ("Sam Mary Example", "Sam Example and Example, Sam"),
        ("Sam Mary Example", "Example, Sam Mary"),
        ("Sam van der Example", "van der Example, Sam"),
        ("Sam Example (father)", "Sam Example"),
        ("Sam Example-Smith", "Sam Example Smith"),
        ("Zoë Brontë", "zoe bronte"),
        ("Sam Example", "SamExample"),
        ("Sam Example", "S a m  E x a m p l e"),
        ("Sam Example", "themotherofsamexamplelives"),
        ("Jo Lee", "Jo Lee"),
        ("Grace Hope", "by Grace Hope"),
        ("Sam Example", "was Sam Mary Example there"),
        ("Sammy Example", "was Sam-\nmy Mary Example there"),
        ("Sam Example", "was Sam Mary Exam-\nple there"),
        ("Sam Example", "was Sam (Sammy) Example there"),
        ("Sam Example", "Sam and Alex Example"),
        ("Sam Example", "Example, Mary Sam"),
        ("Sam Example", "?child=Sam%20Example"),
    ],
)
def test_a_full_name_of_another_conference_is_found(name: str, text: str) -> None:
    assert named(name, text) >= 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Sam", "Sam"),
        ("Mrs Example", "Mrs Example"),
        ("S Example", "S Example"),
        ("Al Li", "Al Li"),
        ("Jo Lee", "banjo lee and Jo leeway"),
        ("Sam Example", "Sam and the example; Sam Exampleton and Sammy Example"),
        ("Sam Example", "with Mr Example. Sam said"),
        ("Sam Example", "S. Example"),
        ("Sam Example", "Sam Jones, Alex Example"),
        ("Sam Example", "Sam met Example"),
        ("Sam Example", "?child=Sam%20Exampleton"),
        ("Anna Smith", "Joanna Smith, Susanna Smith"),
        ("Grace Hope", "with grace, hope and patience"),
        ("Will Young", "whether she will young people"),
        ("", "…"),
        ("…", "…"),
    ],
)
def test_less_than_a_full_name_is_not_found(name: str, text: str) -> None:
    assert named(name, text) == 0


def test_a_name_of_the_family_itself_is_not_another_ones() -> None:
    text = "Sam Example and Example, Sam with Robin Example"
    assert named("Sam Example", text) == 2
    assert named("Sam Example", text, own=("Ms Sam EXAMPLE", "Robin Example")) == 0
    assert named("Sam Example", text, own=("Sam Mary Example",)) == 0
    assert named("Sam Example", "Sam Mary Example", own=("Sam Mary Example",)) == 0
    assert named("Sam Example", text, own=("Robin Example",)) == 2
    # With a middle name that the family's own has not, it may be somebody else.
    assert named("Sam Mary Example", "Sam Mary Example", own=("Sam Example",)) == 1


def test_a_hit_names_the_conference_and_the_page_but_not_the_person() -> None:
    names = [("X7", "Sam Example"), ("X7", "Robin Example"), ("X8", "Kim Other")]
    pages = ["Sam Example; Robin", "Example; then Sam Example"]
    assert find_others(names, ["X-8", "X-9"], pages, ["Kim Other x-8"]) == (
        Hit("a name from conference X7", 1, 2),
        Hit("a name from conference X7", 2, 1),
        Hit("a name from conference X8", None, 1),
        Hit("the reference X-8", None, 1),
    )
    assert say(find_others(names, (), pages, ())) == ("pages 1 and 2: a name from conference X7",)


@pytest.mark.parametrize(
    ("ref", "text"),
    [
        ("LA-2026.017", "see LA-2026.017."),
        ("LA-2026.017", "(la-2026.017)"),
        ("LA-2026-017", "see LA-2026-\r\n017"),
        ("LA-2026-017", "see LA-2026\ufffe017"),
        ("LA-2026-017", "see LA-2026\x02017"),
        ("LA-2026-017", "see LA\u20112026–017"),
        ("LA-2026-017", "see LA-20-\n26-017"),
        ("LA-2026-017", "see LA-2026-\u200b017"),
        ("LA-2026-017", "see \uff2c\uff21-2026-017"),
        ("ABC7", "see ABC7—and"),
        ("ABC7", "see ABC7's"),
        ("ABC7", "Reference.......ABC7"),
        ("ABC7", "Reference____ABC7____"),
        ("ABC7", "ABC7-m1-report.pdf"),
        ("A-1", "A-1-m1-report.docx"),
        ("2026017", "number 2026017"),
        ("LA-2026-017", "?ref=LA%2D2026%2D017"),
        ("A..B", "of A..B"),
        ("7016", "see 7016"),
        ("X-7", "see X-7"),
    ],
)
def test_a_reference_of_another_conference_is_found(ref: str, text: str) -> None:
    assert referred(ref, text) == 1


@pytest.mark.parametrize(
    ("ref", "text"),
    [
        ("X7", "X7"),
        ("017", "page 017"),
        ("2026017", "2026017-1 and 12026017 and 20260177"),
        ("ABC7", "ABC78, XABC7, ABC7-2, ABC_ABC7, ABC7.1, ABC 7"),
        ("ABC7", ""),
    ],
)
def test_a_part_of_a_longer_token_or_hardly_a_reference_is_not_found(ref: str, text: str) -> None:
    assert referred(ref, text) == 0


def test_a_reference_counts_for_the_page_on_which_it_begins() -> None:
    pages = ["see", "LA-2026-017 and LA-2026-", "017 went"]
    hits = find_others((), ["LA-2026-017"], pages, ())
    assert hits == (Hit("the reference LA-2026-017", 2, 2),)
    assert find_others((), ["LA-2026-017"], pages[1:], ["see"])[0].page == 1
    assert not find_others((), ["LA-2026-017"], ["LA-2026-"], ["017"])


@pytest.mark.parametrize("read", ["see LA-2026-017", "?ref=LA%2D2026%2D017"])
def test_a_reference_is_found_in_what_a_page_can_also_be_read_as(read: str) -> None:
    hits = find_others((), ["LA-2026-017"], ["nothing"], (), again=[(1, read)])
    assert hits == (Hit("the reference LA-2026-017", 1, 1),)


def test_a_reference_across_a_page_break_counts_for_the_first_page() -> None:
    hits = find_others((), ["LA-2026-017"], ["see LA-2026\u00ad\n", "017 and so on"], ())
    assert hits == (Hit("the reference LA-2026-017", 1, 1),)


def test_a_store_of_ten_thousand_conferences_is_searched_for_in_a_long_report() -> None:
    chance = random.Random(1)  # noqa: S311 - no secret
    parts = ["an", "el", "ro", "mi", "ka", "son", "ley", "ton", "ber", "wil", "ham", "ja", "mes"]

    def word() -> str:
        return "".join(chance.choices(parts, k=3)).title()

    names = [(f"LA-{count // 3}", f"{word()} {word()}") for count in range(30_000)]
    names[20_000] = ("LA-6666", "Robin Example")
    words = ["the", "family", "said", "that", "school", "went", "well", "and", "planned", "it"]
    pages = [" ".join(chance.choices(words, k=500)) for _ in range(300)]
    pages[122] += " Robin"
    pages[123] = f"Example came; see la-7777. {pages[123]}"
    hits = find_others(names, [f"LA-{count}" for count in range(10_000)], pages, ())
    assert hits == (
        Hit("a name from conference LA-6666", 123, 1),
        Hit("the reference LA-7777", 124, 1),
    )
