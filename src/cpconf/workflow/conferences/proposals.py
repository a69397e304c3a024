"""Checking a date before booking, and suggesting dates."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import told
from cpconf.core.conferences.handovers import tight_handovers
from cpconf.core.conferences.notices import Notice, NoticeKind
from cpconf.core.conferences.slots import Slot, TakenTime
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.phrases import say_day
from cpconf.errors import UsageFault
from cpconf.procedures.loader import Edition
from cpconf.store.conferences.values import DiaryEntry
from cpconf.workflow.conferences.booking import BookingRequest, PlannedBooking, plan_booking

if TYPE_CHECKING:
    from cpconf.core.diaries import Diary
    from cpconf.store.reading import Reader

ASSUMED_LENGTH: Final = dt.timedelta(hours=2)
"""Assumed length of a conference without an end on record, to find clashes."""

HORIZON: Final = 20
"""Working days that `suggest` looks ahead where no limit is known."""

STALE: Final = dt.timedelta(days=7)
"""Age from which an imported calendar is old: much may have been booked since."""


@dataclass(frozen=True, slots=True)
class Prospects:
    """What a date would mean; `found` where a task is late, a limit passed, or somebody busy."""

    planned: PlannedBooking
    notices: tuple[Notice, ...]
    found: bool


@dataclass(frozen=True, slots=True)
class Engaged:
    """When the people who are needed are busy: other conferences, and times taken."""

    conferences: Sequence[DiaryEntry] = ()
    taken: Sequence[TakenTime] = ()


def ask(
    request: BookingRequest,
    edition: Edition,
    calendar: WorkingCalendar,
    now: dt.datetime,
    engaged: Engaged,
) -> Prospects:
    """Return what booking this date would mean: late, squeezed, over a limit, clashing."""
    planned = plan_booking(request, edition, calendar)
    clashes = (
        *clash_notices(request.at, request.ends, engaged.conferences),
        *(
            Notice(NoticeKind.CLASH, time.words, serious=True)
            for time in _taken_then(request.at, request.ends, engaged.taken)
        ),
    )
    notices = (*clashes, *planned.notices(calendar, now))
    late = any(notice.kind is NoticeKind.LATE for notice in notices)
    over = any(limit.is_passed_or_untold for limit in planned.plan.limits)
    return Prospects(planned, notices, found=late or over or bool(clashes))


def last_day(
    request: BookingRequest, edition: Edition, calendar: WorkingCalendar, *, until: dt.date | None
) -> dt.date:
    """Return the last day to look at: `until`, else the limit, else `HORIZON` working days on."""
    limit = limit_of(request, edition, calendar)
    return until or limit or calendar.shift(request.at.date(), HORIZON)


def limit_of(
    request: BookingRequest, edition: Edition, calendar: WorkingCalendar
) -> dt.date | None:
    """Return the last day that every limit allows; None where no limit is known."""
    plan = plan_booking(request, edition, calendar).plan
    return min((limit.due.date() for limit in plan.limits if limit.due), default=None)


def suggest(
    request: BookingRequest,
    edition: Edition,
    calendar: WorkingCalendar,
    now: dt.datetime,
    engaged: Engaged,
    *,
    last: dt.date,
) -> tuple[Slot, ...]:
    """Return the working days from the request's date to the last one, best first.

    Takes time of day and length from the request. Raises UsageFault where there is no such day.
    """
    length = (request.ends - request.at) if request.ends else None
    slots = []
    day = request.at.date()
    while day <= last:
        at = dt.datetime.combine(day, request.at.time())
        if calendar.is_working(day) and at > now:
            moved = replace(request, at=at, ends=at + length if length else None)
            planned = plan_booking(moved, edition, calendar)
            slots.append(_slot(planned, calendar, now, engaged))
        day += dt.timedelta(days=1)
    if not slots:
        raise UsageFault(f"no working day is left up to {say_day(last)}: give another --until")
    return tuple(sorted(slots, key=lambda slot: slot.rank))


def times_taken(
    store: "Reader", people: Iterable[Person], first: dt.date, last: dt.date
) -> tuple[TakenTime, ...]:
    """Return when the whole team, or one of these people by address, is busy on these days."""
    start = dt.datetime.combine(first, dt.time())
    # A conference may run past midnight.
    end = dt.datetime.combine(last, dt.time()) + dt.timedelta(days=2)
    everybody = store.diaries.busy("", start, end)
    found = [TakenTime(None, time.diary, time.starts, time.ends) for time in everybody]
    for person in people:
        if person.email:
            found += [
                TakenTime(person.role, time.diary, time.starts, time.ends)
                for time in store.diaries.busy(person.email, start, end)
                if time not in everybody
            ]
    return tuple(dict.fromkeys(found))


def diary_remarks(diaries: Iterable["Diary"], now: dt.datetime, last: dt.date) -> tuple[str, ...]:
    """Return remarks on imported calendars that are old, or end before the last day."""
    remarks = []
    for diary in diaries:
        age, short = now - diary.read_at, diary.covers_until < last
        known = f"is known up to {say_day(diary.covers_until)} only"
        old = f"was imported {age.days} days ago"
        said = [old] * (age > STALE) + [known] * short
        if said:
            how = " with --until" if short else ""
            again = f"import it again{how}: cpconf diary import"
            remarks.append(f"the team calendar {diary.name} {' and '.join(said)}; {again}")
    return tuple(remarks)


def clash_notices(
    at: dt.datetime, ends: dt.datetime | None, engagements: Iterable[DiaryEntry]
) -> Iterable[Notice]:
    """Return notices of overlapping conferences, with `ASSUMED_LENGTH` where no end is known."""
    for other in engagements:
        if _overlap(at, ends, other):
            text = (
                f"the {other.role.words} has {other.ref} at {other.at:%H:%M} on {say_day(other.at)}"
            )
            yield Notice(NoticeKind.CLASH, text, serious=True)


def _slot(
    planned: PlannedBooking,
    calendar: WorkingCalendar,
    now: dt.datetime,
    engaged: Engaged,
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
            other.ref
            for other in engaged.conferences
            if _overlap(conference.at, conference.ends, other)
        ),
        busy=tuple(_taken_then(conference.at, conference.ends, engaged.taken)),
        starts_of_limits=tuple(
            limit.clause.timing.anchor for limit in told(plan.limits) if limit.due is None
        ),
    )


def _overlap(at: dt.datetime, ends: dt.datetime | None, other: DiaryEntry) -> bool:
    ours = ends or at + ASSUMED_LENGTH
    theirs = other.ends or other.at + ASSUMED_LENGTH
    return at < theirs and other.at < ours


def _taken_then(
    at: dt.datetime, ends: dt.datetime | None, taken: Iterable[TakenTime]
) -> Iterable[TakenTime]:
    ours = ends or at + ASSUMED_LENGTH
    return (time for time in taken if time.overlaps(at, ours))
