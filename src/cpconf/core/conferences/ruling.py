"""Rules of a procedure: what the program does about them, and whether they are kept now."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from cpconf.core.conferences.filed import Filed
from cpconf.core.conferences.gates import has_address
from cpconf.core.dates.phrases import say_day
from cpconf.core.procedures.abridged import abridgement
from cpconf.core.procedures.procedure import (
    GATES,
    Clause,
    LimitClause,
    Outline,
    Procedure,
    ReportSection,
    RuleClause,
    RuleKind,
    TaskClause,
)
from cpconf.core.words import ConferenceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What `cpconf explain` shows about one rule.

    `does` is what the program does about it, `stands` its state at this conference. `kept` tells
    whether the conference keeps the rule; None where nobody can tell, or it does not matter yet.
    `waiting` are the handles of the tasks that a gate waits for. `beside` are the names of the
    tasks in the same place of the document.
    """

    ref: str
    rule: RuleClause
    source: str
    does: str
    stands: str | None
    kept: bool | None
    sections: tuple[ReportSection, ...] = ()
    waiting: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def find_rule(outline: Outline, text: str) -> RuleClause | None:
    """Return the rule with that clause id, in upper or lower case; else None."""
    wanted = text.strip().casefold()
    return next((rule for rule in outline.rules if rule.clause.casefold() == wanted), None)


def elsewhere(procedure: Procedure, outline: Outline, text: str) -> Clause | None:
    """Return the clause with that name or id, if it governs only other conferences."""
    wanted = text.strip().casefold()
    named = [clause for clause in _clauses(procedure) if wanted in _names(clause)]
    here = any(wanted in _names(clause) for clause in _clauses(outline))
    return None if here else next(iter(named), None)


def names_of(outline: Outline) -> list[str]:
    """Return the ids of the clauses in an outline, with the names of tasks and limits."""
    return [name for clause in _clauses(outline) for name in _spelt(clause)]


def explain_rule(
    filed: Filed, rule: RuleClause, procedure: Procedure, methods: tuple[str, ...] | None
) -> Ruling:
    """Return what a rule means for one conference.

    `methods` are remarks on how people join; None while that is not on record.
    """
    conference = filed.conference
    outline = procedure.outline(conference.type, conference.format)
    does, stands, kept, waiting = _stands(filed, rule, outline, methods)
    day = conference.at.date()
    if not rule.holds_on(day):
        beyond = f"{say_day(day)} is outside these dates: ask whether the rule still applies"
        stands = "; ".join(filter(None, [stands, beyond]))
        kept = False
    said = abridgement(outline)
    return Ruling(
        ref=conference.ref,
        rule=rule,
        source=f"{rule.source or procedure.citation}; {rule.section}",
        does=does,
        stands=stands,
        kept=kept,
        sections=said.sections if said is not None and said.clause == rule.clause else (),
        waiting=waiting,
        beside=tuple(
            f"{task.name} ({task.clause})"
            for task in outline.tasks
            if rule.kind not in GATES and task.section == rule.section and _is_narrow(rule)
        ),
    )


def say_validity(rule: RuleClause) -> str | None:
    """Return in words for which days a rule holds; None where it does not say."""
    if rule.valid_from and rule.valid_until:
        return f"for conferences from {say_day(rule.valid_from)} to {say_day(rule.valid_until)}"
    if rule.valid_from:
        return f"for conferences from {say_day(rule.valid_from)} on"
    if rule.valid_until:
        return f"for conferences until {say_day(rule.valid_until)}"
    return None


def outside(rules: Iterable[RuleClause], day: dt.date) -> Iterator[str]:
    """Yield a remark for each rule that was not made for a conference on that day."""
    for rule in rules:
        if not rule.holds_on(day):
            yield (
                f"{rule.clause} was made {say_validity(rule)}: ask whether it still applies on "
                f"{say_day(day)}"
            )


_Stands = tuple[str, str | None, bool | None, tuple[str, ...]]


def _stands(
    filed: Filed, rule: RuleClause, outline: Outline, methods: tuple[str, ...] | None
) -> _Stands:
    match rule.kind:
        case RuleKind.ALLOCATED:
            return _allocated(filed, rule)
        case RuleKind.ADDRESS_FIRST:
            return _address_first(filed, rule, outline)
        case RuleKind.SHARE_FIRST:
            return _share_first(filed, rule, outline)
        case RuleKind.CANCELLATION:
            ref = filed.conference.ref
            cancelled = filed.conference.state is ConferenceState.CANCELLED
            does = (
                f"to cancel, give the reason and who decided it: cpconf cancel {ref} --reason TEXT "
                "--authorised-by NAME"
            )
            now = f"{ref} is cancelled" if cancelled else f"{ref} is not cancelled"
            return does, now, None, ()
        case RuleKind.DOCUMENT:
            return _document(rule, outline), None, None, ()
        case RuleKind.NOTE:
            return _note(rule, methods)
        case _:
            assert_never(rule.kind)


def _allocated(filed: Filed, rule: RuleClause) -> _Stands:
    roles = " and ".join(role.words for role in rule.roles)
    does = f"until {roles} are on record, booking and check warn"
    if len(rule.roles) == 1:
        does = f"until a {roles} is on record, booking and check warn"
    missing = [role for role in rule.roles if all(p.role is not role for p in filed.people)]
    if missing:
        lacking = " and ".join(f"no {role.words}" for role in missing)
        add = f"cpconf person add {filed.conference.ref} --role {missing[0]} --name NAME"
        return does, f"{lacking} on record: {add}", False, ()
    there = [f"{p.role.words} ({p.id})" for p in filed.people if p.role in rule.roles]
    return does, f"on record: {', '.join(there)}", True, ()


def _address_first(filed: Filed, rule: RuleClause, outline: Outline) -> _Stands:
    gated = _gated(outline, rule)
    does = f"keeps {gated or 'nothing'} back until an email address of a parent is on record"
    having = [parent.id for parent in filed.record.parents if parent.email]
    if has_address(filed.record):
        return does, f"an address is on record: {', '.join(having)}", True, ()
    ids = [parent.id for parent in filed.record.parents]
    how = (
        f"cpconf person change {filed.conference.ref} {ids[0] if ids else 'PERSON'} --email ADDRESS"
    )
    return does, f"no email address of a parent is on record: {how}", False, ()


def _share_first(filed: Filed, rule: RuleClause, outline: Outline) -> _Stands:
    gated = _gated(outline, rule)
    does = (
        f"keeps {f'{gated}, and ' if gated else ''}each document for the professionals back until "
        "the parents have had theirs"
    )
    sharing = {task.clause for task in outline.tasks if task.shares_with_parent}
    waiting = tuple(t.handle for t in filed.tasks if t.is_outstanding and t.clause in sharing)
    if waiting:
        return does, f"not yet shared with every parent: {', '.join(waiting)}", False, waiting
    return does, "no parent is waiting for the report", True, ()


def _document(rule: RuleClause, outline: Outline) -> str:
    said = abridgement(outline)
    if said is None or said.clause != rule.clause:
        return "for your information: what a document must contain"
    keeps = "cpconf abridge keeps these sections of the report"
    return f"{keeps}; one for a parent that holds others is stopped" if said.only_these else keeps


def _note(rule: RuleClause, methods: tuple[str, ...] | None) -> _Stands:
    if not rule.methods:
        does = "for your information; it sets no date"
        if say_validity(rule):
            does += ". schedule, check and reschedule warn of a conference outside its days"
        return does, None, None, ()
    allowed = ", ".join(method.words for method in rule.methods)
    does = f"people join by {allowed}: invite warns of anything else, and refuses Zoom"
    if methods is None:
        return does, "how people join is not on record yet", None, ()
    return does, "; ".join(methods) or "everybody joins in one of these ways", not methods, ()


def _is_narrow(rule: RuleClause) -> bool:
    """Tell whether its section is one place in the document, such as a numbered paragraph."""
    return any(letter.isdigit() for letter in rule.section)


def _gated(outline: Outline, rule: RuleClause) -> str:
    return ", ".join(
        f"{task.name} ({task.clause})" for task in outline.tasks if rule.clause in task.gated_by
    )


def _clauses(of: Procedure | Outline) -> tuple[Clause, ...]:
    return (*of.tasks, *of.limits, *of.rules)


def _names(clause: Clause) -> set[str]:
    return {name.casefold() for name in _spelt(clause)}


def _spelt(clause: Clause) -> tuple[str, ...]:
    if isinstance(clause, TaskClause | LimitClause):
        return (clause.name, clause.clause)
    return (clause.clause,)
