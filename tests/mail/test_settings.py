"""The [smtp] table: what is missing is named, and the server's password stays where it is."""

import shlex
import sys
import time
from pathlib import Path

import pytest

from cpconf.config import Config
from cpconf.errors import CpconfError, UsageFault
from cpconf.mail.settings import Security, Settings

LEAST: dict[str, str | int] = {"host": "mail.example.org", "from": "office@example.org"}


def settings_of(smtp: dict[str, str | int]) -> Settings:
    return Settings.of(Config(smtp=smtp))


def command(*words: str) -> str:
    """A configured command that runs this Python."""
    return shlex.join([sys.executable, "-c", *words])


def with_command(*words: str) -> Settings:
    return settings_of({**LEAST, "username": "office", "password_command": command(*words)})


def test_host_and_sender_are_all_that_must_be_said() -> None:
    settings = settings_of(LEAST)
    assert settings.host == "mail.example.org"
    assert settings.sender == "office@example.org"
    assert settings.port == 587
    assert settings.security is Security.STARTTLS
    assert settings.username is None
    assert settings.password() is None


@pytest.mark.parametrize(("security", "port"), [("tls", 465), ("starttls", 587), ("none", 587)])
def test_each_way_to_a_server_has_its_own_port(security: str, port: int) -> None:
    # RFC 8314, section 3.3, and RFC 6409, section 3.1.
    assert settings_of({**LEAST, "security": security}).port == port
    assert settings_of({**LEAST, "security": security, "port": 2525}).port == 2525


def test_everything_may_be_said() -> None:
    settings = settings_of(
        {
            **LEAST,
            "host": "[::1]",
            "port": 465,
            "security": "tls",
            "username": "office",
            "password_command": "pass mail",
        }
    )
    assert settings.host == "::1"
    assert settings.port == 465
    assert settings.security is Security.TLS
    assert settings.username == "office"


@pytest.mark.parametrize(
    ("table", "named"),
    [
        ({}, ["host", "from"]),
        ({"from": "office@example.org"}, ["host"]),
        ({"host": "mail.example.org"}, ["from"]),
        ({**LEAST, "from": "Office <office@example.org>"}, ["from"]),
        ({**LEAST, "from": "a@example.org, b@example.org"}, ["from"]),
        ({**LEAST, "from": "office@example.org\nBcc: b@example.org"}, ["from"]),
        ({**LEAST, "security": "ssl"}, ["security", "starttls", "tls", "none"]),
        ({**LEAST, "username": "office"}, ["username", "password_command"]),
        ({**LEAST, "password_command": "pass"}, ["username", "password_command"]),
        ({**LEAST, "username": "ofﬁce", "password_command": "pass"}, ["username"]),
    ],
)
def test_what_is_wrong_is_named(table: dict[str, str | int], named: list[str]) -> None:
    with pytest.raises(UsageFault) as told:
        settings_of(table)
    assert "[smtp]" in str(told.value)
    assert all(name in str(told.value) for name in named)


@pytest.mark.parametrize(
    "printed", ["open-sesame", "open-sesame\\n", "open-sesame\\r\\nuser: office\\n"]
)
def test_the_password_is_the_first_line_that_the_command_prints(printed: str) -> None:
    settings = with_command(f"import sys; sys.stdout.buffer.write(b'{printed}')")
    assert settings.password() == "open-sesame"


@pytest.mark.parametrize(
    "program",
    [
        "print('s3cret'); raise SystemExit(1)",
        "import sys; sys.exit('s3cret')",
        "print(); print('s3cret')",
        "pass",
        "print('s3cret\\t')",
        "import sys; sys.stdout.buffer.write(b's3cret\\xc3\\xa9')",
    ],
)
def test_a_command_that_fails_is_told_without_what_it_printed(program: str) -> None:
    with pytest.raises(CpconfError) as told:
        with_command(program).password()
    assert "password_command" in str(told.value)
    assert "s3cret" not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__context__ is None


@pytest.mark.parametrize("line", ["no-such-program-anywhere --now", "'unbalanced", " "])
def test_a_command_that_cannot_be_run_is_told(line: str) -> None:
    settings = settings_of({**LEAST, "username": "office", "password_command": line})
    with pytest.raises(CpconfError, match="cannot be run"):
        settings.password()


def test_what_a_command_complains_of_is_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    program = "import sys; print('canary', file=sys.stderr); print('open sesame')"
    assert with_command(program).password() == "open sesame"
    assert capfd.readouterr() == ("", "")


def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    line = command("import sys; print(sys.argv[1])", f"$HOME;touch {tmp_path}/made")
    settings = settings_of({**LEAST, "username": "office", "password_command": line})
    assert settings.password() == f"$HOME;touch {tmp_path}/made"
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "program",
    [
        "import time; time.sleep(30)",
        "import subprocess; subprocess.run(['sleep', '5'])",
    ],
    ids=["itself", "a program it started"],
)
def test_a_command_that_hangs_is_given_up(program: str) -> None:
    began = time.monotonic()
    with pytest.raises(CpconfError, match="takes too long"):
        with_command(program).password(patience=0.4)
    assert time.monotonic() - began < 4


def test_a_command_that_asks_is_answered_with_nothing() -> None:
    with pytest.raises(CpconfError, match="printed nothing"):
        with_command("import sys; print(sys.stdin.read())").password()
