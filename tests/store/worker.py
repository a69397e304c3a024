"""What a process of its own does to a store: `python -m tests.store.worker VERB STORE …`."""

import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path

from cpconf.core.sharing.sharing import ShareState
from cpconf.core.words import Fact, MarkKind
from cpconf.store.sqlite.making import create
from cpconf.store.sqlite.transactions import transaction
from tests.store.examples import NOW, begin, bring_on, schedule, written

Begin = Callable[[], AbstractContextManager[sqlite3.Connection]]


@contextmanager
def begun_plainly(store: Path) -> Iterator[sqlite3.Connection]:
    """A transaction as the driver begins it where it is left to itself."""
    with closing(sqlite3.connect(store, timeout=30)) as connection, connection:
        yield connection


def count(begin_: Begin, times: int) -> None:
    """Read a number, and write it one higher, as any change of a conference does."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for _ in range(times):
        with begin_() as connection:
            (found,) = connection.execute("SELECT version FROM conference").fetchone()
            time.sleep(0.001)
            connection.execute("UPDATE conference SET version = ?", [found + 1])


def change(store: Path, times: int) -> None:
    """Answer a fact, mark a task and note it: three things that belong together."""
    for _ in range(times):
        with written(store) as writer:
            filed = writer.filed("C-1")
            number = len(writer.history("C-1"))
            writer.answer(filed, Fact.SPLIT, None, number % 2 == 0)
            writer.mark(filed.tasks[:1], MarkKind.DONE, at=NOW, note=str(number))
            writer.note(filed, "counted", {"number": number})
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def share(store: Path, times: int) -> None:
    """Make a copy for p1 again and again, of which nothing comes every third time."""
    for time_ in range(times):
        with written(store) as writer:
            number = begin(writer)
        with written(store) as writer:
            if time_ % 3 == 2:
                writer.drop_sharing(writer.filed("C-1"), writer.sharing("C-1", number))
            else:
                bring_on(writer, number, state=ShareState.PREPARED)


def die_within(store: Path) -> None:
    """Be killed in a transaction of which half has reached the file."""
    with written(store) as writer:
        # With room for few pages, SQLite writes into the file long before the commit.
        writer.ask("PRAGMA cache_size=5")
        schedule(writer, *(f"LOST-{number}" for number in range(2000)))
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    verb, store, *rest = sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:])
    match verb:
        case "count":
            count(partial(transaction, store), *rest)
        case "count-plainly":
            count(partial(begun_plainly, store), *rest)
        case "change":
            change(store, *rest)
        case "schedule":
            with written(store, create=True) as writer:
                schedule(writer, *(f"N-{rest[0]}-{number}" for number in range(5)))
        case "create":
            create(store)
        case "share":
            share(store, *rest)
        case "die-within":
            die_within(store)
        case _:
            sys.exit(f"no verb {verb}")


if __name__ == "__main__":
    main()
