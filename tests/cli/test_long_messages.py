"""Messages of the command line: whole in a pipe, wrapped on a terminal, and never a stray word."""

import os
import subprocess
import sys

import pytest

from tests.cli.running import Cpconf

BOOKING = ("schedule", "A-1", "--type", "initial", "--at", "2026-02-12 10:00")
WHICH = "which procedure? give --procedure hounslow, oxfordshire or a FILE, or say it once for all"
SAID = "Too many words. Put a date or a name with spaces between quotes"


def test_words_too_many_are_not_repeated(cpconf: Cpconf) -> None:
    ran = cpconf("status", "A-1", "Pat", "Example")
    assert ran.code == 2
    assert ran.errors == [f"cpconf: {SAID}", "See: cpconf status --help"]


def test_a_script_gets_an_error_in_two_lines(cpconf: Cpconf) -> None:
    config = cpconf.configure("")
    ran = cpconf(*BOOKING)
    assert ran.code == 2
    assert ran.errors == [
        f"cpconf: {WHICH}",
        f'Write into {config}: [authority]; procedure = "hounslow"',
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("report remove A-1 school --reason x", "N: give a number, in digits"),
        ("suggest --count 900", "--count: give 200 or less"),
        ("suggest --count 0", "--count: give 1 or more"),
        ("store copy", "FROM is missing"),
        ("release A-1", "--to is missing"),
        ("status --until", "no option --until"),
        ("--store", "--store needs a value after it"),
        ("status --json=3", "--json takes no value"),
    ],
)
def test_what_is_wrong_with_an_option_is_said_in_plain_words(
    cpconf: Cpconf, typed: str, said: str
) -> None:
    ran = cpconf(*typed.split())
    assert ran.code == 2
    assert ran.errors[0].startswith(f"cpconf: {said}")


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX's")
def test_an_error_is_wrapped_on_a_terminal() -> None:
    assert said_at_a_terminal("status", "A-1", "Pat") == [
        "cpconf: Too many words. Put a date or a name with",
        "  spaces between quotes",
        "See: cpconf status --help",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX's")
def test_a_person_gets_each_line_to_write_on_its_own(cpconf: Cpconf) -> None:
    config = cpconf.configure("")
    said = said_at_a_terminal(*BOOKING, columns=200)
    assert said == [
        f"cpconf: {WHICH}",
        f"Write into {config}:",
        "[authority]",
        'procedure = "hounslow"',
    ]


def said_at_a_terminal(*arguments: str, columns: int = 50) -> list[str]:
    """The lines of an error (exit code 2) on a terminal so many columns wide."""
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "cpconf", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm", "LANG": "C.UTF-8", "COLUMNS": str(columns)},
    ) as process:
        assert process.wait() == 2
    said = os.read(ours, 1 << 16).decode().splitlines()
    os.close(theirs)
    os.close(ours)
    return said
