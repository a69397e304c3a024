"""How urgent a task is: worked out from the present moment, never stored."""

import datetime as dt

from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.words import Urgency

SOON = 2
"""How many working days ahead count as soon."""


def pressing(
    task: FiledTask, filed: Filed, now: dt.datetime, calendar: WorkingCalendar
) -> Urgency | None:
    """Return how urgent a task of that conference is; None where nobody has to do it.

    Preparation that was still open when the conference was held is missed.
    """
    if filed.missed(task):
        return Urgency.MISSED
    return urgency(task.wanted, now, calendar) if filed.owes(task) else None


def urgency(wanted: dt.datetime | None, now: dt.datetime, calendar: WorkingCalendar) -> Urgency:
    """Return how urgent a task is that is wanted by that moment (due, else needed by).

    `now` and `wanted` are wall-clock Europe/London; soon means within 2 working days.
    """
    if wanted is None:
        return Urgency.UNDATED
    if wanted < now:
        return Urgency.OVERDUE
    if wanted.date() == now.date():
        return Urgency.TODAY
    if calendar.between(now.date(), wanted.date()) <= SOON:
        return Urgency.SOON
    return Urgency.LATER
