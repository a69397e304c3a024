"""Remarks about invited people, and the kinds of their history entries."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.filed import Filed
from cpconf.core.invitations.invitees import Guest
from cpconf.core.outbox import OutboxMessage, Outlet
from cpconf.core.sharing.sharing import Way
from cpconf.core.sharing.stops import say_past

if TYPE_CHECKING:
    from cpconf.store.conferences.values import HistoryEntry

INVITED: Final = "invited"
UPDATED: Final = "invitation updated"
"""Kinds of history entries: messages with a new SEQUENCE of the calendar entry are owed."""
JOINING: Final = "joining"
"""Kind of history entry: how somebody joins was set."""
LET_GO: Final = "invitation let go"
"""Kind of history entry: an owed message need no longer wait for the parents."""
_DECIDED: Final = frozenset({INVITED, UPDATED, LET_GO, JOINING})


def said_of(guests: Iterable[Guest], number: int | None = None) -> dict[str, object]:
    """Return the details of a history entry on messages: the people, and what was overridden.

    `number` is the SEQUENCE of the calendar entry.
    """
    people = {guest.person.id: sorted(guest.passed) for guest in guests}
    passed = {person: lines for person, lines in people.items() if lines}
    said: dict[str, object] = {"person": ", ".join(people)}
    return (
        said
        | ({"number": number} if number is not None else {})
        | ({"passed": passed} if passed else {})
    )


def passed_in(history: Iterable["HistoryEntry"]) -> Mapping[str, frozenset[str]]:
    """Return what was overridden when people were invited, by short id."""
    found: dict[str, frozenset[str]] = {}
    for entry in history:
        match entry.kind, entry.details:
            case kind, {"passed": dict(passed)} if kind in _DECIDED:
                for person, lines in passed.items():
                    found[person] = found.get(person, frozenset()) | frozenset(lines)
    return found


def elsewhere(filed: Filed, guest: Guest) -> tuple[OutboxMessage, ...]:
    """Return a guest's messages at addresses that nobody at the conference has any more."""
    theirs = {person.mailbox for person in filed.people}
    return tuple(entry for entry in guest.entries if entry.mailbox not in theirs)


def held_by(guest: Guest) -> list[OutboxMessage]:
    """Return a guest's messages: that at the address on record first, then the latest."""
    known = guest.invited.mailbox if guest.invited else ""
    return sorted(guest.entries, key=lambda e: (e.mailbox == known, e.id), reverse=True)


def said_of_agreed(guests: Iterable[Guest]) -> Iterator[str]:
    """Yield remarks on people who agreed to get documents by another way than email."""
    for guest in guests:
        if guest.documents_by not in {None, Way.EMAIL}:
            yield (
                f"{guest.person.id} agreed to get documents by {guest.documents_by}; this "
                "invitation is for their email address all the same"
            )


def said_of_elsewhere(filed: Filed, guests: Iterable[Guest]) -> Iterator[str]:
    """Yield remarks on people who have an earlier message at another address."""
    for guest in guests:
        outlets = {entry.outlet for entry in elsewhere(filed, guest)}
        whom = f"{guest.person.id} has another email address now"
        if outlets - {Outlet.DRAFT}:
            yield f"{whom}: a cancellation goes to the earlier one"
        if Outlet.DRAFT in outlets:
            yield (
                f"{whom}: delete the draft for the earlier one. If it was sent, tell them there "
                "that it no longer counts"
            )


def said_of_left_out(ref: str, guest: Guest) -> Iterator[str]:
    """Yield remarks on an invited person who gets no message about a change."""
    whom = guest.person.id
    if not (guest.was_invited or guest.entries):
        if guest.may_be_asked:
            yield (
                f"{whom}'s invitation was not sent: cpconf invite {ref} --to {whom} makes it again"
            )
        return
    has = "has an invitation" if guest.entries else "was to be invited"
    said = f"{whom} {has} and gets no update: {guest.why_not}"
    if guest.halts:
        said += f". Tell them yourself, or: cpconf invite {ref} --to {whom} {say_past(guest.halts)}"
    yield said


def said_of_holding(ref: str, guests: Iterable[Guest]) -> Iterator[str]:
    """Yield remarks on people who have an invitation that they must no longer use."""
    for guest in guests:
        if not guest.holds_in_error:
            continue
        whom = guest.person.id
        way = f"A new link for the others: cpconf invite {ref} --link URL"
        if guest.absence is None:
            hours = f"cpconf invite {ref} --for {whom} --link URL --starts TIME, or --ends TIME"
            way = f"Give each times and a link of their own: {hours}"
        yield f"{whom} has an invitation: {guest.why_not}. Tell them yourself. {way}"
