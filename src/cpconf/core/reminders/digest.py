"""Digests: what they say about tasks and conferences, the most urgent first."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cpconf.core.conferences.filed import FiledTask
from cpconf.core.conferences.standing import StandingNotice
from cpconf.core.dates.phrases import say_count, say_day, say_moment
from cpconf.core.outbox import Reason
from cpconf.core.reminders.reminders import MOST_PRESSING_FIRST

HEADINGS: Final = {
    Reason.LIMIT_PASSED: "limit passed",
    Reason.BOOK_AGAIN: "to be booked again",
    Reason.NOT_HELD: "not recorded as held",
    Reason.ESCALATED: "overdue in the team",
    Reason.OVERDUE: "overdue",
    Reason.TODAY: "due today",
    Reason.LITERAL: "due sooner if the procedure is read literally",
    Reason.SOON: "due soon",
}
"""The heading for each state."""


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """A notice about a conference in a digest, and its state."""

    notice: StandingNotice
    reason: Reason
    now: dt.datetime

    @property
    def ref(self) -> str:
        """The conference's reference."""
        return self.notice.ref

    @property
    def title(self) -> str:
        """What is wrong."""
        return self.notice.words(self.now)

    @property
    def order(self) -> tuple[dt.datetime, str, int]:
        """Its place among others of one state."""
        return (self.notice.wanted, self.ref, self.notice.id)

    def when(self, now: dt.datetime, _close: dt.time) -> str:
        """Return the command to type."""
        return self.notice.command(now)


@dataclass(frozen=True, slots=True)
class DigestItem:
    """A task in a digest, and the state that it has reached."""

    task: FiledTask
    reason: Reason

    @property
    def ref(self) -> str:
        """The conference's reference."""
        return self.task.ref

    @property
    def title(self) -> str:
        """What is to be done."""
        return self.task.title

    @property
    def order(self) -> tuple[dt.datetime, str, int]:
        """Its place among others of one state."""
        return (self.task.wanted or dt.datetime.max, self.ref, self.task.id)

    def when(self, now: dt.datetime, close: dt.time) -> str:
        """Return whom it is about, by when, the clause and the role that owes it.

        `close` is the office's close of business, for a conference without one of its own. `now` is
        wall-clock Europe/London. An undated task gives no date.
        """
        task = self.task
        close = task.close or close
        parts = [f"for {task.about}"] if task.about else []
        if self.reason is Reason.LITERAL and task.literal is not None:
            parts.append(f"read literally: {say_moment(task.literal, close, year=now.year)}")
        if task.wanted is not None:
            words = "due" if task.due is not None else "needed by"
            parts.append(f"{words} {say_moment(task.wanted, close, year=now.year)}")
        source = [task.clause, *(["own target"] if task.local else [])]
        if task.person is None or self.reason is Reason.ESCALATED:
            source.append(task.role.words)  # the task may not be the reader's own
        return f"{'; '.join(parts)} ({', '.join(source)})".lstrip()


AnyItem = DigestItem | NoticeItem
"""An entry of a digest: a task, or a conference as a whole."""


def in_order(items: Iterable[AnyItem]) -> list[AnyItem]:
    """Return the entries, the most urgent first, then the earliest."""
    return sorted(items, key=lambda item: (MOST_PRESSING_FIRST.index(item.reason), item.order))


def say_items(items: Iterable[AnyItem]) -> str:
    """Return how many tasks and how many conferences a digest is about."""
    listed = list(items)
    tasks = {item.task.id for item in listed if isinstance(item, DigestItem)}
    meetings = {item.notice.id for item in listed if isinstance(item, NoticeItem)}
    counts = [say_count(len(tasks), "task")] if tasks or not meetings else []
    counts += [say_count(len(meetings), "conference")] if meetings else []
    return " and ".join(counts)


def say_silence(since: dt.datetime, now: dt.datetime) -> str:
    """Return the sentence about missed runs and when the last one was; both Europe/London."""
    last = f"{say_day(since.date(), year=now.year)}, {since:%H:%M}"
    return f"Reminders last ran on {last}. This one makes up for what was missed."
