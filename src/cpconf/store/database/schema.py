"""The tables, views and triggers of the form that this program writes."""

from typing import Final

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, insert

from cpconf.store.database.opening import APPLICATION_ID, FORM
from cpconf.store.database.triggers import TRIGGERS
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
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")


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
