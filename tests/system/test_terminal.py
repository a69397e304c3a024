"""The screens on a real terminal: tmux runs the program, and gives back what a person would see."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]
CPCONF = f"{sys.executable} -m cpconf"
BOOKING = (
    "schedule EX-2026-01 --procedure oxfordshire --type initial --at 2026-02-09T10:00 "
    "--strategy-discussion 2026-01-28"
)
ESCAPE = "\x1b"


class Terminal:
    """A tmux pane of a given size with a shell in it."""

    def __init__(self, socket: Path, columns: int, environ: dict[str, str]) -> None:
        self.socket = socket
        self.runs = 0
        size = ["-x", str(columns), "-y", "200"]
        plain = ["new-session", "-d", "-s", "desk", *size, "env", "PS1=desk> ", "sh"]
        self.tmux(*plain, environ=environ)
        self.wait("desk>")

    def tmux(self, *arguments: str, environ: dict[str, str] | None = None) -> str:
        command = ["tmux", "-S", str(self.socket), "-f", "/dev/null", *arguments]
        ran = subprocess.run(command, check=True, capture_output=True, text=True, env=environ)
        return ran.stdout

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-t", "desk", text, "Enter")

    def screen(self, *options: str) -> str:
        return self.tmux("capture-pane", "-p", "-t", "desk", *options).rstrip()

    def wait(self, words: str) -> str:
        for _ in range(300):
            if re.search(words, screen := self.screen()):
                return screen
            time.sleep(0.1)
        raise AssertionError(self.screen())

    def run(self, command: str) -> str:
        self.runs += 1  # what the screen says of an earlier one is not about this
        self.type(f"clear; {CPCONF} {command}; echo run {self.runs} left with $?")
        return self.wait(rf"run {self.runs} left with \d")


@pytest.fixture
def terminal(tmp_path: Path, home: Path) -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def open_terminal(columns: int, **environ: str) -> Terminal:
        surroundings = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "CPCONF_STORE": str(tmp_path / "store" / "s.sqlite"),
            "CPCONF_NOW": "2026-02-04T09:00",
        }
        opened.append(Terminal(tmp_path / "socket", columns, surroundings | environ))
        return opened[-1]

    yield open_terminal
    for pane in opened:
        pane.tmux("kill-server")


@pytest.mark.parametrize("columns", [80, 120])
def test_a_timeline_fills_the_terminal_and_never_runs_over_its_edge(
    terminal: Callable[..., Terminal], columns: int
) -> None:
    desk = terminal(columns)
    desk.run(f"--no-input {BOOKING}")
    joined = desk.run("status EX-2026-01")
    lines = desk.screen("-J").splitlines()
    assert "left with 0" in joined
    assert all(len(line) <= columns for line in lines), "a line was wrapped by the terminal"
    assert any(len(line) > columns - 10 for line in lines), "the width is not used"
    assert "Thu 5 Feb, 10:00" in joined, "48 hours before Monday 9 February: readings, R3"


def test_a_terminal_gets_colour_and_with_no_color_none_at_all(
    terminal: Callable[..., Terminal],
) -> None:
    desk = terminal(80)
    desk.run(f"--no-input {BOOKING}")
    desk.run("status EX-2026-01")
    assert ESCAPE in desk.screen("-e")
    desk.type(f"clear; NO_COLOR=1 {CPCONF} status EX-2026-01; echo left with $?")
    desk.wait("left with 0")
    assert not re.search(f"{ESCAPE}\\[[0-9;]*m", desk.screen("-e"))


def test_started_without_its_options_schedule_asks_for_them(
    terminal: Callable[..., Terminal],
) -> None:
    desk = terminal(100)
    desk.type(f"clear; {CPCONF} schedule; echo left with $?")
    for question, answer in [
        ("Reference", "EX-2026-07"),
        ("Procedure", "hounslow"),
        ("Type", "review"),
        ("Format", "written"),
        ("When", "31 Feb 2026 10am"),
        ("no such date", "12 Feb 2026 10am"),
        ("Planned end", "12:00"),
        ("First review", "12 Nov 2025"),
        ("clarifying", "n"),
    ]:
        desk.wait(question)
        desk.type(answer)
    screen = desk.wait("left with 0")
    assert "EX-2026-07: scheduled" in screen
    assert "discuss-case" in screen


def test_ctrl_c_leaves_the_questions_with_130_and_keeps_nothing(
    terminal: Callable[..., Terminal], tmp_path: Path
) -> None:
    desk = terminal(100)
    desk.type(f"clear; {CPCONF} schedule; echo left with $?")
    desk.wait("Reference")
    desk.tmux("send-keys", "-t", "desk", "C-c")
    desk.wait("left with 130")
    assert not (tmp_path / "store").exists()
