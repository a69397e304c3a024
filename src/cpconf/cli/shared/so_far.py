"""What a command had done before it failed: a message that was sent cannot be recalled.

A command may do several things, one after the other. Where its exit code is not 0, it prints which
of them were done, from the record, with short ids.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cpconf.app import App
from cpconf.core.dates.phrases import say_clock, say_count
from cpconf.core.invitations.invitation import Joining
from cpconf.core.outbox import OutboxMessage, OutboxState, Outlet
from cpconf.core.words import ConferenceState, TaskState
from cpconf.errors import CpconfError

if TYPE_CHECKING:
    from cpconf.core.conferences.filed import Filed
    from cpconf.store.reading import Reader

_UNSENT: Final = frozenset({OutboxState.PENDING, OutboxState.CLAIMED, OutboxState.SENDING})
_OWED: Final = "{} to {} still owed"
_WORDS: Final = {
    OutboxState.WAITING: _OWED,
    OutboxState.PENDING: _OWED,
    OutboxState.CLAIMED: _OWED,
    OutboxState.SENDING: _OWED,
    OutboxState.SENT: "{} sent to {}",
    OutboxState.FAILED: "{} to {} turned down",
    OutboxState.UNKNOWN: "{} to {} in doubt",
    OutboxState.WITHDRAWN: "{} to {} withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One conference, or else all messages, at one moment."""

    filed: "Filed | None" = None
    joinings: Mapping[str | None, Joining] = field(default_factory=dict)
    messages: Mapping[int, OutboxMessage] = field(default_factory=dict)


@contextlib.contextmanager
def saying(app: App, ref: str | None = None) -> Iterator[None]:
    """Print what had been done where the block fails; the error goes on.

    Looks at one conference, or without `ref` at the messages of all.
    """
    before = _look(app, ref)
    try:
        yield
    except BaseException:
        with contextlib.suppress(CpconfError):  # the block's own error matters more
            said = list(_changes(before, _look(app, ref)))
            if said:
                about = f"{ref}: " if ref else ""
                app.screen.tell(f"{about}done before the failure: {'; '.join(said)}")
        raise


def _look(app: App, ref: str | None) -> _Seen:
    with app.looking_again() as reader:
        return _of_all(reader) if ref is None else _of_one(reader, ref)


def _of_one(reader: "Reader", ref: str) -> _Seen:
    return _Seen(
        filed=reader.conferences.filed(ref),
        joinings=reader.invitations.joinings(ref),
        messages={message.id: message for message in reader.invitations.invitation_messages(ref)},
    )


def _of_all(reader: "Reader") -> _Seen:
    return _Seen(
        messages={message.id: message for message in reader.outbox.messages(tuple(OutboxState))}
    )


def _changes(before: _Seen, after: _Seen) -> Iterator[str]:
    """Yield sentences on what is different now."""
    if before.filed is not None and after.filed is not None:
        yield from _of_conference(before.filed, after.filed)
    if before.joinings != after.joinings:
        yield "how people join is on record"
    new = [
        message
        for number, message in after.messages.items()
        if message.state in _UNSENT
        or number not in before.messages
        or before.messages[number].state is not message.state
    ]
    yield from say_messages(new)


def _of_conference(was: "Filed", becomes: "Filed") -> Iterator[str]:
    if was.conference.at != becomes.conference.at:
        yield f"moved to {say_clock(becomes.conference.at)}"
    if was.conference.state is not becomes.conference.state:
        cancelled = becomes.conference.state is ConferenceState.CANCELLED
        yield "cancelled" if cancelled else f"now {becomes.conference.state}"
    open_ = {task.id for task in was.tasks if task.state is TaskState.OPEN}
    ticked = [t.handle for t in becomes.tasks if t.id in open_ and t.state is TaskState.DONE]
    if ticked:
        yield f"ticked off {', '.join(ticked)}"


def say_messages(messages: Iterable[OutboxMessage]) -> Iterator[str]:
    """Yield sentences on what became of messages: invitations by short id, digests by number."""
    people: dict[tuple[str, str], list[str]] = {}
    digests: dict[str, int] = {}
    for message in messages:
        words = _WORDS[message.state]
        if message.kind.is_digest:
            if message.state is not OutboxState.WAITING:
                digests[words] = digests.get(words, 0) + 1
            continue
        what = str(message.kind)
        if message.outlet is Outlet.DRAFT:
            what = f"draft of the {what}"
            words = "{} for {} made" if message.state is OutboxState.SENT else words
        who = people.setdefault((words, what), [])
        who.append(message.person or "somebody")
    for (words, what), who in people.items():
        yield words.format(what, ", ".join(dict.fromkeys(who)))
    for words, count in digests.items():
        yield words.format(say_count(count, "digest"), "staff")
