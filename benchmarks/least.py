"""The least that a command which records something does: open the store, change a row, say so.

With Typer, as durably as cpconf does it, in a file or on a server.
"""

import sqlite3
from contextlib import closing
from typing import Annotated

import typer

Store = Annotated[str, typer.Option(metavar="PATH_OR_URL", help="The store.")]
Ref = Annotated[str, typer.Argument(metavar="REF", help="The conference's reference.")]
DURABLE = ("foreign_keys=ON", "journal_mode=DELETE", "synchronous=FULL", "secure_delete=ON")
RAISE = "UPDATE conference SET version = version + 1 WHERE ref = {}"
LOOK = "SELECT ref, task, due FROM cpconf.outstanding"

program = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)


@program.command()
def change(ref: Ref, store: Store) -> None:
    """Change one row of a file."""
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        for setting in DURABLE:
            connection.execute(f"PRAGMA {setting}")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(RAISE.format("?"), [ref])
        connection.execute("COMMIT")
    typer.echo(f"{ref}: changed")


on_server = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)


@on_server.command()
def change_on_server(ref: Ref, store: Store) -> None:
    """Change one row of a server's."""
    import psycopg

    with psycopg.connect(store, options="-c search_path=cpconf") as connection:
        connection.execute(RAISE.format("%s").encode(), [ref])
    typer.echo(f"{ref}: changed")


look_at_server = typer.Typer(
    rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False
)


@look_at_server.command()
def look(store: Store) -> None:
    """Print what is outstanding on a server, as a table of Rich."""
    import psycopg
    from rich.console import Console
    from rich.table import Table

    with psycopg.connect(store) as connection:
        rows = connection.execute(LOOK.encode()).fetchall()
    table = Table("conference", "task", "due")
    for row in rows:
        table.add_row(*(str(cell or "") for cell in row))
    Console().print(table)
