"""A new store: its owner's alone, complete or not at all, and never in another's place."""

import errno
import os
import re
import secrets
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cpconf.errors import CpconfError, Refused
from cpconf.store.reading import reading
from cpconf.store.sqlite import opening
from cpconf.store.sqlite.engine import engine_for
from cpconf.store.sqlite.making import create
from tests.store.examples import schedule, written


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def mask(value: int) -> Iterator[None]:
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("value", [0o000, 0o022, 0o077])
def test_a_store_and_its_folders_are_their_owners_alone(tmp_path: Path, value: int) -> None:
    file = tmp_path / "one" / "two" / "s.db"
    with mask(value), written(file, create=True) as writer:
        schedule(writer, "C-1")
        writer.common.ask("SELECT 1")
        journal = file.with_name("s.db-journal")
        assert mode(journal) == 0o600
    assert mode(file) == 0o600
    assert (mode(file.parent), mode(file.parent.parent)) == (0o700, 0o700)
    assert list(file.parent.iterdir()) == [file]


def test_a_folder_that_was_there_keeps_its_rights(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o750)
    create(folder / "s.db")
    assert mode(folder) == 0o750


def test_a_new_store_is_ready_to_be_read(new_store: Path) -> None:
    create(new_store)
    reader = reading(new_store)
    assert reader
    with reader:
        assert reader.conferences.counts() == (0, 0)
        assert reader.conferences.current_calendar() is None
        assert reader.conferences.outstanding() == []


def test_a_store_that_is_there_is_never_replaced(store: Path) -> None:
    before = store.read_bytes()
    create(store)
    assert store.read_bytes() == before
    assert list(store.parent.iterdir()) == [store]


def test_a_store_can_be_made_through_a_link(tmp_path: Path) -> None:
    link, file = tmp_path / "link.db", tmp_path / "real.db"
    link.symlink_to(file)
    with written(link, create=True) as writer:
        schedule(writer, "C-1")
    assert link.is_symlink()
    assert file.stat().st_size > 0


def test_without_hard_links_a_store_is_made_all_the_same(
    new_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    create(new_store)
    with written(new_store) as writer:
        schedule(writer, "C-1")
    before = new_store.read_bytes()
    create(new_store)
    assert new_store.read_bytes() == before
    assert list(new_store.parent.iterdir()) == [new_store]


def test_a_store_of_another_who_was_faster_is_left_without_hard_links_too(
    store: Path, new_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that is there has a conference in it; the one that is made has none."""
    assert store == new_store
    before = store.read_bytes()
    for error in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS):

        def refuse(*_: object, error: int = error) -> None:
            raise OSError(error, os.strerror(error))

        monkeypatch.setattr(os, "link", refuse)
        create(store)
        assert store.read_bytes() == before
        assert list(store.parent.iterdir()) == [store]
        reader = reading(store)
        assert reader
        with reader:
            assert reader.conferences.counts() == (1, 4)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows opens no folders")
def test_the_names_of_a_new_store_and_its_folders_are_flushed_and_nothing_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """POSIX, fsync: a name lasts once the folder that it is in was flushed."""
    flushed: list[tuple[int, int]] = []
    flush = os.fsync

    def tell(descriptor: int) -> None:
        flush(descriptor)
        about = os.fstat(descriptor)
        flushed.append((about.st_dev, about.st_ino))

    monkeypatch.setattr(os, "fsync", tell)
    before = os.open(os.devnull, os.O_RDONLY)
    os.close(before)
    create(tmp_path / "one" / "two" / "s.db")
    folders = [tmp_path, tmp_path / "one", tmp_path / "one" / "two"]
    assert flushed == [(each.stat().st_dev, each.stat().st_ino) for each in folders]
    after = os.open(os.devnull, os.O_RDONLY)
    os.close(after)
    assert after == before


def test_a_new_store_is_written_as_settings_that_outlive_a_power_cut_say(new_store: Path) -> None:
    """SQLite's pragma synchronous: 2 is FULL; journal_mode DELETE."""
    create(new_store)
    with engine_for(new_store).connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("synchronous", "journal_mode")
        ]
    assert found == [2, "delete"]


def test_a_draft_is_not_made_where_a_link_leads(
    new_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "token_hex", lambda _: "0" * 16)
    new_store.parent.mkdir()
    planted = new_store.with_name(f".{new_store.name}.{'0' * 16}.new")
    planted.symlink_to(new_store.with_name("elsewhere"))
    with pytest.raises(CpconfError):
        create(new_store)
    assert list(new_store.parent.iterdir()) == [planted]


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(CpconfError):
        create(tmp_path / "taken" / "s.db")
    assert (tmp_path / "taken").read_bytes() == b""


def test_a_folder_that_another_makes_meanwhile_will_do(
    new_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = Path.mkdir

    def late(folder: Path, mode: int = 0o777, **how: bool) -> None:
        make(folder, mode, **how)
        make(folder, mode, **how)

    monkeypatch.setattr(Path, "mkdir", late)
    create(new_store)
    assert list(new_store.parent.iterdir()) == [new_store]


def test_a_python_with_too_old_a_library_makes_no_store(
    new_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "OLDEST_LIBRARY", (99, 0))
    with pytest.raises(CpconfError, match="SQLite"):
        create(new_store)
    assert not new_store.parent.exists()


def test_a_journal_beside_a_store_that_is_there_is_its_own(store: Path) -> None:
    journal = store.with_name(f"{store.name}-journal")
    journal.write_bytes(b"")
    before = store.read_bytes()
    create(store)
    assert store.read_bytes() == before
    assert journal.exists()


@pytest.mark.parametrize("suffix", ["-journal", "-wal"])
def test_a_store_is_not_made_beside_what_another_left(new_store: Path, suffix: str) -> None:
    new_store.parent.mkdir()
    leftover = new_store.with_name(new_store.name + suffix)
    leftover.write_bytes(b"x" * 600)
    with pytest.raises(Refused, match=re.escape(str(leftover))):
        create(new_store)
    assert list(new_store.parent.iterdir()) == [leftover]


def test_what_killed_runs_left_of_a_store_is_removed_by_the_next_that_makes_one(
    new_store: Path,
) -> None:
    """A draft may have every row of the store that it was to become a copy of."""
    left = _left_by_a_killed_run(new_store)
    assert len(left) == 2  # the draft and its journal
    create(new_store)
    assert list(new_store.parent.iterdir()) == [new_store]


def test_what_another_run_makes_meanwhile_is_left_to_it(new_store: Path) -> None:
    def another(_: sqlite3.Connection) -> None:
        assert create(new_store)

    assert not create(new_store, another)
    assert list(new_store.parent.iterdir()) == [new_store]


def test_a_copy_that_an_upgrade_makes_and_what_is_no_draft_are_left(new_store: Path) -> None:
    new_store.parent.mkdir()
    others = [
        new_store.with_name(name)
        for name in (
            f".{new_store.name}.v6.bak.{'0' * 16}.new",
            f".t.db.{'0' * 16}.new",
            f".{new_store.name}.mine.new",
        )
    ]
    for other in others:
        other.write_bytes(b"")
    create(new_store)
    assert set(new_store.parent.iterdir()) == {new_store, *others}


def _left_by_a_killed_run(store: Path) -> list[Path]:
    killing = (
        "import os, signal, sys; from pathlib import Path\n"
        "from cpconf.store.sqlite.making import create\n"
        "def fill(connection):\n"
        "    connection.execute('PRAGMA cache_size=1')\n"
        "    connection.execute('CREATE TABLE much AS WITH RECURSIVE n(i) AS '\n"
        "        '(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999) SELECT i FROM n')\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "create(Path(sys.argv[1]), fill)"
    )
    subprocess.run([sys.executable, "-c", killing, str(store)], check=False)
    return list(store.parent.glob("*.new*"))
