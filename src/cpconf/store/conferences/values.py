"""The values that the store takes and returns, besides those of the core."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from cpconf.core.conferences.children import Child
from cpconf.core.conferences.conference import Conference
from cpconf.core.words import ConferenceState, Fact, MarkKind, Role

if TYPE_CHECKING:
    from cpconf.core.conferences.checklist import Plan


@dataclass(frozen=True, slots=True)
class Booking:
    """A new conference, its plan, and the pinned edition and calendar that the plan is from.

    `answers` are for everybody, as nobody is on record yet.
    """

    conference: Conference
    edition_id: int
    calendar_id: int
    plan: "Plan"
    answers: Mapping[tuple[Fact, str | None], bool] = field(default_factory=dict)
    children: tuple[Child, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledMark:
    """A mark on record: what was recorded of a task, when, by whom and why.

    `at` and `recorded_at` (the command's clock) are wall-clock Europe/London; `machine_at` is the
    machine's own clock at that moment, aware and in UTC.
    """

    id: int
    task_id: int
    clause: str
    task: str
    person: str | None
    about: str | None
    kind: MarkKind
    at: dt.datetime
    note: str | None
    by: str
    recorded_at: dt.datetime
    machine_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """Something that happened to a conference, with the clocks of `FiledMark`."""

    id: int
    kind: str
    details: Mapping[str, object]
    note: str | None
    by: str
    recorded_at: dt.datetime
    machine_at: dt.datetime


class DiaryEntry(NamedTuple):
    """A conference, not cancelled, in which a chair or minute taker takes part."""

    ref: str
    role: Role
    at: dt.datetime
    ends: dt.datetime | None
    state: ConferenceState


class Counts(NamedTuple):
    """The numbers of conferences on record and of outstanding tasks."""

    conferences: int
    outstanding: int
