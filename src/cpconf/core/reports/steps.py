"""Steps of a report from its author to the others: it was requested, or passed on."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """What was done about somebody's report: they were asked for it, or it was sent on."""

    REQUESTED = "requested"
    FORWARDED = "forwarded"


@dataclass(frozen=True, slots=True)
class ReportStep:
    """A step taken about one person's report; `at` is wall-clock Europe/London."""

    person: str
    step: Step
    at: dt.datetime
