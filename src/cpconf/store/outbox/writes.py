"""Writing to the outbox: short transactions before and after sending, never during it."""
# ruff: noqa: S608 - every value is bound; only names of columns are put into statements

import datetime as dt
from collections.abc import Iterable
from typing import Final

from cpconf.core.dates.london import stamp
from cpconf.core.outbox import (
    DIGESTS,
    Care,
    OutboxKind,
    OutboxMessage,
    OutboxState,
    Outlet,
)
from cpconf.core.reminders.reminders import Told
from cpconf.errors import Refused
from cpconf.store.outbox.leases import Sending, utc
from cpconf.store.outbox.questions import of_kind

_DIGEST: Final = of_kind(DIGESTS)
_THE_ONE: Final = {False: "task_id", True: "conference_id"}
"""The column of what a reminder is about, by whether it has no task."""


class OutboxWrites(Sending):
    """The writes for the outbox, in one transaction in which nobody else can write."""

    def owe(
        self,
        *,
        kind: OutboxKind,
        recipient: str,
        address: str | None,
        care: Care,
        outlet: Outlet,
        message_id: str,
        state: OutboxState = OutboxState.PENDING,
    ) -> int:
        """Put a message in the outbox, and return its number."""
        return self._db.insert(
            "outbox",
            {
                "kind": kind,
                "recipient": recipient,
                "address": address,
                "care": care,
                "outlet": outlet,
                "state": state,
                "message_id": message_id,
                "dated_at": self._db.now,
                "made_at": self._db.now,
                "tries": 0,
                "machine_at": utc(self._db.machine_now),
            },
        )

    def unsent_digests(self) -> dict[str, OutboxMessage]:
        """Return digests that were certainly not sent, by recipient; idle ones are left out."""
        states = (OutboxState.WAITING, OutboxState.PENDING)
        found = self.messages(states)
        return {m.recipient: m for m in found if m.kind.is_digest}

    def remind(self, number: int, tellings: Iterable[Told]) -> None:
        """Put reminders into a digest, except those that a message has already."""
        for told in tellings:
            of = [told.task, told.conference, told.recipient]
            said = [told.reason.value, stamp(told.wanted)]
            self._db.ask(
                "INSERT INTO reminder "
                "(outbox_id, task_id, conference_id, recipient, reason, wanted) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [number, *of, *said],
            )
            # If the task moves back to a date that was told of before, it has to be told again.
            one, number_ = _THE_ONE[told.task is None], told.task or told.conference
            self._db.ask(
                f"DELETE FROM reminder WHERE {one} = ? AND recipient = ? AND wanted <> ? "
                "AND outbox_id IN (SELECT id FROM outbox WHERE state = 'sent')",
                [number_, told.recipient, stamp(told.wanted)],
            )

    def empty_digests(self) -> None:
        """Remove every reminder from the digests that were certainly not sent."""
        self._db.ask(
            "DELETE FROM reminder WHERE outbox_id IN (SELECT id FROM outbox "
            f"WHERE {_DIGEST} AND state IN ('waiting', 'pending'))"
        )

    def drop_empty_digests(self) -> None:
        """Remove the empty digests that were never tried, and withdraw those that were tried."""
        empty = "NOT EXISTS (SELECT 1 FROM reminder m WHERE m.outbox_id = outbox.id)"
        unsent = f"{_DIGEST} AND state IN ('waiting', 'pending') AND {empty}"
        self._db.ask(f"DELETE FROM outbox WHERE {unsent} AND tries = 0")
        self._db.ask(
            f"UPDATE outbox SET state = 'withdrawn', finished_at = ? WHERE {unsent}",
            [stamp(self._db.now)],
        )

    def address_digest(self, number: int, address: str | None, outlet: Outlet) -> None:
        """Set where an unsent digest goes. Without an address it waits, except for stdout."""
        goes = address is not None or outlet is Outlet.STDOUT
        self._set(
            number,
            address=address,
            outlet=outlet,
            state=OutboxState.PENDING if goes else OutboxState.WAITING,
        )

    def ran(self, warn_after: dt.datetime) -> None:
        """Record a successful run of reminders, and when to warn that none followed."""
        self._db.ask(
            "INSERT INTO reminder_run (id, finished_at, machine_at, warn_after) "
            "VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET finished_at = excluded.finished_at,"
            " machine_at = excluded.machine_at, warn_after = excluded.warn_after",
            [stamp(self._db.now), utc(self._db.machine_now), stamp(warn_after)],
        )

    def retry(self, number: int) -> OutboxMessage:
        """Let the next run try a message again that failed or has to wait.

        Raises NotFound, and Refused for one that may have been sent.
        """
        found = self.message(number)
        if found.state not in {OutboxState.FAILED, OutboxState.PENDING}:
            raise Refused(
                f"message {number} is {found.state}: only one that was not sent is tried again"
            )
        self._set(number, state=OutboxState.PENDING, not_before=None, finished_at=None)
        return self.message(number)

    def settle(self, number: int, *, went: bool) -> OutboxMessage:
        """Record that a message in doubt was sent, or that it was not and is owed again.

        Raises NotFound, and Refused for one that is not in doubt.
        """
        found = self.message(number)
        if found.state is not OutboxState.UNKNOWN and not self._is_doubtful(number):
            raise Refused(f"message {number} is {found.state}: only one in doubt has to be settled")
        if went:
            self.finish(number, OutboxState.SENT, None)
        else:
            self._set(number, state=OutboxState.PENDING, reason=None, finished_at=None)
        return self.message(number)

    def drop(self, number: int) -> OutboxMessage:
        """Withdraw a message that was not sent, or to staff in doubt. Raises NotFound, Refused."""
        found = self.message(number)
        certain = {OutboxState.WAITING, OutboxState.PENDING, OutboxState.FAILED}
        if found.state not in certain and not self._is_doubtful(number):
            raise Refused(
                f"message {number} is {found.state}: only one that was not sent can be withdrawn"
            )
        self.finish(number, OutboxState.WITHDRAWN, None)
        return self.message(number)

    def redirect_doubtful(self, outlet: Outlet) -> None:
        """Send the digests in doubt by the way that is configured now."""
        self._db.ask(
            f"UPDATE outbox SET outlet = ? WHERE {_DIGEST} AND state = 'sending' "
            "AND claimed_by IS NULL",
            [outlet.value],
        )

    def _is_doubtful(self, number: int) -> bool:
        """Tell whether a message may have been sent, and no run is sending it."""
        return bool(
            self._db.ask(
                "SELECT 1 FROM outbox WHERE id = ? AND state = 'sending' AND claimed_by IS NULL",
                [number],
            )
        )
