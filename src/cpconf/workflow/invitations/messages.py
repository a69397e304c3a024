"""Owing the messages of invitations: put on record together with what makes them necessary.

All in one transaction: whatever stops the program afterwards, what is owed is known.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.core.conferences.filed import Filed
from cpconf.core.invitations.invitation import InviteState, Series
from cpconf.core.invitations.invitees import Group, Guest
from cpconf.core.outbox import Care, OutboxKind, OutboxMessage, Outlet
from cpconf.mail.letter import new_message_id
from cpconf.workflow.invitations.draft_places import folder_of
from cpconf.workflow.invitations.guests import elsewhere, held_by, mailbox_of, said_of

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesOwed:
    """What messages are owed for: one state of a conference's calendar entry.

    Each message gives its number, and that of the cancellation to an address that somebody had
    before. `organiser` is the address that invites; `now` is wall-clock Europe/London.
    """

    store: "Writer"
    filed: Filed
    series: Series
    organiser: str = field(repr=False)
    now: dt.datetime

    def first(self, guest: Guest, folder: Path | None) -> list[int]:
        """Owe somebody an invitation, as a draft into a folder or else by mail."""
        address = guest.person.email or ""
        outlet = Outlet.SMTP if folder is None else Outlet.DRAFT
        place = None if folder is None else str(folder_of(folder, guest))
        self._put(guest, outlet, address, place)
        return [
            self._owe(guest, OutboxKind.INVITATION, address, outlet, place),
            *self._take_back(guest),
        ]

    def again(self, guest: Guest, *, answer_holds: bool = False) -> list[int]:
        """Owe somebody who is invited what changes, by the way they were invited.

        An update; or to who never had anything, an invitation. A draft goes to the folder where the
        first one went. What they answered is forgotten unless it still `answer_holds`.
        """
        known = guest.invited
        if known is None:
            return []
        kind = OutboxKind.UPDATE if guest.entries else OutboxKind.INVITATION
        address = guest.person.email or ""
        if answer_holds:
            self.store.change_invited(
                self.filed,
                guest.person.id,
                state=InviteState.OWED,
                sequence=self.series.sequence,
                forget={"sent_at"},
            )
        else:
            self._put(guest, known.outlet, address, known.folder)
        return [
            self._owe(guest, kind, address, known.outlet, known.folder),
            *self._take_back(guest),
        ]

    def call_off(self, guest: Guest, addresses: Collection[str]) -> list[int]:
        """Owe a cancellation to each address that has an invitation of theirs.

        By the way that it went there. Where they have had several, the one on record comes first;
        to the others it goes only by mail, and not to the `addresses`, in lower case, of anybody.
        """
        numbers: list[int] = []
        for entry in held_by(guest):
            if not numbers:
                self._put(guest, entry.outlet, entry.address or "", entry.folder)
            elif entry.outlet is Outlet.DRAFT or mailbox_of(entry) in addresses:
                continue
            numbers.append(self._cancel(guest, entry, beside=bool(numbers)))
        return numbers

    def leave_out(self, guest: Guest) -> None:
        """Put on record that what changes does not go to somebody: they have what was before."""
        self.store.withdraw(self.filed, guest.person.id)
        self.store.change_invited(
            self.filed,
            guest.person.id,
            state=InviteState.FAILED,
            sequence=self.series.sequence,
            forget={"sent_at", "answer", "answered_at"},
        )

    def note(self, what: str, guests: Iterable[Guest], why: str | None = None) -> None:
        """Enter in the history for whom messages were made necessary, and what was gone past."""
        self.store.note(self.filed, what, said_of(guests, self.series.sequence), why)

    def _take_back(self, guest: Guest) -> list[int]:
        """Owe cancellations to addresses that nobody has any more, where mail went there."""
        return [
            self._cancel(guest, entry, beside=True)
            for entry in elsewhere(self.filed, guest)
            if entry.outlet is not Outlet.DRAFT
        ]

    def _cancel(self, guest: Guest, entry: OutboxMessage, *, beside: bool) -> int:
        kind, address = OutboxKind.CANCELLATION, entry.address or ""
        return self._owe(guest, kind, address, entry.outlet, entry.folder, beside=beside)

    def _put(self, guest: Guest, outlet: Outlet, address: str, folder: str | None) -> None:
        self.store.put_invited(
            self.filed,
            guest.person.id,
            outlet=outlet,
            state=InviteState.OWED,
            sequence=self.series.sequence,
            address=address,
            folder=folder,
            at=self.now,
        )

    def _owe(
        self,
        guest: Guest,
        kind: OutboxKind,
        address: str,
        outlet: Outlet,
        folder: str | None,
        *,
        beside: bool = False,
    ) -> int:
        return self.store.owe(
            self.filed,
            guest.person.id,
            kind,
            address=address,
            care=Care.FAMILY if guest.group is Group.FAMILY else Care.STAFF,
            outlet=outlet,
            sequence=self.series.sequence,
            message_id=new_message_id(self.organiser),
            folder=folder,
            beside=beside,
        )
