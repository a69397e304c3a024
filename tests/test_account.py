"""Whose account it is: the system says, and nobody who sets a variable."""

import os
import sys
from pathlib import Path

import pytest

from cpconf.account import account
from tests.cli.running import Cpconf

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pwd is for POSIX")


@pytest.fixture
def cpconf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Cpconf:
    return Cpconf(tmp_path, monkeypatch, capsys)


def of_the_system() -> str:
    """The name that the system's own list of accounts has for this process (passwd(5))."""
    lines = Path("/etc/passwd").read_text("utf-8").splitlines()
    by_number = {int(line.split(":")[2]): line.split(":")[0] for line in reversed(lines) if line}
    return by_number.get(os.getuid(), f"uid {os.getuid()}")


@pytest.mark.parametrize("variable", ["USER", "LNAME", "USERNAME"])
def test_no_variable_says_whose_account_it_is(variable: str) -> None:
    assert account({variable: "mallory"}) == of_the_system()


@pytest.mark.parametrize("variable", ["LOGNAME", "SUDO_USER"])
def test_a_name_that_is_stated_stands_beside_the_account(variable: str) -> None:
    assert account({variable: "mallory"}) == f"{of_the_system()} ({variable} says mallory)"


def test_a_name_that_is_the_accounts_own_is_not_said_twice() -> None:
    assert account({"LOGNAME": of_the_system(), "SUDO_USER": ""}) == of_the_system()


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("a\nb", r"a\nb"),
        ("\x1b[2J", r"\x1b[2J"),
        ("a\u202eb", r"a\u202eb"),  # right-to-left override
        ("a\u2028b\u2029c", r"a\u2028b\u2029c"),  # line and paragraph separator
        ("a\u200bb", r"a\u200bb"),  # nobody sees a zero-width space
        ("x" * 5000, f"{'x' * 64}…"),
    ],
    ids=["newline", "escape", "bidi", "separators", "zero width", "long"],
)
def test_a_stated_name_is_made_harmless_where_it_is_taken(stated: str, shown: str) -> None:
    assert account({"LOGNAME": stated}) == f"{of_the_system()} (LOGNAME says {shown})"


def test_an_account_without_a_name_is_told_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 3_999_999_123)
    assert account({}) == "uid 3999999123"


def test_what_is_on_record_is_by_the_systems_account(
    cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(variable, "=cmd|' /C calc'!A0")
    cpconf.must(
        *("schedule", "A-1", "--procedure", "oxfordshire", "--type", "initial"),
        *("--at", "2026-02-12T10:00"),
    )
    cpconf.must("done", "A-1", "O-13a")
    for entry in cpconf.must("history", "A-1", "--json").json["entries"]:
        assert entry["by"].startswith(f"{of_the_system()} (LOGNAME says ")
