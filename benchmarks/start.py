"""The commands that people give many times a day, compared with the floor."""

from collections.abc import Iterator
from typing import Final

from benchmarks.bench import OPEN, Bench
from benchmarks.table import Row

MOST: Final = 1.4


def help_screen(bench: Bench) -> Iterator[Row]:
    """Compare `--help` with the floor's."""
    store = bench.five
    yield bench.compare(
        "`--help`",
        bench.cpconf(store, "--help"),
        bench.floor(store, "--help"),
        most=MOST,
        rounds=25,
    )


def status(bench: Bench) -> Iterator[Row]:
    """Compare `status` with the floor's, on a terminal and into a pipe."""
    for store, said in ((bench.five, "5 conferences"), (bench.few, f"{OPEN} conferences")):
        for terminal in (True, False):
            yield bench.compare(
                f"`status`, {said}{', ' + ('on a terminal' if terminal else 'piped')}",
                bench.cpconf(store, "status", terminal=terminal),
                bench.floor(store, "status", terminal=terminal),
                most=MOST,
                rounds=25 if store is bench.five else 15,
            )
