"""The texts that the tests of procedures begin with, and how they are broken."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cpconf.core.dates.calendar import DayOff, WorkingCalendar
from tests.oracle import HOLIDAYS

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
EXAMPLES = ROOT / "examples"
WESTMERE = EXAMPLES / "procedures" / "westmere.toml"
SMALL = (HERE / "small.toml").read_text(encoding="utf-8")
ENGLAND = WorkingCalendar.of(
    (DayOff(day, "bank holiday") for day in HOLIDAYS),
    known_until=dt.date(2028, 12, 31),
    source="tests/data",
)


def broken(old: str, new: str, text: str = SMALL) -> str:
    """The text with one thing changed, which must be there once."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)


def cases(table: str, *columns: str) -> list[Any]:
    """The cases of one of the tables beside this file, named by what they are."""
    with (HERE / f"{table}.toml").open("rb") as stream:
        rows = tomllib.load(stream)["case"]
    return [pytest.param(*(row[column] for column in columns), id=row["what"]) for row in rows]
