"""The rights of a server's role in the store: to run every command, or to read the views."""

from collections.abc import Iterator
from enum import StrEnum

from psycopg import sql

from cpconf.store.database.forms import APPEND_ONLY_ON_A_SERVER
from cpconf.store.database.views import VIEWS


class Rights(StrEnum):
    """The rights of a role."""

    WRITER = "writer"
    READER = "reader"
    NONE = "none"


def granting(role: str, rights: Rights) -> Iterator[sql.Composed]:
    """Yield the statements that give a role exactly these rights.

    A writer runs every command except those that make and upgrade the store. A reader has the
    views, which hold no name, address or note: for spreadsheets and reports. Each statement ends in
    the role, whatever letters it has.
    """
    for taken in ("ALL TABLES IN SCHEMA cpconf", "ALL SEQUENCES IN SCHEMA cpconf", "SCHEMA cpconf"):
        yield _of(f"REVOKE ALL ON {taken} FROM {{}}", role)
    if rights is Rights.NONE:
        return
    yield _of("GRANT USAGE ON SCHEMA cpconf TO {}", role)
    if rights is Rights.READER:
        views = ", ".join(view.name for view in VIEWS)
        yield _of(f"GRANT SELECT ON {views} TO {{}}", role)
        return
    every = "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA cpconf"
    yield _of(f"GRANT {every} TO {{}}", role)
    yield _of("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA cpconf TO {}", role)
    only_grow = ", ".join(APPEND_ONLY_ON_A_SERVER)
    yield _of(f"REVOKE UPDATE, DELETE ON {only_grow} FROM {{}}", role)
    yield _of("REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {}", role)


def _of(statement: str, role: str) -> sql.Composed:
    # Only the role comes from outside; it is quoted.
    return sql.SQL(statement).format(sql.Identifier(role))
