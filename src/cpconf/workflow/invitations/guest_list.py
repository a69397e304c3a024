"""The guest list: the people of a conference with their invitations, read from the record once."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.invitations.invitation import Invited, InviteState, Series, draft_name, entries_of
from cpconf.core.invitations.invitees import Absence, Group, Guest, asking, line_up
from cpconf.core.invitations.joining import Joinings
from cpconf.core.outbox import INVITING, Entry, OutboxKind, Outlet
from cpconf.core.procedures.procedure import Audience, Outline, Procedure
from cpconf.core.sharing.stops import Halt, Stop
from cpconf.core.words import PARENTS, TaskState
from cpconf.documents.places import folders
from cpconf.errors import Refused
from cpconf.workflow.conferences.pinned import procedure_of
from cpconf.workflow.invitations.answers import Answers, GivenAnswer, answers_in
from cpconf.workflow.invitations.guests import passed_in

if TYPE_CHECKING:
    from cpconf.store.writing import Store

FOLDERS: Final = {Group.FAMILY: "1-family", Group.PROFESSIONALS: "2-professionals"}
"""The folder for the drafts of each group, in the order in which to send them."""
_ASKED_FOR: Final = {
    Group.FAMILY: (Audience.PARENTS,),
    Group.PROFESSIONALS: (Audience.PROFESSIONALS, Audience.EVERYONE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestList:
    """Everybody on record at a conference, with all that decides on their invitations.

    It is read once, and holds for that moment. `organiser` is the address that invites; `drafts`
    are those still in their folders, by short id.
    """

    filed: Filed
    procedure: Procedure
    series: Series | None
    joinings: Joinings
    organiser: str | None = field(repr=False)
    answers: Answers
    drafts: Mapping[str, Path]
    guests: tuple[Guest, ...]

    @classmethod
    def of(cls, store: "Store", filed: Filed, organiser: str | None) -> "GuestList":
        """Make the guest list of a conference from the store."""
        ref = filed.conference.ref
        invited, ways, history = (
            store.invitations.invited(ref),
            store.sharing.agreed_ways(ref),
            store.conferences.history(ref),
        )
        entries, decided = (
            entries_of(store.invitations.invitation_messages(ref)),
            passed_in(history),
        )
        return cls(
            filed=filed,
            procedure=procedure_of(store.conferences, filed),
            series=store.invitations.series(ref),
            joinings=store.invitations.joinings(ref),
            organiser=organiser,
            answers=answers_in(history),
            drafts={whom: draft for whom, one in invited.items() if (draft := draft_of(one))},
            guests=tuple(
                Guest(
                    person=person,
                    invited=invited.get(person.id),
                    entries=entries.get(person.id, ()),
                    documents_by=ways.get(person.id),
                    decided=decided.get(person.id, frozenset()),
                )
                for person in filed.people
            ),
        ).lined_up()

    @property
    def ref(self) -> str:
        """The conference's reference."""
        return self.filed.conference.ref

    @property
    def outline(self) -> Outline:
        """The clauses of the procedure for this conference."""
        conference = self.filed.conference
        return self.procedure.outline(conference.type, conference.format)

    def lined_up(
        self,
        joinings: Joinings | None = None,
        *,
        named: Collection[str] = (),
        overrides: Collection[Stop] = (),
    ) -> "GuestList":
        """Return the guest list as `line_up` decides it, by these ways to join if given."""
        after = self.joinings if joinings is None else joinings
        guests = line_up(
            self.filed,
            self.outline,
            self.guests,
            joinings=after,
            organiser=self.organiser,
            named=named,
            overrides=overrides,
        )
        return replace(self, joinings=after, guests=guests)

    def find(self, person: str) -> Guest | None:
        """Return the guest with that short id, or None."""
        return next((guest for guest in self.guests if guest.person.id == person), None)

    def of_group(self, group: Group) -> tuple[Guest, ...]:
        """Return the guests of one group."""
        return tuple(guest for guest in self.guests if guest.group is group)

    def kept_back(self, people: Iterable[Guest], by: Iterable[Halt]) -> "GuestList":
        """Return the guest list with further stops for some people."""
        behind, stops = {guest.person.id for guest in people}, tuple(by)
        guests = tuple(
            replace(guest, halts=(*guest.halts, *stops)) if guest.person.id in behind else guest
            for guest in self.guests
        )
        return replace(self, guests=guests)

    def marked(self, tasks: Iterable[FiledTask]) -> "GuestList":
        """Return the guest list after these tasks were marked done."""
        return replace(self, filed=self.filed.once_done(tasks))

    def earlier(self, guest: Guest) -> GivenAnswer | None:
        """Return a person's last answer for an earlier date, unless they answered for this one."""
        answered = guest.invited is not None and guest.invited.answer is not None
        return None if answered else self.answers.earlier.get(guest.person.id)

    def open_tasks(self, group: Group) -> tuple[str, ...]:
        """Return the handles of the open tasks that ask for the invitations of a group."""
        return tuple(
            task.handle
            for audience in _ASKED_FOR[group]
            for task in asking(self.filed, self.outline, audience)
            if task.state is TaskState.OPEN
        )

    @property
    def without_address(self) -> list[str]:
        """The short ids of parents to invite who have no email address."""
        return [
            guest.person.id
            for guest in self.guests
            if guest.person.role in PARENTS and guest.absence is Absence.NO_ADDRESS
        ]

    @property
    def drafted(self) -> list[str]:
        """The short ids of people whose invitation is a draft, which may have been sent."""
        return [known.person for known in self._prepared()]

    @property
    def lost(self) -> list[str]:
        """Those of `drafted` whose drafts are no longer in their folders: sent or lost."""
        return [known.person for known in self._prepared() if not is_there(known)]

    def _prepared(self) -> Iterator[Invited]:
        for guest in self.guests:
            if guest.invited is not None and guest.invited.state is InviteState.PREPARED:
                yield guest.invited


def folder_of(folder: Path, guest: Guest) -> Path:
    """Return the folder for a guest's draft."""
    return folder.absolute() / FOLDERS[guest.group]


def is_there(known: Invited) -> bool:
    """Tell whether the draft of an invitation is still in its folder, by its name."""
    bringing = (kind for kind in INVITING if kind.entry is not Entry.TAKEN_AWAY)
    return _found(known, bringing) is not None


def draft_of(known: Invited) -> Path | None:
    """Return the draft that was made for a person, while it is in its folder; else None."""
    return _found(known, reversed(INVITING)) if known.outlet is Outlet.DRAFT else None


def _found(known: Invited, kinds: Iterable[OutboxKind]) -> Path | None:
    if known.folder is None:
        return None
    names = (draft_name(known.ref, known.person, kind, known.sequence) for kind in kinds)
    paths = (Path(known.folder) / name for name in names)
    return next((path for path in paths if _is_ours(path)), None)


def _is_ours(path: Path) -> bool:
    """Tell whether a draft is there; a link or a folder of that name does not count."""
    try:
        return folders.is_there(path)
    except Refused:
        return False
