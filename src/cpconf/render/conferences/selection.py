"""Which tasks of a conference a report is about."""

from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.words import Role


def chosen(filed: Filed, *, include_all: bool, role: Role | None) -> list[FiledTask]:
    """The tasks that apply (with `include_all` the others too) and that concern the role."""
    return [
        task
        for task in filed.tasks
        if (task.applies or include_all) and (role is None or task.concerns(role))
    ]
