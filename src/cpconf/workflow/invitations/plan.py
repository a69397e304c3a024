"""Planning whom to invite now, and putting it on record together with the messages it owes."""

import datetime as dt
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.filed import Filed
from cpconf.core.invitations.invitation import Invited, InviteState, draft_name
from cpconf.core.invitations.invitees import Absence, Group, Guest, by_a_link
from cpconf.core.invitations.joining import JoiningDetails, Joinings, remarks, settle, way_in
from cpconf.core.invitations.preconditions import parents_first, refuse_inviting
from cpconf.core.outbox import OutboxKind, Outlet
from cpconf.core.sharing.stops import Decision, Halt, Overrides, Stop, refuse_unless_overridden
from cpconf.core.words import Method, Role
from cpconf.diaries.entries import new_uid
from cpconf.documents.places import folders
from cpconf.errors import Refused, UsageFault
from cpconf.workflow.invitations.draft_places import folder_of, is_there
from cpconf.workflow.invitations.guest_list import GuestList
from cpconf.workflow.invitations.guests import (
    INVITED,
    JOINING,
    LET_GO,
    UPDATED,
    elsewhere,
    said_of,
    said_of_agreed,
    said_of_elsewhere,
)
from cpconf.workflow.invitations.messages import MessagesOwed
from cpconf.workflow.invitations.updates import said_of_left_out

if TYPE_CHECKING:
    from cpconf.store.questions import Questions
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteRequest:
    """What was asked for: whom to invite, how they join, and what to go past.

    `to` and the person in `details` are as typed. `by_mail`: the program sends, else it makes
    drafts; `folder` is where those go, None for where the earlier ones went.
    """

    ref: str
    to: Sequence[str] = ()
    details: JoiningDetails = field(default_factory=JoiningDetails)
    by_mail: bool = False
    folder: Path | None = None
    overrides: Overrides = field(default_factory=Overrides)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedInvitations:
    """What a run would do, worked out but not kept.

    `seen` are the people, were they to join as it would be. `due` are those to be invited now,
    `updated` those whose way of joining changes, and `left` those of them who may not be told by
    email. `waiting` are the professionals who are kept back for the parents by `first`; `let_go`
    those for whom something was gone past, and nothing is made now. `passed` are the stops gone
    past, `settled` those of how somebody joins.
    """

    request: InviteRequest
    seen: GuestList
    due: tuple[Guest, ...]
    updated: tuple[Guest, ...] = ()
    left: tuple[Guest, ...] = ()
    waiting: tuple[Guest, ...] = ()
    let_go: tuple[Guest, ...] = ()
    first: tuple[Halt, ...] = ()
    passed: tuple[Halt, ...] = ()
    settled: Decision = field(default_factory=Decision)
    folder: Path
    remarks: tuple[str, ...] = ()

    @property
    def shown(self) -> GuestList:
        """The people, with what keeps the professionals back."""
        return self.seen.kept_back(self.waiting, self.first)

    @property
    def changes_entry(self) -> bool:
        """Whether the calendar entry gets its next number."""
        taken_back = (
            entry.outlet is not Outlet.DRAFT
            for guest in (*self.due, *self.updated)
            for entry in elsewhere(self.seen.filed, guest)
        )
        return bool(self.updated or self.left) or any(taken_back)


def plan(
    store: "Questions",
    request: InviteRequest,
    organiser: str,
    *,
    now: dt.datetime,
    tried: Collection[str] = (),
) -> PlannedInvitations:
    """Work out whom to invite now, and what changes for those who are invited.

    `organiser` is an address, `now` wall-clock Europe/London; `tried` are the short ids of those
    whom this run has dealt with. Raises Refused where nobody may be invited or somebody named is
    stopped, UsageFault where it is not said how people join, NotFound for who is not on record.
    """
    seen = GuestList.of(store, store.filed(request.ref), organiser)
    filed, outline, before = seen.filed, seen.outline, seen.joinings
    refuse_inviting(filed, outline, now=now)
    named = {choose_person(filed.people, text).id for text in request.to}
    after, settled = _joinings(filed, before, request.details, request.overrides)
    seen = seen.lined_up(after)
    ids = {person.id for person in filed.people}
    guests = seen.lined_up(named=named).guests
    _refuse_without_way(request.ref, guests, after)
    _refuse_named(request.ref, guests, named)
    freed = [_freed(guest, request, named) for guest in guests]
    guests = tuple(guest for guest, _ in freed)
    folder = request.folder or _earlier_folder(seen.invited.values()) or Path(request.ref)
    asked = [g for g in guests if g.person.id in (named or ids) and g.person.id not in tried]
    due = [g for g in asked if g.is_due or _lost(g, named, by_mail=request.by_mail)]
    family = [guest for guest in due if guest.group is Group.FAMILY]
    others = [guest for guest in due if guest.group is Group.PROFESSIONALS]
    # Whoever an earlier run, or a move, left waiting for the parents waits with them.
    held = [guest for guest in guests if _is_held(guest) and guest not in due]
    going = {guest.person.id for guest in family}
    first = parents_first(filed, outline, guests, by_mail=request.by_mail, going=going)
    reasons = request.overrides.reasons
    changed = [guest for guest in guests if _joins_anew(filed, guest, before, after)]
    left = [guest for guest in changed if not guest.may_be_asked]
    updated = [guest for guest in changed if guest.may_be_asked and guest.is_live]
    held += [guest for guest in updated if guest.group is Group.PROFESSIONALS and guest not in held]
    # What is owed by mail waits for what has gone, whatever this run makes.
    by_post = [g for g in held if g.invited is not None and g.invited.outlet is Outlet.SMTP]
    first_held = parents_first(filed, outline, guests, by_mail=True, going=()) if by_post else ()
    first = tuple(dict.fromkeys((*(first if others or held != by_post else ()), *first_held)))
    kept_back = bool(first and (others or held)) and Stop.PARENTS_FIRST not in reasons
    if first and not kept_back:
        others, held = ([_gone_past(guest, first) for guest in of] for of in (others, held))
    going_out = tuple(family if kept_back else (*family, *others))
    dealt_with = [*due, *updated, *_by_letter(freed)]
    passed = {halt: None for guest, halts in freed if guest in dealt_with for halt in halts}
    if first and (others or held) and not kept_back:
        passed.update(dict.fromkeys(first))
    planned = PlannedInvitations(
        request=request,
        seen=seen,
        due=going_out,
        updated=tuple(updated),
        left=tuple(left),
        waiting=(*others, *held) if kept_back else (),
        let_go=(*(() if kept_back or not first else held), *_by_letter(freed)),
        first=first if kept_back else (),
        passed=tuple({**passed, **dict.fromkeys(settled.halts)}),
        settled=settled,
        folder=folder,
        remarks=(
            *remarks(outline.rules, after, filed.people),
            *(line for guest in left for line in said_of_left_out(request.ref, guest)),
            *said_of_elsewhere(filed, (*going_out, *updated)),
            *said_of_agreed(going_out),
        ),
    )
    if not request.by_mail:
        folders.check(folder)
        _refuse_taken(planned)
    return planned


def keep(
    store: "Writer", planned: PlannedInvitations, organiser: str, *, now: dt.datetime
) -> list[int]:
    """Put on record how people join and who is invited, and owe the messages; their numbers."""
    filed, request = planned.seen.filed, planned.request
    joining = planned.seen.joinings.get(_person_of(filed, request.details))
    if request.details.are_given and joining is not None:
        store.set_joining(filed, joining)
        said: dict[str, object] = {"person": joining.person, "way": joining.method.value}
        if planned.settled.halts and joining.person is not None:
            said["passed"] = {joining.person: planned.settled.said["passed"]}
        store.note(filed, JOINING, said, planned.settled.note)
    decision = Decision(
        halts=planned.passed, reasons=request.overrides.reasons, by=request.overrides.by
    )
    if planned.let_go:
        store.note(filed, LET_GO, said_of(planned.let_go, None), decision.note)
    if not (planned.due or planned.changes_entry):
        return []
    series = store.start_series(filed, new_uid())
    owing = MessagesOwed(
        store=store,
        filed=filed,
        series=store.raise_sequence(filed) if planned.changes_entry else series,
        organiser=organiser,
        now=now,
    )
    for guest in planned.left:
        owing.leave_out(guest)
    folder = None if request.by_mail else planned.folder
    numbers = [
        *(number for guest in planned.updated for number in owing.again(guest, answer_holds=True)),
        *(number for guest in planned.due for number in owing.first(guest, folder)),
    ]
    for what, guests in ((UPDATED, planned.updated), (INVITED, planned.due)):
        if guests:
            owing.note(what, guests, decision.note)
    return numbers


def _person_of(filed: Filed, details: JoiningDetails) -> str | None:
    if details.person is None:
        return None
    return choose_person(filed.people, details.person).id


def _joinings(
    filed: Filed, before: Joinings, details: JoiningDetails, overrides: Overrides
) -> tuple[Joinings, Decision]:
    if not details.are_given:
        return before, Decision()
    whom = _person_of(filed, details)
    _refuse_named_family(filed, details)
    person = filed.person(whom)
    if (
        person is not None
        and person.role is Role.INTERPRETER
        and not (details.method or details.link)
    ):
        details = replace(details, method=Method.TELEPHONE)
    after = {**before, whom: settle(before, replace(details, person=whom))}
    if person is None:
        return after, Decision()
    way = way_in(person, after, filed.conference)
    if way is not None and way.ends is not None and way.ends <= way.at:
        msg = (
            f"{person.id} would join at {way.at:%H:%M}, when it has ended for them at "
            f"{way.ends:%H:%M}: give --starts and --ends again"
        )
        raise UsageFault(msg)
    telephone = f"Let them ring: cpconf invite {filed.conference.ref} --for {person.id}"
    telephone += " --method telephone --dial-in TEXT"
    halts = by_a_link(person, way)
    return after, overrides.decide(halts, f"how {person.id} joins", otherwise=telephone)


def _refuse_named_family(filed: Filed, details: JoiningDetails) -> None:
    """Raise Refused for a number to ring that comes with somebody's name: everybody reads it."""
    words = (details.dial_in or "").casefold()
    parts = {
        part.casefold()
        for person in filed.people
        if Group.of(person) is Group.FAMILY
        for part in person.name.split()
        if len(part) > 2
    }
    if parts.intersection("".join(c if c.isalpha() else " " for c in words).split()):
        msg = "the number to ring has a name of the family beside it, which everybody would read"
        raise Refused(msg)


def _refuse_named(ref: str, guests: Sequence[Guest], named: set[str]) -> None:
    """Raise Refused where somebody who was named cannot be invited at all."""
    lost = [
        (guest.person.id, guest.absence)
        for guest in guests
        if guest.person.id in named and guest.absence is not None
    ]
    if not lost:
        return
    whom, absence = lost[0]
    match absence:
        case Absence.KEPT_AWAY:
            way = f"If that is no longer so: cpconf fact {ref} parent_excluded@{whom}=no"
        case Absence.NO_WAY_IN:
            way = f"Give them a number to ring: cpconf invite {ref} --for {whom} --dial-in TEXT"
        case Absence.ORGANISER:
            way = "Somebody else can be the organiser: set it in [invite] of the configuration"
        case (
            Absence.NO_ADDRESS
            | Absence.NOT_NAMED
            | Absence.ANOTHER_WAY
            | Absence.CANNOT_JOIN
            | Absence.SAME_MAILBOX
        ):
            way = f"Put it on record: cpconf person change {ref} {whom} --email ADDRESS"
        case _:
            assert_never(absence)
    said = "; ".join(f"{person}: {why.words}" for person, why in lost)
    msg = f"not invited to {ref}: {said}\n{way}"
    raise Refused(msg)


def _refuse_without_way(ref: str, guests: Sequence[Guest], joinings: Joinings) -> None:
    """Raise UsageFault where there is nothing to join by, for anybody who was to be invited."""
    lost = [guest for guest in guests if guest.absence is Absence.NO_WAY_IN]
    everybody = joinings.get(None)
    open_ = everybody is not None and (everybody.link or everybody.dial_in)
    if lost and not open_ and not any(guest.absence is None for guest in guests):
        msg = (
            f"how do people join {ref}? Give --link URL, --dial-in with number and PIN, or both\n"
            "An invitation says how to join"
        )
        raise UsageFault(msg)
    broken = [guest.person.id for guest in lost if guest.was_invited]
    if broken:
        msg = (
            f"{', '.join(broken)} would have nothing left to join by: give them a number to ring, "
            f"cpconf invite {ref} --for {broken[0]} --dial-in TEXT"
        )
        raise UsageFault(msg)


def _freed(guest: Guest, request: InviteRequest, named: set[str]) -> tuple[Guest, tuple[Halt, ...]]:
    """Somebody without the stops that were overridden, and those. Raises Refused where named."""
    reasons = request.overrides.reasons
    passed = tuple(halt for halt in guest.halts if halt.stop in reasons)
    if guest.person.id in named and not guest.is_live:
        refuse_unless_overridden(guest.halts, reasons, f"invitation of {guest.person.id}")
    left = tuple(halt for halt in guest.halts if halt not in passed)
    return replace(_gone_past(guest, passed), halts=left), passed


def _by_letter(freed: Iterable[tuple[Guest, tuple[Halt, ...]]]) -> list[Guest]:
    """Those without an address for whom something was gone past: their letters go by it."""
    return [guest for guest, halts in freed if halts and guest.absence is Absence.NO_ADDRESS]


def _gone_past(guest: Guest, halts: Iterable[Halt]) -> Guest:
    """Somebody for whom it was decided to go past these stops."""
    return replace(guest, passed=guest.passed.union(*(halt.decided_on for halt in halts)))


def _is_held(guest: Guest) -> bool:
    """Whether a message to one of the professionals is owed, and waits."""
    is_owed = guest.invited is not None and guest.invited.state is InviteState.OWED
    return is_owed and guest.group is Group.PROFESSIONALS and guest.may_be_asked


def _joins_anew(filed: Filed, guest: Guest, before: Joinings, after: Joinings) -> bool:
    """Whether somebody was given a way of joining that no longer holds."""
    conference, person = filed.conference, guest.person
    was, becomes = way_in(person, before, conference), way_in(person, after, conference)
    return guest.was_invited and was != becomes


def _lost(guest: Guest, named: set[str], *, by_mail: bool) -> bool:
    """Whether somebody who was named has no more than a draft, which is gone or is not wanted."""
    known = guest.invited
    if known is None or guest.person.id not in named or known.state is not InviteState.PREPARED:
        return False
    return by_mail or not is_there(known)


def _earlier_folder(invited: Iterable[Invited]) -> Path | None:
    folders = [Path(known.folder).parent for known in invited if known.folder is not None]
    return folders[-1] if folders else None


def _refuse_taken(planned: PlannedInvitations) -> None:
    """Raise Refused where a file has the name of a draft that is to be made."""
    series = planned.seen.series
    sequence = series.sequence if series else 0
    sequence += 1 if planned.changes_entry else 0
    ref = planned.request.ref
    for guest in planned.due:
        name = draft_name(ref, guest.person.id, OutboxKind.INVITATION, sequence)
        if os.path.lexists(folder_of(planned.folder, guest) / name):
            msg = (
                f"{name} exists already: it may have been sent. Move it away, or choose another "
                "folder: --out DIR"
            )
            raise Refused(msg)
