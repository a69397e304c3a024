"""One run of `remind`: plans and claims messages, sends them, and records the results."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.outbox import OutboxMessage, OutboxState, Outlet
from cpconf.core.reminders.digest import AnyItem
from cpconf.errors import CpconfError
from cpconf.mail import digest_message
from cpconf.store.writing import Store
from cpconf.workflow.outbox import Begin, Handler, Post, Result, deliver
from cpconf.workflow.reminders.claims import Claimed, items_of, plan
from cpconf.workflow.reminders.handlers import Handlers
from cpconf.workflow.reminders.outlook import Outlook, Preferences

Print = Callable[[Sequence["ToldDigest"], Sequence["ToldDigest"], Result], None]
"""Prints the first digests, which then count as told; raises CpconfError where it cannot.

It may also show the other digests, sent by another transport, and the results of all messages.
"""


Said = dict[int, tuple[AnyItem, ...]]


@dataclass(frozen=True, slots=True)
class ToldDigest:
    """A digest in the outbox, with its items."""

    message: OutboxMessage
    items: tuple[AnyItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run needs; moments are wall-clock Europe/London.

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
    invitations: Handler

    def all(self) -> tuple[list[ToldDigest], Result, CpconfError | None]:
        """Send everybody their digests; return the digests told, the result, and a fault or None.

        A second pass sends news for people whose last digest was in doubt before. The fault is why
        digests could not be printed; these stay owed, while the others were sent.
        """
        begun: list[ToldDigest] = []
        told: list[ToldDigest] = []
        result = Result()
        said: Said = {}
        handlers = Handlers(digests=Digests(self, said), invitations=self.invitations)
        try:
            for _ in range(2):
                claimed = self._plan()
                begun += self._begin([m for m in claimed.messages if m.outlet is Outlet.STDOUT])
                others = [m for m in claimed.messages if m.outlet is not Outlet.STDOUT]
                more, became = self._deliver(others, handlers, said)
                told += more
                result = result.with_(became)
                if not claimed.deferred or result.put_off:
                    break
            printed, fault = self._print(begun, told, result)
        finally:
            with self.begin() as box:
                box.outbox.release(self.token)
        handlers.after(result.having(OutboxState.SENT))
        return [*printed, *told], result, fault

    def _deliver(
        self, messages: Sequence[OutboxMessage], handlers: Handlers, said: Said
    ) -> tuple[list[ToldDigest], Result]:
        result = deliver(self.begin, self.token, messages, handlers.compose, self.post)
        return [ToldDigest(m, said[m.id]) for m in result.messages if said.get(m.id)], result

    def _plan(self) -> Claimed:
        with self.begin() as box:
            box.outbox.recover(self.is_alive)  # first, as a message that was not begun was not told
            return plan(
                box,
                Outlook.of(box, self.preferences, self.calendar, self.now),
                self.preferences.outlet,
                self.token,
                sender=self.sender,
            )

    def _begin(self, messages: Sequence[OutboxMessage]) -> list[ToldDigest]:
        """Record the beginning of digests to print."""
        begun: list[ToldDigest] = []
        with self.begin() as box:
            for message in messages:
                current = box.outbox.begin(message.id, self.token)
                items = items_of(box, message.id, self.now) if current is not None else ()
                if current is not None:
                    begun.append(ToldDigest(current, items))
        return begun

    def _print(
        self, begun: Sequence[ToldDigest], others: Sequence[ToldDigest], result: Result
    ) -> tuple[list[ToldDigest], CpconfError | None]:
        """Print digests; they count as told once all are printed."""
        try:
            self.print_(begun, others, result)
        except CpconfError as fault:
            with self.begin() as box:
                for each in begun:
                    box.outbox.put_off(
                        each.message.id, fault.headline, back_off=False, in_doubt=False
                    )
            return [], fault
        with self.begin() as box:
            for each in begun:
                box.outbox.finish(each.message.id, OutboxState.SENT, None)
            return [
                ToldDigest(box.outbox.message(each.message.id), each.items) for each in begun
            ], None


@dataclass(frozen=True, slots=True, eq=False)
class Digests:
    """The handler of digests; `said` has the items of each, by the number of its message."""

    run: Run
    said: Said

    def compose(self, store: Store, message: OutboxMessage) -> bytes | None:
        """Write a digest of what is still to be told; None without items or address."""
        run = self.run
        self.said[message.id] = items = items_of(store, message.id, run.now)
        if message.address is None or not items:
            return None
        close = run.calendar.office.closes
        return digest_message.draft(
            digest_message.text(items, now=run.now, close=close, silent_since=run.silent_since),
            to=message.address,
            sender=run.sender,
            about=digest_message.subject(items),
        )

    def after(self, _: Sequence[OutboxMessage]) -> None:
        """Do nothing: a reminder changes no task."""
