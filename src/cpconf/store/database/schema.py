"""The tables, views and triggers of the form that this program writes.

Marks, history and documents are append-only, in each database's own words.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, insert

from cpconf.store.database.forms import FORM
from cpconf.store.database.views import VIEWS
from cpconf.store.tables import METADATA

VERSION: Final = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""The table of the form's number, just as Alembic makes it."""


def revision(form: int) -> str:
    """The name of Alembic's revision for a form of the tables."""
    return f"{form:04d}"


def make(connection: Connection) -> None:
    """Turn an empty database into a store."""
    METADATA.create_all(connection, checkfirst=False)
    dress(connection)
    VERSION.create(connection, checkfirst=False)
    connection.execute(insert(VERSION).values(version_num=revision(FORM)))


def dress(connection: Connection) -> None:
    """Put the views and triggers over the tables."""
    for view in VIEWS:
        connection.exec_driver_sql(view.ddl)
    for _, statement in TRIGGERS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def undress(connection: Connection) -> None:
    """Take every view and trigger away, so that the tables beneath them can change."""
    named = connection.exec_driver_sql(
        "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'trigger')"
    )
    for kind, name in named.fetchall():
        connection.exec_driver_sql(f'DROP {kind} IF EXISTS "{name}"')


APPEND_ONLY: Final = ("mark", "history", "document")


def _sqlite() -> Iterator[tuple[str, str]]:
    for table in APPEND_ONLY:
        refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
        for verb in ("update", "delete"):
            yield f"{table}_no_{verb}", f"BEFORE {verb} ON {table} BEGIN {refuse}; END"
        # INSERT OR REPLACE deletes without firing a delete trigger.
        exists = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608 - a table of ours
        yield f"{table}_no_replace", f"BEFORE INSERT ON {table} WHEN {exists} BEGIN {refuse}; END"


TRIGGERS: Final = {
    "sqlite": tuple((name, f"CREATE TRIGGER {name} {body}") for name, body in _sqlite())
}
"""Name and statement of each trigger, by the dialect of the database."""
