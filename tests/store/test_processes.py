"""Several processes on one store, and processes that are killed: nothing acknowledged is lost."""

import random
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from cpconf.core.sharing.sharing import ShareState
from cpconf.store.reading import reading
from tests.store.examples import schedule, written
from tests.store.looking import Where, check_sound, look

ROOT = Path(__file__).parents[2]
FEW, MANY = (8, 20), (16, 100)
"""Writers at once, and the changes of each: in `make test`, and where it may take long."""


def start(verb: str, store: Where, *rest: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.worker", verb, str(store), *map(str, rest)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def counted_together(verb: str, store: Where, workers_: int, times: int) -> int:
    """Let processes count that begin once all of them are loaded, so that they do meet."""
    workers = [start(verb, store, times) for _ in range(workers_)]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    ended = finish(workers)
    if verb == "count":
        assert ended == [(0, "")] * workers_
    return version(store) - 1


WAITED = re.compile(r"cpconf: waiting for another cpconf command .*\n")


def finish(workers: Sequence[subprocess.Popen[str]]) -> list[tuple[int, str]]:
    """How each ended, and what it said, other than that it waited long for another."""
    ended = [(worker.communicate(timeout=120), worker) for worker in workers]
    return [(worker.returncode, WAITED.sub("", error)) for (_, error), worker in ended]


def version(store: Where) -> int:
    ((found,),) = look(store, "SELECT version FROM conference")
    return int(found)


def check_whole(store: Where) -> None:
    """Each change is there with all three of its parts, and the database is sound."""
    check_sound(store)
    reader = reading(store)
    assert reader
    with reader:
        counted = [
            e.details["number"] for e in reader.conferences.history("C-1") if e.kind == "counted"
        ]
        assert counted == list(range(1, len(counted) + 1))
        assert [mark.note for mark in reader.conferences.marks("C-1")] == [
            str(number) for number in counted
        ]
        assert reader.conferences.filed("C-1").version == 1 + len(counted)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("workers", "times"), [FEW, pytest.param(*MANY, marks=pytest.mark.thorough)]
)
def test_of_many_writers_none_loses_a_change(store: Where, workers: int, times: int) -> None:
    assert counted_together("count", store, workers, times) == workers * times


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize(("workers", "times"), [FEW, MANY])
def test_without_our_begin_the_same_writers_do_lose_changes(
    store: Where, workers: int, times: int
) -> None:
    """The control: it shows that the test above would notice."""
    assert counted_together("count-plainly", store, workers, times) < workers * times


@pytest.mark.slow
def test_whole_changes_of_several_writers_do_not_mix(store: Where) -> None:
    ended = finish([start("change", store, 10) for _ in range(4)])
    assert ended == [(0, "")] * 4
    check_whole(store)
    assert version(store) == 1 + 4 * 10


@pytest.mark.slow
def test_of_copies_made_by_several_commands_at_once_one_stands(family: Where) -> None:
    ended = finish([start("share", family, 9) for _ in range(4)])
    assert ended == [(0, "")] * 4
    reader = reading(family)
    assert reader
    with reader:
        states = [sharing.state for sharing in reader.sharing.sharings("C-1")]
    assert states.count(ShareState.PREPARED) == 1
    assert set(states) == {ShareState.PREPARED, ShareState.REPLACED}
    assert len(states) >= 4 * 6
    assert version(family) == 2 + 4 * 9 * 2


@pytest.mark.slow
def test_several_first_writers_make_one_store_with_the_work_of_all(new_store: Where) -> None:
    ended = finish([start("schedule", new_store, number) for number in range(4)])
    assert ended == [(0, "")] * 4
    reader = reading(new_store)
    assert reader
    with reader:
        assert reader.conferences.counts().conferences == 4 * 5
    if isinstance(new_store, Path):
        assert list(new_store.parent.iterdir()) == [new_store]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(200))
def test_a_writer_killed_at_any_moment_loses_nothing_acknowledged(store: Where, seed: int) -> None:
    worker = start("change", store, 10_000)
    assert worker.stdout
    worker.stdout.readline()  # it has loaded and made its first change
    time.sleep(random.Random(seed).uniform(0, 0.3))  # noqa: S311 - no secret
    worker.kill()
    output, _ = worker.communicate()
    check_whole(store)
    acknowledged = [int(line) for line in output.split()]
    assert version(store) >= 1 + max(acknowledged, default=1)


@pytest.mark.parametrize("by", ["reading", "writing"])
def test_a_half_written_transaction_is_rolled_back_by_whoever_comes_next(
    store: Where, by: str
) -> None:
    (ended,) = finish([start("die-within", store)])
    assert ended[0] == -9
    journal = Path(f"{store}-journal")
    if isinstance(store, Path):
        assert journal.stat().st_size > 0
    if by == "reading":
        reader = reading(store)
        assert reader
        with reader:
            assert reader.conferences.counts() == (1, 4)
    else:
        with written(store) as writer:
            assert writer.conferences.counts() == (1, 4)
            schedule(writer, "C-2")
    if isinstance(store, Path):
        assert not journal.exists()
    check_sound(store)


def is_being_made(store: Where) -> bool:
    if isinstance(store, Path):
        return store.parent.exists()
    there = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'cpconf'"
    return bool(look(store, f"{there} AND datname = current_database()"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_a_creation_that_is_killed_leaves_no_store_or_a_whole_one(
    new_store: Where, seed: int
) -> None:
    worker = start("create", new_store)
    deadline = time.monotonic() + 20
    while not is_being_made(new_store) and time.monotonic() < deadline:
        time.sleep(0.0005)
    # On a server it takes longer.
    time.sleep(random.Random(seed).uniform(0, 0.02 if isinstance(new_store, Path) else 0.1))  # noqa: S311 - no secret
    worker.kill()
    worker.communicate()
    reader = reading(new_store)
    if reader:
        with reader:
            assert reader.conferences.counts() == (0, 0)
    with written(new_store, create=True) as writer:
        schedule(writer, "C-1")
        assert writer.conferences.counts() == (1, 4)
