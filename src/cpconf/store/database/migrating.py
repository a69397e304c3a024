"""Upgrading the tables with Alembic, inside a transaction on either database."""

from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, CursorResult

from cpconf.store.database.forms import FORM
from cpconf.store.database.schema import dressing, revision
from cpconf.store.database.views import VIEWS

SCRIPTS: Final = Path(__file__).parents[1] / "migrations"
_UNDRESS: Final = {
    "sqlite": "SELECT 'DROP ' || type || ' IF EXISTS \"' || name || '\"' FROM sqlite_master "
    "WHERE type IN ('view', 'trigger')",
    # What others made in the schema, or put on the tables, stays. One statement drops the views,
    # because they use one another; nothing of others that uses them is dropped with them.
    "postgresql": f"SELECT 'DROP VIEW IF EXISTS {', '.join(view.name for view in VIEWS)}' "  # noqa: S608 - names of ours
    "UNION ALL SELECT format('DROP TRIGGER IF EXISTS %I ON %I', t.tgname, c.relname) "
    "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace "
    "AND p.pronamespace = c.relnamespace",
}
"""Queries that return the statements to drop the program's views and triggers."""


def run(connection: Connection, statement: str) -> CursorResult[Any]:
    """Run a statement exactly as it is written: a `%` in it is no placeholder of the driver."""
    return connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def found_form(connection: Connection) -> int:
    """Return the form that the store has now."""
    return int(run(connection, "SELECT version_num FROM alembic_version").scalar_one())


def to_this_form(connection: Connection) -> None:
    """Upgrade the tables step by step, and make the views and triggers over them anew."""
    undress(connection)
    upgrade(connection)
    for statement in dressing(connection.dialect.name):
        run(connection, statement)


def undress(connection: Connection) -> None:
    """Drop the program's views and triggers, so that the tables beneath them can change."""
    for statement in run(connection, _UNDRESS[connection.dialect.name]).scalars().all():
        run(connection, statement)


def upgrade(connection: Connection) -> None:
    """Run Alembic's revisions up to this form, inside the connection's transaction."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision(FORM))
