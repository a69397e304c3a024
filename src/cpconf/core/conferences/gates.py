"""Gates: tasks and documents that have to wait, because a clause says so."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, assert_never

from cpconf.core.conferences.facts import Record
from cpconf.core.conferences.filed import Filed, FiledTask, paired
from cpconf.core.procedures.procedure import Audience, Outline, Procedure, RuleKind, TaskClause
from cpconf.core.words import DocumentKind

_AUTHORISING: Final = "authorise-report"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a task or a document has to wait, and the clause that says so.

    `tasks` are the handles of the tasks that have to be done first, if any.
    """

    clause: str
    text: str
    tasks: tuple[str, ...] = ()


def has_address(record: Record) -> bool:
    """Tell whether an email address of a parent is on record (O-9r, O-11r)."""
    return any(parent.email for parent in record.parents)


def share_first(outline: Outline) -> str | None:
    """Return the clause that puts the parents before the professionals, if any (O-SHARE)."""
    return next((r.clause for r in outline.rules if r.kind is RuleKind.SHARE_FIRST), None)


def parents_first(filed: Filed, outline: Outline, kind: DocumentKind) -> Obstacle | None:
    """Return why a document for professionals has to wait: parents are without it (O-SHARE).

    This is the gate of the tasks, for documents that the program sends. A report, or a set of
    them, waits for every task that shares it; a plan or minutes wait for the tasks that send or
    give them to parents. None where the procedure has no such gate.
    """
    gate = share_first(outline)
    sent = kind if kind in {DocumentKind.PLAN, DocumentKind.MINUTES} else None
    sharing = {
        task.clause
        for task in outline.tasks
        if (_reaches_parents(task, sent) if sent else task.shares_with_parent)
    }
    waiting = _outstanding(filed, sharing)
    if gate is None or not waiting:
        return None
    handles = tuple(task.handle for task in waiting)
    text = f"not yet shared with every parent: {', '.join(handles)}"
    return Obstacle(gate, text, handles)


def _reaches_parents(task: TaskClause, kind: DocumentKind) -> bool:
    """Tell whether a task gives a plan or minutes to the parents and to nobody else."""
    return task.sends is kind or (task.gives is kind and task.gives_to is Audience.PARENTS)


def unauthorised(filed: Filed, outline: Outline) -> list[FiledTask]:
    """Return the open tasks by which a manager authorises the report (O-2m, O-14m).

    A task skipped with a reason does not count: the reason waives it.
    """
    asking = {t.clause for t in outline.tasks if t.authorises is DocumentKind.REPORT}
    # Editions without the key `authorises` have only the task's name.
    by_name = {t.clause for t in outline.tasks if t.name == _AUTHORISING}
    return _outstanding(filed, asking or by_name)


def _outstanding(filed: Filed, clauses: AbstractSet[str]) -> list[FiledTask]:
    return [task for task in filed.tasks if task.is_outstanding and task.clause in clauses]


def obstacles(
    filed: Filed,
    task: FiledTask,
    procedure: Procedure,
    *,
    done_with: AbstractSet[int] = frozenset(),
) -> tuple[Obstacle, ...]:
    """Return why this task has to wait now.

    `done_with` are the numbers of tasks that the same command marks as done. A task skipped with a
    reason keeps no other waiting: the reason waives it.
    """
    conference = filed.conference
    outline = procedure.outline(conference.type, conference.format)
    places = [p for p in outline.find(task.task) if outline.tasks[p].clause == task.clause]
    if not places:
        return ()
    clause = outline.tasks[places[0]]
    open_tasks = [t for t in filed.tasks if t.is_outstanding and t.id not in done_with]
    return (
        *_not_yet_done(task, outline, places[0], open_tasks),
        *_rules(clause, outline, filed.record, open_tasks),
    )


def _not_yet_done(
    task: FiledTask, outline: Outline, place: int, open_tasks: list[FiledTask]
) -> list[Obstacle]:
    first = {outline.tasks[p].clause for p in outline.gates[place]}
    return [
        Obstacle(earlier.clause, f"{earlier.handle} is not done")
        for earlier in open_tasks
        if earlier.clause in first
        and paired(earlier.each, earlier.subject, task.each, task.subject)
    ]


def _rules(
    clause: TaskClause, outline: Outline, record: Record, open_tasks: list[FiledTask]
) -> list[Obstacle]:
    kinds = {rule.clause: rule.kind for rule in outline.rules}
    sharing = {t.clause for t in outline.tasks if t.shares_with_parent}
    found = []
    for gate in clause.gated_by:
        match kind := kinds.get(gate):
            case RuleKind.ADDRESS_FIRST:
                if not has_address(record):
                    found.append(Obstacle(gate, "no email address of a parent is on record"))
            case RuleKind.SHARE_FIRST:
                waiting = ", ".join(t.handle for t in open_tasks if t.clause in sharing)
                if waiting:
                    text = f"the report is not yet shared with every parent: {waiting}"
                    found.append(Obstacle(gate, text))
            case (
                None
                | RuleKind.ALLOCATED
                | RuleKind.CANCELLATION
                | RuleKind.DOCUMENT
                | RuleKind.NOTE
            ):
                continue  # these keep no task waiting
            case _:
                assert_never(kind)
    return found
