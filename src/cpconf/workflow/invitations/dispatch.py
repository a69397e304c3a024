"""Sending the owed invitations of one conference at once, and ticking off their tasks.

By email, the professionals' invitations are owed only once the parents' have been sent.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.config import Config
from cpconf.core.invitations.invitees import Group, Guest
from cpconf.core.invitations.joining import JoiningDetails
from cpconf.core.outbox import OutboxMessage, OutboxState, Outlet
from cpconf.core.sharing.stops import Halt, refuse_unless_overridden
from cpconf.documents.places import folders
from cpconf.documents.places.publishing import put
from cpconf.errors import CpconfError
from cpconf.mail.invitations.message import calendar_in
from cpconf.workflow.conferences.marks import Recorded
from cpconf.workflow.invitations.composition import compose
from cpconf.workflow.invitations.guest_list import GuestList
from cpconf.workflow.invitations.host import Host, organiser_of
from cpconf.workflow.invitations.plan import InviteRequest, PlannedInvitations, keep, plan
from cpconf.workflow.invitations.ticks import settled, tick
from cpconf.workflow.outbox import UNSENT, Begin, Post, Result, deliver, draft_name

if TYPE_CHECKING:
    from cpconf.store.reading import Reader
    from cpconf.store.writing import Store, Writer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Invitations:
    """The handler of messages about invitations; `now` is wall-clock Europe/London."""

    reading: Callable[[], AbstractContextManager["Reader"]]
    writing: Callable[[], AbstractContextManager["Writer"]]
    config: Config = field(repr=False)
    now: dt.datetime

    def compose(self, _: "Store", message: OutboxMessage) -> bytes | None:
        """Write a message anew from the record, as `composition.compose` does."""
        with self.reading() as reader:
            return compose(reader, message, self.config, now=self.now)

    def after(self, sent: Iterable[OutboxMessage]) -> None:
        """Mark the tasks done that these invitations were for."""
        for ref in sorted({message.ref for message in sent if message.ref}):
            self.tick(self.seen(ref))

    def seen(self, ref: str) -> GuestList:
        """Return the guest list of a conference from the current record."""
        with self.reading() as reader:
            return GuestList.of(reader, reader.conferences.filed(ref), organiser_of(self.config))

    def tick(self, seen: GuestList) -> Recorded:
        """Mark the tasks done that the invitations to a conference have done.

        Opens the store for writing only where there is such a task.
        """
        if not settled(seen):
            return Recorded(())
        with self.writing() as store:
            filed = store.conferences.filed(seen.ref)
            return tick(store, GuestList.of(store, filed, seen.organiser), at=self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteRun:
    """The result of a run of `invite`: the people afterwards, and what was planned and sent.

    There are two `rounds` where, by email, the professionals waited for the parents.
    """

    seen: GuestList
    rounds: tuple[PlannedInvitations, ...]
    result: Result = field(default_factory=Result)
    recorded: Recorded = field(default_factory=lambda: Recorded(()))

    @property
    def last(self) -> PlannedInvitations:
        """The last plan."""
        return self.rounds[-1]

    @property
    def due(self) -> tuple[str, ...]:
        """The short ids of people for whom it made an invitation, or would."""
        return tuple(guest.person.id for each in self.rounds for guest in each.due)

    @property
    def updated(self) -> tuple[str, ...]:
        """The short ids of people for whom it made an update."""
        return tuple(guest.person.id for guest in self.rounds[0].updated)

    @property
    def made(self) -> frozenset[str]:
        """The short ids of people for whom it made any message."""
        return frozenset((*self.due, *self.updated))

    @property
    def passed(self) -> tuple[Halt, ...]:
        """The stops that were overridden."""
        halts = chain.from_iterable(each.decision.halts for each in self.rounds)
        return tuple(dict.fromkeys(halts))

    @property
    def remarks(self) -> tuple[str, ...]:
        """The remarks on every plan."""
        return tuple(dict.fromkeys(chain.from_iterable(each.remarks for each in self.rounds)))

    @property
    def why_nothing(self) -> str:
        """Why there was nothing to make. Raises Refused where everybody left is stopped."""
        left = [guest for guest in self.seen.guests if guest.invited is None]
        halts = tuple(dict.fromkeys(halt for guest in left for halt in guest.halts))
        live = any(guest.was_invited for guest in self.seen.guests)
        if halts and not live:
            _refuse_together(self.seen, left, "nobody was invited")
            refuse_unless_overridden(halts, {}, f"{self.seen.ref}: nobody was invited")
        return "everybody who is to be invited has been" if live else "there is nobody to invite"

    def refuse_what_stands(self) -> None:
        """Raise Refused for what is still stopped, even where messages were made.

        Professionals may wait for a parent who is stopped, or parents who attend apart may have
        invitations by which they would meet.
        """
        first, seen = self.last.first, self.seen
        family = seen.of_group(Group.FAMILY)
        if first is not None:
            _refuse_together(seen, family, "nobody is invited before the parents")
            own = dict.fromkeys(halt for guest in family for halt in guest.halts)
            refuse_unless_overridden((*own, first), {}, f"{seen.ref}: the professionals wait")
        meeting = [guest for guest in family if guest.attends_apart]
        if any(guest.was_invited for guest in meeting):
            _refuse_together(seen, meeting, "they have their invitations")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationOffice:
    """What sends invitations at once: the outbox, this run's token, and the transports.

    `is_alive` tells by its token whether another run is still going.
    """

    invitations: Invitations
    outbox: Begin
    token: str
    is_alive: Callable[[str], bool]
    post: Post

    def invite(self, request: InviteRequest, host: Host) -> InviteRun:
        """Invite everybody who is due, parents first, and tick off the tasks that this does."""
        planned, result = self._round(request, host)
        rounds = [planned]
        if planned.waiting and result.messages:
            # The parents' invitations were tried: plan again.
            again = replace(request, details=JoiningDetails())
            planned, more = self._round(again, host, after=planned, sent=result.messages)
            result = result.with_(more)
            rounds.append(planned)
        seen = self.invitations.seen(request.ref)
        recorded = self.invitations.tick(seen) if request.by_mail else Recorded(())
        seen = seen.marked(recorded.marked)
        if planned.first is not None:
            seen = seen.kept_back(planned.waiting, [planned.first])
        return InviteRun(seen=seen, rounds=tuple(rounds), result=result, recorded=recorded)

    def _round(
        self,
        request: InviteRequest,
        host: Host,
        *,
        after: PlannedInvitations | None = None,
        sent: Iterable[OutboxMessage] = (),
    ) -> tuple[PlannedInvitations, Result]:
        """Owe the messages that are due, and send them; skip those tried in an earlier round."""
        tried = {guest.person.id for guest in after.due} if after else set()
        with self.invitations.writing() as store:
            now = self.invitations.now
            planned = plan(store, request, host.organiser, now=now, tried=tried)
            numbers = keep(store, planned, host.organiser, now=now)
        return planned, self.deliver(request.ref, numbers, tried={message.id for message in sent})

    def deliver(
        self, ref: str, numbers: Collection[int] = (), *, tried: Collection[int] = ()
    ) -> Result:
        """Send these messages, and those that earlier runs left for the conference, oldest first.

        Puts drafts into their folders, each with its calendar entry beside it. A message that
        cannot be sent stays owed; `tried` were tried by this run before.
        """
        with self.outbox() as box:
            box.outbox.recover(self.is_alive)
            left = {m.id for m in box.outbox.messages(UNSENT) if self._may_go(m, ref)}
            claimed = box.outbox.claim_these(self.token, {*numbers, *left.difference(tried)})
        try:
            result = deliver(self.outbox, self.token, claimed, self.invitations.compose, self.post)
        finally:
            with self.outbox() as box:
                box.outbox.release(self.token)
        faults = _put_entries(result.having(OutboxState.SENT))
        return Result(result.messages, (*result.faults, *faults))

    def _may_go(self, message: OutboxMessage, ref: str) -> bool:
        """Tell whether a message that an earlier run left may be tried now."""
        by_a_way = message.outlet is Outlet.DRAFT or self.post.settings is not None
        of_these = message.ref == ref and message.kind.entry is not None
        return of_these and by_a_way and message.has_rested(self.invitations.now)


def _refuse_together(seen: GuestList, guests: Collection[Guest], what: str) -> None:
    """Raise Refused for parents who would meet, saying how to give each their own hours."""
    apart = next((guest.person.id for guest in guests if guest.attends_apart), None)
    if apart is not None:
        hours = f"cpconf invite {seen.ref} --for {apart} --link URL --starts TIME, or --ends TIME"
        refuse_unless_overridden(
            tuple(dict.fromkeys(halt for guest in guests for halt in guest.halts)),
            {},
            f"{seen.ref}: {what}",
            otherwise=f"Give each parent times and a link of their own: {hours}",
        )


def _put_entries(messages: Iterable[OutboxMessage]) -> tuple[str, ...]:
    """Write each draft's calendar entry beside it, for people who open only that; return faults."""
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
