"""The named moments of a conference that tasks and limits count from."""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never


class Anchor(StrEnum):
    """The named moments that tasks and limits count from."""

    CONFERENCE = "conference"
    STRATEGY_DISCUSSION = "strategy-discussion"
    INITIAL_CONFERENCE = "initial-conference"
    PREVIOUS_REVIEW = "previous-review"


@dataclass(frozen=True, slots=True)
class Moments:
    """The anchors of one conference, wall-clock Europe/London.

    `ended` is the actual end, else the planned end, else the start. Follow-up counts from it.
    """

    start: dt.datetime
    ended: dt.datetime
    strategy_discussion: dt.date | None = None
    initial_conference: dt.date | None = None
    previous_review: dt.date | None = None

    def since(self, anchor: Anchor, day: dt.date) -> "Moments":
        """Return the moments with another date of an anchor; the conference has only its own."""
        match anchor:
            case Anchor.CONFERENCE:
                return self
            case Anchor.STRATEGY_DISCUSSION:
                return replace(self, strategy_discussion=day)
            case Anchor.INITIAL_CONFERENCE:
                return replace(self, initial_conference=day)
            case Anchor.PREVIOUS_REVIEW:
                return replace(self, previous_review=day)
            case _:
                assert_never(anchor)
