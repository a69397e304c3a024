"""Tasks that a document completes once somebody has it, and remarks about other tasks.

A task is done where it asks for just that: this kind of document, for this person, in this way. A
remark about a task that asks for more, or for something else, says what to type.
"""

from collections.abc import Iterator
from typing import Final

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.procedures.procedure import Audience, Outline, RuleKind, TaskClause
from cpconf.core.sharing.sharing import Sharing, Way
from cpconf.core.words import PARENTS, DocumentKind, Each, Fact, Role, TaskState

SENDING_SET: Final = "send-report-set"
"""The name of the task to send the whole set."""


def settled_by(
    sharing: Sharing, author: Person | None, filed: Filed, outline: Outline
) -> tuple[list[FiledTask], list[str]]:
    """Return the tasks that a document completes for its recipient, and remarks about others.

    `author` submitted it as their report, where that is known.
    """
    clauses = {(task.clause, task.name): task for task in outline.tasks}
    open_ = [
        (task, clauses[task.clause, task.task])
        for task in filed.applying
        if task.state is TaskState.OPEN and (task.clause, task.task) in clauses
    ]
    to = filed.person(sharing.person)
    if to is None and sharing.kind is not DocumentKind.SET:
        return _given_to_professionals(sharing, open_)
    if to is None:
        asked = {task.id for task in asking_for_set(filed, outline)}
        return [], list(_marked(filed, [task for task, _ in open_ if task.id in asked]))
    done: list[FiledTask] = []
    said: list[str] = []
    for task, clause in open_:
        if clause.sends is sharing.kind and task.about == to.id:
            wrong = _other_than_asked(sharing, to, filed, task, clause)
            if wrong is None:
                done.append(task)
            else:
                said.append(wrong)
        elif clause.gives is sharing.kind and to.role in clause.gives_to.roles:
            if task.about == to.id:
                done.append(task)
            elif task.about is None and _is_whose(task, author, filed):
                said.append(_more_than_this(task))
    if sharing.kind is DocumentKind.REPORT and to.role in PARENTS and not done:
        # Tasks that share the report with this parent, and do not ask for two messages.
        of_report = [t for t, clause in open_ if clause.shares_with_parent and clause.sends is None]
        said += _marked(filed, [task for task in of_report if task.about == to.id])
        said += [
            _more_than_this(task)
            for task in of_report
            if task.about is None and _is_whose(task, author, filed)
        ]
    return done, said


def _given_to_professionals(
    sharing: Sharing, open_: list[tuple[FiledTask, TaskClause]]
) -> tuple[list[FiledTask], list[str]]:
    """Return the tasks that give a plan or minutes to the professionals, and remarks on others."""
    giving = [(task, clause) for task, clause in open_ if clause.gives is sharing.kind]
    done = [task for task, clause in giving if clause.gives_to is Audience.PROFESSIONALS]
    more = [task for task, clause in giving if clause.gives_to is Audience.EVERYONE]
    return done, [_more_than_this(task) for task in more]


def asking_for_set(filed: Filed, outline: Outline) -> tuple[FiledTask, ...]:
    """Return the open tasks that ask for the reports to go to the professionals."""
    gates = {rule.clause for rule in outline.rules if rule.kind is RuleKind.SHARE_FIRST}
    asked = {
        task.clause
        for task in outline.tasks
        if task.name == SENDING_SET or gates.intersection(task.gated_by)
    }
    return tuple(task for task in filed.tasks if task.is_outstanding and task.clause in asked)


def by_telephone_instead(filed: Filed, person: Person) -> str | None:
    """Return a remark on a parent's tasks for email once another way replaces it; else None."""
    if person.role not in PARENTS or not filed.record.knows(Fact.PARENT_EMAIL, person.id):
        return None
    return (
        f"the checklist still has {person.id}'s tasks for email: cpconf fact "
        f"{filed.conference.ref} parent_email@{person.id}=no replaces them with calls"
    )


def _other_than_asked(
    sharing: Sharing, to: Person, filed: Filed, task: FiledTask, clause: TaskClause
) -> str | None:
    """Return why a task that sends this document to this parent stays open; None if it is done."""
    if sharing.way is Way.EMAIL:
        if clause.sends_as in {None, sharing.type}:
            return None
        return f"{task.handle} stays open: {task.clause} asks for a .{clause.sends_as} file"
    if clause.answers is Fact.REPORT_EMAILED:
        instead = by_telephone_instead(filed, to)
        return instead or f"{task.clause} is about email, and stays open"
    return (
        f"{task.handle} stays open: {task.clause} asks for two messages by email. If this took "
        f"their place: cpconf done {filed.conference.ref} {task.handle} --note TEXT"
    )


def _more_than_this(task: FiledTask) -> str:
    return (
        f"{task.handle} covers more than this one copy ({task.clause}). Once all of it is done: "
        f"cpconf done {task.ref} {task.handle}"
    )


def _is_whose(task: FiledTask, author: Person | None, filed: Filed) -> bool:
    """Tell whether a task is the report's author's, or not repeated for each professional.

    Without a known author, it is the social worker's.
    """
    if task.person is None or task.each is not Each.PROFESSIONAL:
        return True
    if author is not None:
        return task.person == author.id
    owner = filed.person(task.person)
    return owner is not None and owner.role is Role.SOCIAL_WORKER


def _marked(filed: Filed, tasks: list[FiledTask]) -> Iterator[str]:
    if tasks:
        handles = " ".join(task.handle for task in tasks)
        done = f"cpconf done {filed.conference.ref} {handles}"
        yield f"if this completes a task, mark it done: {done}"
