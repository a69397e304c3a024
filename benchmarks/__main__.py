"""Run the benchmarks: `python -m benchmarks`, or `make bench`."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from benchmarks import bulk, dates, documents, peer, quiet, scale, server, start, verbs
from benchmarks.bench import Bench
from benchmarks.machine import describe
from benchmarks.table import Row, write_table

ROWS: Final[dict[str, Callable[[Bench], Iterator[Row]]]] = {
    "help": start.help_screen,
    "status": start.status,
    "growth": scale.growth,
    "memory": scale.memory,
    "remind": quiet.reminding,
    "taskwarrior": peer.taskwarrior,
    "import": bulk.importing,
    "dates": dates.arithmetic,
    "recording": verbs.recording,
    "server": server.commands,
    "county": server.county,
    "writers": server.writers,
    "suggest": verbs.suggest,
    "protect-one": documents.one_page,
    "protect": documents.protecting,
    "protect-memory": documents.memory,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller stores, fewer rounds")
    parser.add_argument("--row", action="append", choices=ROWS, help="only this row (or rows)")
    parser.add_argument("--stores", type=Path, metavar="FOLDER", help="keep the stores here")
    options = parser.parse_args()
    if options.stores:
        options.stores.mkdir(parents=True, exist_ok=True)
        report(Bench(options.stores, quick=options.quick), options.row or list(ROWS))
        return
    with tempfile.TemporaryDirectory(prefix="cpconf-benchmarks-") as folder:
        report(Bench(Path(folder), quick=options.quick), options.row or list(ROWS))


def report(bench: Bench, names: list[str]) -> None:
    """Measure these rows, and print the table; progress goes to standard error."""
    rows: list[Row] = []
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        rows += ROWS[name](bench)
    print(describe())
    print()
    print(write_table(rows))


if __name__ == "__main__":
    main()
