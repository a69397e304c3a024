"""The next review: what the conference before it settles, such as its limit and who is needed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.words import ConferenceState, ConferenceType, Role
from cpconf.errors import Refused, UsageFault
from cpconf.procedures.loader import Edition
from cpconf.workflow.conferences.booking import BookingRequest
from cpconf.workflow.conferences.pinned import Pins, edition_of
from cpconf.workflow.conferences.proposals import ASSUMED_LENGTH, HORIZON, limit_of


@dataclass(frozen=True, slots=True)
class Following:
    """What a conference settles for the review after it.

    Its limit counts from the day of this conference, which may still be to come.
    """

    filed: Filed
    edition: Edition

    @property
    def people(self) -> Sequence[Person]:
        """Its chair and its minute taker, who are needed again."""
        needed = {Role.CHAIR, Role.MINUTE_TAKER}
        return [person for person in self.filed.people if person.role in needed]

    @property
    def clock(self) -> dt.time:
        """The time of day at which it started."""
        return self.filed.conference.at.time()

    @property
    def length(self) -> dt.timedelta:
        """How long it was planned to last; two hours where that is not on record."""
        conference = self.filed.conference
        return (conference.ends - conference.at) if conference.ends else ASSUMED_LENGTH

    @property
    def initial_conference(self) -> dt.date | None:
        """Its date where it was the initial one: the first review's limit counts from it."""
        return succession(self.filed.conference)[1]["initial_conference"]

    @property
    def previous_review(self) -> dt.date | None:
        """Its date where it was a review: the next one's limit counts from it."""
        return succession(self.filed.conference)[1]["previous_review"]

    def near_its_limit(
        self, request: BookingRequest, edition: Edition, calendar: WorkingCalendar
    ) -> BookingRequest:
        """The review moved to the first day worth looking at, where that is later.

        One held much earlier than its limit only brings the review after it forward.
        """
        limit = limit_of(request, edition, calendar)
        if limit is None or (first := calendar.shift(limit, -HORIZON)) <= request.at.date():
            return request
        at = dt.datetime.combine(first, request.at.time())
        return replace(request, at=at, ends=request.ends and at + (request.ends - request.at))


def succession(meeting: Conference) -> tuple[ConferenceType, dict[str, dt.date | None]]:
    """The type of the conference that comes after one, and the dates that its limits count from.

    One that was cancelled is followed by one of its own type, under the limits that it had; any
    other by a review, whose limit counts from its day.
    """
    if meeting.state is ConferenceState.CANCELLED:
        return meeting.type, {
            "strategy_discussion": meeting.strategy_discussion,
            "initial_conference": meeting.initial_conference,
            "previous_review": meeting.previous_review,
        }
    first = meeting.type is ConferenceType.INITIAL
    day = meeting.at.date()
    return ConferenceType.REVIEW, {
        "initial_conference": day if first else None,
        "previous_review": None if first else day,
    }


def succeed(request: BookingRequest, meeting: Conference) -> BookingRequest:
    """What is asked for, with the dates that the conference before it settles.

    Raises UsageFault for another type than comes next, and for dates besides those on record.
    """
    type_, dates = succession(meeting)
    if request.type is not type_:
        raise UsageFault(
            f"after {meeting.ref} comes a conference of type {type_}, not {request.type}"
        )
    if not any(dates.values()):
        return request
    if any(getattr(request, name) for name in dates):
        raise UsageFault(
            f"the limit counts from what is on record of {meeting.ref}: leave out the dates that "
            f"it counts from, or correct them there with cpconf anchor {meeting.ref}"
        )
    return replace(
        request,
        strategy_discussion=dates.get("strategy_discussion"),
        initial_conference=dates.get("initial_conference"),
        previous_review=dates.get("previous_review"),
    )


def following(store: Pins, filed: Filed) -> Following:
    """What a conference on record settles, by the edition that it was scheduled with.

    Raises Refused for a cancelled one, which nothing follows.
    """
    if filed.conference.state is ConferenceState.CANCELLED:
        raise Refused(
            f"{filed.conference.ref} is cancelled: name the conference that took place before"
        )
    return Following(filed, edition_of(store, filed))
