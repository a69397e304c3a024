"""Comparing with taskwarrior, a task list for the terminal in C++, with the same tasks."""

import datetime as dt
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.bench import Bench, count_tasks
from benchmarks.running import Command
from benchmarks.table import Row

MOST: Final = 1
NEEDED: Final = "taskwarrior is not installed (Debian's package is called that)"
_EVERYTHING: Final = "rc.report.next.filter=status:pending -WAITING"


def taskwarrior(bench: Bench) -> Iterator[Row]:
    """Compare `status`, after years of use and with 50,000 open tasks, with `task next`."""
    what = "`status`, beside `task next` of taskwarrior"
    if shutil.which("task") is None:
        yield Row(what=what, reason=NEEDED)
        return
    every, open_ = count_tasks(bench.large)
    _, many = count_tasks(bench.busy)
    page = import_tasks(bench.busy, bench.folder / "taskwarrior")
    yield bench.compare(
        f"`status`, {open_:,} open of {every:,} tasks, beside the first page of taskwarrior's "
        f"`next`, {many:,} open",
        bench.cpconf(bench.large, "status", terminal=True),
        page,
        most=bench.figure(MOST),
        rounds=15,
    )
    whole = Command(("task", _EVERYTHING, "next"), page.environ, terminal=True)
    yield bench.compare(
        f"`status`, beside all of taskwarrior's `next`, {many:,} open tasks in both",
        bench.cpconf(bench.busy, "status", terminal=True),
        whole,
        most=None,
        rounds=5,
    )


def import_tasks(store: Path, folder: Path) -> Command:
    """Import a store's outstanding tasks into taskwarrior; return the command that lists them."""
    settings = folder / "taskrc"
    environ = {"TASKRC": str(settings), "TASKDATA": str(folder)}
    if not (folder / "pending.data").exists():
        folder.mkdir(exist_ok=True)
        # Without these two it asks for confirmation, and shows its news.
        settings.write_text("confirmation=off\nnews.version=2.6.0\n", encoding="utf-8")
        listed = folder / "tasks.json"
        listed.write_text(json.dumps(list(_tasks(store))), encoding="utf-8")
        command = Command(("task", "import", str(listed)), environ)
        subprocess.run(
            command.arguments, env=command.whole_environ, capture_output=True, check=True
        )
    return Command(("task", "next"), environ, terminal=True)


def _tasks(store: Path) -> Iterator[dict[str, object]]:
    with closing(sqlite3.connect(store)) as connection:
        asked = "SELECT title, ref, role, wanted FROM outstanding"
        for title, ref, role, wanted in connection.execute(asked):
            task = {"description": title, "project": ref, "tags": [role], "status": "pending"}
            if wanted is not None:
                moment = dt.datetime.fromisoformat(wanted).astimezone(dt.UTC)
                task["due"] = f"{moment:%Y%m%dT%H%M%SZ}"
            yield task
