"""The questions about conferences: people, tasks, limits, marks, and what they are pinned to."""
# ruff: noqa: S608 - every value is bound; only names of columns are put into statements

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from cpconf.core.conferences.children import Child
from cpconf.core.conferences.conference import Conference, Person, is_ref
from cpconf.core.conferences.decisions import ENTRY, Outcome
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.procedures import checksums
from cpconf.core.typed_text import harmless
from cpconf.core.words import ConferenceState, Fact, Role
from cpconf.errors import NotFound, StoreFault
from cpconf.store.conferences import rows
from cpconf.store.conferences.lookup import Lookup
from cpconf.store.conferences.standing_questions import StandingQuestions
from cpconf.store.conferences.values import Counts, DiaryEntry, FiledMark, HistoryEntry
from cpconf.store.database.columns import UNREADABLE, made
from cpconf.store.database.database import Given
from cpconf.store.database.faults import altered, garbled

PINNED: Final = "clause, name, title, role, each, phase, due_words, anchor"
"""The columns of a clause that repeat the text of its edition word for word."""
PinnedRules = tuple[Given, ...]
Orders = tuple[frozenset[tuple[int, int]], frozenset[int]]


class ConferenceQuestions(StandingQuestions):
    """The questions about conferences, and about what they are pinned to."""

    def __init__(self, store: Lookup) -> None:
        super().__init__(store)
        self._calendars: dict[int, WorkingCalendar] = {}
        self._orders: dict[tuple[int, str, str], Orders] = {}
        self._editions: dict[int, tuple[str, str]] = {}
        self._rules: dict[tuple[int, str, str], PinnedRules] = {}

    def as_written(self, ref: str) -> str:
        """Return the reference as it was first written, as `Lookup.as_written` does."""
        return self._db.as_written(ref)

    def existing(self, refs: Collection[str]) -> set[str]:
        """Return the references on record that equal one of these in any case."""
        asked = {ref.lower() for ref in refs}
        found = self._db.ask_of(asked, "SELECT ref FROM conference WHERE lower(ref) IN (?, …)")
        return {ref for (ref,) in found}

    def everybody(self) -> list[tuple[Role, str]]:
        """Return every role and name on record, each once.

        They are for checking that a reference contains no name.
        """
        found = self._db.ask("SELECT DISTINCT role, name FROM person WHERE name <> ''")
        return list(
            self._db.made(
                lambda row: (Role(row[0]), str(row[1])), found, lambda _: "somebody's role"
            )
        )

    def filed(self, ref: str) -> Filed:
        """Return a conference as it is on record. Raises NotFound, and as `as_written` does."""
        asked = (
            "SELECT id, procedure, procedure_title, procedure_edition, edition, calendar, version, "
            f"{rows.CONFERENCE} FROM conferences WHERE ref = ?"
        )
        found = self._db.ask(asked, [ref]) if is_ref(ref) else []
        if not found:
            ref = self._db.as_written(ref)
            found = self._db.ask(asked, [ref])
        if not found:
            raise garbled(f"the conference {ref}")
        id_, procedure, title, authority_edition, edition, calendar, version, *rest = found[0]
        try:
            conference = made(Conference, rest)
        except UNREADABLE:
            raise garbled(f"the conference {ref}") from None
        children = self._children(id_, ref)
        orders, emailing = self._order(edition, conference.type, conference.format)
        return Filed(
            id=id_,
            conference=conference,
            procedure=procedure,
            procedure_title=title,
            procedure_edition=authority_edition,
            edition=edition,
            calendar=calendar,
            version=version,
            people=self._people(id_, ref),
            answers=self._answers(id_, ref),
            tasks=tuple(
                self._tasks(
                    f"SELECT {rows.TASK} FROM timeline WHERE ref = ? ORDER BY place, id",
                    [ref],
                    self._db.closes(ref),
                )
            ),
            limits=tuple(
                self._db.made(
                    lambda row: rows.limit(row, conference, children),
                    self._db.ask(
                        f"SELECT {rows.LIMIT} FROM limits WHERE ref = ? ORDER BY place", [ref]
                    ),
                    lambda row: f"the limit {row[0]} of {ref}",
                )
            ),
            orders=orders,
            emailing_rules=emailing,
            children=children,
            outcome=self._outcome(id_, ref, conference),
        )

    def outstanding(self, role: Role | None = None) -> list[FiledTask]:
        """Return the outstanding tasks, in the order in which they are wanted.

        Those without a date come last. With `role`, return only tasks that concern it.
        """
        found = self._tasks(
            f"SELECT {rows.TASK} FROM outstanding ORDER BY wanted IS NULL, wanted, ref, place, id",
            [],
            self._db.closes(),
        )
        return [task for task in found if role is None or task.concerns(role)]

    def open_conferences(self) -> Iterator[Filed]:
        """Return conferences scheduled, or held with tasks outstanding, by start, then ref."""
        found = self._db.ask(
            "SELECT ref FROM conference WHERE state = 'scheduled' OR state = 'held' AND id IN "
            "(SELECT conference_id FROM task WHERE outstanding = 1) ORDER BY at, ref"
        )
        return self._each_filed(found)

    def conferences_between(
        self, first: dt.date, last: dt.date | None, *, cancelled: bool = False
    ) -> list[Filed]:
        """Return the conferences that start from `first` to `last` inclusive, by start, then ref.

        Without `last` there is no end. Cancelled ones are left out, unless asked for.
        """
        before = last + dt.timedelta(days=1) if last and last < dt.date.max else dt.date.max
        found = self._db.ask(
            "SELECT ref FROM conference WHERE at >= ? AND at < ? "
            "AND (state <> 'cancelled' OR ? = 1) ORDER BY at, ref",
            [first.isoformat(), before.isoformat(), int(cancelled)],
        )
        return list(self._each_filed(found))

    def _each_filed(self, refs: Iterable[Given]) -> Iterator[Filed]:
        for (ref,) in refs:
            try:
                filed = self.filed(ref)
            except StoreFault as fault:
                if not self._db.lenient:
                    raise
                self._db.incomplete = True
                self._db.warnings.append(fault.headline)
            else:
                yield filed

    def diary(
        self, person: Person, first: dt.date | None = None, last: dt.date | None = None
    ) -> list[DiaryEntry]:
        """Return the conferences that this person chairs or minutes, from `first` to `last`.

        Cancelled ones are left out. Two people are the same if their email addresses are, or, where
        one of them has none, their names.
        """
        after = first or dt.date.min
        before = (last or dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1)
        found = self._db.ask(
            "SELECT p.email, p.name, c.ref, p.role, c.at, c.ends, c.state FROM conference c "
            "JOIN person p ON p.conference_id = c.id WHERE p.role IN ('chair', 'minute_taker') "
            "AND c.state <> 'cancelled' AND c.at >= ? AND c.at < ? ORDER BY c.at, c.ref, p.id",
            [after.isoformat(), before.isoformat()],
        )
        return list(
            self._db.made(
                rows.diary_entry,
                [row[2:] for row in found if _same(person, row[0], row[1])],
                lambda row: f"the conference {row[0]}",
            )
        )

    def knows(self, person: Person) -> bool:
        """Tell whether that person, by address or name as in `diary`, has their role anywhere."""
        found = self._db.ask("SELECT email, name FROM person WHERE role = ?", [person.role.value])
        return any(_same(person, email, name) for email, name in found)

    def current_calendar(self) -> WorkingCalendar | None:
        """Return the working calendar in force, or None before the first conference."""
        found = self._db.ask("SELECT id FROM calendar ORDER BY adopted DESC LIMIT 1")
        return self.calendar(found[0][0]) if found else None

    def calendar_numbers(self) -> list[int]:
        """Return the numbers of all working calendars, the current one first."""
        return [
            number for (number,) in self._db.ask("SELECT id FROM calendar ORDER BY adopted DESC")
        ]

    def calendar(self, calendar_id: int) -> WorkingCalendar:
        """Return the working calendar with that number.

        Raises NotFound, and StoreFault if it no longer has the SHA-256 that was stored with it.
        """
        if calendar_id not in self._calendars:
            found = self._db.ask(
                "SELECT source, known_until, opens, closes, made_at, sha256 FROM calendar "
                "WHERE id = ?",
                [calendar_id],
            )
            if not found:
                raise NotFound(f"there is no working calendar {calendar_id}")
            days = self._db.ask(
                "SELECT date, name, local FROM day_off WHERE calendar_id = ? ORDER BY date",
                [calendar_id],
            )
            *about, made_at, sha256 = found[0]
            if checksums.of_calendar(about, days) != sha256:
                raise altered(f"the working calendar {calendar_id}")
            try:
                self._calendars[calendar_id] = rows.calendar((*about, made_at), days)
            except UNREADABLE:
                raise garbled(f"the working calendar {calendar_id}") from None
        return self._calendars[calendar_id]

    def edition_texts(self, edition_id: int) -> tuple[str, str]:
        """Return the texts of a pinned edition: the procedure's, then the national frame's.

        Raises NotFound, and StoreFault if they no longer have the SHA-256 that was stored with
        them.
        """
        if edition_id not in self._editions:
            found = self._db.ask(
                "SELECT text, frame_text, sha256, name FROM edition WHERE id = ?", [edition_id]
            )
            if not found:
                raise NotFound(f"there is no pinned edition {edition_id}")
            text, frame_text, sha256, name = found[0]
            if checksums.of_texts(text, frame_text) != sha256:
                raise altered(f"the procedure {harmless(name)} that conferences were booked by")
            self._editions[edition_id] = text, frame_text
        return self._editions[edition_id]

    def pinned_rules(self, edition_id: int, type_: str, format_: str) -> PinnedRules:
        """Return the columns `PINNED` of an outline's clauses: tasks, then limits, in order."""
        outline = (edition_id, type_, format_)
        if outline not in self._rules:
            self._rules[outline] = tuple(
                self._db.ask(
                    f"SELECT {PINNED} FROM rule WHERE edition_id = ? AND type = ? AND format = ? "
                    "ORDER BY kind DESC, place",
                    outline,
                )
            )
        return self._rules[outline]

    def counts(self) -> Counts:
        """Return the numbers of conferences and of outstanding tasks."""
        return Counts(
            *self._db.ask(
                "SELECT (SELECT COUNT(*) FROM conference), "
                "(SELECT COUNT(*) FROM task WHERE outstanding = 1)"
            )[0]
        )

    def history(self, ref: str) -> list[HistoryEntry]:
        """Return what happened to a conference, oldest first. Raises NotFound."""
        return list(
            self._db.made(
                rows.history_entry,
                self._db.ask(
                    "SELECT id, kind, details, note, by, recorded_at, machine_at FROM history "
                    "WHERE conference_id = ? ORDER BY id",
                    [self._db.number(ref)],
                ),
                lambda row: f"entry {row[0]} in the history of {ref}",
            )
        )

    def marks(self, ref: str) -> list[FiledMark]:
        """Return the marks on a conference's tasks, oldest first. Raises NotFound."""
        ref = self._db.as_written(ref)
        return list(
            self._db.made(
                rows.mark,
                self._db.ask(
                    f"SELECT {rows.MARK}, v.machine_at FROM marks_log v "
                    "JOIN mark m ON m.id = v.id WHERE v.ref = ? ORDER BY v.id",
                    [ref],
                ),
                lambda row: f"mark {row[0]} of {ref}",
            )
        )

    def _tasks(
        self, statement: str, values: Sequence[object], closes: Mapping[str, dt.time | None]
    ) -> Iterator[FiledTask]:
        return self._db.made(
            lambda row: rows.task(row, closes.get(row[1])),
            self._db.ask(statement, values),
            lambda row: f"task {row[0]} of {row[1]}",
        )

    def _people(self, conference_id: int, ref: str) -> tuple[Person, ...]:
        found = self._db.ask(
            f"SELECT {rows.PERSON} FROM person WHERE conference_id = ? ORDER BY id",
            [conference_id],
        )
        return tuple(
            self._db.made(partial(made, Person), found, lambda row: f"person {row[0]} of {ref}")
        )

    def _outcome(self, conference_id: int, ref: str, conference: Conference) -> Outcome | None:
        """Return the outcome on record, unless it was taken back; a scheduled one has none."""
        if conference.state is ConferenceState.SCHEDULED:
            return None
        found = self._db.ask(
            "SELECT kind, details FROM history WHERE conference_id = ? AND kind IN "
            "('outcome', 'no outcome', 'cancelled', 'not held') ORDER BY id DESC LIMIT 1",
            [conference_id],
        )
        kept = [(details,) for kind, details in found if kind == ENTRY]
        return next(self._db.made(rows.outcome, kept, lambda _: f"the outcome of {ref}"), None)

    def _children(self, conference_id: int, ref: str) -> tuple[Child, ...]:
        found = self._db.ask(
            f"SELECT {rows.CHILD} FROM child WHERE conference_id = ? ORDER BY id", [conference_id]
        )
        return tuple(self._db.made(partial(made, Child), found, lambda _: f"a child of {ref}"))

    def _answers(self, conference_id: int, ref: str) -> dict[tuple[Fact, str | None], bool]:
        found = self._db.ask(
            "SELECT a.fact, p.short_id, a.yes FROM answer a "
            "LEFT JOIN person p ON p.id = a.person_id WHERE a.conference_id = ? ORDER BY a.id",
            [conference_id],
        )
        return dict(self._db.made(rows.answer, found, lambda _: f"an answer of {ref}"))

    def _order(self, edition: int, type_: str, format_: str) -> Orders:
        """Return the orders among an outline's tasks, and the tasks that email the report."""
        outline = (edition, type_, format_)
        if outline not in self._orders:
            governing = "FROM rule r WHERE r.edition_id = ? AND r.type = ? AND r.format = ?"
            pairs = self._db.ask(
                "SELECT before_rule, after_rule FROM rule_order "
                f"WHERE before_rule IN (SELECT r.id {governing})",
                outline,
            )
            emailing = self._db.ask(
                f"SELECT r.id {governing} AND r.answers = ?", [*outline, Fact.REPORT_EMAILED.value]
            )
            self._orders[outline] = (
                frozenset((before, after) for before, after in pairs),
                frozenset(rule for (rule,) in emailing),
            )
        return self._orders[outline]


def _same(person: Person, email: str | None, name: str) -> bool:
    if person.email and email:
        return person.email.casefold() == email.casefold()
    return bool(name) and person.name.casefold() == name.casefold()
