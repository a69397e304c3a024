"""The location of a store, from the path or the address that the user gave."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cpconf import files
from cpconf.errors import CpconfError, UsageFault
from cpconf.store.database.database import Location
from cpconf.store.sqlite.file import SqliteFile

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_POSTGRESQL: Final = frozenset({"postgresql", "postgres"})
_ADDRESS: Final = re.compile(r"://|postgres(ql)?:|:[^/\\\s]*@|(password|dbname)\s*=", re.IGNORECASE)
"""What no path has: parts of an address, of an account with its password, of libpq's settings."""
_NEITHER: Final = "a store is the path of a file, or an address that begins with postgresql://"


def locate(
    path_or_url: "str | Path | Location",
    *,
    password: Callable[[], str | None] = lambda: None,
    reuse: bool = False,
) -> Location:
    """Return the location that a path or an address names.

    `password` returns the password for a server, or None; it is called only if the server asks for
    one. `reuse` keeps a connection open from one transaction to the next, until `Location.leave`.
    Raises UsageFault for text that names no place, NotFound for a path at which no file can be.
    """
    if isinstance(path_or_url, Location):
        return path_or_url
    name = os.fspath(path_or_url)
    if found := _SCHEME.match(name):
        if found[1].lower() in _POSTGRESQL:
            return _server_at(name, password, reuse=reuse)
        raise UsageFault(_NEITHER)
    if _ADDRESS.search(name):
        # As a path it would be shown, and it may hold a password.
        raise UsageFault(f"{_NEITHER}, with nothing before it, not even a quote or a space")
    if not name or "\0" in name:
        raise UsageFault("the store needs the path of a file: check --store and CPCONF_STORE")
    path = Path(name)
    files.refuse_impossible(path, "the store")
    return SqliteFile(path)


def is_address(name: str) -> bool:
    """Tell whether a store's name is the address of a server."""
    return _SCHEME.match(name) is not None


def _server_at(name: str, password: Callable[[], str | None], *, reuse: bool) -> Location:
    """Return the location for an address. Raises CpconfError if psycopg cannot be loaded."""
    try:
        # Late, because only a store on a server needs it.
        import psycopg  # noqa: F401, PLC0415 - to tell its errors from our own
    except ImportError as error:
        lacking = (
            "which is not installed"
            if error.name == "psycopg"
            else "which cannot be loaded: it finds no libpq that it can use"
        )
        raise CpconfError(
            f"a store on a server needs psycopg, {lacking}\n"
            "Install cpconf[postgresql] in place of cpconf"
        ) from None
    from cpconf.store.postgresql.server import server_at  # noqa: PLC0415 - as above

    return server_at(name, password, reuse=reuse)
