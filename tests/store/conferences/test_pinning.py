"""What a conference is pinned to, and what is entered of it: editions, calendars, history."""

import datetime as dt

import pytest

from cpconf.errors import StoreFault
from cpconf.store.reading import Reader, reading
from tests.store.examples import AT, CALENDAR, CLOSED, EDITION, MACHINE_NOW, NOW, written
from tests.store.looking import Where, signed, spoil


def read(store: Where) -> Reader:
    reader = reading(store)
    assert reader
    return reader


def test_a_booking_is_the_first_entry_of_its_history(store: Where) -> None:
    with read(store) as reader:
        (entry,) = reader.conferences.history("C-1")
    assert (entry.kind, entry.details["at"]) == ("scheduled", "2026-02-12T10:00:00+00:00")
    assert (entry.recorded_at, entry.machine_at) == (NOW, MACHINE_NOW)
    assert entry.by == signed(store, "somebody")


def test_notes_are_kept_in_order_with_moments_as_stamps(store: Where) -> None:
    with written(store) as writer:
        writer.conferences.note(
            writer.conferences.filed("C-1"), "rescheduled", {"from": AT, "day": AT.date()}, "ill"
        )
        writer.conferences.note(writer.conferences.filed("C-1"), "override", {"tasks": ["invite"]})
    with read(store) as reader:
        _, moved, override = reader.conferences.history("C-1")
    assert moved.details == {"from": "2026-02-12T10:00:00+00:00", "day": "2026-02-12"}
    assert (moved.kind, moved.note) == ("rescheduled", "ill")
    assert (override.kind, override.details, override.note) == (
        "override",
        {"tasks": ["invite"]},
        None,
    )


def test_an_edition_is_kept_once_with_its_texts(store: Where) -> None:
    with written(store) as writer:
        number = writer.conferences.pin_edition(EDITION)
        assert number == writer.conferences.filed("C-1").edition
        assert writer.conferences.edition_texts(number) == ("the text", "the frame")
        rules = writer.common.ask(
            "SELECT type, kind, COUNT(*) FROM rule GROUP BY type, kind ORDER BY 1, 2"
        )
    assert rules == [("initial", "limit", 1), ("initial", "task", 6), ("review", "task", 6)]


def test_a_calendar_comes_back_as_it_was_pinned(store: Where) -> None:
    with read(store) as reader:
        calendar = reader.conferences.current_calendar()
    assert calendar is not None
    assert calendar == CALENDAR
    assert calendar.why_off(dt.date(2026, 4, 3)) == "Good Friday"
    assert calendar.read_on == NOW.date()


def test_the_calendar_pinned_last_is_the_current_one_also_when_it_was_known_before(
    store: Where,
) -> None:
    with written(store) as writer:
        (first,) = {writer.conferences.pin_calendar(CALENDAR) for _ in range(3)}
        second = writer.conferences.pin_calendar(CLOSED)
        assert writer.conferences.current_calendar() == CLOSED
        assert writer.conferences.pin_calendar(CALENDAR) == first
        assert writer.conferences.current_calendar() == CALENDAR
        assert writer.conferences.calendar(second) == CLOSED
        assert writer.common.ask("SELECT COUNT(*) FROM calendar") == [(2,)]


PINNED = {
    "the text": "UPDATE edition SET text = 'the tezt'",
    "the frame": "UPDATE edition SET frame_text = 'the frace'",
    "what moved from one text to the other": (
        "UPDATE edition SET text = 'the textt', frame_text = 'he frame'"
    ),
    "its SHA-256": "UPDATE edition SET sha256 = '1' || substr(sha256, 2)",
}
CALENDARS = {
    "the day": "UPDATE day_off SET date = '2026-04-02'",
    "the name": "UPDATE day_off SET name = 'Gooe Friday'",
    "whose day it is": "UPDATE day_off SET local = 1",
    "a day that is gone": "DELETE FROM day_off",
    "a day that came": "INSERT INTO day_off VALUES (1, '2026-04-06', 'Easter Monday', 0)",
    "the source": "UPDATE calendar SET source = 'by hane'",
    "how far it is known": "UPDATE calendar SET known_until = '2029-12-31'",
    "when offices open": "UPDATE calendar SET opens = '08:00:00'",
    "when they close": "UPDATE calendar SET closes = '16:00:00'",
    "its SHA-256": "UPDATE calendar SET sha256 = '1' || substr(sha256, 2)",
}


@pytest.mark.parametrize("statement", PINNED.values(), ids=PINNED)
def test_a_text_that_is_no_longer_what_was_pinned_is_given_to_nobody(
    store: Where, statement: str
) -> None:
    spoil(store, statement)
    with read(store) as reader, pytest.raises(StoreFault, match="last backup"):
        reader.conferences.edition_texts(1)
    with pytest.raises(StoreFault, match="procedure"), written(store) as writer:
        writer.conferences.edition_texts(1)


@pytest.mark.parametrize("statement", CALENDARS.values(), ids=CALENDARS)
def test_a_calendar_that_is_no_longer_what_was_pinned_is_given_to_nobody(
    store: Where, statement: str
) -> None:
    spoil(store, statement)
    with read(store) as reader:
        with pytest.raises(StoreFault, match="last backup"):
            reader.conferences.calendar(1)
        with pytest.raises(StoreFault, match="calendar"):
            reader.conferences.current_calendar()


def test_nothing_new_is_pinned_to_what_is_damaged(store: Where) -> None:
    spoil(store, PINNED["the text"])
    with pytest.raises(StoreFault), written(store) as writer:
        writer.conferences.pin_edition(EDITION)
    spoil(store, CALENDARS["the day"])
    with pytest.raises(StoreFault), written(store) as writer:
        writer.conferences.pin_calendar(CALENDAR)


def test_what_is_pinned_is_read_and_compared_once(store: Where) -> None:
    with read(store) as reader:
        texts, calendar = reader.conferences.edition_texts(1), reader.conferences.calendar(1)
        assert reader.conferences.edition_texts(1) is texts
        assert reader.conferences.calendar(1) is calendar


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("scheduled", '{"at": "2026-02-1?T10:00:00+00:00"}'),
        ("rescheduled", '{"from": "2026-13-12T10:00:00+00:00", "to": null}'),
        ("held", '{"ended": 7}'),
        ("calendar", '{"moved": [{"from": "soon", "to": null}]}'),
        ("calendar", '{"moved": [7]}'),
        ("scheduled", '["at"]'),
        ("scheduled", "null"),
        ("scheduled", '{"at": '),
    ],
)
def test_an_entry_of_the_history_that_cannot_be_read_is_named(
    store: Where, kind: str, details: str
) -> None:
    spoil(store, f"UPDATE history SET kind = '{kind}', details = '{details}'")  # noqa: S608
    with read(store) as reader:
        assert reader.conferences.history("C-1") == []
        assert reader.common.warnings == [
            "entry 1 in the history of C-1 cannot be read and is left out"
        ]
        assert reader.common.incomplete
    with pytest.raises(StoreFault, match="entry 1"), written(store) as writer:
        writer.conferences.history("C-1")
