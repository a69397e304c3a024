"""The program's own errors for those of a PostgreSQL server, by SQLSTATE.

Once it lets somebody in, the server's own text is not shown, because its details quote rows.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import errors

from cpconf.core.typed_text import harmless
from cpconf.errors import NOTHING_CHANGED, CpconfError, NotFound, StoreBusy, TryAgain, UsageFault
from cpconf.store.database.faults import busy, damaged


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn errors of the driver into the program's own."""
    try:
        yield
    except psycopg.Error as error:
        raise explain(error, name) from None


def explain(error: psycopg.Error, name: str) -> CpconfError:
    """Return the program's own error for one of the server's, or for a lost connection."""
    for kind, words in _WORDS.items():
        if isinstance(error, kind):
            return words(name)
    if is_gone(error):
        return TryAgain(
            f"the connection to the store {name} was lost, and {NOTHING_CHANGED}: try again when "
            "the server is back"
        )
    return CpconfError(
        f"the store {name} failed, and {NOTHING_CHANGED} (SQLSTATE "
        f"{error.sqlstate or 'unknown'}): ask whoever looks after the server"
    )


def is_gone(error: psycopg.Error) -> bool:
    """Tell whether the connection was lost: class 08, ended by the server, or no code."""
    code = error.sqlstate
    if code is None:
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return code.startswith("08") or code in {"57P01", "57P02", "57P05", "25P03"}


_CONNECTING: Final[tuple[tuple[re.Pattern[str], type[CpconfError], str], ...]] = (
    (
        re.compile(r"database .* does not exist"),
        NotFound,
        "the server has no database of that name: check the address {}, or have one made",
    ),
    (
        re.compile(
            r"role .* does not exist|authentication failed|no password supplied|pg_hba\.conf|"
            "not permitted to log in"
        ),
        CpconfError,
        (
            "the server does not let you in at {}: check the role in the address and its "
            "password in ~/.pgpass, in the service file or from the password_command"
        ),
    ),
    (
        re.compile("definition of service"),
        UsageFault,
        "no service file has the service named in {}: check ~/.pg_service.conf",
    ),
    (
        re.compile("too many|remaining connection slots"),
        StoreBusy,
        "the server of {} has too many connections: try again",
    ),
    (
        re.compile(
            "connection refused|could not translate|is the server running|timeout|timed out|"
            "server closed the connection|no route to host|network is unreachable|starting up|"
            "shutting down|recovery mode|not (?:yet |currently )?accepting|not known|resolve|"
            "connection reset|eof detected"
        ),
        TryAgain,
        "the server of {} cannot be reached: try again later",
    ),
    (
        re.compile("root certificate file"),
        NotFound,
        "sslrootcert in {} names no file of certificates that can be read: check its path",
    ),
    (
        re.compile("does not match host name"),
        CpconfError,
        "the certificate of the server of {} is for another name: check the host in the address",
    ),
    (
        re.compile("does not support ssl"),
        CpconfError,
        (
            "the server of {} does not offer TLS, and nothing was sent to it: ask whoever looks "
            "after it"
        ),
    ),
    (
        re.compile("certificate|ssl|tls"),
        CpconfError,
        (
            "the server of {} cannot prove that it is the right one: its certificate was not "
            "accepted; name the file of who signed it with ?sslrootcert=FILE"
        ),
    ),
)
"""What libpq says if it cannot connect, and our error for it. The first match counts."""
_IN_ITS_WORDS: Final = re.compile(r"failed: [^\s:]+:  (.+)")
"""A message of the server's in libpq's: the severity, in the server's language, and the text."""


def explain_connecting(error: psycopg.Error, name: str) -> CpconfError:
    """Return the program's own error for a connection that could not be made.

    libpq gives most of its errors no code, so their text is read for the few causes that a person
    can mend. What is not known, such as a text in another language, is shown: no row was read yet,
    and the text names roles, databases and hosts alone.
    """
    said = str(error)
    for words, kind, text in _CONNECTING:
        if words.search(said.lower()):
            return kind(text.format(name))
    told = _IN_ITS_WORDS.search(said)
    return CpconfError(
        f"the server of {name} refuses the connection{f': {harmless(told[1])}' if told else ''}\n"
        "Ask whoever looks after it"
    )


def no_right(name: str) -> CpconfError:
    """Return the error for a role without the rights for what it was asked to do."""
    return CpconfError(
        f"your role may not do that in the store {name}, and {NOTHING_CHANGED}: its owner may, "
        "or can let you with cpconf store grant"
    )


def older(name: str, form: int, known: int) -> CpconfError:
    """Return the error for a store whose form is older than the program's."""
    return CpconfError(
        f"the store {name} has the older form {form}, and this cpconf needs form {known}: "
        "only its owner can upgrade it, by a backup and then cpconf store upgrade"
    )


def _no_room(name: str) -> CpconfError:
    return CpconfError(
        f"the server's disk is full, and {NOTHING_CHANGED} in {name}: ask whoever looks after it"
    )


def _given_up(name: str) -> CpconfError:
    return CpconfError(
        f"the server ended the command, after a time limit of its own or because somebody stopped "
        f"it there, and {NOTHING_CHANGED} in {name}: ask whoever looks after it"
    )


def read_only(name: str) -> CpconfError:
    """Return the error for a server, or a copy of one, that only allows reading."""
    return CpconfError(
        f"the server of {name} only allows reading now, and {NOTHING_CHANGED}: it may be a copy "
        "of another server; check the address"
    )


_WORDS: Final[Mapping[type[psycopg.Error], Callable[[str], CpconfError]]] = {
    errors.LockNotAvailable: busy,
    errors.QueryCanceled: _given_up,
    errors.TransactionTimeout: _given_up,
    errors.SerializationFailure: busy,
    errors.DeadlockDetected: busy,
    errors.InsufficientPrivilege: no_right,
    errors.DiskFull: _no_room,
    errors.ReadOnlySqlTransaction: read_only,
    errors.UndefinedTable: damaged,
    errors.UndefinedColumn: damaged,
    errors.DataCorrupted: damaged,
    errors.IndexCorrupted: damaged,
}
