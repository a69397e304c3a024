"""Upgrading the tables with Alembic, inside a transaction on either database."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from cpconf.store.database.forms import FORM
from cpconf.store.database.schema import dressing, revision

SCRIPTS: Final = Path(__file__).parents[1] / "migrations"
_UNDRESS: Final = {
    "sqlite": "SELECT 'DROP ' || type || ' IF EXISTS \"' || name || '\"' FROM sqlite_master "
    "WHERE type IN ('view', 'trigger')",
    "postgresql": "SELECT 'DROP VIEW IF EXISTS ' || quote_ident(viewname) || ' CASCADE' "
    "FROM pg_views WHERE schemaname = current_schema() UNION ALL "
    "SELECT 'DROP TRIGGER IF EXISTS ' || quote_ident(t.tgname) || ' ON ' || c.relname "
    "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal "
    "AND c.relnamespace = current_schema()::regnamespace",
}
"""Queries that return the statements to drop every view and trigger."""


def found_form(connection: Connection) -> int:
    """Return the form that the store has now."""
    return int(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def to_this_form(connection: Connection) -> None:
    """Upgrade the tables step by step, and make the views and triggers over them anew."""
    dialect = connection.dialect.name
    undress(connection)
    upgrade(connection)
    for statement in dressing(dialect):
        connection.exec_driver_sql(statement)


def undress(connection: Connection) -> None:
    """Drop every view and trigger, so that the tables beneath them can change."""
    for statement in connection.exec_driver_sql(_UNDRESS[connection.dialect.name]).scalars().all():
        connection.exec_driver_sql(statement)


def upgrade(connection: Connection) -> None:
    """Run Alembic's revisions up to this form, inside the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision(FORM))
