"""The reasons for a date: its clause, its reading and the days counted."""

import datetime as dt
from dataclasses import dataclass

from cpconf.core.dates.calendar import CountedDay, WorkingCalendar
from cpconf.core.dates.moments import Moments
from cpconf.core.dates.phrases import say_count
from cpconf.core.dates.readings import Timing, reckon
from cpconf.core.procedures.procedure import Clause, LimitClause, Procedure, TaskClause


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What `cpconf explain` shows about one task or limit.

    `anchor` is the moment counted from (a date for limits), `counted` the count day by day.
    `follows` are the tasks, with their moments, that set a needed-by date: the earliest of them
    does, or the conference's `start`. Those in `together` are done in one act with it; the others
    come after it. `as_of` is when a task was marked that keeps its dates; the count is then as it
    was at that moment. `source` says where the clause is published, `calendar` which holiday data
    was used.
    """

    ref: str
    clause: Clause
    name: str
    handle: str
    role: str | None
    words: str | None
    reading: str
    reading_words: str
    anchor_name: str | None
    anchor: dt.datetime | dt.date | None
    due: dt.datetime | None
    literal: dt.datetime | None
    needed_by: dt.datetime | None
    provisional: bool
    counted: tuple[CountedDay, ...]
    follows: tuple[tuple[str, dt.datetime], ...]
    condition: tuple[str, ...]
    source: str
    calendar: str
    known_until: dt.date
    read_on: dt.date | None
    owed_by: str | None = None
    start: dt.datetime | None = None
    as_of: dt.datetime | None = None
    together: tuple[str, ...] = ()


def count_days(
    timing: Timing, moments: Moments, procedure: Procedure, calendar: WorkingCalendar
) -> tuple[CountedDay, ...]:
    """Return the days behind a timing, counted again on the calendar that gave the date."""
    dated = reckon(timing, moments, calendar, procedure.switches)
    if dated is None or dated.walk is None:
        return ()
    unit = timing.reading.unit or ""
    # Days and hours count from the anchor. Months lead to another day first.
    by_days = unit.endswith("day") or unit == "hour"
    zero = "day 0" if by_days else f"{say_count(timing.amount, unit)} on"
    return calendar.counted(*dated.walk, zero=zero)


def where_it_stands(clause: TaskClause | LimitClause, procedure: Procedure) -> str:
    """Return the document, its date and the section that a clause comes from."""
    if clause.source:
        return f"{clause.source}; {clause.section}"
    return f"{procedure.citation}; {clause.section}"
