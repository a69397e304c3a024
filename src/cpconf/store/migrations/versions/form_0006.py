"""Form 6: readings and kinds of message are checked by the program, not by the tables."""

import re
from typing import Final

from alembic import op

revision = "0006"
down_revision = "0005"

FREED: Final = {"rule": "reading", "outbox": "kind"}
"""The column of each table that may from now on hold other words."""


def upgrade() -> None:
    """Make the tables again without the rule that lists the words of a column."""
    for table, column in FREED.items():
        rule = rf",\s*CONSTRAINT {table}_{column}_is_known CHECK \({column} IN \([^)]*\)\)"
        make_again(table, without=rule)


def make_again(table: str, *, without: str) -> None:
    """Make a table again with its rows and indexes, without the text that a pattern finds once.

    Other tables keep referring to this one by its name.
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
