"""The address of a store on a server, and the protection of the way to it.

`postgresql://[USER@]HOST[:PORT]/DATABASE[?sslmode=…]` as libpq has it (PostgreSQL documentation,
"Connection URIs"), without a password: screens, logs and errors show the address.
"""

import ipaddress
import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from psycopg import pq

from cpconf.errors import UsageFault

_OPTIONS: Final = frozenset(
    {"host", "passfile", "service", "sslcert", "sslkey", "sslmode", "sslrootcert"}
)
"""The options that may come after the `?`."""
_VERIFIED: Final = frozenset({"verify-full", "verify-ca"})
_SHAPE: Final = "postgresql://USER@HOST:PORT/DATABASE"


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a database on a server, in libpq's terms."""

    shown: str
    """The address as it was written."""
    options: Mapping[str, str] = field(repr=False)
    """libpq's parameters, all but the password."""


def read_address(url: str, environ: Mapping[str, str] = os.environ) -> Address:
    """Read the address of a store.

    A server elsewhere is reached only over TLS, and its certificate is verified. Raises UsageFault
    for a password in the address, for what libpq or this program does not know, and for weaker TLS.
    The error does not show the address if that may hold a password.
    """
    unreadable = UsageFault(f"the store's address cannot be read: write it as {_SHAPE}")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise unreadable from None
    if "@" in parts.path or parts.fragment:  # the rest of a password with / or # in it
        raise unreadable
    asked = parse_qsl(parts.query, keep_blank_values=True)
    user = unquote(parts.username or "")
    if (
        parts.password is not None
        or ":" in user
        or any("pass" in name and name != "passfile" for name, _ in asked)
    ):
        raise UsageFault(
            "the store's address has a password in it, which others could read: take it out, and "
            "put it into ~/.pgpass, into a service file, or name a password_command under [store]"
        )
    for name, _ in asked:
        if name not in _OPTIONS:
            known = ", ".join(sorted(_OPTIONS))
            raise UsageFault(f"the store's address has an option that is not known: give {known}")
    named = {
        "host": unquote(parts.hostname or ""),
        "port": "" if port is None else str(port),
        "dbname": unquote(parts.path.removeprefix("/")),
        "user": user,
        **dict(asked),
    }
    options = {name: value for name, value in named.items() if value}
    defaults = _defaults(options.get("service"))
    if not options.get("dbname") and "service" not in options and not environ.get("PGDATABASE"):
        raise UsageFault(f"the store's address names no database: write it as {_SHAPE}")
    return Address(url, {**options, **_tls({**defaults, **options})})


def _defaults(service: str | None) -> dict[str, str]:
    """Return what libpq takes from the environment and from a service file."""
    before = os.environ.get("PGSERVICE")
    try:
        if service is not None:
            # Only if the environment names the service does libpq tell what its file says.
            os.environ["PGSERVICE"] = service
        found = pq.Conninfo.get_defaults()
    finally:
        # Or libpq would send this service's password to the server of any other address.
        if before is None:
            os.environ.pop("PGSERVICE", None)
        else:
            os.environ["PGSERVICE"] = before
    return {option.keyword.decode(): option.val.decode() for option in found if option.val}


def _tls(options: Mapping[str, str]) -> dict[str, str]:
    """Return how the connection is protected. Raises UsageFault for protection that is too weak."""
    hosts = [
        host
        for name in ("host", "hostaddr")
        for host in options.get(name, "").split(",")
        if host and not host.startswith(("/", "@"))
    ]
    if all(map(_is_loopback, hosts)):
        return {}
    # libpq's own choice is "prefer", which accepts any server, even without TLS.
    chosen = options.get("sslmode", "prefer")
    if chosen not in _VERIFIED | {"prefer"}:
        raise UsageFault(
            f"sslmode={chosen} would trust any server: a store on another computer needs "
            "sslmode=verify-full, which it has if you leave sslmode out"
        )
    own = Path.home() / ".postgresql" / "root.crt"
    trusted = options.get("sslrootcert") or ("" if own.is_file() else "system")
    if trusted == "system":
        _name_roots()
        chosen = "verify-full"  # libpq accepts nothing less with these
    return {
        "sslmode": chosen if chosen in _VERIFIED else "verify-full",
        **({"sslrootcert": trusted} if trusted else {}),
    }


def _name_roots() -> None:
    """Tell the driver where this computer keeps the certificates that it trusts.

    psycopg[binary] brings its own OpenSSL, which looks for them in a folder that nobody has.
    """
    paths = ssl.get_default_verify_paths()
    for name, path in (("SSL_CERT_FILE", paths.cafile), ("SSL_CERT_DIR", paths.capath)):
        if path:
            os.environ.setdefault(name, path)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
