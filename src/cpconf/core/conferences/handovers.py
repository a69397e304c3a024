"""Hand-overs: how much office time lies between one timed task and the next.

Tasks for which the document states no time may come between the two: the people who owe them have
only that office time. Where two timed tasks in a row share one moment, the first must be early.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from cpconf.core.conferences.checklist import Plan
from cpconf.core.dates.calendar import WorkingCalendar, office_minutes
from cpconf.core.procedures.procedure import Outline, TaskClause

LITTLE = 120
"""Office minutes up to which a hand-over draws a warning."""


@dataclass(frozen=True, slots=True)
class Handover:
    """A chain of tasks, the first and the last timed, and the office minutes between those two."""

    chain: tuple[TaskClause, ...]
    start: dt.datetime
    end: dt.datetime
    minutes: int

    @property
    def shares_one_moment(self) -> bool:
        """Whether the first and the last task are due at the same moment."""
        return self.start == self.end


def tight_handovers(
    plan: Plan, outline: Outline, calendar: WorkingCalendar
) -> tuple[Handover, ...]:
    """Return the hand-overs that leave at most `LITTLE` office minutes, earliest first.

    Of several chains between the same two tasks, only the longest is returned. Chains that share
    one moment are joined end to end.
    """
    applying = {task.place: task.due for task in plan.tasks if task.applies}
    ways = _ways_on(outline, applying)
    shared: dict[int, list[tuple[int, ...]]] = {}
    found: list[tuple[tuple[int, ...], int]] = []
    for place, start in applying.items():
        for path in ways[place].values() if start else ():
            end = applying[path[-1]]
            if start is None or end is None or end < start:
                continue
            if end == start:
                shared.setdefault(place, []).append(path)
            elif (minutes := office_minutes(calendar, start, end)) <= LITTLE:
                found.append((path, minutes))
    found += [(path, 0) for path in _joined(shared, outline)]
    handovers = [
        Handover(
            tuple(outline.tasks[place] for place in path),
            applying[path[0]] or dt.datetime.min,
            applying[path[-1]] or dt.datetime.min,
            minutes,
        )
        for path, minutes in found
    ]
    return tuple(sorted(handovers, key=lambda handover: (handover.start, handover.end)))


_Ways = dict[int, tuple[int, ...]]


def _ways_on(outline: Outline, applying: Mapping[int, dt.datetime | None]) -> Mapping[int, _Ways]:
    """Return, for each task, the longest chain through untimed tasks to each next timed task.

    The loop starts at the last task, so that each order is looked at once.
    """
    ways: dict[int, _Ways] = {}
    for place in outline.backwards:
        longest: _Ways = {}
        for later in outline.after[place]:
            if later not in applying:
                continue
            onward = ways[later] if applying[later] is None else {later: (later,)}
            for end, path in onward.items():
                if len(path) >= len(longest.get(end, ())):
                    longest[end] = (place, *path)
        ways[place] = longest
    return ways


def _joined(shared: Mapping[int, list[tuple[int, ...]]], outline: Outline) -> list[tuple[int, ...]]:
    """Return the longest chains of one moment, each from a task that no other chain leads to."""
    longest: dict[int, tuple[int, ...]] = {}
    for place in outline.backwards:
        onward = [(*path[:-1], *longest.get(path[-1], path[-1:])) for path in shared.get(place, ())]
        if onward:
            longest[place] = max(onward, key=len)
    led_to = {path[-1] for paths in shared.values() for path in paths}
    return [path for place, path in longest.items() if place not in led_to]
