"""A task in the timeline: its urgency, title, handle, role and remarks."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cpconf.core.conferences.filed import FiledTask
from cpconf.core.words import TaskState, Urgency
from cpconf.render.drawing.ink import URGENCY_INK, URGENCY_WORDS, Ink
from cpconf.render.drawing.page import Line, Page, Run, beside, indented
from cpconf.render.drawing.task_words import named, only_if

_WORD = 9
_BELOW = 2
_BESIDE_FROM = 132
_TITLE = 72

Say = Callable[[dt.datetime], str]


@dataclass(frozen=True, slots=True)
class TaskNow:
    """A task now; `urgency` is None where nobody has to do it any more.

    `literal_said`: its literal moment is written once for several tasks.
    """

    task: FiledTask
    urgency: Urgency | None
    waits_for: tuple[FiledTask, ...]
    role: str
    literal_said: bool = False


def literally(moment: dt.datetime, say: Say) -> Run:
    """Return the literal moment, in words."""
    return f"≠ read literally: {say(moment)}", Ink.NOTE


def task_lines(page: Page, rows: Sequence[TaskNow], width: int, say: Say) -> list[Line]:
    """Return the lines of tasks that share a moment, with a repeated title written once.

    Handle, role and remarks are below the title, on a very wide page beside it.
    """
    wide = width >= _BESIDE_FROM
    room = width - _WORD - (_TITLE if wide else _BELOW)
    lines: list[Line] = []
    for _, repeated in groupby(rows, key=lambda row: (row.task.clause, row.task.title)):
        alike = list(repeated)
        title = page.flowed(
            [(alike[0].task.title, _ink(alike))], _TITLE - 2 if wide else width - _WORD
        )
        details = [page.flowed(_details(row, say), room) for row in alike]
        if wide:
            for row, found in zip(alike, details, strict=True):
                lines += _worded(page, row, beside(title, found, _TITLE))
                title = []
        elif len(alike) == 1:
            lines += _worded(page, alike[0], [*title, *indented(details[0], _BELOW)])
        else:
            lines += indented(title, _WORD)
            for row, found in zip(alike, details, strict=True):
                lines += _worded(page, row, indented(found, _BELOW))
    return lines


def _details(row: TaskNow, say: Say) -> Iterator[Run]:
    yield row.task.handle, _ink([row])
    yield row.role, _ink([row])
    yield from _notes(row, say)


def _notes(row: TaskNow, say: Say) -> Iterator[Run]:
    task = row.task
    if not task.applies:
        yield only_if(task.conditions) if task.conditions else "does not apply", Ink.FAINT
        return
    if task.state is not TaskState.OPEN:
        if task.marked_at:
            yield say(task.marked_at), Ink.FAINT
        return
    if task.literal and not row.literal_said:
        yield literally(task.literal, say)
    if task.local and task.due:
        yield "local target", Ink.FAINT
    if task.provisional:
        yield "provisional", Ink.NOTE
    if task.late_at_booking:
        yield "late at booking", Ink.FAINT
    if row.waits_for:
        yield f"waits for {named(row.waits_for)}", Ink.FAINT


def _worded(page: Page, row: TaskNow, lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a task, with its urgency or state before the first."""
    word, ink = _word(row)
    shown = page.fit(word)
    first: Line = [(shown, ink), (" " * (_WORD - len(shown)), None), *lines[0]]
    return [first, *indented(lines[1:], _WORD)]


def _word(row: TaskNow) -> Run:
    task = row.task
    if row.urgency is not None:
        return URGENCY_WORDS[row.urgency], URGENCY_INK[row.urgency]
    if not task.applies:
        return "not now", Ink.FAINT
    if task.state is TaskState.DONE:
        return "✓ done", Ink.GOOD
    return task.state.value, Ink.FAINT


def _ink(rows: Iterable[TaskNow]) -> Ink | None:
    return Ink.FAINT if all(row.urgency is None for row in rows) else None


def write_legend(page: Page, tasks: Iterable[FiledTask], *, needed_by: str) -> None:
    """Explain ≠, "provisional", and `needed_by`, the words for a date that no document states."""
    shown = list(tasks)
    page.blank()
    lines = []
    if any(task.due is None and task.needed_by for task in shown):
        lines.append(f"{needed_by}: no time is stated, so what comes after the task sets one")
    if any(task.literal for task in shown):
        lines.append(
            "≠: read literally, the words give another time; cpconf explain REF TASK shows both"
        )
    if any(task.provisional for task in shown):
        lines.append("provisional: beyond the last year with published bank holidays")
    for line in lines:
        page.write(line, Ink.FAINT, hang=2)
