"""Checks of single clauses, so that the checklists made from them are right."""

from collections.abc import Iterator

from cpconf.core.dates.moments import Anchor
from cpconf.core.dates.readings import SENTENCES, Direction, Reading, Timing
from cpconf.core.procedures.procedure import Audience, Clause, RuleKind
from cpconf.core.words import COPIES, Each, Phase, Role
from cpconf.procedures.build import ClauseInPlace, ClausesInPlace, all_formats, governed
from cpconf.procedures.fault import Fault, quoted
from cpconf.procedures.model import Hours, LimitForm, RuleForm, TaskForm


def unsound_clauses(draft: ClausesInPlace) -> Iterator[Fault]:
    """Yield the faults of a procedure's own clauses, each by itself."""
    if not draft.conferences:
        message = "governs no type of conference; allowed: initial, review"
        yield draft.document.fault(("conferences",), message)
        return
    for entry in draft.entries:
        if entry.document is draft.document:
            yield from _where(entry, draft)
    for number, task in enumerate(draft.form.task):
        for keys, message in _task(task, draft.form.readings.hours):
            yield draft.document.fault(("task", number, *keys), message)
    for number, limit in enumerate(draft.form.limit):
        for keys, message in _limit(limit):
            yield draft.document.fault(("limit", number, *keys), message)
    for number, rule in enumerate(draft.form.rule):
        for keys, message in _rule(rule):
            yield draft.document.fault(("rule", number, *keys), message)


Wrong = Iterator[tuple[tuple[str | int, ...], str]]
"""Keys within the clause's table, and what is wrong there."""


def _where(entry: ClauseInPlace[Clause], draft: ClausesInPlace) -> Iterator[Fault]:
    held, clause = draft.conferences, entry.clause
    types, formats = frozenset(held), all_formats(held)
    for key, words, known in (("types", clause.types, types), ("formats", clause.formats, formats)):
        for word in sorted(words - known):
            message = f"{word} is not among [conferences]; allowed: {', '.join(sorted(known))}"
            yield entry.fault(message, key)
    if clause.types <= types and clause.formats <= formats and not governed(clause, held):
        message = "governs no conference: [conferences] holds none of these types in these formats"
        yield entry.fault(message, "formats")


def _task(task: TaskForm, hours: Hours) -> Wrong:
    yield from _task_time(task)
    timing = task.due or task.local_target
    key = "due" if task.due else "local_target"
    if timing is not None:
        yield from _phase(timing, task.phase, key)
        if hours is Hours.OFFICE and _by_hours(timing) and timing.amount % 24:
            message = (
                f"{timing.amount} hours are not whole days of 24, so they have no reading in "
                'office hours; allowed: a multiple of 24, or hours = "elapsed" in [readings]'
            )
            yield (key,), message
    if task.role is Role.PROFESSIONAL and task.each not in {None, Each.PROFESSIONAL}:
        yield ("each",), "a task of every professional is already repeated; allowed: professional"
    if task.role in task.joint:
        yield ("with", task.joint.index(task.role)), f"{task.role} is already the role"
    for place, condition in enumerate(task.facts):
        if any(other.fact is condition.fact for other in task.facts[:place]):
            message = f"{condition.fact} cannot both hold and not hold: the task would never apply"
            yield ("facts", place), message
    if task.answers is not None and task.each is not Each.PARENT:
        message = f'{task.answers} is a fact about one parent: the task needs each = "parent"'
        yield ("answers",), message
    if task.shares_with_parent and task.phase is not Phase.PREPARATION:
        message = "the report is shared before the conference: the task cannot be follow-up"
        yield ("shares_with_parent",), message
    yield from _task_sends(task)


def _task_sends(task: TaskForm) -> Wrong:
    if task.sends is not None and task.each is not Each.PARENT:
        message = 'each parent is sent a copy of their own: the task needs each = "parent"'
        yield ("sends",), message
    if task.sends_as is not None and task.sends is None:
        message = f"sends_as without sends; allowed: sends = {', '.join(COPIES)}"
        yield ("sends_as",), message
    if task.invites is not None:
        yield from _task_invites(task)
    yield from _task_gives(task)


def _task_gives(task: TaskForm) -> Wrong:
    if task.repeat_when_replaced and task.role is Role.PROFESSIONAL:
        message = "a task of every professional is repeated for each: nobody takes it over"
        yield ("repeat_when_replaced",), message
    if task.gives is None and task.gives_to is not None:
        yield ("gives_to",), f"gives_to without gives; allowed: gives = {', '.join(COPIES)}"
    if task.gives is not None and task.sends is not None:
        yield ("gives",), "gives and sends: sending it gives it already; leave gives out"
    if task.each is Each.PARENT and task.gives_to not in {None, Audience.PARENTS}:
        yield ("gives_to",), f"the task is repeated for each parent; allowed: {Audience.PARENTS}"


def _task_invites(task: TaskForm) -> Wrong:
    if task.phase is not Phase.PREPARATION:
        yield ("invites",), "invitations go out before the conference: the task cannot be follow-up"
    whom = {None: None, Each.PARENT: Audience.PARENTS}.get(task.each, Audience.PROFESSIONALS)
    if whom not in {None, task.invites}:
        yield ("invites",), f"the task is repeated for each {task.each}; allowed: {whom}"


def _task_time(task: TaskForm) -> Wrong:
    if task.due is not None and task.local_target is not None:
        message = (
            "due and local_target: a local target is only for a task without a time in the document"
        )
        yield ("local_target",), message
    elif task.due is None and task.reading is not None:
        message = (
            "a reading without due: leave it out, R6 applies where the document states no time"
        )
        yield ("reading",), message
    elif task.due is not None and task.reading is None:
        message = f'due without reading; allowed: reading = "{task.due.reading}"'
        yield ("due",), message
    elif task.due is not None and task.reading is not None:
        yield from _fit(task.due, task.reading)


def _fit(timing: Timing, reading: Reading) -> Wrong:
    if timing.reading is not reading:
        message = f"{reading} does not fit {quoted(timing.words)}; allowed: {timing.reading}"
        yield ("reading",), message


def _phase(timing: Timing, phase: Phase, key: str) -> Wrong:
    if timing.reading.direction is Direction.BEFORE and phase is not Phase.PREPARATION:
        yield (key,), "a follow-up task cannot be due before the conference"
    is_after = timing.reading.direction is Direction.AFTER
    if is_after and timing.anchor is Anchor.CONFERENCE and phase is not Phase.FOLLOW_UP:
        yield (key,), 'what is due after the conference needs phase = "follow-up"'


def _by_hours(timing: Timing) -> bool:
    return timing.reading.unit == "hour"


def _limit(limit: LimitForm) -> Wrong:
    yield from _fit(limit.due, limit.reading)
    due = limit.due
    if not due.reading.bounds_conferences or due.anchor is Anchor.CONFERENCE:
        anchors = " or ".join(anchor for anchor in Anchor if anchor is not Anchor.CONFERENCE)
        forms = (words.partition(" ANCHOR")[0] for words in SENTENCES if "of ANCHOR" in words)
        message = (
            f"a limit bounds the date of the conference; allowed: {', or '.join(forms)}, {anchors}"
        )
        yield ("due",), message


def _rule(rule: RuleForm) -> Wrong:
    if rule.kind is RuleKind.ALLOCATED and not rule.roles:
        yield ("kind",), 'kind "allocated" needs roles: those that must be on record'
    if rule.kind is not RuleKind.ALLOCATED and rule.roles:
        yield ("roles",), f'roles go with kind "allocated" only, not with "{rule.kind}"'
    names = [section.name.casefold() for section in rule.sections]
    for place, name in enumerate(names):
        if name in names[:place]:
            yield ("sections", place, "name"), f"the section {quoted(name)} is here twice"
    if rule.valid_from and rule.valid_until and rule.valid_until < rule.valid_from:
        yield ("valid_until",), "valid_until is before valid_from: it would never hold"
