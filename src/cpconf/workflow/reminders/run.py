"""One run of `remind`: plan and claim, send, and write down what became of it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.outbox import OutboxKind, OutboxMessage, OutboxState, Outlet
from cpconf.core.reminders.digest import AnyItem
from cpconf.errors import CpconfError
from cpconf.mail import digest_message
from cpconf.store.outbox.writes import Outbox
from cpconf.workflow.outbox import Begin, Compose, Post, Result, deliver
from cpconf.workflow.reminders.claims import Claimed, items_of, plan
from cpconf.workflow.reminders.outlook import Outlook, Preferences

Print = Callable[[Sequence["ToldDigest"], Sequence["ToldDigest"], Result], None]
"""Prints the first digests for good, and may show the others, which went another way, and what
became of all messages that were sent.

Raises CpconfError where it could not; else what it has printed counts as told.
"""


@dataclass(frozen=True, slots=True)
class ToldDigest:
    """A digest, as it stands in the outbox, with what it says."""

    message: OutboxMessage
    items: tuple[AnyItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run needs to know; moments are wall-clock Europe/London.

    `silent_since` is when reminders last went out, where runs were missed since. `sender` is the
    address that digests come from.
    """

    begin: Begin
    token: str
    preferences: Preferences
    calendar: WorkingCalendar
    now: dt.datetime
    silent_since: dt.datetime | None
    sender: str
    post: Post
    is_alive: Callable[[str], bool]
    print_: Print
    compose: Compose

    def all(self) -> tuple[list[ToldDigest], Result, CpconfError | None]:
        """Tell everybody what they are owed: the digests told, and what became of all messages.

        News for somebody whose last digest was in doubt follows once that one has gone. The fault
        is why digests could not be printed: they are owed still, and the others have gone.
        """
        begun: list[ToldDigest] = []
        told: list[ToldDigest] = []
        result = Result()
        try:
            for _ in range(2):
                claimed = self._plan()
                begun += self._begin([m for m in claimed.messages if m.outlet is Outlet.STDOUT])
                others = [m for m in claimed.messages if m.outlet is not Outlet.STDOUT]
                more, became = self._deliver(others)
                told += more
                result = result.with_(became)
                if not claimed.deferred or result.put_off:
                    break
            printed, fault = self._print(begun, told, result)
            return [*printed, *told], result, fault
        finally:
            with self.begin() as box:
                box.release(self.token)

    def _deliver(self, messages: Sequence[OutboxMessage]) -> tuple[list[ToldDigest], Result]:
        said: dict[int, tuple[AnyItem, ...]] = {}

        def compose(box: Outbox, message: OutboxMessage) -> bytes | None:
            if message.kind is not OutboxKind.REMINDERS:
                return self.compose(box, message)
            said[message.id] = items = items_of(box, message.id, self.now)
            return self._draft(message, items) if items else None

        result = deliver(self.begin, self.token, messages, compose, self.post)
        return [ToldDigest(m, said[m.id]) for m in result.messages if said.get(m.id)], result

    def _plan(self) -> Claimed:
        with self.begin() as box:
            box.recover(self.is_alive)  # before looking: what was not begun has not been told
            return plan(
                box,
                Outlook.of(box, self.preferences, self.calendar, self.now),
                self.preferences.outlet,
                self.token,
                sender=self.sender,
            )

    def _begin(self, messages: Sequence[OutboxMessage]) -> list[ToldDigest]:
        """Begin digests that are to be printed."""
        begun: list[ToldDigest] = []
        with self.begin() as box:
            for message in messages:
                current = box.begin(message.id, self.token)
                items = items_of(box, message.id, self.now) if current is not None else ()
                if current is not None:
                    begun.append(ToldDigest(current, items))
        return begun

    def _print(
        self, begun: Sequence[ToldDigest], others: Sequence[ToldDigest], result: Result
    ) -> tuple[list[ToldDigest], CpconfError | None]:
        """Print digests: they are told once all of them are out."""
        try:
            self.print_(begun, others, result)
        except CpconfError as fault:
            with self.begin() as box:
                for each in begun:
                    box.put_off(each.message.id, fault.headline, back_off=False, in_doubt=False)
            return [], fault
        with self.begin() as box:
            for each in begun:
                box.finish(each.message.id, OutboxState.SENT, None)
            return [ToldDigest(box.message(each.message.id), each.items) for each in begun], None

    def _draft(self, message: OutboxMessage, items: Sequence[AnyItem]) -> bytes | None:
        if message.address is None:
            return None
        return digest_message.draft(
            self._text(items),
            to=message.address,
            sender=self.sender,
            about=digest_message.subject(items),
        )

    def _text(self, items: Sequence[AnyItem]) -> str:
        close = self.calendar.office.closes
        return digest_message.text(items, now=self.now, close=close, silent_since=self.silent_since)
