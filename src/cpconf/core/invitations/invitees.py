"""Guests: who is invited, in which order, and what stops it.

The parents come first (O-9a before O-9c). Somebody who must be kept away is not invited. People on
whom chair and social worker decide case by case (O-PART-1) are invited only by name.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import Final

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.invitations.invitation import Invited, InviteState
from cpconf.core.invitations.joining import BY_EAR, Joinings, WayIn, way_in
from cpconf.core.outbox import OutboxMessage
from cpconf.core.procedures.procedure import Audience, Outline
from cpconf.core.sharing.sharing import Way
from cpconf.core.sharing.stops import Halt, Stop
from cpconf.core.words import AGENCIES, FAMILY, IN_SUPPORT, PARENTS, Each, Fact, Role

BY_DEFAULT: Final = (
    PARENTS
    | AGENCIES
    | IN_SUPPORT
    | {Role.SOCIAL_WORKER, Role.CHAIR, Role.MINUTE_TAKER, Role.EARLY_HELP}
)
"""The roles that are invited without being named."""


class Group(StrEnum):
    """The two turns of inviting. Those in support are invited with the professionals."""

    FAMILY = "family"
    PROFESSIONALS = "professionals"

    @classmethod
    def of(cls, person: Person) -> "Group":
        """Return the turn in which a person is invited."""
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
        """The reason in words."""
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


_BY_NAME: Final = frozenset(
    absence.value
    for absence in (
        Absence.NOT_NAMED,
        Absence.ANOTHER_WAY,
        Absence.CANNOT_JOIN,
        Absence.SAME_MAILBOX,
    )
)
"""The reasons that do not count for somebody who is invited by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody on record at a conference, and whether they can be invited.

    From the record come their invitation (`invited`), the last message that each address got
    (`entries`), how they get documents (`documents_by`), and everything that somebody overrode for
    them (`decided`). From `line_up` come how they join (`way`), why they are not invited
    (`absence`), what stops it now (`halts`), the stops overridden this time (`overridden`), and
    everything overridden that still holds (`passed`).
    """

    person: Person
    invited: Invited | None = None
    entries: tuple[OutboxMessage, ...] = ()
    documents_by: Way | None = None
    decided: frozenset[str] = frozenset()
    way: WayIn | None = None
    absence: Absence | None = None
    halts: tuple[Halt, ...] = ()
    overridden: tuple[Halt, ...] = ()
    passed: frozenset[str] = frozenset()

    @property
    def group(self) -> Group:
        """The turn in which they are invited."""
        return Group.of(self.person)

    @property
    def was_invited(self) -> bool:
        """Whether they have an invitation, may have one, or are about to get one."""
        return self.invited is not None and self.invited.is_live

    @property
    def has_moved(self) -> bool:
        """Whether their invitation was for another address than they have now."""
        known = self.invited.mailbox if self.invited else ""
        return known not in {"", self.person.mailbox}

    @property
    def is_live(self) -> bool:
        """Whether they have, or may have, an invitation at their present address."""
        return self.was_invited and not self.has_moved

    @property
    def attends_apart(self) -> bool:
        """Whether they have to attend apart from another parent, but would meet them."""
        return any(halt.stop is Stop.SPLIT for halt in self.halts)

    @property
    def holds_in_error(self) -> bool:
        """Whether they have an invitation that they must not use, as the record is now."""
        return self.was_invited and (self.absence is Absence.KEPT_AWAY or self.attends_apart)

    @property
    def may_be_asked(self) -> bool:
        """Whether nothing stops a message to them."""
        return self.absence is None and not self.halts

    @property
    def is_due(self) -> bool:
        """Whether an invitation has to be made for them now."""
        return self.may_be_asked and not self.is_live

    @property
    def is_held(self) -> bool:
        """Whether a message to them is owed, and nothing stops it."""
        owed = self.invited is not None and self.invited.state is InviteState.OWED
        return owed and self.may_be_asked

    @property
    def why_not(self) -> str:
        """What stops a message to them, in words."""
        if self.absence is not None:
            return self.absence.words
        return "; ".join(line for halt in self.halts for line in halt.lines)

    @property
    def why(self) -> str | None:
        """Why they have no valid invitation; None where they have one or may get one."""
        if self.is_live and not self.holds_in_error:
            return None
        if not self.holds_in_error and any(h.stop is Stop.PARENTS_FIRST for h in self.halts):
            return "waits for the parents' invitations"
        if self.holds_in_error or not self.may_be_asked:
            return self.why_not
        return "has another email address now: invite again" if self.has_moved else None

    def having_passed(self, halts: Iterable[Halt]) -> "Guest":
        """Return the guest with these stops overridden."""
        return replace(self, passed=self.passed.union(*(halt.decided_on for halt in halts)))


def line_up(
    filed: Filed,
    outline: Outline,
    guests: Iterable[Guest],
    *,
    joinings: Joinings,
    organiser: str | None = None,
    named: Collection[str] = (),
    overrides: Collection[Stop] = (),
) -> tuple[Guest, ...]:
    """Return everybody on record, in the order in which they are invited, parents first.

    `named` are the short ids of those who are invited by name; `organiser` is an address. A stop
    that somebody overrode for a person stays overridden while its grounds and the address stay the
    same. `overrides` are overridden now. The stop that makes professionals wait for the parents is
    separate: see `parents_first`.
    """
    apart = _together_though_split(filed, joinings)
    lined: list[Guest] = []
    for known in sorted(guests, key=_turn):
        whom = known.person.id
        guest = replace(known, way=way_in(known.person, joinings, filed.conference))
        past = known.decided | _BY_NAME if whom in named else known.decided
        found = _absences(filed, guest, lined, organiser)
        absence = next((each for each in found if each not in past), None)
        stops = () if absence else _halts(filed, outline, guest)
        halts = (*stops, *apart.get(whom, ()))  # even by letter: it would bring them together too
        standing = [halt for halt in halts if not _is_past(guest, halt)]
        left = tuple(halt for halt in standing if halt.stop not in overrides)
        guest = replace(
            guest,
            absence=absence,
            halts=left,
            overridden=tuple(halt for halt in standing if halt.stop in overrides),
            passed=frozenset(each.value for each in found if each in past),
        )
        lined.append(guest.having_passed(halt for halt in halts if halt not in left))
    return tuple(lined)


def asking(filed: Filed, outline: Outline, audience: Audience) -> tuple[FiledTask, ...]:
    """Return the applying tasks that ask to invite these people."""
    clauses = {task.clause for task in outline.tasks if task.invites is audience}
    return tuple(task for task in filed.applying if task.clause in clauses)


def _turn(guest: Guest) -> int:
    role = guest.person.role
    return 0 if role in PARENTS else 1 if role in FAMILY else 2


def _absences(
    filed: Filed, guest: Guest, before: Sequence[Guest], organiser: str | None
) -> list[Absence]:
    """Return why somebody is not invited, the most important reason first."""
    person, record = guest.person, filed.record
    is_parent = person.role in PARENTS
    checks = [
        (Absence.KEPT_AWAY, is_parent and record.knows(Fact.PARENT_EXCLUDED, person.id)),
        (Absence.NOT_NAMED, person.role not in BY_DEFAULT),
        (Absence.NO_ADDRESS, not person.email),
        (Absence.ORGANISER, person.mailbox == (organiser or "").casefold()),
        (Absence.ANOTHER_WAY, is_parent and record.knows(Fact.JOINS_ANOTHER_WAY)),
        (Absence.CANNOT_JOIN, is_parent and record.knows(Fact.PARENT_CANNOT_JOIN, person.id)),
        (Absence.SAME_MAILBOX, _shares(person, before)),
        (Absence.NO_WAY_IN, guest.way is None or not guest.way.is_open),
    ]
    return [absence for absence, holds in checks if holds]


def _is_past(guest: Guest, halt: Halt) -> bool:
    """Tell whether somebody overrode just this stop, and nothing has changed since."""
    elsewhere = halt.stop is Stop.SAME_ADDRESS and guest.has_moved
    return not elsewhere and halt.is_past(guest.decided)


def _shares(person: Person, before: Sequence[Guest]) -> bool:
    """Tell whether a professional who is invited before them has the same mailbox.

    `_halts` stops people who share a mailbox with somebody of the family.
    """
    return any(
        guest.absence is None
        and guest.group is Group.PROFESSIONALS
        and guest.person.mailbox == person.mailbox
        for guest in before
    )


def _together_though_split(filed: Filed, joinings: Joinings) -> Mapping[str, list[Halt]]:
    """Return stops, by short id, for parents who attend apart but would meet.

    They would meet at the same time, or by the same link. Parents who do not attend do not count.
    """
    record = filed.record
    if not record.knows(Fact.SPLIT):
        return {}
    away = (Fact.PARENT_EXCLUDED, Fact.PARENT_CANNOT_JOIN)
    attending = [
        (parent.id, way)
        for parent in record.parents
        if not any(record.knows(fact, parent.id) for fact in away)
        and (way := way_in(parent, joinings, filed.conference)) is not None
    ]
    found: dict[str, list[Halt]] = {}
    for (one, way), (other, others_way) in combinations(attending, 2):
        shared = [
            *(["at the same time"] if _overlap(way, others_way) else []),
            *(["by the same link"] if way.link and way.link == others_way.link else []),
        ]
        if shared:
            text = f"{one} and {other} attend apart, and would join {' and '.join(shared)}"
            halt = Halt(Stop.SPLIT, (text,), tuple(f"{one} {other} {what}" for what in shared))
            for short_id in (one, other):
                found.setdefault(short_id, []).append(halt)
    return found


def _overlap(one: WayIn, other: WayIn) -> bool:
    """Tell whether two people take part at the same time; without an end, it lasts to the end."""
    first, second = sorted((one, other), key=lambda way: way.at)
    return first.ends is None or not first.at < first.ends <= second.at


def by_a_link(person: Person, way: WayIn | None) -> list[Halt]:
    """Return the stop for an interpreter who would join by a link (O-PART-4), if any."""
    if person.role is not Role.INTERPRETER or way is None or way.method in BY_EAR:
        return []
    text = f"{person.id} is an interpreter, who joins by telephone or speakerphone (O-PART-4)"
    return [Halt(Stop.INTERPRETER, (text,))]


def _halts(filed: Filed, outline: Outline, guest: Guest) -> tuple[Halt, ...]:
    person = guest.person
    halts = by_a_link(person, guest.way)
    same = filed.with_mailbox_of(person)
    family = [other.id for other in filed.people if other.role in FAMILY]
    if same and {person.id, *same}.intersection(family):
        text = f"{person.id} has the same email address as {', '.join(same)}"
        halts.append(Halt(Stop.SAME_ADDRESS, (text,)))
    if person.role is Role.SCHOOL and not guest.entries:  # once invited, it must get the updates
        waiting = _not_arranged(filed, outline, person)
        if waiting:
            text = f"{', '.join(t.handle for t in waiting)} is not done ({waiting[0].clause})"
            halts.append(Halt(Stop.SCHOOL, (text,)))
    return tuple(halts)


def _not_arranged(filed: Filed, outline: Outline, school: Person) -> list[FiledTask]:
    """Return the open tasks about this school that come before its invitation (O-PART-5)."""
    # Editions without the key `invites`: every task that a school's task comes before counts.
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
