"""Putting invitations in the outbox, together with what makes them necessary."""

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.london import stamp
from cpconf.core.outbox import Care, OutboxKind, OutboxState, Outlet
from cpconf.store.conferences.holding import Holding
from cpconf.store.database.signing import storable, storable_or_none
from cpconf.store.outbox.writes import insert, withdraw_unsent


class OwedInvitationWrites(Holding):
    """The store in a transaction that may make messages necessary."""

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
            withdraw_unsent(self.ask, person_id, self._now)
        return insert(
            self.ask,
            {
                "kind": kind.value,
                "conference_id": filed.id,
                "person_id": person_id,
                "recipient": storable(address).casefold(),
                "address": storable(address),
                "care": care.value,
                "outlet": outlet.value,
                "folder": storable_or_none(folder),
                "state": OutboxState.PENDING.value,
                "sequence": sequence,
                "message_id": message_id,
                "dated_at": stamp(self._now),
                "made_at": stamp(self._now),
                "tries": 0,
                "machine_at": self._signature.machine_at,
            },
        )

    def withdraw(self, filed: Filed, person: str) -> None:
        """Withdraw what is owed to somebody and was certainly not sent. Raises as `owe`."""
        self._hold(filed)
        withdraw_unsent(self.ask, self._person(filed, person), self._now)
