"""Breaking text into lines of so many cells."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cpconf.render.drawing.page import Page, Run, widths_of
from cpconf.render.drawing.wrapping import measure, wrap, wrap_message


@example(text="\x1b\x85000", width=2, most=1)
@given(text=st.text(), width=st.integers(2, 60), most=st.integers(1, 6))
def test_no_line_is_too_wide_and_there_are_not_too_many(text: str, width: int, most: int) -> None:
    lines = wrap(text, width, most)
    assert 1 <= len(lines) <= most
    assert all(measure(line) <= width for line in lines)


@given(text=st.text("ab 漢", max_size=60), width=st.integers(4, 30))
def test_nothing_is_lost_where_there_is_room(text: str, width: int) -> None:
    lines = wrap(text, width, 100)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(
    rows=st.lists(st.tuples(st.text("x", max_size=90), st.text("y", max_size=90)), min_size=1),
    room=st.integers(30, 120),
)
def test_columns_fit_into_their_room(rows: list[tuple[str, str]], room: int) -> None:
    runs: list[list[Run]] = [[(first, None), (second, None)] for first, second in rows]
    assert sum(widths_of(runs, room)) + 2 <= room


def test_a_cell_that_is_too_long_is_wrapped_in_its_column() -> None:
    page = Page(40)
    page.columns([("one two three", None), ("four", None)], [8, 10])
    assert page.text() == "one two   four\nthree\n"


@given(text=st.text("ab 漢", max_size=60), width=st.integers(4, 30))
def test_a_message_loses_nothing_but_spaces(text: str, width: int) -> None:
    assert " ".join(wrap_message(text, width)).split() == text.split()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("short", ["short"]),
        ("the report is not there yet", ["the report is not", "  there yet"]),
        (
            "open it; then: cpconf done A-1 share-reports --note TEXT; or leave it",
            ["open it; then:", "  cpconf done A-1 share-reports --note TEXT;", "  or leave it"],
        ),
        ("cpconf: no conference A-2", ["cpconf: no", "  conference A-2"]),
    ],
)
def test_a_message_is_wrapped_at_words_and_a_command_stays_whole(
    text: str, lines: list[str]
) -> None:
    assert wrap_message(text, 18) == lines


def test_a_line_of_a_list_is_whole_for_a_script_and_wrapped_for_a_person() -> None:
    piped, read = Page(20), Page(20, live=True)
    for page in (piped, read):
        page.record("one two three four five")
    assert piped.text() == "one two three four five\n"
    assert read.text() == "one two three\n    four five\n"
