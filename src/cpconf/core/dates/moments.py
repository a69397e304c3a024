"""The named moments of a conference that tasks and limits count from."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


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
