"""Waiting for a store that another command has locked: how long, and what is said meanwhile."""

import contextlib
import datetime as dt
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cpconf.errors import StoreBusy
from cpconf.store.database import waiting
from cpconf.store.reading import reading
from cpconf.store.writing import writing
from tests.store.examples import NOW

MACHINE = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)


@contextlib.contextmanager
def locked(store: Path, how: str, seconds: float) -> Iterator[None]:
    """The store as another command has it in its hands for so long."""
    connection = sqlite3.connect(store, isolation_level=None, check_same_thread=False)
    connection.execute(f"BEGIN {how}")

    def let_go() -> None:
        connection.execute("ROLLBACK")

    timer = threading.Timer(seconds, let_go)
    timer.start()
    try:
        yield
    finally:
        timer.join()
        connection.close()


def read(store: Path) -> None:
    reader = reading(store)
    assert reader is not None
    with reader:
        reader.conferences.counts()


def write(store: Path) -> None:
    with writing(store, now=NOW, machine_now=MACHINE, by="x", create=False):
        pass


def send(store: Path) -> None:
    with writing(store, now=NOW, machine_now=MACHINE, by="somebody", create=False):
        pass


WAYS = [
    pytest.param(read, "EXCLUSIVE", id="reading"),
    pytest.param(write, "EXCLUSIVE", id="writing"),
    pytest.param(write, "IMMEDIATE", id="writing beside another"),
    pytest.param(send, "IMMEDIATE", id="sending"),
]


PAGES = 28
"""Where a database counts its pages, in four bytes (https://www.sqlite.org/fileformat2.html)."""


@contextlib.contextmanager
def half_committed(store: Path) -> Iterator[None]:
    """The store while another command commits: its first page is written, the last ones are not.

    The file is let go, whole again, after half a second. It is closed last of all: closing it gives
    up the locks that this process has on it.
    """
    with store.open("r+b", buffering=0) as file, locked(store, "EXCLUSIVE", 0.5):
        pages = os.pread(file.fileno(), 4, PAGES)
        os.pwrite(file.fileno(), (int.from_bytes(pages) + 5).to_bytes(4), PAGES)
        threading.Timer(0.2, os.pwrite, (file.fileno(), pages, PAGES)).start()
        yield


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks the very bytes")
@pytest.mark.parametrize("work", [read, write, send])
def test_a_store_that_another_command_is_writing_is_not_taken_for_damaged(
    store: Path, work: Callable[[Path], None]
) -> None:
    with half_committed(store):
        work(store)


@pytest.mark.slow
@pytest.mark.parametrize(("work", "how"), WAYS)
def test_after_two_seconds_it_is_said_what_is_waited_for(
    store: Path, capsys: pytest.CaptureFixture[str], work: Callable[[Path], None], how: str
) -> None:
    threads = threading.active_count()
    with locked(store, how, 3):
        work(store)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "cpconf: waiting for another cpconf command to finish with the store "
        f"{store}, 30 seconds at most\n"
    )
    assert threading.active_count() == threads


@pytest.mark.parametrize(("work", "how"), WAYS)
def test_a_short_wait_is_nobodys_business(
    store: Path, capsys: pytest.CaptureFixture[str], work: Callable[[Path], None], how: str
) -> None:
    with locked(store, how, 0.5):
        work(store)
    assert capsys.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize(("work", "how"), WAYS)
def test_patience_ends_and_the_store_is_busy(
    store: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    work: Callable[[Path], None],
    how: str,
) -> None:
    monkeypatch.setenv("CPCONF_BUSY_TIMEOUT", "3")
    with locked(store, how, 6):
        begun = time.monotonic()
        with pytest.raises(StoreBusy):
            work(store)
        waited = time.monotonic() - begun
    assert 2.5 < waited < 5.5
    assert capsys.readouterr().err.count("waiting for another cpconf command") == 1


def test_thirty_seconds_are_waited_and_no_variable_makes_it_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert waiting.patience() == 30
    monkeypatch.setenv("CPCONF_BUSY_TIMEOUT", "300")
    assert waiting.patience() == 30


@pytest.mark.slow
def test_a_reader_in_the_way_of_a_commit_is_waited_for(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = sqlite3.connect(store, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN")
    other.execute("SELECT COUNT(*) FROM conference").fetchall()
    timer = threading.Timer(3, lambda: other.execute("COMMIT"))
    timer.start()
    with writing(store, now=NOW, machine_now=MACHINE, by="x", create=False) as writer:
        writer.conferences.note(writer.conferences.filed("C-1"), "x", {})
    timer.join()
    other.close()
    assert "waiting for another cpconf command" in capsys.readouterr().err


@pytest.mark.slow
def test_cron_is_told_nothing_and_the_next_to_wait_in_its_process_is(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with waiting.silently(), locked(store, "EXCLUSIVE", 3):
        write(store)
    assert capsys.readouterr().err == ""
    with locked(store, "EXCLUSIVE", 3):
        write(store)
    assert "waiting for another cpconf command" in capsys.readouterr().err
