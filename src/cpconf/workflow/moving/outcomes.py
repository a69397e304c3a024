"""Recording the outcome of a conference: what was decided, who was there, what comes next."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cpconf.core.conferences.changes import Change
from cpconf.core.conferences.children import Child, choose_child
from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.decisions import (
    ENTRY,
    RETURN_TASK,
    TELLING_TASK,
    Decided,
    Outcome,
    refuse_wrong_stage,
)
from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.phrases import say_clock, say_day
from cpconf.core.dates.readings import reckon
from cpconf.core.procedures.procedure import Condition, Procedure, RuleClause, TaskClause
from cpconf.core.words import (
    ConferenceState,
    ConferenceType,
    Fact,
    Occasion,
    OutcomeKind,
    TaskState,
)
from cpconf.errors import Refused, UsageFault
from cpconf.workflow.conferences import child_dates, marks
from cpconf.workflow.conferences.marks import Recorded, Shift
from cpconf.workflow.conferences.pinned import outline_of, procedure_of
from cpconf.workflow.moving import moves

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeTold:
    """What is said of an outcome now; None or nothing leaves what is on record.

    `attended`, `absent` and `told` are people as typed: roles or short ids.
    """

    kind: OutcomeKind | None = None
    ended: dt.datetime | None = None
    decided: Mapping[str, Decided] = field(default_factory=dict)
    attended: Sequence[str] = ()
    absent: Sequence[str] = ()
    told: Sequence[str] = ()
    next: dt.datetime | None = None
    summary: str | None = None
    plan: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What recording an outcome changed: dates that moved, facts, tasks ticked off; and remarks.

    `named` are the children whom it put on record, `shown` the rules to bear in mind with a plan.
    """

    filed: Filed
    outcome: Outcome
    changes: tuple[Change, ...] = ()
    shift: Shift = field(default_factory=Shift)
    ticked: Recorded | None = None
    remarks: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    shown: tuple[RuleClause, ...] = ()


def record(store: "Writer", filed: Filed, told: OutcomeTold, *, now: dt.datetime) -> Settled:
    """Record the outcome, or more of it; `now` is wall-clock Europe/London.

    A conference that was held is recorded as held, with its real end. One that was adjourned or not
    quorate is closed, and asks for another until one follows. Raises Refused where that contradicts
    the record, and what `moves.hold` raises.
    """
    ref = filed.conference.ref
    before = filed.outcome
    kind = told.kind or (before.kind if before else OutcomeKind.HELD)
    if filed.conference.state is ConferenceState.CANCELLED and before is None:
        raise Refused(f"{ref} is cancelled: it has no outcome")
    if before is not None and before.kind is not kind:
        raise Refused(
            f"{ref} is recorded as {before.kind}; take that back first: cpconf outcome {ref} --undo"
        )
    if told.next is not None and told.next <= filed.conference.at:
        raise UsageFault(
            f"{ref} was on {say_clock(filed.conference.at)}: the next conference is later"
        )
    if kind.ends_without_decision:
        return _without_decision(store, filed, kind, told, now=now)
    return _held(store, filed, told, now=now)


def take_back(store: "Writer", filed: Filed) -> None:
    """Record that an outcome was recorded by mistake.

    A conference that was adjourned or not quorate is scheduled again; one that was held stays held.
    Raises Refused where there is no outcome.
    """
    if filed.outcome is None:
        raise Refused(f"no outcome of {filed.conference.ref} is on record")
    if filed.outcome.kind.ends_without_decision:
        store.conferences.set_state(filed, ConferenceState.SCHEDULED)
    store.conferences.note(filed, "no outcome", {"outcome": filed.outcome.kind.value})


def left_by_taking_back(filed: Filed) -> Iterator[str]:
    """Yield what stays on record once an outcome was taken back, with the way to undo it."""
    ref = filed.conference.ref
    if (Fact.PLAN_MADE, None) in filed.answers:
        yield f"{Fact.PLAN_MADE} stays answered: cpconf fact {ref} {Fact.PLAN_MADE}=unknown"
    for task in filed.applying:
        if task.task == RETURN_TASK and task.state is TaskState.DONE:
            yield f"{task.handle} stays done: cpconf undo {ref} {task.handle}"


def _held(store: "Writer", filed: Filed, told: OutcomeTold, *, now: dt.datetime) -> Settled:
    ref = filed.conference.ref
    changes: tuple[Change, ...] = ()
    remarks: list[str] = []
    if filed.conference.state is not ConferenceState.HELD or told.ended is not None:
        changes, said = moves.hold(store, filed, ended=told.ended, now=now)
        remarks += said
        filed = store.conferences.filed(ref)
    children = _children(store, filed, told.decided)
    named = tuple(child.ref for child in children if child not in filed.children)
    filed = store.conferences.filed(ref)
    decided = {choose_child(children, child).ref: each for child, each in told.decided.items()}
    refuse_wrong_stage(decided, children, filed.conference)
    outcome = _merged(filed, told, decided)
    store.conferences.note(filed, ENTRY, outcome.details, told.reason)
    shift = Shift()
    known = filed.answers.get((Fact.PLAN_MADE, None))
    if outcome.plan_made is not None and outcome.plan_made is not known:
        shift = marks.answer(store, filed, [(Fact.PLAN_MADE, None, outcome.plan_made)])
    filed = store.conferences.filed(ref)
    ticked = _tick(store, filed, outcome, now=now)
    remarks += _uncategorised(outcome)
    shown = _to_bear_in_mind(store, filed) if outcome.plan_made else ()
    remarks += _first_core_groups(store, filed, outcome)
    filed = store.conferences.filed(ref)
    return Settled(filed, outcome, changes, shift, ticked, tuple(remarks), named, shown)


def _without_decision(
    store: "Writer", filed: Filed, kind: OutcomeKind, told: OutcomeTold, *, now: dt.datetime
) -> Settled:
    conference = filed.conference
    if told.decided or told.ended or told.summary or told.plan:
        raise UsageFault(
            f"a conference that was {kind} has no decisions, end, summary or plan: leave them out"
        )
    if conference.state is ConferenceState.HELD:
        raise Refused(
            f"{conference.ref} is recorded as held; if that is wrong: cpconf held "
            f"{conference.ref} --undo"
        )
    if conference.at > now:
        raise Refused(
            f"{conference.ref} is still to come: it starts on {say_clock(conference.at)}\n"
            "To call it off: cpconf cancel; to move it: cpconf reschedule"
        )
    if filed.outcome is None and told.reason is None:
        raise UsageFault(f"say why it was {kind}: --reason TEXT")
    procedure = procedure_of(store.conferences, filed)
    calendar = store.conferences.calendar(filed.calendar)
    timing = procedure.book_again.get(kind)
    by = reckon(timing, conference.moments, calendar, procedure.switches) if timing else None
    outcome = replace(_merged(filed, told, {}), kind=kind, again_by=by.due if by else None)
    if conference.state is not ConferenceState.CANCELLED:
        store.conferences.set_state(filed, ConferenceState.CANCELLED)
    store.conferences.note(filed, ENTRY, outcome.details, told.reason)
    return Settled(store.conferences.filed(conference.ref), outcome)


def _merged(filed: Filed, told: OutcomeTold, decided: Mapping[str, Decided]) -> Outcome:
    """Return the outcome on record with what is told now."""
    before = filed.outcome or Outcome()
    attended = [_id(filed, text) for text in told.attended]
    absent = [_id(filed, text) for text in told.absent]
    if both := set(attended) & set(absent):
        raise UsageFault(f"{', '.join(sorted(both))}: either attended or absent, not both")
    return replace(
        before,
        decided={**before.decided, **decided},
        attended=_in_order(filed, {*before.attended, *attended} - set(absent)),
        absent=_in_order(filed, {*before.absent, *absent} - set(attended)),
        told=_in_order(filed, {*before.told, *(_id(filed, text) for text in told.told)}),
        next=told.next or before.next,
        summary=told.summary or before.summary,
        plan=told.plan or before.plan,
    )


def _id(filed: Filed, text: str) -> str:
    return choose_person(filed.people, text).id


def _in_order(filed: Filed, people: set[str]) -> tuple[str, ...]:
    return tuple(person.id for person in filed.people if person.id in people)


def _children(store: "Writer", filed: Filed, decided: Mapping[str, Decided]) -> tuple[Child, ...]:
    """Return the children, whom the first decisions put on record where there are none yet."""
    if filed.children:
        return filed.children
    for ref in decided:
        current = store.conferences.filed(filed.conference.ref)
        child_dates.put(store, current, ref, {})
    return store.conferences.filed(filed.conference.ref).children


def _tick(store: "Writer", filed: Filed, outcome: Outcome, *, now: dt.datetime) -> Recorded | None:
    """Tick off what is done with a decision: the chair's return, and that everybody was told."""
    settled = {RETURN_TASK} if outcome.decided else set()
    if filed.people and {person.id for person in filed.people} <= {*outcome.told}:
        settled.add(TELLING_TASK)
    tasks = [t for t in filed.applying if t.task in settled and t.is_outstanding]
    return marks.do(store, filed, tasks, now=now) if tasks else None


def _to_bear_in_mind(store: "Writer", filed: Filed) -> tuple[RuleClause, ...]:
    """Return the rules that whoever makes the plan, or works by it, is to be shown."""
    rules = outline_of(store.conferences, filed).rules
    return tuple(rule for rule in rules if rule.shown_with is Occasion.OUTCOME)


def _uncategorised(outcome: Outcome) -> Iterator[str]:
    lacking = [
        ref
        for ref, each in outcome.decided.items()
        if each.decision.has_plan and not each.categories
    ]
    if lacking:
        example = f"--child {lacking[0]}={outcome.decided[lacking[0]].decision}:neglect"
        yield f"no category is on record for {', '.join(lacking)}: {example}"


def _first_core_groups(store: "Writer", filed: Filed, outcome: Outcome) -> Iterator[str]:
    """Yield when the first core group is due for a child whose first plan was made in a review.

    For the children of an initial conference it is a task of the checklist.
    """
    conference = filed.conference
    stages = {child.ref: child.stage(conference) for child in filed.children}
    first = [
        ref
        for ref, each in outcome.decided.items()
        if each.decision.has_plan and stages.get(ref) is ConferenceType.INITIAL
    ]
    if conference.type is ConferenceType.INITIAL or not first:
        return
    procedure = procedure_of(store.conferences, filed)
    calendar = store.conferences.calendar(filed.calendar)
    for clause in _after_a_plan(procedure):
        by = clause.timing and reckon(
            clause.timing, conference.moments, calendar, procedure.switches
        )
        if by:
            yield (
                f"{' and '.join(first)}: {clause.title} by {say_day(by.due.date())} "
                f"({clause.clause})"
            )


def _after_a_plan(procedure: Procedure) -> Iterator[TaskClause]:
    """Yield the tasks that a plan made at an initial conference brings."""
    for format_ in procedure.conferences.get(ConferenceType.INITIAL, ())[:1]:
        for task in procedure.outline(ConferenceType.INITIAL, format_).tasks:
            if Condition(Fact.PLAN_MADE) in task.conditions:
                yield task
