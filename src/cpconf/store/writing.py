"""Writing to the store: one transaction for a whole command."""
# ruff: noqa: PLC0415 - most commands need one or two parts, so each loads when first asked

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.store.conferences.ledger import Ledger
from cpconf.store.conferences.values import Booking
from cpconf.store.conferences.writes import ConferenceWrites
from cpconf.store.database.database import Location
from cpconf.store.database.signing import Signature
from cpconf.store.locations import locate
from cpconf.store.outbox.deliveries import DeliveryQuestions
from cpconf.store.reading import Reader

if TYPE_CHECKING:
    from cpconf.store.diaries.writes import DiaryWrites
    from cpconf.store.invitations.writes import InvitationWrites
    from cpconf.store.mailbox.writes import MailboxWrites
    from cpconf.store.outbox.writes import OutboxWrites
    from cpconf.store.sharing.writes import SharingWrites

__all__ = ["Booking", "Store", "Writer", "writing"]


@contextmanager
def writing(
    where: str | Path | Location,
    *,
    now: dt.datetime,
    machine_now: dt.datetime,
    by: str,
    create: bool,
    shared_clock: bool = False,
) -> Iterator["Writer"]:
    """Begin a transaction: committed when the block ends, rolled back on any exception.

    `now` is the command's clock (wall-clock Europe/London), `machine_now` the machine's own clock
    (aware), `by` the account that gave the command. With `shared_clock`, a server's clock counts
    instead of the machine's: what several computers did stays in order. Raises NotFound for a
    missing store unless `create`, StoreFault for a file that is not a usable store, StoreBusy,
    TryAgain if a server cannot be reached, CpconfError.
    """
    place = locate(where)
    with place.transaction(create=create) as database:
        if shared_clock:
            machine_now = database.clock() or machine_now
        signature = Signature.of(database.signs_as(by), now, machine_now)
        writer = Writer(Ledger(database, now, signature))
        writer.common.warnings += place.exposure()
        yield writer


class Writer:
    """All that can be asked and written inside one transaction in which nobody else can write.

    Each attribute has the writes of one noun, and its questions.
    """

    def __init__(self, change: Ledger) -> None:
        """Take the transaction that all parts write in."""
        self.common = change

    @cached_property
    def conferences(self) -> ConferenceWrites:
        """Conferences, people, tasks, marks, and the editions and calendars they are pinned to."""
        return ConferenceWrites(self.common)

    @cached_property
    def sharing(self) -> "SharingWrites":
        """Documents, the copies for each recipient, and what must not be disclosed."""
        from cpconf.store.sharing.writes import SharingWrites

        return SharingWrites(self.common)

    @cached_property
    def invitations(self) -> "InvitationWrites":
        """Who is invited, and how they join."""
        from cpconf.store.invitations.writes import InvitationWrites

        return InvitationWrites(self.common)

    @cached_property
    def mailbox(self) -> "MailboxWrites":
        """Mail that came in, and the steps of each report."""
        from cpconf.store.mailbox.writes import MailboxWrites

        return MailboxWrites(self.common)

    @cached_property
    def diaries(self) -> "DiaryWrites":
        """Imported diaries: when people are busy."""
        from cpconf.store.diaries.writes import DiaryWrites

        return DiaryWrites(self.common)

    @cached_property
    def outbox(self) -> "OutboxWrites":
        """Messages that are owed, claimed and sent."""
        from cpconf.store.outbox.writes import OutboxWrites

        return OutboxWrites(self.common)

    @cached_property
    def deliveries(self) -> DeliveryQuestions:
        """Whether messages go out: what was turned down, and when reminders last ran."""
        return DeliveryQuestions(self.common)


Store = Reader | Writer
"""The store for code that only asks: open for reading or for writing."""
