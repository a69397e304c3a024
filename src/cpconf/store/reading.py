"""Reading the store: one look for a whole command."""

from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from cpconf.store.conferences.lookup import Lookup
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.store.database.database import Database, Location
from cpconf.store.database.faults import NoStore
from cpconf.store.diaries.questions import DiaryQuestions
from cpconf.store.invitations.questions import InvitationQuestions
from cpconf.store.locations import locate
from cpconf.store.mailbox.questions import MailboxQuestions
from cpconf.store.outbox.questions import OutboxQuestions
from cpconf.store.sharing.questions import SharingQuestions

__all__ = ["Reader", "reading"]


def reading(where: str | Path | Location) -> "Reader | None":
    """Open the store for reading, or return None where there is nothing yet.

    A store of an older form is brought up to date first. Raises StoreFault for a file that is not
    a usable store, StoreBusy, TryAgain where a server is away, CpconfError.
    """
    place = locate(where)
    try:
        database = place.open_to_read()
    except NoStore:
        return None
    return Reader(database, place.exposure())


class Reader:
    """One look at the store: a single read transaction, ended by `close` or a `with` block.

    Each noun's questions are a part of it.
    """

    def __init__(self, database: Database, warnings: list[str]) -> None:
        """Take an open database, and what the user should hear of the store itself."""
        self.common = Lookup(database, lenient=True)
        self.common.warnings += warnings

    @cached_property
    def conferences(self) -> ConferenceQuestions:
        """Conferences, people, tasks, marks, and what they are pinned to."""
        return ConferenceQuestions(self.common)

    @cached_property
    def sharing(self) -> SharingQuestions:
        """Documents, and who has what."""
        return SharingQuestions(self.common)

    @cached_property
    def invitations(self) -> InvitationQuestions:
        """Who is invited, and how they join."""
        return InvitationQuestions(self.common)

    @cached_property
    def mailbox(self) -> MailboxQuestions:
        """Reports that came in."""
        return MailboxQuestions(self.common)

    @cached_property
    def diaries(self) -> DiaryQuestions:
        """When people are busy."""
        return DiaryQuestions(self.common)

    @cached_property
    def outbox(self) -> OutboxQuestions:
        """Messages that are owed."""
        return OutboxQuestions(self.common)

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
        """End the read transaction; a writer that waits for it can go on."""
        self.common.database.close()
