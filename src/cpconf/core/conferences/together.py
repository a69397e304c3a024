"""What is done in one act: the other tasks that somebody sees to at the same time."""

from cpconf.core.conferences.filed import Filed, FiledTask, paired
from cpconf.core.procedures.procedure import Outline


def in_one_act(filed: Filed, task: FiledTask, outline: Outline) -> tuple[FiledTask, ...]:
    """The applying tasks that are done in one act with this one; each parent's is their own."""
    clauses = {
        outline.tasks[partner].clause
        for place in outline.find(task.clause)
        for partner in outline.together[place]
    }
    return tuple(
        other
        for other in filed.applying
        if other.clause in clauses and paired(task.each, task.subject, other.each, other.subject)
    )
