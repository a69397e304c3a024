"""The dated checklist of a conference, made from its procedure.

`make_plan` serves a booking, a change of date, an answered fact and a worked example alike.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from cpconf.core.conferences.children import Child, anchored_among, whose
from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.conferences.facts import Record
from cpconf.core.conferences.filed import SettledDates, TaskKey, paired
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.moments import Anchor, Moments
from cpconf.core.dates.readings import Reckoned, anchored_at, reckon
from cpconf.core.procedures.procedure import LimitClause, Outline, Procedure, TaskClause
from cpconf.core.words import PROFESSIONALS, ConferenceState, Phase, Role


class PlannedTask(NamedTuple):
    """A task of one conference with its dates, wall-clock Europe/London.

    `person` is the short id of whoever owes it, `about` that of the parent or school it concerns.
    `place` is its clause's place in the outline. `needed_by` is set only where `due` is not.
    """

    clause: TaskClause
    place: int
    person: str | None
    about: str | None
    due: dt.datetime | None
    literal: dt.datetime | None
    needed_by: dt.datetime | None
    provisional: bool
    applies: bool

    @property
    def key(self) -> TaskKey:
        """The key by which another plan knows the same task."""
        return (self.clause.clause, self.clause.name, self.subject)

    @property
    def wanted(self) -> dt.datetime | None:
        """The moment that counts: due, else needed by."""
        return self.due or self.needed_by

    @property
    def handle(self) -> str:
        """The task's name on the command line, with `@PERSON` where it is repeated."""
        return f"{self.clause.name}@{self.subject}" if self.subject else self.clause.name

    def is_late(self, now: dt.datetime) -> bool:
        """Tell whether it applies and its moment is before `now` (wall-clock Europe/London)."""
        return self.applies and self.wanted is not None and self.wanted < now

    @property
    def subject(self) -> str | None:
        """The short id of the person for whom the task is repeated, if it is."""
        return _subject(self.clause, self.person, self.about)


@dataclass(frozen=True, slots=True)
class PlannedLimit:
    """A limit on one conference. `due` and `met` are None where its start is not known.

    Only `met` is None where its start is after the conference: nobody can tell whether it is kept.
    `children` are those for whom it counts from that date, where that is not all of them.
    """

    clause: LimitClause
    anchored: dt.date | None
    due: dt.datetime | None
    literal: dt.datetime | None
    met: bool | None
    provisional: bool
    children: tuple[str, ...] = ()

    @property
    def is_passed_or_untold(self) -> bool:
        """Whether the conference is after the limit, or the limit starts after the conference."""
        return self.due is not None and not self.met

    def inside_by_literal_only(self, held_on: dt.date) -> bool:
        """Tell whether the conference keeps the limit only if that is read literally (R7)."""
        return bool(self.met and self.due and held_on > self.due.date())


@dataclass(frozen=True, slots=True)
class Plan:
    """The dated checklist of a conference, and its limits."""

    tasks: tuple[PlannedTask, ...]
    limits: tuple[PlannedLimit, ...]


def make_plan(
    conference: Conference,
    procedure: Procedure,
    record: Record,
    calendar: WorkingCalendar,
    *,
    settled: Mapping[TaskKey, SettledDates] = MappingProxyType({}),
) -> Plan:
    """Date every task and limit that governs the conference, even those that do not apply.

    The `settled` tasks (done or skipped) keep the dates that they have. Raises UsageFault where a
    count leaves the calendar.
    """
    outline = procedure.outline(conference.type, conference.format)
    moments = conference.moments
    drafts: list[list[_Draft]] = []
    for clause in outline.tasks:
        timed = clause.timing
        dated = reckon(timed, moments, calendar, procedure.switches) if timed else None
        dates = _settling(dated) if dated else None
        repeated = []
        for person, about in _instances(clause, record):
            subject = _subject(clause, person, about)
            kept = settled.get((clause.clause, clause.name, subject)) if settled else None
            applies = all(record.holds(c, about) for c in clause.conditions)
            counts = applies and kept is None
            repeated.append(_Draft(clause, person, about, subject, kept or dates, applies, counts))
        drafts.append(repeated)
    needed = _needed(drafts, outline, conference)
    return Plan(
        tasks=tuple(
            PlannedTask(
                draft.clause,
                place,
                draft.person,
                draft.about,
                *(draft.dates or needed.get((place, index), _UNDATED)),
                draft.applies,
            )
            for place, repeated in enumerate(drafts)
            for index, draft in enumerate(repeated)
        ),
        limits=plan_limits(conference, procedure, calendar, record.children),
    )


def plan_limits(
    conference: Conference,
    procedure: Procedure,
    calendar: WorkingCalendar,
    children: Sequence[Child] = (),
) -> tuple[PlannedLimit, ...]:
    """Return the limits on a conference, and whether its date keeps them.

    First those for its type, then those of children who are at another stage. Of several dates that
    a limit counts from, the one counts that ends it first.
    """
    own = procedure.outline(conference.type, conference.format).limits
    others = _of_another_stage(own, procedure, children) if children else ()
    return tuple(
        _plan_limit(clause, conference, procedure, calendar, children) for clause in (*own, *others)
    )


def _of_another_stage(
    own: Collection[LimitClause], procedure: Procedure, children: Sequence[Child]
) -> Iterator[LimitClause]:
    """Yield the limits for the other type that count from a date of one of the children."""
    seen = {clause.clause for clause in own}
    for type_, formats in procedure.conferences.items():
        for clause in procedure.outline(type_, formats[0]).limits:
            dated = any(child.anchored(clause.timing.anchor) for child in children)
            if dated and clause.clause not in seen:
                seen.add(clause.clause)
                yield clause


def _plan_limit(
    clause: LimitClause,
    conference: Conference,
    procedure: Procedure,
    calendar: WorkingCalendar,
    children: Sequence[Child],
) -> PlannedLimit:
    timing, switches = clause.timing, procedure.switches
    found = [
        (dated, anchored_at(timing, moments))
        for moments in _moments_of(timing.anchor, conference, children)
        if (dated := reckon(timing, moments, calendar, switches)) is not None
    ]
    dated, anchored = min(found, key=lambda pair: pair[0].due, default=(None, None))
    day = anchored.date() if isinstance(anchored, dt.datetime) else anchored
    bound = max(dated.due, dated.literal or dated.due).date() if dated else None
    held_on = conference.at.date()
    if day is not None and day > held_on:
        bound = None  # the limit starts after the conference: nobody can tell
    return PlannedLimit(
        clause=clause,
        anchored=day,
        due=dated.due if dated else None,
        literal=dated.literal if dated else None,
        met=held_on <= bound if bound else None,
        provisional=dated.provisional if dated else False,
        children=whose(timing.anchor, day, conference, children) if children else (),
    )


def _moments_of(anchor: Anchor, conference: Conference, children: Sequence[Child]) -> list[Moments]:
    """Return the moments of a conference, once for each date that an anchor has there."""
    if not children or anchor is Anchor.CONFERENCE:
        return [conference.moments]
    starts = anchored_among(anchor, conference, children)
    return [conference.moments.since(anchor, start) for start in starts]


def _instances(clause: TaskClause, record: Record) -> list[tuple[str | None, str | None]]:
    """Return who owes each repetition of a task, and whom it is about, by short id."""
    if not record.people:
        return [(None, None)]
    if clause.role is Role.PROFESSIONAL:
        owing: list[str | None] = [p.id for p in record.people if p.role in PROFESSIONALS]
        return [(person, None) for person in owing or [None]]
    holder = sole_holder(clause.role, record.people)
    if clause.each is None:
        return [(holder, None)]
    concerned: list[str | None] = [p.id for p in record.people if p.role in clause.each.roles]
    return [(holder, about) for about in concerned or [None]]


def _subject(clause: TaskClause, person: str | None, about: str | None) -> str | None:
    """Return the short id of the person for whom a task is repeated, if it is."""
    return about or (person if clause.role is Role.PROFESSIONAL else None)


def sole_holder(role: Role, people: Sequence[Person]) -> str | None:
    """Return the short id of the only person in a role; None for nobody or several."""
    holders = [person.id for person in people if person.role is role]
    return holders[0] if len(holders) == 1 else None


class _Draft(NamedTuple):
    """A task of a plan before anybody knows by when it is needed: `dates` is None until then.

    It `counts` while it needs something: it applies, and is neither done nor skipped.
    """

    clause: TaskClause
    person: str | None
    about: str | None
    subject: str | None
    dates: SettledDates | None
    applies: bool
    counts: bool


_UNDATED: Final = SettledDates(None, None, None, provisional=False)


def _settling(dated: Reckoned) -> SettledDates:
    return SettledDates(dated.due, dated.literal, None, dated.provisional)


def _needed(
    drafts: Sequence[Sequence[_Draft]], outline: Outline, conference: Conference
) -> Mapping[tuple[int, int], SettledDates]:
    """Return the needed-by dates of those without dates, from the tasks that come after them (R6).

    Tasks done in one act with them count too, and may become needed earlier themselves: the loop
    repeats while a task is needed earlier than a partner that was looked at before it.
    """
    held = conference.state is ConferenceState.HELD
    start = (conference.at, False)
    wanted = [
        [_wanted(draft.dates) if draft.dates else None for draft in repeated] for repeated in drafts
    ]
    found: dict[tuple[int, int], SettledDates] = {}
    moved = True
    while moved:
        moved, seen = False, set[int]()
        for place in outline.backwards:
            for index, draft in enumerate(drafts[place]):
                if draft.dates is not None:
                    continue
                asked = [
                    moment
                    for later in outline.asking[place]
                    for other, moment in zip(drafts[later], wanted[later], strict=True)
                    if moment and other.counts and _needs(other, draft, held=held)
                ]
                if draft.clause.phase is Phase.PREPARATION:
                    asked.append(start)
                if asked and (earliest := min(asked)) != wanted[place][index]:
                    wanted[place][index] = earliest
                    found[place, index] = SettledDates(None, None, *earliest)
                    moved = moved or any(
                        partner in seen and (whose is None or earliest < whose)
                        for partner in outline.together[place]
                        for whose in wanted[partner]
                    )
            seen.add(place)
    return found


def _wanted(dates: SettledDates) -> tuple[dt.datetime, bool] | None:
    """Return the moment that counts and whether it is provisional; None where there is none."""
    moment = dates.due or dates.needed_by
    return (moment, dates.provisional) if moment else None


def asking(
    task: PlannedTask,
    others: Iterable[PlannedTask],
    conference: Conference,
    settled: Collection[TaskKey],
) -> Iterator[PlannedTask]:
    """Yield those of the `others` that need this task: they come after it, or in one act with it.

    Tasks that are done or skipped (`settled`) need nothing more. Once a conference was held, its
    preparation sets no date for the follow-up.
    """
    held = conference.state is ConferenceState.HELD
    for other in others:
        if other.applies and other.key not in settled and _needs(other, task, held=held):
            yield other


def _needs(other: PlannedTask | _Draft, task: PlannedTask | _Draft, *, held: bool) -> bool:
    """Tell whether a task needs another: about the same person, and not missed in a `held` one."""
    later, earlier = other.clause, task.clause
    if held and later.phase is Phase.PREPARATION is not earlier.phase:
        return False
    return paired(earlier.each, task.subject, later.each, other.subject)
