"""Commands that do more than read; importing libraries takes most of their time."""

import shutil
import sys
from collections.abc import Iterator
from typing import Final

from benchmarks.bench import Bench
from benchmarks.pairs import Took, alternate
from benchmarks.running import Command, run
from benchmarks.table import Row, row_of

_TASK: Final = ("OPEN-00000", "send-invitations")
_HOLIDAYS: Final = "import typer, pydantic, holidays; holidays.country_holidays('GB', years=2026)"


def done(bench: Bench) -> Iterator[Row]:
    """Measure `done` of one task, which is undone again each time."""
    store = bench.folder / "recorded.sqlite"
    shutil.copyfile(bench.few, store)
    doing, undoing = (bench.cpconf(store, verb, *_TASK) for verb in ("done", "undo"))

    def once() -> Took:
        took = run(doing)
        run(undoing)
        return took

    pairs = alternate(once, lambda: run(bench.bare(bench.few)), bench.rounds(15))
    yield row_of("`done`, beside opening the store", pairs, most=None)


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
