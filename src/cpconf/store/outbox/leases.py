"""Claims on messages in the outbox, each with a lease, and what became of each message."""
# ruff: noqa: S608 - every value is bound; only names of columns are put into statements

import datetime as dt
from collections.abc import Callable, Collection
from typing import Final

from cpconf.core.outbox import (
    DIGESTS,
    LONGEST_BACK_OFF,
    Care,
    OutboxMessage,
    OutboxState,
    Outlet,
)
from cpconf.errors import NotFound
from cpconf.store.conferences.ledger import Ledger
from cpconf.store.outbox.deliveries import OWED
from cpconf.store.outbox.questions import (
    FROM_OUTBOX,
    MESSAGE,
    RESTED,
    OutboxQuestions,
    message,
    of_kind,
    rested,
)

LEASE: Final = dt.timedelta(minutes=15)
"""How long a run may take over one message before another may take it for dead."""

BACK_OFF: Final = dt.timedelta(minutes=5)

_DIGESTS: Final = frozenset(kind.value for kind in DIGESTS)
_BEYOND: Final = 1 << 63  # too high for a row's number
_CURRENT: Final = (
    "(EXISTS (SELECT 1 FROM task t WHERE t.id = m.task_id AND t.outstanding = 1 "
    "AND COALESCE(t.due, t.needed_by) = m.wanted) "
    "OR EXISTS (SELECT 1 FROM conference c WHERE c.id = m.conference_id AND c.state <> 'held'))"
)


class Sending(OutboxQuestions):
    """The outbox inside one transaction, for a run that sends."""

    _db: Ledger

    def __init__(self, store: Ledger) -> None:
        super().__init__(store)

    def message(self, number: int) -> OutboxMessage:
        """Return one message. Raises NotFound."""
        asked = [number] if number < _BEYOND else [0]
        found = self._db.ask(f"SELECT {MESSAGE} {FROM_OUTBOX} WHERE o.id = ?", asked)
        if not found:
            raise NotFound(f"the outbox has no message {number}: cpconf outbox lists them")
        return message(found[0])

    # ---- messages that a run left behind

    def recover(self, is_alive: Callable[[str], bool]) -> None:
        """Free the messages claimed by runs that have ended; `is_alive` tells by a run's token.

        A message that was not begun is pending again, and so is a draft: writing a file again does
        no harm. One that was being sent is sent again to staff, and becomes unknown for a family.
        """
        found = self._db.ask(
            "SELECT id, state, care, outlet, claimed_by, lease_until FROM outbox "
            f"WHERE {OWED} AND state IN ('claimed', 'sending') AND claimed_by IS NOT NULL"
        )
        for number, state, care, outlet, token, lease_until in found:
            # Only the end of its run shows that a message to a family is no longer being sent.
            held = care == Care.FAMILY or lease_until > utc(self._db.machine_now)
            if held and is_alive(token):
                continue
            if state == OutboxState.CLAIMED or outlet == Outlet.DRAFT:
                self._set(number, state=OutboxState.PENDING, claimed_by=None, lease_until=None)
            elif care == Care.FAMILY:
                why = "the run that sent it was stopped"
                self.finish(number, OutboxState.UNKNOWN, why)
            else:
                self._set(number, claimed_by=None, lease_until=None)

    def occupied(self) -> set[str]:
        """Return the recipients whose digest may have been sent, or is claimed by another run."""
        found = self._db.ask(
            f"SELECT DISTINCT recipient FROM outbox WHERE {OWED} AND {of_kind(DIGESTS)} "
            "AND (state = 'sending' OR claimed_by IS NOT NULL)"
        )
        return {recipient for (recipient,) in found}

    def claim(
        self, token: str, digests: Collection[int], doubtful: Collection[str] | None
    ) -> list[OutboxMessage]:
        """Claim what may be sent now, so that no other run sends it, and return it.

        Of digests, those in `digests` are claimed, and those that may have been sent and are sent
        again: to the recipients in `doubtful`, or to all if it is None. Every other kind of message
        is claimed.
        """
        found = self._db.ask(
            f"SELECT id, kind, state, recipient FROM outbox WHERE {OWED} AND claimed_by IS NULL "
            f"AND state IN ('pending', 'sending') AND {RESTED} ORDER BY id",
            rested(self._db.now),
        )
        claimed = []
        for number, kind, state, recipient in found:
            again = state == OutboxState.SENDING and (doubtful is None or recipient in doubtful)
            if kind not in _DIGESTS or number in digests or again:
                self._claim(number, token)
                claimed.append(self.message(number))
        return claimed

    def claim_these(self, token: str, numbers: Collection[int]) -> list[OutboxMessage]:
        """Claim those of these messages that are still to be sent and that no run has claimed."""
        found = self._db.ask(
            f"SELECT id FROM outbox WHERE {OWED} AND claimed_by IS NULL "
            "AND state IN ('pending', 'sending') ORDER BY id"
        )
        claimed = [number for (number,) in found if number in numbers]
        for number in claimed:
            self._claim(number, token)
        return [self.message(number) for number in claimed]

    def begin(self, number: int, token: str) -> OutboxMessage | None:
        """Record that a claimed message is now being sent, or that none is needed any more.

        Returns None if the lease has run out and another run has claimed it. Returns None, too, if
        a digest has nothing left to say: its tasks were done, moved or cancelled meanwhile, or its
        address has become one of a family's.
        """
        found = self._db.ask(
            "SELECT kind FROM outbox WHERE id = ? AND claimed_by = ?", [number, token]
        )
        if not found:
            return None
        if found[0][0] in _DIGESTS:
            if self._is_familys(number):
                self._db.ask("DELETE FROM reminder WHERE outbox_id = ?", [number])
            self._db.ask(
                f"DELETE FROM reminder WHERE id IN (SELECT m.id FROM reminder m "
                f"WHERE m.outbox_id = ? AND NOT {_CURRENT})",
                [number],
            )
            if not self._db.ask("SELECT 1 FROM reminder WHERE outbox_id = ? LIMIT 1", [number]):
                self.finish(number, OutboxState.WITHDRAWN, None)
                return None
        self._db.ask(
            "UPDATE outbox SET state = 'sending', tries = tries + 1, lease_until = ? WHERE id = ?",
            [utc(self._db.machine_now + LEASE), number],
        )
        return self.message(number)

    def _is_familys(self, number: int) -> bool:
        """Tell whether the address of a digest became a family member's after it was planned."""
        address = self.message(number).address
        return address is not None and bool(self.family_among({address.casefold()}))

    def holds(self, number: int, token: str) -> bool:
        """Tell whether a run still has a message that it claimed: its lease may have run out."""
        values = [number, token]
        return bool(self._db.ask("SELECT 1 FROM outbox WHERE id = ? AND claimed_by = ?", values))

    def release(self, token: str) -> None:
        """Give back what was claimed and not begun. `recover` judges what was begun."""
        self._db.ask(
            "UPDATE outbox SET state = 'pending', claimed_by = NULL, lease_until = NULL "
            "WHERE claimed_by = ? AND state = 'claimed'",
            [token],
        )

    def finish(self, number: int, state: OutboxState, reason: str | None) -> None:
        """Record what became of a message: sent, failed, unknown or withdrawn."""
        self._set(
            number,
            state=state,
            reason=reason,
            claimed_by=None,
            lease_until=None,
            not_before=None,
            finished_at=self._db.now,
        )

    def put_off(self, number: int, reason: str, *, back_off: bool, in_doubt: bool) -> None:
        """Record that a message is to be tried again; after a 4xx reply (`back_off`) not at once.

        One that is `in_doubt`, since an earlier attempt may have arrived, stays so.
        """
        (tries,) = self._db.ask("SELECT tries FROM outbox WHERE id = ?", [number])[0]
        pause = min(LONGEST_BACK_OFF, BACK_OFF * 2 ** min(max(tries - 1, 0), 10))
        self._set(
            number,
            state=OutboxState.SENDING if in_doubt else OutboxState.PENDING,
            reason=reason,
            claimed_by=None,
            lease_until=None,
            not_before=self._db.now + pause if back_off else None,
        )

    def _claim(self, number: int, token: str) -> None:
        self._db.ask(
            "UPDATE outbox SET claimed_by = ?, lease_until = ?, "
            "state = CASE state WHEN 'pending' THEN 'claimed' ELSE state END WHERE id = ?",
            [token, utc(self._db.machine_now + LEASE), number],
        )

    def _set(self, number: int, **values: object) -> None:
        self._db.update("outbox", values, {"id": number})


def utc(moment: dt.datetime) -> str:
    """Return a moment of the machine's own clock in the form in which it is stored."""
    return moment.isoformat(timespec="microseconds")
