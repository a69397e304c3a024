"""The options of a booking, which `schedule`, `check`, `suggest` and the guided dialogue share."""

import datetime as dt
from dataclasses import dataclass

from cpconf.core.conferences.conference import read_ref
from cpconf.core.dates.when import read_date, read_end, read_moment
from cpconf.errors import UsageFault
from cpconf.workflow.conferences.booking import BookingRequest
from cpconf.workflow.conferences.csv_rows import choose_format, choose_type, read_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingOptions:
    """What a booking is to be, as typed; None for what was not given."""

    ref: str | None = None
    procedure: str | None = None
    type: str | None = None
    at: str | None = None
    ends: str | None = None
    format: str = "video"
    facts: list[str] | None = None
    strategy_discussion: str | None = None
    initial_conference: str | None = None
    previous_review: str | None = None
    follows: str | None = None

    def read(self) -> BookingRequest:
        """The booking that the options ask for. Raises UsageFault for what cannot be read."""
        if self.type is None:
            msg = "which type of conference? give --type initial or --type review"
            raise UsageFault(msg)
        if self.at is None:
            msg = "when? give --at with the date and the time of day, such as '7 Dec 2026 10am'"
            raise UsageFault(msg)
        if self.initial_conference and self.previous_review:
            msg = "give --initial-conference or --previous-review, not both"
            raise UsageFault(msg)
        start = read_moment(self.at, "--at")
        return BookingRequest(
            ref=read_ref(self.ref) if self.ref else "",
            type=choose_type(self.type),
            format=choose_format(self.format),
            at=start,
            ends=read_end(self.ends, start, "--ends") if self.ends is not None else None,
            facts=read_facts(self.facts or ()),
            strategy_discussion=_date(self.strategy_discussion),
            initial_conference=_date(self.initial_conference),
            previous_review=_date(self.previous_review),
        )


def _date(text: str | None) -> dt.date | None:
    return read_date(text) if text is not None else None
