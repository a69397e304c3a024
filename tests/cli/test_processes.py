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

from tests.cli.running import NOON, Cpconf, Ran
from tests.cli.sharing.copies import STRONG, a_pdf

pytestmark = pytest.mark.slow

CPCONF = [sys.executable, "-m", "cpconf"]
SCRIPT = Path(sys.executable).with_name("cpconf.exe" if os.name == "nt" else "cpconf")
LINK = "https://teams.example.org/l/1"
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
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
@FULL
def test_what_was_kept_is_not_denied_when_the_report_cannot_be_printed(cpconf: Cpconf) -> None:
    cpconf.book()
    ran = in_shell("$CPCONF done A-1 O-13a >/dev/full")
    assert ran.returncode != 0
    assert cpconf.status().task("O-13a")["state"] == "done"
    assert "nothing was kept" not in ran.stderr


@POSIX
@pytest.mark.parametrize("redirection", [">&-", pytest.param(">/dev/full", marks=FULL)])
def test_an_output_that_cannot_be_written_is_no_fault_of_the_program(
    cpconf: Cpconf, redirection: str
) -> None:
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
    assert not cpconf.has_store


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
    first, second, *further = err.decode().splitlines()[-2:]
    assert first == "cpconf: stopped before it was finished"
    assert second == "Nothing was recorded"
    assert not further
    assert b"Traceback" not in err
    assert cpconf.contents == before


@POSIX
@pytest.mark.parametrize("wait", [0.0, 0.02, 0.05, 0.1, 0.2, 0.4])
def test_an_interruption_while_most_is_still_to_be_loaded_shows_no_traceback(
    cpconf: Cpconf, wait: float
) -> None:
    cpconf.book()
    code = """
import os, signal, sys
def tell(*how, so=signal.signal):
    so(*how)
    os.write(1, b".")  # from here on it is the program's own to answer
signal.signal = tell
from cpconf.cli import main
main(sys.argv[1:])
"""
    with subprocess.Popen(
        [sys.executable, "-c", code, "skip", "A-1", "O-13a", "--reason", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"CPCONF_NOW": NOON},
    ) as process:
        assert process.stdout is not None
        process.stdout.read(1)
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err.decode() == "cpconf: stopped before it was finished\nNothing was recorded\n"
    assert b"Traceback" not in err


def test_names_typed_do_not_stay_in_a_traceback(cpconf: Cpconf) -> None:
    # Whatever goes wrong, the text of an unforeseen error is not shown.
    cpconf.book()
    ran = run("person", "add", "A-1", "--role", "mother", "--name", "-", stdin=b"Zuleika \xff")
    assert ran.returncode != 0
    assert b"Zuleika" not in ran.stdout + ran.stderr
    assert b"Traceback" not in ran.stderr


# ---- two commands on one conference, of which one looked at it before the other changed it

REASON = ("--reason", "x")
MEANWHILE: dict[str, tuple[str, ...]] = {
    "a task is done": ("done", "A-1", "O-13a"),
    "a task is skipped": ("skip", "A-1", "O-13a", *REASON),
    "a task is open again": ("undo", "A-1", "O-PART-2"),
    "a fact is answered": ("fact", "A-1", "split"),
    "somebody is added": ("person", "add", "A-1", "--role", "father", "--name", "Fred"),
    "an address is corrected": ("person", "change", "A-1", "p1", "--email", "new@example.org"),
    "a way is agreed": ("agree", "A-1", "mother", "--way", "email"),
    "a term is withheld": (
        *("do-not-disclose", "add", "A-1", "mother", "--kind", "name", "--term", "Canary"),
    ),
    "a term may be disclosed": ("do-not-disclose", "remove", "A-1", "mother", "1", *REASON),
    "a report comes in": ("report", "add", "A-1", "other.pdf", "--from", "school"),
    "a report is taken back": ("report", "remove", "A-1", "1", *REASON),
    "a document was shared": (
        *("shared", "A-1", "--to", "mother", "--as", "plan", "--how", "visit"),
        *("--confirmed-by", "K", "--override", "way=x"),
    ),
    "somebody is invited": ("invite", "A-1", "--to", "chair"),
    "they join another way": ("invite", "A-1", "--to", "p3", "--link", f"{LINK}/2"),
    "somebody answers": ("reply", "A-1", "mother", "accepted"),
    "it moves": ("reschedule", "A-1", "--at", "2026-03-05T10:00", *REASON),
    "it was held": ("held", "A-1"),
    "it is cancelled": ("cancel", "A-1", *REASON, "--authorised-by", "K"),
    "a limit counts from another day": ("anchor", "A-1", "--strategy-discussion", "2026-01-22"),
}
"""What another command may do to a conference while a copy for somebody at it is being made."""

NO_MATTER: dict[str, tuple[str, ...]] = {
    "nothing happens": ("status", "A-1"),
    "another conference changes": ("done", "A-2", "O-13a"),
    "people are reminded": ("remind",),
}


@pytest.fixture
def desk(cpconf: Cpconf) -> Cpconf:
    """A-1 with something of everything, A-2 beside it, and a report for the mother of A-1."""
    cpconf.configure('[invite]\norganiser = "desk@example.org"\n')
    a_pdf(cpconf.folder, name="other.pdf")
    own = a_pdf(cpconf.folder, "What the school has to say.", name="first.pdf")
    book = ("--procedure", "oxfordshire", "--type", "initial", "--at", "2026-02-12T10:00")
    term = ("--kind", "name", "--term", "Wren")
    cpconf.furnish(
        ("desk",),
        lambda: [
            *(cpconf.must("schedule", ref, *book) for ref in ("A-1", "A-2")),
            *(
                cpconf.must(
                    *("person", "add", "A-1", "--role", role, "--name", "Robin Example"),
                    *("--email", f"{role}@example.org"),
                )
                for role in ("mother", "school", "chair")
            ),
            cpconf.must("done", "A-1", "O-PART-2", "O-PART-5", "authorise-report"),
            cpconf.must("do-not-disclose", "add", "A-1", "mother", *term),
            cpconf.must("report", "add", "A-1", str(own), "--from", "school"),
        ],
    )
    cpconf.must("invite", "A-1", "--to", "mother", "--link", LINK, "--out", "invited")
    return cpconf


def protect_while(desk: Cpconf, other: tuple[str, ...]) -> Ran:
    """Lock a report for the mother; what gives the password runs the other command first."""
    now = "2026-02-12T14:00" if other[0] == "held" else NOON
    script = desk.folder / "password.py"
    script.write_text(
        "import os, subprocess, sys\n"
        f"subprocess.run([sys.executable, '-m', 'cpconf', *{other!r}], check=True,\n"
        f"    env=os.environ | {{'CPCONF_NOW': {now!r}}}, stdout=subprocess.DEVNULL)\n"
        f"print({STRONG!r})\n",
        encoding="utf-8",
    )
    command = f"{sys.executable} {script}"
    report = a_pdf(desk.folder)
    line = ("protect-report", str(report), "A-1", "--to", "mother", "--out", "out")
    return desk(*line, "--password-command", command)


def made(desk: Cpconf) -> tuple[list[str], list[dict[str, object]]]:
    """The files of copies, and the sharings on record."""
    files = sorted(p.name for p in (desk.folder / "out").rglob("*") if p.is_file())
    return files, list(desk.must("sharing", "A-1", "--json").json["sharings"])


@pytest.mark.parametrize("other", MEANWHILE)
def test_what_was_decided_on_an_old_picture_is_not_done(desk: Cpconf, other: str) -> None:
    ran = protect_while(desk, MEANWHILE[other])
    assert (ran.code, ran.out) == (8, ""), ran
    assert "meanwhile" in ran.err
    files, sharings = made(desk)
    assert files == []
    assert [s for s in sharings if s["kind"] == "report"] == []


@pytest.mark.parametrize("other", NO_MATTER)
def test_what_happens_elsewhere_does_not_stop_it(desk: Cpconf, other: str) -> None:
    ran = protect_while(desk, NO_MATTER[other])
    assert ran.code == 0, ran
    files, sharings = made(desk)
    assert len(files) == 3
    assert [s["state"] for s in sharings if s["kind"] == "report"] == ["prepared"]
