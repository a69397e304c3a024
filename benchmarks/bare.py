"""The smallest script: Typer, one command, and one query of the store."""

import sqlite3
from contextlib import closing
from typing import Annotated

import typer

program = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)


@program.command()
def remind(store: Annotated[str, typer.Option(metavar="PATH", help="The store.")]) -> None:
    """Open the store, and query one number."""
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("SELECT COUNT(*) FROM outstanding").fetchone()
