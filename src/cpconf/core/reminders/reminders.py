"""Reminders: who has to be told about which task now.

They follow from the state of the tasks, not from a window of dates. People are told of a task once
for each state that it reaches, however late that is noticed.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from cpconf.core.conferences.standing import StandingKind, StandingNotice
from cpconf.core.conferences.urgency import SOON
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.outbox import Reason
from cpconf.core.words import FAMILY, Role

ESCALATE_AFTER: Final = 2
"""Working days that a task is overdue before its manager is told, unless configured otherwise."""

_GRACE: Final = dt.timedelta(hours=2)
MOST_PRESSING_FIRST: Final = (
    Reason.LIMIT_PASSED,
    Reason.BOOK_AGAIN,
    Reason.NOT_HELD,
    Reason.ESCALATED,
    Reason.OVERDUE,
    Reason.TODAY,
    Reason.LITERAL,
    Reason.SOON,
)
"""The states that people are told about."""


class Watched(NamedTuple):
    """An outstanding task whose moment is near or past; both moments are Europe/London.

    With a `notice`, it is a conference in place of a task, and `id` is the conference's number.
    """

    id: int
    ref: str
    role: Role
    joint: tuple[Role, ...]
    person: str | None
    wanted: dt.datetime
    literal: dt.datetime | None
    notice: StandingKind | None = None

    @classmethod
    def of(cls, notice: StandingNotice) -> "Watched":
        """Return a notice to watch: for the administrator, and if it is of a limit, the manager."""
        return cls(
            id=notice.id,
            ref=notice.ref,
            role=Role.ADMINISTRATOR,
            joint=(Role.MANAGER,) if notice.kind.is_of_a_limit else (),
            person=None,
            wanted=notice.told_for,
            literal=None,
            notice=notice.kind,
        )


class RoleHolder(NamedTuple):
    """Somebody in a role at a conference, and the address for their reminders."""

    id: str
    role: Role
    email: str | None


class Told(NamedTuple):
    """The record that somebody was told of a task or a conference, in one state, with one date."""

    task: int | None
    recipient: str
    reason: Reason
    wanted: dt.datetime
    conference: int | None = None


@dataclass(frozen=True, slots=True)
class DigestRecipient:
    """Somebody to tell: `key` identifies them in the store, one `mailbox` gets one message.

    `address` is None where nobody can be written to; `mailbox` is then the role.
    """

    key: str = field(repr=False)
    mailbox: str = field(repr=False)
    address: str | None = field(repr=False)


class Owed(NamedTuple):
    """A task that somebody has to know about, and the states that it is in for them.

    `today` is false where it can wait until the next working day.
    """

    task: Watched
    to: DigestRecipient
    reasons: tuple[Reason, ...]
    today: bool

    @property
    def tellings(self) -> Iterator[Told]:
        """The records to keep once they were told."""
        number, wanted = self.task.id, self.task.wanted
        for reason in self.reasons:
            if self.task.notice is None:
                yield Told(number, self.to.key, reason, wanted)
            else:
                yield Told(None, self.to.key, reason, wanted, conference=number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides who is told: the clock (Europe/London), the calendar and the configuration.

    `escalate_after` is in working days, 0 for never. `fallback` is the address for tasks that
    nobody else can be told about. `family` are addresses, in lower case, that never get a reminder.
    """

    now: dt.datetime
    calendar: WorkingCalendar
    escalate_after: int = ESCALATE_AFTER
    fallback: str | None = field(default=None, repr=False)
    family: Collection[str] = field(default=(), repr=False)

    @property
    def horizon(self) -> dt.datetime:
        """The first moment that does not count as soon."""
        first = self.calendar.shift(self.now.date(), SOON + 1)
        return dt.datetime.combine(first, dt.time())

    def owed(
        self, tasks: Iterable[Watched], people: Mapping[str, Sequence[RoleHolder]]
    ) -> Iterator[Owed]:
        """Yield every task that somebody has to know about now, told or not; `people` by reference.

        On a day off, only tasks due on that day are for today.
        """
        working = self.calendar.is_working(self.now.date())
        for task in tasks:
            today = working or self._falls_today(task)
            reasons = self.states(task.wanted, task.literal)
            if task.notice is not None:
                near = reasons if task.notice.is_to_come else ()
                reasons = (Reason(task.notice.value), *near)
            if not reasons:
                continue
            there = people.get(task.ref, ())
            to = {each.key: each for each in self._owing(task, there)}
            managers: dict[str, DigestRecipient] = {}
            if reasons[0] is Reason.OVERDUE and self._is_escalated(task.wanted):
                managers = {each.key: each for each in self._holding(Role.MANAGER, task.ref, there)}
            for key, recipient in to.items():
                yield Owed(task, recipient, reasons, today)
                managers.pop(key, None)
            for recipient in managers.values():
                yield Owed(task, recipient, (Reason.ESCALATED,), today)

    def states(self, wanted: dt.datetime, literal: dt.datetime | None) -> tuple[Reason, ...]:
        """Return the states of a task that people are told about, the most urgent first.

        People are told of a literal moment before the due one on its own day or, if that is a day
        off, on the last working day before it (R4 on a Friday).
        """
        today = self.now.date()
        if wanted < self.now:
            return (Reason.OVERDUE,)
        found = [Reason.TODAY] if wanted.date() == today else []
        if (
            literal is not None
            and self.now <= literal < wanted
            and self.calendar.on_or_before(literal.date()) <= today
        ):
            found.append(Reason.LITERAL)
        if wanted.date() != today and wanted < self.horizon:
            found.append(Reason.SOON)
        return tuple(found)

    def _falls_today(self, task: Watched) -> bool:
        today = self.now.date()
        if task.wanted.date() == today:
            return True
        literal = task.literal
        return literal is not None and literal.date() == today and self.now <= literal < task.wanted

    def _is_escalated(self, wanted: dt.datetime) -> bool:
        late = self.calendar.between(wanted.date(), self.now.date())
        return bool(self.escalate_after) and late >= self.escalate_after

    def _owing(self, task: Watched, people: Sequence[RoleHolder]) -> Iterator[DigestRecipient]:
        """Yield whoever owes the task, and those on record who do it together with them."""
        named = [person for person in people if person.id == task.person]
        if named and named[0].role not in FAMILY:
            yield self._recipient(task.ref, named[0])
        else:
            yield from self._holding(task.role, task.ref, people)
        for person in people:
            if person.role in task.joint and person.role not in FAMILY:
                yield self._recipient(task.ref, person)

    def _holding(
        self, role: Role, ref: str, people: Sequence[RoleHolder]
    ) -> Iterator[DigestRecipient]:
        """Yield everybody in a role there; the role itself where nobody is."""
        holders = [p for p in people if p.role is role and role not in FAMILY]
        for person in holders:
            yield self._recipient(ref, person)
        if not holders:
            address = self._usable(self.fallback)
            mailbox = address.casefold() if address else role.words
            yield DigestRecipient(f"{ref} {role.value}", mailbox, address)

    def _recipient(self, ref: str, person: RoleHolder) -> DigestRecipient:
        """Return how to tell a person of the team or of an agency; never at a family's address."""
        if own := self._usable(person.email):
            return DigestRecipient(own.casefold(), own.casefold(), own)
        address = self._usable(self.fallback)
        mailbox = address.casefold() if address else f"{person.role.words} {person.id} of {ref}"
        return DigestRecipient(f"{ref} {person.id}", mailbox, address)

    def _usable(self, address: str | None) -> str | None:
        return address if address and address.casefold() not in self.family else None


def most_pressing(reasons: Iterable[Reason]) -> Reason:
    """Return the most urgent of several states."""
    return min(reasons, key=MOST_PRESSING_FIRST.index)


def silent_until(now: dt.datetime, calendar: WorkingCalendar) -> dt.datetime:
    """Return when a run that succeeded `now` is too long ago: a working day and two hours on.

    Both are wall-clock Europe/London.
    """
    return dt.datetime.combine(calendar.shift(now.date(), 1), now.time()) + _GRACE
