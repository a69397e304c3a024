"""The tables of `tests/data` as the tests of the core read them."""

import csv
import datetime as dt
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cpconf.procedures
from cpconf.core.dates.calendar import DayOff, OfficeHours, WorkingCalendar

DATA = Path(__file__).parents[1] / "data"
PUBLISHED, DERIVED = "bank_holidays_england.csv", "bank_holidays_statute.csv"
PUBLISHED_UNTIL = dt.date(2028, 12, 31)
REGISTERS = Path(cpconf.procedures.__file__).with_name("registers")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


BANK_HOLIDAYS = {
    dt.date.fromisoformat(row["date"]): row["name"]
    for name in (PUBLISHED, DERIVED)
    for row in rows(name)
}
SUBSTITUTES = sorted(day for day, name in BANK_HOLIDAYS.items() if "(substitute" in name)
ONE_OFFS = [
    dt.date(2012, 6, 5),
    dt.date(2020, 5, 8),
    dt.date(2022, 6, 2),
    dt.date(2022, 6, 3),
    dt.date(2022, 9, 19),
    dt.date(2023, 5, 8),
]
"""Days that no rule yields: read off the published list by hand (its README names them)."""


def england(closures: Iterable[DayOff] = (), office: OfficeHours | None = None) -> WorkingCalendar:
    """England's calendar from 2012 to 2035 by the two lists, with local closures."""
    bank_holidays = [DayOff(day, name) for day, name in BANK_HOLIDAYS.items()]
    return WorkingCalendar.of(
        [*bank_holidays, *closures],
        known_until=PUBLISHED_UNTIL,
        source="the lists of tests/data",
        office=office,
    )


ENGLAND = england()


@dataclass(frozen=True)
class Case:
    """A row of `worked_cases.csv`."""

    clause: str
    procedure: str
    type: str
    format: str
    at: dt.datetime
    ends: dt.datetime | None
    ended: dt.datetime | None
    anchor_name: str
    anchor_date: dt.date | None
    facts: tuple[str, ...]
    due: dt.datetime | None
    literal: dt.datetime | None
    source: str

    def __str__(self) -> str:
        return f"{self.clause}-{self.format}-{self.at:%Y-%m-%d}"


def _case(row: dict[str, str]) -> Case:
    def moment(column: str) -> dt.datetime | None:
        return dt.datetime.fromisoformat(row[column]) if row[column] else None

    return Case(
        clause=row["clause"],
        procedure=row["procedure"],
        type=row["type"],
        format=row["format"],
        at=dt.datetime.fromisoformat(row["at"]),
        ends=moment("ends"),
        ended=moment("ended"),
        anchor_name=row["anchor_name"],
        anchor_date=dt.date.fromisoformat(row["anchor_date"]) if row["anchor_date"] else None,
        facts=tuple(row["facts"].split()),
        due=moment("due"),
        literal=moment("literal"),
        source=row["source"],
    )


WORKED_CASES = [_case(row) for row in rows("worked_cases.csv")]


def register(name: str) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """The clauses and the orders of one register, as the file has them, times apart.

    A time is what its sentence counts: `workdays` or `hours`, below zero before the conference, or
    by what on its day (`by`).
    """
    document = tomllib.loads((REGISTERS / f"{name}.toml").read_text("utf-8"))
    clauses = [
        {**clause, "when": counted(clause["when"])} if "when" in clause else clause
        for clause in document["clause"]
    ]
    return clauses, document.get("order", [])


def counted(sentence: str) -> dict[str, Any]:
    """What a sentence of time counts, by a reader of our own."""
    match sentence.split():
        case [amount, *units, "before", "conference"]:
            return {_UNITS[units[-1]]: -int(amount)}
        case ["within", amount, *units, "of", "conference"]:
            return {_UNITS[units[-1]]: int(amount)}
        case ["on", "the", "day", "of", "conference,", "by", *moment]:
            return {"by": {"the start": "start", "close of business": "close"}[" ".join(moment)]}
        case other:
            raise AssertionError(other)


_UNITS = {"day": "workdays", "days": "workdays", "hour": "hours", "hours": "hours"}


def acts(name: str) -> list[dict[str, Any]]:
    """What one register has done in one act, as the file has it."""
    document = tomllib.loads((REGISTERS / f"{name}.toml").read_text("utf-8"))
    return list(document.get("together", []))
