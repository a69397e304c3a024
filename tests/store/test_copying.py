"""A store copied to another place: equal row by row, and nothing where that cannot be."""

import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from cpconf.errors import CpconfError, ExitCode, NotFound, Refused
from cpconf.store import copying
from cpconf.store.copying import copy
from cpconf.store.database.database import Database
from cpconf.store.database.forms import FORM
from cpconf.store.database.schema import tables
from cpconf.store.database.statements import insertion
from cpconf.store.locations import locate
from cpconf.store.reading import reading
from tests.postgresql import MISSING, server
from tests.store.changes import furnish
from tests.store.examples import schedule, written
from tests.store.looking import Row, Where, check_sound, contents, look, looking, spoil
from tests.store.sqlite.test_earlier_forms import store_of

DATABASES = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.skipif(MISSING is not None, reason=str(MISSING))),
]


def a_place(database: str, folder: Path, name: str) -> Where:
    return folder / f"{name}.db" if database == "sqlite" else server().url(server().database())


def rows(store: Where) -> dict[str, list[Row]]:
    """Every row of every table, in the order of its first columns."""
    with looking(store) as sql:
        return {
            name: sql.ask(f"SELECT * FROM {name} ORDER BY 1, 2")  # noqa: S608 - our names
            for name in tables()
        }


@pytest.mark.parametrize("other", DATABASES)
def test_a_copy_has_every_row_and_is_a_store_like_any_other(
    family: Where, tmp_path: Path, other: str
) -> None:
    furnish(family)
    target = a_place(other, tmp_path, "copy")
    before = rows(family)
    counts = copy(locate(family), locate(target))
    assert rows(target) == before == rows(family)
    assert counts == {name: len(of) for name, of in before.items()}
    assert sum(counts.values()) > 40
    check_sound(target)
    # The next number of each table is one that no row has.
    with written(target) as writer:
        schedule(writer, "AFTER")
        writer.conferences.note(writer.conferences.filed("AFTER"), "copied", {})


@pytest.mark.skipif(MISSING is not None, reason=str(MISSING))
@pytest.mark.parametrize("form", range(1, FORM))
def test_a_store_of_an_earlier_form_goes_to_a_server_and_back_as_it_was(
    tmp_path: Path, form: int
) -> None:
    old = store_of(form, tmp_path)
    there, back = a_place("postgresql", tmp_path, ""), tmp_path / "back.db"
    copy(locate(old), locate(there))
    copy(locate(there), locate(back))
    assert rows(back) == rows(there) == rows(old)
    assert contents(back) == contents(old)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_copy_in_a_file_is_its_owners_alone(store: Where, tmp_path: Path) -> None:
    copy(locate(store), locate(tmp_path / "copies" / "s.db"))
    assert stat.S_IMODE((tmp_path / "copies" / "s.db").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "copies").stat().st_mode) == 0o700
    assert [path.name for path in (tmp_path / "copies").iterdir()] == ["s.db"]


@pytest.mark.parametrize("other", DATABASES)
def test_what_is_at_the_target_is_never_touched(store: Where, tmp_path: Path, other: str) -> None:
    target = a_place(other, tmp_path, "taken")
    with written(target, create=True) as writer:
        schedule(writer, "THEIRS")
    before = rows(target)
    with pytest.raises(Refused, match="there is a store at") as raised:
        copy(locate(store), locate(target))
    assert raised.value.exit_code is ExitCode.REFUSED
    assert rows(target) == before


def test_a_file_of_another_kind_is_not_replaced(store: Where, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    with pytest.raises(CpconfError):
        copy(locate(store), locate(tmp_path / "letter.txt"))
    assert (tmp_path / "letter.txt").read_text() == "Dear all"


def test_without_a_store_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nothing yet"):
        copy(locate(tmp_path / "none.db"), locate(tmp_path / "copy.db"))
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize("other", DATABASES)
def test_a_row_that_came_out_otherwise_leaves_nothing_of_the_copy(
    store: Where, tmp_path: Path, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the other database kept a text otherwise than it was given."""
    target = a_place(other, tmp_path, "copy")
    kind = type(locate(target)).__name__
    module = "cpconf.store.sqlite.file.SqliteDatabase" if kind == "SqliteFile" else None
    module = module or "cpconf.store.postgresql.server.ServerDatabase"
    monkeypatch.setattr(f"{module}.load", otherwise)
    with pytest.raises(CpconfError, match="the copy of the table person is not the same"):
        copy(locate(store), locate(target))
    assert locate(target).glance() is None
    assert not list(tmp_path.glob("*copy*"))


@pytest.mark.parametrize("other", DATABASES)
@pytest.mark.parametrize("number", [0, -7])
def test_rows_are_copied_whatever_their_numbers(
    family: Where, tmp_path: Path, other: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server gives such a number after ALTER SEQUENCE, and any program may write one."""
    monkeypatch.setattr(copying, "_BATCH", 2)
    spoil(family, f"UPDATE history SET id = {number} WHERE id = (SELECT MAX(id) FROM history)")  # noqa: S608 - a number
    before = rows(family)
    target = a_place(other, tmp_path, "copy")
    copy(locate(family), locate(target))
    assert rows(target) == before
    assert number in {row[0] for row in before["history"]}


@pytest.mark.parametrize("other", DATABASES)
def test_a_document_may_be_larger_than_two_gigabytes(
    family: Where, tmp_path: Path, other: str
) -> None:
    furnish(family)
    spoil(family, "UPDATE document SET size = 3000000000")
    target = a_place(other, tmp_path, "copy")
    copy(locate(family), locate(target))
    assert set(look(target, "SELECT size FROM document")) == {(3_000_000_000,)}


@pytest.mark.file_store("the file alone keeps its indexes where a test can damage them")
def test_a_store_whose_rows_are_not_as_many_as_it_says_is_not_copied(
    family: Path, tmp_path: Path
) -> None:
    """An index has a row that its table has lost, and SQLite counts by the index."""
    furnish(family)
    with closing(sqlite3.connect(family, isolation_level=None)) as sql:
        sql.execute("DROP TRIGGER history_no_delete")
        sql.execute("PRAGMA writable_schema=ON")
        index = sql.execute("SELECT * FROM sqlite_master WHERE name = 'history_conference'")
        kept = index.fetchone()
        sql.execute("DELETE FROM sqlite_master WHERE name = 'history_conference'")
        sql.execute("PRAGMA schema_version=1000")
    with closing(sqlite3.connect(family, isolation_level=None)) as sql:
        sql.execute("DELETE FROM history WHERE id = (SELECT MAX(id) FROM history)")
        sql.execute("PRAGMA writable_schema=ON")
        sql.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", kept)
        sql.execute("PRAGMA schema_version=1001")
    with pytest.raises(CpconfError, match="the copy of the table history is not the same"):
        copy(locate(family), locate(tmp_path / "copy.db"))
    assert not (tmp_path / "copy.db").exists()


def otherwise(self: Database, table: str, columns: tuple[str, ...], rows: object) -> None:
    """Write rows, and another name than was given."""
    values = [list(row) for row in rows]  # type: ignore[attr-defined]
    if table == "person":
        values = [*values, *_somebody(columns)]
    self.run(insertion(table, columns), values)


def _somebody(columns: tuple[str, ...]) -> list[list[object]]:
    of = {"id": 99, "conference_id": 1, "short_id": "p9", "role": "chair", "name": "X"}
    of |= {"added_at": "2026-01-30T09:30:00+00:00"}
    return [[of.get(column) for column in columns]]


def test_whoever_waits_is_told_how_far_it_is(
    store: Where, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_BATCH", 2)
    with written(store) as writer:
        schedule(writer, *(f"MORE-{number}" for number in range(300)))
    told: list[tuple[str, float]] = []
    copy(locate(store), locate(tmp_path / "copy.db"), lambda *said: told.append(said))
    assert [stage for stage, _ in told] == sorted((stage for stage, _ in told), reverse=True)
    assert {stage for stage, _ in told} == {"copying", "comparing"}
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 1


def test_a_copy_is_of_one_picture_of_the_store(store: Where, tmp_path: Path) -> None:
    """What somebody records meanwhile is not in it, in part or whole."""
    recorded: list[bool] = []

    def record(_: str, __: float) -> None:
        if not recorded and not isinstance(store, Path):  # a file's reader keeps writers waiting
            recorded.append(True)
            with written(store) as writer:
                schedule(writer, "MEANWHILE")

    with written(store) as writer:
        schedule(writer, *(f"MORE-{number}" for number in range(300)))
    copy(locate(store), locate(tmp_path / "copy.db"), record)
    assert look(
        tmp_path / "copy.db", "SELECT COUNT(*) FROM conference WHERE ref = 'MEANWHILE'"
    ) == [(0,)]
    reader = reading(tmp_path / "copy.db")
    assert reader is not None
    with reader:
        assert reader.conferences.counts().conferences == 301


@pytest.mark.file_store("a server keeps no such bytes")
def test_bytes_that_are_no_text_are_not_carried_over(tmp_path: Path, store: Where) -> None:
    spoil(store, "UPDATE edition SET title = CAST(X'FF' AS TEXT)")
    with pytest.raises(CpconfError, match="damaged"):
        copy(locate(store), locate(tmp_path / "copy.db"))
    assert not (tmp_path / "copy.db").exists()
