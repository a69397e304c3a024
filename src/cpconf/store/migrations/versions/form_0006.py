"""Form 6: readings and kinds of message are the program's to know, and not the tables'."""

import re
from typing import Final

from alembic import op

revision = "0006"
down_revision = "0005"

FREED: Final = {"rule": "reading", "outbox": "kind"}
"""The columns that may hold a word which there is not yet, by their tables."""


def upgrade() -> None:
    """Make the tables again, but for the rule that has the words of a column in it."""
    for table, column in FREED.items():
        rule = rf",\s*CONSTRAINT {table}_{column}_is_known CHECK \({column} IN \([^)]*\)\)"
        make_again(table, without=rule)


def make_again(table: str, *, without: str) -> None:
    """Make a table with all its rows and indexes, but for what a pattern finds in it once.

    The tables that lead to this one lead to it by its name, as before.
    """
    run = op.get_bind().exec_driver_sql
    kept = run(
        "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL "
        "ORDER BY type <> 'table', rowid",
        (table,),
    ).scalars()
    definition, *indexes = kept.all()
    free, found = re.subn(without, "", definition)
    if found != 1:
        raise ValueError(f"the table {table} is not as it was made")
    run("PRAGMA legacy_alter_table=ON")
    run(f"ALTER TABLE {table} RENAME TO {table}_before")
    run("PRAGMA legacy_alter_table=OFF")
    run(free)
    run(f"INSERT INTO {table} SELECT * FROM {table}_before")  # noqa: S608 - a name of ours
    run(f"DROP TABLE {table}_before")
    for index in indexes:
        run(index)
