"""A conference as it stands on record: what the store gives back, and every screen shows."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol, TypeVar

from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.conferences.facts import Record
from cpconf.core.procedures.procedure import Condition
from cpconf.core.words import ConferenceState, Each, Fact, Phase, Role, TaskState

TaskKey = tuple[str, str, str | None]
"""What makes a task the same under another plan: its clause, its name, and for whom it is."""


class SettledDates(NamedTuple):
    """The dates of a task that is done or skipped: history, which no new plan changes."""

    due: dt.datetime | None
    literal: dt.datetime | None
    needed_by: dt.datetime | None
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledTask:
    """One task of one conference with its dates as promised and its latest mark.

    All moments are wall-clock Europe/London. `person` owes it, and `owner` is that person's role.
    `close` is when business closes for its conference; None: as the office has it now.
    `rule` is the number of its clause in the pinned
    edition: what orders refer to. `conditions` are as the procedure writes them.
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
        """What makes it the same task under another plan."""
        return (self.clause, self.task, self.subject)

    @property
    def subject(self) -> str | None:
        """The person for whom the task is repeated."""
        return self.about or (self.person if self.role is Role.PROFESSIONAL else None)

    @property
    def handle(self) -> str:
        """How to name this very task on the command line."""
        return f"{self.task}@{self.subject}" if self.subject else self.task

    def concerns(self, role: Role) -> bool:
        """Whether that role owes it, or acts in it together with whoever does."""
        return role in {self.role, self.owner, *self.joint}

    @property
    def is_outstanding(self) -> bool:
        """Whether it applies and is open; whether somebody owes it then, `Filed.owes` says."""
        return self.applies and self.state is TaskState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledLimit:
    """A limit on one conference as it was computed; `met` is None where its start is unknown."""

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


class _Limit(Protocol):
    """A limit, planned or on record."""

    @property
    def due(self) -> dt.datetime | None: ...


Limit = TypeVar("Limit", bound=_Limit)


def told(limits: Sequence[Limit]) -> tuple[Limit, ...]:
    """The limits to tell people of: those that are known, or all where none is.

    A first review has its limit from the initial conference, and no earlier review to count from; a
    later one the other way round.
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

    @property
    def record(self) -> Record:
        """What decides which tasks apply. A report counts as emailed once its task is done."""
        emailed = frozenset(
            task.about
            for task in self.tasks
            if task.rule in self.emailing_rules and task.applies and task.state is TaskState.DONE
        )
        return Record(self.people, self.answers, emailed)

    @property
    def applying(self) -> tuple[FiledTask, ...]:
        """The tasks whose condition holds, in the procedure's order."""
        return tuple(task for task in self.tasks if task.applies)

    def chosen(self, *, include_all: bool, role: Role | None) -> list[FiledTask]:
        """The tasks that apply (with `include_all` the others too) and that concern the role."""
        return [
            task
            for task in self.tasks
            if (task.applies or include_all) and (role is None or task.concerns(role))
        ]

    def once_done(self, tasks: Iterable[FiledTask]) -> "Filed":
        """The conference as it would stand, were these tasks done."""
        numbers = {task.id for task in tasks}
        after = (
            replace(task, state=TaskState.DONE) if task.id in numbers else task
            for task in self.tasks
        )
        return replace(self, tasks=tuple(after))

    def with_mailbox_of(self, person: Person) -> list[str]:
        """The short ids of the others at the conference who have that person's email address."""
        if not person.email:
            return []
        address = person.email.casefold()
        return [
            other.id
            for other in self.people
            if other.id != person.id and (other.email or "").casefold() == address
        ]

    def settled(self, *, but: Collection[TaskKey] = ()) -> Mapping[TaskKey, SettledDates]:
        """The dates of what is done or skipped, except of the tasks given."""
        return {
            task.key: SettledDates(task.due, task.literal, task.needed_by, task.provisional)
            for task in self.tasks
            if task.state is not TaskState.OPEN and task.key not in but
        }

    def owes(self, task: FiledTask) -> bool:
        """Whether somebody still owes one of its tasks.

        Nobody owes a task of a cancelled conference, nor what prepared one that was held.
        """
        cancelled = self.conference.state is ConferenceState.CANCELLED
        return task.is_outstanding and not cancelled and not self.missed(task)

    def missed(self, task: FiledTask) -> bool:
        """Whether one of its tasks prepared it and was not done before it was held."""
        held = self.conference.state is ConferenceState.HELD
        return held and task.is_outstanding and task.phase is Phase.PREPARATION

    def person(self, short_id: str | None) -> Person | None:
        """The person with that short id."""
        return next((person for person in self.people if person.id == short_id), None)

    def waiting_for(self, task: FiledTask) -> tuple[FiledTask, ...]:
        """The open, applying tasks that the procedure puts before this one."""
        return tuple(
            earlier
            for earlier in self.tasks
            if earlier.is_outstanding
            and (earlier.rule, task.rule) in self.orders
            and paired(earlier.each, earlier.subject, task.each, task.subject)
        )

    def questions(self) -> tuple[Fact, ...]:
        """The unanswered facts of which a yes would add a task that somebody would owe."""
        held_back = (replace(task, applies=True) for task in self.tasks if not task.applies)
        from_tasks = ((task.conditions, task.about) for task in held_back if self.owes(task))
        return unanswered(from_tasks, self.record)


def unanswered(
    tasks: Iterable[tuple[tuple[str, ...], str | None]], record: Record
) -> tuple[Fact, ...]:
    """The facts, in their usual order, that nobody has answered and that alone hold a task back."""
    asked: set[Fact] = set()
    for written, about in tasks:
        failing = [c for c in map(Condition.parse, written) if not record.holds(c, about)]
        if all(record.knows(c.fact, about) is None for c in failing):
            asked.update(c.fact for c in failing)
    return tuple(fact for fact in Fact if fact in asked)


def paired(each: Each | None, subject: str | None, other: Each | None, whom: str | None) -> bool:
    """Whether an order between two repeated tasks binds these two of them.

    One parent's call waits for that parent's report, not for another's.
    """
    return each is not other or subject is None or whom is None or subject == whom
