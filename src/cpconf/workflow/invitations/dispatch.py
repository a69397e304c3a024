"""Sending invitations: what is owed for one conference, delivered at once, and ticked off."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.config import Config
from cpconf.core.outbox import (
    INVITING,
    OutboxMessage,
    OutboxState,
    Outlet,
    OwedInvitation,
    Prospect,
)
from cpconf.documents.places import folders
from cpconf.documents.places.publishing import put
from cpconf.errors import CpconfError
from cpconf.mail.invitations.message import calendar_in
from cpconf.workflow.conferences.marks import Recorded
from cpconf.workflow.invitations.composition import compose
from cpconf.workflow.invitations.ticks import settled, tick
from cpconf.workflow.outbox import Begin, Post, Result, deliver, draft_name

if TYPE_CHECKING:
    from cpconf.store.outbox.writes import Outbox
    from cpconf.store.reading import Reader
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationOffice:
    """What it takes to send: the store in its three ways, the outbox's token, the ways out.

    `now` is wall-clock Europe/London; `is_alive` knows other runs by their tokens.
    """

    reading: Callable[[], AbstractContextManager["Reader"]]
    writing: Callable[[], AbstractContextManager["Writer"]]
    outbox: Begin
    token: str
    is_alive: Callable[[str], bool]
    config: Config = field(repr=False)
    post: Post
    now: dt.datetime

    def deliver(
        self, ref: str, numbers: Collection[int] = (), *, tried: Collection[int] = ()
    ) -> Result:
        """Send these messages, and what earlier runs left for the conference, oldest first.

        Drafts are put into their folders, each with its calendar entry beside it. What could not
        be sent stays owed; `tried` are those that this run has tried.
        """
        with self.outbox() as box:
            box.recover(self.is_alive)
            left = {m.id for m in box.outbox(_UNSENT) if self._may_go(m, ref)}
            claimed = box.claim_these(self.token, {*numbers, *left.difference(tried)})
        try:
            result = deliver(self.outbox, self.token, claimed, self._compose, self.post)
        finally:
            with self.outbox() as box:
                box.release(self.token)
        faults = put_entries(result.having(OutboxState.SENT))
        return Result(result.messages, (*result.faults, *faults))

    def tick(self, ref: str, organiser: str) -> Recorded:
        """Mark the tasks done that the invitations have done."""
        with self.reading() as reader:
            if not settled(reader, ref, organiser).done:
                return Recorded(())
        with self.writing() as store:
            return tick(store, ref, organiser, at=self.now)

    def _may_go(self, message: OutboxMessage, ref: str) -> bool:
        """Whether what an earlier run left may be tried now."""
        by_a_way = message.outlet is Outlet.DRAFT or self.post.settings is not None
        of_these = message.ref == ref and message.kind in INVITING
        return of_these and by_a_way and message.has_rested(self.now)

    def _compose(self, _: "Outbox", message: OutboxMessage) -> bytes | None:
        with self.reading() as reader:
            return compose(reader, message, self.config, now=self.now)


_UNSENT = (OutboxState.PENDING, OutboxState.SENDING)


def look_ahead(
    store: "Reader", config: Config, post: Post, *, now: dt.datetime
) -> list[OwedInvitation]:
    """The messages about invitations that are owed, and what a run would do with each now.

    Nothing is changed. `now` is wall-clock Europe/London.
    """
    unsent = [m for m in store.outbox(_UNSENT) if m.kind in INVITING]
    return [_looked_at(store, message, config, post, now) for message in unsent]


def _looked_at(
    store: "Reader", message: OutboxMessage, config: Config, post: Post, now: dt.datetime
) -> OwedInvitation:
    waits = Prospect.WAITS
    if message.not_before is not None and not message.has_rested(now):
        why = f"the mail server was busy: not before {message.not_before:%H:%M}"
        return OwedInvitation(message=message, prospect=waits, why=why)
    try:
        content = compose(store, message, config, now=now)
    except CpconfError as fault:
        return OwedInvitation(message=message, prospect=waits, why=fault.headline)
    if content is None:
        return OwedInvitation(message=message, prospect=Prospect.WITHDRAWN)
    if message.outlet is Outlet.SMTP and post.settings is None:
        return OwedInvitation(
            message=message, prospect=waits, why="no mail server is configured in [smtp]"
        )
    return OwedInvitation(message=message, prospect=Prospect.SENT)


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
