"""A server that is away, that goes away meanwhile, and that lets nobody in: told truly, by rule."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

import pytest

from cpconf.core.words import MarkKind
from cpconf.errors import CpconfError, ExitCode, NotFound, StoreBusy, TryAgain
from cpconf.store.locations import locate
from cpconf.store.postgresql import server as module
from cpconf.store.reading import reading
from tests.cutting import at_commit, cut
from tests.postgresql import OWNER, Server, server
from tests.store.examples import NOW, schedule, written
from tests.store.looking import another_writing, look

CANARY: Final = "Canary-Persson"


def test_a_change_that_was_kept_before_the_connection_broke_is_no_fault(store: str) -> None:
    with cut(store, at_commit, passes=True) as (way, _), written(way) as writer:
        schedule(writer, "C-2")
    assert look(store, "SELECT ref FROM conference ORDER BY ref") == [("C-1",), ("C-2",)]


def test_a_change_that_was_not_kept_is_said_not_to_be(store: str) -> None:
    with (
        pytest.raises(TryAgain, match="nothing was changed") as raised,
        cut(store, at_commit) as (way, _),
        written(way) as writer,
    ):
        schedule(writer, CANARY)
    assert CANARY not in str(raised.value)
    assert look(store, "SELECT ref FROM conference") == [("C-1",)]


def test_where_nobody_can_tell_whether_it_was_kept_that_is_said(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TRIES", 1)
    with (
        cut(store, at_commit, passes=True, away=True) as (way, _),
        pytest.raises(TryAgain, match="not known whether"),
        written(way) as writer,
    ):
        schedule(writer, "C-2")


def test_a_server_that_is_not_there_is_said_to_be_away() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    with pytest.raises(TryAgain, match="cannot be reached") as raised:
        reading(f"postgresql://{OWNER}@127.0.0.1:{port}/conferences")
    assert raised.value.exit_code is ExitCode.TRY_AGAIN


@pytest.mark.slow
def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module._SETTINGS, "connect_timeout", "2")  # noqa: SLF001 - ten seconds are long
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(TryAgain, match="cannot be reached"):
            reading(f"postgresql://{OWNER}@127.0.0.1:{port}/conferences")


@pytest.fixture
def own() -> Iterator[Server]:
    """A server of the test's own, which it may stop."""
    own = Server()
    yield own
    own.remove()


@pytest.mark.slow
def test_a_server_that_stops_meanwhile_changes_nothing(own: Server) -> None:
    url = own.url(own.database())
    with written(url, create=True) as writer:
        schedule(writer, "C-1")
    with pytest.raises(TryAgain, match="nothing was changed") as raised, written(url) as writer:  # noqa: PT012 - one command
        schedule(writer, CANARY)
        own.stop()
        writer.conferences.mark(
            writer.conferences.filed("C-1").tasks[:1], MarkKind.DONE, at=NOW, note=CANARY
        )
    assert CANARY not in str(raised.value)
    assert raised.value.exit_code is ExitCode.TRY_AGAIN
    own.start()
    reader = reading(url)
    assert reader
    with reader:
        assert reader.conferences.counts().conferences == 1


@pytest.mark.slow
def test_whom_the_server_does_not_let_in_is_told_what_to_check(
    own: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with own.connect() as connection:
        connection.execute("CREATE ROLE worker LOGIN PASSWORD 'right'")
        connection.execute("CREATE DATABASE conferences")
    rules = own.data / "pg_hba.conf"
    rules.write_text(
        "host all owner 127.0.0.1/32 trust\nhost conferences all 127.0.0.1/32 scram-sha-256\n"
    )
    own.run("pg_ctl", "-s", "reload")
    monkeypatch.setenv("PGPASSWORD", CANARY)
    address = f"127.0.0.1:{own.port}"
    for url in (
        f"postgresql://worker@{address}/conferences",  # not its password
        f"postgresql://nobody@{address}/conferences",  # no such role
        f"postgresql://worker@{address}/another",  # where it may not go
    ):
        with pytest.raises(CpconfError, match="does not let you in") as raised:
            reading(url)
        assert CANARY not in str(raised.value)
        assert raised.value.exit_code is ExitCode.FAILED


def test_a_database_that_is_not_there_is_said_to_be_missing() -> None:
    url = server().url("there_is_none")
    with pytest.raises(NotFound, match="has no database"):
        reading(url)
    with pytest.raises(NotFound, match="has no database"), written(url, create=True):
        pass


def test_who_has_no_right_to_it_is_told(store: str) -> None:
    look(store, "DROP ROLE IF EXISTS guest")
    look(store, "CREATE ROLE guest LOGIN")
    url = store.replace(f"//{OWNER}@", "//guest@")
    try:
        with pytest.raises(CpconfError, match="may not") as raised:
            reading(url)
        assert raised.value.exit_code is ExitCode.FAILED
        look(store, "GRANT USAGE ON SCHEMA cpconf TO guest")
        look(store, "GRANT SELECT ON ALL TABLES IN SCHEMA cpconf TO guest")
        with pytest.raises(CpconfError, match="may not"), written(url) as writer:
            schedule(writer, CANARY)
        reader = reading(url)
        assert reader
        with reader:
            assert reader.conferences.counts() == (1, 4)
    finally:
        look(store, "DROP OWNED BY guest")
        look(store, "DROP ROLE guest")


@pytest.mark.parametrize(
    ("limit", "kind", "told"),
    [
        ("statement_timeout", CpconfError, "a time limit of its own"),
        ("transaction_timeout", CpconfError, "a time limit of its own"),
        ("idle_in_transaction_session_timeout", TryAgain, "connection .* was lost"),
    ],
)
def test_a_time_limit_that_an_administrator_set_is_not_called_busy(
    store: str, limit: str, kind: type[CpconfError], told: str
) -> None:
    look(store, f"ALTER DATABASE {store.rpartition('/')[2]} SET {limit} = '200ms'")
    with (  # noqa: PT012 - one command
        pytest.raises(kind, match=f"{told}.*nothing was changed") as raised,
        closing(locate(store).open_to_read()) as database,
    ):
        if limit == "statement_timeout":
            database.ask("SELECT pg_sleep(2)")
        time.sleep(0.5)
        database.ask("SELECT 1")
    assert type(raised.value) is kind


def test_a_wait_that_a_limit_of_the_servers_ends_is_for_a_busy_store(store: str) -> None:
    look(store, f"ALTER DATABASE {store.rpartition('/')[2]} SET statement_timeout = '200ms'")
    with another_writing(store), pytest.raises(StoreBusy, match="another command"), written(store):
        pass


@contextmanager
def refusing(text: str) -> Iterator[str]:
    """The address of what answers as a server that refuses every connection, in other words."""
    fields = b"".join(
        kind + value.encode() + b"\0"
        for kind, value in ((b"S", "FATAL"), (b"V", "FATAL"), (b"C", "28000"), (b"M", text))
    )

    def answer() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client:
                # An SSLRequest or a GSSENCRequest has 8 bytes, and is declined.
                while len(client.recv(4096)) == 8:
                    client.sendall(b"N")
                client.sendall(b"E" + (len(fields) + 5).to_bytes(4) + fields + b"\0")

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=answer, daemon=True).start()
        yield f"postgresql://ada@127.0.0.1:{listener.getsockname()[1]}/conferences"
        listener.shutdown(socket.SHUT_RDWR)


def test_a_server_that_speaks_another_language_is_quoted() -> None:
    text = "Passwort-Authentifizierung für Benutzer »ada« fehlgeschlagen"
    with (
        refusing(f"{text}\a") as url,
        pytest.raises(CpconfError, match=f"refuses.*: {text}") as raised,
    ):
        reading(url)
    assert raised.value.exit_code is ExitCode.FAILED
    assert len(str(raised.value).splitlines()) == 2
    assert "\a" not in str(raised.value)
