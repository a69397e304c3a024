"""Stores of earlier forms, as the program made them then, are brought to the form of today."""

import datetime as dt
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import cast

import pytest

from cpconf.core.disclosure.terms import Term, TermKind
from cpconf.core.invitations.invitation import Joining
from cpconf.core.sharing.sharing import Confirmed, ShareState, Way
from cpconf.core.words import ConferenceState, Fact, Method, Role, TaskState
from cpconf.errors import CpconfError
from cpconf.store.database.forms import FORM
from cpconf.store.database.migrating import undress, upgrade
from cpconf.store.reading import reading
from cpconf.store.sqlite.migrating import migrate, rebuilding
from tests.store.examples import (
    COPY,
    EVIDENCE,
    REPORT_SUBMITTED,
    begin,
    begin_digest,
    invite,
    task,
    written,
)

DATA = Path(__file__).parents[1] / "data"
SETTLED = {
    # C-3 was held, so what prepared it is owed no more; the last is an interpreter's.
    ("task", 13): {"outstanding": 0},
    ("task", 14): {"outstanding": 0},
    ("task", 22): {"applies": 0, "outstanding": 0},
}
"""What an upgrade makes of single rows: of any other, every column stays as it was."""


def store_of(form_: int, folder: Path) -> Path:
    """Three conferences in that form; the first has people, an answer, a mark and a note."""
    file = folder / f"form{form_}" / "conferences.db"
    file.parent.mkdir(mode=0o700, parents=True)
    with closing(sqlite3.connect(file)) as sql:
        sql.executescript((DATA / f"form_{form_:04d}.sql").read_text(encoding="utf-8"))
    file.chmod(0o600)
    return file


@pytest.fixture(params=range(1, FORM))
def old_store(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    return store_of(request.param, tmp_path)


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """A store of form 2, in which documents of the first conference are shared, too."""
    return store_of(2, tmp_path)


Row = dict[str, object]


def rows(store: Path) -> dict[str, list[Row]]:
    """The rows of every table but that of the form's number, by the names of their columns."""
    with closing(sqlite3.connect(store)) as sql:
        sql.row_factory = sqlite3.Row
        names = sql.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: [dict(row) for row in sql.execute(f"SELECT * FROM {name}")]  # noqa: S608 - the test's own
            for (name,) in names
            if name != "alembic_version"
        }


def definitions(store: Path) -> dict[str, str]:
    """Everything in the store by its definition, however that is laid out on lines."""
    with closing(sqlite3.connect(store)) as sql:
        found = sql.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
        return {name: "".join(statement.split()).replace('"', "") for name, statement in found}


def brought_on(table: str, row: Row, now: Row) -> Row:
    """A row in the form of today: what is new is empty, unless `SETTLED` says otherwise."""
    return dict.fromkeys(now) | row | SETTLED.get((table, cast("int", row.get("id"))), {})


def form(store: Path) -> int:
    with closing(sqlite3.connect(store)) as sql:
        (found,) = sql.execute("SELECT version_num FROM alembic_version").fetchone()
    return int(found)


def test_a_store_of_every_earlier_form_is_kept_for_these_tests() -> None:
    assert sorted(file.name for file in DATA.glob("form_*.sql")) == [
        f"form_{number:04d}.sql" for number in range(1, FORM)
    ]


@pytest.mark.parametrize("by", ["reading", "writing"])
def test_the_first_command_makes_of_it_what_a_new_store_is(
    old_store: Path, store: Path, by: str
) -> None:
    before, old = rows(old_store), form(old_store)
    assert old < FORM
    if by == "reading":
        reader = reading(old_store)
        assert reader
        reader.close()
    else:
        with written(old_store):
            pass
    assert form(old_store) == FORM
    assert definitions(old_store) == definitions(store)
    now = rows(old_store)
    assert set(now) >= set(before)
    for table, found in now.items():
        was = before.get(table, [])  # a table that is new has nothing in it
        assert len(found) == len(was)
        pairs = zip(found, was, strict=True)
        assert found == [brought_on(table, row, then) for then, row in pairs]
    copy = old_store.with_name(f"{old_store.name}.before-v{FORM}.bak")
    assert (form(copy), rows(copy)) == (old, before)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(old_store.parent.iterdir()) == [old_store, copy]


def test_all_that_was_on_record_is_read_as_it_was(old_store: Path) -> None:
    reader = reading(old_store)
    assert reader
    with reader:
        filed = reader.conferences.filed("C-1")
        states = [reader.conferences.filed(ref).conference.state for ref in ("C-2", "C-3")]
        (mark,) = reader.conferences.marks("C-1")
        notes = [entry.note for entry in reader.conferences.history("C-1")]
        assert ("C-1", "Parent One") in reader.sharing.other_family("C-2")
    mother, school = (filed.people[number] for number in (0, -1 if len(filed.people) == 2 else 2))
    assert (mother.role, mother.email) == (Role.MOTHER, "one@example.org")
    assert (school.name, school.agency) == ("School Two", "Example School")
    assert filed.answers == {(Fact.NO_WIFI, None): False, (Fact.NO_WIFI, "p1"): True}
    assert task(filed, "email-report", "p1").state is TaskState.DONE
    assert (mark.note, mark.by) == ("as agreed", "worker")
    assert notes == [None, "a note"]
    assert states == [ConferenceState.CANCELLED, ConferenceState.HELD]


def test_what_was_shared_is_read_as_it_was(second: Path) -> None:
    reader = reading(second)
    assert reader
    with reader:
        replaced, received, for_professionals = reader.sharing.sharings("C-1")
        (kept,), (removed,) = (
            reader.sharing.submitted("C-1"),
            reader.sharing.submitted("C-1", removed=True),
        )
        terms, ways = reader.sharing.terms("C-1", "p2"), reader.sharing.agreed_ways("C-1")
        assert reader.sharing.agreed_note("C-1", "p1") == "rang on Monday"
        assert {found.id for found in reader.sharing.documents_by_hash(COPY)} == {1, 2}
    assert replaced.state is ShareState.REPLACED
    assert (received.state, received.received_how) == (ShareState.RECEIVED, Confirmed.PHONE)
    assert (received.evidence, received.folder) == (EVIDENCE, "/reports")
    assert (for_professionals.person, for_professionals.evidence) == (None, None)
    assert (kept.person, kept.evidence) == ("p3", REPORT_SUBMITTED)
    assert (removed.number, removed.withheld) == (2, "a draft")
    assert terms == [
        Term(1, "p2", TermKind.ADDRESS, "1 Example Street"),
        Term(2, "p2", TermKind.SCHOOL, "Example School"),
    ]
    assert ways == {"p1": Way.EMAIL, "p2": Way.LETTERBOX}


def test_how_people_join_is_read_as_it_was(tmp_path: Path) -> None:
    reader = reading(store_of(3, tmp_path))
    assert reader
    with reader:
        found = reader.invitations.joinings("C-1")
        assert set(reader.invitations.invited("C-1")) == {"p1"}
    assert found == {
        None: Joining(
            person=None,
            method=Method.TEAMS,
            link="https://teams.example.org/l/1",
            dial_in="0161 496 0000, PIN 1",
            dial_at=dt.time(9, 50),
        ),
        "p2": Joining(person="p2", method=Method.TELEPHONE, dial_in="0161 496 0001"),
    }


def test_what_is_done_asks_for_nothing_any_more_in_a_store_from_before(tmp_path: Path) -> None:
    store = store_of(4, tmp_path)
    with closing(sqlite3.connect(store)) as sql:
        # The reports of the school and of the interpreter are shared: only the start is left.
        sql.execute("UPDATE task SET state = 'done', outstanding = 0 WHERE id IN (19, 22)")
        sql.commit()
    migrate(store)
    with closing(sqlite3.connect(store)) as sql:
        (needed,) = sql.execute("SELECT needed_by FROM task WHERE id = 1").fetchone()
    assert needed == "2026-02-12T10:00:00+00:00"


def test_what_only_somebody_in_support_was_to_write_is_there_for_nobody_in_particular(
    tmp_path: Path,
) -> None:
    store = store_of(4, tmp_path)
    with closing(sqlite3.connect(store)) as sql:
        sql.execute("UPDATE person SET role = 'advocate' WHERE id = 3")
        sql.commit()
    migrate(store)
    reader = reading(store)
    assert reader
    with reader:
        shares = [t for t in reader.conferences.filed("C-1").applying if t.task == "share-reports"]
    assert [(t.handle, t.state) for t in shares] == [("share-reports", TaskState.OPEN)]


def test_documents_can_be_shared_from_it_at_once(old_store: Path) -> None:
    with written(old_store) as writer:
        number = begin(writer, "p1", ShareState.PREPARED)
        assert writer.sharing.sharings("C-1")[-1].id == number
    with closing(sqlite3.connect(old_store)) as sql:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            sql.execute("DELETE FROM document")
        assert (number,) in sql.execute("SELECT id FROM sharings").fetchall()


def test_people_can_be_invited_and_reminded_from_it_at_once(old_store: Path) -> None:
    with written(old_store) as writer:
        filed = writer.conferences.filed("C-1")
        writer.invitations.start_series(filed, "one@example.org")
        invite(writer, "p1")
        begin_digest(writer, filed.tasks[1])
    with closing(sqlite3.connect(old_store)) as sql:
        assert sql.execute("SELECT ref, person, state FROM invitations_log").fetchall() == [
            ("C-1", "p1", "prepared")
        ]
        assert set(sql.execute("SELECT kind, reminders FROM outbox_log").fetchall()) == {
            ("reminders", 1)
        }


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


STEPS = """\
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from cpconf.store.sqlite.migrating import migrate

last, done = int(sys.argv[2]), []
def step(connection, cursor, statement, *_):
    done.append(None)
    if len(done) == last:
        os.kill(os.getpid(), signal.SIGKILL)
event.listen(Engine, "before_cursor_execute", step)
migrate(Path(sys.argv[1]))
print(len(done))
"""
"""Brings a store to the form of today: is killed at a statement, or tells how many there are."""


def stepped(store: Path, last: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", STEPS, str(store), str(last)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 1])
def test_a_command_killed_on_the_way_leaves_it_in_its_old_form(
    old_store: Path, share: float, tmp_path: Path
) -> None:
    before, old = rows(old_store), form(old_store)
    copy = tmp_path / "copy.db"
    copy.write_bytes(old_store.read_bytes())
    steps = int(stepped(copy).stdout)
    assert stepped(old_store, round(steps * share)).returncode == -9
    assert (form(old_store), rows(old_store)) == (old, before)
    migrate(old_store)
    assert form(old_store) == FORM


def grow(store: Path, conferences: int) -> None:
    """File the first conference and its tasks again, that many times."""
    with closing(sqlite3.connect(store, isolation_level=None)) as sql:
        for number in range(conferences):
            sql.execute(
                "INSERT INTO conference (ref, type, format, edition_id, calendar_id, at, state, "
                "version) SELECT ?, type, format, edition_id, calendar_id, at, state, 1 "
                "FROM conference WHERE id = 1",
                [f"N-{number}"],
            )
            sql.execute(
                "INSERT INTO task (conference_id, rule_id, provisional, applies, state, "
                "outstanding, late_at_booking) SELECT last_insert_rowid(), rule_id, provisional, "
                "applies, state, outstanding, late_at_booking FROM task WHERE conference_id = 1"
            )


def test_the_steps_take_little_longer_for_a_larger_store(tmp_path: Path) -> None:
    """Counted in steps of SQLite's machine: each conference is put into the new indexes."""
    counted = []
    for conferences in (0, 200):
        store = store_of(2, tmp_path / str(conferences))
        grow(store, conferences)
        with rebuilding(store).begin() as connection:
            undress(connection)
            driver = cast("sqlite3.Connection", connection.connection.driver_connection)
            taken: list[None] = []
            driver.set_progress_handler(lambda: taken.append(None), 1)  # noqa: B023 - used here
            upgrade(connection)
            driver.set_progress_handler(None, 0)
        counted.append(len(taken))
    assert counted[0] < counted[1] < counted[0] + 200 * 700
