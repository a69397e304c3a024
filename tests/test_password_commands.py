"""How the command that prints a password is taken apart, and that a process runs it once."""

import shlex
import sys
from pathlib import Path

import pytest

from cpconf.errors import CpconfError
from cpconf.password_commands import printed_password, split


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (r'"C:\Program Files\keys.exe" get', [r"C:\Program Files\keys.exe", "get"]),
        (r"'C:\Program Files\keys.exe' get", [r"C:\Program Files\keys.exe", "get"]),
        (r'keys --vault="C:\My Keys\new"', ["keys", r"--vault=C:\My Keys\new"]),
        (r"C:\bin\keys.exe  get #1", [r"C:\bin\keys.exe", "get", "#1"]),
        (r'keys "\\server\keys\"', ["keys", "\\\\server\\keys\\"]),
    ],
)
def test_on_windows_quotes_hold_words_together_and_a_backslash_is_part_of_a_path(
    command: str, words: list[str]
) -> None:
    assert split(command, windows=True) == words


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ('"/opt/my keys/keys" get', ["/opt/my keys/keys", "get"]),
        ("'/opt/my keys/keys' get", ["/opt/my keys/keys", "get"]),
        (r"/opt/my\ keys/keys get '#1' #2", ["/opt/my keys/keys", "get", "#1", "#2"]),
    ],
)
def test_elsewhere_a_command_is_taken_apart_as_a_shell_does(command: str, words: list[str]) -> None:
    assert split(command, windows=False) == words


@pytest.mark.parametrize("windows", [True, False])
def test_a_quote_that_does_not_end_is_no_command(windows: bool) -> None:
    with pytest.raises(ValueError, match="quotation"):
        split('"keys get', windows=windows)


@pytest.mark.skipif(sys.platform == "win32", reason="the quotes are those of a shell")
def test_a_command_that_gave_a_password_is_not_run_again(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    program = f"open({str(runs)!r}, 'a').write('x'); print('open-sesame')"
    command = shlex.join([sys.executable, "-c", program])
    got = [printed_password(command, of="the server", table="store") for _ in range(3)]
    assert got == ["open-sesame"] * 3
    assert runs.read_text() == "x"


@pytest.mark.skipif(sys.platform == "win32", reason="the quotes are those of a shell")
def test_a_command_that_gave_none_is_run_again(tmp_path: Path) -> None:
    program = f"print(open({str(tmp_path / 'secret')!r}).read())"
    command = shlex.join([sys.executable, "-c", program])
    with pytest.raises(CpconfError, match="failed"):
        printed_password(command, of="the server", table="store")
    (tmp_path / "secret").write_text("open-sesame")
    assert printed_password(command, of="the server", table="store") == "open-sesame"
