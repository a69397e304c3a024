"""An authority's own choices among the readings."""

import datetime as dt

import pytest

from cpconf.core.dates.calendar import OfficeHours
from cpconf.core.dates.moments import Moments
from cpconf.core.dates.readings import Switches, Timing, reckon
from cpconf.errors import UsageFault
from tests.core.tables import ENGLAND, england

DEFAULT = Switches()
CALENDAR_DAYS = Switches(days_are_working=False)
ELAPSED = Switches(hours_are_office=False)
CLEAR = Switches(clear_days=True)
CLEAR_CALENDAR_DAYS = Switches(days_are_working=False, clear_days=True)
EARLY = Switches(close_of_business=dt.time(16, 30))


def moments(start: str, ended: str | None = None) -> Moments:
    at = dt.datetime.fromisoformat(start)
    return Moments(start=at, ended=dt.datetime.fromisoformat(ended) if ended else at)


@pytest.mark.parametrize(
    ("words", "at", "switches", "due", "literal", "source"),
    [
        # Source: the GOV.UK list beside a printed calendar; what was counted is at the end.
        (
            "1 day before conference",
            "2026-02-09T10:00",
            CALENDAR_DAYS,
            "2026-02-08T17:00",
            None,
            "calendar days: the Sunday itself",
        ),
        (
            "3 days before conference",
            "2026-04-07T10:00",
            CALENDAR_DAYS,
            "2026-04-04T17:00",
            None,
            "calendar days: Easter Saturday",
        ),
        (
            "1 day before conference",
            "2026-02-09T10:00",
            CLEAR_CALENDAR_DAYS,
            "2026-02-07T17:00",
            "2026-02-08T17:00",
            "one clear calendar day: Saturday, the bare words give Sunday",
        ),
        (
            "3 working days before conference",
            "2026-02-12T10:00",
            CLEAR,
            "2026-02-06T17:00",
            None,
            "11, 10 and 9 February lie in between",
        ),
        (
            "1 day before conference",
            "2026-02-12T10:00",
            CLEAR,
            "2026-02-10T17:00",
            "2026-02-11T17:00",
            "11 February lies in between",
        ),
        (
            "48 hours before conference",
            "2026-02-12T10:00",
            CLEAR,
            "2026-02-10T10:00",
            None,
            "clear days are of R1 and R2 only",
        ),
        (
            "within 20 working days of conference",
            "2026-02-13T14:00",
            CLEAR,
            "2026-03-13T17:00",
            None,
            "clear days are of R1 and R2 only",
        ),
        (
            "within 24 hours of conference",
            "2026-02-13T14:00",
            CLEAR,
            "2026-02-16T14:00",
            "2026-02-14T14:00",
            "clear days are of R1 and R2 only",
        ),
        (
            "48 hours before conference",
            "2026-02-09T10:00",
            ELAPSED,
            "2026-02-06T17:00",
            "2026-02-07T10:00",
            "Saturday rolls back to Friday's close",
        ),
        (
            "48 hours before conference",
            "2026-02-12T10:00",
            ELAPSED,
            "2026-02-10T10:00",
            None,
            "the office is open then",
        ),
        (
            "48 hours before conference",
            "2026-02-12T08:30",
            ELAPSED,
            "2026-02-09T17:00",
            "2026-02-10T08:30",
            "not open yet on Tuesday, so Monday's close",
        ),
        (
            "36 hours before conference",
            "2026-02-12T10:00",
            ELAPSED,
            "2026-02-10T17:00",
            "2026-02-10T22:00",
            "ten at night rolls back to that day's close",
        ),
        (
            "within 24 hours of conference",
            "2026-02-13T14:00",
            ELAPSED,
            "2026-02-14T14:00",
            None,
            "after a conference it stays as it falls: Saturday",
        ),
        (
            "within 36 hours of conference",
            "2026-02-12T10:00",
            ELAPSED,
            "2026-02-13T22:00",
            None,
            "after a conference it stays as it falls: ten at night",
        ),
        (
            "3 working days before conference",
            "2026-02-12T10:00",
            EARLY,
            "2026-02-09T16:30",
            None,
            "the authority's own close of business",
        ),
        (
            "1 day before conference",
            "2026-02-09T10:00",
            EARLY,
            "2026-02-06T16:30",
            "2026-02-08T16:30",
            "in both moments",
        ),
        (
            "on the day of conference, by close of business",
            "2026-02-12T10:00",
            EARLY,
            "2026-02-12T16:30",
            None,
            "on the day too",
        ),
        (
            "within 20 working days of conference",
            "2026-02-13T14:00",
            EARLY,
            "2026-03-13T16:30",
            None,
            "and after it",
        ),
        (
            "48 hours before conference",
            "2026-02-09T10:00",
            Switches(hours_are_office=False, close_of_business=dt.time(16, 30)),
            "2026-02-06T17:00",
            "2026-02-07T10:00",
            "the last office moment is of the office hours",
        ),
        (
            "within 1 month of conference",
            "2026-01-31T10:00",
            EARLY,
            "2026-02-27T16:30",
            "2026-02-28T16:30",
            "there is no 31 February, and the 28th is a Saturday",
        ),
    ],
)
def test_an_authority_may_choose_another_reading(
    words: str, at: str, switches: Switches, due: str, literal: str | None, source: str
) -> None:
    dated = reckon(Timing.parse(words), moments(at), ENGLAND, switches)
    assert dated is not None
    assert dated.due == dt.datetime.fromisoformat(due), source
    assert dated.literal == (dt.datetime.fromisoformat(literal) if literal else None), source


def test_close_of_business_is_the_end_of_the_office_hours_unless_the_authority_has_its_own() -> (
    None
):
    calendar = england(office=OfficeHours(dt.time(8), dt.time(18, 15)))
    timing, at = Timing.parse("1 day before conference"), moments("2026-02-12T10:00")
    usual, own = reckon(timing, at, calendar, DEFAULT), reckon(timing, at, calendar, EARLY)
    assert usual is not None
    assert own is not None
    assert usual.due == dt.datetime(2026, 2, 11, 18, 15)
    assert own.due == dt.datetime(2026, 2, 11, 16, 30)


@pytest.mark.parametrize(
    "words",
    ["36 hours before conference", "within 36 hours of conference", "1 hour before conference"],
)
def test_hours_that_are_no_whole_days_have_no_reading_in_office_days(words: str) -> None:
    timing, at = Timing.parse(words), moments("2026-02-12T10:00")
    with pytest.raises(UsageFault, match="whole number of 24 hours"):
        reckon(timing, at, ENGLAND, DEFAULT)
    assert reckon(timing, at, ENGLAND, ELAPSED) is not None
