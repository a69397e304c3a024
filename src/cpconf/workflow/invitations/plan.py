"""Planning whom to invite now, and recording it together with the messages owed."""

import datetime as dt
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.filed import Filed
from cpconf.core.invitations.invitation import InviteState, Joining, draft_name
from cpconf.core.invitations.invitees import Absence, Group, Guest, by_a_link
from cpconf.core.invitations.joining import JoiningDetails, remarks, settle, way_in
from cpconf.core.invitations.preconditions import parents_first, refuse_inviting
from cpconf.core.outbox import OutboxKind, Outlet
from cpconf.core.sharing.stops import Decision, Halt, Overrides, Stop, refuse_unless_overridden
from cpconf.core.words import FAMILY, Method, Role
from cpconf.diaries.entries import new_uid
from cpconf.documents.places import folders
from cpconf.errors import REASON, Refused, UsageFault
from cpconf.workflow.invitations.guest_list import GuestList, folder_of, is_there
from cpconf.workflow.invitations.guests import (
    INVITED,
    JOINING,
    LET_GO,
    UPDATED,
    elsewhere,
    said_of,
    said_of_agreed,
    said_of_elsewhere,
    said_of_left_out,
)
from cpconf.workflow.invitations.messages import MessagesOwed

if TYPE_CHECKING:
    from cpconf.store.writing import Store, Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteRequest:
    """What was asked for: whom to invite, how they join, and what to override.

    `to` and the person in `details` are as typed. `by_mail`: the program sends, else it makes
    drafts in `folder`; None is the folder of earlier drafts.
    """

    ref: str
    to: Sequence[str] = ()
    details: JoiningDetails = field(default_factory=JoiningDetails)
    by_mail: bool = False
    folder: Path | None = None
    overrides: Overrides = field(default_factory=Overrides)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedInvitations:
    """What a run would do, not yet in the store.

    `seen` is the guest list with the new way to join and the stops. `joining` is that new way,
    `settled` the decision to override stops for it. `due` are to be invited now; `updated` are
    invited, and their way to join changes; `left` are those of them who must not be told by email.
    `waiting` are professionals whom the stop `first` keeps back until the parents are invited.
    `let_go` are people for whom a stop was overridden, but who get no message now. `decision` has
    all overridden stops.
    """

    request: InviteRequest
    seen: GuestList
    folder: Path
    joining: Joining | None = None
    settled: Decision = field(default_factory=Decision)
    due: tuple[Guest, ...] = ()
    updated: tuple[Guest, ...] = ()
    left: tuple[Guest, ...] = ()
    waiting: tuple[Guest, ...] = ()
    let_go: tuple[Guest, ...] = ()
    first: Halt | None = None
    decision: Decision = field(default_factory=Decision)
    remarks: tuple[str, ...] = ()

    @property
    def changes_entry(self) -> bool:
        """Whether the calendar entry gets its next SEQUENCE."""
        taken_back = (
            entry.outlet is not Outlet.DRAFT
            for guest in (*self.due, *self.updated)
            for entry in elsewhere(self.seen.filed, guest)
        )
        return bool(self.updated or self.left) or any(taken_back)


def plan(
    store: "Store",
    request: InviteRequest,
    organiser: str,
    *,
    now: dt.datetime,
    tried: Collection[str] = (),
) -> PlannedInvitations:
    """Work out whom to invite now, and what changes for people who are invited.

    `organiser` is an address, `now` wall-clock Europe/London; `tried` are short ids that this run
    has dealt with. Raises Refused where nobody may be invited or somebody named is stopped,
    UsageFault where no way to join is known, NotFound for a person who is not on record.
    """
    seen = GuestList.of(store, store.conferences.filed(request.ref), organiser)
    filed, overrides = seen.filed, request.overrides
    refuse_inviting(filed, seen.outline, now=now)
    named = {choose_person(filed.people, text).id for text in request.to}
    ways = {guest.person.id: guest.way for guest in seen.guests}
    joining, settled = _joining(seen, request)
    after = seen.joinings if joining is None else {**seen.joinings, joining.person: joining}
    seen = seen.lined_up(after, named=named, overrides=overrides.reasons)
    _refuse_without_way(seen)
    _refuse_named(seen, named)

    def is_due(guest: Guest) -> bool:
        whom = guest.person.id
        is_asked = whom not in tried and (not named or whom in named)
        lost = whom in named and _has_no_more_than_a_draft(guest, by_mail=request.by_mail)
        return is_asked and (guest.is_due or lost)

    due = [guest for guest in seen.guests if is_due(guest)]
    changed = [g for g in seen.guests if g.was_invited and g.way != ways[g.person.id]]
    left = [guest for guest in changed if not guest.may_be_asked]
    updated = [guest for guest in changed if guest.may_be_asked and guest.is_live]
    family = [guest for guest in due if guest.group is Group.FAMILY]
    others = [guest for guest in due if guest.group is Group.PROFESSIONALS]
    # With those whom an earlier run, or a move, left waiting for the parents.
    held = [
        guest
        for guest in seen.guests
        if guest.group is Group.PROFESSIONALS
        and guest not in due
        and (guest.is_held or guest in updated)
    ]
    first = _parents_first(seen, family, others, held, by_mail=request.by_mail)
    holding = (halt for guest in seen.guests for halt in guest.halts)
    overrides.refuse_unknown((*holding, *((first,) if first is not None else ())))
    kept_back = first is not None and Stop.PARENTS_FIRST not in overrides.reasons
    passed = () if first is None or kept_back else (first,)
    others, held = ([g.having_passed(passed) for g in of] for of in (others, held))
    by_letter = [g for g in seen.guests if g.overridden and g.absence is Absence.NO_ADDRESS]
    waiting = (*others, *held) if kept_back else ()
    going_out = tuple(family if kept_back else (*family, *others))
    overridden = [h for guest in (*due, *updated, *by_letter) for h in guest.overridden]
    gone_past = tuple(dict.fromkeys((*overridden, *passed, *settled.halts)))
    planned = PlannedInvitations(
        request=request,
        seen=seen.kept_back(waiting, (first,)) if first is not None and kept_back else seen,
        joining=joining,
        settled=settled,
        due=going_out,
        updated=tuple(updated),
        left=tuple(left),
        waiting=waiting,
        let_go=(*(held if passed else ()), *by_letter),
        first=first if kept_back else None,
        decision=replace(settled, halts=gone_past),
        folder=request.folder or _earlier_folder(seen) or Path(request.ref),
        remarks=(
            *remarks(seen.outline.rules, after, filed.people),
            *(line for guest in left for line in said_of_left_out(request.ref, guest)),
            *said_of_elsewhere(filed, (*going_out, *updated)),
            *said_of_agreed(going_out),
        ),
    )
    if not request.by_mail:
        folders.check(planned.folder)
        _refuse_taken(planned)
    return planned


def keep(
    store: "Writer", planned: PlannedInvitations, organiser: str, *, now: dt.datetime
) -> list[int]:
    """Record how people join and who is invited, owe the messages, and return their numbers."""
    filed, joining, note = planned.seen.filed, planned.joining, planned.decision.note
    if joining is not None:
        store.invitations.set_joining(filed, joining)
        said: dict[str, object] = {"person": joining.person, "way": joining.method.value}
        if planned.settled.halts and joining.person is not None:
            said["passed"] = {joining.person: planned.settled.said["passed"]}
        store.conferences.note(filed, JOINING, said, planned.settled.note)
    if planned.let_go:
        store.conferences.note(filed, LET_GO, said_of(planned.let_go), note)
    if not (planned.due or planned.changes_entry):
        return []
    series = store.invitations.start_series(filed, new_uid())
    if planned.changes_entry:
        series = store.invitations.raise_sequence(filed)
    owing = MessagesOwed(store=store, filed=filed, series=series, organiser=organiser, now=now)
    for guest in planned.left:
        owing.leave_out(guest)
    folder = None if planned.request.by_mail else planned.folder
    numbers = [
        *(number for guest in planned.updated for number in owing.again(guest, answer_holds=True)),
        *(number for guest in planned.due for number in owing.first(guest, folder)),
    ]
    for what, guests in ((UPDATED, planned.updated), (INVITED, planned.due)):
        if guests:
            owing.note(what, guests, note)
    return numbers


def _joining(seen: GuestList, request: InviteRequest) -> tuple[Joining | None, Decision]:
    """Return the new way to join, as typed, and the decision to override stops for it."""
    details, filed, overrides = request.details, seen.filed, request.overrides
    undecided = Decision(reasons=overrides.reasons, by=overrides.by)
    if not details.are_given:
        return None, undecided
    _refuse_named_family(filed, details)
    if details.person is None:
        return settle(seen.joinings, details), undecided
    person = choose_person(filed.people, details.person)
    if person.role is Role.INTERPRETER and not (details.method or details.link):
        details = replace(details, method=Method.TELEPHONE)
    joining = settle(seen.joinings, replace(details, person=person.id))
    way = way_in(person, {**seen.joinings, person.id: joining}, filed.conference)
    if way is not None and way.ends is not None and way.ends <= way.at:
        raise UsageFault(
            f"{person.id} would join at {way.at:%H:%M}, but their part ends at "
            f"{way.ends:%H:%M}: give --starts and --ends again"
        )
    telephone = f"Let them ring: cpconf invite {request.ref} --for {person.id}"
    telephone += " --method telephone --dial-in TEXT"
    halts = by_a_link(person, way)
    return joining, overrides.decide(halts, f"how {person.id} joins", otherwise=telephone)


def _refuse_named_family(filed: Filed, details: JoiningDetails) -> None:
    """Raise Refused for a number to ring with a family member's name: everybody would read it."""
    words = (details.dial_in or "").casefold()
    family = (person.name for person in filed.people if person.role in FAMILY)
    parts = {part.casefold() for name in family for part in name.split() if len(part) > 2}
    if parts.intersection("".join(c if c.isalpha() else " " for c in words).split()):
        raise Refused(
            "the number to ring has a name of the family beside it, which everybody would read"
        )


def _refuse_named(seen: GuestList, named: Collection[str]) -> None:
    """Raise Refused where a named person cannot be invited, or a stop holds."""
    guests, ref = [guest for guest in seen.guests if guest.person.id in named], seen.ref
    lost = {guest.person.id: guest.absence for guest in guests if guest.absence is not None}
    if lost:
        said = REASON.join(f"{person}: {why.words}" for person, why in lost.items())
        raise Refused(f"not invited to {ref}: {said}\n{_way_out(ref, lost)}")
    for guest in guests:
        if not guest.is_live:
            refuse_unless_overridden(guest.halts, {}, f"invitation of {guest.person.id}")


def _way_out(ref: str, lost: Mapping[str, Absence]) -> str:
    """Return what to do so that the first of the named people can be invited."""
    whom, absence = next(iter(lost.items()))
    match absence:
        case Absence.KEPT_AWAY:
            return f"If that is no longer so: cpconf fact {ref} parent_excluded@{whom}=no"
        case Absence.NO_WAY_IN:
            return f"Give them a number to ring: cpconf invite {ref} --for {whom} --dial-in TEXT"
        case Absence.ORGANISER:
            return "Somebody else can be the organiser: set it in [invite] of the configuration"
        case (
            Absence.NO_ADDRESS
            | Absence.NOT_NAMED
            | Absence.ANOTHER_WAY
            | Absence.CANNOT_JOIN
            | Absence.SAME_MAILBOX
        ):
            return f"Put it on record: cpconf person change {ref} {whom} --email ADDRESS"
        case _:
            assert_never(absence)


def _refuse_without_way(seen: GuestList) -> None:
    """Raise UsageFault where people to invite, or invited before, have no way to join."""
    lost = [guest for guest in seen.guests if guest.absence is Absence.NO_WAY_IN]
    everybody = seen.joinings.get(None)
    is_open = everybody is not None and (everybody.link or everybody.dial_in)
    if lost and not is_open and not any(guest.absence is None for guest in seen.guests):
        raise UsageFault(
            f"how do people join {seen.ref}? Give --link URL, --dial-in with number and PIN, or "
            "both\nAn invitation says how to join"
        )
    broken = [guest.person.id for guest in lost if guest.was_invited]
    if broken:
        raise UsageFault(
            f"{', '.join(broken)} would have no way left to join: give them a number to ring, "
            f"cpconf invite {seen.ref} --for {broken[0]} --dial-in TEXT"
        )


def _parents_first(
    seen: GuestList,
    family: Iterable[Guest],
    others: Sequence[Guest],
    held: Sequence[Guest],
    *,
    by_mail: bool,
) -> Halt | None:
    """Return the stop that keeps due or waiting professionals back, or None.

    By email they wait until the parents' invitations are sent, not only made.
    """
    if not (others or held):
        return None
    posted = any(g.invited is not None and g.invited.outlet is Outlet.SMTP for g in held)
    going = {guest.person.id for guest in family}
    return parents_first(
        seen.filed, seen.outline, seen.guests, by_mail=by_mail or posted, going=going
    )


def _has_no_more_than_a_draft(guest: Guest, *, by_mail: bool) -> bool:
    """Tell whether a person has only a draft, which is missing or not wanted."""
    known = guest.invited
    if known is None or known.state is not InviteState.PREPARED:
        return False
    return by_mail or not is_there(known)


def _earlier_folder(seen: GuestList) -> Path | None:
    """Return the folder of the latest drafts, or None."""
    known = [g.invited for g in seen.guests if g.invited is not None and g.invited.folder]
    last = max(known, key=lambda each: each.made_at, default=None)
    return None if last is None else Path(last.folder or "").parent


def _refuse_taken(planned: PlannedInvitations) -> None:
    """Raise Refused where a file has the name of a draft to make."""
    series, ref = planned.seen.series, planned.request.ref
    sequence = (series.sequence if series else 0) + planned.changes_entry
    for guest in planned.due:
        name = draft_name(ref, guest.person.id, OutboxKind.INVITATION, sequence)
        if os.path.lexists(folder_of(planned.folder, guest) / name):
            raise Refused(
                f"{name} exists already: it may have been sent. Move it away, or choose another "
                "folder: --out DIR"
            )
