"""What a process of its own does to a store: `python -m tests.store.worker VERB STORE …`."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from cpconf.core.sharing.sharing import ShareState
from cpconf.core.words import Fact, MarkKind
from cpconf.store.database.database import Database
from cpconf.store.locations import locate
from tests.store.examples import NOW, begin, bring_on, schedule, written
from tests.store.looking import Look, Where, looking

Begin = Callable[[], AbstractContextManager[Database | Look]]


@contextmanager
def begun_plainly(store: Where) -> Iterator[Look]:
    """A transaction as it is where nobody waits for who else writes."""
    with looking(store) as sql:
        if isinstance(store, Path):  # whose driver begins nothing to read
            yield sql
        else:
            sql.ask("BEGIN")
            yield sql
            sql.ask("COMMIT")


def count(begin_: Begin, times: int) -> None:
    """Read a number, and write it one higher, as any change of a conference does."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for _ in range(times):
        with begin_() as connection:
            ((found,),) = connection.ask("SELECT version FROM conference")
            time.sleep(0.001)
            connection.ask("UPDATE conference SET version = ?", [found + 1])


def change(store: Where, times: int) -> None:
    """Answer a fact, mark a task and note it: three things that belong together."""
    for _ in range(times):
        with written(store) as writer:
            filed = writer.conferences.filed("C-1")
            number = len(writer.conferences.history("C-1"))
            writer.conferences.answer(filed, Fact.SPLIT, None, number % 2 == 0)
            writer.conferences.mark(filed.tasks[:1], MarkKind.DONE, at=NOW, note=str(number))
            writer.conferences.note(filed, "counted", {"number": number})
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def share(store: Where, times: int) -> None:
    """Make a copy for p1 again and again, of which nothing comes every third time."""
    for time_ in range(times):
        with written(store) as writer:
            number = begin(writer)
        with written(store) as writer:
            if time_ % 3 == 2:
                writer.sharing.drop_sharing(
                    writer.conferences.filed("C-1"), writer.sharing.sharing("C-1", number)
                )
            else:
                bring_on(writer, number, state=ShareState.PREPARED)


def die_within(store: Where) -> None:
    """Be killed in a transaction of which half has reached the file."""
    with written(store) as writer:
        if isinstance(store, Path):
            # With room for few pages, SQLite writes into the file long before the commit.
            writer.common.ask("PRAGMA cache_size=5")
        schedule(writer, *(f"LOST-{number}" for number in range(2000)))
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    verb, named, *rest = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
    store = named if "://" in named else Path(named)
    match verb:
        case "count":
            count(locate(store).transaction, *rest)
        case "count-plainly":
            count(partial(begun_plainly, store), *rest)
        case "change":
            change(store, *rest)
        case "schedule":
            with written(store, create=True) as writer:
                schedule(writer, *(f"N-{rest[0]}-{number}" for number in range(5)))
        case "create":
            locate(store).make()
        case "share":
            share(store, *rest)
        case "die-within":
            die_within(store)
        case _:
            sys.exit(f"no verb {verb}")


if __name__ == "__main__":
    main()
