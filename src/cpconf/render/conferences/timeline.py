"""The screen of `status REF`: one conference as a timeline, from the first task to the last."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.conferences.standing import StandingKind, StandingNotice
from cpconf.core.conferences.urgency import pressing
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.phrases import say_left, say_moment
from cpconf.core.words import Phase, Role, Urgency
from cpconf.render.conferences.header import write_counts, write_foot, write_header
from cpconf.render.conferences.noticeboard import write_standing
from cpconf.render.conferences.task_rows import TaskNow, literally, task_lines, write_legend
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page, Run, beside, indented
from cpconf.render.drawing.task_words import role_words

_RAIL = 34
_RAIL_FROM = 112


def write_timeline(
    page: Page,
    filed: Filed,
    calendar: WorkingCalendar,
    now: dt.datetime,
    *,
    include_all: bool = False,
    role: Role | None = None,
    notices: Sequence[StandingNotice] = (),
) -> None:
    """Write the conference, its limits, its tasks by moment, and the questions still open."""
    rows = []
    for task in filed.chosen(include_all=include_all, role=role):
        pressed = pressing(task, filed, now, calendar)
        waits_for = filed.waiting_for(task) if filed.owes(task) else ()
        rows.append(TaskNow(task, pressed, waits_for, role_words(task, filed)))
    write_header(page, filed, calendar, now)
    # The header shows already whether each limit is kept.
    standing = [n for n in notices if n.kind is not StandingKind.LIMIT_PASSED]
    if standing:
        page.blank()
        write_standing(page, standing, now)
    write_counts(page, [row.task for row in rows], [row.urgency for row in rows], role)
    for title, part in _parts(filed, rows):
        page.heading(title)
        for index, (_, group) in enumerate(groupby(part, key=_order)):
            if index:
                page.blank()
            _write_moment(page, list(group), calendar, now)
    shown = [row.task for row in rows if row.urgency is not None]
    write_legend(page, shown, needed_by="needed by")
    write_foot(page, filed)


def _parts(filed: Filed, rows: Sequence[TaskNow]) -> Iterator[tuple[str, list[TaskNow]]]:
    """Yield the rows before the conference, on its day, after it and undated, each in order."""
    start = filed.conference.at
    parts: dict[str, list[TaskNow]] = {"Before": [], "On the day": [], "After": [], "No date": []}
    for row in rows:
        wanted = row.task.wanted
        if wanted is None:
            part = "No date"
        elif wanted.date() > start.date():
            part = "After"
        elif wanted.date() == start.date() and not _is_only_before_the_start(row.task, start):
            part = "On the day"
        else:
            part = "Before"
        parts[part].append(row)
    for title, found in parts.items():
        if found:
            yield title, sorted(found, key=_order)


def _is_only_before_the_start(task: FiledTask, start: dt.datetime) -> bool:
    """Tell whether a preparation is only needed by the conference's start."""
    return task.phase is Phase.PREPARATION and task.needed_by == start


def _order(row: TaskNow) -> tuple[dt.datetime, bool]:
    return (row.task.wanted or dt.datetime.max, row.task.due is None)


def _write_moment(
    page: Page, rows: Sequence[TaskNow], calendar: WorkingCalendar, now: dt.datetime
) -> None:
    """Write the tasks of one moment: beside it on a wide page, below it on a narrow one."""

    def say(moment: dt.datetime) -> str:
        return say_moment(moment, rows[0].task.close or calendar.office.closes, year=now.year)

    rail = _RAIL if page.width >= _RAIL_FROM else 0
    literal = _shared_literal(rows)
    if literal:
        rows = [replace(row, literal_said=True) for row in rows]
    lines = task_lines(page, rows, page.width - 2 - rail, say)
    task = rows[0].task
    if task.wanted is None:
        page.lines += indented(lines, 2 + rail)
        return
    needed = task.due is None
    about = _distance(rows, task.wanted, calendar, now)
    if literal and about:
        about.append(literally(literal, say))
    if rail:
        if needed:
            about.insert(0, ("needed by", Ink.FAINT))
        when = page.flowed([(say(task.wanted), Ink.STRONG)], rail - 2)
        when += page.flowed(about, rail - 2)
        page.lines += indented(beside(when, lines, rail), 2)
    else:
        moment = f"needed by {say(task.wanted)}" if needed else say(task.wanted)
        page.flow([(moment, Ink.STRONG), *about], indent=2)
        page.lines += indented(lines, 2)


def _shared_literal(rows: Sequence[TaskNow]) -> dt.datetime | None:
    """Return the literal moment of several tasks where all share it; it is then written once."""
    literals = {row.task.literal for row in rows}
    return rows[0].task.literal if len(rows) > 1 and len(literals) == 1 else None


def _distance(
    rows: Sequence[TaskNow], wanted: dt.datetime, calendar: WorkingCalendar, now: dt.datetime
) -> list[Run]:
    """Say how far off a moment is, unless nothing is left to do by then."""
    pressed = {row.urgency for row in rows} - {None, Urgency.MISSED}
    ink = Ink.ALARM if Urgency.OVERDUE in pressed else Ink.FAINT
    return [(say_left(wanted, now, calendar), ink)] if pressed else []
