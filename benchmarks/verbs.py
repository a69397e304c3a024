"""Commands that do more than read; importing libraries takes most of their time."""

import shutil
import sys
from collections.abc import Iterator
from itertools import count
from typing import Final

from benchmarks.bench import Bench
from benchmarks.pairs import Took, alternate
from benchmarks.running import Command, run
from benchmarks.table import Row, row_of

TASK: Final = ("OPEN-00000", "send-invitations")
BOOKING: Final = (
    *("--procedure", "hounslow", "--type", "initial", "--at", "2026-10-15 10:00"),
    *("--strategy-discussion", "2026-09-28"),
)
_HOLIDAYS: Final = "import typer, pydantic, holidays; holidays.country_holidays('GB', years=2026)"


def recording(bench: Bench) -> Iterator[Row]:
    """Measure `done`, `undo` and `schedule`, beside a script that changes one row as durably."""
    store = bench.folder / "recorded.sqlite"
    shutil.copyfile(bench.few, store)
    doing, undoing = (bench.cpconf(store, verb, *TASK) for verb in ("done", "undo"))
    least = bench.least("program", store, TASK[0])
    numbers = count(1)

    def done() -> Took:
        took = run(doing)
        run(undoing)
        return took

    def undo() -> Took:
        run(doing)
        return run(undoing)

    def schedule() -> Took:
        return run(bench.cpconf(store, "schedule", f"NEW-{next(numbers)}", *BOOKING))

    for verb, ours, most in (("done", done, 1.4), ("undo", undo, 1.4), ("schedule", schedule, 2)):
        pairs = alternate(ours, lambda: run(least), bench.rounds(15))
        yield row_of(f"`{verb}`, beside changing one row", pairs, most=most)


def suggest(bench: Bench) -> Iterator[Row]:
    """Measure `suggest`, which plans twenty days and keeps none."""
    asked = ("suggest", "--procedure", "oxfordshire", "--type", "initial")
    yield bench.compare(
        "`suggest`, beside making a calendar with `holidays`",
        bench.cpconf(bench.few, *asked),
        Command((sys.executable, "-c", _HOLIDAYS)),
        most=None,
        rounds=15,
    )
