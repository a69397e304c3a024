"""A bar from the first second on, for who sits at a terminal, and never a sign of it elsewhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import NOON, Cpconf
from tests.cli.sharing.copies import a_pdf

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is POSIX's"),
]
PAGE = "\n".join(f"{line} what was said and seen on the visit of that day" for line in range(40))
LONG = [f"{number}. Section\n{PAGE}" for number in range(400)]
"""Pages that take more than a second to look at, to change and to prove, on any machine."""
COMMANDS = {
    "protect-report": (["checking"], ["--to", "mother"]),
    "bundle": (
        ["checking", "comparing"],
        ["--override", "parents-first=They agreed", "--authorised-by", "Ann Example"],
    ),
    "abridge": (["checking", "cutting"], ["--pages", "1-150", "--yes"]),
}
"""Each with the stages that take long, one at least of a second, and its options."""


def on_terminal(*arguments: str) -> str:
    """What a command says on standard error, which is a terminal, while it is left alone."""
    ours, theirs = os.openpty()
    environ = os.environ | {"CPCONF_NOW": NOON, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    with subprocess.Popen(
        [sys.executable, "-m", "cpconf", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env=environ,
    ) as process:
        os.close(theirs)
        said = b""
        try:
            while part := os.read(ours, 1 << 16):
                said += part
        except OSError:
            pass  # Linux's way of saying that nobody has the terminal open any more
        os.close(ours)
        assert process.wait() == 0, said
    return said.decode()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A long report: writing it takes longer than looking at it."""
    return a_pdf(tmp_path_factory.mktemp("long"), *LONG)


@pytest.fixture
def desk(cpconf: Cpconf) -> Cpconf:
    """A conference whose mother is to get a report."""
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "pat@example.org")
    cpconf.add("A-1", "school", name="Alex Example")
    return cpconf


def line(desk: Cpconf, command: str, report: Path) -> list[str]:
    """The command line that makes something of a report."""
    out = ["--out", str(desk.folder / ("abridged.pdf" if command == "abridge" else "out"))]
    match command:
        case "protect-report":
            about = [str(report), "A-1"]
        case "bundle":
            desk.must("report", "add", "A-1", str(report), "--from", "school")
            about = ["A-1"]
        case _:
            about = ["A-1", str(report)]
    return [command, *about, *COMMANDS[command][1], *out]


@pytest.mark.parametrize("command", COMMANDS)
def test_what_takes_longer_than_a_second_shows_how_far_it_is(
    desk: Cpconf, report: Path, command: str
) -> None:
    stages, _ = COMMANDS[command]
    said = on_terminal(*line(desk, command, report))
    assert any(f"{stage} " in said for stage in stages), said[-400:]
    assert "━" in said


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_of_it_goes_into_a_pipe(desk: Cpconf, report: Path, command: str) -> None:
    arguments = line(desk, command, report)
    done = subprocess.run(
        [sys.executable, "-m", "cpconf", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=os.environ | {"CPCONF_NOW": NOON, "TERM": "xterm-256color"},
        check=True,
    )
    for stream in (done.stdout, done.stderr):
        assert not any(stage.encode() in stream for stage in COMMANDS[command][0])
        assert b"\x1b" not in stream
