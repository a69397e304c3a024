"""The next review: what it takes over from the conference before it, such as its limit."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cpconf.core.conferences.children import Child
from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.words import ConferenceState, ConferenceType, Format, Role
from cpconf.errors import Refused, UsageFault
from cpconf.procedures.loader import Edition
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.workflow.conferences.booking import BookingRequest
from cpconf.workflow.conferences.pinned import edition_of
from cpconf.workflow.conferences.proposals import ASSUMED_LENGTH, HORIZON, limit_of


@dataclass(frozen=True, slots=True)
class Following:
    """What a review takes over from the conference before it.

    The review's limit counts from the day of that conference, which may be in the future.
    """

    filed: Filed
    edition: Edition

    @property
    def people(self) -> Sequence[Person]:
        """The chair and the minute taker, who are needed again."""
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
        """The date of an initial conference, from which the review's limit counts; else None."""
        return succession(self.filed.conference)[1]["initial_conference"]

    @property
    def previous_review(self) -> dt.date | None:
        """The date of a review, from which the review's limit counts; else None."""
        return succession(self.filed.conference)[1]["previous_review"]

    def request(self, now: dt.datetime) -> BookingRequest:
        """Return the review on the day after the conference, or after today where that is later."""
        conference = self.filed.conference
        first = max(now, conference.at).date() + dt.timedelta(days=1)
        start = dt.datetime.combine(first, self.clock)
        formats = self.edition.procedure.conferences.get(ConferenceType.REVIEW, ())
        return BookingRequest(
            type=ConferenceType.REVIEW,
            at=start,
            ends=start + self.length,
            format=conference.format if conference.format in formats else Format.VIDEO,
            initial_conference=self.initial_conference,
            previous_review=self.previous_review,
        )

    def near_its_limit(
        self, request: BookingRequest, edition: Edition, calendar: WorkingCalendar
    ) -> BookingRequest:
        """Move the review to `HORIZON` working days before its limit, where that is later.

        An earlier review would only bring the review after it forward.
        """
        limit = limit_of(request, edition, calendar)
        if limit is None or (first := calendar.shift(limit, -HORIZON)) <= request.at.date():
            return request
        at = dt.datetime.combine(first, request.at.time())
        return replace(request, at=at, ends=request.ends and at + (request.ends - request.at))


def succession(meeting: Conference) -> tuple[ConferenceType, dict[str, dt.date | None]]:
    """Return the type of the next conference, and the dates that its limits count from.

    A cancelled conference is followed by one of its type, with the same limits; any other by a
    review, whose limit counts from the day of the conference.
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


def children_after(filed: Filed) -> tuple[Child, ...]:
    """Return the children whom the next conference is about, with the dates of their limits.

    A child for whom no plan was made, or whose plan ended, needs no further review. In place of a
    cancelled conference the next one has all of them, as they were.
    """
    meeting, decided = filed.conference, filed.outcome.decided if filed.outcome else {}
    if meeting.state is ConferenceState.CANCELLED:
        return filed.children
    day = meeting.at.date()
    children = []
    for child in filed.children:
        if child.ref in decided and not decided[child.ref].decision.has_plan:
            continue
        first = child.stage(meeting) is ConferenceType.INITIAL
        differs = child.has_own_dates and child.stage(meeting) is not meeting.type
        own = {"initial_conference": day} if first else {"previous_review": day}
        children.append(Child(child.ref, **own) if differs else Child(child.ref))
    return tuple(children)


def succeed(request: BookingRequest, earlier: Filed) -> BookingRequest:
    """Return the booking with the children and the dates that its limits count from.

    Raises UsageFault for another type than comes next, and for dates given as well.
    """
    meeting = earlier.conference
    type_, dates = succession(meeting)
    request = replace(request, children=children_after(earlier))
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


def following(store: ConferenceQuestions, filed: Filed) -> Following:
    """Return what the next review takes over from a conference, with its edition.

    Raises Refused for a cancelled conference, which no review follows.
    """
    if filed.conference.state is ConferenceState.CANCELLED:
        raise Refused(
            f"{filed.conference.ref} is cancelled: name the conference that took place before"
        )
    return Following(filed, edition_of(store, filed))
