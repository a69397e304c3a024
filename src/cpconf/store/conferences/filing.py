"""Filing a plan: the dated tasks and limits of new and of changed conferences."""
# ruff: noqa: S608 - every value is bound; only our own words are put into statements

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from cpconf.core.conferences.checklist import Plan, PlannedLimit, PlannedTask
from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.london import stamp_or_none
from cpconf.core.words import ConferenceState, Phase, PinnedKind, Role, TaskState
from cpconf.store.conferences.ledger import Ledger
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.store.conferences.values import Booking
from cpconf.store.database.columns import Column, fields_of
from cpconf.store.database.statements import insertion

_TOGETHER: Final = 1000
"""Bookings written at a time; more would only take more memory."""
_STATE: Final = "(SELECT c.state FROM conference c WHERE c.id = task.conference_id)"
_PHASE: Final = "(SELECT r.phase FROM rule r WHERE r.id = task.rule_id)"
_OUTSTANDING: Final = (
    f"CASE WHEN applies = 1 AND state = '{TaskState.OPEN}' "
    f"AND {_STATE} <> '{ConferenceState.CANCELLED}' "
    f"AND ({_STATE} <> '{ConferenceState.HELD}' OR {_PHASE} <> '{Phase.PREPARATION}') "
    "THEN 1 ELSE 0 END"
)
_DATED: Final = (
    *("person_id", "about_id", "due", "literal", "needed_by"),
    *("provisional", "applies", "late_at_booking"),
)
"""The columns of a task that a plan sets."""
_WRITTEN: Final = ("conference_id", "rule_id", *_DATED, "state", "outstanding")
_EXISTING: Final = ("id", "rule_id", *_DATED)
_LIMITED: Final = (
    *("conference_id", "rule_id", "anchored", "due", "literal", "met", "provisional"),
)
_OPEN: Final = TaskState.OPEN.value
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RuleNumbers:
    """The row numbers of an outline's tasks and limits, in the order of their places."""

    tasks: tuple[int, ...]
    limits: tuple[int, ...]


class Filing(ConferenceQuestions):
    """The writes for plans, at one moment of the command's clock."""

    _db: Ledger

    def __init__(self, store: Ledger) -> None:
        super().__init__(store)

    def add(self, bookings: Iterable[Booking]) -> None:
        """Write new conferences, each with the entry `scheduled` in its history.

        A task is late at booking if it applies and its moment is before the command's clock.
        """
        left = iter(bookings)
        while batch := list(islice(left, _TOGETHER)):
            self._add(batch)

    def _add(self, batch: Sequence[Booking]) -> None:
        tasks: list[tuple[Column, ...]] = []
        limits: list[tuple[Column, ...]] = []
        answers: list[Row] = []
        children: list[Row] = []
        history: list[Row] = []
        numbers: list[int] = []
        rules: dict[object, RuleNumbers] = {}
        for booking in batch:
            pinned = {"edition_id": booking.edition_id, "calendar_id": booking.calendar_id}
            values = {**fields_of(booking.conference), **pinned, "version": 1}
            number = self._db.insert("conference", values)
            numbers.append(number)
            outline = (booking.edition_id, booking.conference.type, booking.conference.format)
            if outline not in rules:
                rules[outline] = self._rule_numbers(*outline)
            tasks += (
                self._task(planned, number, rules[outline], {}) for planned in booking.plan.tasks
            )
            limits += self._limits(booking.plan, number, rules[outline], booking.edition_id)
            children += (
                {"conference_id": number, **fields_of(child)} for child in booking.children
            )
            answers += (
                {"conference_id": number, "fact": fact, "person_id": None, "yes": yes}
                for (fact, _), yes in booking.answers.items()
            )
            history.append(self._db.entry(number, "scheduled", _details(booking)))
        self._insert_tasks(tasks)
        self._db.run(insertion("statutory_limit", _LIMITED), limits)
        self._db.insert_all("answer", answers)
        self._db.insert_all("child", children)
        self._db.insert_all("history", history)
        self._settle(numbers)

    def replan(self, filed: Filed, conference: Conference, plan: Plan, *, calendar_id: int) -> None:
        """Give a conference its new dates and tasks; marks stay with their tasks.

        A task on record and one in the plan are the same if they have the same rule and are
        repeated for the same person. A task that is no longer in the plan is removed if it never
        had a mark, else kept as one that does not apply. Whether a task was late when its moment
        was set is judged again only if the conference or the calendar changed, not if a mark on one
        task moves the moment by which another is needed. Raises StoreBusy if the conference changed
        after `filed` was read.
        """
        self._db.hold(filed)
        self._db.update(
            "conference", {**fields_of(conference), "calendar_id": calendar_id}, {"id": filed.id}
        )
        dated_anew = conference != filed.conference or calendar_id != filed.calendar
        rules = self._rule_numbers(filed.edition, conference.type, conference.format)
        found = self._db.ask("SELECT short_id, id FROM person WHERE conference_id = ?", [filed.id])
        people: dict[str | None, int] = dict(found)
        existing = self._existing(filed.id)
        new: list[tuple[Column, ...]] = []
        for planned in plan.tasks:
            task = self._task(planned, filed.id, rules, people)
            old = existing.pop((rules.tasks[planned.place], people.get(planned.subject)), None)
            if old is None:
                new.append(task)
            elif change := _change(
                old, dict(zip(_WRITTEN, task, strict=True)), dated_anew=dated_anew
            ):
                self._db.update("task", change, {"id": old["id"]})
        self._insert_tasks(new)
        for old in existing.values():
            if old["marked"]:
                self._db.update("task", {"applies": 0}, {"id": old["id"]})
            else:
                self._db.ask("DELETE FROM task WHERE id = ?", [old["id"]])
        self._db.ask("DELETE FROM statutory_limit WHERE conference_id = ?", [filed.id])
        limits = self._limits(plan, filed.id, rules, filed.edition)
        self._db.run(insertion("statutory_limit", _LIMITED), limits)
        self._settle([filed.id])

    def _limits(
        self, plan: Plan, conference_id: int, rules: RuleNumbers, edition_id: int
    ) -> list[tuple[Column, ...]]:
        """Return what is stored in `_LIMITED` for a plan's limits.

        Those of the outline come first, in its order, then those of children at another stage.
        """
        others = plan.limits[len(rules.limits) :]
        numbers = (*rules.limits, *(self._limit_number(edition_id, other) for other in others))
        return [
            (
                conference_id,
                number,
                None if planned.anchored is None else planned.anchored.isoformat(),
                stamp_or_none(planned.due),
                stamp_or_none(planned.literal),
                None if planned.met is None else +planned.met,
                +planned.provisional,
            )
            for number, planned in zip(numbers, plan.limits, strict=True)
        ]

    def _limit_number(self, edition_id: int, planned: PlannedLimit) -> int:
        """Return the number of a limit that a pinned edition has for another type of conference."""
        found = self._db.ask(
            "SELECT MIN(id) FROM rule WHERE edition_id = ? AND kind = ? AND clause = ?",
            [edition_id, PinnedKind.LIMIT.value, planned.clause.clause],
        )
        return int(found[0][0])

    def _settle(self, conference_ids: Collection[int]) -> None:
        """Set `outstanding` on the tasks of conferences. It is worked out here and nowhere else.

        Nobody owes a task of a cancelled conference, nor preparation for one that was held.
        """
        self._db.run(
            f"UPDATE task SET outstanding = {_OUTSTANDING} "
            f"WHERE conference_id = ? AND outstanding <> {_OUTSTANDING}",
            ([number] for number in conference_ids),
        )

    def _rule_numbers(self, edition_id: int, type_: str, format_: str) -> RuleNumbers:
        """Return the numbers of a pinned edition's rules for a type and format of conference."""
        found = self._db.ask(
            "SELECT kind, id FROM rule WHERE edition_id = ? AND type = ? AND format = ? "
            "ORDER BY place",
            [edition_id, type_, format_],
        )
        return RuleNumbers(
            tasks=tuple(number for kind, number in found if kind == PinnedKind.TASK),
            limits=tuple(number for kind, number in found if kind == PinnedKind.LIMIT),
        )

    def _existing(self, conference_id: int) -> dict[tuple[int, int | None], Row]:
        """Return the tasks on record, by rule and the person for whom they are repeated."""
        found = self._db.ask(
            f"SELECT {', '.join(f't.{name}' for name in _EXISTING)}, r.role, "
            "EXISTS (SELECT 1 FROM mark m WHERE m.task_id = t.id) "
            "FROM task t JOIN rule r ON r.id = t.rule_id WHERE t.conference_id = ?",
            [conference_id],
        )
        tasks: dict[tuple[int, int | None], Row] = {}
        for row in found:
            task = dict(zip((*_EXISTING, "role", "marked"), row, strict=True))
            owed_for = task["person_id"] if task["role"] == Role.PROFESSIONAL else None
            tasks[task["rule_id"], task["about_id"] or owed_for] = task
        return tasks

    def _task(
        self,
        planned: PlannedTask,
        conference_id: int,
        rules: RuleNumbers,
        people: Mapping[str | None, int],
    ) -> tuple[Column, ...]:
        """Return what is stored in `_WRITTEN` for a new open task; `_settle` sets `outstanding`.

        A county's list has hundreds of thousands of them: no column is looked at to see its type.
        """
        wanted = planned.wanted
        return (
            conference_id,
            rules.tasks[planned.place],
            people.get(planned.person),
            people.get(planned.about),
            stamp_or_none(planned.due),
            stamp_or_none(planned.literal),
            stamp_or_none(planned.needed_by),
            +planned.provisional,
            +planned.applies,
            +(planned.applies and wanted is not None and wanted < self._db.now),
            _OPEN,
            0,
        )

    def _insert_tasks(self, tasks: Iterable[tuple[Column, ...]]) -> None:
        self._db.run(insertion("task", _WRITTEN), tasks)


def _details(booking: Booking) -> dict[str, object]:
    """Return what the history says of a booking."""
    conference = booking.conference
    return {
        "at": conference.at,
        "ends": conference.ends,
        "strategy-discussion": conference.strategy_discussion,
        "initial-conference": conference.initial_conference,
        "previous-review": conference.previous_review,
        "edition": booking.edition_id,
        "facts": [
            f"{fact.value}={'yes' if yes else 'no'}" for (fact, _), yes in booking.answers.items()
        ],
    }


def _change(old: Row, task: Mapping[str, Column], *, dated_anew: bool) -> Row | None:
    """Return the columns of a task to write anew, or None if none of them changes."""
    dated = {name: task[name] for name in _DATED}
    judged = ("due", "needed_by", "applies") if dated_anew else ("due", "applies")
    if all(old[name] == dated[name] for name in judged):
        dated["late_at_booking"] = old["late_at_booking"]
    return None if all(old[name] == value for name, value in dated.items()) else dated
