"""Which tasks of a conference a report is about, and how pressing each one is."""

import datetime as dt

from cpconf.core.calendar import WorkingCalendar
from cpconf.core.conference import Conference
from cpconf.core.filed import Filed, FiledTask
from cpconf.core.urgency import urgency
from cpconf.core.words import ConferenceState, Role, Urgency


def chosen(filed: Filed, *, include_all: bool, role: Role | None) -> list[FiledTask]:
    """The tasks that apply (with `include_all` the others too) and that concern the role."""
    return [
        task
        for task in filed.tasks
        if (task.applies or include_all) and (role is None or task.concerns(role))
    ]


def pressing(
    task: FiledTask, conference: Conference, now: dt.datetime, calendar: WorkingCalendar
) -> Urgency | None:
    """How pressing a task is; None where nobody has to do it any more, or not at all."""
    if not task.is_outstanding or conference.state is ConferenceState.CANCELLED:
        return None
    return urgency(task.wanted, now, calendar)
