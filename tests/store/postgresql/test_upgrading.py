"""A store of an older form on a server: upgraded whole, by its owner, with everybody's rights."""
# ruff: noqa: S608 - the statements are the tests' own

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

from cpconf.errors import CpconfError, ExitCode, TryAgain
from cpconf.store.database import migrating as steps
from cpconf.store.database.forms import APPEND_ONLY, FORM
from cpconf.store.database.schema import revision
from cpconf.store.database.views import VIEWS
from cpconf.store.locations import locate
from cpconf.store.postgresql import making
from cpconf.store.postgresql import server as module
from tests.cutting import at_commit, cut
from tests.postgresql import OWNER, server
from tests.store.looking import Refusal, contents, look

NEXT: Final = FORM + 1
NOTHING: Final = ""
MORE: Final = """
    op.execute("CREATE TABLE extra (id int PRIMARY KEY)")
    op.execute("ALTER TABLE person RENAME agency TO organisation")
    op.execute("ALTER TABLE statutory_limit RENAME TO before")
    op.execute("CREATE TABLE statutory_limit AS SELECT * FROM before")
    op.execute("DROP TABLE before")
"""
Roles = dict[str, str]


@pytest.fixture
def next_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A program that writes the next form, brought about by a revision with this body."""

    def make(body: str) -> None:
        scripts = tmp_path / "migrations"
        shutil.copytree(steps.SCRIPTS, scripts)
        (scripts / "versions" / f"form_{revision(NEXT)}.py").write_text(
            f'from alembic import op\n\nrevision = "{revision(NEXT)}"\n'
            f'down_revision = "{revision(FORM)}"\n\n\ndef upgrade() -> None:{body or " ..."}\n'
        )
        monkeypatch.setattr(steps, "SCRIPTS", scripts)
        for each in (steps, making, module):
            monkeypatch.setattr(each, "FORM", NEXT)

    return make


@pytest.fixture
def roles(store: str) -> Iterator[Roles]:
    """Roles of the server, by what they are here; `keeper` owns the store."""
    database = store.rpartition("/")[2]
    made = {each: f"{each} of {database}" for each in ("keeper", "writer", "reader", "some")}
    with server().connect(database) as connection:

        def run(*statements: str) -> None:
            for statement in statements:
                connection.execute(statement.encode())

        run(*(f'CREATE ROLE "{role}" LOGIN' for role in made.values()))
        run(f'ALTER SCHEMA cpconf OWNER TO "{made["keeper"]}"')
        ours = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') "
            "AND relnamespace = 'cpconf'::regnamespace"
        ).fetchall()
        run(*(f'ALTER TABLE {name} OWNER TO "{made["keeper"]}"' for (name,) in ours))
        run(f'ALTER FUNCTION refuse_change OWNER TO "{made["keeper"]}"')
        run(f'ALTER FUNCTION refuse_signature OWNER TO "{made["keeper"]}"')
    place = locate(of(store, made["keeper"]))
    place.grant(made["writer"], "writer")
    place.grant(made["reader"], "reader")
    yield made
    with server().connect(database) as connection:
        connection.execute("DROP SCHEMA cpconf CASCADE")
        for role in made.values():
            connection.execute(f'DROP OWNED BY "{role}"; DROP ROLE "{role}"'.encode())


def of(store: str, role: str) -> str:
    """The store's address for somebody."""
    return store.replace(f"//{OWNER}@", f"//{role.replace(' ', '%20')}@")


def asked(store: str, role: str, statement: str) -> str:
    """What comes of a statement of somebody's: done, or the name of the error."""
    try:
        with psycopg.connect(of(store, role), options="-c search_path=cpconf") as connection:
            connection.execute(f"{statement}; ROLLBACK".encode())
    except psycopg.Error as error:
        return type(error).__name__
    return "done"


def rights(store: str) -> list[tuple[Any, ...]]:
    """All rights on what is in the schema, and on its columns."""
    return look(
        store,
        "SELECT c.relname, g.grantee, g.privilege_type, g.is_grantable FROM pg_class c, "
        "aclexplode(c.relacl) g WHERE c.relnamespace = 'cpconf'::regnamespace UNION ALL "
        "SELECT a.attname, g.grantee, g.privilege_type, g.is_grantable FROM pg_attribute a, "
        "aclexplode(a.attacl) g, pg_class c WHERE c.oid = a.attrelid "
        "AND c.relnamespace = 'cpconf'::regnamespace ORDER BY 1, 2, 3",
    )


def test_an_upgrade_keeps_the_rows_the_rules_and_everybodys_rights(
    store: str, roles: Roles, next_form: Callable[[str], None]
) -> None:
    some = roles["some"]
    look(store, f'GRANT SELECT ON outstanding TO "{some}" WITH GRANT OPTION')
    look(store, f'GRANT SELECT (ref) ON conferences TO "{some}"')
    look(store, "GRANT SELECT ON limits TO PUBLIC")
    before, had = contents(store), rights(store)
    next_form(NOTHING)
    locate(of(store, roles["keeper"])).upgrade()
    assert look(store, "SELECT version_num FROM alembic_version") == [(revision(NEXT),)]
    assert (contents(store), rights(store)) == (before, had)
    for table in APPEND_ONLY:
        with pytest.raises(Refusal, match=f"{table} is append-only"):
            look(store, f"TRUNCATE {table} CASCADE")


def test_writers_and_readers_may_use_what_an_upgrade_makes(
    store: str, roles: Roles, next_form: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "VIEWS", VIEWS[:-1])
    newest = VIEWS[-1].name
    look(store, f'GRANT USAGE ON SCHEMA cpconf TO "{roles["some"]}"')
    look(store, f'GRANT SELECT ON {VIEWS[0].name} TO "{roles["some"]}"')
    look(store, f"DROP VIEW {newest}")
    next_form(MORE)
    locate(of(store, roles["keeper"])).upgrade()
    for role, statement, comes in (
        ("writer", "INSERT INTO extra VALUES (1)", "done"),
        ("writer", "DELETE FROM statutory_limit", "done"),
        ("writer", "DELETE FROM mark", "InsufficientPrivilege"),
        ("writer", "UPDATE alembic_version SET version_num = '1'", "InsufficientPrivilege"),
        ("reader", f"SELECT * FROM {newest}", "done"),
        ("reader", "SELECT * FROM extra", "InsufficientPrivilege"),
        ("some", f"SELECT * FROM {newest}", "InsufficientPrivilege"),
    ):
        assert asked(store, roles[role], statement) == comes, (role, statement)


def test_what_others_built_on_the_store_is_named_and_stays(
    store: str, next_form: Callable[[str], None]
) -> None:
    look(store, "CREATE SCHEMA reporting")
    look(store, "CREATE VIEW reporting.ours AS SELECT ref, due FROM outstanding")
    look(store, 'CREATE VIEW reporting."bell \a" AS SELECT ref FROM limits')
    next_form(NOTHING)
    with pytest.raises(CpconfError, match=r"nothing was changed.*reporting\.ours") as raised:
        locate(store).upgrade()
    assert len(str(raised.value).splitlines()) == 2
    assert "\a" not in str(raised.value)
    assert look(store, "SELECT version_num FROM alembic_version") == [(revision(FORM),)]
    assert len(look(store, "SELECT * FROM reporting.ours")) == 4


def test_what_others_made_beside_the_store_stays(
    store: str, next_form: Callable[[str], None]
) -> None:
    look(store, 'CREATE VIEW cpconf."Their view" AS SELECT 1 AS one')
    look(store, 'CREATE TABLE cpconf."Their table" (id int)')
    look(
        store,
        'CREATE TRIGGER "Odd" BEFORE DELETE ON cpconf."Their table" '
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    )
    look(
        store,
        "CREATE TRIGGER theirs BEFORE UPDATE ON person "
        "FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    )
    next_form(NOTHING)
    locate(store).upgrade()
    assert look(store, 'SELECT * FROM "Their view"') == [(1,)]
    assert look(store, "SELECT 1 FROM pg_trigger WHERE tgname = 'theirs'") == [(1,)]


def test_what_an_administrator_upgrades_stays_the_owners(
    store: str, roles: Roles, next_form: Callable[[str], None]
) -> None:
    next_form(MORE)
    locate(store).upgrade()
    owners = look(
        store,
        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class "
        "WHERE relkind IN ('r', 'v') AND relnamespace = 'cpconf'::regnamespace",
    )
    assert owners == [(roles["keeper"],)]


@pytest.mark.parametrize("role", ["keeper", "writer"])
def test_who_opens_an_older_store_is_told_who_upgrades_it(
    store: str, roles: Roles, next_form: Callable[[str], None], role: str
) -> None:
    """Not even the owner upgrades it by the way, with everybody else's cpconf still the old one."""
    place = locate(of(store, roles[role]))
    next_form(NOTHING)
    told = f"older form {FORM}.*needs form {NEXT}: only its owner .* cpconf store upgrade"
    with pytest.raises(CpconfError, match=told) as raised:
        place.open_to_read()
    assert raised.value.exit_code is ExitCode.FAILED
    with pytest.raises(CpconfError, match=told), place.transaction(create=True):
        pass
    with pytest.raises(CpconfError, match=told):
        place.grant(roles["some"], "reader")
    glance = place.glance()
    assert glance
    assert glance.form == FORM
    assert look(store, "SELECT version_num FROM alembic_version") == [(revision(FORM),)]


def test_nobody_but_the_owner_upgrades(
    store: str, roles: Roles, next_form: Callable[[str], None]
) -> None:
    next_form(NOTHING)
    with pytest.raises(CpconfError, match="only its owner can upgrade it"):
        locate(of(store, roles["writer"])).upgrade()
    assert look(store, "SELECT version_num FROM alembic_version") == [(revision(FORM),)]


@pytest.mark.parametrize("passes", [False, True])
def test_an_upgrade_cut_at_its_commit_is_kept_or_not_and_says_which(
    store: str,
    next_form: Callable[[str], None],
    capfd: pytest.CaptureFixture[str],
    passes: bool,
) -> None:
    next_form(MORE)
    with cut(store, at_commit, passes=passes) as (way, _), ExitStack() as expected:
        if not passes:
            expected.enter_context(pytest.raises(TryAgain, match="nothing was changed"))
        locate(way).upgrade()
    form = revision(NEXT if passes else FORM)
    assert look(store, "SELECT version_num FROM alembic_version") == [(form,)]
    assert capfd.readouterr() == ("", "")


def test_an_upgrade_of_which_nobody_can_tell_whether_it_was_kept_says_that(
    store: str,
    next_form: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_TRIES", 1)
    next_form(NOTHING)
    with (
        cut(store, at_commit, passes=True, away=True) as (way, _),
        pytest.raises(TryAgain, match="not known whether"),
    ):
        locate(way).upgrade()


def test_an_upgrade_cut_meanwhile_changes_nothing(
    store: str, next_form: Callable[[str], None], capfd: pytest.CaptureFixture[str]
) -> None:
    next_form(MORE)
    with (
        cut(store, lambda _, said: b"CREATE TABLE extra" in said) as (way, _),
        pytest.raises(TryAgain, match="nothing was changed"),
    ):
        locate(way).upgrade()
    assert look(store, "SELECT to_regclass('extra') IS NULL") == [(True,)]
    assert capfd.readouterr() == ("", "")
