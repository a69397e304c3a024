"""Checks of a procedure's clauses together: names, orders, gates and acts."""

from collections.abc import Collection, Iterator, Sequence

from cpconf.core.dates.moments import Anchor
from cpconf.core.dates.readings import Direction
from cpconf.core.procedures.procedure import (
    GATES,
    Clause,
    LimitClause,
    Outline,
    RuleClause,
    RuleKind,
    TaskClause,
)
from cpconf.core.words import Phase
from cpconf.procedures.build import (
    ClauseInPlace,
    ClausesInPlace,
    Kind,
    all_formats,
    governed,
    kinds,
)
from cpconf.procedures.fault import Fault, closest, did_you_mean, quoted
from cpconf.procedures.model import TalkForm, TogetherForm

_TWO = 2


def unsound_order(draft: ClausesInPlace) -> Iterator[Fault]:
    """Yield the faults between clauses, also those of the frame."""
    if not draft.conferences:
        return
    yield from _twice(draft)
    yield from _sections_twice(draft)
    for entry in draft.tasks:
        yield from _orders(entry, draft)
        yield from _gates(entry, draft)
    for number, act in enumerate(draft.form.together):
        for keys, message in _act(act, draft):
            yield draft.document.fault(("together", number, *keys), message)
    yield from _book_again(draft)
    for number, talk in enumerate(draft.form.talk):
        for keys, message in _talk(number, talk, draft):
            yield draft.document.fault(("talk", number, *keys), message)
    procedure = draft.procedure()
    for kind in kinds(draft.conferences):
        entries = [entry for entry in draft.tasks if entry.clause.governs(*kind)]
        outline = procedure.outline(*kind)
        if cycle := _cycle(outline):
            first = next(entry for entry in entries if entry.clause.name == cycle[0])
            message = f"a circle of tasks: {' before '.join(cycle)}"
            yield first.fault(message, "before")
        else:
            yield from _stuck(entries, outline)
            yield from _torn(draft, outline)


def _talk(
    number: int, talk: TalkForm, draft: ClausesInPlace
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield what is wrong with a talk, by the keys of its table."""
    held, formats = sorted(draft.conferences), sorted(all_formats(draft.conferences))
    for key, words, known_ in (("types", talk.types, held), ("formats", talk.formats, formats)):
        for place, word in enumerate(words or ()):
            if word not in known_:
                message = f"{word} is not among [conferences]; allowed: {', '.join(known_)}"
                yield (key, place), message
    known = {word for entry in draft.tasks for word in handles(entry.clause).values()}
    for place, name in enumerate(talk.tasks):
        if name not in known:
            message = f"no task is called {quoted(name)}; {names(name, sorted(known), 'task')}"
            yield ("tasks", place), f"tasks: {message}"
    seen: set[str] = set()
    for place, point in enumerate(talk.point):
        if point.name in seen:
            yield (
                ("point", place, "name"),
                f"the point {quoted(point.name)} is there twice: each needs a name of its own",
            )
        seen.add(point.name)
    for other in draft.form.talk[:number]:
        meet = {*(talk.types or held)} & {*(other.types or held)} and (
            {*(talk.formats or formats)} & {*(other.formats or formats)}
        )
        if other.kind is talk.kind and meet:
            yield ("kind",), f"there are two talks of kind {talk.kind} for one conference"


def _book_again(draft: ClausesInPlace) -> Iterator[Fault]:
    """Yield the times for another conference that do not count forward from this one."""
    form = draft.form.book_again
    for key, timing in (("adjourned", form.adjourned), ("inquorate", form.inquorate)):
        if timing is None:
            continue
        forward = timing.reading.direction is Direction.AFTER
        if timing.anchor is not Anchor.CONFERENCE or not forward:
            message = (
                f"{key}: another conference is held after this one; give a time such as "
                '"within 10 working days of conference"'
            )
            yield draft.document.fault(("book_again", key), message)


def _twice(draft: ClausesInPlace) -> Iterator[Fault]:
    """Yield names and clause ids that mean two things in one conference."""
    seen: dict[tuple[Kind, str], ClauseInPlace[Clause]] = {}
    # The frame's come first, so that the fault is in the procedure that repeats them.
    for entry in sorted(draft.entries, key=lambda entry: entry.document is draft.document):
        for key, called in handles(entry.clause).items():
            for kind in sorted(governed(entry.clause, draft.conferences)):
                first = seen.setdefault((kind, called), entry)
                if first is not entry:
                    where = f"{first.document.origin}:{first.line(key)}"
                    message = (
                        f"the {key} {quoted(called)} is taken ({where}) for {in_words(kind)}: "
                        "each name and clause id must mean one thing in a conference"
                    )
                    yield entry.fault(message, key)
                    break


def _sections_twice(draft: ClausesInPlace) -> Iterator[Fault]:
    """Yield rules where two of them list the abridged report's sections for one conference."""
    seen: dict[Kind, ClauseInPlace[RuleClause]] = {}
    for entry in draft.rules:
        kinds_of = governed(entry.clause, draft.conferences) if entry.clause.sections else ()
        for kind in sorted(kinds_of):
            first = seen.setdefault(kind, entry)
            if first is not entry:
                message = (
                    f"{first.clause.clause} has the sections of {in_words(kind)} already "
                    f"({first.document.origin}:{first.line('sections')}): one conference has one "
                    "abridged report"
                )
                yield entry.fault(message, "sections")
                break


def handles(clause: Clause) -> dict[str, str]:
    """Return the names by which people may call a clause, by key."""
    if isinstance(clause, TaskClause | LimitClause):
        return {"name": clause.name, "clause": clause.clause}
    return {"clause": clause.clause}


def _orders(entry: ClauseInPlace[TaskClause], draft: ClausesInPlace) -> Iterator[Fault]:
    task = entry.clause
    for key, called in (("before", task.before), ("only_after", task.only_after)):
        for place, name in enumerate(called):
            message = _order(task, key, name, draft)
            if message:
                yield entry.fault(f"{key}: {message}", key, place)


def _order(task: TaskClause, key: str, name: str, draft: ClausesInPlace) -> str | None:
    """Return what is wrong with a name in `before` or `only_after`; None for nothing."""
    clauses = [entry.clause for entry in draft.tasks]
    others = [other for other in clauses if name in {other.name, other.clause}]
    if not others:
        known = [word for clause in clauses for word in handles(clause).values()]
        return f"no task is called {quoted(name)}; {names(name, known, 'task')}"
    together = [other for other in others if _meet(task, other, draft)]
    if not together:
        return f"{quoted(name)} never governs the same conference as this task"
    for other in together:
        earlier, later = (task, other) if key == "before" else (other, task)
        if (earlier.phase, later.phase) == (Phase.FOLLOW_UP, Phase.PREPARATION):
            return f"{earlier.name} is follow-up: it cannot come before {later.name}, preparation"
    return None


def _gates(entry: ClauseInPlace[TaskClause], draft: ClausesInPlace) -> Iterator[Fault]:
    task = entry.clause
    for place, name in enumerate(task.gated_by):
        message = _gate(task, name, draft)
        if message:
            yield entry.fault(f"gated_by: {message}", "gated_by", place)


def _gate(task: TaskClause, name: str, draft: ClausesInPlace) -> str | None:
    """Return what is wrong with a rule that a task names as its gate; None for nothing."""
    rules = [entry.clause for entry in draft.rules if entry.clause.clause == name]
    gates = [rule for rule in rules if rule.kind in GATES]
    if any(name in {other.clause.name, other.clause.clause} for other in draft.tasks):
        return f"{quoted(name)} is a task: to wait for a task, use only_after"
    if not rules:
        known = [entry.clause.clause for entry in draft.rules if entry.clause.kind in GATES]
        return f"no rule is called {quoted(name)}; {names(name, known, 'gate')}"
    if not gates:
        return (
            f"{quoted(name)} is of kind {rules[0].kind}, which is not a gate; allowed kinds: "
            f"{', '.join(sorted(GATES))}"
        )
    if not any(_meet(task, gate, draft) for gate in gates):
        return f"{quoted(name)} never governs the same conference as this task"
    return None


def _act(act: TogetherForm, draft: ClausesInPlace) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield what is wrong with tasks that are done in one act, by the keys of their table."""
    tasks = [entry.clause for entry in draft.tasks]
    held = sorted(draft.conferences)
    for place, type_ in enumerate(act.types or ()):
        if type_ not in held:
            message = f"{type_} is not among [conferences]; allowed: {', '.join(held)}"
            yield ("types", place), message
    meant = {name: [t for t in tasks if name in {t.name, t.clause}] for name in act.tasks}
    for place, (name, called) in enumerate(meant.items()):
        if not called:
            known = [word for task in tasks for word in handles(task).values()]
            message = f"no task is called {quoted(name)}; {names(name, known, 'task')}"
            yield ("tasks", place), f"tasks: {message}"
    if not all(meant.values()):
        return
    if len({task.clause for called in meant.values() for task in called}) < _TWO:
        yield ("tasks",), "tasks: only one task; name two or more that are done in one act"
        return
    types = frozenset(act.types or held)
    met = [
        {task.clause for task in tasks if task.governs(*kind) and _is_called(task, act.tasks)}
        for kind in kinds(draft.conferences)
        if kind[0] in types
    ]
    for place, (name, called) in enumerate(meant.items()):
        if not any(len(there) >= _TWO and t.clause in there for there in met for t in called):
            message = f"tasks: {quoted(name)} never governs the same conference as the others"
            yield ("tasks", place), message
            return
    phases = {task.phase: task.name for called in meant.values() for task in called}
    if len(phases) > 1:
        message = (
            f"tasks: {phases[Phase.FOLLOW_UP]} is follow-up: it cannot be done in one act with "
            f"{phases[Phase.PREPARATION]}, preparation"
        )
        yield ("tasks",), message


def _is_called(task: TaskClause, several: Collection[str]) -> bool:
    return task.name in several or task.clause in several


def _torn(draft: ClausesInPlace, outline: Outline) -> Iterator[Fault]:
    """Yield acts in which a task must come before another because of a third, outside the act."""
    for number, each in enumerate(draft.form.together):
        for place, task in enumerate(outline.tasks):
            act = _reached([place], outline.together)
            if len(act) < _TWO or not _is_called(task, each.tasks):
                continue
            for between in sorted(set(outline.after[place]) - act):
                if act & _reached([between], outline.asking):
                    message = (
                        f"tasks: {outline.tasks[between].name} comes after {task.name} and before "
                        "what is done in one act with it"
                    )
                    yield draft.document.fault(("together", number, "tasks"), message)


def _reached(left: Sequence[int], steps: Sequence[Collection[int]]) -> set[int]:
    """Return these places, and all that the steps lead to from them."""
    found: set[int] = set()
    waiting = list(left)
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting.extend(steps[place])
    return found


def _cycle(outline: Outline) -> list[str]:
    try:
        outline.backwards  # noqa: B018 - worked out once, and used by every checklist
    except ValueError as error:
        return str(error).split(" before ")
    return []


def _stuck(entries: Sequence[ClauseInPlace[TaskClause]], outline: Outline) -> Iterator[Fault]:
    """Yield tasks that wait for sharing (`share_first`) and that the sharing itself waits for."""
    share_first = {rule.clause for rule in outline.rules if rule.kind is RuleKind.SHARE_FIRST}
    needed: set[int] = set()
    for place, task in enumerate(outline.tasks):
        if task.shares_with_parent:
            needed |= _reached([place], outline.gates)
    for place in sorted(needed):
        entry = entries[place]
        if gates := share_first.intersection(entry.clause.gated_by):
            message = (
                f"gated_by: {quoted(min(gates))} holds this task until the report is shared with "
                "the parents, and the sharing waits for this task: neither could be done"
            )
            yield entry.fault(message, "gated_by")


def _meet(one: Clause, other: Clause, draft: ClausesInPlace) -> bool:
    return bool(governed(one, draft.conferences) & governed(other, draft.conferences))


def names(name: str, known: Sequence[str], what: str) -> str:
    """Return the end of a message about a name that does not exist: the closest ones."""
    meant = did_you_mean(closest(name, known, most=3))
    return f"{meant}allowed: the name or clause id of a {what} in this procedure"


def in_words(kind: Kind) -> str:
    """Return a type and format of conference in words."""
    return " by ".join(kind).replace("by written", "in writing")
