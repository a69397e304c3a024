"""The checks for the author of a procedure: `cpconf procedure check`.

Besides the faults for which loading refuses a file: orders that the stated times contradict, gates
that keep nothing waiting, and worked examples with another result.
"""

import datetime as dt
from collections.abc import Iterator

from cpconf.core.conferences.checklist import PlannedLimit, PlannedTask, make_plan
from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.facts import Record
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.procedures.procedure import GATES, Clause, Outline, Procedure, RuleKind
from cpconf.errors import UsageFault
from cpconf.procedures.build import ClausesInPlace, governed, kinds
from cpconf.procedures.contradiction import contradictions
from cpconf.procedures.fault import Document, Fault, ProcedureFault, quoted
from cpconf.procedures.loader import open_document, read_draft
from cpconf.procedures.model import ExampleForm
from cpconf.procedures.order import handles, in_words, names

_STATED = ("due", "literal", "needed_by")


def check(path_or_name: str, calendar: WorkingCalendar) -> list[Fault]:
    """Return the faults of a procedure file, or of a built-in procedure, in the order of its lines.

    Dates are counted without local closures, and with close of business at 17:00 unless the file
    says otherwise: an example must have the same result at every authority. Raises NotFound.
    """
    try:
        document = open_document(path_or_name)
    except ProcedureFault as fault:
        return list(fault.faults)
    return check_document(document, calendar)


def check_document(document: Document, calendar: WorkingCalendar) -> list[Fault]:
    """Return the faults of a procedure text; see `check`."""
    draft, found = read_draft(document)
    if draft is None or found:
        return found
    plain = WorkingCalendar.of(
        (day for day in calendar.days_off.values() if not day.local),
        known_until=calendar.known_until,
        source=calendar.source,
    )
    return sorted(
        {*contradictions(draft, plain), *_idle_gates(draft), *_wrong_examples(draft, plain)}
    )


def _idle_gates(draft: ClausesInPlace) -> Iterator[Fault]:
    """Yield gates that no task names, or that wait for something that no task does."""
    named = {name for entry in draft.tasks for name in entry.clause.gated_by}
    for entry in draft.rules:
        rule = entry.clause
        if rule.kind not in GATES or entry.document is not draft.document:
            continue
        if rule.clause not in named:
            message = f"{quoted(rule.clause)} is a gate, but no task names it in gated_by"
            yield entry.fault(message, "kind")
        if rule.kind is RuleKind.SHARE_FIRST:
            sharing = [task.clause for task in draft.tasks if task.clause.shares_with_parent]
            for kind in sorted(governed(rule, draft.conferences)):
                if not any(task.governs(*kind) for task in sharing):
                    message = (
                        f"waits for the report to be shared, but no task of {in_words(kind)} has "
                        "shares_with_parent = true"
                    )
                    yield entry.fault(message, "kind")


def _wrong_examples(draft: ClausesInPlace, calendar: WorkingCalendar) -> Iterator[Fault]:
    procedure = draft.procedure()
    for number, example in enumerate(draft.form.example):
        for key, message in _wrong(example, procedure, calendar):
            yield draft.document.fault(("example", number, key), message)


def _wrong(
    example: ExampleForm, procedure: Procedure, calendar: WorkingCalendar
) -> Iterator[tuple[str, str]]:
    """Yield the keys of an example that are wrong, and what is wrong."""
    kind = (example.type, example.format)
    if kind not in kinds(procedure.conferences):
        yield "type", f"{in_words(kind)} is not among [conferences]"
        return
    if not example.model_fields_set.intersection(_STATED):
        yield "task", f"an example needs a result to compare; allowed: {', '.join(_STATED)}"
    for key, moment in (("ends", example.ends), ("ended", example.ended)):
        if moment is not None and moment <= example.at:
            yield key, f"{key} before the conference begins"
    try:
        planned = _plan(example, procedure, calendar)
    except UsageFault as fault:
        yield "at", str(fault)
        return
    if planned is None:
        outline = procedure.outline(*kind)
        yield "task", f"{in_words(kind)} has no {quoted(example.task)}; {_known(example, outline)}"
        return
    if isinstance(planned, PlannedTask) and not planned.applies:
        conditions = ", ".join(map(str, planned.clause.conditions))
        yield "facts", f"the task does not apply with these facts; it needs: {conditions}"
    for key in _STATED:
        expected, got = getattr(example, key), getattr(planned, key, None)
        if key in example.model_fields_set and expected != got:
            yield (
                key,
                f"{key}: the example says {_shown(expected)}, but the result is {_shown(got)}",
            )


def _plan(
    example: ExampleForm, procedure: Procedure, calendar: WorkingCalendar
) -> PlannedTask | PlannedLimit | None:
    """Return the task or limit of an example with its dates, at a conference without people."""
    conference = Conference(
        ref="EXAMPLE",
        type=example.type,
        format=example.format,
        at=example.at,
        ends=example.ends,
        ended=example.ended,
        strategy_discussion=example.strategy_discussion,
        initial_conference=example.initial_conference,
        previous_review=example.previous_review,
    )
    record = Record(answers={(fact, None): True for fact in example.facts})
    plan = make_plan(conference, procedure, record, calendar)
    everything: tuple[PlannedTask | PlannedLimit, ...] = (*plan.tasks, *plan.limits)
    called = (p for p in everything if example.task in {p.clause.name, p.clause.clause})
    return next(called, None)


def _known(example: ExampleForm, outline: Outline) -> str:
    clauses: tuple[Clause, ...] = (*outline.tasks, *outline.limits)
    known = [word for clause in clauses for word in handles(clause).values()]
    return names(example.task, known, "task or limit")


def _shown(moment: dt.datetime | None) -> str:
    return moment.isoformat(timespec="minutes") if moment else "none"
