"""10,000 bookings at once: `schedule --from`, compared with only writing the same rows."""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from benchmarks import stores
from benchmarks.bench import Bench
from benchmarks.pairs import Took, alternate
from benchmarks.running import run
from benchmarks.table import Row, row_of
from cpconf.store.sqlite.opening import SETTINGS

MOST: Final = 3
_FILLED: Final = ("history", "answer", "statutory_limit", "task", "conference")


def importing(bench: Bench) -> Iterator[Row]:
    """Compare the whole command `schedule --from` with two calls of `executemany`."""
    folder, count = bench.folder, bench.size(10_000)
    bookings = stores.write_csv(folder / "bookings.csv", stores.coming(count))
    path = folder / "imported.sqlite"
    command = bench.cpconf(path, "schedule", "--from", str(bookings))

    def ours() -> Took:
        path.unlink(missing_ok=True)
        return run(command)

    ours()
    pairs = alternate(ours, lambda: write_bare(path, folder / "bare.sqlite"), bench.rounds(5))
    yield row_of(
        f"`schedule --from`, {count:,} conferences, beside `executemany` of their rows",
        pairs,
        most=bench.figure(MOST),
    )


def write_bare(imported: Path, bare: Path) -> Took:
    """Write the conferences and tasks of a store into an empty one, with the same settings."""
    conferences, tasks = _rows(imported, "conference"), _rows(imported, "task")
    _empty(imported, bare)
    start, busy = time.perf_counter(), time.process_time()
    with closing(sqlite3.connect(bare, isolation_level=None)) as connection:
        for setting in SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN IMMEDIATE")
        for table, rows in (("conference", conferences), ("task", tasks)):
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
        connection.execute("COMMIT")
    return Took(time.perf_counter() - start, time.process_time() - busy)


def _rows(store: Path, table: str) -> list[Any]:
    with closing(sqlite3.connect(store)) as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - ours


def _empty(store: Path, copy: Path) -> None:
    """Make a copy of a store, with the pinned editions and the calendar, but no conferences."""
    shutil.copyfile(store, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        guards = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in guards:
            connection.execute(f'DROP TRIGGER "{name}"')
        for table in _FILLED:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - the names above
        for _, statement in guards:
            connection.execute(statement)
        connection.execute("VACUUM")
