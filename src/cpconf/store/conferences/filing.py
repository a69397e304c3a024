"""Filing a plan: the dated tasks and limits of new conferences, and of those that changed."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, delete, exists, insert, select, update

from cpconf.core.conferences.checklist import Plan, PlannedTask
from cpconf.core.conferences.conference import Conference
from cpconf.core.dates.london import stamp
from cpconf.core.words import ConferenceType, Format, Role, TaskState
from cpconf.store.conferences.settling import settle
from cpconf.store.conferences.values import Booking
from cpconf.store.database.signing import Signature
from cpconf.store.tables import METADATA
from cpconf.store.tables.procedures import PinnedKind

_TABLES: Final = METADATA.tables
_CONFERENCE, _ANSWER, _TASK = _TABLES["conference"], _TABLES["answer"], _TABLES["task"]
_LIMIT, _MARK, _HISTORY = _TABLES["statutory_limit"], _TABLES["mark"], _TABLES["history"]
_RULE, _PERSON = _TABLES["rule"], _TABLES["person"]
_TOGETHER: Final = 1000
"""Bookings that are written at once; more would only take more memory."""


@dataclass(frozen=True, slots=True)
class RuleNumbers:
    """The numbers of an outline's tasks and limits, by their places."""

    tasks: tuple[int, ...]
    limits: tuple[int, ...]


def rule_numbers(
    connection: Connection, edition_id: int, type_: ConferenceType, format_: Format
) -> RuleNumbers:
    """The rules of a pinned edition that govern a type and format of conference."""
    found = connection.execute(
        select(_RULE.c.kind, _RULE.c.id)
        .where(_RULE.c.edition_id == edition_id)
        .where(_RULE.c.type == type_.value, _RULE.c.format == format_.value)
        .order_by(_RULE.c.place)
    ).all()
    return RuleNumbers(
        tasks=tuple(number for kind, number in found if kind == PinnedKind.TASK),
        limits=tuple(number for kind, number in found if kind == PinnedKind.LIMIT),
    )


class Filing:
    """Files plans inside one transaction, at one moment of the command's clock."""

    def __init__(self, connection: Connection, now: dt.datetime, signature: Signature) -> None:
        self._connection = connection
        self._now = now
        self._signature = signature
        self._rules: dict[tuple[int, ConferenceType, Format], RuleNumbers] = {}

    def add(self, bookings: Iterable[Booking]) -> None:
        """File new conferences, each with `scheduled` as the first entry of its history."""
        left = iter(bookings)
        while batch := list(islice(left, _TOGETHER)):
            self._add(batch)

    def _add(self, batch: list[Booking]) -> None:
        run = self._connection.execute
        made = run(
            insert(_CONFERENCE).returning(_CONFERENCE.c.id, sort_by_parameter_order=True),
            [
                {
                    **conference_columns(booking.conference),
                    "edition_id": booking.edition_id,
                    "calendar_id": booking.calendar_id,
                    "version": 1,
                }
                for booking in batch
            ],
        )
        numbers = [number for (number,) in made]
        tasks: list[dict[str, Any]] = []
        limits: list[dict[str, Any]] = []
        answers: list[dict[str, Any]] = []
        history: list[dict[str, Any]] = []
        for number, booking in zip(numbers, batch, strict=True):
            conference = booking.conference
            rules = self.rules(booking.edition_id, conference.type, conference.format)
            for planned in booking.plan.tasks:
                columns = self.task_columns(planned)
                columns["conference_id"] = number
                columns["rule_id"] = rules.tasks[planned.place]
                columns["person_id"] = columns["about_id"] = None
                tasks.append(columns)
            limits += limit_rows(booking.plan, number, rules)
            answers += (
                {"conference_id": number, "fact": fact.value, "person_id": None, "yes": int(yes)}
                for (fact, _), yes in booking.answers.items()
            )
            details = {
                "at": stamp(conference.at),
                "ends": stamp(conference.ends) if conference.ends else None,
                **{
                    name.replace("_", "-"): _date(getattr(conference, name))
                    for name in ("strategy_discussion", "initial_conference", "previous_review")
                },
                "edition": booking.edition_id,
                "facts": [
                    f"{fact.value}={'yes' if yes else 'no'}"
                    for (fact, _), yes in booking.answers.items()
                ],
            }
            history.append(
                {
                    "conference_id": number,
                    "kind": "scheduled",
                    "details": json.dumps(details),
                    "note": None,
                    **self._signature.columns,
                }
            )
        for table, rows in (
            (_TASK, tasks),
            (_LIMIT, limits),
            (_ANSWER, answers),
            (_HISTORY, history),
        ):
            if rows:
                run(insert(table), rows)
        settle(self._connection, numbers)

    def replan(
        self, conference_id: int, rules: RuleNumbers, plan: Plan, *, dated_anew: bool
    ) -> None:
        """Bring a conference's tasks and limits into line with a new plan.

        Tasks are the same by their rule and the person for whom they are repeated. Whether one was
        late when its moment was set is judged again only where the conference or the calendar is
        another (`dated_anew`), not where a mark on one task moves what another is needed by.
        """
        run = self._connection.execute
        existing = run(_EXISTING, {"conference": conference_id}).mappings()
        kept = {_key(row): row for row in existing}
        new: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        people = self._people(conference_id)
        for planned in plan.tasks:
            rule = rules.tasks[planned.place]
            old = kept.pop((rule, people.get(planned.subject)), None)
            columns = self.task_columns(planned)
            columns["person_id"] = people.get(planned.person)
            columns["about_id"] = people.get(planned.about)
            if old is None:
                new.append({**columns, "conference_id": conference_id, "rule_id": rule})
            elif change := _change(old, columns, dated_anew=dated_anew):
                changed.append(change)
        for statement, rows in (
            (insert(_TASK), new),
            (_CHANGE, changed),
            (_DROP, [{"task": row["id"]} for row in kept.values() if not row["marked"]]),
            (_SET_ASIDE, [{"task": row["id"]} for row in kept.values() if row["marked"]]),
            (_DROP_LIMITS, [{"conference": conference_id}]),
            (insert(_LIMIT), list(limit_rows(plan, conference_id, rules))),
        ):
            if rows:
                run(statement, rows)
        settle(self._connection, [conference_id])

    def _people(self, conference_id: int) -> dict[str | None, int]:
        found = self._connection.execute(
            select(_PERSON.c.short_id, _PERSON.c.id).where(_PERSON.c.conference_id == conference_id)
        )
        return {row.short_id: row.id for row in found}

    def rules(self, edition_id: int, type_: ConferenceType, format_: Format) -> RuleNumbers:
        """The rules of an outline, asked for once."""
        outline = (edition_id, type_, format_)
        if outline not in self._rules:
            self._rules[outline] = rule_numbers(self._connection, *outline)
        return self._rules[outline]

    def task_columns(self, planned: PlannedTask) -> dict[str, Any]:
        """The columns of a new open task; `outstanding` is left to `settling.settle`."""
        due, needed_by = planned.due, planned.needed_by
        wanted = due or needed_by
        late = planned.applies and wanted is not None and wanted < self._now
        return {
            "due": stamp(due) if due else None,
            "literal": stamp(planned.literal) if planned.literal else None,
            "needed_by": stamp(needed_by) if needed_by else None,
            "provisional": int(planned.provisional),
            "applies": int(planned.applies),
            "state": TaskState.OPEN.value,
            "outstanding": 0,
            "late_at_booking": int(late),
        }


def conference_columns(conference: Conference) -> dict[str, Any]:
    """The columns that come from the conference itself."""
    return {
        "ref": conference.ref,
        "type": conference.type.value,
        "format": conference.format.value,
        "at": stamp(conference.at),
        "ends": stamp(conference.ends) if conference.ends else None,
        "ended": stamp(conference.ended) if conference.ended else None,
        "state": conference.state.value,
        "strategy_discussion": _date(conference.strategy_discussion),
        "initial_conference": _date(conference.initial_conference),
        "previous_review": _date(conference.previous_review),
    }


def limit_rows(plan: Plan, conference_id: int, rules: RuleNumbers) -> Iterator[dict[str, Any]]:
    """The rows of a plan's limits, which stand in the order of the outline."""
    for rule, planned in zip(rules.limits, plan.limits, strict=True):
        yield {
            "conference_id": conference_id,
            "rule_id": rule,
            "anchored": _date(planned.anchored),
            "due": stamp(planned.due) if planned.due else None,
            "literal": stamp(planned.literal) if planned.literal else None,
            "met": None if planned.met is None else int(planned.met),
            "provisional": int(planned.provisional),
        }


def _date(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


_DATED: Final = (
    "person_id",
    "about_id",
    "due",
    "literal",
    "needed_by",
    "provisional",
    "applies",
    "late_at_booking",
)
_CHANGE = (
    update(_TASK)
    .where(_TASK.c.id == bindparam("task"))
    .values({name: bindparam(name) for name in _DATED})
)
_DROP = delete(_TASK).where(_TASK.c.id == bindparam("task"))
_DROP_LIMITS = delete(_LIMIT).where(_LIMIT.c.conference_id == bindparam("conference"))
_SET_ASIDE = update(_TASK).where(_TASK.c.id == bindparam("task")).values(applies=0)
_EXISTING = (
    select(
        _TASK.c.id,
        _TASK.c.rule_id,
        _RULE.c.role,
        *(_TASK.c[name] for name in _DATED),
        exists().where(_MARK.c.task_id == _TASK.c.id).label("marked"),
    )
    .join(_RULE, _RULE.c.id == _TASK.c.rule_id)
    .where(_TASK.c.conference_id == bindparam("conference"))
)


def _key(row: RowMapping) -> tuple[int, int | None]:
    owed_for = row["person_id"] if row["role"] == Role.PROFESSIONAL.value else None
    return row["rule_id"], row["about_id"] or owed_for


def _change(old: RowMapping, columns: dict[str, Any], *, dated_anew: bool) -> dict[str, Any] | None:
    """The columns of a task to write anew, or None where all stays."""
    dated = {name: columns[name] for name in _DATED}
    judged = ("due", "needed_by", "applies") if dated_anew else ("due", "applies")
    if all(old[name] == dated[name] for name in judged):
        dated["late_at_booking"] = old["late_at_booking"]
    if all(old[name] == value for name, value in dated.items()):
        return None
    return {**dated, "task": old["id"]}
