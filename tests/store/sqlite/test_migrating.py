"""A store of an older form is brought up to date whole, or stays as it was, with a copy kept."""
# ruff: noqa: S608 - the statements are the test's own

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cpconf.errors import CpconfError
from cpconf.store.database import migrating as steps
from cpconf.store.database.forms import FORM
from cpconf.store.database.migrating import upgrade
from cpconf.store.database.schema import revision
from cpconf.store.reading import reading
from cpconf.store.sqlite import migrating, opening
from cpconf.store.sqlite.migrating import migrate, rebuilding
from tests.store.examples import schedule, written

pytestmark = pytest.mark.filterwarnings(
    # What a revision that rebuilds a table reads of the tables around it.
    "ignore:Skipped unsupported reflection of expression-based index"
)
NEXT = FORM + 1
HEADER = f"""\
import sqlalchemy as sa
from alembic import op

revision = "{revision(NEXT)}"
down_revision = "{revision(FORM)}"


def upgrade() -> None:
"""
REBUILD = """\
    op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("pronoun", sa.Text))
        person.alter_column("agency", new_column_name="organisation")
"""
FAIL = REBUILD + '    op.execute("INSERT INTO no_such_table VALUES (1)")\n'
KILL = REBUILD + "    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)\n"
ORPHAN = REBUILD + '    op.execute("UPDATE task SET conference_id = 999")\n'


@pytest.fixture
def next_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A program that writes the next form, brought about by a revision with this body."""

    def make(body: str) -> Path:
        scripts = tmp_path / "migrations"
        shutil.copytree(steps.SCRIPTS, scripts)
        (scripts / "versions" / f"form_{revision(NEXT)}.py").write_text(HEADER + body)
        monkeypatch.setattr(steps, "SCRIPTS", scripts)
        for module in (steps, migrating, opening):
            monkeypatch.setattr(module, "FORM", NEXT)
        return scripts

    return make


def columns(store: Path, table: str) -> list[str]:
    with closing(sqlite3.connect(store)) as connection:
        return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def everything(store: Path) -> list[str]:
    with closing(sqlite3.connect(store)) as connection:
        return list(connection.iterdump())


def definitions(store: Path) -> dict[str, str]:
    with closing(sqlite3.connect(store)) as connection:
        return dict(
            connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index')"
            )
        )


def test_the_revisions_make_the_very_tables_of_a_new_store(store: Path, tmp_path: Path) -> None:
    by_steps = tmp_path / "steps.db"
    by_steps.touch()
    with rebuilding(by_steps).begin() as connection:
        upgrade(connection)
    assert definitions(by_steps) == definitions(store)


@pytest.mark.parametrize("by", ["reading", "writing"])
def test_the_first_command_brings_an_older_store_up_to_date(
    store: Path, next_form: Callable[[str], Path], by: str
) -> None:
    before = everything(store)
    next_form(REBUILD)
    if by == "reading":
        reader = reading(store)
        assert reader
        reader.close()
    else:
        with written(store):
            pass
    assert columns(store, "person")[-2:] == ["added_at", "pronoun"]
    assert "organisation" in columns(store, "person")
    copy = store.with_name(f"{store.name}.before-v{NEXT}.bak")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert everything(copy) == before
    assert sorted(store.parent.iterdir()) == [store, copy]


def test_views_and_triggers_stand_after_a_migration(
    store: Path, next_form: Callable[[str], Path]
) -> None:
    next_form(REBUILD)
    migrate(store)
    with closing(sqlite3.connect(store)) as connection:
        assert len(connection.execute("SELECT * FROM outstanding").fetchall()) == 4
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute("DELETE FROM history")


@pytest.mark.parametrize("body", [FAIL, ORPHAN])
def test_a_migration_that_fails_leaves_nothing_behind(
    store: Path, next_form: Callable[[str], Path], body: str
) -> None:
    before = store.read_bytes()
    next_form(body)
    with pytest.raises(CpconfError):
        migrate(store)
    assert store.read_bytes() == before


def test_a_migration_that_is_killed_leaves_nothing_behind(
    store: Path, next_form: Callable[[str], Path]
) -> None:
    before = definitions(store)
    scripts = next_form(KILL)
    code = (
        "import sys; from pathlib import Path; "
        "from cpconf.store.database import migrating as steps; "
        "from cpconf.store.sqlite import migrating, opening; "
        "steps.SCRIPTS = Path(sys.argv[2]); "
        f"steps.FORM = migrating.FORM = opening.FORM = {NEXT}; "
        "migrating.migrate(Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(store), str(scripts)], capture_output=True, check=False
    )
    assert done.returncode == -9
    assert definitions(store) == before


def test_a_store_that_another_command_has_just_brought_up_to_date_is_left_alone(
    store: Path, next_form: Callable[[str], Path]
) -> None:
    next_form(REBUILD)
    migrate(store)
    before = store.read_bytes()
    migrate(store)
    assert store.read_bytes() == before


def test_the_copy_may_be_read_by_its_owner_alone_whatever_the_mask(
    store: Path, next_form: Callable[[str], Path]
) -> None:
    next_form(REBUILD)
    mask = os.umask(0)
    try:
        migrate(store)
    finally:
        os.umask(mask)
    assert {stat.S_IMODE(file.stat().st_mode) for file in store.parent.iterdir()} == {0o600}


def test_a_store_brought_up_to_date_keeps_what_was_in_it(
    store: Path, next_form: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with written(store) as writer:
        schedule(writer, "C-2")
    next_form('    op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))\n')
    reader = reading(store)
    assert reader
    with reader:
        assert {t.ref for t in reader.conferences.outstanding()} == {"C-1", "C-2"}
