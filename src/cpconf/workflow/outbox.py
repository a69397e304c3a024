"""Sending the messages of the outbox, each between a record of its beginning and its result.

If a run stops in between, the message is in doubt. One to staff is sent again with the same
Message-ID; one to a family waits until a person records whether it was sent.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, assert_never

from cpconf.core.invitations.invitation import draft_name as named
from cpconf.core.outbox import Care, Foreseen, OutboxMessage, OutboxState, Outlet, Prospect
from cpconf.documents.places import folders
from cpconf.documents.places.publishing import make_folder, put
from cpconf.errors import CpconfError, Refused, UsageFault
from cpconf.mail.letter import Letter, for_sending
from cpconf.mail.maildir import deliver as deliver_to_maildir
from cpconf.mail.sending import Kind, SendingOutcome, send
from cpconf.mail.settings import Settings
from cpconf.store.writing import Store, Writer

Begin = Callable[[], AbstractContextManager[Writer]]
Compose = Callable[[Store, OutboxMessage], bytes | None]
"""Writes a message anew from the record; None where it is no longer needed."""


class Handler(Protocol):
    """What composes a kind of message, and does what follows once it was sent."""

    def compose(self, store: Store, message: OutboxMessage, /) -> bytes | None:
        """Write a message anew from the record; None where it is no longer needed.

        Raises CpconfError where it cannot be written now; the message then waits.
        """

    def after(self, sent: Sequence[OutboxMessage], /) -> None:
        """Do what follows once these messages were sent."""


@dataclass(frozen=True, slots=True)
class Post:
    """The configured transports; None for one that is not configured."""

    settings: Settings | None = None
    maildir: Path | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Messages in their current states in the outbox, and the faults met."""

    messages: tuple[OutboxMessage, ...] = ()
    faults: tuple[str, ...] = field(default=())

    def with_(self, more: "Result") -> "Result":
        """Return this result together with that of a later pass."""
        faults = dict.fromkeys((*self.faults, *more.faults))
        return Result((*self.messages, *more.messages), tuple(faults))

    def having(self, *states: OutboxState) -> list[OutboxMessage]:
        """Return the messages in one of these states."""
        return [message for message in self.messages if message.state in states]

    @property
    def put_off(self) -> list[OutboxMessage]:
        """The messages that the next run tries again."""
        return self.having(OutboxState.PENDING, OutboxState.SENDING)

    @property
    def lost(self) -> list[OutboxMessage]:
        """The messages that a person has to look at."""
        return self.having(OutboxState.FAILED, OutboxState.UNKNOWN)


def deliver(
    begin: Begin,
    token: str,
    claimed: Sequence[OutboxMessage],
    compose: Compose,
    post: Post,
) -> Result:
    """Send the claimed messages, each at most once in this run, families' first.

    The professionals' depend on the parents' having been sent. Where the mail server cannot be
    reached, the other messages are not tried, as each would wait for it.
    """
    messages: list[OutboxMessage] = []
    away: SendingOutcome | None = None
    for message in sorted(claimed, key=lambda each: each.care is not Care.FAMILY):
        if away is not None and message.outlet is Outlet.SMTP:
            with begin() as box:
                if box.outbox.holds(message.id, token):
                    _put_off(box, message, away, back_off=False)
                    messages.append(box.outbox.message(message.id))
            continue
        with begin() as box:
            begun = box.outbox.begin(message.id, token)
            content = _composed(box, begun, compose) if begun is not None else None
            if begun is not None and content is None:
                box.outbox.finish(message.id, OutboxState.WITHDRAWN, None)
                messages.append(box.outbox.message(message.id))
        if begun is None or content is None:
            continue
        outcome = content if isinstance(content, SendingOutcome) else _send(begun, content, post)
        if outcome.away:
            away = outcome
        with begin() as box:
            # Another run may have taken it over meanwhile, and records its own result.
            if outcome.kind is Kind.SENT or box.outbox.holds(message.id, token):
                _record(box, message, outcome)
            messages.append(box.outbox.message(message.id))
    return Result(tuple(messages), tuple(dict.fromkeys(m.reason for m in messages if m.reason)))


UNSENT = (OutboxState.PENDING, OutboxState.SENDING)


def look_ahead(store: Store, compose: Compose, post: Post, *, now: dt.datetime) -> list[Foreseen]:
    """Return the owed messages, except digests, and what a run would do with each.

    Changes nothing. `now` is wall-clock Europe/London.
    """
    unsent = [m for m in store.outbox.messages(UNSENT) if not m.kind.is_digest]
    return [_looked_at(store, message, compose, post, now) for message in unsent]


def _looked_at(
    store: Store,
    message: OutboxMessage,
    compose: Compose,
    post: Post,
    now: dt.datetime,
) -> Foreseen:
    if message.not_before is not None and not message.has_rested(now):
        why = f"the mail server was busy: not before {message.not_before:%H:%M}"
        return Foreseen(message, Prospect.WAITS, why)
    try:
        content = compose(store, message)
    except CpconfError as fault:
        return Foreseen(message, Prospect.WAITS, fault.headline)
    if content is None:
        return Foreseen(message, Prospect.WITHDRAWN)
    if message.outlet is Outlet.SMTP and post.settings is None:
        return Foreseen(message, Prospect.WAITS, "no mail server is configured in [smtp]")
    return Foreseen(message, Prospect.SENT)


def _composed(
    box: Writer, message: OutboxMessage, compose: Compose
) -> bytes | SendingOutcome | None:
    """Return a message to send; one that cannot be written now is put off."""
    try:
        return compose(box, message)
    except CpconfError as fault:
        return SendingOutcome(Kind.LATER, fault.headline)


def _record(box: Writer, message: OutboxMessage, outcome: SendingOutcome) -> None:
    """Record the outcome of sending a message; `message` is as it was claimed."""
    match outcome.kind:
        case Kind.SENT:
            box.outbox.finish(message.id, OutboxState.SENT, None)
        case Kind.REFUSED:
            box.outbox.finish(message.id, OutboxState.FAILED, outcome.reason)
        case Kind.LATER:
            _put_off(box, message, outcome, back_off=outcome.busy)
        case Kind.UNKNOWN if message.care is Care.FAMILY:
            box.outbox.finish(message.id, OutboxState.UNKNOWN, outcome.reason)
        case Kind.UNKNOWN:
            box.outbox.put_off(message.id, outcome.reason, back_off=False, in_doubt=True)
        case _:
            assert_never(outcome.kind)


def _put_off(
    box: Writer, message: OutboxMessage, outcome: SendingOutcome, *, back_off: bool
) -> None:
    doubtful = message.state is OutboxState.SENDING  # an earlier attempt may have arrived
    box.outbox.put_off(message.id, outcome.reason, back_off=back_off, in_doubt=doubtful)


def _send(message: OutboxMessage, content: bytes, post: Post) -> SendingOutcome:
    """Send a message by its transport, and return every failure as an outcome."""
    try:
        match message.outlet:
            case Outlet.SMTP:
                return _by_smtp(message, content, post.settings)
            case Outlet.MAILDIR:
                return _to_maildir(message, content, post.maildir)
            case Outlet.DRAFT:
                return _to_folder(message, content)
            case Outlet.STDOUT:
                return SendingOutcome(Kind.LATER, "it is printed by cpconf remind")
            case _:
                assert_never(message.outlet)
    except (Refused, UsageFault) as fault:
        return SendingOutcome(Kind.REFUSED, fault.headline)
    except CpconfError as fault:
        return SendingOutcome(Kind.LATER, fault.headline, away=True)


def _by_smtp(message: OutboxMessage, content: bytes, settings: Settings | None) -> SendingOutcome:
    if settings is None or message.address is None:
        return SendingOutcome(Kind.LATER, "no mail server is configured in [smtp]", away=True)
    return send(settings, letter_of(message, content), to=message.address)


def _to_maildir(message: OutboxMessage, content: bytes, maildir: Path | None) -> SendingOutcome:
    if maildir is None:
        return SendingOutcome(Kind.LATER, "no Maildir is configured in [remind]")
    whole = b"".join(letter_of(message, content).lines())
    deliver_to_maildir(maildir, whole, message.message_id)
    return SendingOutcome(Kind.SENT, "it is in the Maildir")


def _to_folder(message: OutboxMessage, content: bytes) -> SendingOutcome:
    if message.folder is None:
        return SendingOutcome(Kind.REFUSED, "it has no folder to go to")
    folder, name = Path(message.folder), draft_name(message)
    make_folder(folder)
    if not folders.holds(folder / name, content):
        put(folder, name, content)
    return SendingOutcome(Kind.SENT, "the draft is in its folder")


def letter_of(message: OutboxMessage, content: bytes) -> Letter:
    """Return a message for SMTP, with the Date and Message-ID that every attempt has."""
    return for_sending(content, message_id=message.message_id, date=message.dated_at)


def draft_name(message: OutboxMessage) -> str:
    """Return the name of an invitation's draft: reference, short id, kind and SEQUENCE."""
    return named(message.ref or "", message.person or "", message.kind, message.sequence or 0)
