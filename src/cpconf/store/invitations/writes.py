"""Writing down invitations: the calendar entry, how people join, how far each one has come.

What makes a message necessary and the message itself are written together.

Every change here raises the version of its conference, and raises StoreBusy when the conference
changed after `filed` was read.
"""
# ruff: noqa: S608 - every value is bound; only our own words are put into statements

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import Literal

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.london import stamp
from cpconf.core.invitations.invitation import Answer, InviteState, Joining, Series
from cpconf.core.outbox import INVITING, Care, OutboxKind, OutboxState, Outlet
from cpconf.errors import NotFound
from cpconf.store.conferences.holding import Holding
from cpconf.store.database.columns import fields_of
from cpconf.store.invitations.questions import InvitationQuestions
from cpconf.store.outbox.questions import of_kind

Retractable = Literal["sent_at", "answer", "answered_at"]
"""What of an invitation can turn out not to be so."""


class InvitationWrites(Holding, InvitationQuestions):
    """What can be written of invitations."""

    def start_series(self, filed: Filed, uid: str) -> Series:
        """The calendar entry of a conference, made with `uid` when it has none; it then stays."""
        self._hold(filed)
        known = self.series(filed.conference.ref)
        if known is not None:
            return known
        made = {"uid": uid, "sequence": 0, "made_at": self._now}
        self._insert("invitation_series", {"conference_id": filed.id, **made})
        return Series(ref=filed.conference.ref, uid=uid, sequence=0)

    def raise_sequence(self, filed: Filed) -> Series:
        """The calendar entry after one more change of it. Raises NotFound before the first."""
        self._hold(filed)
        ref = filed.conference.ref
        known = self.series(ref)
        if known is None:
            msg = f"nobody has been invited to {ref} yet: cpconf invite {ref}"
            raise NotFound(msg)
        raised = replace(known, sequence=known.sequence + 1)
        which = {"conference_id": filed.id}
        self._update("invitation_series", {"sequence": raised.sequence}, which)
        return raised

    def set_joining(self, filed: Filed, joining: Joining) -> None:
        """Write down how somebody joins, or everybody who has no way of their own.

        Raises NotFound for a short id that nobody has.
        """
        self._hold(filed)
        person_id = None if joining.person is None else self._person(filed, joining.person)
        whose = {"conference_id": filed.id, "person_id": person_id}
        own = fields_of(joining, leave={"person"})
        if not self._update("joining", own, whose):
            self._insert("joining", {**whose, **own})

    def put_invited(
        self,
        filed: Filed,
        person: str,
        *,
        outlet: Outlet,
        state: InviteState,
        sequence: int,
        address: str | None,
        folder: str | None,
        at: dt.datetime,
    ) -> None:
        """Put someone's invitation on record, in place of an earlier one and its answer.

        `at`, wall-clock Europe/London, is when it was made. One that is `owed` stands as the
        message of that sequence in the outbox does. Raises NotFound.
        """
        self._hold(filed)
        number = self._person(filed, person)
        columns = {
            "conference_id": filed.id,
            "outlet": outlet,
            "state": state,
            "sequence": sequence,
            "address": address,
            "folder": folder,
            "made_at": at,
            "sent_at": None,
            "answer": None,
            "answered_at": None,
        }
        if not self._update("invited", columns, {"person_id": number}):
            self._insert("invited", {"person_id": number, **columns})

    def change_invited(
        self,
        filed: Filed,
        person: str,
        *,
        state: InviteState | None = None,
        sent_at: dt.datetime | None = None,
        sequence: int | None = None,
        answer: Answer | None = None,
        answered_at: dt.datetime | None = None,
        forget: Collection[Retractable] = (),
    ) -> None:
        """Write down how far an invitation has come; None leaves a thing, `forget` empties it.

        Moments are wall-clock Europe/London. Raises NotFound for who was not invited.
        """
        self._hold(filed)
        number = self._person(filed, person)
        changes = {
            "state": state,
            "sent_at": sent_at,
            "sequence": sequence,
            "answer": answer,
            "answered_at": answered_at,
        }
        values: dict[str, object] = dict.fromkeys(forget)
        values |= {name: value for name, value in changes.items() if value is not None}
        if not self._update("invited", values, {"person_id": number}):
            msg = f"{person} was not invited to {filed.conference.ref}"
            raise NotFound(msg)

    def owe(
        self,
        filed: Filed,
        person: str,
        kind: OutboxKind,
        *,
        address: str,
        care: Care,
        outlet: Outlet,
        sequence: int,
        message_id: str,
        folder: str | None = None,
        beside: bool = False,
    ) -> int:
        """Put an invitation, update or cancellation for somebody in the outbox; its number.

        Earlier ones to them that were certainly not sent are withdrawn: this one says it all,
        unless it stands `beside` them. Its Date is the command's clock. Raises NotFound, StoreBusy.
        """
        self._hold(filed)
        person_id = self._person(filed, person)
        if not beside:
            self._withdraw(person_id)
        return self._insert(
            "outbox",
            {
                "kind": kind,
                "conference_id": filed.id,
                "person_id": person_id,
                "recipient": address.casefold(),
                "address": address,
                "care": care,
                "outlet": outlet,
                "folder": folder,
                "state": OutboxState.PENDING,
                "sequence": sequence,
                "message_id": message_id,
                "dated_at": self._now,
                "made_at": self._now,
                "tries": 0,
                "machine_at": self._signature.machine_at,
            },
        )

    def withdraw(self, filed: Filed, person: str) -> None:
        """Withdraw what is owed to somebody and was certainly not sent. Raises as `owe`."""
        self._hold(filed)
        self._withdraw(self._person(filed, person))

    def _withdraw(self, person_id: int) -> None:
        """Withdraw the invitations to a person that were certainly not sent: newer ones follow."""
        self.ask(
            "UPDATE outbox SET state = 'withdrawn', finished_at = ? WHERE person_id = ? "
            f"AND {of_kind(INVITING)} AND state IN ('waiting', 'pending', 'failed')",
            [stamp(self._now), person_id],
        )
