"""The tables, views and triggers of the form that this program writes, for either database.

Marks, history and documents are append-only. On a server nobody can sign with another's role, and
nobody changes what another signed without signing it.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import Column, Dialect, MetaData, PrimaryKeyConstraint, String, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from cpconf.store.database.forms import APPEND_ONLY, APPEND_ONLY_ON_A_SERVER, FORM
from cpconf.store.database.views import VIEWS
from cpconf.store.tables import METADATA

VERSION: Final = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""The table that holds the form's number, exactly as Alembic makes it."""

_DIALECTS: Final[Mapping[str, Dialect]] = {
    "sqlite": sqlite.dialect(),
    "postgresql": postgresql.dialect(),  # type: ignore[no-untyped-call] # SQLAlchemy's own
}


def revision(form: int) -> str:
    """Return the name of Alembic's revision for a form of the tables."""
    return f"{form:04d}"


def definitions(dialect: str) -> Iterator[str]:
    """Yield the statements that make the tables and their indexes, in order."""
    for table in METADATA.sorted_tables:
        yield _said(CreateTable(table), dialect)
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            yield _said(CreateIndex(index), dialect)


def finishing(dialect: str) -> Iterator[str]:
    """Yield the statements that complete a store, once its tables have their first rows.

    On a server they also set the next number of each table.
    """
    if dialect == "postgresql":
        for name, columns in tables().items():
            if "id" in columns:
                yield (
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), GREATEST(MAX(id), 1), "  # noqa: S608 - a table of ours
                    f"COALESCE(MAX(id) > 0, FALSE)) FROM {name}"
                )
    yield from dressing(dialect)
    yield _said(CreateTable(VERSION), dialect)
    yield f"INSERT INTO alembic_version (version_num) VALUES ('{revision(FORM)}')"  # noqa: S608 - a number of ours


def dressing(dialect: str) -> Iterator[str]:
    """Yield the statements that make the views and triggers over the tables."""
    for view in VIEWS:
        yield view.ddl
        if dialect == "postgresql":  # which drops the comments in a statement
            yield f"COMMENT ON VIEW {view.name} IS '{_quoted(view.row)}'"
            for name, _, meaning in view.columns:
                yield f"COMMENT ON COLUMN {view.name}.{name} IS '{_quoted(meaning)}'"
    yield from (_sqlite_triggers if dialect == "sqlite" else _postgresql_triggers)()


def tables() -> dict[str, tuple[str, ...]]:
    """Return the columns of each table, each after the tables that it refers to."""
    return {
        table.name: tuple(column.name for column in table.columns)
        for table in METADATA.sorted_tables
    }


def _said(element: CreateTable | CreateIndex, dialect: str) -> str:
    return str(element.compile(dialect=_DIALECTS[dialect]))


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _sqlite_triggers() -> Iterator[str]:
    for table in APPEND_ONLY:
        refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
        for verb in ("update", "delete"):
            yield f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN {refuse}; END"
        # INSERT OR REPLACE deletes without firing a delete trigger.
        exists = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608 - a table of ours
        yield (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {exists} "
            f"BEGIN {refuse}; END"
        )


_FUNCTIONS: Final = (
    """\
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$""",
    """\
CREATE OR REPLACE FUNCTION refuse_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'signed with another role' USING ERRCODE = 'insufficient_privilege';
END $$""",
)
"""What the triggers do; they decide nothing.

A function would look for what it calls in the writer's own search_path. The condition of a trigger
has found it when the trigger was made.
"""
_ANOTHERS: Final = (
    "substr(NEW.\"{0}\", strpos(NEW.\"{0}\", ' as ')) IS DISTINCT FROM ' as ' || session_user"
)
"""The condition that the first " as " of a signature is not that of the role that came."""
_UNSIGNED: Final = {
    "task": "NEW.state = 'open' AND NEW.marked_at IS NULL AND NEW.marked_by IS NULL"
}
"""The condition that a new row needs no signature: nobody has marked that task."""
_FREE: Final = {
    "task": (
        *("person_id", "about_id", "due", "literal", "needed_by"),
        *("provisional", "applies", "outstanding", "late_at_booking"),
    )
}
"""The columns that commands change and leave the signature as it is: a plan dates marked tasks."""


def _postgresql_triggers() -> Iterator[str]:
    yield from _FUNCTIONS
    for table in APPEND_ONLY_ON_A_SERVER:
        yield (
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for name, columns in tables().items():
        for column in {"by", "marked_by"}.intersection(columns):
            another = _ANOTHERS.format(column)
            new = f"NOT ({_UNSIGNED[name]}) AND {another}" if name in _UNSIGNED else another
            guarded = ", ".join(f'"{each}"' for each in columns if each not in _FREE.get(name, ()))
            for trigger, when, refused in (
                ("signed", "INSERT", new),
                ("signed_again", f"UPDATE OF {guarded}", another),
            ):
                yield (
                    f"CREATE TRIGGER {name}_{trigger} BEFORE {when} ON {name} "
                    f"FOR EACH ROW WHEN ({refused}) EXECUTE FUNCTION refuse_signature()"
                )
