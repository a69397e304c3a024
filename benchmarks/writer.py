"""A process that marks a task again and again: `python -m benchmarks.writer STORE NUMBER TIMES`.

It says when it is ready, begins when it is told, and prints the seconds of its slowest mark.
"""

import datetime as dt
import sys
import time

from benchmarks.stores import NOW
from cpconf.core.words import MarkKind
from cpconf.store.writing import writing


def main() -> None:
    store, number, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    ref = f"OPEN-{number:05}"
    # Loads what writing needs: sixteen processes that do so at once wait for the processor.
    for turn in range(2):
        mark(store, ref, turn)
    print("ready", flush=True)
    sys.stdin.readline()
    worst = 0.0
    for turn in range(times):
        begun = time.perf_counter()
        mark(store, ref, turn)
        worst = max(worst, time.perf_counter() - begun)
    print(worst)


def mark(store: str, ref: str, turn: int) -> None:
    """Mark a conference's first task: done in even turns, undone in odd ones."""
    with writing(
        store, now=NOW, machine_now=dt.datetime.now(dt.UTC), by="benchmark", create=False
    ) as writer:
        kind = MarkKind.UNDONE if turn % 2 else MarkKind.DONE
        writer.conferences.mark(writer.conferences.filed(ref).tasks[:1], kind, at=NOW, note=None)


if __name__ == "__main__":
    main()
