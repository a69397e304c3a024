"""Where a store is, by what people call it: the path of a file, or the address of a server."""

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


def locate(
    path_or_url: "str | Path | Location",
    *,
    password: Callable[[], str | None] = lambda: None,
    reuse: bool = False,
) -> Location:
    """Return the place that a store's name means.

    `password` gives the one for a server, where the configuration says how it is found; `reuse`
    keeps a connection to it for what is asked next, until the place is left. Raises
    UsageFault for what names no place, NotFound for a path at which no file can be.
    """
    if isinstance(path_or_url, Location):
        return path_or_url
    name = os.fspath(path_or_url)
    if found := _SCHEME.match(name):
        if found[1].lower() in _POSTGRESQL:
            return _server_at(name, password, reuse=reuse)
        raise UsageFault(
            "a store is the path of a file, or an address that begins with postgresql://"
        )
    if not name or "\0" in name:
        raise UsageFault("the store needs the path of a file: check --store and CPCONF_STORE")
    path = Path(name)
    files.refuse_impossible(path, "the store")
    return SqliteFile(path)


def _server_at(name: str, password: Callable[[], str | None], *, reuse: bool) -> Location:
    """Return the place of an address. Raises CpconfError where the driver is not installed."""
    try:
        # Late, because only a store on a server needs it.
        from cpconf.store.postgresql.server import server_at  # noqa: PLC0415
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in {"psycopg", "psycopg_binary"}:
            raise
        raise CpconfError(
            "a store on a server needs psycopg, which is not installed: install "
            "cpconf[postgresql] in place of cpconf"
        ) from None
    return server_at(name, password, reuse=reuse)
