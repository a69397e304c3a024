"""A conference on record, as the store returns it and every screen shows it."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol, TypeVar

from cpconf.core.conferences.children import Child
from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.conferences.decisions import Outcome
from cpconf.core.conferences.facts import Record
from cpconf.core.procedures.procedure import Condition
from cpconf.core.words import ConferenceState, Each, Fact, Phase, Role, TaskState

TaskKey = tuple[str, str, str | None]
"""The key of a task in every plan: its clause, its name and whom it is for."""


class SettledDates(NamedTuple):
    """The dates of a task that is done or skipped. No new plan changes them."""

    due: dt.datetime | None
    literal: dt.datetime | None
    needed_by: dt.datetime | None
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledTask:
    """One task of one conference, with the dates on record and its latest mark.

    All moments are wall-clock Europe/London. `person` owes it; `owner` is that person's role.
    `close` is the close of business for its conference; None means today's office hours. `rule` is
    the number of its clause in the pinned edition, for `Filed.orders`. `conditions` are written as
    in the procedure.
    """

    id: int
    ref: str
    rule: int
    clause: str
    task: str
    title: str
    role: Role
    joint: tuple[Role, ...]
    each: Each | None
    phase: Phase
    person: str | None
    about: str | None
    due: dt.datetime | None
    literal: dt.datetime | None
    needed_by: dt.datetime | None
    reading: str
    local: bool
    provisional: bool
    applies: bool
    state: TaskState
    late_at_booking: bool
    conditions: tuple[str, ...] = ()
    marked_at: dt.datetime | None = None
    marked_by: str | None = None
    owner: Role | None = None
    close: dt.time | None = None

    @property
    def wanted(self) -> dt.datetime | None:
        """The moment that counts: due, else needed by."""
        return self.due or self.needed_by

    @property
    def key(self) -> TaskKey:
        """The key by which a plan knows the same task."""
        return (self.clause, self.task, self.subject)

    @property
    def subject(self) -> str | None:
        """The short id of the person for whom the task is repeated, if it is."""
        return self.about or (self.person if self.role is Role.PROFESSIONAL else None)

    @property
    def handle(self) -> str:
        """The task's name on the command line, with `@PERSON` where it is repeated."""
        return f"{self.task}@{self.subject}" if self.subject else self.task

    def concerns(self, role: Role) -> bool:
        """Tell whether that role owes the task or does it together with another."""
        return role in {self.role, self.owner, *self.joint}

    @property
    def is_outstanding(self) -> bool:
        """Whether it applies and is open. `Filed.owes` tells whether somebody has to do it."""
        return self.applies and self.state is TaskState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledLimit:
    """A limit on one conference as it was computed. `met` is None where its start is not known.

    `children` are the references of those for whom it counts from that date, if not all of them.
    """

    clause: str
    name: str
    title: str
    anchor: str
    anchored: dt.date | None
    due: dt.datetime | None
    literal: dt.datetime | None
    met: bool | None
    provisional: bool
    reading: str
    children: tuple[str, ...] = ()


class _Limit(Protocol):
    """A limit, planned or on record."""

    @property
    def due(self) -> dt.datetime | None: ...


Limit = TypeVar("Limit", bound=_Limit)


def told(limits: Sequence[Limit]) -> tuple[Limit, ...]:
    """Return the limits to show: those with a known date, or all where none has one.

    A first review has a limit from the initial conference, a later one from the previous review.
    """
    return tuple(limit for limit in limits if limit.due is not None) or tuple(limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """One conference on record with everything that belongs to it.

    `orders` are pairs of rule numbers: the first comes before the second. `edition` and
    `calendar` are the numbers of the pinned procedure edition and working calendar.
    """

    id: int
    conference: Conference
    procedure: str
    procedure_title: str
    procedure_edition: str
    edition: int
    calendar: int
    version: int
    people: tuple[Person, ...]
    answers: Mapping[tuple[Fact, str | None], bool]
    tasks: tuple[FiledTask, ...]
    limits: tuple[FiledLimit, ...]
    orders: frozenset[tuple[int, int]]
    emailing_rules: frozenset[int] = frozenset()
    children: tuple[Child, ...] = ()
    outcome: Outcome | None = None

    @property
    def record(self) -> Record:
        """The facts that decide which tasks apply. A report is emailed once its task is done."""
        emailed = frozenset(
            task.about
            for task in self.tasks
            if task.rule in self.emailing_rules and task.applies and task.state is TaskState.DONE
        )
        return Record(self.people, self.answers, emailed, self.children)

    @property
    def applying(self) -> tuple[FiledTask, ...]:
        """The tasks whose condition holds, in the procedure's order."""
        return tuple(task for task in self.tasks if task.applies)

    def chosen(self, *, include_all: bool, role: Role | None) -> list[FiledTask]:
        """Return the tasks that apply (`include_all`: all of them) and concern the role, if any."""
        return [
            task
            for task in self.tasks
            if (task.applies or include_all) and (role is None or task.concerns(role))
        ]

    def once_done(self, tasks: Iterable[FiledTask]) -> "Filed":
        """Return the conference as it would be if these tasks were done."""
        numbers = {task.id for task in tasks}
        after = (
            replace(task, state=TaskState.DONE) if task.id in numbers else task
            for task in self.tasks
        )
        return replace(self, tasks=tuple(after))

    def with_mailbox_of(self, person: Person) -> list[str]:
        """Return the short ids of the others at the conference with that person's address."""
        if not person.email:
            return []
        address = person.email.casefold()
        return [
            other.id
            for other in self.people
            if other.id != person.id and (other.email or "").casefold() == address
        ]

    def settled(self, *, but: Collection[TaskKey] = ()) -> Mapping[TaskKey, SettledDates]:
        """Return the dates of tasks that are done or skipped, except those in `but`."""
        return {
            task.key: SettledDates(task.due, task.literal, task.needed_by, task.provisional)
            for task in self.tasks
            if task.state is not TaskState.OPEN and task.key not in but
        }

    def owes(self, task: FiledTask) -> bool:
        """Tell whether somebody still has to do the task.

        Nobody owes a task of a cancelled conference, nor preparation for one that was held.
        """
        cancelled = self.conference.state is ConferenceState.CANCELLED
        return task.is_outstanding and not cancelled and not self.missed(task)

    def missed(self, task: FiledTask) -> bool:
        """Tell whether the task is preparation that was open when the conference was held."""
        held = self.conference.state is ConferenceState.HELD
        return held and task.is_outstanding and task.phase is Phase.PREPARATION

    def person(self, short_id: str | None) -> Person | None:
        """Return the person with that short id; None where there is none."""
        return next((person for person in self.people if person.id == short_id), None)

    def waiting_for(self, task: FiledTask) -> tuple[FiledTask, ...]:
        """Return the open, applying tasks that the procedure puts before this one."""
        return tuple(
            earlier
            for earlier in self.tasks
            if earlier.is_outstanding
            and (earlier.rule, task.rule) in self.orders
            and paired(earlier.each, earlier.subject, task.each, task.subject)
        )

    def questions(self) -> tuple[Fact, ...]:
        """Return the unanswered facts for which a yes adds a task that somebody would owe."""
        held_back = (replace(task, applies=True) for task in self.tasks if not task.applies)
        from_tasks = ((task.conditions, task.about) for task in held_back if self.owes(task))
        return unanswered(from_tasks, self.record)


def unanswered(
    tasks: Iterable[tuple[tuple[str, ...], str | None]], record: Record
) -> tuple[Fact, ...]:
    """Return the facts, in their usual order, whose missing answers alone hold a task back."""
    asked: set[Fact] = set()
    for written, about in tasks:
        failing = [c for c in map(Condition.parse, written) if not record.holds(c, about)]
        if all(record.knows(c.fact, about) is None for c in failing):
            asked.update(c.fact for c in failing)
    return tuple(fact for fact in Fact if fact in asked)


def paired(each: Each | None, subject: str | None, other: Each | None, whom: str | None) -> bool:
    """Tell whether an order between two repeated tasks holds between these two.

    A parent's call waits for that parent's report, not for another parent's.
    """
    return each is not other or subject is None or whom is None or subject == whom
