"""Who is invited to a conference, with all that the record has to say of it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.filed import Filed
from cpconf.core.invitations.invitees import Guest
from cpconf.core.outbox import OutboxMessage, Outlet
from cpconf.core.sharing.sharing import Way

if TYPE_CHECKING:
    from cpconf.store.conferences.values import HistoryEntry

INVITED: Final = "invited"
UPDATED: Final = "invitation updated"
"""What the history calls it when messages with a number of the calendar entry become necessary."""
JOINING: Final = "joining"
"""What it calls it when it was settled how somebody joins."""
LET_GO: Final = "invitation let go"
"""What it calls it when a message that is owed already need not wait for the parents any more."""


def said_of_agreed(guests: Iterable[Guest]) -> Iterator[str]:
    """What to know of those who get documents in another way: it was not agreed for this."""
    for guest in guests:
        if guest.documents_by not in {None, Way.EMAIL}:
            yield (
                f"{guest.person.id} agreed to get documents by {guest.documents_by}; this "
                "invitation is for their email address all the same"
            )


_DECIDED: Final = frozenset({INVITED, UPDATED, LET_GO, JOINING})


def said_of(guests: Iterable[Guest], number: int | None) -> dict[str, object]:
    """What the history keeps of messages to these people: for whom, and what was gone past.

    `number` is that of the calendar entry.
    """
    people = {guest.person.id: sorted(guest.passed) for guest in guests}
    passed = {person: lines for person, lines in people.items() if lines}
    said: dict[str, object] = {"person": ", ".join(people)}
    if number is not None:
        said["number"] = number
    return said | ({"passed": passed} if passed else {})


def elsewhere(filed: Filed, guest: Guest) -> tuple[OutboxMessage, ...]:
    """The messages of theirs at addresses that nobody at the conference has any more."""
    theirs = {(person.email or "").casefold() for person in filed.people}
    return tuple(entry for entry in guest.entries if mailbox_of(entry) not in theirs)


def said_of_elsewhere(filed: Filed, guests: Iterable[Guest]) -> tuple[str, ...]:
    """What to say where somebody who gets a message now has one at an earlier address."""
    said = []
    for guest in guests:
        outlets = {entry.outlet for entry in elsewhere(filed, guest)}
        whom = f"{guest.person.id} has another email address now"
        if outlets - {Outlet.DRAFT}:
            said.append(f"{whom}: a cancellation goes to the one before")
        if Outlet.DRAFT in outlets:
            said.append(
                f"{whom}: delete the draft for the one before. If it was sent, tell them there "
                "that it no longer holds"
            )
    return tuple(said)


def held_by(guest: Guest) -> list[OutboxMessage]:
    """The messages that somebody has: at the address on record first, then the latest."""
    known = (guest.invited.address if guest.invited else None) or ""
    key = known.casefold()
    return sorted(guest.entries, key=lambda e: (mailbox_of(e) == key, e.id), reverse=True)


def mailbox_of(message: OutboxMessage) -> str:
    """The address of a message, in lower case."""
    return (message.address or "").casefold()


def passed_in(history: Iterable["HistoryEntry"]) -> Mapping[str, frozenset[str]]:
    """What somebody decided to go past when people were invited, by short id."""
    found: dict[str, frozenset[str]] = {}
    for entry in history:
        match entry.kind, entry.details:
            case kind, {"passed": dict(passed)} if kind in _DECIDED:
                for person, lines in passed.items():
                    found[person] = found.get(person, frozenset()) | frozenset(lines)
    return found
