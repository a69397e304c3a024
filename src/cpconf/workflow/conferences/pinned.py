"""The procedure and the calendar that a conference was scheduled with."""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache

from cpconf.core.conferences.checklist import Plan, make_plan
from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.filed import Filed
from cpconf.core.procedures.procedure import Outline, Procedure
from cpconf.procedures.fault import ProcedureFault
from cpconf.procedures.loader import Edition, from_texts
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.store.database.faults import altered


def procedure_of(store: ConferenceQuestions, filed: Filed) -> Procedure:
    """Return the procedure that a conference was scheduled with. Raises as `edition_of`."""
    return edition_of(store, filed).procedure


def outline_of(store: ConferenceQuestions, filed: Filed) -> Outline:
    """Return the clauses of that procedure for this conference. Raises as `edition_of`."""
    conference = filed.conference
    return procedure_of(store, filed).outline(conference.type, conference.format)


def edition_of(store: ConferenceQuestions, filed: Filed) -> Edition:
    """Return the edition that a conference was scheduled with, from the text in the store.

    Raises StoreFault (exit code 7) where the text, or what was kept from it, has changed.
    """
    text, frame = store.edition_texts(filed.edition)
    edition = _parsed(text, frame)
    conference, procedure = filed.conference, edition.procedure
    kept = (filed.procedure, filed.procedure_title, filed.procedure_edition)
    rules = store.pinned_rules(filed.edition, conference.type, conference.format)
    if kept != (procedure.name, procedure.title, procedure.edition) or rules != tuple(
        _kept_of(procedure.outline(conference.type, conference.format))
    ):
        raise altered(f"a clause of the procedure that {conference.ref} was booked by")
    return edition


def close_of(store: ConferenceQuestions, filed: Filed) -> dt.time:
    """Return the close of business for this conference, wall-clock Europe/London."""
    switches = procedure_of(store, filed).switches
    return switches.close_of_business or store.calendar(filed.calendar).office.closes


def plan_again(
    store: ConferenceQuestions, filed: Filed, conference: Conference | None = None
) -> Plan:
    """Plan a conference again on its pinned procedure and calendar.

    Done and skipped tasks keep their dates. `conference` replaces the filed one where it has
    changed.
    """
    return make_plan(
        conference or filed.conference,
        procedure_of(store, filed),
        filed.record,
        store.calendar(filed.calendar),
        settled=filed.settled(),
    )


@lru_cache(maxsize=32)
def _parsed(text: str, frame: str) -> Edition:
    try:
        return from_texts(text, frame, "the procedure")
    except ProcedureFault:
        # Its SHA-256 is right, so another program, or another version of this one, put it there.
        raise altered("the text of a procedure") from None


def _kept_of(outline: Outline) -> Iterator[tuple[str | None, ...]]:
    """Yield the columns `records.PINNED` of an outline's clauses."""
    for task in outline.tasks:
        yield (
            *(task.clause, task.name, task.title, task.role.value),
            *(task.each.value if task.each else None, task.phase.value),
            *((task.timing.words, task.timing.anchor.value) if task.timing else (None, None)),
        )
    for limit in outline.limits:
        words, anchor = limit.timing.words, limit.timing.anchor.value
        yield (limit.clause, limit.name, limit.title, None, None, None, words, anchor)
