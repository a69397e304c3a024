"""Roles, tasks and conditions in the words of the screens."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.words import Role

_MOST_NAMED = 3


def role_words(task: FiledTask, filed: Filed) -> str:
    """Say who owes a task, and about whom: `minute taker with chair`, `chair, about father`."""
    concerned = filed.person(task.about)
    words = joint_words(task.owner or task.role, task.joint)
    return f"{words}, about {concerned.role.words}" if concerned else words


def joint_words(role: Role, joint: Sequence[Role]) -> str:
    """Return in words a role and those it does a task with."""
    words = "each professional" if role is Role.PROFESSIONAL else role.words
    return f"{words} with {' and '.join(r.words for r in joint)}" if joint else words


def named(tasks: Iterable[FiledTask]) -> str:
    """Return the handles of tasks, those of one name together: `call-parents@p1 @p2`."""
    said = []
    for name, repeated in groupby(tasks, key=lambda task: task.task):
        alike = list(repeated)
        if len(alike) > _MOST_NAMED:
            said.append(f"{name} ({len(alike)} of them)")
        else:
            said.append(name + " ".join(f"@{t.subject}" for t in alike if t.subject))
    return ", ".join(said)


def only_if(conditions: Iterable[object]) -> str:
    """Return the facts on which a task depends: `only if split and not no_wifi`."""
    written = [str(condition) for condition in conditions]
    return "only if " + " and ".join(w.replace("!", "not ", 1) for w in written)
