"""Telling whether the run that claimed a message is still alive, by a lock on the server.

Each run that sends holds an advisory lock on a connection of its own. The server releases the lock
with the connection, however the run ended. Nobody ever waits for such a lock.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from cpconf.store.postgresql.faults import explained

if TYPE_CHECKING:
    from cpconf.store.postgresql.server import Server

_TOKEN: Final = re.compile(r"[0-9a-f]{16}")
_HELD: Final = """\
SELECT EXISTS (
  SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
  WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()
    AND l.classid = %s::oid AND l.objid = %s::oid AND l.objsubid = 1
)"""


@contextmanager
def living(server: "Server") -> Iterator[str]:
    """Yield a token by which other runs can tell that this one is alive, until the block ends."""
    token = secrets.token_hex(8)
    connection = server.connect()
    try:
        with explained(server.name):
            connection.execute(
                "SELECT pg_advisory_lock(%s)", [int.from_bytes(bytes.fromhex(token), signed=True)]
            )
        yield token
    finally:
        connection.close()


def is_alive(server: "Server", token: str) -> bool:
    """Tell whether the run with that token is still alive."""
    if not _TOKEN.fullmatch(token):
        return False
    connection = server.connect()
    try:
        with explained(server.name):
            ((held,),) = connection.execute(
                _HELD, [str(int(token[:8], 16)), str(int(token[8:], 16))]
            ).fetchall()
        return bool(held)
    finally:
        connection.close()
