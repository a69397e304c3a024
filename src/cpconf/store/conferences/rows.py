"""Functions that turn rows of the store into values of the core.

Each raises ValueError, KeyError or TypeError for a row that the program never writes.
"""

import datetime as dt
import json
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from cpconf.core.conferences.children import Child, whose
from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.conferences.decisions import Outcome
from cpconf.core.conferences.filed import FiledLimit, FiledTask
from cpconf.core.dates.calendar import DayOff, OfficeHours, WorkingCalendar
from cpconf.core.dates.london import unstamp
from cpconf.core.dates.moments import Anchor
from cpconf.core.dates.when import read_time
from cpconf.core.words import (
    ConferenceState,
    Each,
    Fact,
    Phase,
    Role,
    TaskState,
)
from cpconf.errors import UsageFault
from cpconf.store.conferences.values import DiaryEntry, FiledMark, HistoryEntry
from cpconf.store.database.columns import columns, made
from cpconf.store.database.database import Given

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
    """Return a task from the columns `TASK` of the view `outstanding` or `timeline`."""
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


LIMIT: Final = columns(FiledLimit, "limits", leave={"children"})
CONFERENCE: Final = columns(Conference, "conferences")
CHILD: Final = columns(Child, "child")
PERSON: Final = columns(Person, "person", id="short_id")
MARK: Final = columns(FiledMark, "v", leave={"machine_at"}, note="m.note", by="v.marked_by")


def limit(row: Given, conference: Conference, children: Sequence[Child]) -> FiledLimit:
    """Return a limit from the columns `LIMIT`, with the children for whom it counts."""
    found = made(FiledLimit, row, children=())
    return replace(
        found, children=whose(Anchor(found.anchor), found.anchored, conference, children)
    )


def outcome(row: Given) -> Outcome:
    """Return an outcome from the details of the history's entry that keeps it."""
    try:
        return Outcome.of(json.loads(row[0]))
    except (AttributeError, UsageFault):
        raise ValueError("the program never writes such an outcome") from None


def answer(row: Given) -> tuple[tuple[Fact, str | None], bool]:
    """Return an answered fact from fact, short id and yes."""
    fact, short_id, yes = row
    return (Fact(fact), short_id), yes == 1


def diary_entry(row: Given) -> DiaryEntry:
    """Return a conference in somebody's diary from ref, role, at, ends and state."""
    ref, role, at, ends, state = row
    return DiaryEntry(
        ref, _ROLES[role], unstamp(at), unstamp(ends) if ends else None, ConferenceState(state)
    )


def calendar(row: Given, days_off: list[Given]) -> WorkingCalendar:
    """Return a calendar from its columns, source to made_at, and its days: date, name, local."""
    source, known_until, opens, closes, made_at = row
    return WorkingCalendar.of(
        (DayOff(dt.date.fromisoformat(date), name, local == 1) for date, name, local in days_off),
        known_until=dt.date.fromisoformat(known_until),
        source=source,
        office=OfficeHours(dt.time.fromisoformat(opens), dt.time.fromisoformat(closes)),
        read_on=dt.date.fromisoformat(made_at[:10]),
    )


def mark(row: Given) -> FiledMark:
    """Return a mark from the columns `MARK` and the moment of the machine's clock."""
    *own, machine_at = row
    return made(FiledMark, own, machine_at=dt.datetime.fromisoformat(machine_at))


def history_entry(row: Given) -> HistoryEntry:
    """Return an entry of the history: id, kind, details, note, by, recorded_at, machine_at."""
    id_, kind, details, *signed, machine_at = row
    return made(
        HistoryEntry,
        (id_, kind, *signed),
        details=_details(kind, details),
        machine_at=dt.datetime.fromisoformat(machine_at),
    )


@lru_cache(maxsize=32)
def own_close(text: str) -> dt.time | None:
    """Return the close of business in the text of a procedure that was loaded before, or None."""
    if "close_of_business" not in text:
        return None
    stated = tomllib.loads(text).get("readings", {}).get("close_of_business")
    return read_time(stated) if isinstance(stated, str) else stated


_MOMENTS: Final = {"scheduled": ("at",), "rescheduled": ("from", "to"), "held": ("ended",)}
"""The keys of moments in an entry's details, by its kind. Later commands read them again."""


def _details(kind: str, text: str) -> dict[str, Any]:
    """Return the details of an entry in the history; check that its moments can be read."""
    details = json.loads(text)
    if not isinstance(details, dict):
        raise TypeError("not an object")
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
