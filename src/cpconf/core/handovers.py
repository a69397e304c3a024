"""Hand-overs: how much office time the clock leaves between one timed task and the next.

Between two timed tasks there may be others for which the document states no time; whoever owes
those has only what lies between. Where two timed tasks in a row share one moment, the first must
be early for the second to be in time.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from cpconf.core.calendar import WorkingCalendar, office_minutes
from cpconf.core.checklist import Plan, PlannedTask
from cpconf.core.procedure import Outline, TaskClause

LITTLE = 120
"""Office minutes up to which a hand-over is worth a warning."""


@dataclass(frozen=True, slots=True)
class Handover:
    """A chain of tasks, the first and the last timed, and the office minutes between those two."""

    chain: tuple[TaskClause, ...]
    start: dt.datetime
    end: dt.datetime
    minutes: int

    @property
    def shares_one_moment(self) -> bool:
        """Whether nothing at all lies between the first and the last."""
        return self.start == self.end


def tight_handovers(
    plan: Plan, outline: Outline, calendar: WorkingCalendar
) -> tuple[Handover, ...]:
    """The hand-overs that leave at most `LITTLE` office minutes, earliest first.

    Longer chains come before the shorter ones that they contain, which are left out.
    """
    applying = {task.place: task for task in plan.tasks if task.applies}
    found: dict[tuple[int, ...], Handover] = {}
    for place, task in applying.items():
        if task.due is None:
            continue
        for path in _paths((place,), outline, applying):
            last = applying[path[-1]].due
            if last is None or last < task.due:
                continue
            minutes = office_minutes(calendar, task.due, last)
            if minutes <= LITTLE:
                chain = tuple(outline.tasks[p] for p in path)
                found[path] = Handover(chain, task.due, last, minutes)
    return _longest(found)


def _paths(
    path: tuple[int, ...], outline: Outline, applying: dict[int, PlannedTask]
) -> Iterator[tuple[int, ...]]:
    """The ways on from a timed task to the next timed ones, through tasks without a time."""
    for later in outline.after[path[-1]]:
        if later not in applying:
            continue
        if applying[later].due is not None:
            yield (*path, later)
        else:
            yield from _paths((*path, later), outline, applying)


def _longest(found: dict[tuple[int, ...], Handover]) -> tuple[Handover, ...]:
    """Join chains that share a moment end to end, and keep what no other chain says."""
    joined = dict(found)
    grew = True
    while grew:
        grew = False
        for first, one in list(joined.items()):
            for second, two in list(joined.items()):
                path = (*first, *second[1:])
                if (
                    first[-1] == second[0]
                    and one.shares_one_moment
                    and two.shares_one_moment
                    and path not in joined
                ):
                    chain = (*one.chain, *two.chain[1:])
                    joined[path] = Handover(chain, one.start, two.end, 0)
                    grew = True
    kept: list[tuple[int, ...]] = []
    for path in sorted(joined, key=len, reverse=True):
        same_ends = any(
            (path[0], path[-1]) == (other[0], other[-1]) or _within(path, other) for other in kept
        )
        if not same_ends:
            kept.append(path)
    return tuple(sorted((joined[path] for path in kept), key=lambda h: (h.start, h.end)))


def _within(path: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return any(other[i : i + len(path)] == path for i in range(len(other) - len(path) + 1))
