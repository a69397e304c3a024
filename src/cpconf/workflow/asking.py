"""Asking before booking: what a date would mean, and which dates would do better."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cpconf.core.calendar import WorkingCalendar
from cpconf.core.handovers import tight_handovers
from cpconf.core.notices import Notice, NoticeKind
from cpconf.core.phrases import say_day
from cpconf.core.slots import Slot
from cpconf.errors import UsageFault
from cpconf.procedures.loader import Edition
from cpconf.store.values import DiaryEntry
from cpconf.workflow.booking import Planned, Request, plan_booking

ASSUMED_LENGTH: Final = dt.timedelta(hours=2)
"""How long a conference is taken to last where no end is on record, for clashes."""

HORIZON: Final = 20
"""Working days that `suggest` looks ahead where no limit is known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a date would mean; `found` where a task would be late, a limit passed, or a clash."""

    planned: Planned
    notices: tuple[Notice, ...]
    found: bool


def ask(
    request: Request,
    edition: Edition,
    calendar: WorkingCalendar,
    now: dt.datetime,
    engagements: Iterable[DiaryEntry],
) -> Answer:
    """What booking this date would mean: late, squeezed, over a limit, clashing."""
    planned = plan_booking(request, edition, calendar)
    clashes = tuple(clash_notices(request.at, request.ends, engagements))
    notices = (*clashes, *planned.notices(calendar, now))
    late = any(notice.kind is NoticeKind.LATE for notice in notices)
    over = any(limit.met is False for limit in planned.plan.limits)
    return Answer(planned, notices, found=late or over or bool(clashes))


def suggest(
    request: Request,
    edition: Edition,
    calendar: WorkingCalendar,
    now: dt.datetime,
    engagements: Sequence[DiaryEntry],
    *,
    until: dt.date | None,
) -> tuple[Slot, ...]:
    """The free working days from the request's date up to the limit, best first.

    The time of day and the length are the request's. Raises UsageFault where no working day lies
    before the limit.
    """
    length = (request.ends - request.at) if request.ends else None
    first = plan_booking(request, edition, calendar)
    bounds = [limit.due.date() for limit in first.plan.limits if limit.due]
    last = until or (min(bounds) if bounds else calendar.shift(request.at.date(), HORIZON))
    slots = []
    day = request.at.date()
    while day <= last:
        at = dt.datetime.combine(day, request.at.time())
        if calendar.is_working(day) and at > now:
            moved = replace(request, at=at, ends=at + length if length else None)
            slots.append(_slot(plan_booking(moved, edition, calendar), calendar, now, engagements))
        day += dt.timedelta(days=1)
    if not slots:
        msg = f"no working day is left up to {say_day(last)}: give another --until"
        raise UsageFault(msg)
    return tuple(sorted(slots, key=lambda slot: slot.rank))


def clash_notices(
    at: dt.datetime, ends: dt.datetime | None, engagements: Iterable[DiaryEntry]
) -> Iterable[Notice]:
    """The other conferences that overlap, two hours being taken where no end is on record."""
    for other in engagements:
        if _overlap(at, ends, other):
            text = (
                f"the {other.role.words} has {other.ref} at {other.at:%H:%M} on {say_day(other.at)}"
            )
            yield Notice(NoticeKind.CLASH, text, serious=True)


def _slot(
    planned: Planned,
    calendar: WorkingCalendar,
    now: dt.datetime,
    engagements: Sequence[DiaryEntry],
) -> Slot:
    conference, plan = planned.conference, planned.plan
    outline = planned.edition.procedure.outline(conference.type, conference.format)
    day = conference.at.date()
    slacks = [calendar.between(day, limit.due.date()) for limit in plan.limits if limit.due]
    return Slot(
        at=conference.at,
        late=sum(task.is_late(now) for task in plan.tasks),
        tight=len(tight_handovers(plan, outline, calendar)),
        slack=min(slacks) if slacks else None,
        clashes=tuple(
            other.ref for other in engagements if _overlap(conference.at, conference.ends, other)
        ),
    )


def _overlap(at: dt.datetime, ends: dt.datetime | None, other: DiaryEntry) -> bool:
    ours = ends or at + ASSUMED_LENGTH
    theirs = other.ends or other.at + ASSUMED_LENGTH
    return at < theirs and other.at < ours
