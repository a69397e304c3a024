"""Orders that the stated times contradict: a task before another that is due earlier."""

import datetime as dt
from collections.abc import Iterator, Sequence

from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.moments import Moments
from cpconf.core.dates.readings import Switches, reckon
from cpconf.core.procedures.procedure import Outline, TaskClause
from cpconf.errors import UsageFault
from cpconf.procedures.build import ClauseInPlace, ClausesInPlace, kinds
from cpconf.procedures.fault import Fault, quoted

_SAMPLE = 366  # days: every weekday beside every bank holiday
_STARTS = (dt.time(9, 30), dt.time(14))
_LENGTH = dt.timedelta(minutes=90)


def contradictions(draft: ClausesInPlace, calendar: WorkingCalendar) -> Iterator[Fault]:
    """Yield a fault for each task that is always due later than one that comes after it.

    It is tried on a year of working days up to the last published bank holiday. Tasks without a
    time pass the order on, also to tasks done in one act with them. Tasks whose facts exclude each
    other are not compared.
    """
    procedure, samples = draft.procedure(), _samples(calendar)
    for kind in kinds(draft.conferences):
        entries = [entry for entry in draft.tasks if entry.clause.governs(*kind)]
        outline = procedure.outline(*kind)
        for path in _paths(outline):
            first, last = outline.tasks[path[0]], outline.tasks[path[-1]]
            try:
                wrong = _always_later(first, last, samples, calendar, procedure.switches)
            except UsageFault as fault:
                yield entries[path[0]].fault(str(fault), "due")
            else:
                if wrong:
                    yield _contradiction([entries[place] for place in path])


def _samples(calendar: WorkingCalendar) -> list[Moments]:
    days = (calendar.known_until - dt.timedelta(days=back) for back in range(_SAMPLE))
    starts = [
        dt.datetime.combine(day, start)
        for day in days
        if calendar.is_working(day)
        for start in _STARTS
    ]
    return [Moments(at, at + _LENGTH, at.date(), at.date(), at.date()) for at in starts]


def _paths(outline: Outline) -> Iterator[tuple[int, ...]]:
    """Yield each path from a task with a time, through tasks without one, to the next with one."""
    for place, task in enumerate(outline.tasks):
        left: list[tuple[int, ...]] = [(place,)] if task.timing else []
        seen: set[int] = set()
        while left:
            path = left.pop()
            acts = outline.together[path[-1]] if len(path) > 1 else ()
            for later in (*outline.after[path[-1]], *acts):
                if later in seen or any(_exclusive(outline, later, place) for place in path):
                    continue
                seen.add(later)
                if outline.tasks[later].timing:
                    yield (*path, later)
                else:
                    left.append((*path, later))


def _exclusive(outline: Outline, one: int, other: int) -> bool:
    """Tell whether two tasks never apply together."""
    return any(
        mine.fact is theirs.fact and mine.negated is not theirs.negated
        for mine in outline.tasks[one].conditions
        for theirs in outline.tasks[other].conditions
    )


def _always_later(
    first: TaskClause,
    last: TaskClause,
    samples: Sequence[Moments],
    calendar: WorkingCalendar,
    switches: Switches,
) -> bool:
    """Tell whether the first is due after the last at every sample. Raises UsageFault."""
    if first.timing is None or last.timing is None or first.timing.anchor != last.timing.anchor:
        return False
    for moments in samples:
        earlier = reckon(first.timing, moments, calendar, switches)
        later = reckon(last.timing, moments, calendar, switches)
        if earlier is None or later is None or earlier.due <= later.due:
            return False
    return True


def _contradiction(path: Sequence[ClauseInPlace[TaskClause]]) -> Fault:
    entry, following, last = path[0], path[1].clause, path[-1].clause
    between = ", ".join(quoted(step.clause.name) for step in path[1:-1])
    way = f" (through {between})" if between else ""
    message = (
        f"{quoted(entry.clause.name)} comes before {quoted(last.name)}{way}, but is due later on "
        f"every day tried: {_words(entry.clause)}, and {_words(last)}"
    )
    for place, name in enumerate(entry.clause.before):
        if name in {following.name, following.clause}:
            return entry.fault(message, "before", place)
    return path[1].fault(message, "only_after")


def _words(task: TaskClause) -> str:
    return quoted(task.timing.words) if task.timing else "no time"
