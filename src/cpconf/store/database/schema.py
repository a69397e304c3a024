"""The tables, views and triggers of the form that this program writes, for either database.

Marks, history and documents are append-only. On a server nobody can sign with another's role.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import Column, Dialect, MetaData, PrimaryKeyConstraint, String, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from cpconf.store.database.forms import APPEND_ONLY, FORM
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
    # One for each name of the column that says who signed.
    *(
        f"""\
CREATE OR REPLACE FUNCTION refuse_another_{column}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF right(NEW."{column}", length(session_user) + 4) IS DISTINCT FROM ' as ' || session_user THEN
    RAISE EXCEPTION 'signed with another role' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$"""
        for column in ("by", "marked_by")
    ),
)


def _postgresql_triggers() -> Iterator[str]:
    yield from _FUNCTIONS
    for table in APPEND_ONLY:
        yield (
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for each in METADATA.sorted_tables:
        for column in {"by", "marked_by"}.intersection(each.columns.keys()):
            # A task without a mark has no signature to check.
            when = f'WHEN (NEW."{column}" IS NOT NULL) ' if each.columns[column].nullable else ""
            yield (
                f'CREATE TRIGGER {each.name}_signed BEFORE INSERT OR UPDATE OF "{column}" '
                f"ON {each.name} FOR EACH ROW {when}EXECUTE FUNCTION refuse_another_{column}()"
            )
