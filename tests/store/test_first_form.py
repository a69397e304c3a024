"""A store of form 1, as the program made it then, is brought to the form of today."""

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cpconf.core.sharing import ShareState
from cpconf.core.words import ConferenceState, Fact, Role, TaskState
from cpconf.errors import CpconfError
from cpconf.store.migrating import migrate
from cpconf.store.opening import FORM
from cpconf.store.reading import reading
from tests.store.examples import begin, task, written

DUMP = Path(__file__).parent / "data" / "form_0001.sql"
NEW_TABLES = {"document", "sharing", "agreed_way", "withheld_term", "submitted"}


@pytest.fixture
def old_store(tmp_path: Path) -> Path:
    """Three conferences in form 1; the first has people, an answer, a mark and a note."""
    file = tmp_path / "old" / "conferences.db"
    file.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(file)) as sql:
        sql.executescript(DUMP.read_text(encoding="utf-8"))
    file.chmod(0o600)
    return file


def rows(store: Path) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every table but that of the form's number."""
    with closing(sqlite3.connect(store)) as sql:
        names = sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: sql.execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608 - the test's own
            for (name,) in names
            if name != "alembic_version"
        }


def definitions(store: Path) -> dict[str, str]:
    """Everything in the store by its definition, however that is laid out on lines."""
    with closing(sqlite3.connect(store)) as sql:
        found = sql.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        return {name: "".join(statement.split()).replace('"', "") for name, statement in found}


def form(store: Path) -> int:
    with closing(sqlite3.connect(store)) as sql:
        (found,) = sql.execute("SELECT version_num FROM alembic_version").fetchone()
    return int(found)


@pytest.mark.parametrize("by", ["reading", "writing"])
def test_the_first_command_makes_of_it_what_a_new_store_is(
    old_store: Path, store: Path, by: str
) -> None:
    before = rows(old_store)
    assert form(old_store) == 1
    if by == "reading":
        reader = reading(old_store)
        assert reader
        reader.close()
    else:
        with written(old_store):
            pass
    assert form(old_store) == FORM
    assert definitions(old_store) == definitions(store)
    assert rows(old_store) == before | {name: [] for name in NEW_TABLES}
    copy = old_store.with_name(f"{old_store.name}.before-v{FORM}.bak")
    assert (form(copy), rows(copy)) == (1, before)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(old_store.parent.iterdir()) == [old_store, copy]


def test_all_that_was_on_record_is_read_as_it_was(old_store: Path) -> None:
    reader = reading(old_store)
    assert reader
    with reader:
        filed = reader.filed("C-1")
        states = [reader.filed(ref).conference.state for ref in ("C-2", "C-3")]
        (mark,) = reader.marks("C-1")
        notes = [entry.note for entry in reader.history("C-1")]
        assert reader.sharings("C-1") == []
        assert reader.other_family("C-2") == [("C-1", "Parent One")]
    mother, school = filed.people
    assert (mother.role, mother.email) == (Role.MOTHER, "one@example.org")
    assert (school.name, school.agency) == ("School Two", "Example School")
    assert filed.answers == {(Fact.NO_WIFI, None): False, (Fact.NO_WIFI, "p1"): True}
    assert task(filed, "email-report", "p1").state is TaskState.DONE
    assert (mark.note, mark.by) == ("as agreed", "worker")
    assert notes == [None, "a note"]
    assert states == [ConferenceState.CANCELLED, ConferenceState.HELD]


def test_documents_can_be_shared_from_it_at_once(old_store: Path) -> None:
    with written(old_store) as writer:
        begin(writer, "p1", ShareState.PREPARED)
        assert [sharing.person for sharing in writer.sharings("C-1")] == ["p1"]
    with closing(sqlite3.connect(old_store)) as sql:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            sql.execute("DELETE FROM document")
        assert len(sql.execute("SELECT * FROM sharings").fetchall()) == 1


def test_without_room_for_the_copy_it_stays_as_it_is(
    old_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = old_store.read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(CpconfError, match="disk is full"):
        migrate(old_store)
    assert old_store.read_bytes() == before
    assert list(old_store.parent.iterdir()) == [old_store]


@pytest.mark.parametrize("table", ["document", "submitted"])
def test_a_command_killed_on_the_way_leaves_it_in_its_old_form(old_store: Path, table: str) -> None:
    before = rows(old_store)
    code = f"""\
import os, signal, sys
from pathlib import Path
import alembic.op
from cpconf.store.migrating import migrate

make = alembic.op.create_table
def create_table(name, *parts, **more):
    if name == {table!r}:
        os.kill(os.getpid(), signal.SIGKILL)
    return make(name, *parts, **more)
alembic.op.create_table = create_table
migrate(Path(sys.argv[1]))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(old_store)], capture_output=True, check=False
    )
    assert done.returncode == -9
    assert (form(old_store), rows(old_store)) == (1, before)
    migrate(old_store)
    assert form(old_store) == FORM
