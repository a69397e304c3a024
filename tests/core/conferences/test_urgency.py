"""How pressing a task is, and how much time that leaves in words."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpconf.core.conferences.urgency import urgency
from cpconf.core.dates.phrases import say_count, say_day, say_left, say_minutes, say_moment
from cpconf.core.words import Urgency
from tests.core.tables import ENGLAND

CLOSE = dt.time(17)

# Source: the GOV.UK list beside a printed calendar; two working days ahead count as soon.
BOUNDARIES = [
    ("2026-02-12T16:59", "2026-02-12T17:00", "overdue", "late since 16:59"),
    ("2026-02-12T17:00", "2026-02-12T17:00", "today", "today"),
    ("2026-02-12T17:00", "2026-02-12T00:00", "today", "today"),
    ("2026-02-12T23:59", "2026-02-12T09:00", "today", "today"),
    ("2026-02-12T17:00", "2026-02-13T00:00", "overdue", "1 working day late"),
    ("2026-02-13T17:00", "2026-02-12T23:59", "soon", "1 working day left"),
    ("2026-02-16T17:00", "2026-02-12T09:00", "soon", "2 working days left"),
    ("2026-02-17T09:00", "2026-02-12T09:00", "later", "3 working days left"),
    ("2026-02-16T23:59", "2026-02-13T18:00", "soon", "1 working day left"),
    ("2026-02-17T09:00", "2026-02-14T10:00", "soon", "2 working days left"),
    ("2026-02-18T09:00", "2026-02-14T10:00", "later", "3 working days left"),
    ("2026-02-14T10:00", "2026-02-13T18:00", "soon", "no working day left"),
    ("2026-02-13T17:00", "2026-02-14T10:00", "overdue", "late"),
    ("2026-02-13T17:00", "2026-02-15T23:00", "overdue", "late"),
    ("2026-02-13T17:00", "2026-02-16T09:00", "overdue", "1 working day late"),
    ("2026-04-02T17:00", "2026-04-07T09:00", "overdue", "1 working day late"),
    ("2026-04-07T17:00", "2026-04-02T09:00", "soon", "1 working day left"),
    ("2026-04-08T17:00", "2026-04-02T09:00", "soon", "2 working days left"),
    ("2026-04-09T17:00", "2026-04-02T09:00", "later", "3 working days left"),
    ("2027-01-04T17:00", "2026-12-30T17:30", "soon", "2 working days left"),
]


@pytest.mark.parametrize(("wanted", "now", "pressing", "left"), BOUNDARIES)
def test_urgency_changes_at_its_boundaries(wanted: str, now: str, pressing: str, left: str) -> None:
    moment, at = dt.datetime.fromisoformat(wanted), dt.datetime.fromisoformat(now)
    assert urgency(moment, at, ENGLAND) == Urgency(pressing)
    assert say_left(moment, at, ENGLAND) == left


def test_a_task_without_a_moment_is_undated() -> None:
    assert urgency(None, dt.datetime(2026, 2, 12, 10), ENGLAND) is Urgency.UNDATED


ORDER = [Urgency.LATER, Urgency.SOON, Urgency.TODAY, Urgency.OVERDUE]
MOMENTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 3, 1))


@given(MOMENTS, MOMENTS, st.timedeltas(dt.timedelta(), dt.timedelta(days=30)))
def test_a_task_only_ever_grows_more_pressing(
    wanted: dt.datetime, now: dt.datetime, passing: dt.timedelta
) -> None:
    first = urgency(wanted, now, ENGLAND)
    then = urgency(wanted, now + passing, ENGLAND)
    assert ORDER.index(then) >= ORDER.index(first)


@given(MOMENTS, MOMENTS)
def test_what_is_left_in_words_is_late_exactly_when_the_task_is_overdue(
    wanted: dt.datetime, now: dt.datetime
) -> None:
    overdue = urgency(wanted, now, ENGLAND) is Urgency.OVERDUE
    assert ("late" in say_left(wanted, now, ENGLAND)) is overdue


@pytest.mark.parametrize(
    ("day", "year", "words"),
    [
        ("2026-02-09", 2026, "Mon 9 Feb"),
        ("2026-02-09", 2025, "Mon 9 Feb 2026"),
        ("2026-02-09", None, "Mon 9 Feb 2026"),
        ("2026-05-01", 2026, "Fri 1 May"),
        ("2027-09-30", 2026, "Thu 30 Sep 2027"),
    ],
)
def test_a_day_is_said_with_its_weekday_and_a_year_where_it_is_another(
    day: str, year: int | None, words: str
) -> None:
    assert say_day(dt.date.fromisoformat(day), year=year) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-02-09T17:00", "Mon 9 Feb, close of business"),
        ("2026-02-09T10:05", "Mon 9 Feb, 10:05"),
        ("2026-02-09T00:00", "Mon 9 Feb, 00:00"),
    ],
)
def test_a_moment_is_said_with_its_time_or_close_of_business(moment: str, words: str) -> None:
    assert say_moment(dt.datetime.fromisoformat(moment), CLOSE, year=2026) == words


def test_close_of_business_is_the_authoritys_own() -> None:
    moment = dt.datetime(2026, 2, 9, 16, 30)
    assert say_moment(moment, dt.time(16, 30), year=2026) == "Mon 9 Feb, close of business"
    assert say_moment(moment, CLOSE, year=2026) == "Mon 9 Feb, 16:30"


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 tasks"), (1, "1 task"), (2, "2 tasks"), (-1, "-1 tasks")]
)
def test_a_number_is_said_with_its_noun(number: int, words: str) -> None:
    assert say_count(number, "task") == words


def test_an_irregular_plural_is_given() -> None:
    assert say_count(1, "person", "people") == "1 person"
    assert say_count(2, "person", "people") == "2 people"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 office minutes"),
        (1, "1 office minute"),
        (30, "30 office minutes"),
        (60, "1 office hour"),
        (61, "1 office hour 1 minute"),
        (119, "1 office hour 59 minutes"),
        (120, "2 office hours"),
        (135, "2 office hours 15 minutes"),
        (480, "8 office hours"),
    ],
)
def test_office_time_is_said_in_minutes_and_then_in_hours(minutes: int, words: str) -> None:
    assert say_minutes(minutes) == words
