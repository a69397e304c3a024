"""Keeping what conferences are pinned to: an edition with its rules, a calendar with its days."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, insert
from sqlmodel import Session, select

from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.procedures import checksums
from cpconf.core.procedures.procedure import LimitClause, Outline, Procedure, TaskClause
from cpconf.core.words import ConferenceType, Format
from cpconf.store.tables import METADATA
from cpconf.store.tables.procedures import (
    CalendarRow,
    DayOffRow,
    EditionRow,
    PinnedKind,
    RuleOrderRow,
    RuleRow,
)

if TYPE_CHECKING:
    from cpconf.procedures.loader import Edition

_EDITION: Final = METADATA.tables["edition"]
_CALENDAR: Final = METADATA.tables["calendar"]


def pin_edition(session: Session, edition: "Edition", recorded_at: str) -> int:
    """The number of the edition, kept with its rules and their order when it is new."""
    known = session.exec(select(EditionRow.id).where(EditionRow.sha256 == edition.sha256)).first()
    if known is not None:
        return known
    procedure = edition.procedure
    made = insert(_EDITION).values(
        name=procedure.name,
        title=procedure.title,
        edition=procedure.edition,
        sha256=edition.sha256,
        text=edition.text,
        frame_text=edition.frame_text,
        first_used_at=recorded_at,
    )
    number = int(session.connection().execute(made.returning(_EDITION.c.id)).scalar_one())
    for type_, format_, outline in _outlines(procedure):
        _keep(session, number, type_, format_, outline)
    return number


def _outlines(procedure: Procedure) -> Iterator[tuple[ConferenceType, Format, Outline]]:
    for type_, formats in procedure.conferences.items():
        for format_ in formats:
            yield type_, format_, procedure.outline(type_, format_)


def _keep(
    session: Session, edition_id: int, type_: ConferenceType, format_: Format, outline: Outline
) -> None:
    where: dict[str, Any] = {"edition_id": edition_id, "type": type_.value, "format": format_.value}
    tasks = [_task(clause, where, place) for place, clause in enumerate(outline.tasks)]
    limits = [_limit(clause, where, place) for place, clause in enumerate(outline.limits)]
    session.add_all([*tasks, *limits])
    session.flush()
    orders = [
        {"before_rule": tasks[place].id, "after_rule": tasks[later].id}
        for place, following in enumerate(outline.after)
        for later in following
    ]
    if orders:
        session.connection().execute(insert(RuleOrderRow), orders)


def _task(clause: TaskClause, where: dict[str, Any], place: int) -> RuleRow:
    timing = clause.timing
    return RuleRow(
        **where,
        kind=PinnedKind.TASK.value,
        place=place,
        clause=clause.clause,
        name=clause.name,
        title=clause.title,
        role=clause.role.value,
        joint=" ".join(role.value for role in clause.joint),
        each=clause.each.value if clause.each else None,
        phase=clause.phase.value,
        due_words=timing.words if timing else None,
        anchor=timing.anchor.value if timing else None,
        reading=clause.reading.value,
        local=int(clause.local),
        conditions=" ".join(map(str, clause.conditions)),
        section=clause.section,
        detail=clause.detail,
        only_after=" ".join(clause.only_after),
        gated_by=" ".join(clause.gated_by),
        answers=clause.answers.value if clause.answers else None,
    )


def _limit(clause: LimitClause, where: dict[str, Any], place: int) -> RuleRow:
    return RuleRow(
        **where,
        kind=PinnedKind.LIMIT.value,
        place=place,
        clause=clause.clause,
        name=clause.name,
        title=clause.title,
        due_words=clause.timing.words,
        anchor=clause.timing.anchor.value,
        reading=clause.timing.reading.value,
        joint="",
        local=0,
        conditions="",
        section=clause.section,
        detail=clause.detail,
        only_after="",
        gated_by="",
    )


def pin_calendar(session: Session, calendar: WorkingCalendar, recorded_at: str) -> int:
    """The number of the calendar, which becomes the current one."""
    days = _days(calendar)
    digest = checksums.of_calendar(
        [
            calendar.source,
            calendar.known_until.isoformat(),
            calendar.office.opens.isoformat(),
            calendar.office.closes.isoformat(),
        ],
        days,
    )
    newest = session.exec(select(func.max(CalendarRow.adopted))).one() or 0
    known = session.exec(select(CalendarRow).where(CalendarRow.sha256 == digest)).first()
    if known is not None and known.id is not None:
        if known.adopted != newest:
            known.adopted = newest + 1
            session.add(known)
        return known.id
    made = insert(_CALENDAR).values(
        sha256=digest,
        source=calendar.source,
        known_until=calendar.known_until.isoformat(),
        opens=calendar.office.opens.isoformat(),
        closes=calendar.office.closes.isoformat(),
        adopted=newest + 1,
        made_at=recorded_at,
    )
    number = int(session.connection().execute(made.returning(_CALENDAR.c.id)).scalar_one())
    if days:
        session.connection().execute(
            insert(DayOffRow),
            [
                {"calendar_id": number, "date": date, "name": name, "local": local}
                for date, name, local in days
            ],
        )
    return number


def _days(calendar: WorkingCalendar) -> list[tuple[str, str, int]]:
    return [
        (day.date.isoformat(), day.name, int(day.local))
        for _, day in sorted(calendar.days_off.items())
    ]
