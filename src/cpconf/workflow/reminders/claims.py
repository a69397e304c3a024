"""Putting owed digests into the outbox, and claiming them all before any is sent."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cpconf.core.conferences.standing import StandingKind
from cpconf.core.outbox import Care, OutboxKind, OutboxMessage, Outlet, Reason
from cpconf.core.reminders.digest import AnyItem, DigestItem, NoticeItem
from cpconf.core.reminders.reminders import Owed, Told, most_pressing
from cpconf.mail.letter import new_message_id
from cpconf.store.writing import Store, Writer
from cpconf.workflow.reminders.outlook import Outlook


@dataclass(frozen=True, slots=True)
class Claimed:
    """The messages that this run has claimed; `deferred` where some news must wait."""

    messages: tuple[OutboxMessage, ...]
    deferred: bool


def plan(
    box: Writer,
    outlook: Outlook,
    outlet: Outlet,
    token: str,
    *,
    sender: str,
) -> Claimed:
    """Put what is owed into the outbox, and claim the messages that can be sent.

    There is one digest for each mailbox. News waits while the mailbox's last digest is in doubt. A
    digest that was certainly not sent keeps its Message-ID and takes the news in.
    """
    occupied = box.outbox.occupied()
    standing = box.outbox.unsent_digests()
    box.outbox.empty_digests()
    box.outbox.redirect_doubtful(outlet)
    deferred, for_today = set(), set()
    for mailbox, group in _by_mailbox(outlook.fresh).items():
        before = standing.get(mailbox)
        news = group if before else [owed for owed in group if owed.today]
        if not news:
            continue
        if mailbox in occupied:
            deferred.add(mailbox)
            continue
        address = group[0].to.address
        number = (
            before.id
            if before
            else box.outbox.owe(
                kind=OutboxKind.REMINDERS,
                recipient=mailbox,
                address=address,
                care=Care.STAFF,
                outlet=outlet,
                message_id=new_message_id(sender),
            )
        )
        box.outbox.address_digest(number, address, outlet)
        box.outbox.remind(number, (told for owed in news for told in owed.tellings))
        if any(owed.today for owed in news):
            for_today.add(number)
    box.outbox.drop_empty_digests()
    # On a day off, only recipients with news for today get a digest.
    claimed = box.outbox.claim(token, for_today, None if outlook.is_working else deferred)
    return Claimed(tuple(claimed), bool(deferred))


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest that a mailbox would get now; without an address, that of a role."""

    mailbox: str = field(repr=False)
    address: str | None = field(repr=False)
    items: tuple[AnyItem, ...]


def preview(store: Store, outlook: Outlook, now: dt.datetime) -> list[Digest]:
    """Return the digests that a run would send; `now` is wall-clock Europe/London."""
    settled = outlook.settled
    groups = _by_mailbox(owed for owed in outlook.fresh if owed.today)
    digests = []
    for mailbox, group in groups.items():
        told = [t for owed in group for t in owed.tellings if t not in settled]
        digests.append(Digest(mailbox, group[0].to.address, _items(store, told, now)))
    return digests


def items_of(box: Store, number: int, now: dt.datetime) -> tuple[AnyItem, ...]:
    """Return the items of a digest in the outbox; `now` is wall-clock Europe/London."""
    return _items(box, box.outbox.reminders(number), now)


def _items(store: Store, tellings: Sequence[Told], now: dt.datetime) -> tuple[AnyItem, ...]:
    """Return the items to tell, each task once with its most urgent reason."""
    tasks = store.outbox.pressing({told.task for told in tellings if told.task is not None})
    reasons: dict[int, list[Reason]] = {}
    for told in tellings:
        if told.task in tasks:
            reasons.setdefault(told.task, []).append(told.reason)
    kinds = {(told.conference, _kind(told)) for told in tellings if told.task is None}
    standing = store.conferences.standing(now) if kinds else []
    return (
        *(DigestItem(tasks[number], most_pressing(why)) for number, why in reasons.items()),
        *(
            NoticeItem(notice, Reason(notice.kind.value), now)
            for notice in standing
            if (notice.id, notice.kind) in kinds
        ),
    )


def _kind(told: Told) -> StandingKind:
    """Return the kind of notice that was told; for reasons without one, that to book again."""
    known = {kind.value: kind for kind in StandingKind}
    return known.get(told.reason.value, StandingKind.BOOK_AGAIN)


def _by_mailbox(owed: Iterable[Owed]) -> dict[str, list[Owed]]:
    groups: dict[str, list[Owed]] = {}
    for each in owed:
        groups.setdefault(each.to.mailbox, []).append(each)
    return groups
