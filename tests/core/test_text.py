"""Names and notes as they go on record, and references."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpconf.core.conferences.conference import Conference, Person, read_ref
from cpconf.core.typed_text import LONGEST_NAME, LONGEST_NOTE, read_name, read_note
from cpconf.core.words import Role
from cpconf.errors import UsageFault
from tests.core.making import INITIAL, THURSDAY, VIDEO


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Ada Example", "Ada Example"),
        ("  Ada   Example ", "Ada Example"),
        ("Ada\nExample", "Ada Example"),
        ("Ada\tExample\r\n", "Ada Example"),
        ("Ada\N{NO-BREAK SPACE}Example", "Ada Example"),
        ("Zoë O’Example-Łęcka", "Zoë O’Example-Łęcka"),
        ("“Maeve O’Example”", "Maeve O’Example"),
        ("‘Maeve O’Example’", "Maeve O’Example"),
        ("Sam “Sammy” Example", "Sam “Sammy” Example"),
        ("李例", "李例"),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
    ],
)
def test_a_name_is_one_line_in_whatever_script(typed: str, name: str) -> None:
    assert read_name(typed, "the name") == name


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("One line", "One line"),
        (" Two\r\nlines\n", "Two\nlines"),
        ("a\tb", "a\tb"),
        ("x" * LONGEST_NOTE, "x" * LONGEST_NOTE),
    ],
)
def test_a_note_keeps_its_lines(typed: str, note: str) -> None:
    assert read_note(typed, "the note") == note


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\N{NO-BREAK SPACE}"])
def test_nothing_is_no_name_and_no_note(typed: str) -> None:
    for read in (read_name, read_note):
        with pytest.raises(UsageFault, match="the text is empty"):
            read(typed, "the text")


INVISIBLE = {
    "escape": "\x1b",
    "null": "\x00",
    "backspace": "\b",
    "bell": "\a",
    "delete": "\x7f",
    "c1": "\x9b",
    "zero-width": "\N{ZERO WIDTH SPACE}",
    "right-to-left": "\N{RIGHT-TO-LEFT OVERRIDE}",
    "isolate": "\N{FIRST STRONG ISOLATE}",
    "soft-hyphen": "\N{SOFT HYPHEN}",
    "mark": "\N{ZERO WIDTH NO-BREAK SPACE}",
    "tag": "\U000e0041",
    "private": "\ue000",
    "surrogate": "\udcff",
    "unassigned": "\U000e0fff",
}


@pytest.mark.parametrize("kind", INVISIBLE)
def test_what_cannot_be_seen_is_refused_and_not_repeated(kind: str) -> None:
    typed = f"Secret{INVISIBLE[kind]}Name"
    for read in (read_name, read_note):
        with pytest.raises(UsageFault, match="control or invisible") as caught:
            read(typed, "the text")
        assert "Secret" not in str(caught.value)


def test_what_is_too_long_is_refused_and_not_repeated() -> None:
    for read, longest in ((read_name, LONGEST_NAME), (read_note, LONGEST_NOTE)):
        with pytest.raises(UsageFault, match=f"longer than {longest}") as caught:
            read("secret" * longest, "the text")
        assert "secret" not in str(caught.value)


def test_a_lone_carriage_return_has_no_place_in_a_note() -> None:
    with pytest.raises(UsageFault):
        read_note("a\rb", "the note")


@given(st.text())
def test_a_name_that_was_read_is_read_the_same_again(typed: str) -> None:
    try:
        name = read_name(typed, "the name")
    except UsageFault:
        return
    assert read_name(name, "the name") == name
    assert len(name.splitlines()) == 1
    assert name.isprintable()


@pytest.mark.parametrize(
    "ref", ["1", "A", "LA-2026.017", "a_b", "x" * 32, "0-_.", "2026-02-12", "9" * 32]
)
def test_a_reference_is_opaque(ref: str) -> None:
    assert read_ref(ref) == ref


@pytest.mark.parametrize(
    "ref",
    [
        "",
        " ",
        "-1",
        "_a",
        ".a",
        "a b",
        "a/b",
        "a\\b",
        "a:b",
        "a@b",
        "a\n",
        "\na",
        "a\x00",
        "x" * 33,
        "é1",
        "\N{ARABIC-INDIC DIGIT ONE}",
        "Smith, J",
    ],
)
def test_anything_else_is_no_reference_and_not_repeated(ref: str) -> None:
    with pytest.raises(UsageFault, match="never a name") as caught:
        read_ref(ref)
    assert "Smith" not in str(caught.value)


@given(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", fullmatch=True))
def test_every_reference_of_the_form_is_read(ref: str) -> None:
    assert read_ref(ref) == ref


def test_a_person_does_not_show_who_they_are_in_a_traceback() -> None:
    person = Person("m1", Role.MOTHER, "Ada Example", "ada@example.org", "020 7946 0000", "Agency")
    assert repr(person) == "Person('m1', 'mother')"
    assert "Ada" not in f"{person!r}{(person,)}{[person]}"


def test_a_conference_runs_from_the_actual_end_else_the_planned_one_else_the_start() -> None:
    ends, ended = THURSDAY.replace(hour=12), THURSDAY.replace(hour=13)
    start = THURSDAY
    assert Conference("A", INITIAL, VIDEO, start).moments.ended == start
    assert Conference("A", INITIAL, VIDEO, start, ends).moments.ended == ends
    assert Conference("A", INITIAL, VIDEO, start, ends, ended).moments.ended == ended
    assert Conference("A", INITIAL, VIDEO, start, None, ended).moments.ended == ended
    assert Conference("A", INITIAL, VIDEO, start, ends, ended).moments.start == start
