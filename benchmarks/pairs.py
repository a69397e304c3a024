"""Two things measured by turns, and how they compare."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Took:
    """What one run took, in seconds: on the wall clock, and of the processor (user and system)."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Runs of two commands by turns, ours first.

    The ratios are medians of the pairs' own: whatever else the machine does meets both of a pair.
    """

    ours: tuple[Took, ...]
    theirs: tuple[Took, ...]

    @property
    def wall(self) -> float:
        """Our wall clock by theirs."""
        return median(a.wall / b.wall for a, b in zip(self.ours, self.theirs, strict=True))

    @property
    def cpu(self) -> float:
        """Our processor time by theirs."""
        return median(a.cpu / b.cpu for a, b in zip(self.ours, self.theirs, strict=True))


def alternate(ours: Callable[[], Took], theirs: Callable[[], Took], rounds: int) -> Pairs:
    """Run both by turns, the order changing from round to round.

    One more round goes before and is not counted: it warms the caches.
    """
    first: list[Took] = []
    second: list[Took] = []
    for number in range(rounds + 1):
        pair = [(ours, first), (theirs, second)]
        for measure, runs in pair if number % 2 else reversed(pair):
            runs.append(measure())
    return Pairs(tuple(first[1:]), tuple(second[1:]))
