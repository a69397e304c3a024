"""A store on a PostgreSQL server, and sixteen people who write at once, on either database."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from benchmarks.bench import OPEN, Bench, count_tasks
from benchmarks.pairs import Took, alternate
from benchmarks.running import run
from benchmarks.table import Row, row_of
from benchmarks.verbs import TASK
from cpconf.store.copying import copy
from cpconf.store.locations import locate
from tests.postgresql import Server

MOST: Final = 1.6
WRITERS: Final = 16
MARKS: Final = 20


def commands(bench: Bench) -> Iterator[Row]:
    """`status` and `done` on a server, beside scripts that connect and do as much."""
    url = _on_server(bench.few)
    pairs = alternate(
        lambda: run(bench.cpconf(url, "status")),
        lambda: run(bench.least("look_at_server", url)),
        bench.rounds(15),
    )
    yield row_of(f"`status` on a server, {OPEN} conferences", pairs, most=MOST)
    doing, undoing = (bench.cpconf(url, verb, *TASK) for verb in ("done", "undo"))

    def done() -> Took:
        took = run(doing)
        run(undoing)
        return took

    least = bench.least("on_server", url, TASK[0])
    pairs = alternate(done, lambda: run(least), bench.rounds(15))
    yield row_of("`done` on a server, beside changing one row", pairs, most=MOST)


def county(bench: Bench) -> Iterator[Row]:
    """`status` of a county, beside the few open conferences alone, on either database."""
    every, open_ = count_tasks(bench.county)
    for where, large, few in (
        ("in a file", bench.county, bench.few),
        ("on a server", _on_server(bench.county), _on_server(bench.few)),
    ):
        yield bench.compare(
            f"`status` {where}, {open_:,} open of {every:,} tasks, beside those alone",
            bench.cpconf(large, "status"),
            bench.cpconf(few, "status"),
            most=1.15,
            rounds=15,
        )


def writers(bench: Bench) -> Iterator[Row]:
    """Sixteen processes that mark tasks at once: how long the slowest waits for the others."""
    file = bench.folder / "shared.sqlite"
    shutil.copyfile(bench.few, file)
    for where, store, most in (
        ("a file", str(file), 5.0),
        ("a server", _on_server(bench.few), 1.0),
    ):
        waits = _wait_for_each_other(store)
        worst = max(waits)
        yield Row(
            what=f"the longest wait of {WRITERS} writers in {where}",
            ours=f"{worst:.2f} s",
            value=worst,
            most=most,
            unit=" s",
            rounds=WRITERS * MARKS,
        )


def _wait_for_each_other(store: str) -> list[float]:
    """The seconds of each process's slowest mark."""
    module = (sys.executable, "-m", "benchmarks.writer", store)
    begun = [
        subprocess.Popen(
            (*module, str(number), str(MARKS)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(WRITERS)
    ]
    pipes = [(process.stdin, process.stdout) for process in begun]
    for _, told in pipes:
        if told is not None:
            told.readline()
    for telling, _ in pipes:
        if telling is not None:
            telling.write("go\n")
            telling.close()
    return [float(told.read()) for _, told in pipes if told is not None]


@cache
def _server() -> Server:
    """A server that keeps what it acknowledges, as one in use does."""
    return Server(fsync="on")


def _on_server(store: Path) -> str:
    """A copy of a store on the server."""
    url = _server().url(_server().database())
    copy(locate(store), locate(url))
    return url
