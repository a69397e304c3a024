"""The head and the foot of the timeline: the conference, its limits, counts, questions, people."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import assert_never

from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.filed import Filed, FiledLimit, FiledTask, told
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.phrases import say_clock, say_count, say_day, say_left, say_untold
from cpconf.core.words import (
    AGENCIES,
    FAMILY,
    IN_SUPPORT,
    TEAM,
    ConferenceState,
    Role,
    TaskState,
    Urgency,
)
from cpconf.render.drawing.ink import URGENCY_INK, URGENCY_WORDS, Ink
from cpconf.render.drawing.page import Page, Run
from cpconf.render.drawing.task_words import joint_words


def write_header(page: Page, filed: Filed, calendar: WorkingCalendar, now: dt.datetime) -> None:
    """Write the conference, its time and its procedure, and whether each limit is kept."""
    conference = filed.conference
    kind = f"{conference.type} conference, {_HELD[conference.format.value]}"
    page.flow([(conference.ref, Ink.STRONG), (kind, Ink.STRONG), _state(filed)])
    when: list[Run] = [(_when(conference), None)]
    if conference.state is ConferenceState.SCHEDULED:
        when.append((_distance(conference, calendar, now), Ink.FAINT))
    page.flow(when)
    edition = f"{filed.procedure_title}, edition {filed.procedure_edition}"
    page.flow([(edition, Ink.FAINT), (filed.procedure, Ink.FAINT)])
    if filed.limits:
        page.blank()
    for limit in told(filed.limits):
        text, ink = limit_words(limit, conference, calendar)
        said = [(f"{limit.title} ({limit.clause})", None), (text, ink), *_doubt(limit)]
        said += [(whose, Ink.FAINT)] if (whose := whose_words(limit)) else []
        page.flow(said, hang=2, gap=": ")


def write_counts(
    page: Page,
    tasks: Sequence[FiledTask],
    urgencies: Sequence[Urgency | None],
    role: Role | None,
) -> None:
    """Write how many tasks have each urgency and state, most urgent first."""
    page.blank()
    pressed = Counter(urgencies)
    applying = [task for task in tasks if task.applies]
    whose = f" for {joint_words(role, ())}" if role else ""
    said: list[Run] = [(say_count(len(applying), "task") + whose, Ink.STRONG)]
    said += [
        (f"{pressed[kind]} {URGENCY_WORDS[kind].lower()}", URGENCY_INK[kind])
        for kind in Urgency
        if pressed[kind]
    ]
    states = Counter(task.state for task in applying)
    if states[TaskState.DONE]:
        said.append((f"{states[TaskState.DONE]} done", Ink.GOOD))
    if states[TaskState.SKIPPED]:
        said.append((f"{states[TaskState.SKIPPED]} skipped", Ink.FAINT))
    idle = sum(
        task.is_outstanding and kind is None for task, kind in zip(tasks, urgencies, strict=True)
    )
    if idle:
        said.append((f"{idle} open, no longer owed", Ink.FAINT))
    page.flow(said)


def write_foot(page: Page, filed: Filed) -> None:
    """Write the questions still open, and who is on record, by short id."""
    cancelled = filed.conference.state is ConferenceState.CANCELLED
    if not cancelled and (questions := filed.questions()):
        page.heading("Still open, a yes adds tasks")
        width = max(len(fact.value) for fact in questions)
        for fact in questions:
            cells = [(fact.value, None), (fact.question, Ink.FAINT)]
            page.columns(cells, [width, max(10, page.width - width - 4)], indent=2)
        command = f"cpconf fact {filed.conference.ref} {questions[0]}=yes"
        page.flow([("answer with", Ink.FAINT), (command, None)], indent=2, gap=" ")
    page.heading("On record")
    page.labelled("children", [(child.ref, None) for child in filed.children], indent=2)
    if not filed.people:
        page.write("nobody yet", Ink.FAINT, indent=2)
    for label, roles in _GROUPS:
        present = [(f"{p.role.words} {p.id}", None) for p in filed.people if p.role in roles]
        page.labelled(label, present, indent=2)
    if not cancelled and (missing := _nobody(filed)):
        page.labelled("missing", [(role, Ink.WARNING) for role in missing], indent=2)


def whose_words(limit: FiledLimit) -> str:
    """Say for which children a limit counts, where that is not all of them."""
    return f"for {' and '.join(limit.children)}" if limit.children else ""


def limit_words(limit: FiledLimit, conference: Conference, calendar: WorkingCalendar) -> Run:
    """Say whether a limit is kept, with the working days to spare."""
    if limit.due is None:
        return f"the date of the {limit.anchor.replace('-', ' ')} is not on record", Ink.FAINT
    day, last = conference.at.date(), limit.due.date()
    by = f"by {say_day(last)}"
    slack = calendar.between(day, last)
    if limit.met is None:
        return say_untold(limit.anchor, limit.anchored), Ink.WARNING
    if not limit.met:
        return f"{by}, PASSED by {say_count(max(1, -slack), 'working day')}", Ink.ALARM
    if day > last:
        literal = say_day(limit.literal.date()) if limit.literal else ""
        return f"{by}, kept only if read literally ({literal})", Ink.WARNING
    if slack == 0:
        return f"{by}, no working day to spare", Ink.NOTE
    return f"{by}, {say_count(slack, 'working day')} to spare", Ink.GOOD


def _state(filed: Filed) -> Run:
    match filed.conference.state:
        case ConferenceState.CANCELLED:
            ended = filed.outcome.kind.words if filed.outcome else "cancelled"
            return ended.upper(), Ink.ALARM
        case ConferenceState.HELD:
            return "held", Ink.GOOD
        case ConferenceState.SCHEDULED:
            return "scheduled", None
        case _:
            assert_never(filed.conference.state)


def _when(conference: Conference) -> str:
    text = say_clock(conference.at)
    end = conference.ended or conference.ends
    if end is None or end == conference.at:
        return text
    until = f"{end:%H:%M}" if end.date() == conference.at.date() else say_clock(end)
    return f"{text} to {until}"


def _distance(conference: Conference, calendar: WorkingCalendar, now: dt.datetime) -> str:
    if conference.at < now:
        return "in the past, not marked as held"
    return say_left(conference.at, now, calendar)


def _doubt(limit: FiledLimit) -> list[Run]:
    return [("provisional", Ink.NOTE)] if limit.provisional else []


def _nobody(filed: Filed) -> list[str]:
    """Return the roles that owe an open task and that nobody on record holds."""
    present = {person.role for person in filed.people}
    owing = [
        role
        for task in filed.tasks
        if filed.owes(task) and task.person is None
        for role in (task.role, *task.joint)
        if role not in present
    ]
    return [joint_words(role, ()) for role in dict.fromkeys(owing)]


_HELD = {"video": "by video", "written": "in writing"}
_GROUPS = (
    ("family", FAMILY),
    ("team", TEAM),
    ("agencies", AGENCIES),
    ("in support", IN_SUPPORT),
)
