"""What is done in one act: the other tasks that somebody sees to at the same time."""

from cpconf.core.filed import Filed, FiledTask, paired
from cpconf.core.procedure import Procedure


def partners(filed: Filed, task: FiledTask, procedure: Procedure) -> tuple[FiledTask, ...]:
    """The tasks still to do that are done in one act with this one; each parent's is their own."""
    outline = procedure.outline(filed.conference.type, filed.conference.format)
    clauses = {
        outline.tasks[partner].clause
        for place in outline.find(task.clause)
        for partner in outline.together[place]
    }
    return tuple(
        other
        for other in filed.tasks
        if other.is_outstanding
        and other.clause in clauses
        and paired(task.each, task.subject, other.each, other.subject)
    )
