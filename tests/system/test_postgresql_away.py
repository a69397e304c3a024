"""A server of Debian's that is away, full, a copy of another, or has something else in it."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Final

import pytest

from cpconf.errors import ExitCode
from tests.postgresql import OWNER, Server
from tests.store.looking import look
from tests.system.debian import INSTALLED, PROGRAMS
from tests.system.desk import Desk

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not INSTALLED, reason="postgresql is not installed"),
]

READ: Final = ("status",)
WRITE: Final[tuple[str, ...]] = ("done", "A-1", "write-report")
BOOK: Final = ("--procedure", "oxfordshire", "--type", "initial", "--at", "2026-02-12T10:00")
DATABASE: Final = "conferences"


class Person(Desk):
    """Somebody whose store is on the server; what goes wrong is told briefly."""

    def refused(self, *arguments: str, code: int, within: float = 20) -> str:
        """What is said by a command that cannot use the store, within so many seconds."""
        begun = time.monotonic()
        ran = self.run(*arguments, code=code)
        assert time.monotonic() - begun < within
        assert ran.stdout == ""
        assert ran.stderr.startswith("cpconf: ")
        assert 1 <= len(ran.stderr.splitlines()) <= 4, ran.stderr  # folded at the terminal's edge
        return " ".join(ran.stderr.split())


@pytest.fixture(scope="module")
def kept() -> Iterator[Server]:
    own = Server(programs=PROGRAMS, max_connections="12", superuser_reserved_connections="3")
    yield own
    own.remove()


@pytest.fixture
def server(kept: Server) -> Iterator[Server]:
    """A server with a store, and a role that writes."""
    kept.database(name=DATABASE)
    yield kept
    with kept.connect() as connection:
        connection.execute("ALTER ROLE ada CONNECTION LIMIT -1")
    kept.drop(DATABASE)


@pytest.fixture
def person(tmp_path: Path, server: Server) -> Person:
    made = Person(tmp_path)
    made.environ["CPCONF_STORE"] = server.url(DATABASE)
    made.run("schedule", "A-1", *BOOK)
    with server.connect() as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'ada'").fetchall():
            connection.execute("CREATE ROLE ada LOGIN")
    made.run("store", "grant", "ada", "--as", "writer")
    made.environ["CPCONF_STORE"] = server.url(DATABASE, "ada")
    made.run(*READ)
    return made


def test_a_server_with_too_many_connections_is_busy(person: Person, server: Server) -> None:
    with ExitStack() as open_:
        for _ in range(9):
            open_.enter_context(server.connect(DATABASE))
        for command in (READ, WRITE):
            told = person.refused(*command, code=ExitCode.BUSY)
            assert "too many connections: try again" in told
        for _ in range(3):
            open_.enter_context(server.connect(DATABASE))
        assert "too many connections" in person.refused(*READ, code=ExitCode.BUSY)
    person.run(*WRITE)
    with server.connect() as connection:
        connection.execute("ALTER ROLE ada CONNECTION LIMIT 0")
    assert "too many connections" in person.refused(*READ, code=ExitCode.BUSY)


def test_a_server_that_is_shut_down_is_to_be_tried_later(person: Person, server: Server) -> None:
    with server.connect(DATABASE):  # for which it waits
        server.close_down()
        for command in (READ, WRITE):
            told = person.refused(*command, code=ExitCode.TRY_AGAIN)
            assert "cannot be reached: try again later" in told
    server.wait_for_end()
    for command in (READ, WRITE, ("schedule", "A-2", *BOOK)):
        told = person.refused(*command, code=ExitCode.TRY_AGAIN)
        assert "cannot be reached: try again later" in told
    server.start()
    person.run(*WRITE)


def test_a_server_that_never_speaks_is_given_up_after_ten_seconds(person: Person) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = f"postgresql://ada@127.0.0.1:{silent.getsockname()[1]}/{DATABASE}"
        for command in (READ, WRITE):
            told = person.refused("--store", address, *command, code=ExitCode.TRY_AGAIN, within=20)
            assert "cannot be reached: try again later" in told


def test_a_database_that_takes_nobody_is_to_be_tried_later(person: Person, server: Server) -> None:
    with server.connect() as connection:
        connection.execute(f"ALTER DATABASE {DATABASE} ALLOW_CONNECTIONS false".encode())
    assert "try again later" in person.refused(*READ, code=ExitCode.TRY_AGAIN)


def test_a_copy_of_a_server_can_be_read_and_says_that_it_is_one(
    person: Person, server: Server, tmp_path: Path
) -> None:
    with (server.data / "pg_hba.conf").open("a") as rules:
        rules.write(f"host replication {OWNER} 127.0.0.1/32 trust\n")
    server.run("pg_ctl", "-s", "reload")
    copy = Server(programs=PROGRAMS)
    try:
        copy.follow(server)
        told = person.run(*READ, "--json").stdout
        person.environ["CPCONF_STORE"] = copy.url(DATABASE, "ada")
        assert person.run(*READ, "--json").stdout == told
        for command in (WRITE, ("schedule", "A-2", *BOOK)):
            said = person.refused(*command, code=ExitCode.FAILED)
            assert "only allows reading now" in said
            assert "check the address" in said
        person.environ["CPCONF_STORE"] = copy.url(DATABASE)
        assert "only allows reading now" in person.refused(
            *("store", "grant", "ada", "--as", "none"), code=ExitCode.FAILED
        )
        copy.stop()
        with (copy.data / "postgresql.conf").open("a") as settings:
            settings.write("hot_standby = off\n")
        copy.begin()
        assert "cannot be reached: try again later" in person.refused(
            *READ, code=ExitCode.TRY_AGAIN
        )
    finally:
        copy.remove()


def test_a_session_that_the_server_ends_is_told_and_changes_nothing(
    person: Person, server: Server
) -> None:
    with server.connect() as connection:
        connection.execute(
            f"ALTER DATABASE {DATABASE} SET idle_in_transaction_session_timeout = 1".encode()
        )
    told = person.refused("skip", "A-1", "write-report", "--reason", "x", code=ExitCode.TRY_AGAIN)
    assert "nothing was changed" in told


FORMS: Final = {
    "newer": ("UPDATE alembic_version SET version_num = '9999'", "upgrade cpconf"),
    "no number": ("UPDATE alembic_version SET version_num = 'x'", "is damaged"),
    "none": ("DELETE FROM alembic_version", "is damaged"),
    "a table is missing": ("DROP TABLE task CASCADE", "is damaged"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_store_of_another_form_is_left_as_it_is(
    person: Person, server: Server, form: str
) -> None:
    change, told = FORMS[form]
    look(server.url(DATABASE), change)
    for command in (READ, WRITE):
        assert told in person.refused(*command, code=ExitCode.STORE)


def test_an_older_form_is_the_owners_to_upgrade(person: Person, server: Server) -> None:
    look(server.url(DATABASE), "UPDATE alembic_version SET version_num = '0005'")
    for command in (READ, WRITE, ("store", "upgrade")):
        told = person.refused(*command, code=ExitCode.FAILED)
        assert "only its owner can upgrade it" in told
        assert "cpconf store upgrade" in told


def test_where_there_is_no_schema_there_is_nothing_yet(person: Person, server: Server) -> None:
    look(server.url(DATABASE), "DROP SCHEMA cpconf CASCADE")
    assert "There is nothing there yet" in person.run("store", "where").stdout
    assert "nothing yet" in person.run(*READ).stdout.lower()
    assert "nothing yet" in person.refused(*WRITE, code=ExitCode.NOT_FOUND)
    told = person.refused("schedule", "A-1", *BOOK, code=ExitCode.FAILED)
    assert "your role may not" in told
    assert look(server.url(DATABASE), "SELECT to_regnamespace('cpconf') IS NULL") == [(True,)]


def test_a_schema_of_another_program_is_not_taken(person: Person, server: Server) -> None:
    look(server.url(DATABASE), "DROP SCHEMA cpconf CASCADE")
    look(server.url(DATABASE), "CREATE SCHEMA cpconf")
    look(server.url(DATABASE), "CREATE TABLE cpconf.person (x int)")
    person.environ["CPCONF_STORE"] = server.url(DATABASE)
    told = person.refused("store", "make", code=ExitCode.STORE)
    assert "is not a cpconf store (its schema cpconf has no table that says its form)" in told
    assert "was left as it is" in told
