"""One run of the benchmarks: its stores, numbers of rounds, and commands."""

import os
import sqlite3
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from benchmarks import stores
from benchmarks.pairs import alternate
from benchmarks.running import ROOT, Command, run
from benchmarks.table import Row, row_of

EXAMPLES: Final = ROOT / "examples" / "conferences.csv"
OPEN: Final = 200
"""The number of conferences with open tasks in the stores `few` and `large`."""


@dataclass(frozen=True)
class Bench:
    """A run of the benchmarks; `quick` means a tenth of the conferences and a third of the rounds.

    A store is made in the folder when the first row needs it, and used again by later ones.
    """

    folder: Path
    quick: bool = False

    def rounds(self, wanted: int) -> int:
        """Return how many rounds to measure."""
        return max(3, wanted // 3) if self.quick else wanted

    def size(self, wanted: int) -> int:
        """Return how many conferences to make."""
        return wanted // 10 if self.quick else wanted

    def figure(self, most: float) -> float | None:
        """Return the limit of a row that depends on the store's size; None in a quick run."""
        return None if self.quick else most

    @cached_property
    def five(self) -> Path:
        """The five conferences of the examples."""
        return self._store("five", lambda path: stores.make_store(path, EXAMPLES))

    @cached_property
    def few(self) -> Path:
        """200 conferences, with all tasks open."""
        return self._store("few", lambda path: self._book(path, stores.coming(OPEN)))

    @cached_property
    def large(self) -> Path:
        """The same 200 scattered among 44,800 past ones, with all tasks done."""
        return self._among("large", 45_000)

    @cached_property
    def county(self) -> Path:
        """The same 200 among 99,800 past ones, with 2.5 million tasks."""
        return self._among("county", 100_000)

    @cached_property
    def busy(self) -> Path:
        """2,900 conferences, with some 50,000 open tasks."""
        coming = stores.coming(self.size(2_900))
        return self._store("busy", lambda path: self._book(path, coming))

    def cpconf(self, store: Path | str, *arguments: str, terminal: bool = False) -> Command:
        """Return a command line of cpconf, started as the script that pip installs."""
        return self._started("cpconf.cli", "main", store, arguments, terminal=terminal)

    def floor(self, store: Path, *arguments: str, terminal: bool = False) -> Command:
        """Return a command line of the floor, started in the same way."""
        return self._started("benchmarks.floor", "program", store, arguments, terminal=terminal)

    def bare(self, store: Path) -> Command:
        """Return the command that only opens a store."""
        return self._started("benchmarks.bare", "program", store, (), terminal=False)

    def least(self, script: str, store: Path | str, *arguments: str) -> Command:
        """Return a command of `benchmarks/least.py`."""
        return self._started("benchmarks.least", script, store, arguments, terminal=False)

    def compare(
        self, what: str, ours: Command, theirs: Command, *, most: float | None, rounds: int
    ) -> Row:
        """Run two commands in turns, and return their row."""
        pairs = alternate(lambda: run(ours), lambda: run(theirs), self.rounds(rounds))
        return row_of(what, pairs, most=most)

    def _started(
        self,
        module: str,
        function: str,
        store: Path | str,
        arguments: tuple[str, ...],
        *,
        terminal: bool,
    ) -> Command:
        config = self.folder / "config.toml"
        config.touch()
        script = f"import sys; from {module} import {function}; sys.exit({function}())"
        return Command(
            (sys.executable, "-c", script, "--store", str(store), *arguments),
            {
                "CPCONF_CONFIG": str(config),
                "CPCONF_TESSERACT": "",  # reading scans is not measured: it is slow
                "CPCONF_NOW": stores.NOW.isoformat(),
                "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
            },
            terminal,
        )

    def _among(self, name: str, conferences: int) -> Path:
        """Return the store of the 200 scattered among past ones, so many conferences in all."""

        def make(path: Path) -> None:
            past = self.size(conferences) - OPEN
            self._book(path, stores.scattered(stores.past(past), stores.coming(OPEN), past // OPEN))
            stores.finish_past(path)

        return self._store(name, make)

    def _book(self, path: Path, bookings: Iterable[dict[str, str]]) -> None:
        stores.make_store(path, stores.write_csv(path.with_suffix(".csv"), bookings))

    def _store(self, name: str, make: Callable[[Path], object]) -> Path:
        path = self.folder / f"{name}{'-quick' * self.quick}.sqlite"
        if not path.exists():
            draft = path.with_suffix(".new")
            draft.unlink(missing_ok=True)
            make(draft)
            draft.rename(path)
        return path


def count_tasks(store: Path) -> tuple[int, int]:
    """Return how many tasks a store has, and how many of them are outstanding."""
    with closing(sqlite3.connect(store)) as connection:
        (every,) = connection.execute("SELECT COUNT(*) FROM task").fetchone()
        (open_,) = connection.execute("SELECT COUNT(*) FROM outstanding").fetchone()
    return every, open_
