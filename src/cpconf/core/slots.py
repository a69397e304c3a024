"""Slots: working days on which a conference could be held, and how well each would do."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One possible start, wall-clock Europe/London.

    `late` counts tasks that would already be late, `tight` the hand-overs that leave little office
    time, `slack` the working days to the nearest limit (None where no limit is known), `clashes`
    the references of conferences that the same chair or minute taker has then.
    """

    at: dt.datetime
    late: int
    tight: int
    slack: int | None
    clashes: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[bool, bool, int, int, dt.datetime]:
        """The order of choice: free, inside the limit, fewest late, least tight, earliest."""
        over = self.slack is not None and self.slack < 0
        return (bool(self.clashes), over, self.late, self.tight, self.at)
