"""One run of `remind`: plan and claim, send, and write down what became of it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.outbox import OutboxMessage, OutboxState, Outlet
from cpconf.core.reminders.digest import AnyItem
from cpconf.errors import CpconfError
from cpconf.mail import digest_message
from cpconf.store.outbox.questions import OutboxQuestions
from cpconf.workflow.outbox import Begin, Handler, Post, Result, deliver
from cpconf.workflow.reminders.claims import Claimed, items_of, plan
from cpconf.workflow.reminders.handlers import Handlers
from cpconf.workflow.reminders.outlook import Outlook, Preferences

Print = Callable[[Sequence["ToldDigest"], Sequence["ToldDigest"], Result], None]
"""Prints the first digests for good, and may show the others, which went another way, and what
became of all messages that were sent.

Raises CpconfError where it could not; else what it has printed counts as told.
"""


Said = dict[int, tuple[AnyItem, ...]]


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
    invitations: Handler

    def all(self) -> tuple[list[ToldDigest], Result, CpconfError | None]:
        """Tell everybody what they are owed: the digests told, and what became of all messages.

        News for somebody whose last digest was in doubt follows once that one has gone. The fault
        is why digests could not be printed: they are owed still, and the others have gone.
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
                box.release(self.token)
        handlers.after(result.having(OutboxState.SENT))
        return [*printed, *told], result, fault

    def _deliver(
        self, messages: Sequence[OutboxMessage], handlers: Handlers, said: Said
    ) -> tuple[list[ToldDigest], Result]:
        result = deliver(self.begin, self.token, messages, handlers.compose, self.post)
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


@dataclass(frozen=True, slots=True, eq=False)
class Digests:
    """The handler of digests; `said` is what each says, by the number of its message."""

    run: Run
    said: Said

    def compose(self, store: OutboxQuestions, message: OutboxMessage) -> bytes | None:
        """Write a digest of what is still to be said; None where nothing is left, or nobody."""
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
        """Nothing follows: that somebody was told changes no task."""
