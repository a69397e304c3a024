"""The JSON documents of `remind` and `outbox`."""

import datetime as dt
from collections.abc import Sequence

from cpconf.core.dates.london import stamp, stamp_or_none
from cpconf.core.outbox import Foreseen, OutboxMessage
from cpconf.core.reminders.digest import AnyItem, NoticeItem
from cpconf.render.drawing.json_text import FORM, Document


def digests_document(
    messages: Sequence[tuple[str | None, str, OutboxMessage | None, Sequence[AnyItem]]],
    last_run: dt.datetime | None,
    invitations: Sequence[Foreseen] = (),
) -> Document:
    """`remind --json`: each digest with its address, its recipient, where it stands, and its tasks.

    The message is None for a digest that is only shown. `invitations` are the messages about them
    that were owed.
    """
    return {
        "cpconf": FORM,
        "last_run": stamp_or_none(last_run),
        "messages": [
            {
                "message": message.id if message else None,
                "to": address,
                "recipient": recipient,
                "state": message.state.value if message else None,
                "outlet": message.outlet.value if message else None,
                "reason": message.reason if message else None,
                "message_id": message.message_id if message else None,
                "reminders": [_reminder(item) for item in items],
            }
            for address, recipient, message, items in messages
        ],
        "invitations": [_owed(owed) for owed in invitations],
    }


def outbox_document(messages: Sequence[OutboxMessage]) -> Document:
    """`outbox --json`: every message that is listed."""
    return {"cpconf": FORM, "messages": [message_entry(message) for message in messages]}


def message_entry(message: OutboxMessage) -> Document:
    """One message of the outbox; of an invitation without the address, which may be a family's."""
    own = message.kind.is_digest
    return {
        "message": message.id,
        "kind": message.kind.value,
        "to": message.address if own else None,
        "recipient": message.recipient if own else None,
        "ref": message.ref,
        "person": message.person,
        "care": message.care.value,
        "outlet": message.outlet.value,
        "state": message.state.value,
        "reminders": message.reminders,
        "sequence": message.sequence,
        "tries": message.tries,
        "reason": message.reason,
        "message_id": message.message_id,
        "dated_at": stamp(message.dated_at),
        "made_at": stamp(message.made_at),
        "not_before": stamp_or_none(message.not_before),
        "finished_at": stamp_or_none(message.finished_at),
    }


def _owed(owed: Foreseen) -> Document:
    message = owed.message
    return {
        "message": message.id,
        "kind": message.kind.value,
        "ref": message.ref,
        "person": message.person,
        "outlet": message.outlet.value,
        "state": message.state.value,
        "would": owed.prospect.value if owed.prospect else None,
        "reason": owed.why if owed.prospect else message.reason,
    }


def _reminder(item: AnyItem) -> Document:
    if isinstance(item, NoticeItem):
        nothing = ("task", "handle", "clause", "role", "person", "about", "literal", "needed_by")
        return {
            "ref": item.ref,
            "title": item.title,
            **dict.fromkeys(nothing),
            "due": stamp_or_none(item.notice.due),
            "reason": item.reason.value,
        }
    task = item.task
    return {
        "ref": task.ref,
        "task": task.task,
        "handle": task.handle,
        "clause": task.clause,
        "title": task.title,
        "role": task.role.value,
        "person": task.person,
        "about": task.about,
        "due": stamp_or_none(task.due),
        "literal": stamp_or_none(task.literal),
        "needed_by": stamp_or_none(task.needed_by),
        "reason": item.reason.value,
    }
