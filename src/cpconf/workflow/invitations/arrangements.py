"""Recording how a family member takes part, and what follows from it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.invitations.joining import JoiningDetails, Joinings, settle, way_in
from cpconf.core.invitations.participation import (
    ENTRY,
    Means,
    Participation,
    TakesPart,
    facts_of,
)
from cpconf.core.words import FAMILY, IN_SUPPORT, PARENTS, ConferenceState, Role
from cpconf.errors import Refused, UsageFault
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.store.database.faults import altered
from cpconf.workflow.conferences import marks
from cpconf.workflow.conferences.marks import Shift
from cpconf.workflow.invitations.guests import JOINING
from cpconf.workflow.invitations.messages import Called, after_rejoining

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTold:
    """What is said now of how somebody takes part; None or nothing leaves what is on record.

    `joining` has their own hours and link; `reason` and `weighed` are why it was decided so.
    """

    how: TakesPart | None = None
    joining: JoiningDetails = field(default_factory=JoiningDetails)
    decided_by: tuple[str, ...] = ()
    reason: str | None = None
    weighed: str | None = None
    interpreter: str | None = None
    supporter: str | None = None
    means: Mapping[Means, bool] | None = None


@dataclass(frozen=True, slots=True)
class Arranged:
    """How somebody takes part from now on, and what that changed."""

    person: Person
    part: Participation
    shift: Shift
    called: Called
    remarks: tuple[str, ...]


def participations(store: ConferenceQuestions, ref: str) -> dict[str, Participation]:
    """Return how people take part, by short id, as last recorded.

    Raises NotFound, and StoreFault for an entry that the program never writes.
    """
    entries = [entry for entry in store.history(ref) if entry.kind == ENTRY]
    try:
        return {str(e.details["person"]): Participation.of(e.details) for e in entries}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise altered(f"how somebody takes part in {ref}") from None


def arrange(
    store: "Writer", filed: Filed, who: str, told: PartTold, organiser: str, *, now: dt.datetime
) -> Arranged:
    """Record how a family member takes part; set facts, their own hours, and owe an update.

    Raises Refused for a conference that is over, and for somebody who is not of the family;
    UsageFault where what was told does not go together.
    """
    ref, person = filed.conference.ref, choose_person(filed.people, who)
    if filed.conference.state is not ConferenceState.SCHEDULED:
        raise Refused(f"{ref} is {filed.conference.state}: how people take part is settled before")
    if person.role not in FAMILY:
        raise Refused(
            f"{person.id} is {person.role.words}: takes-part is for the family; for how others "
            f"join: cpconf invite {ref} --for {person.id}"
        )
    known = participations(store.conferences, ref)
    part = _told(filed, known.get(person.id) or Participation(person=person.id), told)
    _refuse_without_grounds(part, told)
    called = Called()
    if told.joining.are_given or (told.how and told.how.method):
        called = _rejoin(
            store, filed, person, part, typed=told.joining, organiser=organiser, now=now
        )
    why = "; weighed: ".join(filter(None, (told.reason, told.weighed))) or None
    store.conferences.note(filed, ENTRY, part.details, why)
    joinings = store.invitations.joinings(ref)
    facts = facts_of(
        {**known, person.id: part}, filed.people, joinings.values(), filed.conference, filed.answers
    )
    shift = marks.answer(store, filed, facts) if facts else Shift()
    current = store.conferences.filed(ref)
    remarks = [*_remarks(current, person, part, told), *_no_number(current, person, part, joinings)]
    return Arranged(person, part, shift, called, tuple(remarks))


def _told(filed: Filed, before: Participation, told: PartTold) -> Participation:
    how = told.how or before.how
    supporter = before.supporter
    if told.supporter is not None:
        chosen = choose_person(filed.people, told.supporter)
        if chosen.role not in {Role.SUPPORTER, *IN_SUPPORT}:
            raise UsageFault(
                f"{chosen.id} is {chosen.role.words}, not somebody in support: put a supporter on "
                f"record with cpconf person add {filed.conference.ref} --role supporter"
            )
        supporter = chosen.id
    decided_by = told.decided_by or (() if told.how else before.decided_by)
    return replace(
        before,
        how=how,
        decided_by=decided_by,
        kept_away=how is TakesPart.NOT and bool(decided_by),
        interpreter=told.interpreter or before.interpreter,
        supporter=supporter,
        means={**before.means, **(told.means or {})},
    )


def _refuse_without_grounds(part: Participation, told: PartTold) -> None:
    """Raise Refused where somebody is kept away and nobody says on what evidence (O-20)."""
    if part.kept_away and told.how is TakesPart.NOT and told.reason is None:
        raise Refused(
            "a decision to keep somebody away needs its grounds, the clear evidence of a direct "
            "risk to the child: give --reason, and --weighed for what was weighed against it\n"
            "If they cannot or will not take part, leave --decided-by out"
        )


def _rejoin(
    store: "Writer",
    filed: Filed,
    person: Person,
    part: Participation,
    *,
    typed: JoiningDetails,
    organiser: str,
    now: dt.datetime,
) -> Called:
    """Record somebody's own hours, link or method, and owe an update to whoever is invited."""
    ref = filed.conference.ref
    if part.how is not None and not part.how.joins:
        raise UsageFault(
            f"who {part.how.words} has no time and no link: leave out --from, --until and --link"
        )
    method = part.how.method if part.how else None
    details = replace(typed, person=person.id, method=method.value if method else None)
    known: Joinings = store.invitations.joinings(ref)
    joining = settle(known, details)
    way = way_in(person, {**known, person.id: joining}, filed.conference)
    if way is not None and way.ends is not None and way.ends <= way.at:
        raise UsageFault(
            f"{person.id} would join at {way.at:%H:%M}, but their part ends at "
            f"{way.ends:%H:%M}: give --from and --until again"
        )
    if joining == known.get(person.id):
        return Called()
    store.invitations.set_joining(filed, joining)
    said = {"person": person.id, "way": joining.method.value}
    store.conferences.note(filed, JOINING, said)
    return after_rejoining(store, filed, person.id, organiser, now=now)


def _no_number(
    filed: Filed, person: Person, part: Participation, joinings: Joinings
) -> Iterator[str]:
    """Yield a remark where somebody is to ring, and no number is on record."""
    way = way_in(person, joinings, filed.conference)
    if part.how is TakesPart.TELEPHONE and (way is None or way.dial_in is None):
        yield (
            f"no number to ring is on record for {person.id}: cpconf invite "
            f"{filed.conference.ref} --for {person.id} --dial-in TEXT"
        )


def _remarks(filed: Filed, person: Person, part: Participation, told: PartTold) -> Iterator[str]:
    """Yield what is still missing for the decision to be a full one."""
    ref = filed.conference.ref
    if part.kept_away and told.how and told.weighed is None:
        yield (
            "what was weighed against it is not on record, such as what it may cost in trust: "
            "give the same again with --weighed TEXT"
        )
    if told.how is not None and not part.decided_by and person.role in PARENTS:
        yield "who decided is not on record: --decided-by NAME, for the chair and the social worker"
    if told.interpreter and all(p.role is not Role.INTERPRETER for p in filed.people):
        yield (
            "no interpreter is on record: cpconf person add "
            f"{ref} --role interpreter --name NAME; one joins by telephone or speakerphone"
        )
