"""A driver that is not there, or cannot be loaded: said in two lines, by every command."""

import os
import subprocess
import sys
from typing import Final

import pytest

from cpconf.errors import ExitCode

URL: Final = "postgresql://ada@127.0.0.1:1/conferences"
WITHOUT: Final = """\
import ctypes.util, sys
class Lacking:
    def find_spec(self, name, *_):
        if name.partition(".")[0] in lacking:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Lacking())
ctypes.util.find_library = lambda name: None
from cpconf.cli import main
main(sys.argv[1:])
"""
"""The program on a computer without these packages, and without a libpq of its own."""
NOT_INSTALLED: Final = "which is not installed"
CASES: Final = {
    "no psycopg": ({"psycopg", "psycopg_binary", "psycopg_c"}, {}, NOT_INSTALLED),
    "no libpq": ({"psycopg_binary", "psycopg_c"}, {}, "which cannot be loaded"),
    "no such kind": (set(), {"PSYCOPG_IMPL": "c"}, "which cannot be loaded"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    "command",
    [
        "status",
        "store where",
        "store copy none.sqlite " + URL,
        "schedule A-1 --procedure hounslow --type review --at 2026-12-07T10:00",
    ],
)
def test_a_driver_that_cannot_be_loaded_is_named_with_what_to_install(
    case: str, command: str
) -> None:
    lacking, environ, told = CASES[case]
    ran = subprocess.run(
        [sys.executable, "-c", f"lacking = {lacking!r}\n{WITHOUT}", *command.split()],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"CPCONF_STORE": URL} | environ,
    )
    assert (ran.returncode, ran.stdout) == (ExitCode.FAILED, "")
    first, second = ran.stderr.splitlines()
    assert told in first
    assert "cpconf[postgresql]" in second
