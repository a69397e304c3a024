"""Comparing a procedure with a register of its document's clauses: `cpconf procedure cover`.

A register may have the clauses of several authorities (`H-…`, `O-…`, `E-…`) and serve several
procedures. Only clauses are compared whose letters before the first hyphen also begin clauses of
the procedure. The others are listed as skipped.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from cpconf.core.dates.readings import Timing
from cpconf.core.procedures.procedure import (
    Audience,
    Clause,
    LimitClause,
    Procedure,
    RuleClause,
    RuleKind,
    TaskClause,
)
from cpconf.core.words import ConferenceType, Phase
from cpconf.procedures.build import Kind, kinds
from cpconf.procedures.order import in_words
from cpconf.procedures.register import (
    Register,
    RegisterClause,
    built_in_register,
    load_register,
    prefix_of,
)
from cpconf.procedures.register_model import ActForm, ClauseKind, OrderForm, RegisterClauseForm

__all__ = ["Coverage", "Finding", "Verdict", "built_in_register", "cover", "load_register"]


_NONE = "none"


class Verdict(StrEnum):
    """Whether a procedure meets one clause or order of a register."""

    COVERED = "covered"
    MISSING = "missing"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result for one clause, or one order (`X before Y`), with the differences."""

    subject: str
    verdict: Verdict
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """The comparison of a procedure with a register.

    `acts` are the results for clauses done in one act. `extra` are the procedure's clauses that the
    register does not have. `skipped` are the register's clauses that were not compared: they belong
    to another document, or to conferences that the procedure does not govern.
    """

    clauses: tuple[Finding, ...]
    orders: tuple[Finding, ...]
    acts: tuple[Finding, ...]
    extra: tuple[str, ...]
    skipped: tuple[str, ...]

    @property
    def gaps(self) -> tuple[Finding, ...]:
        """The results that are missing or different, clauses first."""
        everything = (*self.clauses, *self.orders, *self.acts)
        return tuple(found for found in everything if found.verdict is not Verdict.COVERED)

    @property
    def is_complete(self) -> bool:
        """Whether something was compared, and all of it is covered."""
        return bool(self.clauses) and not self.gaps


def cover(procedure: Procedure, register: Register) -> Coverage:
    """Compare a procedure with a register of what its document asks for."""
    held = frozenset(kinds(procedure.conferences))
    own: dict[str, list[Clause]] = {}
    for clause in (*procedure.tasks, *procedure.limits, *procedure.rules):
        own.setdefault(clause.clause, []).append(clause)
    prefixes = {prefix_of(clause) for clause in own}
    compared = [c for c in register.clauses if c.prefix in prefixes and _asked(c.form, held)]
    listed = {clause.form.id for clause in register.clauses}
    registered = {clause.prefix for clause in register.clauses}
    told = _Told(procedure, frozenset(own)) if register.tells_all else None
    return Coverage(
        clauses=tuple(_clause(c, own.get(c.form.id, ()), held, told) for c in compared),
        orders=tuple(_orders(register.orders, procedure)),
        acts=tuple(_acts(register.acts, procedure)),
        extra=tuple(
            clause
            for clause, (first, *_) in own.items()
            # Every procedure includes the frame, and an authority's register may leave it out.
            if clause not in listed and (not first.source or prefix_of(clause) in registered)
        ),
        skipped=tuple(sorted(listed - {clause.form.id for clause in compared})),
    )


def _asked(form: RegisterClauseForm, held: frozenset[Kind]) -> frozenset[Kind]:
    """Return the procedure's types and formats of conference that a register's clause is about."""
    return frozenset(
        (type_, format_)
        for type_, format_ in held
        if type_ in form.types and form.format in {None, format_}
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What the program does about clauses, by a register and by the procedure, in the same terms.

    `own` are the ids of the procedure's clauses: a gate that it lacks is reported as missing.
    """

    procedure: Procedure
    own: frozenset[str]

    def asked(self, form: RegisterClauseForm) -> dict[str, str]:
        """Return what the program should do about a clause, by the register."""
        return {
            "rule": form.rule or _NONE,
            "roles": _list(form.roles),
            "methods": _list(form.methods),
            "selects sections": _yes(form.selects_sections),
            "only after": _list(self.own.intersection(form.only_after)),
            "gated by": _list(self.own.intersection(form.gated_by)),
            "shares with parent": _yes(form.shares_with_parent),
            "sends": form.sends or _NONE,
            "sends as": form.sends_as or _NONE,
            "gives": form.gives or _NONE,
            "gives to": (form.gives_to or Audience.PARENTS) if form.gives else _NONE,
            "invites": form.invites or _NONE,
            "authorises": form.authorises or _NONE,
            "answers": form.answers or _NONE,
            "repeat when moved": _yes(form.repeat_when_moved),
            "repeat when replaced": _yes(form.repeat_when_replaced),
            "subject": form.subject or _NONE,
        }

    def found(self, clause: Clause) -> dict[str, str]:
        """Return what the program does about a clause, by the procedure."""
        match clause:
            case TaskClause():
                return {
                    "only after": _list(self._only_after(clause)),
                    "gated by": _list(clause.gated_by),
                    "shares with parent": _yes(clause.shares_with_parent),
                    "sends": clause.sends or _NONE,
                    "sends as": clause.sends_as or _NONE,
                    "gives": clause.gives or _NONE,
                    "gives to": clause.gives_to if clause.gives else _NONE,
                    "invites": clause.invites or _NONE,
                    "authorises": clause.authorises or _NONE,
                    "answers": clause.answers or _NONE,
                    "repeat when moved": _yes(clause.repeat_when_moved),
                    "repeat when replaced": _yes(clause.repeat_when_replaced),
                    "subject": clause.subject or _NONE,
                }
            case RuleClause():
                return {
                    "rule": clause.kind,
                    "roles": _list(clause.roles),
                    "methods": _list(clause.methods),
                    "selects sections": _yes(clause.selects_sections),
                }
            case _:
                return {}

    def _only_after(self, task: TaskClause) -> frozenset[str]:
        """Return the ids of the clauses that must be done first, given by name or id."""
        return frozenset(
            first.clause
            for first in self.procedure.tasks
            if {first.name, first.clause} & set(task.only_after)
            and first.types & task.types
            and first.formats & task.formats
        )


def _clause(
    asked: RegisterClause, own: Sequence[Clause], held: frozenset[Kind], told: _Told | None
) -> Finding:
    if not own:
        return Finding(asked.form.id, Verdict.MISSING)
    differences = tuple(dict.fromkeys(_differences(asked, own, held, told)))
    verdict = Verdict.DIFFERENT if differences else Verdict.COVERED
    return Finding(asked.form.id, verdict, differences)


def _differences(
    asked: RegisterClause, own: Sequence[Clause], held: frozenset[Kind], told: _Told | None
) -> Iterator[str]:
    wanted = _asked(asked.form, held)
    governing = frozenset(kind for kind in held for clause in own if clause.governs(*kind))
    if wanted != governing:
        yield _difference("conferences", _kinds(wanted), _kinds(governing))
    asked_terms = _asked_terms(asked) | (told.asked(asked.form) if told else {})
    for clause in own:
        terms = _terms(clause) | (told.found(clause) if told else {})
        for term, value in asked_terms.items():
            if terms.get(term, value) != value:
                yield _difference(term, value, terms[term])


def _difference(term: str, asked: str, found: str) -> str:
    return f"{term}: {asked} in the register, {found} in the procedure"


def _asked_terms(asked: RegisterClause) -> dict[str, str]:
    """Return what a clause of the register asks for, term by term."""
    form = asked.form
    match form.kind:
        case ClauseKind.TASK:
            return {
                "kind": "task",
                "role": form.who or _NONE,
                "role assumed": _yes(form.who_assumed),
                "with": _list(form.joint),
                "each": form.each or _NONE,
                "facts": _list(form.fact),
                "phase": Phase.FOLLOW_UP if form.phase else Phase.PREPARATION,
                "time": _time(asked.timing),
            }
        case ClauseKind.LIMIT:
            terms = {"kind": "limit", "reading": form.reading or _NONE}
            return terms | ({"time": _time(asked.timing)} if asked.timing else {})
        case ClauseKind.RULE | ClauseKind.DOCUMENT:
            return {"kind": form.kind}
        case _:
            assert_never(form.kind)


def _terms(clause: Clause) -> dict[str, str]:
    """Return what a clause of the procedure says, in the same terms."""
    match clause:
        case TaskClause():
            return {
                "kind": "task",
                "role": clause.role,
                "role assumed": _yes(clause.role_assumed),
                "with": _list(clause.joint),
                "each": clause.each or _NONE,
                "facts": _list(clause.conditions),
                "phase": clause.phase,
                # A local target is set by the authority, not by the document.
                "time": _time(None if clause.local else clause.timing),
            }
        case LimitClause():
            timing = clause.timing
            return {"kind": "limit", "reading": timing.reading, "time": _time(timing)}
        case RuleClause():
            return {"kind": "document" if clause.kind is RuleKind.DOCUMENT else "rule"}
        case _:
            raise TypeError(clause)


def _orders(orders: Iterable[OrderForm], procedure: Procedure) -> Iterator[Finding]:
    """Yield the results for orders whose two clauses are both tasks of the procedure."""
    tasks = {task.clause for task in procedure.tasks}
    for order in orders:
        if {order.before, order.after} <= tasks:
            missing = _without(order, procedure)
            yield Finding(
                subject=f"{order.before} before {order.after}",
                verdict=Verdict.MISSING if missing else Verdict.COVERED,
                differences=(f"not for {_kinds(missing)}",) if missing else (),
            )


def _acts(acts: Iterable[ActForm], procedure: Procedure) -> Iterator[Finding]:
    """Yield the results for acts with at least two clauses that are tasks of the procedure."""
    tasks = {task.clause for task in procedure.tasks}
    for act in acts:
        ids = [clause for clause in act.clauses if clause in tasks]
        if len(ids) > 1:
            missing = _apart(ids, act.types or list(ConferenceType), procedure)
            yield Finding(
                subject=f"{' together with '.join(ids)}",
                verdict=Verdict.MISSING if missing else Verdict.COVERED,
                differences=(f"not for {_kinds(missing)}",) if missing else (),
            )


def _apart(
    ids: Sequence[str], types: Collection[ConferenceType], procedure: Procedure
) -> frozenset[Kind]:
    """Return the conferences in which several of these tasks are not done in one act."""
    apart = []
    for kind in kinds(procedure.conferences):
        outline = procedure.outline(*kind)
        there = {place for clause in ids for place in outline.find(clause)}
        if kind[0] in types and any(there - {p, *outline.together[p]} for p in there):
            apart.append(kind)
    return frozenset(apart)


def _without(order: OrderForm, procedure: Procedure) -> frozenset[Kind]:
    """Return the conferences with both tasks but without the order; all, if none has both."""
    together = []
    ordered = []
    for kind in kinds(procedure.conferences):
        outline = procedure.outline(*kind)
        earlier, later = outline.find(order.before), outline.find(order.after)
        if earlier and later:
            together.append(kind)
            if set(later) <= set(outline.after[earlier[0]]):
                ordered.append(kind)
    return frozenset(together or kinds(procedure.conferences)) - frozenset(ordered)


def _kinds(several: frozenset[Kind]) -> str:
    return ", ".join(in_words(kind) for kind in sorted(several)) or _NONE


def _time(timing: Timing | None) -> str:
    if timing is None:
        return "none stated"
    unit = timing.reading.unit
    several = f"{unit}s" if timing.amount > 1 else unit
    words = re.sub(rf"{unit}s?\b", several or "", timing.words) if unit else timing.words
    return f"{words} ({timing.reading})"


def _list(words: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, words))) or _NONE


def _yes(value: bool) -> str:  # noqa: FBT001 - the value to put into words
    return "yes" if value else "no"
