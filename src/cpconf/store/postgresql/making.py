"""Making and upgrading a store on a server: all of it within one transaction, or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import errors
from sqlalchemy import Connection as Upgraded
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from cpconf.core.typed_text import harmless
from cpconf.errors import NOTHING_CHANGED, CpconfError, Refused
from cpconf.store.database.forms import FORM
from cpconf.store.database.migrating import found_form, run, to_this_form
from cpconf.store.database.schema import definitions, finishing
from cpconf.store.database.views import VIEWS
from cpconf.store.postgresql.faults import explain, explained, older
from cpconf.store.postgresql.roles import Rights, granting

if TYPE_CHECKING:
    from cpconf.store.postgresql.server import Connection, Server

_AS_OWNER: Final = (
    "SELECT set_config('role', pg_get_userbyid(relowner), true) FROM pg_class "
    "WHERE oid = 'cpconf.alembic_version'::regclass"
)
"""Makes the owner of the store the owner of what an administrator's upgrade makes."""
_NAMES: Final = """\
SELECT relname, NULL FROM pg_class WHERE relnamespace = 'cpconf'::regnamespace UNION ALL
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'cpconf'::regnamespace"""
"""The names of what is in the schema: each alone, and with each of its columns."""
_GIVEN: Final = """\
SELECT c.relname, a.attname, r.rolname, g.privilege_type,
  format('GRANT %s%s ON %s %I TO %s%s', g.privilege_type, '(' || quote_ident(a.attname) || ')',
    CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.relname,
    COALESCE(quote_ident(r.rolname), 'PUBLIC'),
    CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' END)
FROM pg_class c CROSS JOIN LATERAL (
  SELECT NULL, c.relacl UNION ALL
  SELECT attname, attacl FROM pg_attribute WHERE attrelid = c.oid AND NOT attisdropped
) AS a (attname, acl) CROSS JOIN LATERAL aclexplode(a.acl) AS g
LEFT JOIN pg_roles r ON r.oid = g.grantee
WHERE c.relnamespace = 'cpconf'::regnamespace AND g.grantee <> c.relowner"""
"""Who has which right: on what, on which column of it, the role (NULL: everybody), the right, and
the statement that gives it."""


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
    own = server.connect(autocommit=False)
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: own,
        poolclass=NullPool,
        hide_parameters=True,
    )
    try:
        with engine.connect() as connection:
            run(connection, lock)
            if (form := found_form(connection)) < FORM:  # else another command was faster
                try:
                    run(connection, _AS_OWNER)
                except DBAPIError as error:
                    if isinstance(error.orig, errors.InsufficientPrivilege):
                        raise older(server.name, form, FORM) from None
                    raise
                with _keeping_rights(connection):
                    to_this_form(connection)
            try:
                server.commit(own)
            finally:
                connection.invalidate()  # else SQLAlchemy rolls back, also if the way is lost
    except DBAPIError as error:
        if isinstance(error.orig, errors.DependentObjectsStillExist):
            # These words of the server are names only, such as "view x depends on view y".
            used = harmless("; ".join((error.orig.diag.message_detail or "").splitlines()), 1000)
            raise CpconfError(
                f"the store {server.name} cannot be upgraded while something else is built on it, "
                f"and {NOTHING_CHANGED}: {used}\n"
                "Have that removed, upgrade, and have it made again"
            ) from None
        if isinstance(error.orig, psycopg.Error):
            raise explain(error.orig, server.name) from None
        raise CpconfError(f"the store {server.name} failed, and {NOTHING_CHANGED}") from None


@contextmanager
def _keeping_rights(connection: Upgraded) -> Iterator[None]:
    """Give everybody back the rights that they had before the block, where they are still there.

    A writer and a reader get those on new tables and views too.
    """
    there = set(map(tuple, run(connection, _NAMES)))
    given: list[Any] = list(run(connection, _GIVEN))
    yield
    views = {view.name for view in VIEWS if (view.name, None) in there}
    for role in sorted({role for _, _, role, _, _ in given if role is not None}):
        has = {
            (name, right) for name, column, who, right, _ in given if (who, column) == (role, None)
        }
        if ("mark", "INSERT") in has:
            rights = Rights.WRITER
        elif has >= {(name, "SELECT") for name in views}:
            rights = Rights.READER
        else:
            continue
        for statement in granting(role, rights):
            run(connection, statement.as_string())
    there = set(map(tuple, run(connection, _NAMES)))
    for name, column, _, _, giving in given:
        if (name, column) in there:
            run(connection, giving)
