"""Recording invitations: the calendar entry, how people join, and how far each has got.

A message goes into the outbox together with the change that makes it necessary. Every change
increases the version of its conference, and raises StoreBusy if the conference changed after
`filed` was read.
"""
# ruff: noqa: S608 - every value is bound; only our own words are put into statements

import datetime as dt

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.london import stamp
from cpconf.core.invitations.invitation import Answer, Invited, Joining, Series
from cpconf.core.outbox import INVITING, Care, OutboxKind, OutboxState
from cpconf.errors import NotFound
from cpconf.store.conferences.ledger import Ledger
from cpconf.store.database.columns import fields_of
from cpconf.store.invitations.questions import InvitationQuestions
from cpconf.store.outbox.questions import of_kind


class InvitationWrites(InvitationQuestions):
    """The writes for invitations."""

    _db: Ledger

    def __init__(self, store: Ledger) -> None:
        super().__init__(store)

    def start_series(self, filed: Filed, uid: str) -> Series:
        """Return a conference's calendar entry; if it has none, make one with `uid`, for good."""
        self._db.hold(filed)
        known = self.series(filed.conference.ref)
        if known is not None:
            return known
        entry = {"conference_id": filed.id, "uid": uid, "sequence": 0, "made_at": self._db.now}
        self._db.insert("invitation_series", entry)
        return Series(ref=filed.conference.ref, uid=uid, sequence=0)

    def raise_sequence(self, filed: Filed) -> Series:
        """Count one more change to the calendar entry, and return it.

        Raises NotFound before the first invitation.
        """
        self._db.hold(filed)
        ref = filed.conference.ref
        self._db.ask(
            "UPDATE invitation_series SET sequence = sequence + 1 WHERE conference_id = ?",
            [filed.id],
        )
        raised = self.series(ref)
        if raised is None:
            raise NotFound(f"nobody has been invited to {ref} yet: cpconf invite {ref}")
        return raised

    def set_joining(self, filed: Filed, joining: Joining) -> None:
        """Record how one person joins, or everybody who has no way of their own.

        Raises NotFound for a short id that nobody has.
        """
        self._db.hold(filed)
        person_id = None if joining.person is None else self._db.person(filed, joining.person)
        of = {"conference_id": filed.id, "person_id": person_id}
        self._db.put("joining", fields_of(joining, leave={"person"}), of)

    def put_invited(self, filed: Filed, invited: Invited) -> None:
        """Record somebody's invitation, in place of an earlier one.

        The state of one that is `owed` is that of the message with its sequence in the outbox.
        Raises NotFound for a short id that nobody has.
        """
        self._db.hold(filed)
        of = {"conference_id": filed.id, "person_id": self._db.person(filed, invited.person)}
        self._db.put("invited", fields_of(invited, leave={"ref", "person"}), of)

    def put_answer(self, filed: Filed, person: str, answer: Answer, at: dt.datetime) -> None:
        """Record what somebody answered; `at` is wall-clock Europe/London.

        Raises NotFound for somebody who was not invited.
        """
        self._db.hold(filed)
        whose = {"person_id": self._db.person(filed, person)}
        if not self._db.update("invited", {"answer": answer, "answered_at": at}, whose):
            raise NotFound(f"{person} was not invited to {filed.conference.ref}")

    def owe(
        self,
        filed: Filed,
        invited: Invited,
        kind: OutboxKind,
        care: Care,
        *,
        message_id: str,
        beside: bool = False,
    ) -> int:
        """Put an invitation, update or cancellation in the outbox, and return its number.

        It leaves by the way that `invited` says; its Date is the command's clock. It replaces
        earlier ones to the same person that were certainly not sent: they are withdrawn, unless it
        stands `beside` them. Raises NotFound.
        """
        self._db.hold(filed)
        person_id = self._db.person(filed, invited.person)
        if not beside:
            self._withdraw(person_id)
        message = {
            "kind": kind,
            "conference_id": filed.id,
            "person_id": person_id,
            "recipient": invited.mailbox,
            "address": invited.address,
            "care": care,
            "outlet": invited.outlet,
            "folder": invited.folder,
            "state": OutboxState.PENDING,
            "sequence": invited.sequence,
            "message_id": message_id,
            "dated_at": self._db.now,
            "made_at": self._db.now,
            "tries": 0,
            "machine_at": self._db.signature.machine_at,
        }
        return self._db.insert("outbox", message)

    def withdraw(self, filed: Filed, person: str) -> None:
        """Withdraw what is owed to somebody and was certainly not sent. Raises NotFound."""
        self._db.hold(filed)
        self._withdraw(self._db.person(filed, person))

    def _withdraw(self, person_id: int) -> None:
        """Withdraw the invitations to a person that were certainly not sent."""
        self._db.ask(
            "UPDATE outbox SET state = 'withdrawn', finished_at = ? WHERE person_id = ? "
            f"AND {of_kind(INVITING)} AND state IN ('waiting', 'pending', 'failed')",
            [stamp(self._db.now), person_id],
        )
