"""What a new date, or the end of it, means for those who are invited: updates, cancellations.

They are owed in the same transaction as the change itself, so that none is ever forgotten.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.filed import Filed
from cpconf.core.invitations.invitation import InviteState, Joining
from cpconf.core.invitations.invitees import Guest
from cpconf.core.invitations.joining import moved
from cpconf.core.outbox import Outlet
from cpconf.workflow.invitations.answers import answers_in
from cpconf.workflow.invitations.guest_list import GuestList
from cpconf.workflow.invitations.guests import (
    UPDATED,
    held_by,
    mailbox_of,
    said_of_elsewhere,
)
from cpconf.workflow.invitations.messages import MessagesOwed

if TYPE_CHECKING:
    from cpconf.store.questions import Questions
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True)
class Called:
    """The messages that a change made necessary, for whom they are, and what to know of it."""

    numbers: tuple[int, ...] = ()
    people: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Who has to hear of a change, and who is left out although they were invited."""

    guests: tuple[Guest, ...] = ()
    left: tuple[Guest, ...] = ()
    remarks: tuple[str, ...] = ()


def to_update(store: "Questions", filed: Filed, organiser: str) -> Hearing:
    """Those who have to hear of a change: whoever has an invitation, or is about to.

    What became of the last message is no matter, as long as one may have gone. What would stop an
    invitation to them stops this, too, unless somebody went past just that before.
    """
    hears, left, remarks = [], [], []
    for guest in GuestList.of(store, filed, organiser).guests:
        if guest.invited is None or guest.invited.state is InviteState.CANCELLED:
            continue
        if (guest.was_invited or guest.entries) and guest.may_be_asked:
            hears.append(guest)
        else:
            left.append(guest)
            remarks += said_of_left_out(filed.conference.ref, guest)
    remarks += said_of_elsewhere(filed, hears)
    return Hearing(guests=tuple(hears), left=tuple(left), remarks=tuple(remarks))


def said_of_left_out(ref: str, guest: Guest) -> list[str]:
    """What to say where somebody who was invited gets no message about a change."""
    whom = guest.person.id
    if not (guest.was_invited or guest.entries):
        again = f"{whom}'s invitation did not go: cpconf invite {ref} --to {whom} makes it again"
        return [again] if guest.may_be_asked else []
    has = "has an invitation" if guest.entries else "was to be invited"
    said = f"{whom} {has} and gets no update: {guest.why_not}"
    if guest.halts:
        past = " ".join(f"--override {halt.stop}=REASON" for halt in guest.halts)
        said += f". Tell them yourself, or: cpconf invite {ref} --to {whom} {past}"
    return [said]


def after_move(
    store: "Writer", filed: Filed, after: Conference, organiser: str, *, now: dt.datetime
) -> Called:
    """Owe an update to everybody who is invited, and forget their answers to the old date.

    Who rings, rings as long before the start as ever. Gives nothing where nobody is invited, and
    no messages where the new date has passed. `now` is wall-clock Europe/London.
    """
    ref, before = filed.conference.ref, filed.conference
    remarks = []
    for joining in moved(store.joinings(ref), before.at, after.at):
        store.set_joining(filed, joining)
        remarks += _said_of_hours(joining)
    if store.series(ref) is None:
        return Called(remarks=tuple(remarks))
    asked_again = ", ".join(answers_in(store.history(ref)).earlier)
    if asked_again:
        remarks.append(f"{asked_again} answered for the earlier date: that does not count now")
    filed = store.filed(ref)  # with the tasks that the new date has opened again
    hearing = to_update(store, filed, organiser)
    if after.at <= now:
        said = ["its new date has passed: nobody is sent an update"] if hearing.guests else []
        return Called(remarks=(*remarks, *said))
    owing = MessagesOwed(
        store=store,
        filed=filed,
        series=store.raise_sequence(filed),
        organiser=organiser,
        now=now,
    )
    numbers = [number for guest in hearing.guests for number in owing.again(guest)]
    for guest in hearing.left:
        owing.leave_out(guest)
    if hearing.guests:
        owing.note(UPDATED, hearing.guests)
    if hearing.left:
        owing.note("no update of the invitation", hearing.left)
    people = tuple(guest.person.id for guest in hearing.guests)
    return Called(tuple(numbers), people, (*remarks, *hearing.remarks))


def _said_of_hours(joining: Joining) -> list[str]:
    """What to say of hours that a new start moves."""
    whose = f" of {joining.person}" if joining.person else ""
    hours = (
        ("the time to ring", joining.dial_at),
        ("the start", joining.starts),
        ("the end", joining.ends),
    )
    return [f"{what}{whose} moves too: {time:%H:%M}" for what, time in hours if time is not None]


def after_cancelling(store: "Writer", filed: Filed, organiser: str, *, now: dt.datetime) -> Called:
    """Owe a cancellation to everybody who may have an invitation, wherever they have it.

    Of those whose invitation never left, nobody is told: it is withdrawn. It says no more than they
    know, so that nothing stops it. Once the start has passed, nobody is told any more; `now` is
    wall-clock Europe/London.
    """
    guests = [guest for guest in GuestList.of(store, filed, organiser).guests if guest.invited]
    for guest in guests:
        if guest.was_invited and not guest.entries:
            store.withdraw(filed, guest.person.id)
            store.change_invited(filed, guest.person.id, state=InviteState.CANCELLED)
    holding = [guest for guest in guests if guest.entries]
    if not holding:
        return Called()
    if filed.conference.at <= now:
        return Called(remarks=("its date has passed: nobody is sent a cancellation",))
    owing = MessagesOwed(
        store=store,
        filed=filed,
        series=store.raise_sequence(filed),
        organiser=organiser,
        now=now,
    )
    first = {mailbox_of(held_by(guest)[0]) for guest in holding}
    numbers = [number for guest in holding for number in owing.call_off(guest, first)]
    owing.note("invitation cancelled", holding)
    people = tuple(guest.person.id for guest in holding)
    remarks = [
        f"{guest.person.id} had another email address before: if that draft was sent, tell them "
        "there that it is cancelled"
        for guest in holding
        if any(entry.outlet is Outlet.DRAFT for entry in held_by(guest)[1:])
    ]
    return Called(tuple(numbers), people, tuple(remarks))
