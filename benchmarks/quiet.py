"""`remind` when nothing is new, as in nearly every run."""

from collections.abc import Iterator
from typing import Final

from benchmarks.bench import Bench, count_tasks
from benchmarks.running import run
from benchmarks.table import Row

MOST: Final = 1.3


def reminding(bench: Bench) -> Iterator[Row]:
    """Compare a run without news with a script that only opens the store."""
    ours = bench.cpconf(bench.large, "remind")
    run(ours)  # sends every reminder; from now on nothing is new
    every, open_ = count_tasks(bench.large)
    yield bench.compare(
        f"`remind`, nothing new, {open_:,} open of {every:,} tasks, beside opening the store",
        ours,
        bench.bare(bench.large),
        most=MOST,
        rounds=25,
    )
