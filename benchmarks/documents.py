"""Protecting a document, compared with qpdf, which encrypts without a proof."""

import itertools
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from benchmarks.bench import Bench
from benchmarks.pairs import Took, alternate
from benchmarks.papers import one_page as a_page
from benchmarks.papers import picture, report, scans
from benchmarks.running import ROOT, Command, peak, run
from benchmarks.table import Row, row_of

STEP: Final = 1.5
WHOLE: Final = 9
TEN_LINES: Final = 5
TIMES_ITS_SIZE: Final = 2.5
NEEDED: Final = "qpdf is not installed (Debian's package is called that)"
_PASSWORD: Final = "amber-kettle-tulip-saddle-comet"  # noqa: S105 - it protects a benchmark
_OWNER: Final = "benchmark-owner-of-nothing"


def one_page(bench: Bench) -> Iterator[Row]:
    """Compare the whole command for one page with ten lines of pikepdf."""
    source = a_page(bench.folder / "one.pdf")
    copy = bench.folder / "by-ten-lines.pdf"
    script = ROOT / "benchmarks" / "ten_lines.py"
    theirs = Command((sys.executable, str(script), str(source), str(copy), _PASSWORD, _OWNER))
    yield row_of(
        "`protect-report` of one page, beside ten lines of pikepdf",
        alternate(_whole(bench, source), lambda: run(theirs), bench.rounds(25)),
        most=TEN_LINES,
        of_processor=True,
    )


def protecting(bench: Bench) -> Iterator[Row]:
    """Compare the encryption alone, and the whole command, with `qpdf --encrypt`."""
    if shutil.which("qpdf") is None:
        yield Row(what="`protect-report`, beside `qpdf --encrypt`", reason=NEEDED)
        return
    source = report(bench.folder / "report.pdf")
    size = f"{source.stat().st_size / 1e6:.0f} MB"
    copy = bench.folder / "by-qpdf.pdf"
    # The passwords are constants: nobody should copy one from an example.
    qpdf = Command(("qpdf", "--encrypt", _PASSWORD, _OWNER, "256", "--", str(source), str(copy)))
    yield row_of(
        f"encryption of 200 pages, {size}, beside `qpdf --encrypt`",
        alternate(lambda: _encrypt(source, bench.folder), lambda: run(qpdf), bench.rounds(15)),
        most=STEP,
    )
    yield row_of(
        f"`protect-report` of 200 pages, {size}, with its proof, beside `qpdf --encrypt`",
        alternate(_whole(bench, source), lambda: run(qpdf), bench.rounds(15)),
        most=WHOLE,
    )


def memory(bench: Bench) -> Iterator[Row]:
    """Measure the peak memory of `protect-report` beyond that for one page.

    As a multiple of the document's size, for many pictures and for a single one.
    """
    rounds = bench.rounds(3)
    least = _peak(bench, a_page(bench.folder / "one.pdf"), rounds)
    for source, what in (
        (report(bench.folder / "report.pdf"), "many pictures"),
        (scans(bench.folder / "scans.pdf"), "many pictures"),
        (picture(bench.folder / "picture.pdf", 4350), "one picture"),
        (picture(bench.folder / "large-picture.pdf", 9500), "one picture"),
    ):
        size = source.stat().st_size / 1e6
        most = _peak(bench, source, rounds)
        yield Row(
            what=f"memory of `protect-report`, {size:.0f} MB in {what}, by the document's size",
            ours=f"{most:.0f} MB",
            theirs=f"{least:.0f} MB",
            value=(most - least) / size,
            most=TIMES_ITS_SIZE,
            unit=" times",
            rounds=rounds,
        )


def _peak(bench: Bench, source: Path, rounds: int) -> float:
    """Return the peak memory of any process of the command for a document, in MB."""
    store = _with_a_parent(bench)
    most = 0.0
    for number in range(rounds):
        out = bench.folder / f"out-memory-{number}"
        most = max(most, peak(_command(bench, store, source, out)))
        shutil.rmtree(out)
    return most


def _whole(bench: Bench, source: Path) -> Callable[[], Took]:
    """Return a function that runs the whole command, each time with a new folder."""
    numbers = itertools.count()
    store = _with_a_parent(bench)

    def whole() -> Took:
        out = bench.folder / f"out-{source.stem}-{next(numbers)}"
        took = run(_command(bench, store, source, out))
        shutil.rmtree(out)
        return took

    return whole


def _encrypt(source: Path, folder: Path) -> Took:
    """Measure the encryption in this process, from opening the document to the last byte."""
    import pikepdf

    from cpconf.documents.pdf.protect import encrypt, leave_out
    from cpconf.documents.places.publishing import draft

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
    """Return a store of the few conferences, with a mother on record at the first."""
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
