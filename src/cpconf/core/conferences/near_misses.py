"""Suggestions for a mistyped reference or word."""

from collections.abc import Iterable
from typing import Final

_ALIKE: Final = str.maketrans("oil", "011", "-_.")
"""Letters that are mistaken for digits, and the signs that people leave out."""
_MOST: Final = 3
_SHORTEST: Final = 3  # With two characters, a guess would replace half of them.
_LONG: Final = 6


def near_misses(ref: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return up to three references on record that are spelt most like one that is not.

    Case, the signs between, and `o` for 0 or `i` and `l` for 1 do not count as differences. One
    letter may be wrong, missing, extra or swapped with its neighbour; from six letters on, two may.
    Where more than three references are two letters away, none is suggested.

    >>> near_misses("ex-1o1", ["EX-101", "EX-102", "EX-2026-01"])
    ('EX-101',)
    >>> near_misses("EX-2026-07", ["EX-2026-01", "EX-2026-70", "CP-17"])
    ('EX-2026-01', 'EX-2026-70')
    """
    meant = _plain(ref)
    if len(meant) < _SHORTEST:
        return ()
    letters = set(meant)
    far = 2 if len(meant) >= _LONG else 1
    found: dict[str, int] = {}
    for other in known:
        plain = _plain(other)
        # A quick check first: most of many thousand references are far apart.
        if abs(len(plain) - len(meant)) <= far and len(letters ^ set(plain)) <= 2 * far:
            steps = distance(meant, plain, far)
            if steps <= far:
                far = steps
                found[other] = steps
    nearest = sorted(other for other, steps in found.items() if steps == far)
    return () if far > 1 and len(nearest) > _MOST else tuple(nearest[:_MOST])


def distance(one: str, other: str, far: int) -> int:
    """Return how many letters to insert, leave out, replace or swap with their neighbour.

    This is the optimal string alignment distance of Damerau and Levenshtein. Above `far`, the
    result is any number greater than `far`.

    >>> distance("lsit", "list", 2), distance("statsu", "status", 2), distance("find", "remind", 3)
    (1, 1, 3)
    """
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, another in enumerate(other, 1):
            steps = min(
                last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != another)
            )
            turned = (
                row > 1 and column > 1 and (one[row - 2], letter) == (another, other[column - 2])
            )
            now.append(min(steps, before[column - 2] + 1) if turned else steps)
        if min(now) > far and min(last) > far:
            return far + 1
        before, last = last, now
    return last[-1]


def _plain(ref: str) -> str:
    return ref.lower().translate(_ALIKE)
