"""The reports of `remind` and `outbox`."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Final, Self

from cpconf.core.outbox import (
    Care,
    Foreseen,
    OutboxKind,
    OutboxMessage,
    OutboxState,
    Outlet,
    Prospect,
    Reason,
)
from cpconf.core.reminders.digest import AnyItem, NoticeItem
from cpconf.core.words import Role
from cpconf.render.conferences import common_keys as keys
from cpconf.render.drawing.json_text import Report

_RECIPIENT: Final = "the address in lower case, or the role that nobody with an address holds"
_NotSent = Annotated[str | None, "why it was not sent"]


class ReminderPart(Report):
    """A task in a digest."""

    ref: keys.Ref
    task: Annotated[str, "name of the task"]
    handle: Annotated[str, "how to name this very task on the command line"]
    clause: keys.Clause
    title: Annotated[str, "what is to be done"]
    role: Annotated[Role, "role that owes it"]
    person: keys.Owner
    about: keys.About
    due: keys.Due
    literal: keys.Literal
    needed_by: keys.NeededBy
    reason: Annotated[
        Reason,
        "one of the [reasons](reminders.md#reasons-for-a-reminder): `soon`, `literal`, `today`, "
        "`overdue` or `escalated`",
    ]


_Nothing = Annotated[None, "`null`, as it is not a task"]


class StandingReminderPart(Report):
    """A notice about a conference as a whole, in a digest."""

    ref: keys.Ref
    title: Annotated[str, "the notice, in words"]
    task: _Nothing
    handle: _Nothing
    clause: _Nothing
    role: _Nothing
    person: _Nothing
    about: _Nothing
    literal: _Nothing
    needed_by: _Nothing
    due: Annotated[dt.datetime | None, "last moment of the limit, or end of the conference"]
    reason: Annotated[Reason, "`limit_passed`, `book_again` or `not_recorded_as_held`"]

    @classmethod
    def of(cls, item: NoticeItem) -> Self:
        """Make one from a notice."""
        task = ("task", "handle", "clause", "role", "person", "about", "literal", "needed_by")
        nothing = dict.fromkeys(task)
        return cls.like(item.notice, title=item.title, reason=item.reason, **nothing)


class DigestPart(Report):
    """A digest for one recipient."""

    message: Annotated[int | None, "its number in the outbox; `null` with `--dry-run`"]
    to: Annotated[str | None, "address; `null` where there is none"]
    recipient: Annotated[str, _RECIPIENT]
    state: Annotated[
        OutboxState | None,
        "one of the [states](reminders.md#states-of-a-message); `null` with `--dry-run`",
    ]
    outlet: Annotated[Outlet | None, "one of the ways out; `null` with `--dry-run`"]
    reason: _NotSent
    message_id: Annotated[str | None, "its Message-ID, the same for every attempt"]
    reminders: Annotated[
        tuple[ReminderPart | StandingReminderPart, ...], "the tasks and notices in it"
    ]

    @classmethod
    def foreseen(cls, address: str | None, recipient: str, items: Iterable[AnyItem]) -> Self:
        """Make one from a digest that is only shown."""
        reminders = _reminders(items)
        return cls(None, address, recipient, None, None, None, None, reminders)

    @classmethod
    def of(cls, message: OutboxMessage, items: Iterable[AnyItem]) -> Self:
        """Make one from a digest in the outbox."""
        return cls.like(
            message, message=message.id, to=message.address, reminders=_reminders(items)
        )


def _reminders(items: Iterable[AnyItem]) -> tuple[ReminderPart | StandingReminderPart, ...]:
    return tuple(
        StandingReminderPart.of(item)
        if isinstance(item, NoticeItem)
        else ReminderPart.like(item.task, reason=item.reason)
        for item in items
    )


class OwedInvitationPart(Report):
    """A message about an invitation that was owed."""

    message: Annotated[int, "its number in the outbox"]
    kind: Annotated[OutboxKind, "`invitation`, `update` or `cancellation`"]
    ref: Annotated[str | None, "reference of the conference"]
    person: Annotated[str | None, "short id of the recipient"]
    outlet: Annotated[Outlet, "`smtp` or `draft`, whatever `deliver` says"]
    state: Annotated[OutboxState, "its state; after a run, the new one"]
    would: Annotated[
        Prospect | None,
        "with `--dry-run`, what a run would do: `sent`, `withdrawn`, `waits`; else `null`",
    ]
    reason: Annotated[str | None, "why it waits or was not sent"]

    @classmethod
    def of(cls, owed: Foreseen) -> Self:
        """Make one from a message that was owed."""
        message = owed.message
        return cls.like(
            message,
            message=message.id,
            would=owed.prospect,
            reason=owed.why if owed.prospect else message.reason,
        )


class RemindersReport(Report, commands=("remind",)):
    """`remind`: what was sent or, with `--dry-run`, would be."""

    last_run: Annotated[
        dt.datetime | None,
        "moment of the last run that succeeded, before this one; `null` where none did",
    ] = None
    messages: Annotated[tuple[DigestPart, ...], "one for each recipient"] = ()
    invitations: Annotated[
        tuple[OwedInvitationPart, ...],
        "messages about invitations that [were owed from "
        "before](../explanation/what-a-reminder-promises.md#what-else-a-run-sends)",
    ] = ()

    @classmethod
    def of(
        cls,
        last_run: dt.datetime | None,
        messages: Iterable[DigestPart],
        invitations: Iterable[Foreseen],
    ) -> Self:
        """Make one from the digests and the owed invitations."""
        owed = tuple(map(OwedInvitationPart.of, invitations))
        return cls(last_run, tuple(messages), owed)


class OutboxMessagePart(Report):
    """A message of the outbox; an invitation without its address, which may be a family's."""

    message: Annotated[int, "its number, which `retry`, `sent` and `drop` take"]
    kind: Annotated[OutboxKind, "`reminders`, `invitation`, `update` or `cancellation`"]
    to: Annotated[str | None, "address; `null` where there is none, and for an invitation"]
    recipient: Annotated[str | None, f"{_RECIPIENT}; `null` for an invitation"]
    ref: Annotated[str | None, "reference of the conference; `null` for reminders"]
    person: Annotated[str | None, "short id of the recipient; `null` for reminders"]
    care: Annotated[Care, "`staff`: in doubt it is sent again; `family`: in doubt it is not"]
    outlet: Annotated[Outlet, "`stdout`, `smtp`, `maildir` or `draft`"]
    state: Annotated[OutboxState, "one of the [states](reminders.md#states-of-a-message)"]
    reminders: Annotated[int, "how many reminders are in it"]
    sequence: Annotated[int | None, "number of the calendar entry's change; `null` for reminders"]
    tries: Annotated[int, "how often it was tried"]
    reason: _NotSent
    message_id: Annotated[str, "its Message-ID"]
    dated_at: Annotated[dt.datetime, "its Date, the same for every attempt"]
    made_at: Annotated[dt.datetime, "when it was put in the outbox"]
    not_before: Annotated[dt.datetime | None, "moment before which it is not tried again"]
    finished_at: Annotated[dt.datetime | None, "when it was sent, turned down or withdrawn"]

    @classmethod
    def of(cls, message: OutboxMessage) -> Self:
        """Make one from a message of the outbox."""
        own = message.kind.is_digest
        return cls.like(
            message,
            message=message.id,
            to=message.address if own else None,
            recipient=message.recipient if own else None,
        )


class OutboxReport(Report, commands=("outbox", "outbox drop", "outbox retry", "outbox sent")):
    """`outbox`: the messages listed, or changed by a command."""

    messages: Annotated[tuple[OutboxMessagePart, ...], "the messages"] = ()

    @classmethod
    def of(cls, messages: Iterable[OutboxMessage]) -> Self:
        """Make one from these messages."""
        return cls(tuple(map(OutboxMessagePart.of, messages)))
