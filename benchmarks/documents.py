"""Protecting a document, beside qpdf, which encrypts and proves nothing."""

import itertools
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.bench import Bench
from benchmarks.pairs import Took, alternate
from benchmarks.papers import report, scans
from benchmarks.running import Command, peak, run
from benchmarks.table import Row, row_of

STEP: Final = 1.5
WHOLE: Final = 12
TIMES_ITS_SIZE: Final = 3
NEEDED: Final = "qpdf is not installed (Debian's package is called that)"
_PASSWORD: Final = "amber-kettle-tulip-saddle-comet"  # noqa: S105 - it protects a benchmark
_OWNER: Final = "benchmark-owner-of-nothing"


def protecting(bench: Bench) -> Iterator[Row]:
    """The encryption alone, and the whole command with its proof, each beside `qpdf --encrypt`."""
    if shutil.which("qpdf") is None:
        yield Row(what="`protect-report`, beside `qpdf --encrypt`", reason=NEEDED)
        return
    source = report(bench.folder / "report.pdf")
    size = f"{source.stat().st_size / 1e6:.0f} MB"
    copy = bench.folder / "by-qpdf.pdf"
    # By names and not by place: the passwords stand in no example that somebody might follow.
    qpdf = Command(("qpdf", "--encrypt", _PASSWORD, _OWNER, "256", "--", str(source), str(copy)))
    yield row_of(
        f"encryption of 200 pages, {size}, beside `qpdf --encrypt`",
        alternate(lambda: _encrypt(source, bench.folder), lambda: run(qpdf), bench.rounds(15)),
        most=STEP,
    )
    numbers = itertools.count()
    store = _with_a_parent(bench)

    def whole() -> Took:
        out = bench.folder / f"out-{next(numbers)}"
        took = run(_command(bench, store, source, out))
        shutil.rmtree(out)
        return took

    yield row_of(
        f"`protect-report` of 200 pages, {size}, with its proof, beside `qpdf --encrypt`",
        alternate(whole, lambda: run(qpdf), bench.rounds(15)),
        most=WHOLE,
    )


def memory(bench: Bench) -> Iterator[Row]:
    """The most memory that any process of `protect-report` has, by the size of the document."""
    source = scans(bench.folder / "scans.pdf")
    size = source.stat().st_size / 1e6
    store = _with_a_parent(bench)
    rounds = bench.rounds(3)
    most = 0.0
    for number in range(rounds):
        out = bench.folder / f"out-memory-{number}"
        most = max(most, peak(_command(bench, store, source, out)))
        shutil.rmtree(out)
    yield Row(
        what=f"peak memory of `protect-report`, {size:.0f} MB, by the document's size",
        ours=f"{most:.0f} MB",
        value=most / size,
        most=TIMES_ITS_SIZE,
        unit=" times",
        rounds=rounds,
    )


def _encrypt(source: Path, folder: Path) -> Took:
    """The step itself, in this process, from opening the document to the last byte on disk."""
    import pikepdf

    from cpconf.documents.pdf_protect import encrypt, leave_out
    from cpconf.documents.publishing import draft

    wall, cpu = time.perf_counter(), time.process_time()
    with draft(folder) as copy, pikepdf.open(source, conversion_mode="explicit") as pdf:
        leave_out(pdf)
        encrypt(pdf, _PASSWORD, copy)
    return Took(time.perf_counter() - wall, time.process_time() - cpu)


def _command(bench: Bench, store: Path, source: Path, out: Path) -> Command:
    return bench.cpconf(
        store, "protect-report", str(source), "OPEN-00000", "--to", "mother", "--out", str(out)
    )


def _with_a_parent(bench: Bench) -> Path:
    """The few conferences, a mother on record at the first."""
    store = bench.folder / "sharing.sqlite"
    if not store.exists():
        shutil.copyfile(bench.few, store)
        person = ("--role", "mother", "--name", "Pat Example", "--email", "pat@example.org")
        with closing(sqlite3.connect(store)) as connection:
            known = connection.execute(
                "SELECT COUNT(*) FROM person p JOIN conference c ON c.id = p.conference_id "
                "WHERE c.ref = 'OPEN-00000' AND p.role = 'mother'"
            ).fetchone()
        if not known[0]:
            run(bench.cpconf(store, "person", "add", "OPEN-00000", *person))
    return store
