"""Tasks that are done in one act."""

from cpconf.core.conferences.filed import Filed, FiledTask, paired
from cpconf.core.procedures.procedure import Outline


def in_one_act(filed: Filed, task: FiledTask, outline: Outline) -> tuple[FiledTask, ...]:
    """Return the applying tasks done in one act with this one; each parent's are separate."""
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
