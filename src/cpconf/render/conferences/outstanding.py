"""The screen of `status`: every outstanding task, the most urgent day first."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from cpconf.core.conferences.filed import FiledTask
from cpconf.core.conferences.standing import StandingNotice
from cpconf.core.conferences.urgency import urgency
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.phrases import say_count, say_day, say_left
from cpconf.core.words import Urgency
from cpconf.render.conferences.noticeboard import write_standing
from cpconf.render.conferences.task_rows import write_legend
from cpconf.render.drawing.ink import URGENCY_INK, URGENCY_WORDS, Ink
from cpconf.render.drawing.page import Page, Run, widths_of
from cpconf.render.drawing.task_words import joint_words

_ROWS_FROM = 64
_TITLES_FROM = 112
_ORDER = list(Urgency)


def write_outstanding(
    page: Page,
    tasks: Sequence[FiledTask],
    calendar: WorkingCalendar,
    now: dt.datetime,
    *,
    conferences: int,
    notices: Sequence[StandingNotice] = (),
) -> None:
    """Write the notices, then the tasks, grouped by urgency and day.

    `conferences` is how many are on record.
    """
    write_standing(page, notices, now)
    if notices:
        page.blank()
    if not tasks:
        what = "No task is outstanding." if notices else "Nothing is outstanding."
        page.write(what if conferences else "No conference is on record yet.")
        return
    pressed = [(urgency(task.wanted, now, calendar), task) for task in tasks]
    pressed.sort(key=lambda pair: (_ORDER.index(pair[0]), pair[1].wanted or dt.datetime.max))
    _write_counts(page, pressed)
    titled = page.width >= _TITLES_FROM
    rows = [_cells(task, titled=titled) for _, task in pressed]
    widths = widths_of(rows, page.width - 2)
    place = 0
    for (kind, day), group in groupby(pressed, key=_day):
        count = sum(1 for _ in group)
        page.blank()
        page.flow([*_say_day(kind, day, calendar, now), (say_count(count, "task"), Ink.FAINT)])
        for row in rows[place : place + count]:
            if page.width < _ROWS_FROM:
                page.flow(row, indent=2, hang=4)
                continue
            if titled:
                row[-1] = (page.cut(row[-1][0], widths[-1]), Ink.FAINT)
            page.columns(row, widths, indent=2)
        place += count
    write_legend(page, tasks, needed_by="~")


def _day(pressed: tuple[Urgency, FiledTask]) -> tuple[Urgency, dt.date | None]:
    kind, task = pressed
    return kind, task.wanted.date() if task.wanted else None


def _write_counts(page: Page, pressed: Sequence[tuple[Urgency, FiledTask]]) -> None:
    refs = say_count(len({task.ref for _, task in pressed}), "conference")
    page.write(f"{say_count(len(pressed), 'task')} outstanding, {refs}", Ink.STRONG)
    counts = Counter(kind for kind, _ in pressed)
    page.flow(
        (f"{counts[kind]} {URGENCY_WORDS[kind].lower()}", URGENCY_INK[kind])
        for kind in Urgency
        if counts[kind]
    )


def _say_day(
    kind: Urgency, day: dt.date | None, calendar: WorkingCalendar, now: dt.datetime
) -> list[Run]:
    said: list[Run] = [(URGENCY_WORDS[kind], URGENCY_INK[kind] or Ink.STRONG)]
    if day is not None:
        said.append((say_day(day, year=now.year), Ink.STRONG))
        if day != now.date():
            moment = dt.datetime.combine(day, dt.time.min if day < now.date() else dt.time.max)
            ink = Ink.ALARM if kind is Urgency.OVERDUE else Ink.FAINT
            said.append((say_left(moment, now, calendar), ink))
    return said


def _cells(task: FiledTask, *, titled: bool) -> list[Run]:
    """Return time of day, reference, handle and role, and on a wide page the title."""
    clock = f"{task.wanted:%H:%M}" if task.wanted else "-"
    mark = " " if task.due or not task.wanted else "~"
    cells: list[Run] = [
        (f"{mark}{clock}{' ≠' * bool(task.literal)}", Ink.FAINT),
        (task.ref, None),
        (task.handle, None),
        (joint_words(task.owner or task.role, ()), None),
    ]
    if titled:
        cells.append((task.title, Ink.FAINT))
    if task.provisional:
        text, ink = cells[-1]
        cells[-1] = (f"{text}, provisional", ink)
    return cells
