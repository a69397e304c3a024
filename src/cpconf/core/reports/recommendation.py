"""What the professionals recommend in a written review (Hounslow, H-RCPC-W4)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

ENTRY: Final = "recommended"
"""The kind of the history's entry that keeps a recommendation."""

TASK: Final = "give-recommendation"
"""The name of the task that is done once somebody has recommended something."""


class Stance(StrEnum):
    """What somebody said of their recommendation."""

    GIVEN = "given"
    STANDS = "stands"
    CHANGED = "changed"
    NONE = "none"

    @property
    def settles(self) -> bool:
        """Whether the chair need not wait for them any more."""
        match self:
            case Stance.GIVEN | Stance.STANDS | Stance.CHANGED:
                return True
            case Stance.NONE:
                return False
            case _:
                assert_never(self)

    @property
    def words(self) -> str:
        """What was said, in words."""
        match self:
            case Stance.GIVEN:
                return "recommendation given"
            case Stance.STANDS:
                return "stands by the earlier one"
            case Stance.CHANGED:
                return "recommendation changed"
            case Stance.NONE:
                return "has given none"
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What one person, by short id, said last, and when (wall-clock Europe/London)."""

    person: str
    opinion: Stance
    at: dt.datetime
