"""Making and upgrading a store on a server: all of it within one transaction, or nothing."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import psycopg
from psycopg import errors
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from cpconf.errors import NOTHING_CHANGED, CpconfError, Refused
from cpconf.store.database.forms import FORM
from cpconf.store.database.migrating import found_form, to_this_form
from cpconf.store.database.schema import definitions, finishing
from cpconf.store.postgresql.faults import explain, explained

if TYPE_CHECKING:
    from cpconf.store.postgresql.server import Connection, Server


def make(connection: "Connection", name: str, fill: Callable[[], None]) -> None:
    """Make the tables, views and triggers, in a schema of their own.

    `fill` puts rows into the tables before there are triggers that check signatures. Raises Refused
    for a database whose encoding cannot keep every letter, CpconfError.
    """
    with explained(name):
        ((encoding,),) = connection.execute("SHOW server_encoding").fetchall()
        if encoding != "UTF8":
            raise Refused(
                f"the database of {name} keeps its texts as {encoding}: make one with UTF8, by "
                "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
            )
        ((there,),) = connection.execute("SELECT to_regnamespace('cpconf') IS NOT NULL").fetchall()
        if not there:
            connection.execute("CREATE SCHEMA cpconf")
        for statement in definitions("postgresql"):
            connection.execute(statement.encode())
    fill()
    with explained(name):
        for statement in finishing("postgresql"):
            connection.execute(statement.encode())


def upgrade(server: "Server", lock: str) -> None:
    """Upgrade the tables to the form that this program writes. Raises CpconfError."""
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: server.connect(autocommit=False),
        poolclass=NullPool,
        hide_parameters=True,
    )
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(lock)
            if found_form(connection) < FORM:  # else another command was faster
                to_this_form(connection)
    except DBAPIError as error:
        if isinstance(error.orig, errors.InsufficientPrivilege):
            raise CpconfError(
                f"the store {server.name} has an older form, and only its owner can upgrade it: "
                "ask them for cpconf store upgrade"
            ) from None
        if isinstance(error.orig, psycopg.Error):
            raise explain(error.orig, server.name) from None
        raise CpconfError(f"the store {server.name} failed, and {NOTHING_CHANGED}") from None
