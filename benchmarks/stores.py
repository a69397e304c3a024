"""Making the stores that commands are timed on, with the program's own code."""

import csv
import datetime as dt
import itertools
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from cpconf.bank_holidays import england
from cpconf.core.dates.calendar import OfficeHours, WorkingCalendar
from cpconf.procedures.loader import load
from cpconf.store.writing import writing
from cpconf.workflow.conferences.booking import keep, plan_booking
from cpconf.workflow.conferences.csv_rows import read_rows

NOW: Final = dt.datetime(2026, 9, 7, 9)
"""The time of every benchmark: a Monday morning, wall-clock Europe/London."""
_OLDEST: Final = dt.date(2012, 1, 9)
_LENGTH: Final = dt.timedelta(hours=2)

INITIAL: Final = ("initial", "strategy-discussion", dt.timedelta(days=18))
REVIEW: Final = ("review", "previous-review", dt.timedelta(days=170))
KINDS: Final = tuple(
    ("hounslow" if letter == "H" else "oxfordshire", *(INITIAL if kind == "i" else REVIEW))
    for letter, kind in ("Hi", "Oi", "Hr", "Or", "Oi", "Hi", "Or", "Hr", "Oi")
)
"""The kinds of conferences, used in turn: procedure, type, the limit's anchor, how long ago."""


def calendar() -> WorkingCalendar:
    """Return England's working calendar, without local closures."""
    return england((), OfficeHours(), read_on=NOW.date())


def coming(count: int) -> Iterator[dict[str, str]]:
    """Yield bookings for the next sixty working days, as the rows of a CSV file."""
    days, times = calendar(), itertools.cycle((10, 11, 13, 14))
    dates = [days.shift(NOW.date(), ahead) for ahead in range(1, 61)]
    for number, day, hour in zip(range(count), itertools.cycle(dates), times, strict=False):
        yield booking(f"OPEN-{number:05}", number, dt.datetime.combine(day, dt.time(hour)))


def past(count: int) -> Iterator[dict[str, str]]:
    """Yield bookings for past working days, from 2012 on."""
    days, morning = calendar(), dt.time(10)
    last = days.between(_OLDEST, NOW.date()) - 60
    for number in range(count):
        day = days.shift(_OLDEST, 1 + number % last)
        yield booking(f"PAST-{number:05}", number, dt.datetime.combine(day, morning))


def booking(ref: str, number: int, at: dt.datetime) -> dict[str, str]:
    """Return one booking; `number` decides its kind."""
    procedure, type_, anchor, ago = KINDS[number % len(KINDS)]
    return {
        "ref": ref,
        "procedure": procedure,
        "type": type_,
        "at": at.isoformat(),
        "ends": (at + _LENGTH).isoformat(),
        "strategy-discussion": "",
        "previous-review": "",
        anchor: (at - ago).date().isoformat(),
    }


def scattered(
    many: Iterable[dict[str, str]], few: Iterable[dict[str, str]], every: int
) -> Iterator[dict[str, str]]:
    """Yield the many, with one of the few after every `every` of them."""
    left = iter(few)
    for number, row in enumerate(many, start=1):
        yield row
        if number % every == 0:
            yield from itertools.islice(left, 1)
    yield from left


def write_csv(path: Path, bookings: Iterable[dict[str, str]]) -> Path:
    """Write a file of bookings for `schedule --from`."""
    first, *others = bookings
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, first.keys())
        writer.writeheader()
        writer.writerows([first, *others])
    return path


def make_store(path: Path, bookings: Path) -> Path:
    """Make a store of the bookings in a CSV file, with all tasks open."""
    rows = read_rows(bookings)
    editions = {name: load(name) for name in {row.procedure or "" for row in rows}}
    days, machine = calendar(), NOW.replace(tzinfo=dt.UTC)
    with writing(path, now=NOW, machine_now=machine, by="benchmark", create=True) as store:
        keep(
            store,
            (plan_booking(row.request, editions[row.procedure or ""], days) for row in rows),
            refs=[row.request.ref for row in rows],
            editions=editions.values(),
            calendar=days,
        )
    return path


def finish_past(path: Path) -> None:
    """Mark every task of the past conferences done, as after years of use.

    With SQL, since marking a million tasks one by one would take an hour.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(_FINISH)


_FINISH: Final = """\
BEGIN IMMEDIATE;
UPDATE conference SET state = 'held', ended = ends WHERE ref LIKE 'PAST-%';
INSERT INTO mark (task_id, kind, at, by, recorded_at, machine_at)
SELECT t.id, 'done', c.at, 'benchmark', c.at, (SELECT MIN(machine_at) FROM history)
FROM task t JOIN conference c ON c.id = t.conference_id
WHERE c.state = 'held' AND t.outstanding = 1;
UPDATE task SET state = 'done', outstanding = 0, marked_by = 'benchmark',
    marked_at = (SELECT c.at FROM conference c WHERE c.id = conference_id)
WHERE outstanding = 1
    AND conference_id IN (SELECT c.id FROM conference c WHERE c.state = 'held');
COMMIT;
"""
