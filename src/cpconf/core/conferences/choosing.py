"""The role, fact, person or task that a typed word means."""

import difflib
from collections.abc import Iterable, Sequence

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.procedures.procedure import Condition
from cpconf.core.typed_text import echoed
from cpconf.core.words import (
    PERSON_ROLES,
    RELATIVES,
    Fact,
    Role,
    TaskState,
    hyphenless,
    usual_role,
)
from cpconf.errors import NotFound, Refused, UsageFault


def choose_role(text: str, *, of_person: bool = False) -> Role:
    """Return a role, written with `-` or `_`. Raises UsageFault that lists the roles."""
    allowed = PERSON_ROLES if of_person else tuple(Role)
    said = usual_role(text)
    if said in allowed:
        return Role(said)
    if said in RELATIVES:
        raise UsageFault(f"no role {said!r}; write carer, parent or supporter, whichever they are")
    near = None if said == Role.PROFESSIONAL else _did_you_mean(said, allowed)
    hint = near or f"the roles are {', '.join(allowed)}"
    raise UsageFault(f"no {echoed('role', text)}; {hint}")


def choose_fact(text: str) -> Fact:
    """Return a fact, written with `-` or `_`. Raises UsageFault that lists the facts."""
    try:
        return Fact(hyphenless(text))
    except ValueError:
        hint = _did_you_mean(hyphenless(text), Fact) or f"the facts are {', '.join(Fact)}"
        raise UsageFault(f"no {echoed('fact', text)}; {hint}") from None


def choose_person(people: Sequence[Person], text: str) -> Person:
    """Return the person with that short id, or the only one in that role.

    Raises NotFound for nobody, and UsageFault with the choices for several.
    """
    wanted = text.strip()
    for person in people:
        if person.id == wanted.lower():
            return person
    holders = [person for person in people if person.role == usual_role(wanted)]
    if len(holders) == 1:
        return holders[0]
    if holders:
        choices = ", ".join(person.id for person in holders)
        raise UsageFault(f"several people are {holders[0].role.words} there: choose one, {choices}")
    known = ", ".join(f"{person.id} ({person.role.words})" for person in people) or "nobody"
    raise NotFound(f"no such person is on record there; those on record: {known}")


def choose_task(
    filed: Filed, text: str, *, applying: bool = True, or_marked: bool = False
) -> FiledTask:
    """Return the task with that name or clause; `@PERSON` chooses one of several.

    Raises NotFound for none, and UsageFault with the choices for several. With `applying`, raises
    Refused where its condition does not hold (`or_marked`: and it has no mark).
    """
    name, _, whose = text.partition("@")
    named = [task for task in filed.tasks if _goes_by(task, name)]
    if not named:
        raise _no_such_task(filed, name)
    matching = named
    if whose:
        person = choose_person(filed.people, whose)
        matching = [task for task in named if person.id in {task.subject, task.person}]
        if not matching:
            raise NotFound(
                f"{named[0].task} is not a task about {person.id}; choose one of {_handles(named)}"
            )
    standing = [task for task in matching if task.applies]
    if or_marked and not standing:
        standing = [task for task in matching if task.state is not TaskState.OPEN]
    if not standing and applying:
        raise _does_not_apply(filed, matching[0])
    chosen = standing or matching
    if len(chosen) > 1:
        raise UsageFault(
            f"several tasks are called {chosen[0].task}: choose one, {_handles(chosen)}"
        )
    return chosen[0]


def _goes_by(task: FiledTask, name: str) -> bool:
    plain = name.strip().lower()
    return plain.replace("_", "-") == task.task or plain == task.clause.lower()


def _handles(tasks: Iterable[FiledTask]) -> str:
    return ", ".join(task.handle for task in tasks)


def _no_such_task(filed: Filed, name: str) -> NotFound:
    names = sorted({task.task for task in filed.tasks})
    hint = _did_you_mean(name.lower(), names) or "see them with"
    return NotFound(
        f"no such task in {filed.conference.ref}; {hint} cpconf status {filed.conference.ref} --all"
    )


def _did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return a question with the known words that are most like a word; None where none is."""
    near = difflib.get_close_matches(word, list(known), n=3)
    return f"did you mean {' or '.join(near)}?" if near else None


def _does_not_apply(filed: Filed, task: FiledTask) -> Refused:
    ref = filed.conference.ref
    failing = [
        condition
        for condition in map(Condition.parse, task.conditions)
        if not filed.record.holds(condition, task.about)
    ]
    if not failing:
        return Refused(
            f"{task.handle} is now a separate task for each person: see cpconf status {ref}"
        )
    needs = " and ".join(f"{'not ' * c.negated}{c.fact}" for c in failing)
    said = " ".join(f"{c.fact}={'no' if c.negated else 'yes'}" for c in failing)
    return Refused(
        f"{task.handle} does not apply to {ref}: it needs {needs}\n"
        f"If that is so, record it first: cpconf fact {ref} {said}"
    )
