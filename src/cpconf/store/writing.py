"""Writing the store: one transaction for a whole command."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session, col, delete, insert, select, update

from cpconf.core.conferences.checklist import Plan
from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.london import stamp
from cpconf.core.words import ConferenceState, Fact, MarkKind, Role
from cpconf.store.conferences.filing import Filing, conference_columns
from cpconf.store.conferences.pinning import pin_calendar, pin_edition
from cpconf.store.conferences.settling import settle
from cpconf.store.conferences.values import Booking
from cpconf.store.database.connection import engine_for, said_plainly
from cpconf.store.database.creating import create as create_store
from cpconf.store.database.faults import changed_meanwhile, explained
from cpconf.store.database.opening import NoStore, OlderForm, exposure, locate, opened
from cpconf.store.database.signing import Signature, storable, storable_or_none
from cpconf.store.diaries.writes import DiaryWrites
from cpconf.store.outbox.questions import OutboxQuestions
from cpconf.store.tables.conferences import AnswerRow, ConferenceRow, MarkRow, PersonRow, TaskRow

if TYPE_CHECKING:
    from cpconf.procedures.loader import Edition

__all__ = ["Booking", "Writer", "writing"]


@contextmanager
def writing(
    path_or_url: str | Path,
    *,
    now: dt.datetime,
    machine_now: dt.datetime,
    by: str,
    create: bool,
) -> Iterator["Writer"]:
    """One transaction: kept when the block ends, undone by any exception that leaves it.

    `now` is the command's clock (wall-clock Europe/London), `machine_now` the machine's own
    (aware), `by` who gave the command. Raises NotFound for a missing store unless `create`,
    StoreFault for a file that is not a usable store, StoreBusy, CpconfError.
    """
    path = locate(path_or_url)
    signature = Signature.of(by, now, machine_now)
    _get_ready(path, create=create)
    with said_plainly(path), Session(engine_for(path)) as session:
        session.connection()  # the transaction begins here, before anything is read
        writer = Writer(session, now, signature)
        with explained(path):
            writer.warnings += exposure(path)
        yield writer
        session.commit()


def _get_ready(path: Path, *, create: bool) -> None:
    try:
        opened(path).close()
    except NoStore:
        if not create:
            raise
        create_store(path)
    except OlderForm:
        # Late, because Alembic is slow to load and needed once in years.
        from cpconf.store.database.migrating import migrate  # noqa: PLC0415

        migrate(path)


class Writer(DiaryWrites, OutboxQuestions):
    """All that can be written, inside one transaction in which nobody else can write."""

    def __init__(self, session: Session, now: dt.datetime, signature: Signature) -> None:
        super().__init__(session, now, signature)
        self._filing = Filing(self._connection, now, signature)

    def pin_edition(self, edition: "Edition") -> int:
        """The number of the edition, which is kept with its rules when it is new.

        Raises StoreFault where it is kept already, and damaged.
        """
        number = pin_edition(self._session, edition, self._signature.recorded_at)
        self.edition_texts(number)
        return number

    def pin_calendar(self, calendar: WorkingCalendar) -> int:
        """The number of the calendar, which becomes the current one.

        Raises StoreFault where it is kept already, and damaged.
        """
        number = pin_calendar(self._session, calendar, self._signature.recorded_at)
        self.calendar(number)
        return number

    def add(self, bookings: Iterable[Booking]) -> None:
        """File new conferences; each is entered in its history as `scheduled`.

        A task that applies and whose moment lies before the command's clock is late at booking.
        """
        self._filing.add(bookings)

    def replan(self, filed: Filed, conference: Conference, plan: Plan, *, calendar_id: int) -> None:
        """Give a conference its new dates and tasks; marks stay with their tasks.

        A task that is no longer in the plan is removed if it never had a mark, else kept as one
        that does not apply. Raises StoreBusy when the conference changed after `filed` was read.
        """
        row = self._conference(filed)
        for name, value in conference_columns(conference).items():
            setattr(row, name, value)
        row.calendar_id = calendar_id
        self._session.flush()
        rules = self._filing.rules(filed.edition, conference.type, conference.format)
        dated_anew = conference != filed.conference or calendar_id != filed.calendar
        self._filing.replan(filed.id, rules, plan, dated_anew=dated_anew)

    def add_person(
        self,
        filed: Filed,
        *,
        role: Role,
        name: str = "",
        email: str | None = None,
        phone: str | None = None,
        agency: str | None = None,
    ) -> str:
        """Put someone on record at a conference; their short id. Raises StoreBusy as `replan`."""
        self._hold(filed)
        taken = self._session.exec(
            select(PersonRow.short_id).where(PersonRow.conference_id == filed.id)
        ).all()
        highest = max(
            (int(taken_id[1:]) for taken_id in taken if taken_id[1:].isdecimal()), default=0
        )
        person = PersonRow(
            conference_id=filed.id,
            short_id=f"p{highest + 1}",
            role=role.value,
            name=storable(name),
            email=storable_or_none(email),
            phone=storable_or_none(phone),
            agency=storable_or_none(agency),
            added_at=stamp(self._now),
        )
        self._session.add(person)
        return person.short_id

    def change_person(self, filed: Filed, person: Person) -> None:
        """Correct what is on record of someone, whose role stays. Raises NotFound, StoreBusy."""
        self._hold(filed)
        row = self._session.get_one(PersonRow, self._person(filed, person.id))
        row.name = storable(person.name)
        row.email = storable_or_none(person.email)
        row.phone = storable_or_none(person.phone)
        row.agency = storable_or_none(person.agency)
        self._session.add(row)

    def answer(
        self,
        filed: Filed,
        fact: Fact,
        about: str | None,
        yes: bool | None,  # noqa: FBT001 - an answer is just that
    ) -> None:
        """Answer a fact for one person, or with `about` None for everybody; None takes it back.

        Raises NotFound for a short id that nobody has, StoreBusy as `replan`.
        """
        self._hold(filed)
        person_id = None if about is None else self._person(filed, about)
        self._session.exec(
            delete(AnswerRow)
            .where(col(AnswerRow.conference_id) == filed.id, col(AnswerRow.fact) == fact.value)
            .where(col(AnswerRow.person_id).is_not_distinct_from(person_id))
        )
        if yes is not None:
            self._session.add(
                AnswerRow(
                    conference_id=filed.id, fact=fact.value, person_id=person_id, yes=int(yes)
                )
            )

    def mark(
        self, tasks: Sequence[FiledTask], kind: MarkKind, *, at: dt.datetime, note: str | None
    ) -> None:
        """Mark tasks, which sets their state. `at` is wall-clock Europe/London.

        Raises StoreBusy when one of them is no longer the task that it was.
        """
        if not tasks:
            return
        numbers = {task.id: task.rule for task in tasks}
        found = self._session.exec(
            select(TaskRow.id, TaskRow.rule_id, TaskRow.conference_id).where(
                col(TaskRow.id).in_(numbers)
            )
        ).all()
        if {number: rule for number, rule, _ in found} != numbers:
            raise changed_meanwhile()
        conferences = {conference_id for _, _, conference_id in found}
        for conference_id in conferences:
            self._touch(conference_id)
        entry = {"kind": kind.value, "at": stamp(at), "note": storable_or_none(note)}
        self._connection.execute(
            insert(MarkRow),
            [{"task_id": number, **entry, **self._signature.columns} for number in numbers],
        )
        self._connection.execute(
            update(TaskRow)
            .where(col(TaskRow.id).in_(numbers))
            .values(state=kind.leaves.value, marked_at=stamp(at), marked_by=self._signature.by)
        )
        settle(self._connection, conferences)

    def set_state(self, filed: Filed, state: ConferenceState) -> None:
        """Set where a conference stands; the tasks of a cancelled one are not outstanding."""
        self._conference(filed).state = state.value
        self._session.flush()
        self.settle(filed.id)

    def settle(self, conference_id: int) -> None:
        """Work out which of a conference's tasks are outstanding; the methods here call it."""
        settle(self._connection, [conference_id])

    def _conference(self, filed: Filed) -> ConferenceRow:
        """The conference's row, held."""
        self._hold(filed)
        return self._session.get_one(ConferenceRow, filed.id)
