"""Outputs that are closed, or closed in the middle: what was kept is kept, and the code says so."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

import pytest

from tests.cli.running import NOON, Cpconf

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Windows closes streams otherwise"),
]

BOOK = "--procedure oxfordshire --type initial --at 2026-02-12T10:00"
ROWS = "\n".join(
    ["ref,procedure,type,at", *(f"B-{n},oxfordshire,review,2026-02-12T10:00" for n in range(60))]
)

KEEPING = {
    "schedule": f"schedule A-2 {BOOK}",
    "schedule, late": "schedule A-2 --procedure oxfordshire --type initial --at 2026-01-06T10:00",
    "schedule --json": f"schedule A-2 {BOOK} --json",
    "schedule --from": "schedule --from many.csv",
    "done": "done A-1 O-13a",
    "undo": "undo A-1 O-PART-2",
    "skip": "skip A-1 O-13a --reason x",
    "fact": "fact A-1 split",
    "person add": "person add A-1 --role school --name S",
    "person change": "person change A-1 p1 --phone 1",
    "agree": "agree A-1 mother --way email",
    "reschedule": "reschedule A-1 --at 2026-02-19T10:00 --reason x",
    "anchor": "anchor A-1 --strategy-discussion 2026-01-20",
    "cancel": "cancel A-1 --reason x --authorised-by K",
    "do-not-disclose": "do-not-disclose add A-1 mother --kind name --term Wren",
    "diary export": "diary export out.ics",
    "working-days": "working-days apply",
}
SHOWING = {
    "status": "status",
    "status --json": "status --json",
    "status REF": "status A-1",
    "explain": "explain A-1 O-13a",
    "history": "history A-1",
    "list": "person list A-1 --json",
    "help": "help",
    "--help": "schedule --help",
    "procedure": "procedure show oxfordshire",
    "nothing there": "status A-9",
    "mistyped": "statsu",
    "a check that finds": "check 2026-01-06T10:00 --procedure oxfordshire --type initial",
}
CLOSED = {
    "nobody reads standard output": "{ sleep 0.2; RUN; } 2>/dev/null | true",
    "nobody reads either": "{ sleep 0.2; RUN; } 2>&1 | true",
    "the first line is read of both": "{ RUN; } 2>&1 | head -1",
    "nobody reads standard error": "{ sleep 0.2; RUN; } 2>&1 >/dev/null | true",
}


FIRST = "the first line is read of both"


def pairs(names: Iterable[str], *every_way: str) -> list[Any]:
    """Each command with each way; every one with one way, and some with all, in every run."""
    return [
        pytest.param(name, way, marks=() if quick else pytest.mark.thorough, id=f"{name}-{way}")
        for name in names
        for way in CLOSED
        for quick in [way == FIRST or name in every_way]
    ]


def in_shell(cpconf: Cpconf, line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", line],
        capture_output=True,
        text=True,
        env=os.environ | {"CPCONF_NOW": NOON, "CPCONF": f"{sys.executable} -m cpconf"},
        cwd=cpconf.folder,
        check=False,
        timeout=60,
    )


def run(line: str) -> str:
    return f"$CPCONF {line}; echo $? >code"


def code_of(cpconf: Cpconf, line: str) -> int:
    """The exit code, which the shell left in a file."""
    in_shell(cpconf, line)
    return int((cpconf.folder / "code").read_text("ascii"))


@pytest.fixture
def desk(ready: Cpconf) -> Cpconf:
    ready.must("done", "A-1", "O-PART-2")
    (ready.folder / "many.csv").write_text(ROWS)
    return ready


@pytest.mark.parametrize(("name", "closed"), pairs(KEEPING, "schedule, late", "done"))
def test_what_was_kept_is_not_denied_where_nobody_reads(
    desk: Cpconf, name: str, closed: str
) -> None:
    before = desk.contents
    code = code_of(desk, CLOSED[closed].replace("RUN", run(KEEPING[name])))
    assert code == 0
    if name not in {"diary export", "working-days"}:
        assert desk.contents != before


@pytest.mark.parametrize(("name", "closed"), pairs(SHOWING, "status", "nothing there"))
def test_a_report_that_nobody_reads_has_the_code_of_one_that_is_read(
    desk: Cpconf, name: str, closed: str
) -> None:
    read = desk(*shlex.split(SHOWING[name])).code
    assert code_of(desk, CLOSED[closed].replace("RUN", run(SHOWING[name]))) == read


@pytest.mark.parametrize("closing", [">&-", "2>&-", ">&- 2>&-"])
@pytest.mark.parametrize("name", ["schedule, late", "schedule --json", "done", "person add"])
def test_a_command_that_was_started_without_its_outputs_keeps_its_work(
    desk: Cpconf, name: str, closing: str
) -> None:
    before = desk.contents
    assert code_of(desk, f"$CPCONF {KEEPING[name]} {closing}; echo $? >code") == 0
    assert desk.contents != before


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")  # noqa: PTH110
def test_a_report_on_a_full_disk_is_told_and_kept(desk: Cpconf) -> None:
    before = desk.contents
    ran = in_shell(desk, f"$CPCONF {KEEPING['schedule --json']} >/dev/full")
    assert ran.returncode == 1
    assert "is kept" in ran.stderr
    assert desk.contents != before
    assert in_shell(desk, f"$CPCONF {KEEPING['done']} 2>/dev/full").returncode == 0
