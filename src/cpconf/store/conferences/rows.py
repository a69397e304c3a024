"""From the store's rows to the values of the subject.

Each function raises ValueError, KeyError or TypeError for a row that the program never writes.
"""

import datetime as dt
import json
import tomllib
from functools import lru_cache
from typing import Any, Final

from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.conferences.filed import FiledLimit, FiledTask
from cpconf.core.dates.calendar import DayOff, OfficeHours, WorkingCalendar
from cpconf.core.dates.london import unstamp
from cpconf.core.dates.when import read_time
from cpconf.core.words import (
    ConferenceState,
    ConferenceType,
    Each,
    Fact,
    Format,
    MarkKind,
    Phase,
    Role,
    TaskState,
)
from cpconf.store.conferences.values import DiaryEntry, FiledMark, HistoryEntry
from cpconf.store.database.columns import Given

_NEVER: Final = "2000-01-01T00:00:00+00:00"

TASK: Final = (
    "id, ref, rule, clause, task, title, role, joint, each, phase, person, owner, about, due, "
    "literal, needed_by, reading, local, provisional, applies, state, late_at_booking, conditions, "
    "marked_at, marked_by"
)
_ROLES: Final = {role.value: role for role in Role}
_STATES: Final = {state.value: state for state in TaskState}
_PHASES: Final = {phase.value: phase for phase in Phase}
_EACH: Final[dict[str | None, Each | None]] = {None: None, **{each.value: each for each in Each}}


def task(row: Given, close: dt.time | None = None) -> FiledTask:
    """A task, from the columns `TASK` of the view `outstanding` or `timeline`."""
    (
        id_, ref, rule, clause, name, title, role, joint, each, phase, person, owner, about, due,
        literal, needed_by, reading, local, provisional, applies, state, late, conditions,
        marked_at, marked_by,
    ) = row  # fmt: skip
    return FiledTask(
        id=id_,
        ref=ref,
        rule=rule,
        clause=clause,
        task=name,
        title=title,
        role=_ROLES[role],
        joint=_roles(joint),
        each=_EACH[each],
        phase=_PHASES[phase],
        person=person,
        owner=_ROLES[owner] if owner else None,
        about=about,
        due=unstamp(due) if due else None,
        literal=unstamp(literal) if literal else None,
        needed_by=unstamp(needed_by) if needed_by else None,
        reading=reading,
        local=local == 1,
        provisional=provisional == 1,
        applies=applies == 1,
        state=_STATES[state],
        late_at_booking=late == 1,
        conditions=_words(conditions),
        marked_at=unstamp(marked_at) if marked_at else None,
        marked_by=marked_by,
        close=close,
    )


LIMIT: Final = "clause, name, title, anchor, anchored, due, literal, met, provisional, reading"


def limit(row: Given) -> FiledLimit:
    """A limit, from the columns `LIMIT` of the view `limits`."""
    clause, name, title, anchor, anchored, due, literal, met, provisional, reading = row
    return FiledLimit(
        clause=clause,
        name=name,
        title=title,
        anchor=anchor,
        anchored=_date(anchored),
        due=moment(due),
        literal=moment(literal),
        met=None if met is None else met == 1,
        provisional=provisional == 1,
        reading=reading,
    )


CONFERENCE: Final = (
    "ref, type, format, at, ends, ended, state, strategy_discussion, initial_conference, "
    "previous_review"
)


def conference(row: Given) -> Conference:
    """A conference, from the columns `CONFERENCE` of the view `conferences`."""
    ref, type_, format_, at, ends, ended, state, strategy, initial, previous = row
    return Conference(
        ref=ref,
        type=ConferenceType(type_),
        format=Format(format_),
        at=unstamp(at),
        ends=moment(ends),
        ended=moment(ended),
        state=ConferenceState(state),
        strategy_discussion=_date(strategy),
        initial_conference=_date(initial),
        previous_review=_date(previous),
    )


def person(row: Given) -> Person:
    """A person, from short id, role, name, email, phone and agency."""
    short_id, role, name, email, phone, agency = row
    return Person(short_id, _ROLES[role], name, email, phone, agency)


def answer(row: Given) -> tuple[tuple[Fact, str | None], bool]:
    """An answered fact, from fact, short id and yes."""
    fact, short_id, yes = row
    return (Fact(fact), short_id), yes == 1


def diary_entry(row: Given) -> DiaryEntry:
    """A conference in somebody's diary, from ref, role, at, ends and state."""
    ref, role, at, ends, state = row
    return DiaryEntry(ref, _ROLES[role], unstamp(at), moment(ends), ConferenceState(state))


def calendar(row: Given, days_off: list[Given]) -> WorkingCalendar:
    """A calendar, from source to made at, and the date, name and local of its days."""
    source, known_until, opens, closes, made_at = row
    return WorkingCalendar.of(
        (DayOff(dt.date.fromisoformat(date), name, local == 1) for date, name, local in days_off),
        known_until=dt.date.fromisoformat(known_until),
        source=source,
        office=OfficeHours(dt.time.fromisoformat(opens), dt.time.fromisoformat(closes)),
        read_on=dt.date.fromisoformat(made_at[:10]),
    )


def mark(row: Given) -> FiledMark:
    """A mark, from id, task, clause, name, person, about, kind, at, note and the three of whom."""
    id_, task_id, clause, name, person_, about, kind, at, note, by, recorded_at, machine_at = row
    return FiledMark(
        id=id_,
        task_id=task_id,
        clause=clause,
        task=name,
        person=person_,
        about=about,
        kind=MarkKind(kind),
        at=unstamp(at),
        note=note,
        by=by,
        recorded_at=unstamp(recorded_at),
        machine_at=dt.datetime.fromisoformat(machine_at),
    )


def history_entry(row: Given) -> HistoryEntry:
    """An entry of the history, from id, kind, details, note and the three of whom and when."""
    id_, kind, details, note, by, recorded_at, machine_at = row
    return HistoryEntry(
        id=id_,
        kind=kind,
        details=_details(kind, details),
        note=note,
        by=by,
        recorded_at=unstamp(recorded_at),
        machine_at=dt.datetime.fromisoformat(machine_at),
    )


@lru_cache(maxsize=32)
def own_close(text: str) -> dt.time | None:
    """The close of business that the text of a procedure has, which has been read before."""
    if "close_of_business" not in text:
        return None
    stated = tomllib.loads(text).get("readings", {}).get("close_of_business")
    return read_time(stated) if isinstance(stated, str) else stated


def moment(text: str | None) -> dt.datetime | None:
    """A moment that may be missing."""
    return unstamp(text) if text else None


_MOMENTS: Final = {"scheduled": ("at",), "rescheduled": ("from", "to"), "held": ("ended",)}
"""Where entries of the history hold moments, which are read again later."""


def _details(kind: str, text: str) -> dict[str, Any]:
    """What an entry of the history tells, once every moment in it can be read."""
    details = json.loads(text)
    if not isinstance(details, dict):
        msg = "not an object"
        raise TypeError(msg)
    for key in _MOMENTS.get(kind, ()):
        unstamp(details.get(key) or _NEVER)
    for move in details.get("moved", ()) if kind == "calendar" else ():
        for end in ("from", "to"):
            unstamp(dict(move).get(end) or _NEVER)
    return details


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@lru_cache(maxsize=256)
def _roles(text: str) -> tuple[Role, ...]:
    return tuple(map(Role, text.split()))


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
