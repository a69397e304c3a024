"""Values and columns: field by field, there and back again."""

import datetime as dt
import sqlite3
from dataclasses import dataclass

import pytest

from cpconf.core.words import Method
from cpconf.errors import UsageFault
from cpconf.store.database.columns import columns, fields_of, kept, made


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    name: str
    method: Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    ref: str
    at: dt.datetime
    day: dt.date | None
    ends: dt.time | None
    booked: bool
    seats: int
    room: Room | None


SLOT = Slot(
    ref="X1",
    at=dt.datetime(2026, 7, 1, 17),
    day=dt.date(2026, 12, 25),
    ends=dt.time(9, 5),
    booked=True,
    seats=3,
    room=Room(name="Blue", method=Method.TEAMS),
)


def test_a_value_comes_back_as_it_was_kept() -> None:
    store = sqlite3.connect(":memory:")
    store.execute("CREATE TABLE room (name, method)")
    store.execute("CREATE TABLE slot (reference, at, day, ends, booked, seats)")
    assert SLOT.room is not None
    own = list(kept(fields_of(SLOT, leave={"room"})).values())
    store.execute("INSERT INTO slot VALUES (?, ?, ?, ?, ?, ?)", own)
    store.execute("INSERT INTO room VALUES (?, ?)", list(kept(fields_of(SLOT.room)).values()))
    named = columns(Slot, "s", ref="s.reference", room="r")
    row = store.execute(f"SELECT {named} FROM slot s JOIN room r").fetchone()  # noqa: S608
    assert made(Slot, row) == SLOT


def test_columns_have_a_stamp_iso_days_and_times_words_and_ones() -> None:
    assert list(kept(fields_of(SLOT, leave={"room"})).values()) == [
        "X1", "2026-07-01T17:00:00+01:00", "2026-12-25", "09:05", 1, 3,
    ]  # fmt: skip


def test_a_value_within_one_is_missing_where_all_its_columns_are_empty() -> None:
    row = ("X1", "2026-07-01T17:00:00+01:00", None, None, 0, 3)
    assert made(Slot, (*row, None, None)).room is None
    with pytest.raises(ValueError, match="not a valid Method"):
        made(Slot, (*row, "Blue", None))


def test_a_field_that_is_given_has_no_column() -> None:
    assert columns(Room, "r", leave={"method"}) == "r.name"
    assert made(Room, ("Blue",), method=Method.SKYPE) == Room(name="Blue", method=Method.SKYPE)


@pytest.mark.parametrize(
    "row", [("Blue", "zoom"), ("Blue", "teams", "more"), ("Blue", None)], ids=str
)
def test_a_row_that_the_program_never_writes_is_refused(row: tuple[str | None, ...]) -> None:
    with pytest.raises((ValueError, TypeError)):
        made(Room, row)


def test_a_text_that_cannot_be_kept_is_refused_without_repeating_it() -> None:
    with pytest.raises(UsageFault) as refused:
        kept({"name": "Jane\0Doe"})
    assert "Jane" not in str(refused.value)
