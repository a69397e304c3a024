"""Scheduling: from a booking to the dated checklist and its notices."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cpconf.core.conferences.booked import as_filed
from cpconf.core.conferences.checklist import Plan, make_plan
from cpconf.core.conferences.children import Child
from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.facts import Record
from cpconf.core.conferences.filed import Filed
from cpconf.core.conferences.notices import Notice, booking_notices, contradiction_notices
from cpconf.core.conferences.references import (
    OF_THE_OFFICE,
    said_of_ref,
    warning,
    words_of_name,
    words_of_ref,
)
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.phrases import say_untold
from cpconf.core.procedures.procedure import Procedure
from cpconf.core.words import FAMILY, ConferenceType, Fact, Format
from cpconf.errors import Refused, StoreBusy, UsageFault
from cpconf.procedures.loader import Edition
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.store.conferences.standing_questions import FOLLOWED
from cpconf.store.conferences.values import Booking
from cpconf.workflow.conferences.pinned import plan_again

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequest:
    """A booking asked for; moments are wall-clock Europe/London.

    `follows` is the reference of the conference before it.
    """

    type: ConferenceType
    at: dt.datetime
    ref: str = ""
    format: Format = Format.VIDEO
    ends: dt.datetime | None = None
    facts: Mapping[Fact, bool] = field(default_factory=dict)
    strategy_discussion: dt.date | None = None
    initial_conference: dt.date | None = None
    previous_review: dt.date | None = None
    follows: str = ""
    children: tuple[Child, ...] = ()

    @property
    def record(self) -> Record:
        """The record with the facts and children of the booking alone."""
        return Record(
            answers={(fact, None): yes for fact, yes in self.facts.items()},
            children=self.children,
        )

    def conference(self, procedure: Procedure) -> Conference:
        """Return the conference asked for. Raises UsageFault where the procedure has none such."""
        formats = procedure.conferences.get(self.type)
        if formats is None:
            raise UsageFault(f"{procedure.name} has no {self.type} conference")
        if self.format not in formats:
            raise UsageFault(
                f"{procedure.name} holds {self.type} conferences by {' or '.join(formats)}, "
                f"not in the format {self.format}"
            )
        if self.ends is not None and not self.at < self.ends <= self.at + dt.timedelta(days=1):
            raise UsageFault(
                "the conference ends before it starts, or more than a day later: check --ends"
            )
        return Conference(
            ref=self.ref,
            type=self.type,
            format=self.format,
            at=self.at,
            ends=self.ends,
            strategy_discussion=self.strategy_discussion,
            initial_conference=self.initial_conference,
            previous_review=self.previous_review,
        )


@dataclass(frozen=True, slots=True)
class PlannedBooking:
    """A booking with its plan, not yet in the store."""

    conference: Conference
    edition: Edition
    record: Record
    plan: Plan

    def notices(self, calendar: WorkingCalendar, now: dt.datetime) -> tuple[Notice, ...]:
        """Return the notices about the booking, as of `now`."""
        return booking_notices(
            self.conference,
            self.edition.procedure,
            self.record,
            self.plan,
            calendar=calendar,
            now=now,
        )

    @property
    def doubts(self) -> tuple[str, ...]:
        """The dates given that cannot be right, or that set no limit for this type, in words."""
        untold = (
            f"{limit.clause.clause}: {say_untold(limit.clause.timing.anchor, limit.anchored)}"
            for limit in self.plan.limits
            if limit.due is not None and limit.met is None
        )
        contradicted = contradiction_notices(self.conference, self.record)
        return (*untold, *(notice.text for notice in contradicted))

    def on_record(self, store: ConferenceQuestions) -> "PlannedBooking":
        """Return the booking with what the store knows of it by now: people, answers, plan."""
        filed = store.filed(self.conference.ref)
        return replace(self, record=filed.record, plan=plan_again(store, filed))

    def filed(self, now: dt.datetime) -> Filed:
        """Return the booking as it would be on record."""
        return as_filed(self.conference, self.edition.procedure, self.record, self.plan, now=now)


def plan_booking(
    request: BookingRequest, edition: Edition, calendar: WorkingCalendar
) -> PlannedBooking:
    """Date the checklist and limits of a request. Raises UsageFault where that is impossible."""
    conference = request.conference(edition.procedure)
    plan = make_plan(conference, edition.procedure, request.record, calendar)
    return PlannedBooking(conference, edition, request.record, plan)


def refuse_known_refs(store: ConferenceQuestions, refs: Sequence[str]) -> None:
    """Raise Refused where a reference is on record, UsageFault where one comes twice.

    Ignores case: on Windows, the folders of both names would be the same.
    """
    seen: set[str] = set()
    for ref in refs:
        if ref.lower() in seen:
            raise UsageFault(f"{ref} is given twice: give every conference its own reference")
        seen.add(ref.lower())
    known = sorted(store.existing(refs))
    if known:
        more = f" and {len(known) - 1} more" if len(known) > 1 else ""
        raise Refused(
            f"{known[0]}{more}: on record already; give another reference, or move it with "
            "cpconf reschedule"
        )


def refuse_names(
    store: ConferenceQuestions, refs: Sequence[str], today: dt.date, *, allowed: bool
) -> tuple[str, ...]:
    """Return warnings about references that are, or look like, names.

    Raises Refused for one with a word of a family member's name, at any conference, unless
    `allowed`; never says whose.
    """
    spelt = {ref: words for ref in refs if (words := words_of_ref(ref))}
    family: set[str] = set()
    others: set[str] = set()
    for role, name in store.everybody() if spelt else ():
        (family if role in FAMILY else others).update(words_of_name(name))
    named = [ref for ref, words in spelt.items() if not words.isdisjoint(family)]
    if named and not allowed:
        more = f" and {len(named) - 1} more" if len(named) > 1 else ""
        raise Refused(
            f"{named[0]}{more}: a word of it is the name of a family member on record, and it "
            "would be part of file names and of the subjects of messages\n"
            "Choose a reference that says nothing of the family, such as CP-2026-017; where it is "
            "not their name: --not-a-name"
        )
    said = [
        warning(ref, "has a word in it that is the name of somebody on record")
        if ref in named or not spelt.get(ref, frozenset()).isdisjoint(others - OF_THE_OFFICE)
        else said_of_ref(ref, today)
        for ref in refs
    ]
    return tuple(filter(None, said))


def followers(store: ConferenceQuestions, ref: str) -> list[str]:
    """Return the conferences that follow one; for a cancelled one, those that replaced it."""
    found: list[str] = []
    for entry in store.history(ref):
        if entry.kind == "cancelled":
            found = []
        elif entry.kind == FOLLOWED:
            found.append(str(entry.details.get("ref")))
    return found


def refuse_followed(store: ConferenceQuestions, filed: Filed) -> None:
    """Raise Refused where another conference follows it already."""
    if found := followers(store, filed.conference.ref):
        raise Refused(
            f"{found[-1]} follows {filed.conference.ref} already; to book what comes after "
            f"that one: --follows {found[-1]}"
        )


def follow(store: "Writer", earlier: Filed, ref: str) -> None:
    """Record that a conference follows another one, which ends the notices about that one.

    Raises Refused where another follows it already, StoreBusy where it changed since it was read.
    """
    current = store.conferences.filed(earlier.conference.ref)
    if current.conference != earlier.conference:
        raise StoreBusy(
            f"{current.conference.ref} was changed by another command meanwhile: try again"
        )
    refuse_followed(store.conferences, current)
    store.conferences.note(current, FOLLOWED, {"ref": ref})
    store.conferences.note(store.conferences.filed(ref), "follows", {"ref": current.conference.ref})


def keep(
    store: "Writer",
    bookings: Iterable[PlannedBooking],
    *,
    refs: Sequence[str],
    editions: Iterable[Edition],
    calendar: WorkingCalendar,
) -> None:
    """Put the bookings into the store with their editions and calendar, or none of them.

    `bookings` may be an iterator, so that a long list needs little memory.
    """
    refuse_known_refs(store.conferences, refs)
    calendar_id = store.conferences.pin_calendar(calendar)
    pinned = {edition.sha256: store.conferences.pin_edition(edition) for edition in editions}
    store.conferences.add(
        Booking(
            conference=booking.conference,
            edition_id=pinned[booking.edition.sha256],
            calendar_id=calendar_id,
            plan=booking.plan,
            answers=booking.record.answers,
            children=booking.record.children,
        )
        for booking in bookings
    )
