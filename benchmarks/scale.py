"""`status` after years of use: past tasks must cost no time."""

from collections.abc import Iterator
from typing import Final

from benchmarks.bench import OPEN, Bench, count_tasks
from benchmarks.running import peak
from benchmarks.table import Row

MOST: Final = 1.15
MEGABYTES: Final = 80


def growth(bench: Bench) -> Iterator[Row]:
    """Compare the large store with the few open conferences alone."""
    every, open_ = count_tasks(bench.large)
    yield bench.compare(
        f"`status`, {open_:,} open of {every:,} tasks, beside those alone",
        bench.cpconf(bench.large, "status", terminal=True),
        bench.cpconf(bench.few, "status", terminal=True),
        most=MOST,
        rounds=21,
    )


def memory(bench: Bench) -> Iterator[Row]:
    """Measure the peak memory of `status`."""
    every, open_ = count_tasks(bench.large)
    rounds = bench.rounds(5)
    for store, said in (
        (bench.few, f"{OPEN} conferences"),
        (bench.large, f"{open_:,} open of {every:,} tasks"),
    ):
        most = max(peak(bench.cpconf(store, "status")) for _ in range(rounds))
        yield Row(
            what=f"peak memory of `status`, {said}",
            ours=f"{most:.0f} MB",
            value=most,
            most=MEGABYTES,
            unit=" MB",
            rounds=rounds,
        )
