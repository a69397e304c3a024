"""What is opened is a store of ours, or is left exactly as it is and said to be something else."""

import hashlib
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from cpconf.errors import CpconfError, ExitCode, NotFound, StoreBusy, StoreFault, UsageFault
from cpconf.store.database.forms import FORM
from cpconf.store.reading import reading
from cpconf.store.sqlite.opening import APPLICATION_ID, check_library
from tests.store.examples import schedule, written


def empty(file: Path) -> None:
    file.touch()


def text(file: Path) -> None:
    file.write_text("Dear all,\n" * 200)


def archive(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("a.txt", "a" * 5000)


def another_program(file: Path) -> None:
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE recipe (name TEXT)")
        made.commit()


def another_program_with_a_log(file: Path) -> None:
    with closing(sqlite3.connect(file)) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE task (name TEXT)")
        made.commit()


def no_tables(file: Path) -> None:
    with closing(sqlite3.connect(file)) as made:
        made.execute(f"PRAGMA application_id={APPLICATION_ID}")
        made.execute("CREATE TABLE task (name TEXT)")
        made.commit()


def a_table_is_missing(file: Path) -> None:
    with written(file, create=True):
        pass
    with closing(sqlite3.connect(file)) as made:
        made.execute("DROP VIEW marks_log")


def start_of_a_store(file: Path) -> None:
    with written(file, create=True):
        pass
    file.write_bytes(file.read_bytes()[:50])


def wiped_start(file: Path) -> None:
    with written(file, create=True):
        pass
    content = file.read_bytes()
    file.write_bytes(bytes(200) + content[200:])


FOREIGN = [
    empty,
    text,
    archive,
    another_program,
    another_program_with_a_log,
    no_tables,
    a_table_is_missing,
    start_of_a_store,
    wiped_start,
]


def read(path: Path) -> None:
    reader = reading(path)
    assert reader
    with reader:
        reader.conferences.outstanding()
        reader.conferences.filed("C-1")


def write(path: Path) -> None:
    with written(path, create=True) as writer:
        schedule(writer, "C-9")


def everything_in(folder: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if file.is_file()
    }


@pytest.mark.parametrize("use", [read, write])
@pytest.mark.parametrize("make", FOREIGN)
def test_a_file_that_is_no_store_is_refused_and_left_untouched(
    tmp_path: Path, make: Callable[[Path], None], use: Callable[[Path], None]
) -> None:
    file = tmp_path / "thing.db"
    make(file)
    before = everything_in(tmp_path)
    with pytest.raises(StoreFault, match=r"not a cpconf store .* CPCONF_STORE") as raised:
        use(file)
    assert raised.value.exit_code is ExitCode.STORE
    assert everything_in(tmp_path) == before


@pytest.mark.parametrize("use", [read, write])
def test_a_folder_and_a_pipe_are_no_stores(tmp_path: Path, use: Callable[[Path], None]) -> None:
    with pytest.raises(StoreFault, match="folder"):
        use(tmp_path)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(StoreFault, match="not a file"):
        use(pipe)


@pytest.mark.parametrize("use", [read, write])
def test_a_store_of_a_newer_form_is_refused_with_advice(
    store: Path, use: Callable[[Path], None]
) -> None:
    with closing(sqlite3.connect(store)) as made:
        made.execute("UPDATE alembic_version SET version_num = '0042'")
        made.commit()
    before = everything_in(store.parent)
    with pytest.raises(
        StoreFault, match=rf"form 42, and this cpconf knows forms up to {FORM}: upgrade"
    ):
        use(store)
    assert everything_in(store.parent) == before


@pytest.mark.parametrize("use", [read, write])
@pytest.mark.parametrize(
    "version", ["DELETE FROM alembic_version", "UPDATE alembic_version SET version_num = 'x'"]
)
def test_a_store_without_a_form_is_damaged(
    store: Path, version: str, use: Callable[[Path], None]
) -> None:
    with closing(sqlite3.connect(store)) as made:
        made.execute(version)
        made.commit()
    with pytest.raises(StoreFault, match="damaged"):
        use(store)


@pytest.mark.parametrize("use", [read, write])
def test_a_damaged_store_is_said_to_be_damaged(store: Path, use: Callable[[Path], None]) -> None:
    content = bytearray(store.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    store.write_bytes(content)
    with pytest.raises(StoreFault, match="backup") as raised:
        use(store)
    assert raised.value.exit_code is ExitCode.STORE


@pytest.mark.parametrize("use", [read, write])
def test_a_store_cut_short_is_said_to_be_damaged(store: Path, use: Callable[[Path], None]) -> None:
    content = store.read_bytes()
    store.write_bytes(content[: len(content) // 2])
    with pytest.raises(StoreFault):
        use(store)


@contextmanager
def held(store: Path, how: str) -> Iterator[None]:
    with closing(sqlite3.connect(store, isolation_level=None)) as other:
        other.execute(f"BEGIN {how}")
        yield


@pytest.mark.parametrize("use", [read, write])
def test_a_store_that_another_is_committing_to_is_busy(
    store: Path, use: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPCONF_BUSY_TIMEOUT", "0.05")
    with held(store, "EXCLUSIVE"), pytest.raises(StoreBusy, match="try again") as raised:
        use(store)
    assert raised.value.exit_code is ExitCode.BUSY


def test_a_store_that_another_writes_to_can_be_read(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPCONF_BUSY_TIMEOUT", "0.05")
    with held(store, "IMMEDIATE"):
        read(store)
        with pytest.raises(StoreBusy):
            write(store)


def test_an_unreadable_patience_is_wrong_usage(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPCONF_BUSY_TIMEOUT", "long")
    with pytest.raises(UsageFault, match="seconds"):
        read(store)


def test_looking_at_the_store_does_not_give_up_a_writers_lock(store: Path) -> None:
    code = (
        "import sqlite3, sys; "
        "sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None).execute('BEGIN IMMEDIATE')"
    )
    with written(store):
        read(store)
        tried = subprocess.run(
            [sys.executable, "-c", code, str(store)], capture_output=True, text=True, check=False
        )
    assert "database is locked" in tried.stderr


def test_a_full_disk_is_said_to_be_full_and_changes_nothing(store: Path) -> None:
    full = pytest.raises(CpconfError, match="disk is full")
    with full as raised, written(store) as writer:
        writer.common.ask(
            "PRAGMA max_page_count=60"
        )  # what SQLite says then is what a full disk says
        schedule(writer, *(f"N-{number}" for number in range(500)))
    assert raised.value.exit_code is ExitCode.FAILED
    reader = reading(store)
    assert reader
    with reader:
        assert reader.conferences.counts() == (1, 4)


def test_a_python_with_too_old_a_sqlite_is_told_which_it_needs() -> None:
    check_library((3, 37, 0))
    with pytest.raises(CpconfError, match=r"has SQLite 3\.34\.1, .* needs 3\.37"):
        check_library((3, 34, 1))


def test_what_names_no_file_is_said_so() -> None:
    for name in ("mysql://example.org/x", "sqlite:///x.db", "", "a\0b"):
        with pytest.raises(UsageFault):
            reading(name)


def test_writing_where_there_is_nothing_says_so_unless_it_may_create(new_store: Path) -> None:
    with pytest.raises(NotFound, match="nothing yet"), written(new_store):
        pass
    assert not new_store.parent.exists()


def test_a_path_below_a_file_cannot_be_used(store: Path) -> None:
    for use in (read, write):
        with pytest.raises(CpconfError):
            use(store / "below.db")
