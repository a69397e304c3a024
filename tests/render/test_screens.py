"""Every screen as people see it, one picture a file, at the two common widths."""

import dataclasses
import datetime as dt

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from cpconf.core.words import ConferenceState
from cpconf.render.conferences.outstanding import write_outstanding
from cpconf.render.conferences.record import write_people
from cpconf.render.conferences.timeline import write_timeline
from tests.render.making import CALENDAR, CONFERENCE, FILED, NOW
from tests.render.showing import SCREENS, shown


class Picture(SingleFileSnapshotExtension):
    """A screen in a text file of its own."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """The screen as it was when somebody last looked at it and was content."""
    return snapshot.use_extension(Picture)


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_looks_as_it_did(name: str, width: int, picture: SnapshotAssertion) -> None:
    method, given, named = SCREENS[name]
    assert shown(method, *given, width=width, **named) == picture


def test_a_timeline_in_colour_looks_as_it_did(picture: SnapshotAssertion) -> None:
    colours = shown(write_timeline, FILED, CALENDAR, NOW, environ={"FORCE_COLOR": "1"})
    assert colours.replace("\x1b", "ESC") == picture


def test_a_very_wide_timeline_has_one_line_a_task(picture: SnapshotAssertion) -> None:
    assert shown(write_timeline, FILED, CALENDAR, NOW, width=200) == picture


def test_a_cancelled_conference_owes_nothing(picture: SnapshotAssertion) -> None:
    cancelled = dataclasses.replace(CONFERENCE, state=ConferenceState.CANCELLED)
    filed = dataclasses.replace(FILED, conference=cancelled)
    assert shown(write_timeline, filed, CALENDAR, NOW) == picture


def test_a_held_conference_runs_from_its_actual_end(picture: SnapshotAssertion) -> None:
    held = dataclasses.replace(
        CONFERENCE, state=ConferenceState.HELD, ended=dt.datetime(2026, 2, 12, 12, 15)
    )
    filed = dataclasses.replace(FILED, conference=held, people=())
    assert shown(write_timeline, filed, CALENDAR, dt.datetime(2026, 2, 13, 9)) == picture


def test_a_literal_moment_that_tasks_share_is_said_once() -> None:
    tasks = [
        dataclasses.replace(task, literal=dt.datetime(2026, 2, 8, 17))
        for task in FILED.tasks
        if task.task == "share-reports"
    ]
    filed = dataclasses.replace(FILED, tasks=tuple(tasks))
    text = shown(write_timeline, filed, CALENDAR, NOW)
    assert text.count("≠ read literally: Sun 8 Feb, close of business") == 1


def test_a_preparation_needed_by_the_start_is_not_on_the_day() -> None:
    text = shown(write_timeline, FILED, CALENDAR, NOW)
    before, _, on_the_day = text.partition("On the day ")
    assert "call-parents@m1" in before
    assert "send-report-set" in on_the_day


def test_nothing_outstanding_is_said_in_words() -> None:
    assert shown(write_outstanding, [], CALENDAR, NOW, conferences=0) == (
        "No conference is on record yet.\n"
    )
    assert shown(write_outstanding, [], CALENDAR, NOW, conferences=2) == (
        "Nothing is outstanding.\n"
    )


def test_names_never_stand_on_a_status_screen() -> None:
    for name in (
        *("timeline", "timeline with all", "outstanding", "facts", "notices"),
        *("reminders", "outbox", "invited", "invite", "invite as a plan"),
        *("calendar taken in", "mailbox", "reports taken", "matrix", "requests"),
    ):
        method, given, named = SCREENS[name]
        text = shown(method, *given, **named)
        assert "Ada" not in text
        assert "ada@" not in text
        assert "Example Primary" not in text


def test_people_are_shown_by_name_where_one_asks_for_them() -> None:
    assert "Ada Example" in shown(write_people, SCREENS["people"][1][0])
