"""Messages of the command line: whole in a pipe, wrapped on a terminal, and never a stray word."""

import os
import subprocess
import sys

import pytest

from tests.cli.running import Cpconf

SAID = "Too many words. Put a date or a name with spaces between quotes"


def test_words_too_many_are_not_repeated(cpconf: Cpconf) -> None:
    ran = cpconf("status", "A-1", "Pat", "Example")
    assert ran.code == 2
    assert ran.errors == [f"cpconf: {SAID}", "See: cpconf status --help"]


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX's")
def test_an_error_is_wrapped_on_a_terminal() -> None:
    ours, theirs = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "cpconf", "status", "A-1", "Pat"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm", "LANG": "C.UTF-8", "COLUMNS": "50"},
    ) as process:
        assert process.wait() == 2
    said = os.read(ours, 1 << 16).decode().splitlines()
    os.close(theirs)
    os.close(ours)
    assert said == [
        "cpconf: Too many words. Put a date or a name with",
        "  spaces between quotes",
        "See: cpconf status --help",
    ]
