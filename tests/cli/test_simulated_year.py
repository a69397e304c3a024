"""A year of a middling authority, through the public commands, beside a second book-keeping.

300 families have an initial conference and what follows from it: moves, conferences that are called
off, adjourned or not quorate, siblings, a new-born child in a review, plans that end. What happens
is drawn by lot, always alike. `Book` keeps the same events as a clerk with a wall calendar would,
and works the limits out with `tests/oracle.py`, which shares no line with the program.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from tests import oracle
from tests.cli.running import Cpconf

pytestmark = pytest.mark.thorough

FAMILIES: Final = 300
OPENS: Final = dt.date(2026, 1, 5)
CLAUSES: Final = {
    "strategy-discussion": "E-ICPC-15",
    "initial-conference": "E-RCPC-3M",
    "previous-review": "E-RCPC-6M",
}
AFTER: Final = {"initial": "initial-conference", "review": "previous-review"}


def limit(anchor: str, day: dt.date) -> dt.date:
    """The last day inside a limit, by the oracle alone."""
    clause = CLAUSES[anchor]
    count = oracle.LIMITS[clause]
    due, _ = oracle.r8(day, count) if clause == "E-ICPC-15" else oracle.r7(day, count)
    assert due is not None
    return due.date()


@dataclass
class Book:
    """What a clerk knows of one family's conferences."""

    number: int
    lot: random.Random
    type: str = "initial"
    dates: dict[str, tuple[str, dt.date]] = field(default_factory=dict)
    """Each child with what its limit counts from, and the day of that."""
    times: int = 0

    @property
    def ref(self) -> str:
        return f"F{self.number:03}-{self.times}"

    @property
    def limits(self) -> dict[str, dt.date]:
        """The binding day of each limit: the earliest among the children."""
        found: dict[str, dt.date] = {}
        for anchor, day in self.dates.values():
            ends = limit(anchor, day)
            clause = CLAUSES[anchor]
            found[clause] = min(ends, found.get(clause, ends))
        return found

    @property
    def binding(self) -> dt.date:
        return min(self.limits.values())


def working_day(day: dt.date) -> dt.date:
    while not oracle.USUAL.works_on(day):
        day -= oracle.ONE_DAY
    return day


def at(day: dt.date, hour: int = 10) -> str:
    return f"{day.isoformat()}T{hour:02}:00"


def shown(cpconf: Cpconf, ref: str) -> dict[str, dt.date]:
    """The limits as `status` has them."""
    limits = cpconf.must("status", ref, "--json").json["limits"]
    return {
        each["clause"]: dt.date.fromisoformat(each["due"][:10]) for each in limits if each["due"]
    }


def begin(cpconf: Cpconf, number: int) -> tuple[Book, dt.date]:
    """Book the initial conference of a family of one to three children."""
    book = Book(number, random.Random(number))  # noqa: S311 - a lot is no secret
    discussed = working_day(OPENS + dt.timedelta(days=book.lot.randrange(365)))
    for child in range(book.lot.randint(1, 3)):
        book.dates[f"C{child}"] = ("strategy-discussion", discussed)
    day = working_day(discussed + dt.timedelta(days=book.lot.randint(8, 20)))
    cpconf.must(
        *("schedule", book.ref, "--procedure", "oxfordshire", "--type", "initial"),
        *("--at", at(day), "--strategy-discussion", discussed.isoformat()),
        now=at(discussed, 16),
    )
    for ref in book.dates:
        cpconf.must("child", "add", book.ref, ref, now=at(discussed, 16))
    return book, day


def moved(cpconf: Cpconf, book: Book, day: dt.date) -> dt.date:
    if book.lot.random() > 0.2:
        return day
    later = working_day(day + dt.timedelta(days=book.lot.randint(1, 6)))
    cpconf.must(
        *("reschedule", book.ref, "--at", at(later, 14), "--reason", "the chair is ill"),
        now=at(day - oracle.ONE_DAY, 9),
    )
    return later


def again(cpconf: Cpconf, book: Book, day: dt.date) -> dt.date | None:
    """Call the conference off, adjourn it, or find it not quorate; book another in its place."""
    drawn = book.lot.random()
    if drawn > 0.15:
        return None
    now = at(day, 16)
    if drawn < 0.05:
        cpconf.must("cancel", book.ref, "--reason", "ill", "--authorised-by", "M", now=at(day, 8))
    else:
        how = "--adjourned" if drawn < 0.1 else "--inquorate"
        cpconf.must("outcome", book.ref, how, "--reason", "no interpreter", now=now)
    (notice,) = [
        n for n in cpconf.must("status", "--json", now=now).json["notices"] if n["ref"] == book.ref
    ]
    assert (notice["kind"], notice["due"][:10]) == ("book_again", book.binding.isoformat())
    later = working_day(day + dt.timedelta(days=7))
    follow(cpconf, book, later, now)
    return later


def follow(cpconf: Cpconf, book: Book, day: dt.date, now: str) -> None:
    before = book.ref
    book.times += 1
    cpconf.must(
        *("schedule", book.ref, "--procedure", "oxfordshire", "--follows", before),
        *("--at", at(day)),
        now=now,
    )


def decide(cpconf: Cpconf, book: Book, day: dt.date) -> None:
    """Hold the conference and decide for each child; those without a plan leave the book."""
    said = []
    for child, (anchor, _) in list(book.dates.items()):
        first = anchor == "strategy-discussion"
        goes_on = book.lot.random() < 0.8
        words = (
            ("plan:neglect" if goes_on else "no-plan")
            if first
            else ("continues:neglect" if goes_on else "ends")
        )
        said += ["--child", f"{child}={words}"]
        if goes_on:
            book.dates[child] = (AFTER["initial" if first else "review"], day)
        else:
            del book.dates[child]
    cpconf.must("outcome", book.ref, "--held", *said, now=at(day, 16))


def born(cpconf: Cpconf, book: Book, day: dt.date, now: str) -> None:
    """A child is born before the review, and a strategy discussion is held about it."""
    if book.lot.random() > 0.15:
        return
    child, discussed = f"N{book.times}", working_day(day - dt.timedelta(days=15))
    book.dates[child] = ("strategy-discussion", discussed)
    cpconf.must(
        *("child", "add", book.ref, child, "--strategy-discussion", discussed.isoformat()), now=now
    )


def live(cpconf: Cpconf, number: int) -> Iterator[tuple[str, dict[str, dt.date], Any]]:
    """Go through a family's year; yield each conference with its limits in both books."""
    book, day = begin(cpconf, number)
    for _ in range(4):
        yield book.ref, book.limits, shown(cpconf, book.ref)
        day = moved(cpconf, book, day)
        yield book.ref, book.limits, shown(cpconf, book.ref)
        other = again(cpconf, book, day)
        if other is not None:
            day = other
            yield book.ref, book.limits, shown(cpconf, book.ref)
        decide(cpconf, book, day)
        if not book.dates or day > dt.date(2026, 12, 31):
            return
        now = at(day, 17)
        day = working_day(book.binding - dt.timedelta(days=book.lot.randint(0, 12)))
        follow(cpconf, book, day, now)
        born(cpconf, book, day, now)


@pytest.mark.parametrize("part", range(10))
def test_every_limit_of_a_year_equals_the_one_worked_out_independently(
    cpconf: Cpconf, part: int
) -> None:
    compared = []
    for number in range(part, FAMILIES, 10):
        for ref, expected, found in live(cpconf, number):
            assert found == expected, ref
            compared.append(ref)
    print(len(set(compared)), "conferences,", len(compared), "comparisons")
    assert len(set(compared)) > 60
