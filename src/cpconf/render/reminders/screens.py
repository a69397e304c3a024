"""Digests on standard output, and the messages of the outbox."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from cpconf.core.dates.phrases import say_clock, say_count
from cpconf.core.outbox import Foreseen, OutboxMessage, OutboxState, Outlet, Prospect, Reason
from cpconf.core.reminders.digest import HEADINGS, AnyItem, in_order, say_silence
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page

_HEADED = {
    Reason.LIMIT_PASSED: Ink.ALARM,
    Reason.BOOK_AGAIN: Ink.ALARM,
    Reason.NOT_HELD: Ink.WARNING,
    Reason.ESCALATED: Ink.ALARM,
    Reason.OVERDUE: Ink.ALARM,
    Reason.TODAY: Ink.WARNING,
    Reason.LITERAL: Ink.WARNING,
    Reason.SOON: Ink.STRONG,
}
_INKS = {
    OutboxState.SENT: Ink.GOOD,
    OutboxState.WITHDRAWN: Ink.FAINT,
    OutboxState.FAILED: Ink.ALARM,
    OutboxState.UNKNOWN: Ink.ALARM,
    OutboxState.WAITING: Ink.WARNING,
    OutboxState.PENDING: Ink.WARNING,
    OutboxState.CLAIMED: Ink.WARNING,
    OutboxState.SENDING: Ink.WARNING,
}
_WORDS = {
    OutboxState.WAITING: ("nobody to send it to",) * 2,
    OutboxState.PENDING: ("not sent, will be tried again", "to be sent"),
    OutboxState.CLAIMED: ("about to be sent again", "about to be sent"),
    OutboxState.SENDING: ("may have been sent, will be sent again", "being sent"),
    OutboxState.UNKNOWN: ("unknown whether it was sent",) * 2,
    OutboxState.FAILED: ("turned down",) * 2,
    OutboxState.SENT: ("sent",) * 2,
    OutboxState.WITHDRAWN: ("withdrawn",) * 2,
}
"""Each state in words: after an attempt, and before any."""
_DRAFTED = {OutboxState.SENT: "draft made", OutboxState.FAILED: "draft not made"}
_NEXT = {
    OutboxState.FAILED: "correct what is wrong; then cpconf outbox retry {0}, or outbox drop {0}",
    OutboxState.UNKNOWN: "ask whether it has arrived; then cpconf outbox sent {0}, or with --not",
    OutboxState.WAITING: "add somebody with an email address, or set fallback in [remind]",
}


def write_digests(
    page: Page,
    digests: Sequence[tuple[str, Sequence[AnyItem]]],
    *,
    now: dt.datetime,
    close: dt.time,
    silent_since: dt.datetime | None,
) -> None:
    """Write the digest of each recipient; `close` is the close of business.

    `silent_since` is when reminders last went out, where runs were missed since.
    """
    for number, (recipient, items) in enumerate(digests):
        if number:
            page.blank()
        page.flow([("to", Ink.FAINT), (recipient, Ink.STRONG)], gap=" ")
        if silent_since is not None:
            page.write(say_silence(silent_since, now), Ink.FAINT)
        for reason, group in groupby(in_order(items), key=lambda item: item.reason):
            page.write(HEADINGS[reason], _HEADED[reason])
            for item in group:
                task = (item.ref, Ink.STRONG), (item.title, None)
                page.flow(task, indent=2, hang=4, gap="  ")
                page.write(item.when(now, close), Ink.FAINT, indent=4, hang=4)


_WOULD = {
    Prospect.SENT: ("would be sent", Ink.GOOD),
    Prospect.WITHDRAWN: ("would be withdrawn: it is no longer needed", Ink.FAINT),
    Prospect.WAITS: ("would wait", Ink.WARNING),
}


def write_owed(page: Page, owed: Sequence[Foreseen]) -> None:
    """Write what a run would do with the owed messages about invitations."""
    page.write("messages about invitations", Ink.STRONG)
    for each in owed:
        message = each.message
        words, ink = _WOULD[each.prospect or Prospect.WAITS]
        if each.prospect is Prospect.SENT:
            drafted = message.outlet is Outlet.DRAFT
            words = "the draft would be made" if drafted else f"{words} by {message.outlet}"
        parts = [(str(message.id), Ink.STRONG), (what(message), None)]
        said = f"{words}: {each.why}" if each.why else words
        page.flow([*parts, (f"to {whom(message)}", None), (said, ink)], indent=2, hang=4, gap="  ")


def write_outbox(page: Page, messages: Sequence[OutboxMessage], *, everything: bool) -> None:
    """Write the messages with their states, and what a person can do about them."""
    if not messages:
        page.write(
            "No message is waiting." if not everything else "The outbox is empty.", Ink.FAINT
        )
        return
    for message in messages:
        page.flow(
            [
                (str(message.id), Ink.STRONG),
                (what(message), None),
                (f"to {whom(message)}", None),
                (state_words(message), _INKS[message.state]),
            ],
            hang=4,
            gap="  ",
        )
        page.flow([(part, Ink.FAINT) for part in _details(message)], indent=4, hang=4, gap="; ")
        if message.state in _NEXT:
            page.write(f"next: {_NEXT[message.state].format(message.id)}", indent=4, hang=6)


def what(message: OutboxMessage) -> str:
    """Say what a message is, in a few words."""
    if message.kind.is_digest:
        return say_count(message.reminders, "reminder")
    return f"{message.kind} {message.ref}"


def whom(message: OutboxMessage) -> str:
    """Return whom a message is for: short id, address or role."""
    if message.person is not None:
        return message.person
    return message.address or message.recipient


def state_words(message: OutboxMessage) -> str:
    """Return the state of a message in words."""
    if message.outlet is Outlet.DRAFT and message.state in _DRAFTED:
        return _DRAFTED[message.state]
    tried, first = _WORDS[message.state]
    return tried if message.tries else first


def _details(message: OutboxMessage) -> list[str]:
    drafted = message.outlet is Outlet.DRAFT
    way = "as a draft" if drafted else f"by {message.outlet}"
    parts = [way, f"made {say_clock(message.made_at)}"]
    if message.tries and not drafted:
        parts.append(say_count(message.tries, "attempt"))
    if message.reason:
        parts.append(message.reason)
    if message.not_before:
        parts.append(f"not before {say_clock(message.not_before)}")
    left = message.state is OutboxState.SENT and message.outlet is not Outlet.DRAFT
    if message.finished_at and left:
        parts.append(f"sent {say_clock(message.finished_at)}")
    return parts
