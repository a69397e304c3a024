"""Digests: one message that reminds somebody of everything that is due.

It names references and tasks, but no people: it may show on a phone's locked screen.
"""

import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from itertools import groupby
from typing import Final

from cpconf.core.outbox import Reason
from cpconf.core.reminders.digest import HEADINGS, AnyItem, in_order, say_items, say_silence
from cpconf.mail.addresses import one_address
from cpconf.mail.drafts import UNFOLDED

_WIDTH: Final = 72


def subject(items: Sequence[AnyItem]) -> str:
    """Return the subject of a digest, such as `Reminders: 1 overdue, 2 due soon`."""
    counts: dict[str, int] = {}
    for item in in_order(items):
        words = HEADINGS[Reason.SOON if item.reason is Reason.LITERAL else item.reason]
        counts[words] = counts.get(words, 0) + 1
    return "Reminders: " + ", ".join(f"{count} {words}" for words, count in counts.items())


def text(
    items: Sequence[AnyItem], *, now: dt.datetime, close: dt.time, silent_since: dt.datetime | None
) -> str:
    """Return the text of a digest; all moments are wall-clock Europe/London.

    `close` is the close of business. If runs were missed, `silent_since` is when reminders last
    went out: this digest makes up for them, and says so.
    """
    lines: list[str] = []
    if silent_since is not None:
        lines += [*_wrapped(say_silence(silent_since, now)), ""]
    for reason, group in groupby(in_order(items), key=lambda item: item.reason):
        lines += [HEADINGS[reason].capitalize(), "-" * len(HEADINGS[reason])]
        for item in group:
            lines += _entry(item, now, close)
        lines.append("")
    count = say_items(items)
    lines += _wrapped(
        f"{count[0].upper()}{count[1:]}, told once. What is done or cancelled is not told again."
    )
    return "\n".join(lines) + "\n"


def draft(body: str, *, to: str, sender: str, about: str) -> bytes:
    """Return a digest as a plain text message to one address, without a Date.

    Raises UsageFault (exit 2) for an invalid address.
    """
    made = EmailMessage(policy=UNFOLDED)
    made["From"] = one_address(sender)
    made["To"] = one_address(to)
    made["Subject"] = about
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: asks for no automatic replies
    made.set_content(body, charset="utf-8", cte="quoted-printable")
    return made.as_bytes()


def _entry(item: AnyItem, now: dt.datetime, close: dt.time) -> Iterator[str]:
    yield from _wrapped(f"{item.ref}  {item.title}", indent="  ", then="    ")
    yield from _wrapped(item.when(now, close), indent="    ", then="    ")


def _wrapped(words: str, *, indent: str = "", then: str = "") -> list[str]:
    return textwrap.wrap(
        words,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )
