"""Who is invited to a conference, with all that the record has to say of it."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.london import unstamp
from cpconf.core.invitations.invitation import Invited, Series, entries_of
from cpconf.core.invitations.invitees import Guest, line_up
from cpconf.core.invitations.joining import Joinings
from cpconf.core.outbox import OutboxMessage, Outlet
from cpconf.core.procedures.procedure import Outline, Procedure
from cpconf.core.sharing.sharing import Way
from cpconf.workflow.conferences.pinned import procedure_of

if TYPE_CHECKING:
    from cpconf.store.conferences.values import HistoryEntry
    from cpconf.store.diaries.questions import DiaryQuestions

INVITED: Final = "invited"
UPDATED: Final = "invitation updated"
"""What the history calls it when messages with a number of the calendar entry become necessary."""
JOINING: Final = "joining"
"""What it calls it when it was settled how somebody joins."""
LET_GO: Final = "invitation let go"
"""What it calls it when a message that is owed already need not wait for the parents any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestList:
    """Everybody on record at a conference, as far as inviting them goes, and all that decides it.

    It is read from the record once, and stands for that moment. `organiser` is the address that
    invites. `ways` are those agreed for documents, `invited` and `entries` what went to people,
    `history` what happened, oldest first.
    """

    filed: Filed
    procedure: Procedure
    series: Series | None
    joinings: Joinings
    organiser: str | None = field(repr=False)
    ways: Mapping[str, Way]
    invited: Mapping[str, Invited]
    entries: Mapping[str, tuple[OutboxMessage, ...]]
    history: Sequence["HistoryEntry"]
    guests: tuple[Guest, ...] = ()

    @classmethod
    def of(cls, store: "DiaryQuestions", filed: Filed, organiser: str | None) -> "GuestList":
        """The people of a conference as the store has them now."""
        ref = filed.conference.ref
        return cls(
            filed=filed,
            procedure=procedure_of(store, filed),
            series=store.series(ref),
            joinings=store.joinings(ref),
            organiser=organiser,
            ways=store.agreed_ways(ref),
            invited=store.invited(ref),
            entries=entries_of(store.invitation_messages(ref)),
            history=store.history(ref),
        ).lined_up()

    @property
    def outline(self) -> Outline:
        """What the procedure asks for at this conference."""
        conference = self.filed.conference
        return self.procedure.outline(conference.type, conference.format)

    def lined_up(
        self, joinings: Joinings | None = None, *, named: Collection[str] = ()
    ) -> "GuestList":
        """The same people, were they to join so, and with those invited who are `named`."""
        after = self.joinings if joinings is None else joinings
        guests = line_up(
            self.filed,
            self.outline,
            joinings=after,
            ways=self.ways,
            invited=self.invited,
            entries=self.entries,
            passed=_passed(self.history),
            organiser=self.organiser,
            named=named,
        )
        return replace(self, joinings=after, guests=guests)

    def find(self, person: str) -> Guest | None:
        """Somebody by short id."""
        return next((guest for guest in self.guests if guest.person.id == person), None)

    def start_told(self, number: int) -> dt.datetime | None:
        """The start that the calendar entry had when its number was this; None if nobody knows.

        Every new start gives the entry a new number. Wall-clock Europe/London.
        """
        start = found = None
        for entry in self.history:
            match entry.kind, entry.details:
                case "scheduled", {"at": str(at)}:
                    start = unstamp(at)
                case "rescheduled", {"to": str(at)}:
                    start = unstamp(at)
                case kind, {"number": int(told)} if kind in {INVITED, UPDATED} and told == number:
                    found = start
        return found


def said_of_agreed(guests: Iterable[Guest]) -> Iterator[str]:
    """What to know of those who get documents in another way: it was not agreed for this."""
    for guest in guests:
        if guest.documents_by not in {None, Way.EMAIL}:
            yield (
                f"{guest.person.id} agreed to get documents by {guest.documents_by}; this "
                "invitation is for their email address all the same"
            )


def said_of_holding(store: "DiaryQuestions", ref: str) -> tuple[str, ...]:
    """What to say of those who have an invitation that they must not join by any more."""
    said = []
    for guest in GuestList.of(store, store.filed(ref), None).guests:
        if not guest.holds_in_error:
            continue
        whom = guest.person.id
        way = f"A new link for the others: cpconf invite {ref} --link URL"
        if guest.absence is None:
            hours = f"cpconf invite {ref} --for {whom} --link URL --starts TIME, or --ends TIME"
            way = f"Give each hours and a link of their own: {hours}"
        said.append(f"{whom} has an invitation: {guest.why_not}. Tell them yourself. {way}")
    return tuple(said)


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


def _passed(history: Iterable["HistoryEntry"]) -> Mapping[str, frozenset[str]]:
    """What somebody decided to go past when people were invited, by short id."""
    found: dict[str, frozenset[str]] = {}
    for entry in history:
        match entry.kind, entry.details:
            case kind, {"passed": dict(passed)} if kind in _DECIDED:
                for person, lines in passed.items():
                    found[person] = found.get(person, frozenset()) | frozenset(lines)
    return found
