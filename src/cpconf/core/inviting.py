"""Inviting people: who is invited, in which order, and what stops it.

The parents come first (O-9a before O-9c). Who must be kept away is not invited; whoever chair and
social worker decide on case by case (O-PART-1), only by name.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from cpconf.core.conference import Person
from cpconf.core.filed import Filed, FiledTask
from cpconf.core.invitation import Invited, InviteState
from cpconf.core.joining import Joinings, WayIn, way_in
from cpconf.core.procedure import Audience, Outline
from cpconf.core.sharing import Way
from cpconf.core.stops import Halt, Stop
from cpconf.core.words import (
    AGENCIES,
    FAMILY,
    PARENTS,
    Each,
    Fact,
    Role,
    TaskState,
)

LIVE: Final = frozenset(
    {InviteState.PREPARED, InviteState.OWED, InviteState.SENT, InviteState.UNKNOWN}
)
"""The person has the invitation, is about to, or may have it."""

BY_DEFAULT: Final = (
    PARENTS | AGENCIES | {Role.SOCIAL_WORKER, Role.CHAIR, Role.MINUTE_TAKER, Role.EARLY_HELP}
)
"""The roles that are invited without being named."""


class Group(StrEnum):
    """In which of the two turns somebody is invited."""

    FAMILY = "family"
    PROFESSIONALS = "professionals"

    @classmethod
    def of(cls, person: Person) -> "Group":
        """The turn that is a person's."""
        return cls.FAMILY if person.role in FAMILY else cls.PROFESSIONALS


class Absence(StrEnum):
    """Why somebody on record is not invited."""

    KEPT_AWAY = "kept-away"
    NO_ADDRESS = "no-address"
    NOT_NAMED = "not-named"
    ANOTHER_WAY = "joins-another-way"
    CANNOT_JOIN = "cannot-join"
    ORGANISER = "organiser"
    SAME_MAILBOX = "same-mailbox"
    NO_WAY_IN = "no-way-in"

    @property
    def words(self) -> str:
        """The reason as people read it."""
        return _ABSENCES[self]


_ABSENCES: Final = {
    Absence.KEPT_AWAY: "kept away (parent_excluded)",
    Absence.NO_ADDRESS: "no email address on record",
    Absence.NOT_NAMED: "invited only by name (--to)",
    Absence.ANOTHER_WAY: "takes part in another way (joins_another_way)",
    Absence.CANNOT_JOIN: "cannot or will not join (parent_cannot_join)",
    Absence.ORGANISER: "organises it, and has it already",
    Absence.SAME_MAILBOX: "somebody invited has the same mailbox",
    Absence.NO_WAY_IN: "nothing to join by: no number to ring, and not by a link",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody on record at a conference, as far as inviting them goes.

    `absence` says why they are not invited, `halts` what stops it for now.
    """

    person: Person
    way: WayIn | None
    invited: Invited | None = None
    absence: Absence | None = None
    halts: tuple[Halt, ...] = ()

    @property
    def group(self) -> Group:
        """In which turn they are invited."""
        return Group.of(self.person)

    @property
    def is_live(self) -> bool:
        """Whether they have an invitation, or may have one, at the address that is theirs now."""
        return self.was_invited and not self.has_moved

    @property
    def was_invited(self) -> bool:
        """Whether an invitation went to them, or is about to."""
        return self.invited is not None and self.invited.state in LIVE

    @property
    def has_moved(self) -> bool:
        """Whether their invitation went to another address than they have now."""
        address = self.invited.address if self.invited else None
        return address is not None and address.casefold() != (self.person.email or "").casefold()

    @property
    def is_due(self) -> bool:
        """Whether an invitation is to be made for them now."""
        return self.absence is None and not self.halts and not self.is_live


def line_up(
    filed: Filed,
    outline: Outline,
    *,
    joinings: Joinings,
    ways: Mapping[str, Way],
    invited: Mapping[str, Invited],
    organiser: str | None = None,
    named: Collection[str] = (),
) -> tuple[Guest, ...]:
    """Everybody on record, in the order in which they are invited, parents first.

    `named` are the short ids of those who are invited by name, `organiser` is an address. The stop
    that keeps the professionals waiting for the parents is not among these: see `parents_first`.
    """
    guests: list[Guest] = []
    for person in sorted(filed.people, key=_turn):
        guest = Guest(
            person=person,
            way=way_in(person, joinings, filed.conference.at),
            invited=invited.get(person.id),
        )
        known = guest.was_invited or person.id in named
        absence = _absence(filed, guest, guests, organiser, known=known)
        halts = () if absence else _halts(filed, outline, person, ways.get(person.id))
        guests.append(replace(guest, absence=absence, halts=halts))
    return tuple(guests)


def parents_first(
    filed: Filed,
    outline: Outline,
    guests: Sequence[Guest],
    *,
    by_mail: bool,
    going: Collection[str],
) -> tuple[Halt, ...]:
    """What keeps the professionals' invitations back: parents who do not have theirs (O-9c).

    `going` are those whose invitations are made in this run: drafts are sent in their order, so
    that they need no waiting for; a message `by_mail` must have gone. A parent without an address,
    or who is not to be invited, keeps nobody waiting; nor does one whose task is marked.
    """
    lines = [
        f"{guest.person.id}: {why}"
        for guest in guests
        if guest.person.role in PARENTS
        and guest.absence in {None, Absence.NO_WAY_IN}
        and (why := _not_yet(filed, outline, guest, by_mail=by_mail, going=going))
    ]
    if not lines:
        return ()
    return (Halt(Stop.PARENTS_FIRST, (f"the parents come first; {'; '.join(lines)}",)),)


def asking(filed: Filed, outline: Outline, audience: Audience) -> tuple[FiledTask, ...]:
    """The applying tasks that ask for the invitations of these people."""
    clauses = {task.clause for task in outline.tasks if task.invites is audience}
    return tuple(task for task in filed.applying if task.clause in clauses)


def _turn(person: Person) -> int:
    if person.role in PARENTS:
        return 0
    return 1 if person.role in FAMILY else 2


def _absence(
    filed: Filed, guest: Guest, before: Sequence[Guest], organiser: str | None, *, known: bool
) -> Absence | None:
    """Why somebody is not invited; `known` are those named, or invited already."""
    person, record = guest.person, filed.record
    is_parent = person.role in PARENTS
    by_name = [
        (Absence.NOT_NAMED, person.role not in BY_DEFAULT),
        (Absence.ANOTHER_WAY, is_parent and record.knows(Fact.JOINS_ANOTHER_WAY)),
        (Absence.CANNOT_JOIN, is_parent and record.knows(Fact.PARENT_CANNOT_JOIN, person.id)),
        (Absence.SAME_MAILBOX, not is_parent and _shares(person, before)),
    ]
    checks = [
        (Absence.KEPT_AWAY, is_parent and record.knows(Fact.PARENT_EXCLUDED, person.id)),
        *(() if known else by_name[:1]),
        (Absence.NO_ADDRESS, not person.email),
        (Absence.ORGANISER, (person.email or "").casefold() == (organiser or "").casefold()),
        *(() if known else by_name[1:]),
        (Absence.NO_WAY_IN, guest.way is None or not guest.way.is_open),
    ]
    return next((absence for absence, holds in checks if holds), None)


def _shares(person: Person, before: Sequence[Guest]) -> bool:
    """Whether another professional, who is invited, reads the same mailbox."""
    return person.role not in FAMILY and any(
        guest.absence is None
        and guest.group is Group.PROFESSIONALS
        and (guest.person.email or "").casefold() == (person.email or "").casefold()
        for guest in before
    )


def _halts(filed: Filed, outline: Outline, person: Person, way: Way | None) -> tuple[Halt, ...]:
    halts = []
    if way not in {None, Way.EMAIL}:
        text = f"{person.id} is reached by {way}, as agreed, and not by email"
        halts.append(Halt(Stop.WAY, (text,)))
    same = filed.with_mailbox_of(person)
    family = [other.id for other in filed.people if other.role in FAMILY]
    if same and {person.id, *same}.intersection(family):
        text = f"{person.id} has the same email address as {', '.join(same)}"
        halts.append(Halt(Stop.SAME_ADDRESS, (text,)))
    if person.role is Role.SCHOOL:
        waiting = _not_arranged(filed, outline, person)
        if waiting:
            text = f"{', '.join(t.handle for t in waiting)} is not done ({waiting[0].clause})"
            halts.append(Halt(Stop.SCHOOL, (text,)))
    return tuple(halts)


def _not_arranged(filed: Filed, outline: Outline, school: Person) -> list[FiledTask]:
    """What is still to be settled with this school before it is invited (O-PART-5)."""
    # An edition from before that key says nothing of it: then whatever a school's task precedes.
    known = any(task.invites for task in outline.tasks)
    inviting = {
        word
        for task in outline.tasks
        if task.invites or not known
        for word in (task.name, task.clause)
    }
    before = {
        task.clause
        for task in outline.tasks
        if task.each is Each.SCHOOL and not task.invites and inviting.intersection(task.before)
    }
    return [
        task
        for task in filed.tasks
        if task.is_outstanding and task.clause in before and task.subject in {None, school.id}
    ]


def _not_yet(
    filed: Filed, outline: Outline, guest: Guest, *, by_mail: bool, going: Collection[str]
) -> str | None:
    """Why a parent is not yet as good as invited."""
    whom = guest.person.id
    marks = {
        task.state
        for audience in (Audience.PARENTS, Audience.EVERYONE)
        for task in asking(filed, outline, audience)
        if task.subject in {None, whom}
    }
    state = guest.invited.state if guest.invited and guest.is_live else None
    if TaskState.SKIPPED in marks or state is InviteState.SENT:
        return None
    if state is InviteState.PREPARED:
        drafted = "the invitation is a draft, not known to be sent"
        return drafted if by_mail and TaskState.DONE not in marks else None
    if state is not None:
        return f"the invitation is {state.words}" if state is InviteState.OWED else state.words
    if guest.absence is not None:
        return guest.absence.words
    if guest.halts:
        return "; ".join(line for halt in guest.halts for line in halt.lines)
    return None if whom in going and not by_mail else "the invitation has not gone yet"
