"""The options of a booking, which `schedule`, `check`, `suggest` and the guided dialogue share."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cpconf.app import App
from cpconf.cli.shared import options
from cpconf.cli.shared.options import given
from cpconf.core.conferences.conference import Person, read_ref
from cpconf.core.dates.when import read_date, read_end, read_moment
from cpconf.core.words import Role
from cpconf.errors import UsageFault
from cpconf.workflow.conferences import proposals
from cpconf.workflow.conferences.booking import BookingRequest
from cpconf.workflow.conferences.csv_rows import choose_format, choose_type, read_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingOptions:
    """The options of a booking as typed; None for what was not given."""

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
        """Return the booking that the options ask for. Raises UsageFault for an unreadable one."""
        if self.type is None:
            raise UsageFault("which type of conference? give --type initial or --type review")
        if self.at is None:
            raise UsageFault(
                "when? give --at with the date and the time of day, such as '7 Dec 2026 10am'"
            )
        if self.initial_conference and self.previous_review:
            raise UsageFault("give --initial-conference or --previous-review, not both")
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


def people_named(chair: str | None, minute_taker: str | None) -> list[Person]:
    """Return the chair and the minute taker as typed, by name or address."""
    options.one_dash(chair=chair, minute_taker=minute_taker)
    people = []
    for role, typed in ((Role.CHAIR, chair), (Role.MINUTE_TAKER, minute_taker)):
        if typed:
            who = given(typed).strip()
            people.append(Person("", role, name=who, email=who if "@" in who else None))
    return people


def engaged(app: App, people: Sequence[Person], first: dt.date, last: dt.date) -> proposals.Engaged:
    """Return when these people, or the whole team, are busy; warns of what is not known."""
    with app.reading() as reader:
        if reader is None:
            return proposals.Engaged()
        diaries = reader.diaries.imported()
        for remark in proposals.diary_remarks(diaries, app.now, last):
            app.screen.warn(remark)
        for person in people:
            role = person.role.words
            if not reader.conferences.knows(person):
                where = "conferences" if diaries else "clashes"
                app.screen.warn(
                    f"no {role} on record has that name or address: {where} not looked for"
                )
            if diaries and person.email is None:
                option = f"--{person.role.value.replace('_', '-')}"
                app.screen.warn(
                    f"imported calendars list people by address: give {option} ADDRESS as well"
                )
        return proposals.Engaged(
            [entry for person in people for entry in reader.conferences.diary(person)],
            proposals.times_taken(reader, people, first, last),
        )
