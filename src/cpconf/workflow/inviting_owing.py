"""Owing the messages of invitations: put on record together with what makes them necessary.

All in one transaction: whatever stops the program afterwards, what is owed is known.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpconf.core.filed import Filed
from cpconf.core.invitation import Invited, InviteState, Series
from cpconf.core.inviting import Group, Guest
from cpconf.core.outbox import Care, OutboxKind, Outlet
from cpconf.mail.letter import new_message_id

if TYPE_CHECKING:
    from cpconf.store.writing import Writer

FOLDERS: Final = {Group.FAMILY: "1-family", Group.PROFESSIONALS: "2-professionals"}
"""Where the drafts of each group go: they are sent in the order of the folders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """What messages are owed for: one state of a conference's calendar entry.

    `organiser` is the address that invites; `now` is wall-clock Europe/London.
    """

    store: "Writer"
    filed: Filed
    series: Series
    organiser: str = field(repr=False)
    now: dt.datetime

    def first(self, guest: Guest, folder: Path | None) -> int:
        """Owe somebody an invitation, as a draft into a folder or else by mail; its number."""
        whom, address = guest.person.id, guest.person.email or ""
        outlet = Outlet.SMTP if folder is None else Outlet.DRAFT
        place = None if folder is None else str(folder_of(folder, guest))
        self._put(whom, outlet, address, place)
        return self._owe(whom, OutboxKind.INVITATION, address, outlet, place)

    def again(self, known: Invited, kind: OutboxKind, *, answer_holds: bool = False) -> int:
        """Owe an update or a cancellation to somebody who is invited, by the way they were.

        Gives its number. A draft goes to the folder where the first one went. What they answered is
        forgotten unless it still `answer_holds`.
        """
        person = self.filed.person(known.person)
        now_theirs = person.email if person and kind is not OutboxKind.CANCELLATION else None
        address = now_theirs or known.address or ""
        if answer_holds:
            self.store.change_invited(
                self.filed,
                known.person,
                state=InviteState.OWED,
                sequence=self.series.sequence,
                forget={"sent_at"},
            )
        else:
            self._put(known.person, known.outlet, address, known.folder)
        return self._owe(known.person, kind, address, known.outlet, known.folder)

    def note(self, what: str, people: Iterable[str], why: str | None = None) -> None:
        """Enter in the history for whom messages were made necessary."""
        said = {"person": ", ".join(people), "number": self.series.sequence}
        self.store.note(self.filed, what, said, why)

    def _put(self, whom: str, outlet: Outlet, address: str, folder: str | None) -> None:
        self.store.put_invited(
            self.filed,
            whom,
            outlet=outlet,
            state=InviteState.OWED,
            sequence=self.series.sequence,
            address=address,
            folder=folder,
            at=self.now,
        )

    def _owe(
        self, whom: str, kind: OutboxKind, address: str, outlet: Outlet, folder: str | None
    ) -> int:
        person = self.filed.person(whom)
        family = person is not None and Group.of(person) is Group.FAMILY
        return self.store.owe(
            self.filed,
            whom,
            kind,
            address=address,
            care=Care.FAMILY if family else Care.STAFF,
            outlet=outlet,
            sequence=self.series.sequence,
            message_id=new_message_id(self.organiser),
            folder=folder,
        )


def folder_of(folder: Path, guest: Guest) -> Path:
    """Where somebody's draft goes."""
    return folder.absolute() / FOLDERS[guest.group]


def file_name(ref: str, person: str, kind: OutboxKind, sequence: int) -> str:
    """How a draft is called: by reference, short id, kind and sequence, and by nothing else."""
    return f"{ref}-{person}-{kind}-{sequence}.eml"


def is_there(known: Invited) -> bool:
    """Whether the draft that was made is still in its folder, as far as its name tells."""
    kinds = (OutboxKind.INVITATION, OutboxKind.UPDATE)
    names = (file_name(known.ref, known.person, kind, known.sequence) for kind in kinds)
    return any(known.folder and (Path(known.folder) / name).is_file() for name in names)
