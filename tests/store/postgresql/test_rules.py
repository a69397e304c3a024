"""What the server itself holds: what was entered stays, and nobody signs with another's role."""
# ruff: noqa: S608 - the statements are the tests' own

import datetime as dt
from collections.abc import Iterator
from contextlib import closing

import pytest

from cpconf.core.words import Role
from cpconf.errors import Refused, StoreFault
from cpconf.store.database.forms import APPEND_ONLY_ON_A_SERVER
from cpconf.store.locations import locate
from cpconf.store.postgresql.server import Server
from cpconf.store.reading import reading
from cpconf.store.tables import METADATA
from tests.postgresql import server
from tests.store.changes import CHANGES, furnish
from tests.store.examples import AT, NOW, schedule, written
from tests.store.looking import Refusal, contents, look, looking, refused

SIGNED = sorted(
    (table.name, column)
    for table in METADATA.sorted_tables
    for column in ("by", "marked_by")
    if column in table.columns
)


@pytest.fixture
def full(family: str) -> str:
    """A store with something in every table that is signed."""
    furnish(family)
    for change in ("agree_way", "mark", "step_report", "see_mail"):
        with written(family) as writer:
            CHANGES[change](writer, writer.conferences.filed("C-1"))
    return family


@pytest.fixture
def ada(full: str) -> Iterator[str]:
    """The address of a role that may write to the store, in which everything is the owner's."""
    role = f"ada_{full.rpartition('/')[2]}"
    look(full, f"CREATE ROLE {role} LOGIN")
    locate(full).grant(role, "writer")
    yield full.replace("owner@", f"{role}@")
    look(full, f"DROP OWNED BY {role}")
    look(full, f"DROP ROLE {role}")


@pytest.mark.parametrize("table", APPEND_ONLY_ON_A_SERVER)
def test_not_even_the_owner_changes_what_was_entered(full: str, table: str) -> None:
    before = contents(full)
    assert before[table]
    for how in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
        with pytest.raises(Refusal, match=f"{table} is append-only"):
            look(full, how.format(table))
    assert contents(full) == before


LEFT = {"agreed_way": "", "withheld_term": "", "task": "FOREIGN KEY constraint failed"}
"""The tables with signatures of which commands remove rows, and what keeps a signed one there."""
DATED = {"person_id", "about_id", "due", "literal", "needed_by", "provisional", "applies"}
SETTLED = {"outstanding", "late_at_booking"}
FREE = {"task": DATED | SETTLED}
"""The columns that a command changes in a row that another signed."""


@pytest.mark.parametrize(("table", "column"), SIGNED)
def test_nobody_changes_what_another_signed_and_leaves_the_signature(
    full: str, ada: str, table: str, column: str
) -> None:
    """Nor is a row removed, where no command removes one. A new table with signatures is told."""
    grows = table in APPEND_ONLY_ON_A_SERVER
    assert grows != (table in LEFT)
    before = contents(full)
    names = set(METADATA.tables[table].columns.keys())
    for name in names - FREE.get(table, set()):
        told = "permission denied" if grows else "signed with another role"
        refused(ada, f'UPDATE {table} SET "{name}" = "{name}" WHERE "{column}" <> \'\'', told)
    assert contents(full) == before
    remove = f"DELETE FROM {table} WHERE \"{column}\" <> '' RETURNING 1"
    if kept_by := "permission denied" if grows else LEFT[table]:
        refused(ada, remove, kept_by)
    else:
        assert look(ada, remove), "the store has nothing there"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE task SET marked_by = NULL WHERE marked_by <> ''",
        "UPDATE task SET state = 'open', marked_at = NULL, marked_by = NULL WHERE marked_by <> ''",
        "UPDATE task SET state = 'done' WHERE marked_by IS NULL",
        "UPDATE task SET state = 'done', marked_at = '2026-11-20T09:00:00+00:00'",
        "INSERT INTO task (state, {0}) SELECT 'done', {0} FROM task",
        "INSERT INTO task (state, marked_at, {0}) SELECT 'open', 'yesterday', {0} FROM task",
    ],
)
def test_no_task_is_marked_by_nobody(full: str, change: str) -> None:
    needed = "conference_id, rule_id, provisional, applies, outstanding, late_at_booking"
    refused(full, change.format(needed), "signed with another role")


def test_what_another_signed_is_changed_by_who_signs_it(full: str, ada: str) -> None:
    role = ada.partition("://")[2].partition("@")[0]
    with written(ada, by="worker") as writer:
        filed = writer.conferences.filed("C-1")
        for change in ("agree_way", "mark", "replan"):
            CHANGES[change](writer, filed)
    for table, column in (("agreed_way", "by"), ("task", "marked_by")):
        asked = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"
        assert look(full, asked) == [(f"worker as {role}",)]


@pytest.mark.parametrize(("table", "column"), SIGNED)
@pytest.mark.parametrize(
    "name", ["somebody", "somebody as another", "as owner", "", "boss as another as owner"]
)
def test_nobody_signs_with_anothers_role(full: str, table: str, column: str, name: str) -> None:
    rows = look(full, f'SELECT * FROM {table} WHERE "{column}" IS NOT NULL LIMIT 1')
    assert rows, "the store has nothing there"
    names = [c.name for c in METADATA.tables[table].columns]
    made = {**dict(zip(names, rows[0], strict=True)), column: name}
    listed = ", ".join(f'"{each}"' for each in made)
    marks = ", ".join("?" * len(made))
    with looking(full) as sql, pytest.raises(Refusal, match="signed with another role"):
        sql.ask(f"INSERT INTO {table} ({listed}) VALUES ({marks})", list(made.values()))


def test_a_writers_own_functions_sign_nothing(full: str, ada: str) -> None:
    """Up to PostgreSQL 14 everybody may make some in the schema public."""
    look(full, "GRANT CREATE ON SCHEMA public TO PUBLIC")
    with looking(ada) as sql:
        for function in ("right(text, int)", "substr(text, int)"):
            sql.ask(
                f"CREATE FUNCTION public.{function} RETURNS text LANGUAGE sql AS "
                "$$ SELECT ' as ' || session_user $$"
            )
        sql.ask("CREATE FUNCTION public.strpos(text, text) RETURNS int LANGUAGE sql AS 'SELECT 1'")
        sql.ask("SET search_path = public, cpconf, pg_catalog")
        with pytest.raises(Refusal, match="signed with another role"):
            sql.ask(
                "INSERT INTO mark (task_id, kind, at, by, recorded_at, machine_at) "
                "SELECT task_id, kind, at, by, recorded_at, machine_at FROM mark"
            )


@pytest.mark.parametrize(
    ("account", "told"),
    [
        ("worker", "worker as owner"),
        ("boss as another", "boss (as) another as owner"),
        ("boss as as as", "boss (as) (as) (as) as owner"),
        ("Thomas asks", "Thomas asks as owner"),
    ],
)
def test_a_command_signs_with_the_account_and_the_role(store: str, account: str, told: str) -> None:
    with written(store, by=account) as writer:
        writer.conferences.note(writer.conferences.filed("C-1"), "counted", {})
    assert look(store, "SELECT by FROM history ORDER BY id DESC LIMIT 1") == [(told,)]


@pytest.mark.parametrize("rights", ["writer", "reader", "none"])
def test_the_owner_is_not_locked_out(store: str, rights: str) -> None:
    """Nor told that a role is, which has the owner's rights."""
    name = store.rpartition("/")[2]
    owner, member = f"owners_{name}", f"member_{name}"
    look(store, f"CREATE ROLE {owner} LOGIN")
    look(store, f"CREATE ROLE {member} LOGIN IN ROLE {owner}")
    look(store, f"GRANT USAGE, CREATE ON SCHEMA cpconf TO {owner}")
    for table in ("alembic_version", "mark"):
        look(store, f"ALTER TABLE {table} OWNER TO {owner}")
    asked = "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'cpconf'::regnamespace"
    before = look(store, asked)
    for role in (owner, member, "owner"):
        with pytest.raises(Refused, match="that role owns the store"):
            locate(store).grant(role, rights)
    assert look(store, asked) == before
    look(store, f"DROP OWNED BY {owner} CASCADE")
    look(store, f"DROP ROLE {owner}, {member}")


ORDERS = {
    "bytes": {"LOCALE": "'C'"},
    "letters of Unicode": {"LOCALE_PROVIDER": "builtin", "BUILTIN_LOCALE": "'C.UTF-8'"},
    "full Unicode": {"LOCALE_PROVIDER": "builtin", "BUILTIN_LOCALE": "'PG_UNICODE_FAST'"},
}
"""Languages of a database that every server has: they differ in what lower() makes of a letter."""
REFS = ["a-1", "A-2", "B-1", "b_2", "Z-1", "z.2", "a1", "A10", "A9"]
NAMES = ["Zoë Åkesson", "Ægir Østby", "Siân Éluard", "Łukasz Żak", "Nguyễn Ánh", "李小龙", "o'Hara"]


def answers(store: str) -> object:
    """What is asked in an order, or by a name, of conferences and people of every spelling."""
    with written(store, create=True) as writer:
        schedule(writer, *REFS)
        for number, name in enumerate(NAMES):
            writer.conferences.add_person(
                writer.conferences.filed("a-1"),
                role=Role.CHAIR,
                name=name,
                email=f"{number}@example.org",
            )
    reader = reading(store)
    assert reader
    with reader:
        return (
            [(task.ref, task.task) for task in reader.conferences.outstanding()],
            [filed.conference.ref for filed in reader.conferences.open_conferences()],
            [
                filed.conference.ref
                for filed in reader.conferences.conferences_between(AT.date(), None)
            ],
            [person.name for person in reader.conferences.filed("A-1").people],
            [
                found.ref
                for person in reader.conferences.filed("a-1").people
                for found in reader.conferences.diary(person)
            ],
            reader.conferences.everybody(),
            reader.sharing.other_refs("a-1"),
            [entry.recorded_at for entry in reader.conferences.history("a-1")],
            [notice.ref for notice in reader.conferences.standing(AT + dt.timedelta(days=2))],
        )


@pytest.mark.slow
def test_the_order_of_answers_is_no_matter_of_the_databases_language(new_store: str) -> None:
    wanted = answers(new_store)
    for options in ORDERS.values():
        name = server().database(**options)
        assert answers(server().url(name)) == wanted
        server().drop(name)


def test_every_text_is_ordered_byte_by_byte(store: str) -> None:
    """As SQLite orders it, whatever language the database has."""
    others = look(
        store,
        "SELECT attrelid::regclass::text, attname FROM pg_attribute "
        "JOIN pg_class c ON c.oid = attrelid "
        "WHERE c.relnamespace = 'cpconf'::regnamespace AND c.relkind IN ('r', 'v') "
        "AND attcollation <> 0 AND attcollation <> 'pg_catalog.\"C\"'::regcollation "
        "AND c.relname <> 'alembic_version' ORDER BY 1, 2",
    )
    assert others == []


def test_times_are_no_matter_of_the_servers_zone(store: str) -> None:
    told = []
    for zone in ("Pacific/Auckland", "America/New_York", "UTC"):
        database = store.rpartition("/")[2]
        look(store, f"ALTER DATABASE {database} SET timezone = '{zone}'")
        with written(store) as writer:
            told.append(
                (
                    writer.conferences.filed("C-1"),
                    writer.conferences.standing(NOW),
                    writer.outbox.owes(now=NOW),
                )
            )
    assert told[0] == told[1] == told[2]


def test_an_upgrade_is_not_stopped_by_what_a_database_has_as_default(store: str) -> None:
    """Its BEGIN, which SQLAlchemy writes, says neither of these."""
    database = store.rpartition("/")[2]
    look(store, f"ALTER DATABASE {database} SET default_transaction_isolation = 'serializable'")
    look(store, f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    place = locate(store)
    assert isinstance(place, Server)
    with closing(place.connect(autocommit=False)) as connection:
        connection.execute("CREATE TABLE newer (x int)")
        told = connection.execute("SHOW transaction_isolation").fetchall()
    assert told == [("read committed",)]


def test_a_database_that_cannot_keep_every_letter_gets_no_store(new_store: str) -> None:
    name = server().database(ENCODING="'SQL_ASCII'", LOCALE="'C'")
    with pytest.raises(Refused, match="SQL_ASCII"):
        locate(server().url(name)).make()
    assert look(server().url(name), "SELECT to_regnamespace('cpconf') IS NULL") == [(True,)]
    server().drop(name)
    assert new_store != server().url(name)


@pytest.mark.parametrize("left", ["every table but the one of the form", "a table of others"])
def test_a_schema_that_does_not_say_its_form_is_no_store_and_is_left_alone(
    store: str, left: str
) -> None:
    look(store, "DROP TABLE alembic_version")
    if left == "a table of others":
        look(store, "DROP SCHEMA cpconf CASCADE")
        look(store, "CREATE SCHEMA cpconf")
        look(store, "CREATE TABLE cpconf.person (x int)")
    asked = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'cpconf'::regnamespace ORDER BY relname"
    )
    before = look(store, asked)
    for attempt in (locate(store).make, locate(store).glance, lambda: reading(store)):
        with pytest.raises(StoreFault, match="no table that says its form"):
            attempt()
    assert look(store, asked) == before
