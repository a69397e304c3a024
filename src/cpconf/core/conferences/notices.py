"""Notices: what an administrator must know at once about a booking."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from cpconf.core.conferences.checklist import Plan, PlannedLimit, PlannedTask
from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.facts import Record
from cpconf.core.conferences.filed import told, unanswered
from cpconf.core.conferences.gates import has_address
from cpconf.core.conferences.handovers import tight_handovers
from cpconf.core.conferences.ruling import outside
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.phrases import say_count, say_day, say_minutes, say_moment, say_untold
from cpconf.core.procedures.procedure import Outline, Procedure, RuleKind
from cpconf.core.words import ConferenceType

Say = Callable[[dt.datetime], str]
"""A function that puts a moment into words, without the year if it is this year."""


class NoticeKind(StrEnum):
    """What a notice is about, in the order in which notices are shown."""

    DAY_OFF = "day off"
    HOUR = "hour"
    LIMIT = "limit"
    LATE = "late at booking"
    UNALLOCATED = "not allocated"
    VALIDITY = "validity"
    CLASH = "clash"
    GATE = "gate"
    HANDOVER = "hand-over"
    READING = "reading"
    QUESTION = "not answered"
    CONTRADICTION = "contradiction"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence about a booking, with a line for each thing that it is about.

    `serious` notices need action; the others inform.
    """

    kind: NoticeKind
    text: str
    lines: tuple[str, ...] = ()
    serious: bool = False

    @property
    def is_on_timeline(self) -> bool:
        """Whether a timeline already shows it."""
        return self.kind is NoticeKind.QUESTION or (
            self.kind is NoticeKind.LIMIT and not self.serious
        )


def booking_notices(
    conference: Conference,
    procedure: Procedure,
    record: Record,
    plan: Plan,
    *,
    calendar: WorkingCalendar,
    now: dt.datetime,
) -> tuple[Notice, ...]:
    """Return all notices about a new booking; `now` is wall-clock Europe/London."""
    outline = procedure.outline(conference.type, conference.format)
    close = procedure.switches.close_of_business or calendar.office.closes

    def say(moment: dt.datetime) -> str:
        return say_moment(moment, close, year=now.year)

    found = [
        *_day_off(conference, calendar),
        *_unlikely_hour(conference, calendar),
        *limit_notices(plan, conference, calendar),
        *_late(plan, now, say),
        *_unallocated(outline, record),
        *(
            Notice(NoticeKind.VALIDITY, said)
            for said in outside(outline.rules, conference.at.date())
        ),
        *_gates(outline, plan, record),
        *_handovers(outline, plan, calendar, say),
        *_readings(plan, say),
        *_questions(plan, record),
        *contradiction_notices(conference, record),
        *_provisional(plan, calendar),
    ]
    order = list(NoticeKind)
    return tuple(sorted(found, key=lambda notice: order.index(notice.kind)))


def _day_off(conference: Conference, calendar: WorkingCalendar) -> Iterator[Notice]:
    day = conference.at.date()
    if (why := calendar.why_off(day)) is not None:
        text = (
            f"the conference is on a day when nobody works: {say_day(day)} ({why}); "
            "the dates are worked out all the same"
        )
        yield Notice(NoticeKind.DAY_OFF, text, serious=True)


def _unlikely_hour(conference: Conference, calendar: WorkingCalendar) -> Iterator[Notice]:
    office = calendar.office
    if not office.opens <= conference.at.time() < office.closes:
        text = (
            f"{conference.at:%H:%M} is outside the office hours, {office.opens:%H:%M} to "
            f"{office.closes:%H:%M}: check that the time is right"
        )
        yield Notice(NoticeKind.HOUR, text, serious=True)


def limit_notices(
    plan: Plan, conference: Conference, calendar: WorkingCalendar
) -> Iterator[Notice]:
    """Yield a notice for each limit that is shown (`filed.told`)."""
    for limit in told(plan.limits):
        yield _limit_notice(limit, conference, calendar)


def _limit_notice(limit: PlannedLimit, conference: Conference, calendar: WorkingCalendar) -> Notice:
    """Return the notice of one limit, with the working days to spare or over."""
    clause, day = limit.clause.clause, conference.at.date()
    if limit.children:
        clause += f" for {' and '.join(limit.children)}"
    if limit.due is None:
        option = f"--{limit.clause.timing.anchor}"
        text = f"{clause}: {_spoken(limit)}: cannot be worked out yet; give {option} DATE"
        return Notice(NoticeKind.LIMIT, text)
    by = say_day(limit.due.date())
    if limit.met is None:
        text = f"{clause}: {say_untold(limit.clause.timing.anchor, limit.anchored)}"
        return Notice(NoticeKind.LIMIT, text, serious=True)
    if limit.inside_by_literal_only(day) and limit.literal:
        text = (
            f"{clause}: {by} is the last working day inside the limit; this date is inside it "
            f"only if read literally: {say_day(limit.literal.date())}"
        )
        return Notice(NoticeKind.LIMIT, text, serious=True)
    slack = calendar.between(day, limit.due.date())
    if limit.met:
        text = f"{clause}: by {by}; kept, with {say_count(slack, 'working day')} to spare"
        return Notice(NoticeKind.LIMIT, text)
    over = say_count(max(1, -slack), "working day")
    text = f"{clause}: {_spoken(limit)}, by {by}: passed by {over}"
    return Notice(NoticeKind.LIMIT, text, serious=True)


def _spoken(limit: PlannedLimit) -> str:
    """Return a limit's words of time in a sentence: `within 15 working days of the …`."""
    timing = limit.clause.timing
    return timing.words.replace(timing.anchor, f"the {timing.anchor.replace('-', ' ')}")


def _late(plan: Plan, now: dt.datetime, say: Say) -> Iterator[Notice]:
    late = [task for task in plan.tasks if task.is_late(now)]
    if late:
        lines = tuple(_dated(task, say) for task in sorted(late, key=_moment))
        text = f"{say_count(len(late), 'task')} already late; due dates are not changed for that"
        yield Notice(NoticeKind.LATE, text, lines, serious=True)


def _unallocated(outline: Outline, record: Record) -> Iterator[Notice]:
    present = {person.role for person in record.people}
    for rule in outline.rules:
        missing = [role.words for role in rule.roles if role not in present]
        if rule.kind is RuleKind.ALLOCATED and missing:
            text = f"no {' and no '.join(missing)} on record yet ({rule.clause})"
            yield Notice(NoticeKind.UNALLOCATED, text, serious=True)


def _gates(outline: Outline, plan: Plan, record: Record) -> Iterator[Notice]:
    kinds = {rule.clause: rule.kind for rule in outline.rules}
    seen: set[str] = set()
    for task in plan.tasks:
        clause = task.clause
        if not task.applies or clause.name in seen:
            continue
        seen.add(clause.name)
        for gate in clause.gated_by:
            if kinds.get(gate) is RuleKind.ADDRESS_FIRST and not has_address(record):
                text = (
                    f"{clause.name} ({clause.clause}) is blocked until a parent's email address "
                    f"is on record ({gate})"
                )
                yield Notice(NoticeKind.GATE, text, serious=True)
            elif kinds.get(gate) is RuleKind.SHARE_FIRST:
                text = (
                    f"{clause.name} ({clause.clause}) waits until the report is shared with "
                    f"every parent ({gate})"
                )
                yield Notice(NoticeKind.GATE, text)
        for place in outline.gates[task.place]:
            first = outline.tasks[place]
            if any(t.applies for t in plan.tasks if t.place == place):
                text = f"{clause.name} ({clause.clause}) waits for {first.name} ({first.clause})"
                yield Notice(NoticeKind.GATE, text)


def _handovers(
    outline: Outline, plan: Plan, calendar: WorkingCalendar, say: Say
) -> Iterator[Notice]:
    for handover in tight_handovers(plan, outline, calendar):
        chain = " → ".join(f"{c.name} ({c.role.words})" for c in handover.chain)
        if handover.shares_one_moment:
            text = f"several people share this deadline, one after the other: {say(handover.start)}"
        else:
            little = (
                f"only {say_minutes(handover.minutes)}" if handover.minutes else "no office time"
            )
            text = f"{little} between {say(handover.start)}, and {say(handover.end)}"
        yield Notice(NoticeKind.HANDOVER, text, (chain,))


def _readings(plan: Plan, say: Say) -> Iterator[Notice]:
    lines: dict[str, str] = {}
    for task in plan.tasks:
        if task.applies and task.due and task.literal:
            lines[task.clause.name] = (
                f"{task.clause.name} ({task.clause.clause}): {say(task.due)}; "
                f"read literally: {say(task.literal)}"
            )
    if lines:
        text = f"{say_count(len(lines), 'date')} would be different if read literally (≠)"
        yield Notice(NoticeKind.READING, text, tuple(lines.values()))


def _questions(plan: Plan, record: Record) -> Iterator[Notice]:
    held_back = (
        (tuple(str(c) for c in task.clause.conditions), task.about)
        for task in plan.tasks
        if not task.applies
    )
    facts = unanswered(held_back, record)
    if facts:
        text = f"{say_count(len(facts), 'question')} still open; a yes adds tasks"
        yield Notice(NoticeKind.QUESTION, text, tuple(f"{f}: {f.question}" for f in facts))


def contradiction_notices(conference: Conference, record: Record) -> Iterator[Notice]:
    """Yield notices of answers that the record contradicts, and of dates that are not used."""
    for fact in record.contradictions():
        text = f"the answer to {fact} does not agree with what is on record"
        yield Notice(NoticeKind.CONTRADICTION, text, serious=True)
    review = conference.type is ConferenceType.REVIEW
    strange = {
        "--strategy-discussion": conference.strategy_discussion if review else None,
        "--initial-conference": None if review else conference.initial_conference,
        "--previous-review": None if review else conference.previous_review,
    }
    for option, date in strange.items():
        if date is not None:
            which = "a review conference" if review else "an initial conference"
            text = f"{option} is not used: it sets no limit for {which}"
            yield Notice(NoticeKind.CONTRADICTION, text)


def _provisional(plan: Plan, calendar: WorkingCalendar) -> Iterator[Notice]:
    count = sum(task.provisional and task.applies for task in plan.tasks)
    if count:
        text = (
            f"{say_count(count, 'provisional date')}: bank holidays are published only until "
            f"{say_day(calendar.known_until)}"
        )
        yield Notice(NoticeKind.PROVISIONAL, text)


def _dated(task: PlannedTask, say: Say) -> str:
    word = "due" if task.due else "needed by"
    return f"{task.handle} ({task.clause.clause}): {word} {say(_moment(task))}"


def _moment(task: PlannedTask) -> dt.datetime:
    return task.wanted or dt.datetime.max
