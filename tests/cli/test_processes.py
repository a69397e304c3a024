"""The program as a process of its own: pipes, locales, signals and closed streams."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.running import NOON, Cpconf

pytestmark = pytest.mark.slow

CPCONF = [sys.executable, "-m", "cpconf"]
SCRIPT = Path(sys.executable).with_name("cpconf.exe" if os.name == "nt" else "cpconf")
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows closes streams and signals otherwise")


def run(
    *arguments: str,
    program: list[str] | None = None,
    stdin: bytes = b"",
    environ: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    surroundings = os.environ | {"CPCONF_NOW": NOON} | dict(environ or {})
    return subprocess.run(
        [*(program or CPCONF), *arguments],
        input=stdin,
        capture_output=True,
        env=surroundings,
        check=False,
        timeout=60,
    )


def in_shell(line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of the POSIX shell in which `$CPCONF` is the program."""
    surroundings = os.environ | {"CPCONF_NOW": NOON, "CPCONF": f"{sys.executable} -m cpconf"}
    return subprocess.run(
        ["/bin/sh", "-c", line],
        capture_output=True,
        text=True,
        env=surroundings,
        check=False,
        timeout=60,
    )


def test_the_script_and_the_module_are_the_same_program(cpconf: Cpconf) -> None:
    cpconf.book()
    for arguments in (["--version"], ["status", "--json"], ["status", "A-9"]):
        ways = [run(*arguments, program=program) for program in (CPCONF, [str(SCRIPT)])]
        assert ways[0].args != ways[1].args
        assert {(way.returncode, way.stdout, way.stderr) for way in ways} == {
            (ways[0].returncode, ways[0].stdout, ways[0].stderr)
        }


def test_the_streams_are_kept_apart(cpconf: Cpconf) -> None:
    cpconf.book()
    found = run("status", "A-1", "--json")
    assert json.loads(found.stdout)["conference"]["ref"] == "A-1"
    missing = run("status", "A-9", "--json")
    assert (missing.returncode, missing.stdout) == (4, b"")
    assert missing.stderr.startswith(b"cpconf: ")
    assert b"Traceback" not in missing.stderr


@pytest.mark.parametrize("variable", ["", "NO_COLOR", "TERM"])
def test_no_colour_goes_into_a_pipe(cpconf: Cpconf, variable: str) -> None:
    cpconf.book()
    environ = {variable: "dumb"} if variable else {}
    assert b"\x1b" not in run("status", "A-1", environ=environ).stdout


@pytest.mark.parametrize(
    "environ",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252"},
    ],
    ids=["C", "ascii", "cp1252"],
)
def test_a_poor_locale_loses_no_output(cpconf: Cpconf, environ: dict[str, str]) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother", name="Zoë 李 😀")
    for arguments in (["status", "A-1"], ["person", "list", "A-1"], ["explain", "A-1", "O-13a"]):
        ran = run(*arguments, environ=environ)
        assert (ran.returncode, ran.stderr) == (0, b"")
        ran.stdout.decode(environ.get("PYTHONIOENCODING", "ascii"))
    ran = run("person", "list", "A-1", "--json", environ=environ)
    (person,) = json.loads(ran.stdout.decode("ascii"))["people"]
    assert person["name"] == "Zoë 李 😀"


def test_a_poor_locale_reads_names(cpconf: Cpconf) -> None:
    cpconf.book()
    ran = run(
        *("person", "add", "A-1", "--role", "mother", "--name", "Zoë Éxample"),
        environ={"LC_ALL": "C"},
    )
    assert ran.returncode == 0
    assert "Zoë Éxample" in cpconf.must("person", "list", "A-1").out


@POSIX
@pytest.mark.parametrize("command", ["status", "status --json", "--help"])
def test_a_reader_who_has_read_enough_is_no_error(cpconf: Cpconf, command: str) -> None:
    rows = [f"A-{number},hounslow,review,2026-02-12T10:00" for number in range(150)]
    (cpconf.folder / "rows.csv").write_text("\n".join(["ref,procedure,type,at", *rows]))
    cpconf.must("schedule", "--from", "rows.csv")  # more than a pipe holds
    ran = in_shell(f"{{ $CPCONF {command}; echo $? >&2; }} | head -1")
    assert ran.stdout.count("\n") == 1
    assert ran.stderr == "0\n"


@POSIX
@pytest.mark.parametrize("command", ["status", "status --json", "done A-1 O-13a"])
def test_a_reader_who_has_gone_is_no_error(cpconf: Cpconf, command: str) -> None:
    cpconf.book()
    ran = in_shell(f"{{ sleep 0.1; $CPCONF {command}; echo $? >&2; }} | true")
    assert ran.stderr == "0\n"


@POSIX
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_what_was_kept_is_not_denied_when_the_report_cannot_be_printed(cpconf: Cpconf) -> None:
    cpconf.book()
    ran = in_shell("$CPCONF done A-1 O-13a >/dev/full")
    assert ran.returncode != 0
    assert cpconf.status().task("O-13a")["state"] == "done"
    assert "nothing was kept" not in ran.stderr


@POSIX
@pytest.mark.parametrize("redirection", [">&-", ">/dev/full"])
def test_an_output_that_cannot_be_written_is_no_fault_of_the_program(
    cpconf: Cpconf, redirection: str
) -> None:
    if redirection == ">/dev/full" and not Path("/dev/full").exists():
        pytest.skip("there is no full device")
    cpconf.book()
    ran = in_shell(f"$CPCONF status {redirection}")
    assert ran.returncode == 1
    assert 1 <= len(ran.stderr.splitlines()) <= 2
    assert "fault inside" not in ran.stderr


@POSIX
def test_without_standard_input_nothing_can_be_read_from_it(cpconf: Cpconf) -> None:
    cpconf.book()
    assert in_shell("$CPCONF status <&-").returncode == 0
    ran = in_shell("$CPCONF skip A-1 O-13a --reason - <&-")
    assert ran.returncode == 2
    assert "fault inside" not in ran.stderr


@POSIX
def test_without_standard_error_the_code_is_the_same(cpconf: Cpconf) -> None:
    cpconf.book()
    assert in_shell("$CPCONF status A-9 2>&-").returncode == 4


def test_nothing_is_asked_where_nobody_sits(cpconf: Cpconf) -> None:
    for more in ([], ["--no-input"]):
        ran = run(*more, "schedule", stdin=b"A-1\noxfordshire\ninitial\n7 Dec 2026 10am\n")
        assert ran.returncode == 2
        assert ran.stdout == b""
    assert not cpconf.store.exists()


def test_a_move_is_not_confirmed_where_nobody_sits(cpconf: Cpconf) -> None:
    cpconf.book()
    wanted = ("reschedule", "A-1", "--at", "2026-03-05T10:00", "--reason", "x")
    assert run(*wanted, stdin=b"n\n").returncode == 0
    assert cpconf.status().json["conference"]["at"] == "2026-03-05T10:00:00+00:00"


@POSIX
def test_an_interruption_gives_130_and_keeps_nothing(cpconf: Cpconf) -> None:
    cpconf.book()
    before = cpconf.contents
    with subprocess.Popen(
        [*CPCONF, "skip", "A-1", "O-13a", "--reason", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"CPCONF_NOW": NOON},
    ) as process:
        time.sleep(1.5)  # it waits for the reason by then
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert cpconf.contents == before


def test_names_typed_do_not_stay_in_a_traceback(cpconf: Cpconf) -> None:
    # Whatever goes wrong, the text of an unforeseen error is not shown.
    cpconf.book()
    ran = run("person", "add", "A-1", "--role", "mother", "--name", "-", stdin=b"Zuleika \xff")
    assert ran.returncode != 0
    assert b"Zuleika" not in ran.stdout + ran.stderr
    assert b"Traceback" not in ran.stderr
