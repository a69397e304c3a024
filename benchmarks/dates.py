"""Counting working days, compared with two common libraries for it."""

import datetime as dt
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

import holidays
from workalendar.europe import UnitedKingdom

from benchmarks import stores
from benchmarks.bench import Bench
from benchmarks.pairs import Took, alternate
from benchmarks.table import Row, row_of

MOST: Final = 0.2
"""The limit of the ratio: at least five times faster than each library."""
COUNTS: Final = (-10, -7, -5, -3, -2, -1, 1, 2, 3, 5, 10, 15)
"""Numbers of working days, before and after, that the procedures use."""
_FIRST: Final = dt.date(2025, 1, 1)
Shift = Callable[[dt.date, int], dt.date]


def cases(days: int) -> list[tuple[dt.date, int]]:
    """Return each count from each working day among `days` days: all three must agree on these."""
    calendar = stores.calendar()
    starts = (_FIRST + dt.timedelta(days=number) for number in range(days))
    return list(itertools.product(filter(calendar.is_working, starts), COUNTS))


def peers() -> dict[str, Shift]:
    """Return the libraries' functions, by name."""
    england = holidays.country_holidays("GB", subdiv="ENG", years=range(2024, 2029))
    kingdom = UnitedKingdom()
    return {
        "get_nth_working_day of holidays": england.get_nth_working_day,
        "add_working_days of workalendar": kingdom.add_working_days,
    }


def arithmetic(bench: Bench) -> Iterator[Row]:
    """Compare `WorkingCalendar.shift` with each library, on the same counts."""
    counted, rounds = cases(bench.size(730)), bench.rounds(9)
    ours = stores.calendar().shift
    for name, theirs in peers().items():
        if [theirs(*case) for case in counted] != [ours(*case) for case in counted]:
            yield Row(what=f"one date, beside {name}", reason="it counts otherwise")
            continue
        pairs = alternate(partial(clock, ours, counted), partial(clock, theirs, counted), rounds)
        yield row_of(f"one date, beside {name}", pairs, most=MOST)


def clock(shift: Shift, counted: Sequence[tuple[dt.date, int]]) -> Took:
    """Measure the mean time for one date, over all cases."""
    start, busy = time.perf_counter(), time.process_time()
    for day, count in counted:
        shift(day, count)
    wall, cpu = time.perf_counter() - start, time.process_time() - busy
    return Took(wall / len(counted), cpu / len(counted))
