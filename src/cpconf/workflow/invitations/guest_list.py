"""The people of a conference as far as inviting them goes, read from the record once."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.invitations.invitation import Invited, InviteState, Series, entries_of
from cpconf.core.invitations.invitees import Absence, Group, Guest, asking, line_up
from cpconf.core.invitations.joining import Joinings
from cpconf.core.outbox import OutboxMessage
from cpconf.core.procedures.procedure import Audience, Outline, Procedure
from cpconf.core.sharing.sharing import Way
from cpconf.core.sharing.stops import Halt
from cpconf.core.words import PARENTS, TaskState
from cpconf.workflow.conferences.pinned import procedure_of
from cpconf.workflow.invitations.answers import GivenAnswer, answers_in
from cpconf.workflow.invitations.draft_places import draft_of, is_there
from cpconf.workflow.invitations.guests import passed_in

if TYPE_CHECKING:
    from cpconf.store.conferences.values import HistoryEntry
    from cpconf.store.questions import Questions

_ASKED_FOR: Final = {
    Group.FAMILY: (Audience.PARENTS,),
    Group.PROFESSIONALS: (Audience.PROFESSIONALS, Audience.EVERYONE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestList:
    """Everybody on record at a conference, as far as inviting them goes, and all that decides it.

    It is read from the record once, and stands for that moment. `organiser` is the address that
    invites. `ways` are those agreed for documents, `invited` and `entries` what went to people,
    `drafts` those of them that are in their folders, `history` what happened, oldest first.
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
    drafts: Mapping[str, Path]
    guests: tuple[Guest, ...] = ()

    @classmethod
    def of(cls, store: "Questions", filed: Filed, organiser: str | None) -> "GuestList":
        """The people of a conference as the store has them now."""
        ref = filed.conference.ref
        invited = store.invited(ref)
        return cls(
            filed=filed,
            procedure=procedure_of(store, filed),
            series=store.series(ref),
            joinings=store.joinings(ref),
            organiser=organiser,
            ways=store.agreed_ways(ref),
            invited=invited,
            entries=entries_of(store.invitation_messages(ref)),
            history=store.history(ref),
            drafts={whom: draft for whom, one in invited.items() if (draft := draft_of(one))},
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
            passed=passed_in(self.history),
            organiser=self.organiser,
            named=named,
        )
        return replace(self, joinings=after, guests=guests)

    def find(self, person: str) -> Guest | None:
        """Somebody by short id."""
        return next((guest for guest in self.guests if guest.person.id == person), None)

    def start_told(self, number: int) -> dt.datetime | None:
        """The start that the calendar entry had when its number was this; None if nobody knows."""
        return answers_in(self.history).told.get(number)

    @property
    def earlier(self) -> Mapping[str, GivenAnswer]:
        """What people last answered for an earlier date, and have not answered for this one."""
        answered = {guest.person.id for guest in self.guests if guest.has_answered}
        given = answers_in(self.history).earlier
        return {person: answer for person, answer in given.items() if person not in answered}

    def of_group(self, group: Group) -> tuple[Guest, ...]:
        """Those of one group."""
        return tuple(guest for guest in self.guests if guest.group is group)

    def kept_back(self, people: Iterable[Guest], by: tuple[Halt, ...]) -> "GuestList":
        """The same people, some of whom something keeps back that is not their own."""
        behind = {guest.person.id for guest in people}
        guests = tuple(
            replace(guest, halts=(*guest.halts, *by)) if guest.person.id in behind else guest
            for guest in self.guests
        )
        return replace(self, guests=guests)

    def marked(self, tasks: Iterable[FiledTask]) -> "GuestList":
        """The same people, once these tasks were marked done."""
        return replace(self, filed=self.filed.once_done(tasks))

    def open_tasks(self, group: Group) -> tuple[str, ...]:
        """The tasks that ask for the invitations of a group and are not done, by handle."""
        return tuple(
            task.handle
            for audience in _ASKED_FOR[group]
            for task in asking(self.filed, self.outline, audience)
            if task.state is TaskState.OPEN
        )

    @property
    def without_address(self) -> list[str]:
        """The parents who are to hear of the conference, and have no email address."""
        return [
            guest.person.id
            for guest in self.guests
            if guest.person.role in PARENTS and guest.absence is Absence.NO_ADDRESS
        ]

    @property
    def drafted(self) -> list[str]:
        """Those whose invitation is a draft, of which nobody knows whether it was sent."""
        return [known.person for known in self._prepared()]

    @property
    def lost(self) -> list[str]:
        """Those of them whose drafts are no longer in their folders: sent perhaps, or lost."""
        return [known.person for known in self._prepared() if not is_there(known)]

    def _prepared(self) -> Iterator[Invited]:
        for guest in self.guests:
            if guest.invited is not None and guest.invited.state is InviteState.PREPARED:
                yield guest.invited


def said_of_holding(store: "Questions", ref: str) -> tuple[str, ...]:
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
