"""Storing what conferences are pinned to: an edition with its rules, a calendar with its days."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.procedures import checksums
from cpconf.core.procedures.procedure import LimitClause, Outline, Procedure, TaskClause
from cpconf.core.words import ConferenceType, Format, PinnedKind
from cpconf.store.conferences.ledger import Ledger
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.store.database.columns import kept

if TYPE_CHECKING:
    from cpconf.procedures.loader import Edition


class Pinning(ConferenceQuestions):
    """The writes for editions and calendars, which are stored once and never changed."""

    _db: Ledger

    def __init__(self, store: Ledger) -> None:
        super().__init__(store)

    def pin_edition(self, edition: "Edition") -> int:
        """Return the number of an edition; store it with its rules if it is new.

        Raises StoreFault if it is stored already and damaged.
        """
        found = self._db.ask("SELECT id FROM edition WHERE sha256 = ?", [edition.sha256])
        number = found[0][0] if found else self._keep_edition(edition)
        self.edition_texts(number)
        return int(number)

    def pin_calendar(self, calendar: WorkingCalendar) -> int:
        """Make a calendar the current one and return its number; store it if it is new.

        Raises StoreFault if it is stored already and damaged.
        """
        about = kept(
            {
                "source": calendar.source,
                "known_until": calendar.known_until,
                "opens": calendar.office.opens.isoformat(),
                "closes": calendar.office.closes.isoformat(),
            }
        )
        days = [
            (day.date.isoformat(), day.name, int(day.local))
            for _, day in sorted(calendar.days_off.items())
        ]
        digest = checksums.of_calendar([str(each) for each in about.values()], days)
        ((newest,),) = self._db.ask("SELECT COALESCE(MAX(adopted), 0) FROM calendar")
        found = self._db.ask("SELECT id, adopted FROM calendar WHERE sha256 = ?", [digest])
        if found:
            ((number, adopted),) = found
            if adopted != newest:
                self._db.update("calendar", {"adopted": newest + 1}, {"id": number})
        else:
            made = {"sha256": digest, "adopted": newest + 1, "made_at": self._db.now}
            number = self._db.insert("calendar", {**about, **made})
            names = ("calendar_id", "date", "name", "local")
            rows = [dict(zip(names, (number, *day), strict=True)) for day in days]
            self._db.insert_all("day_off", rows)
        self.calendar(number)
        return int(number)

    def _keep_edition(self, edition: "Edition") -> int:
        procedure = edition.procedure
        number = self._db.insert(
            "edition",
            {
                "name": procedure.name,
                "title": procedure.title,
                "edition": procedure.edition,
                "sha256": edition.sha256,
                "text": edition.text,
                "frame_text": edition.frame_text,
                "first_used_at": self._db.now,
            },
        )
        for type_, format_, outline in _outlines(procedure):
            where = {"edition_id": number, "type": type_, "format": format_}
            tasks = [
                self._db.insert("rule", {**where, "place": place, **_task(clause)})
                for place, clause in enumerate(outline.tasks)
            ]
            for place, clause in enumerate(outline.limits):
                self._db.insert("rule", {**where, "place": place, **_limit(clause)})
            orders = [
                {"before_rule": tasks[place], "after_rule": tasks[later]}
                for place, following in enumerate(outline.after)
                for later in following
            ]
            self._db.insert_all("rule_order", orders)
        return number


def _outlines(procedure: Procedure) -> Iterator[tuple[ConferenceType, Format, Outline]]:
    for type_, formats in procedure.conferences.items():
        for format_ in formats:
            yield type_, format_, procedure.outline(type_, format_)


def _task(clause: TaskClause) -> Mapping[str, object]:
    timing = clause.timing
    return {
        "kind": PinnedKind.TASK,
        "clause": clause.clause,
        "name": clause.name,
        "title": clause.title,
        "role": clause.role,
        "joint": " ".join(clause.joint),
        "each": clause.each,
        "phase": clause.phase,
        "due_words": timing.words if timing else None,
        "anchor": timing.anchor if timing else None,
        "reading": clause.reading,
        "local": clause.local,
        "conditions": " ".join(map(str, clause.conditions)),
        "section": clause.section,
        "detail": clause.detail,
        "only_after": " ".join(clause.only_after),
        "gated_by": " ".join(clause.gated_by),
        "answers": clause.answers,
    }


def _limit(clause: LimitClause) -> Mapping[str, object]:
    return {
        "kind": PinnedKind.LIMIT,
        "clause": clause.clause,
        "name": clause.name,
        "title": clause.title,
        "due_words": clause.timing.words,
        "anchor": clause.timing.anchor,
        "reading": clause.timing.reading,
        "joint": "",
        "local": False,
        "conditions": "",
        "section": clause.section,
        "detail": clause.detail,
        "only_after": "",
        "gated_by": "",
    }
