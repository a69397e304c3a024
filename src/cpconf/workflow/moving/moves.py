"""Moving a conference, and recording that it was held, cancelled or followed by another."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cpconf.core.conferences.changes import Change, date_changes
from cpconf.core.conferences.checklist import Plan, make_plan
from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.conferences.notices import (
    Notice,
    booking_notices,
    contradiction_notices,
    limit_notices,
)
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.london import stamp
from cpconf.core.dates.phrases import say_clock, say_count
from cpconf.core.procedures.procedure import RuleKind
from cpconf.core.words import ConferenceState, ConferenceType, MarkKind, TaskState
from cpconf.errors import Refused, UsageFault
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.store.conferences.standing_questions import NOT_FOLLOWED
from cpconf.workflow.conferences.booking import follow, followers, refuse_followed
from cpconf.workflow.conferences.pinned import outline_of, plan_again, procedure_of

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True)
class Move:
    """A new date for a conference with all it changes, not yet in the store."""

    filed: Filed
    conference: Conference
    plan: Plan
    changes: tuple[Change, ...]
    reopened: tuple[FiledTask, ...]
    notices: tuple[Notice, ...]


def plan_move(
    store: ConferenceQuestions,
    filed: Filed,
    *,
    at: dt.datetime,
    ends: dt.datetime | None,
    calendar: WorkingCalendar,
    now: dt.datetime,
) -> Move:
    """Work out which dates a new date moves, and which tasks it opens again.

    Without `ends` the conference keeps its duration. Limits do not move, as they count from other
    dates. Raises Refused for a conference that was held or cancelled, UsageFault for a wrong end.
    """
    before = filed.conference
    if before.state is not ConferenceState.SCHEDULED:
        raise Refused(f"{before.ref} is {before.state}: only a scheduled conference can be moved")
    if ends is None and before.ends is not None:
        ends = at + (before.ends - before.at)
    if ends is not None and not at < ends <= at + dt.timedelta(days=1):
        raise UsageFault(
            "the conference ends before it starts, or more than a day later: check --ends"
        )
    if (at, ends) == (before.at, before.ends):
        raise UsageFault(f"{before.ref} is at that time already")
    procedure = procedure_of(store, filed)
    after = replace(before, at=at, ends=ends)
    repeated = {task.clause for task in procedure.tasks if task.repeat_when_moved}
    reopened = tuple(
        task
        for task in filed.applying
        if task.state is TaskState.DONE and task.clause in repeated and at != before.at
    )
    again = {task.key for task in reopened}
    standing = replace(
        filed,
        tasks=tuple(
            replace(task, state=TaskState.OPEN) if task.key in again else task
            for task in filed.tasks
        ),
    )
    plan = make_plan(after, procedure, standing.record, calendar, settled=standing.settled())
    changes = _with_reopened(filed, date_changes(filed, plan, only_open=True), plan, reopened)
    notices = booking_notices(
        after, procedure, filed.record, _still_open(plan, standing), calendar=calendar, now=now
    )
    return Move(filed, after, plan, changes, reopened, notices)


def keep_move(
    store: "Writer", move: Move, calendar: WorkingCalendar, *, reason: str, now: dt.datetime
) -> None:
    """Record a new date, with the earlier date and the reason in the history."""
    before, after = move.filed.conference, move.conference
    store.conferences.replan(
        move.filed, after, move.plan, calendar_id=store.conferences.pin_calendar(calendar)
    )
    details = {
        "from": stamp(before.at),
        "to": stamp(after.at),
        "ends": stamp(after.ends) if after.ends else None,
        "reopened": [task.handle for task in move.reopened],
    }
    store.conferences.note(move.filed, "rescheduled", details, reason)
    if move.reopened:
        store.conferences.mark(list(move.reopened), MarkKind.REOPENED, at=now, note=None)


def said_of_followers(store: ConferenceQuestions, move: Move) -> tuple[str, ...]:
    """Return remarks on following conferences whose limits count from the earlier date."""
    if move.conference.at.date() == move.filed.conference.at.date():
        return ()
    ref, day = move.conference.ref, move.conference.at.date().isoformat()
    first = move.conference.type is ConferenceType.INITIAL
    anchor = "--initial-conference" if first else "--previous-review"
    return tuple(
        f"{other} follows {ref}, and its limit counts from the day before the move: cpconf anchor "
        f"{other} {anchor} {day}"
        for other in followers(store, ref)
    )


def set_anchors(
    store: "Writer", filed: Filed, dates: Mapping[str, dt.date | None]
) -> tuple[Notice, ...]:
    """Record or correct the dates that limits count from; None removes one.

    `dates` are by the anchor's name, such as `strategy-discussion`. Returns notices on the limits,
    for a cancelled conference too, as another has to be held within the same limit. Raises
    UsageFault where a review would count from an initial conference and from an earlier review.
    """
    before = filed.conference
    fields: dict[str, Any] = {name.replace("-", "_"): date for name, date in dates.items()}
    after = replace(before, **fields)
    if after.initial_conference and after.previous_review:
        raise UsageFault(
            "a review counts from the initial conference or from the review before, not both: "
            "remove the other with none"
        )
    plan = plan_again(store.conferences, filed, after)
    store.conferences.replan(filed, after, plan, calendar_id=filed.calendar)
    said = {name: date.isoformat() if date else None for name, date in dates.items()}
    store.conferences.note(filed, "anchors", said)
    return (
        *limit_notices(plan, after, store.conferences.calendar(filed.calendar)),
        *contradiction_notices(after, filed.record),
    )


def hold(
    store: "Writer", filed: Filed, *, ended: dt.datetime | None, now: dt.datetime
) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """Record that a conference took place; later dates then count from its actual end.

    Without `ended` that is the planned end, else the start. Preparation still open becomes missed.
    Returns the dates that move, and remarks. Raises Refused for a cancelled conference and for a
    start or an end in the future, UsageFault for an end before the start. Moments are wall-clock
    Europe/London.
    """
    before = filed.conference
    if before.state is ConferenceState.CANCELLED:
        raise Refused(f"{before.ref} is cancelled: it cannot have been held")
    if ended is not None and not before.at <= ended <= before.at + dt.timedelta(days=2):
        raise UsageFault(
            f"{before.ref} started {say_clock(before.at)}: it cannot have ended then; "
            "check --ended, or move the conference first with cpconf reschedule"
        )
    if before.at > now:
        raise Refused(
            f"{before.ref} is still to come: it starts on {say_clock(before.at)}\n"
            "Record it once it has begun; if it was brought forward, move it first with cpconf "
            "reschedule"
        )
    if ended is not None and ended > now:
        raise Refused(f"--ended is still to come: it is {say_clock(now)} now")
    remarks = []
    actual = ended or before.ended or before.ends or before.at
    if actual > now:
        remarks.append(
            f"{before.ref} is recorded with its planned end, {actual:%H:%M}, which is still to "
            f"come; if it is not over: cpconf held {before.ref} --undo"
        )
    after = replace(before, state=ConferenceState.HELD, ended=actual)
    plan = plan_again(store.conferences, filed, after)
    changes = date_changes(filed, plan, only_open=True)
    store.conferences.replan(filed, after, plan, calendar_id=filed.calendar)
    standing = replace(filed, conference=after)
    first = before.state is not ConferenceState.HELD
    missed = [task.handle for task in filed.tasks if first and standing.missed(task)]
    store.conferences.note(filed, "held", {"ended": stamp(actual), "missed": missed})
    if ended is None and before.ended is None and before.ends is None:
        remarks.append(
            f"{before.ref} has no end on record, so what follows counts from its start; to say "
            f"when it ended: cpconf held {before.ref} --ended WHEN"
        )
    if missed:
        remarks.append(
            f"{say_count(len(missed), 'task')} of its preparation missed, and no longer asked for: "
            f"cpconf status {before.ref}"
        )
    return changes, tuple(remarks)


def take_back_hold(store: "Writer", filed: Filed) -> tuple[Change, ...]:
    """Record that a conference was marked held by mistake; return the dates that move back.

    Raises Refused for one that is not held.
    """
    before = filed.conference
    if before.state is not ConferenceState.HELD:
        raise Refused(f"{before.ref} is {before.state}, not held: there is nothing to take back")
    after = replace(before, state=ConferenceState.SCHEDULED, ended=None)
    plan = plan_again(store.conferences, filed, after)
    changes = date_changes(filed, plan, only_open=True)
    store.conferences.replan(filed, after, plan, calendar_id=filed.calendar)
    store.conferences.note(filed, "not held", {})
    return changes


@dataclass(frozen=True, slots=True)
class CancelGrounds:
    """What a cancellation rests on besides its reason (O-CANCEL); None where it was not said.

    `decided_as` is the role of whoever decided, `tried` what else was tried to hold it.
    """

    decided_as: str | None = None
    exceptional: bool = False
    tried: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The options that would say what is missing, each with its meaning."""
        said = {
            "--decided-as ROLE": self.decided_as,
            "--exceptional": self.exceptional,
            "--tried TEXT": self.tried,
        }
        return tuple(option for option, given in said.items() if not given)


def asks_for_grounds(store: "Writer", filed: Filed) -> str | None:
    """Return the clause that allows a cancellation in exceptional circumstances only, if any."""
    rules = outline_of(store.conferences, filed).rules
    return next((rule.clause for rule in rules if rule.kind is RuleKind.CANCELLATION), None)


def add_grounds(store: "Writer", filed: Filed, grounds: CancelGrounds) -> None:
    """Record, after a cancellation, what it rests on. Raises Refused for one not cancelled."""
    if filed.conference.state is not ConferenceState.CANCELLED:
        raise Refused(f"{filed.conference.ref} is {filed.conference.state}: give --reason as well")
    said = {"decided-as": grounds.decided_as, "exceptional": grounds.exceptional}
    store.conferences.note(filed, "grounds of the cancellation", said, grounds.tried)


def cancel(
    store: "Writer",
    filed: Filed,
    *,
    reason: str,
    authorised_by: str,
    grounds: CancelGrounds | None = None,
) -> None:
    """Cancel a conference; the history keeps who decided and why (O-CANCEL).

    Raises Refused where it was held or is cancelled already.
    """
    conference = filed.conference
    if conference.state is not ConferenceState.SCHEDULED:
        raise Refused(
            f"{conference.ref} is {conference.state}: only a scheduled one can be cancelled"
        )
    store.conferences.set_state(filed, ConferenceState.CANCELLED)
    store.conferences.note(filed, "cancelled", {"authorised_by": authorised_by}, reason)
    if grounds is not None and grounds != CancelGrounds():
        add_grounds(store, store.conferences.filed(conference.ref), grounds)


def follow_by(store: "Writer", filed: Filed, other: Filed) -> None:
    """Record which conference replaces a cancelled one.

    Raises Refused where the first is not cancelled, or another follows it already; UsageFault where
    the second is of another type, the same, or cancelled too.
    """
    conference, following = filed.conference, other.conference
    if conference.state is not ConferenceState.CANCELLED:
        raise Refused(
            f"{conference.ref} is {conference.state}: only a cancelled conference can be replaced"
        )
    if following.type is not conference.type or following.state is ConferenceState.CANCELLED:
        raise UsageFault(
            f"{following.ref} cannot take its place: it must be a conference of type "
            f"{conference.type} that is not cancelled"
        )
    follow(store, filed, following.ref)


def follow_by_none(store: "Writer", filed: Filed, *, reason: str) -> None:
    """Record why no other conference has to follow a cancelled one.

    Raises Refused for one that is not cancelled.
    """
    conference = filed.conference
    if conference.state is not ConferenceState.CANCELLED:
        raise Refused(
            f"{conference.ref} is {conference.state}: only a cancelled conference can be replaced"
        )
    refuse_followed(store.conferences, filed)
    store.conferences.note(filed, NOT_FOLLOWED, {}, reason)


def _still_open(plan: Plan, filed: Filed) -> Plan:
    """Return the plan without done and skipped tasks, which need no notices."""
    settled = filed.settled()
    return replace(plan, tasks=tuple(task for task in plan.tasks if task.key not in settled))


def _with_reopened(
    filed: Filed, changes: tuple[Change, ...], plan: Plan, reopened: tuple[FiledTask, ...]
) -> tuple[Change, ...]:
    """Return the changes of dates, and all tasks opened again, in the order of the checklist."""
    planned = {task.key: task for task in plan.tasks}
    again = [Change.of(task, planned[task.key].wanted, reopened=True) for task in reopened]
    places = {task.handle: place for place, task in enumerate(filed.tasks)}
    return tuple(sorted([*again, *changes], key=lambda c: places.get(c.handle, len(places))))
