"""Reading the store: one read transaction for a whole command."""
# ruff: noqa: PLC0415 - most commands need one or two parts, so each loads when first asked

from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cpconf.store.conferences.lookup import Lookup
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.store.database.database import Database, Location
from cpconf.store.database.faults import NoStore
from cpconf.store.locations import locate
from cpconf.store.outbox.deliveries import DeliveryQuestions

if TYPE_CHECKING:
    from cpconf.store.diaries.questions import DiaryQuestions
    from cpconf.store.invitations.questions import InvitationQuestions
    from cpconf.store.mailbox.questions import MailboxQuestions
    from cpconf.store.outbox.questions import OutboxQuestions
    from cpconf.store.sharing.questions import SharingQuestions

__all__ = ["Reader", "reading"]


def reading(where: str | Path | Location) -> "Reader | None":
    """Open the store for reading, or return None if there is none yet.

    A file of an older form is upgraded first. Raises StoreFault for a file that is not a usable
    store, StoreBusy, TryAgain if a server cannot be reached, CpconfError.
    """
    place = locate(where)
    try:
        database = place.open_to_read()
    except NoStore:
        return None
    return Reader(database, place.exposure())


class Reader:
    """A single read transaction on the store, ended by `close` or a `with` block.

    Each attribute has the questions about one noun.
    """

    def __init__(self, database: Database, warnings: list[str]) -> None:
        """Take an open database, and the warnings about the store that the user should see."""
        self.common = Lookup(database, lenient=True)
        self.common.warnings += warnings

    @cached_property
    def conferences(self) -> ConferenceQuestions:
        """Conferences, people, tasks, marks, and the editions and calendars they are pinned to."""
        return ConferenceQuestions(self.common)

    @cached_property
    def sharing(self) -> "SharingQuestions":
        """Documents, the copies for each recipient, and what must not be disclosed."""
        from cpconf.store.sharing.questions import SharingQuestions

        return SharingQuestions(self.common)

    @cached_property
    def invitations(self) -> "InvitationQuestions":
        """Who is invited, and how they join."""
        from cpconf.store.invitations.questions import InvitationQuestions

        return InvitationQuestions(self.common)

    @cached_property
    def mailbox(self) -> "MailboxQuestions":
        """Mail that came in, and the steps of each report."""
        from cpconf.store.mailbox.questions import MailboxQuestions

        return MailboxQuestions(self.common)

    @cached_property
    def diaries(self) -> "DiaryQuestions":
        """Imported diaries: when people are busy."""
        from cpconf.store.diaries.questions import DiaryQuestions

        return DiaryQuestions(self.common)

    @cached_property
    def outbox(self) -> "OutboxQuestions":
        """Messages that are owed."""
        from cpconf.store.outbox.questions import OutboxQuestions

        return OutboxQuestions(self.common)

    @cached_property
    def deliveries(self) -> DeliveryQuestions:
        """Whether messages go out: what was turned down, and when reminders last ran."""
        return DeliveryQuestions(self.common)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the read transaction, so that a waiting writer can go on."""
        self.common.database.close()
