"""Several at one store on a server: who waits, what is said, and that nothing is lost."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from cpconf.core.words import MarkKind
from cpconf.errors import StoreBusy, TryAgain
from cpconf.store.locations import locate
from cpconf.store.postgresql import server as module
from cpconf.store.reading import reading
from cpconf.store.writing import writing
from tests.store.examples import NOW, schedule, written
from tests.store.looking import look
from tests.store.test_processes import ROOT


@contextmanager
def another_writing(store: str, seconds: float) -> Iterator[None]:
    """Somebody else writes for so long."""
    begun = threading.Event()

    def write() -> None:
        with written(store) as writer:
            schedule(writer, "ANOTHER")
            begun.set()
            time.sleep(seconds)

    other = threading.Thread(target=write)
    other.start()
    begun.wait(20)
    try:
        yield
    finally:
        other.join()


def test_who_reads_waits_for_nobody_and_sees_what_was_kept(store: str) -> None:
    with written(store) as writer:
        schedule(writer, "C-2")
        reader = reading(store)
        assert reader
        with reader:
            assert reader.conferences.counts().conferences == 1
    reader = reading(store)
    assert reader
    with reader, another_writing(store, 0):
        pass
    reader = reading(store)
    assert reader
    with reader:
        before = reader.conferences.counts()
        with written(store) as writer:
            schedule(writer, "C-3")
        assert reader.conferences.counts() == before, "one picture"


def test_a_short_wait_is_nobodys_business(store: str, capfd: pytest.CaptureFixture[str]) -> None:
    with another_writing(store, 0.5), written(store) as writer:
        assert writer.conferences.counts().conferences == 2, "what the other kept is seen"
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_after_two_seconds_it_is_said_what_is_waited_for(
    store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with another_writing(store, 3), written(store) as writer:
        assert writer.conferences.counts().conferences == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "cpconf: waiting for another cpconf command to finish with the store "
        f"{store}, 28 seconds at most\n"
    )


@pytest.mark.parametrize("patience", ["0", "1"])
def test_patience_ends_and_the_store_is_busy(
    store: str, monkeypatch: pytest.MonkeyPatch, patience: str
) -> None:
    with another_writing(store, 3):
        monkeypatch.setenv("CPCONF_BUSY_TIMEOUT", patience)
        begun = time.monotonic()
        with pytest.raises(StoreBusy, match="another command is writing"), written(store):
            pass
        assert float(patience) <= time.monotonic() - begun < 2.5


def test_the_server_notices_by_itself_that_a_computer_is_gone(store: str) -> None:
    """Also that of a run that sends, whose connection waits for nothing."""
    asked = {
        "tcp_keepalives_idle": "10",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "2",
        "tcp_user_timeout": "20000",
    }
    place = locate(store)
    assert isinstance(place, module.Server)
    with closing(place.connect()) as connection:
        told = {name: connection.execute(f"SHOW {name}".encode()).fetchone() for name in asked}
    assert told == {name: (value,) for name, value in asked.items()}


@pytest.mark.parametrize("limit", ["ours", "the server's"])
def test_a_command_that_is_stopped_does_not_keep_the_others_waiting(
    store: str, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    if limit == "ours":
        monkeypatch.setattr(module, "_STOPPED", 0.5)
    else:
        setting = "idle_in_transaction_session_timeout = '500ms'"
        look(store, f"ALTER DATABASE {store.rpartition('/')[2]} SET {setting}")
    with pytest.raises(TryAgain, match="nothing was changed"), written(store) as stopped:  # noqa: PT012 - one command
        schedule(stopped, "C-2")
        with written(store) as another:
            schedule(another, "C-3")
        schedule(stopped, "C-4")
    reader = reading(store)
    assert reader
    with reader:
        refs = [filed.conference.ref for filed in reader.conferences.open_conferences()]
    assert refs == ["C-1", "C-3"]


@pytest.mark.slow
def test_a_run_that_is_killed_is_dead_at_once(store: str) -> None:
    code = (
        "import sys, time; from cpconf.store.locations import locate\n"
        "with locate(sys.argv[1]).living() as token: print(token, flush=True); time.sleep(60)"
    )
    place = locate(store)
    with subprocess.Popen(
        [sys.executable, "-c", code, store], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout
        token = run.stdout.readline().strip()
        assert place.is_alive(token)
        os.kill(run.pid, signal.SIGKILL)
    until = time.monotonic() + 5
    while place.is_alive(token) and time.monotonic() < until:
        time.sleep(0.05)
    assert not place.is_alive(token)


def test_by_the_servers_clock_a_computer_that_is_ahead_stands_in_order(store: str) -> None:
    begun = dt.datetime.now(dt.UTC)
    ahead = begun + dt.timedelta(hours=3)
    with writing(
        store, now=NOW, machine_now=ahead, by="desk", create=False, shared_clock=True
    ) as writer:
        filed = writer.conferences.filed("C-1")
        writer.conferences.mark(filed.tasks[:1], MarkKind.DONE, at=NOW, note=None)
        assert abs(writer.common.machine_now - begun) < dt.timedelta(minutes=1)
    reader = reading(store)
    assert reader
    with reader:
        (mark,) = reader.conferences.marks("C-1")
    assert begun <= mark.machine_at < ahead - dt.timedelta(hours=2)
