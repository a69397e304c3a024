"""A store on a PostgreSQL server, behind the interface that both databases share."""

import contextlib
import datetime as dt
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, cast

import psycopg
from psycopg import errors

from cpconf.errors import (
    NOTHING_CHANGED,
    CpconfError,
    NotFound,
    Refused,
    StoreBusy,
    TryAgain,
    UsageFault,
)
from cpconf.store.database.database import GLANCE, Database, DatabaseKind, Given, Glance, Location
from cpconf.store.database.faults import NoStore, damaged, not_a_store, too_new
from cpconf.store.database.forms import FORM
from cpconf.store.database.signing import storable
from cpconf.store.database.waiting import SILENT, patience, tell_waiting
from cpconf.store.postgresql.address import Address, read_address
from cpconf.store.postgresql.faults import (
    explain,
    explain_connecting,
    explained,
    is_gone,
    no_right,
    older,
    read_only,
)
from cpconf.store.postgresql.placeholders import numbered
from cpconf.store.postgresql.roles import Rights, granting

SCHEMA: Final = "cpconf"
"""The schema of the tables, views and functions."""
CONNECT: Final = 10
"""Seconds after which a server that does not answer counts as away, for each of its addresses."""
LOCK: Final = f"SELECT pg_advisory_xact_lock({int.from_bytes(b'cpconf')})"
"""Takes the lock that a writer holds until its transaction ends, like SQLite's BEGIN IMMEDIATE."""
_SETTINGS: Final = {
    "application_name": "cpconf",
    "client_encoding": "UTF8",
    "connect_timeout": str(CONNECT),
    # A server that stops answering is noticed after about 20 seconds.
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "2",
    "tcp_user_timeout": "20000",
}
_OPTIONS: Final = (
    f"-c search_path={SCHEMA},pg_temp "
    # The server too notices after about 20 seconds that a computer is gone, and frees its locks.
    "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=2 "
    "-c tcp_user_timeout=20000 "
    # For an upgrade, whose BEGIN says neither: a database or a role may have others.
    r"-c default_transaction_read_only=off -c default_transaction_isolation=read\ committed"
)
# A reader waits only for whoever has a table alone, such as a later cpconf that upgrades it.
_READ: Final = (
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = {milliseconds}"
)
# Each statement sees what was committed before it, and nobody else writes while the lock is held. A
# REPEATABLE READ snapshot would be older than the lock, and lack what the last writer changed.
_WRITE: Final = (
    "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; "
    "SELECT set_config('synchronous_commit', 'on', true) "
    "WHERE current_setting('synchronous_commit') = 'off'; "
)
_HOLD: Final = (
    "SET LOCAL lock_timeout = {milliseconds}; "
    # Unless the server has a shorter limit.
    "SELECT set_config('idle_in_transaction_session_timeout', '{stopped}', true) "
    "WHERE current_setting('idle_in_transaction_session_timeout')::interval "
    "NOT BETWEEN '1 ms' AND '{stopped} ms'; "
    f"{LOCK}"
)
_THERE: Final = """\
SELECT to_regclass('cpconf.alembic_version') IS NOT NULL,
  EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('cpconf'))"""
"""Whether the table of the form is there, and whether anything is in the schema."""
_OWNS: Final = (
    "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class "
    "WHERE oid = 'cpconf.alembic_version'::regclass"
)
_HAS_ALL: Final = (
    "SELECT pg_has_role(%s::name, relowner, 'USAGE') FROM pg_class "
    "WHERE oid = 'cpconf.alembic_version'::regclass"
)
"""Whether a role has all rights of the owner: it is the owner, or a member, or a superuser."""
_TRIES: Final = 3
_STOPPED: Final = 300
"""Seconds after which a command that holds the lock and asks nothing is ended: it was stopped."""

Connection = psycopg.Connection[tuple[Any, ...]]


def _milliseconds(seconds: float) -> int:
    """Return a wait as the server takes it, for which 0 would be without end."""
    return max(1, round(seconds * 1000))


def _holding(seconds: float) -> str:
    """Return the statements that take the lock, if it is free within so many seconds."""
    return _HOLD.format(milliseconds=_milliseconds(seconds), stopped=_milliseconds(_STOPPED))


def server_at(url: str, password: Callable[[], str | None], *, reuse: bool) -> "Server":
    """Return the location for an address. Raises UsageFault."""
    return Server(read_address(url), password, reuse)


class ServerDatabase(Database):
    """An open connection to a store on a server, inside one transaction."""

    def __init__(self, connection: Connection, server: "Server") -> None:
        self.connection = connection
        self._server = server

    def ask(self, statement: str, values: Sequence[object] = ()) -> list[Given]:
        """Run a statement and return its rows."""
        with explained(self._server.name):
            cursor = psycopg.RawCursor(self.connection)
            cursor.execute(numbered(statement), values)
            return cursor.fetchall() if cursor.description else []

    def run(self, statement: str, many: Iterable[Sequence[object]]) -> None:
        """Run a statement once for each set of values."""
        with explained(self._server.name):
            psycopg.RawCursor(self.connection).executemany(numbered(statement), many)
            # The driver ends that with a Flush, after which the server counts no idle time until
            # the next statement.
            self.connection.execute("SELECT")

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Given]) -> None:
        """Insert many rows into a table by COPY."""
        names = ", ".join(f'"{column}"' for column in columns)
        with explained(self._server.name):
            into = f"COPY {table} ({names}) FROM STDIN".encode()
            with self.connection.cursor().copy(into) as copy:
                for row in rows:
                    copy.write_row(row)

    def tolerate(self) -> None:
        """Do nothing: the server stores only valid text."""

    def beyond_ascii(self, column: str) -> str:
        """Return the condition that a column has a letter that lower() ignores: beyond ASCII."""
        return f"{column} ~ '[^ -~]'"

    def signs_as(self, account: str) -> str:
        """Return the account and the role that the server knows; it refuses any other role.

        The first " as " is the one before the role, so that no account reads as another role's.
        """
        account = re.sub(r" as(?= |$)", " (as)", account)
        return f"{account} as {self.connection.info.user}"

    def clock(self) -> dt.datetime:
        """Return the server's clock, by which what several computers did is in order."""
        ((now,),) = self.ask("SELECT clock_timestamp() AT TIME ZONE 'UTC'")
        return cast("dt.datetime", now).replace(tzinfo=dt.UTC)

    def close(self) -> None:
        """End the transaction."""
        self._server.give_back(self.connection)


@dataclass(frozen=True, slots=True, eq=False)
class Server(Location):
    """The address of a store on a server.

    With `reuse`, a transaction leaves its connection open for the next one, until `leave`.
    """

    kind: ClassVar[DatabaseKind] = DatabaseKind.POSTGRESQL
    address: Address
    password: Callable[[], str | None] = field(repr=False)
    reuse: bool
    _idle: list[Connection] = field(default_factory=list, repr=False)

    @property
    def name(self) -> str:
        """The address, which has no password in it."""
        return self.address.shown

    def open_to_read(self) -> ServerDatabase:
        """Open the store in one read-only transaction, which sees one snapshot of it."""
        connection = self._begun(_READ.format(milliseconds=_milliseconds(patience())))
        try:
            self._check_form(connection)
        except BaseException:
            self.give_back(connection)
            raise
        return ServerDatabase(connection, self)

    @contextmanager
    def transaction(self, *, create: bool = False) -> Iterator[ServerDatabase]:
        """Begin a transaction that holds the store's advisory lock from its start."""
        connection = self._begun_to_write(create=create)
        try:
            yield ServerDatabase(connection, self)
            self.commit(connection)
        finally:
            self.give_back(connection)

    def exposure(self) -> list[str]:
        """Return nothing: the server decides who may read."""
        return []

    def living(self) -> AbstractContextManager[str]:
        """Hold an advisory lock on a connection of its own for as long as this run is alive."""
        from cpconf.store.postgresql.liveness import living  # noqa: PLC0415 - few commands send

        return living(self)

    def is_alive(self, token: str) -> bool:
        """Tell whether the run with that token still holds its lock."""
        from cpconf.store.postgresql.liveness import is_alive  # noqa: PLC0415 - as above

        return is_alive(self, token)

    def make(self, fill: Callable[[Database], None] | None = None) -> bool:
        """Make a store in the database, or return False and leave the one that is there."""
        # Late, because it brings SQLAlchemy, and is needed once.
        from cpconf.store.postgresql.making import make  # noqa: PLC0415

        def put() -> None:
            if fill is not None:
                fill(ServerDatabase(connection, self))

        connection = self._locked()
        try:
            if self._form(connection) is not None:
                return False
            make(connection, self.name, put)
            self.commit(connection)
        finally:
            self.give_back(connection)
        return True

    def glance(self) -> Glance | None:
        """Return what a store of any form is, or None if there is none. Change nothing."""
        connection = self._begun(_READ.format(milliseconds=_milliseconds(patience())))
        try:
            if self._known_form(connection) is None:
                return None
            ((form, conferences, tasks),) = ServerDatabase(connection, self).ask(GLANCE)
        finally:
            self.give_back(connection)
        return Glance(form, conferences, tasks)

    def grant(self, role: str, rights: str) -> bool:
        """Give a role of the server these rights, in place of those that it has."""
        if rights not in set(Rights):
            raise UsageFault(f"the rights of a role are {', '.join(Rights)}")
        if not storable(role):
            raise UsageFault("name the role: cpconf store grant ROLE --as writer")
        connection = self._locked()
        try:
            self._check_form(connection)
            with explained(self.name):
                ((owns,),) = connection.execute(_OWNS).fetchall()
                if not owns:  # the server would only warn that it gave nothing
                    raise no_right(self.name)
                try:
                    ((has_all,),) = connection.execute(_HAS_ALL, [role]).fetchall()
                    if has_all:
                        raise Refused(
                            "that role owns the store, or may do all that its owner may, whatever "
                            "it is given or loses here: grant rights to the role of one person"
                        )
                    for statement in granting(role, Rights(rights)):
                        connection.execute(statement)
                except errors.UndefinedObject:
                    raise NotFound(
                        "the server has no role of that name: whoever looks after it can make one"
                    ) from None
            self.commit(connection)
        finally:
            self.give_back(connection)
        return True

    def connect(self, *, autocommit: bool = True) -> Connection:
        """Connect; with `autocommit` no statement begins a transaction by itself.

        Raises NoStore, TryAgain, CpconfError.
        """
        try:
            return self._connected(autocommit=autocommit)
        except psycopg.OperationalError as error:
            wanted = error.pgconn is not None and error.pgconn.needs_password
            failure = explain_connecting(error, self.name)
        # Only if the server asks for a password that libpq's own files do not have.
        if not wanted or (secret := self.password()) is None:
            raise failure
        try:
            return self._connected(autocommit=autocommit, password=secret)
        except psycopg.OperationalError as error:
            raise explain_connecting(error, self.name) from None

    def _connected(self, *, autocommit: bool, **known: str) -> Connection:
        return psycopg.connect(
            "",
            autocommit=autocommit,
            options=_OPTIONS,
            **{**_SETTINGS, **self.address.options, **known},  # type: ignore[arg-type] # libpq's own
        )

    def give_back(self, connection: Connection) -> None:
        """Roll back what was not committed, and keep the connection for the next transaction."""
        with contextlib.suppress(psycopg.Error):
            if connection.info.transaction_status is not psycopg.pq.TransactionStatus.IDLE:
                connection.execute("ROLLBACK")
            if self.reuse and not connection.closed and not self._idle:
                self._idle.append(connection)
                return
        connection.close()

    def leave(self) -> None:
        """Close the connection that is kept for the next transaction."""
        while self._idle:
            self._idle.pop().close()

    # ---- beginning

    def _begun(self, how: str) -> Connection:
        """Begin a transaction and return its connection, a new one if the kept one is lost."""
        kept = self._idle.pop() if self._idle else None
        if kept is not None:
            with contextlib.suppress(psycopg.Error):
                kept.execute(how.encode())
                return kept
            kept.close()
        connection = self.connect()
        with explained(self.name):
            connection.execute(how.encode())
        return connection

    def _begun_to_write(self, *, create: bool) -> Connection:
        connection = self._locked()
        try:
            self._check_form(connection)
        except NoStore:
            self.give_back(connection)
            if not create:
                raise
            self.make()
        except BaseException:
            self.give_back(connection)
            raise
        else:
            return connection
        return self._begun_to_write(create=False)

    def _locked(self) -> Connection:
        """Return a connection whose transaction alone may write. Raises StoreBusy, TryAgain.

        If the lock is not free, or the server ends a deadlock, it is tried again: nothing was read
        yet.
        """
        left = patience()
        first = min(left, SILENT)
        until = time.monotonic() + left
        connection: Connection | None = None
        for wait in (first, left - first):
            connection = self._begun("SELECT 1")
            try:
                connection.execute((_WRITE + _holding(wait)).encode())
            except (
                errors.LockNotAvailable,
                errors.QueryCanceled,  # by a limit of the server's that is shorter
                errors.DeadlockDetected,
                errors.SerializationFailure,
            ):
                self.give_back(connection)
                if (remaining := until - time.monotonic()) <= 0:
                    break
                tell_waiting(self.name, remaining)
            except errors.FeatureNotSupported:  # so says a copy of another server
                self.give_back(connection)
                raise read_only(self.name) from None
            except psycopg.Error as error:
                self.give_back(connection)
                raise explain(error, self.name) from None
            else:
                return connection
        raise StoreBusy(
            f"the store {self.name} is busy: another command is writing to it; try again"
        )

    def _form(self, connection: Connection) -> int | None:
        """Return the form of the store, known or not, or None where there is none.

        Raises StoreFault for a store that does not tell its form.
        """
        with explained(self.name):
            # To ask a table that is not there would abort the transaction.
            ((known, others),) = connection.execute(_THERE).fetchall()
            if not known and not others:
                return None
            if not known:
                raise not_a_store(self.name, "its schema cpconf has no table that says its form")
            found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        if len(found) != 1 or not str(found[0][0]).isdecimal() or int(found[0][0]) < 1:
            raise damaged(self.name)
        return int(found[0][0])

    def _known_form(self, connection: Connection) -> int | None:
        """Return the form of the store, or None where there is none. Raises StoreFault."""
        form = self._form(connection)
        if form is not None and form > FORM:
            raise too_new(self.name, form, FORM)
        return form

    def _check_form(self, connection: Connection) -> None:
        """Check that the store is there, in the form that this program knows.

        Raises NoStore, StoreFault, CpconfError for an older form: only `upgrade` brings that up to
        date, because everybody who uses the store then needs the newer program.
        """
        form = self._known_form(connection)
        if form is None:
            raise NoStore(self.name)
        if form < FORM:
            raise older(self.name, form, FORM)

    def upgrade(self) -> None:
        """Upgrade a store of an older form to the one that this program writes."""
        # Late, because it brings SQLAlchemy and Alembic, and is needed once in years.
        from cpconf.store.postgresql.making import upgrade  # noqa: PLC0415

        upgrade(self, _holding(patience()))

    # ---- ending

    def commit(self, connection: Connection) -> None:
        """Commit. If the connection is lost meanwhile, find out whether the change was kept.

        Raises TryAgain, which says what is known, and CpconfError if the server rolled it back.
        """
        with explained(self.name):
            ((number,),) = connection.execute(
                "SELECT pg_current_xact_id_if_assigned()::text"
            ).fetchall()
        try:
            done = connection.execute("COMMIT")
        except psycopg.Error as error:
            if not is_gone(error):
                raise explain(error, self.name) from None
            if number is None or self._was_committed(number):
                return
            raise explain(error, self.name) from None
        if done.statusmessage != "COMMIT":
            raise CpconfError(f"the store {self.name} failed, and {NOTHING_CHANGED}: try again")

    def _was_committed(self, number: str) -> bool:
        """Tell whether a transaction whose commit got no answer was kept. Raises TryAgain."""
        for _ in range(_TRIES):
            with contextlib.suppress(CpconfError, psycopg.Error):
                connection = self.connect()
                try:
                    ((state,),) = connection.execute(
                        "SELECT pg_xact_status(%s::text::xid8)", [number]
                    ).fetchall()
                finally:
                    connection.close()
                if state in {"committed", "aborted"}:
                    return bool(state == "committed")
            time.sleep(1)
        raise TryAgain(
            f"the connection to the store {self.name} was lost while the change was written, and "
            "it is not known whether it was kept: look with cpconf status or cpconf history before "
            "you give the command again"
        )
