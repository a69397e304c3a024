"""What is printed on which stream: colour, width, characters."""

import re
import time
from collections.abc import Mapping
from functools import partial

import pytest

from cpconf.render.conferences.noticeboard import write_notices
from cpconf.render.conferences.timeline import write_timeline
from cpconf.render.drawing.bar import drawn
from cpconf.render.drawing.terminal import Terminal
from cpconf.render.drawing.wrapping import measure
from cpconf.render.screen import Screen
from tests.render.making import CALENDAR, FILED, NOW
from tests.render.showing import SCREENS, Stream, shown

NOTHING: Mapping[str, str] = {}


def timeline(environ: Mapping[str, str] = NOTHING, *, terminal: bool = False) -> str:
    return shown(write_timeline, FILED, CALENDAR, NOW, environ=environ, terminal=terminal)


def test_a_terminal_gets_colour_and_a_pipe_does_not() -> None:
    assert "\x1b[" in timeline(terminal=True)
    assert "\x1b" not in timeline(terminal=False)


@pytest.mark.parametrize("force", [{}, {"FORCE_COLOR": "1"}, {"CLICOLOR_FORCE": "1"}])
@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize("name", SCREENS)
def test_no_color_leaves_no_code_of_any_kind(
    name: str, terminal: bool, force: dict[str, str]
) -> None:
    method, given, named = SCREENS[name]
    environ = {"NO_COLOR": "1", **force}
    assert "\x1b" not in shown(method, *given, environ=environ, terminal=terminal, **named)


@pytest.mark.parametrize(
    ("environ", "terminal", "coloured"),
    [
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "xterm-256color"}, True, True),
        ({"CLICOLOR": "0"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"CLICOLOR_FORCE": "1"}, False, True),
        ({"CLICOLOR_FORCE": "0"}, False, False),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, False, True),
    ],
)
def test_the_environment_asks_for_colour(
    environ: dict[str, str], terminal: bool, coloured: bool
) -> None:
    assert ("\x1b[" in timeline(environ, terminal=terminal)) is coloured


def test_colour_changes_nothing_that_is_said() -> None:
    coloured = timeline({"FORCE_COLOR": "1"})
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == timeline()


def test_only_colours_that_read_on_dark_and_light_are_used() -> None:
    codes = re.findall(r"\x1b\[([0-9;]*)m", timeline({"FORCE_COLOR": "1"}))
    used = {code for group in codes for code in group.split(";")}
    assert used <= {"0", "1", "2", "31", "32", "35", "36"}


@pytest.mark.parametrize("width", [40, 80, 120, 200])
@pytest.mark.parametrize("name", sorted(SCREENS.keys() - {"faults"}))
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    method, given, named = SCREENS[name]
    for line in shown(method, *given, width=width, **named).splitlines():
        assert measure(line) <= width


@pytest.mark.parametrize("name", SCREENS)
def test_no_line_ends_in_spaces(name: str) -> None:
    method, given, named = SCREENS[name]
    text = shown(method, *given, **named)
    assert text.endswith("\n")
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
@pytest.mark.parametrize("name", SCREENS)
def test_a_stream_with_few_characters_gets_ascii_symbols(name: str, encoding: str) -> None:
    method, given, named = SCREENS[name]
    text = shown(method, *given, encoding=encoding, terminal=True, **named)
    assert not set(text) & set("≠→✓─·…“”")


def test_symbols_are_spelt_in_the_c_locale() -> None:
    text = timeline({"LC_ALL": "C", "LANG": "en_GB.UTF-8"})
    assert text.isascii()
    assert "!= read literally: Sun 8 Feb" in text
    assert "x done" in text
    assert "≠" in timeline({"LC_ALL": "", "LANG": "en_GB.UTF-8"})


@pytest.mark.parametrize(("columns", "width"), [("63", 63), ("0", 80), ("wide", 80), ("", 80)])
def test_columns_give_the_width_of_a_pipe(columns: str, width: int) -> None:
    assert Terminal.of(Stream(), {"COLUMNS": columns}).width == width


def test_a_stream_that_knows_nothing_of_itself_is_a_pipe() -> None:
    stream = Stream()
    stream.close()
    assert not Terminal.of(stream, {}).coloured


def test_messages_go_to_standard_error_and_reports_to_standard_output() -> None:
    out, err = Stream(), Stream()
    screen = Screen(out, err, {})
    screen.say("p1")
    screen.tell("kept\nSee: cpconf status")
    screen.warn("late")
    assert out.shown == "p1\n"
    assert err.shown == "kept\n  See: cpconf status\nwarning: late\n"


def test_what_is_said_is_one_line_however_long() -> None:
    out = Stream(terminal=True)
    Screen(out, Stream(), {}, width=40).say("word " * 60 + "end")
    assert out.shown.count("\n") == 1


def test_two_reports_are_kept_apart() -> None:
    out = Stream()
    screen = Screen(out, Stream(), {})
    screen.show(partial(write_notices, notices=()))
    screen.show(partial(write_notices, notices=()))
    assert out.shown == "Nothing stands out.\n\nNothing stands out.\n"


def test_a_bar_is_drawn_on_a_terminal_only() -> None:
    for terminal in (False, True):
        err = Stream(terminal=terminal)
        screen = Screen(Stream(), err, {"TERM": "xterm"}, width=80)
        assert list(screen.progress([1, 2, 3], 3, "schedul[/]ing")) == [1, 2, 3]
        assert ("schedul[/]ing" in err.shown) is terminal


def frames(environ: Mapping[str, str] = NOTHING) -> str:
    """All that a bar draws for a stage whose length is known, and for one of which it is not."""
    err = Stream(terminal=True)
    environ = {"TERM": "xterm", "NO_COLOR": "1", **environ}
    with drawn(stream=err, terminal=Terminal.of(err, environ, 80)) as show:
        for stage, done in (("encrypting", 0.5), ("encrypting", 1.0), ("checking", 0.0)):
            show(stage, done)
            time.sleep(0.15)
    return err.shown


@pytest.mark.parametrize("name", ["LC_ALL", "LANG"])
def test_a_bar_is_spelt_in_ascii_where_symbols_are(name: str) -> None:
    assert frames({name: "C"}).isascii()
    assert "━" in frames({name: "en_GB.UTF-8"})


def test_a_bar_says_what_it_is_about_from_its_first_frame_on() -> None:
    bars = [part for part in re.split(r"[\r\n]", frames()) if "━" in part or "%" in part]
    assert bars
    assert all("encrypting" in bar or "checking" in bar for bar in bars)


def test_a_stage_of_unknown_length_does_not_stand_at_nothing() -> None:
    told = frames()
    assert "100%" in told
    assert re.search(r"checking.* 0%", told) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("terminal", "parts", "waited", "is_drawn"),
    [
        pytest.param(True, [1.4], 0.0, True, id="a second and more"),
        pytest.param(True, [0.5], 0.0, False, id="half a second"),
        pytest.param(True, [0.7, 0.7], 0.0, True, id="a second in two parts"),
        pytest.param(True, [0.5], 0.8, True, id="begun before the bar could be"),
        pytest.param(False, [1.4], 0.0, False, id="into a pipe"),
    ],
)
def test_a_bar_comes_once_a_second_was_waited(
    terminal: bool, parts: list[float], waited: float, is_drawn: bool
) -> None:
    err = Stream(terminal=terminal)
    screen = Screen(Stream(), err, {"TERM": "xterm"}, width=80)
    for number, seconds in enumerate(parts, start=1):
        with screen.meter(f"part [/]{number}", waited=waited) as progress:
            assert (progress is not None) is terminal
            if progress is not None:
                progress(f"stage [/]{number}", 0.5)
            time.sleep(seconds)
    assert (f"stage [/]{len(parts)}" in err.shown) is is_drawn
    assert bool(err.shown) is is_drawn


@pytest.mark.slow
def test_a_bar_that_cannot_be_drawn_holds_up_no_work() -> None:
    class Closed(Stream):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    screen = Screen(Stream(), Closed(terminal=True), {"TERM": "xterm"}, width=80)
    with screen.meter(waited=1.0) as progress:
        time.sleep(0.3)
        assert progress is not None
        progress("on", 0.5)


def test_a_closed_pipe_is_left_to_the_caller() -> None:
    class Closed(Stream):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    for terminal in (False, True):
        with pytest.raises(BrokenPipeError):
            Screen(Closed(terminal=terminal), Stream(), {}).say("p1")


@pytest.mark.parametrize("environ", [{}, {"NO_COLOR": "1"}])
@pytest.mark.parametrize("terminal", [True, False])
def test_a_message_is_wrapped_on_a_terminal_and_a_line_in_a_pipe(
    environ: dict[str, str], terminal: bool
) -> None:
    stream = Stream(terminal=terminal)
    screen = Screen(Stream(), stream, environ, width=40)
    screen.warn("the report is not yet shared with every parent")
    screen.tell(
        "one word after another up to the edge of it\nand a second line that goes on like it"
    )
    said = re.sub(r"\x1b\[[0-9;]*m", "", stream.shown).splitlines()
    if not terminal:
        assert said == [
            "warning: the report is not yet shared with every parent",
            "one word after another up to the edge of it",
            "  and a second line that goes on like it",
        ]
        return
    assert said == [
        "warning: the report is not yet shared",
        "  with every parent",
        "one word after another up to the edge of",
        "  it",
        "  and a second line that goes on like it",
    ]
