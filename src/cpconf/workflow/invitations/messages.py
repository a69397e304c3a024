"""Owing messages about invitations, in the same transaction as the change that needs them.

So no message is forgotten if the program stops afterwards. Such a change is an invitation, a new
date, or a cancellation.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.filed import Filed
from cpconf.core.invitations.invitation import Invited, InviteState, Joining, Series
from cpconf.core.invitations.invitees import Group, Guest
from cpconf.core.invitations.joining import moved
from cpconf.core.outbox import Care, OutboxKind, OutboxMessage, Outlet
from cpconf.mail.letter import new_message_id
from cpconf.workflow.invitations.guest_list import GuestList, folder_of
from cpconf.workflow.invitations.guests import (
    UPDATED,
    elsewhere,
    held_by,
    said_of,
    said_of_elsewhere,
    said_of_left_out,
)

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """The people to tell of a change, and those `left` out although they were invited.

    `numbers` are those of the messages now owed.
    """

    guests: tuple[Guest, ...] = ()
    left: tuple[Guest, ...] = ()
    remarks: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """The short ids of the people to tell."""
        return tuple(guest.person.id for guest in self.guests)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesOwed:
    """What owes messages for one state of a conference's calendar entry.

    Each method returns the numbers of its messages, with those of cancellations to earlier
    addresses. `organiser` is the address that invites; `now` is wall-clock Europe/London.
    """

    store: "Writer"
    filed: Filed
    series: Series
    organiser: str = field(repr=False)
    now: dt.datetime

    def first(self, guest: Guest, folder: Path | None) -> list[int]:
        """Owe an invitation, as a draft in a folder or else by email."""
        known = Invited(
            ref=self.series.ref,
            person=guest.person.id,
            outlet=Outlet.SMTP if folder is None else Outlet.DRAFT,
            state=InviteState.OWED,
            sequence=self.series.sequence,
            made_at=self.now,
            address=guest.person.email,
            folder=None if folder is None else str(folder_of(folder, guest)),
        )
        return self._tell(guest, known, OutboxKind.INVITATION)

    def again(self, guest: Guest, *, answer_holds: bool = False) -> list[int]:
        """Owe an update, by the transport of the invitation.

        Owes an invitation to a person who never had any message. A draft goes to the folder of the
        first one. The person's answer is removed unless `answer_holds`.
        """
        if guest.invited is None:
            return []
        known = replace(
            guest.invited,
            state=InviteState.OWED,
            sequence=self.series.sequence,
            address=guest.person.email,
            sent_at=None,
        )
        if not answer_holds:
            known = replace(known, made_at=self.now, answer=None, answered_at=None)
        return self._tell(
            guest, known, OutboxKind.UPDATE if guest.entries else OutboxKind.INVITATION
        )

    def call_off(self, guest: Guest, addresses: Collection[str]) -> list[int]:
        """Owe a cancellation to each address that has an invitation of this person.

        It goes by the transport of the invitation, first to the address on record. To earlier
        addresses it goes only by email, and not to any of `addresses` (in lower case).
        """
        if guest.invited is None:
            return []
        first, *others = held_by(guest)
        known = replace(
            self._at(guest.invited, first),
            state=InviteState.OWED,
            sequence=self.series.sequence,
            made_at=self.now,
            sent_at=None,
            answer=None,
            answered_at=None,
        )
        self.store.invitations.put_invited(self.filed, known)
        return [
            self._owe(guest, known, OutboxKind.CANCELLATION),
            *(
                self._owe(guest, self._at(known, entry), OutboxKind.CANCELLATION, beside=True)
                for entry in others
                if entry.outlet is not Outlet.DRAFT and entry.mailbox not in addresses
            ),
        ]

    def leave_out(self, guest: Guest) -> None:
        """Record that a person gets no message about the change, and withdraw owed ones."""
        if guest.invited is None:
            return
        self.store.invitations.withdraw(self.filed, guest.person.id)
        left = replace(
            guest.invited,
            state=InviteState.FAILED,
            sequence=self.series.sequence,
            sent_at=None,
            answer=None,
            answered_at=None,
        )
        self.store.invitations.put_invited(self.filed, left)

    def note(self, what: str, guests: Iterable[Guest], why: str | None = None) -> None:
        """Enter in the history for whom messages are owed, and what was overridden."""
        self.store.conferences.note(self.filed, what, said_of(guests, self.series.sequence), why)

    def _tell(self, guest: Guest, known: Invited, kind: OutboxKind) -> list[int]:
        """Owe a message by the transport of `known`, and cancellations to unused addresses.

        Those are addresses that nobody has any more, and to which email went.
        """
        self.store.invitations.put_invited(self.filed, known)
        return [
            self._owe(guest, known, kind),
            *(
                self._owe(guest, self._at(known, entry), OutboxKind.CANCELLATION, beside=True)
                for entry in elsewhere(self.filed, guest)
                if entry.outlet is not Outlet.DRAFT
            ),
        ]

    def _owe(self, guest: Guest, known: Invited, kind: OutboxKind, *, beside: bool = False) -> int:
        care = Care.FAMILY if guest.group is Group.FAMILY else Care.STAFF
        number = new_message_id(self.organiser)
        return self.store.invitations.owe(
            self.filed, known, kind, care, message_id=number, beside=beside
        )

    @staticmethod
    def _at(known: Invited, entry: OutboxMessage) -> Invited:
        """Return the same invitation, with transport and address of an earlier message."""
        return replace(known, outlet=entry.outlet, address=entry.address, folder=entry.folder)


def to_update(seen: GuestList) -> Called:
    """Return the people to tell of a change: everybody who has an invitation, or soon will.

    Every stop of an invitation stops this too, unless it was overridden before.
    """
    known = [
        guest
        for guest in seen.guests
        if guest.invited is not None and guest.invited.state is not InviteState.CANCELLED
    ]
    hears = [g for g in known if (g.was_invited or g.entries) and g.may_be_asked]
    left = [guest for guest in known if guest not in hears]
    remarks = [line for guest in left for line in said_of_left_out(seen.ref, guest)]
    remarks += said_of_elsewhere(seen.filed, hears)
    return Called(guests=tuple(hears), left=tuple(left), remarks=tuple(remarks))


def after_move(
    store: "Writer", filed: Filed, after: Conference, organiser: str, *, now: dt.datetime
) -> Called:
    """Owe an update to everybody who is invited, and remove their answers to the old date.

    Moves times to ring and own hours with the start. Owes nothing where nobody is invited or the
    new date has passed. `now` is wall-clock Europe/London.
    """
    ref, before = filed.conference.ref, filed.conference
    remarks = []
    for joining in moved(store.invitations.joinings(ref), before.at, after.at):
        store.invitations.set_joining(filed, joining)
        remarks += _said_of_hours(joining)
    if store.invitations.series(ref) is None:
        return Called(remarks=tuple(remarks))
    filed = store.conferences.filed(ref)  # with the tasks opened again for the new date
    seen = GuestList.of(store, filed, organiser)
    asked_again = ", ".join(seen.answers.earlier)
    if asked_again:
        remarks.append(f"{asked_again} answered for the earlier date: that does not count now")
    called = to_update(seen)
    if after.at <= now:
        said = ["its new date has passed: nobody is sent an update"] if called.guests else []
        return Called(remarks=(*remarks, *said))
    series = store.invitations.raise_sequence(filed)
    owing = MessagesOwed(store=store, filed=filed, series=series, organiser=organiser, now=now)
    numbers = [number for guest in called.guests for number in owing.again(guest)]
    for guest in called.left:
        owing.leave_out(guest)
    if called.guests:
        owing.note(UPDATED, called.guests)
    if called.left:
        owing.note("no update of the invitation", called.left)
    return replace(called, numbers=tuple(numbers), remarks=(*remarks, *called.remarks))


def after_rejoining(
    store: "Writer", filed: Filed, person: str, organiser: str, *, now: dt.datetime
) -> Called:
    """Owe an update to one person whose own hours, link or method changed, if they are invited.

    Their answer holds. `now` is wall-clock Europe/London.
    """
    ref = filed.conference.ref
    if store.invitations.series(ref) is None or filed.conference.at <= now:
        return Called()
    called = to_update(GuestList.of(store, filed, organiser))
    theirs = replace(
        called,
        guests=tuple(guest for guest in called.guests if guest.person.id == person),
        left=(),
        remarks=(),
    )
    if not theirs.guests:
        return theirs
    series = store.invitations.raise_sequence(filed)
    owing = MessagesOwed(store=store, filed=filed, series=series, organiser=organiser, now=now)
    numbers = [n for guest in theirs.guests for n in owing.again(guest, answer_holds=True)]
    owing.note(UPDATED, theirs.guests)
    return replace(theirs, numbers=tuple(numbers))


def _said_of_hours(joining: Joining) -> list[str]:
    """Return remarks on the hours of one person, or of all, that a new start moves."""
    whose = f" of {joining.person}" if joining.person else ""
    hours = (
        ("the time to ring", joining.dial_at),
        ("the start", joining.starts),
        ("the end", joining.ends),
    )
    return [f"{what}{whose} moves too: {time:%H:%M}" for what, time in hours if time is not None]


def after_cancelling(store: "Writer", filed: Filed, organiser: str, *, now: dt.datetime) -> Called:
    """Owe a cancellation to every address that may have an invitation.

    Withdraws invitations that were never sent. No stop applies, as a cancellation tells people
    nothing new. After the start, nobody is sent one; `now` is wall-clock Europe/London.
    """
    guests = GuestList.of(store, filed, organiser).guests
    for guest in guests:
        if guest.invited is not None and guest.was_invited and not guest.entries:
            store.invitations.withdraw(filed, guest.person.id)
            store.invitations.put_invited(
                filed, replace(guest.invited, state=InviteState.CANCELLED)
            )
    holding = tuple(guest for guest in guests if guest.invited and guest.entries)
    if not holding:
        return Called()
    if filed.conference.at <= now:
        return Called(remarks=("its date has passed: nobody is sent a cancellation",))
    series = store.invitations.raise_sequence(filed)
    owing = MessagesOwed(store=store, filed=filed, series=series, organiser=organiser, now=now)
    first = {held_by(guest)[0].mailbox for guest in holding}
    numbers = tuple(number for guest in holding for number in owing.call_off(guest, first))
    owing.note("invitation cancelled", holding)
    remarks = tuple(
        f"{guest.person.id} had another email address before: if that draft was sent, tell them "
        "there that it is cancelled"
        for guest in holding
        if any(entry.outlet is Outlet.DRAFT for entry in held_by(guest)[1:])
    )
    return Called(guests=holding, numbers=numbers, remarks=remarks)
