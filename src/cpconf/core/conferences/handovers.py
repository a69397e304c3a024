"""Hand-overs: how much office time the clock leaves between one timed task and the next.

Between two timed tasks there may be others for which the document states no time; whoever owes
those has only what lies between. Where two timed tasks in a row share one moment, the first must
be early for the second to be in time.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from cpconf.core.conferences.checklist import Plan
from cpconf.core.dates.calendar import WorkingCalendar, office_minutes
from cpconf.core.procedures.procedure import Outline, TaskClause

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

    Of several ways between the same two tasks the longest is told. Chains that share one moment
    are joined end to end.
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
    """From each task, the longest way to each of the next timed ones, through tasks without a time.

    Worked out from the last task back, so that each order is looked at once.
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
    """The longest chain of one moment from each task that no other such chain leads to."""
    longest: dict[int, tuple[int, ...]] = {}
    for place in outline.backwards:
        onward = [(*path[:-1], *longest.get(path[-1], path[-1:])) for path in shared.get(place, ())]
        if onward:
            longest[place] = max(onward, key=len)
    led_to = {path[-1] for paths in shared.values() for path in paths}
    return [path for place, path in longest.items() if place not in led_to]
