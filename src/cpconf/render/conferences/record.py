"""The screens of `fact`, `person list`, `child list` and `history`."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.children import DATES
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.phrases import say_clock, say_day
from cpconf.core.words import Fact
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page, Run, widths_of
from cpconf.render.drawing.wrapping import measure

if TYPE_CHECKING:
    from cpconf.workflow.conferences.past import PastEntry

_ANSWERS = {True: "yes", False: "no", None: "-"}
_TABLE_FROM = 72


def write_facts(page: Page, filed: Filed) -> None:
    """Write every fact with its answer, who it is about, and whether a yes would add tasks."""
    questions = filed.questions()
    page.flow([(filed.conference.ref, Ink.STRONG), ("facts", Ink.STRONG)])
    page.blank()
    rows = [row for fact in Fact for row in _fact(filed, fact, adds=fact in questions)]
    widths = widths_of(rows, page.width)
    for row in rows:
        if page.width < _TABLE_FROM:
            page.flow([cell for cell in row if cell[0]], gap="  ")
        else:
            page.columns(row, widths)
    page.blank()
    if questions:
        page.write("?: still open; a yes adds tasks", Ink.FAINT, hang=3)
    if any(said == _ANSWERS[None] for _, (said, _), _ in rows):
        page.write("-: not answered, which counts as no; a yes adds no task", Ink.FAINT, hang=3)
    command = f"cpconf fact {filed.conference.ref} NAME=yes"
    page.flow(
        [("answer with", Ink.FAINT), (command, None), ("or NAME@PERSON=no for one", Ink.FAINT)],
        gap=" ",
    )


def _fact(filed: Filed, fact: Fact, *, adds: bool) -> list[list[Run]]:
    answer = filed.record.knows(fact)
    said: Run = (_ANSWERS[answer], Ink.STRONG if answer is not None else Ink.FAINT)
    if answer is None and adds:
        said = ("?", Ink.WARNING)
    question = fact.question
    if answer is not None and filed.answers.get((fact, None)) is not answer:
        question += " (from the record)"
    rows: list[list[Run]] = [[(fact.value, None), said, (question, None if adds else Ink.FAINT)]]
    rows += [
        [
            (f"{fact.value}@{about}", None),
            (_ANSWERS[own], Ink.STRONG),
            ("for this person", Ink.FAINT),
        ]
        for (of, about), own in filed.answers.items()
        if of is fact and about is not None
    ]
    return rows


def write_children(page: Page, filed: Filed) -> None:
    """Write the children by reference, with their stage, dates and limits."""
    if not filed.children:
        page.write("No child is on record yet.")
        return
    width = max(len(child.ref) for child in filed.children)
    for child in filed.children:
        dates = [
            f"{name.replace('_', ' ')} {say_day(day)}"
            for name in DATES
            if (day := getattr(child, name)) is not None
        ]
        said = [
            (child.ref.ljust(width), Ink.STRONG),
            (f"{child.stage(filed.conference)} stage", None),
            (", ".join(dates) or "dates of the conference", Ink.FAINT),
        ]
        said += [
            (f"{limit.clause} by {say_day(limit.due.date())}", None)
            for limit in filed.limits
            if limit.due is not None and child.ref in (limit.children or {child.ref})
        ]
        page.flow(said, hang=width + 2)


def write_people(page: Page, people: Sequence[Person]) -> None:
    """Write who is on record. No other screen shows names."""
    if not people:
        page.write("Nobody is on record yet.")
        return
    rows = [
        [
            (person.id, Ink.STRONG),
            (person.role.words, None),
            (person.name, None),
            (person.agency or "", Ink.FAINT),
            (person.email or "", Ink.FAINT),
            (person.phone or "", Ink.FAINT),
        ]
        for person in people
    ]
    kept = [index for index in range(6) if any(row[index][0] for row in rows)]
    rows = [[row[index] for index in kept] for row in rows]
    # A broken address or number cannot be copied, so there is no table where it would be.
    widths = [max(measure(row[index][0]) for row in rows) for index in range(len(kept))]
    fits = sum(widths) + 2 * (len(widths) - 1) <= page.width
    for row in rows:
        if page.width < _TABLE_FROM or not fits:
            leading = [
                (text.ljust(width + len(text) - measure(text)), ink)
                for (text, ink), width in zip(row[:2], widths, strict=False)
            ]
            page.flow([*leading, *(cell for cell in row[2:] if cell[0])], gap="  ", hang=4)
        else:
            page.columns(row, widths)


def write_history(page: Page, entries: "Iterable[PastEntry]") -> None:
    """Write one line for each entry: when, who, what, and the note."""
    for entry in entries:
        note = f": {entry.note}" if entry.note else ""
        what = "; ".join((_what(entry), *entry.evidence))
        when = f"{say_clock(entry.recorded_at)}{_machine(entry)}"
        page.record(f"{when}  {entry.by or '-'}  {what}{note}")


def _machine(entry: "PastEntry") -> str:
    """Return the computer's own time, where it differs from the command's clock; else ""."""
    if not entry.clock_differs:
        return ""
    return f" (machine: {say_clock(entry.machine_clock)})"


def _what(entry: "PastEntry") -> str:
    """Return what happened with its dates as screens say them; in JSON they stay ISO 8601."""
    if entry.kind != "anchors":
        return entry.what
    return _DATE.sub(lambda found: say_day(dt.date.fromisoformat(found[0])), entry.what)


_DATE: Final = re.compile(r"\b\d{4}-\d\d-\d\d\b")
