"""What a conference is pinned to, and what is entered of it: editions, calendars, history."""

import datetime as dt
from pathlib import Path

from cpconf.store.reading import Reader, reading
from tests.store.examples import AT, CALENDAR, CLOSED, EDITION, MACHINE_NOW, NOW, written


def read(store: Path) -> Reader:
    reader = reading(store)
    assert reader
    return reader


def test_a_booking_is_the_first_entry_of_its_history(store: Path) -> None:
    with read(store) as reader:
        (entry,) = reader.history("C-1")
    assert (entry.kind, entry.details["at"]) == ("scheduled", "2026-02-12T10:00:00+00:00")
    assert (entry.by, entry.recorded_at, entry.machine_at) == ("somebody", NOW, MACHINE_NOW)


def test_notes_are_kept_in_order_with_moments_as_stamps(store: Path) -> None:
    with written(store) as writer:
        writer.note(writer.filed("C-1"), "rescheduled", {"from": AT, "day": AT.date()}, "ill")
        writer.note(writer.filed("C-1").id, "override", {"tasks": ["invite"]})
    with read(store) as reader:
        _, moved, override = reader.history("C-1")
    assert moved.details == {"from": "2026-02-12T10:00:00+00:00", "day": "2026-02-12"}
    assert (moved.kind, moved.note) == ("rescheduled", "ill")
    assert (override.kind, override.details, override.note) == (
        "override",
        {"tasks": ["invite"]},
        None,
    )


def test_an_edition_is_kept_once_with_its_texts(store: Path) -> None:
    with written(store) as writer:
        number = writer.pin_edition(EDITION)
        assert number == writer.filed("C-1").edition
        assert writer.edition_texts(number) == ("the text", "the frame")
        rules = writer.ask(
            "SELECT type, kind, COUNT(*) FROM rule GROUP BY type, kind ORDER BY 1, 2"
        )
    assert rules == [("initial", "limit", 1), ("initial", "task", 6), ("review", "task", 6)]


def test_a_calendar_comes_back_as_it_was_pinned(store: Path) -> None:
    with read(store) as reader:
        calendar = reader.current_calendar()
    assert calendar is not None
    assert calendar == CALENDAR
    assert calendar.why_off(dt.date(2026, 4, 3)) == "Good Friday"
    assert calendar.read_on == NOW.date()


def test_the_calendar_pinned_last_is_the_current_one_also_when_it_was_known_before(
    store: Path,
) -> None:
    with written(store) as writer:
        (first,) = {writer.pin_calendar(CALENDAR) for _ in range(3)}
        second = writer.pin_calendar(CLOSED)
        assert writer.current_calendar() == CLOSED
        assert writer.pin_calendar(CALENDAR) == first
        assert writer.current_calendar() == CALENDAR
        assert writer.calendar(second) == CLOSED
        assert writer.ask("SELECT COUNT(*) FROM calendar") == [(2,)]
