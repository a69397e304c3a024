"""Sending invitations: what is owed for one conference, delivered at once, and ticked off."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.config import Config
from cpconf.core.outbox import OutboxMessage, OutboxState, Outlet
from cpconf.documents.places import folders
from cpconf.documents.places.publishing import put
from cpconf.errors import CpconfError
from cpconf.mail.invitations.message import calendar_in
from cpconf.workflow.conferences.marks import Recorded
from cpconf.workflow.invitations.composition import compose
from cpconf.workflow.invitations.guest_list import GuestList
from cpconf.workflow.invitations.host import organiser_of
from cpconf.workflow.invitations.ticks import settled, tick
from cpconf.workflow.outbox import UNSENT, Begin, Post, Result, deliver, draft_name

if TYPE_CHECKING:
    from cpconf.store.outbox.questions import OutboxQuestions
    from cpconf.store.reading import Reader
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Invitations:
    """The handler of messages about invitations; `now` is wall-clock Europe/London."""

    reading: Callable[[], AbstractContextManager["Reader"]]
    writing: Callable[[], AbstractContextManager["Writer"]]
    config: Config = field(repr=False)
    now: dt.datetime

    def compose(self, _: "OutboxQuestions", message: OutboxMessage) -> bytes | None:
        """Write a message anew from the record, as `composition.compose` does."""
        with self.reading() as reader:
            return compose(reader, message, self.config, now=self.now)

    def after(self, sent: Iterable[OutboxMessage]) -> None:
        """Mark the tasks done that these invitations were for."""
        for ref in sorted({message.ref for message in sent if message.ref}):
            self.tick(self.seen(ref))

    def seen(self, ref: str) -> GuestList:
        """The people of a conference as the record has them now."""
        with self.reading() as reader:
            return GuestList.of(reader, reader.filed(ref), organiser_of(self.config))

    def tick(self, seen: GuestList) -> Recorded:
        """Mark the tasks done that the invitations to a conference have done.

        Where there is none, nobody waits for the store to be written to.
        """
        if not settled(seen):
            return Recorded(())
        with self.writing() as store:
            filed = store.filed(seen.filed.conference.ref)
            return tick(store, GuestList.of(store, filed, seen.organiser), at=self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationOffice:
    """What it takes to send invitations at once: the outbox, this run's token, the ways out.

    `is_alive` knows other runs by their tokens.
    """

    invitations: Invitations
    outbox: Begin
    token: str
    is_alive: Callable[[str], bool]
    post: Post

    def deliver(
        self, ref: str, numbers: Collection[int] = (), *, tried: Collection[int] = ()
    ) -> Result:
        """Send these messages, and what earlier runs left for the conference, oldest first.

        Drafts are put into their folders, each with its calendar entry beside it. What could not
        be sent stays owed; `tried` are those that this run has tried.
        """
        with self.outbox() as box:
            box.recover(self.is_alive)
            left = {m.id for m in box.outbox(UNSENT) if self._may_go(m, ref)}
            claimed = box.claim_these(self.token, {*numbers, *left.difference(tried)})
        try:
            result = deliver(self.outbox, self.token, claimed, self.invitations.compose, self.post)
        finally:
            with self.outbox() as box:
                box.release(self.token)
        faults = put_entries(result.having(OutboxState.SENT))
        return Result(result.messages, (*result.faults, *faults))

    def _may_go(self, message: OutboxMessage, ref: str) -> bool:
        """Whether what an earlier run left may be tried now."""
        by_a_way = message.outlet is Outlet.DRAFT or self.post.settings is not None
        of_these = message.ref == ref and message.kind.entry is not None
        return of_these and by_a_way and message.has_rested(self.invitations.now)


def put_entries(messages: Iterable[OutboxMessage]) -> tuple[str, ...]:
    """Put the calendar entry of each draft beside it, for who opens only that; what went wrong."""
    faults = []
    for message in messages:
        if message.outlet is not Outlet.DRAFT or message.folder is None:
            continue
        draft = Path(message.folder) / draft_name(message)
        entry = draft.with_suffix(".ics")
        try:
            if folders.is_there(entry):
                continue
            with folders.read(draft) as file:
                content = file.read()
            put(entry.parent, entry.name, calendar_in(content))
        except OSError:
            faults.append(f"{entry.name} could not be made: its draft cannot be read")
        except CpconfError as fault:
            faults.append(fault.headline)
    return tuple(faults)
