"""Measuring two things in turns, and comparing them."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Took:
    """The time of one run, in seconds: wall clock, and processor (user and system)."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """Runs of two commands in turns, ours first.

    The ratios are medians over the pairs: other load on the machine slows both runs of a pair.
    """

    ours: tuple[Took, ...]
    theirs: tuple[Took, ...]

    @property
    def wall(self) -> float:
        """The ratio of our wall clock time to theirs."""
        return median(a.wall / b.wall for a, b in zip(self.ours, self.theirs, strict=True))

    @property
    def cpu(self) -> float:
        """The ratio of our processor time to theirs."""
        return median(a.cpu / b.cpu for a, b in zip(self.ours, self.theirs, strict=True))


def alternate(ours: Callable[[], Took], theirs: Callable[[], Took], rounds: int) -> Pairs:
    """Run both in turns, changing the order each round.

    One round more comes first, to warm the caches, and is not counted.
    """
    first: list[Took] = []
    second: list[Took] = []
    for number in range(rounds + 1):
        pair = [(ours, first), (theirs, second)]
        for measure, runs in pair if number % 2 else reversed(pair):
            runs.append(measure())
    return Pairs(tuple(first[1:]), tuple(second[1:]))
