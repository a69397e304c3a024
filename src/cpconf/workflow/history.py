"""What happened to a conference, in the order in which it was recorded."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpconf.core.phrases import say_count

if TYPE_CHECKING:
    from cpconf.store.records import Records


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on record: what, by whom, when by the command's clock and by the machine's.

    `recorded_at` is wall-clock Europe/London, `machine_at` aware and in UTC: where the two differ,
    somebody set the clock by `CPCONF_NOW`.
    """

    recorded_at: dt.datetime
    machine_at: dt.datetime
    by: str
    what: str
    note: str | None


def entries(store: "Records", ref: str) -> tuple[Entry, ...]:
    """Marks and events of one conference. Raises NotFound."""
    found = [
        Entry(
            mark.recorded_at,
            mark.machine_at,
            mark.by,
            f"{_handle(mark.task, mark.about)} {mark.kind}"
            + (f" at {mark.at:%d/%m/%Y %H:%M}" if mark.at != mark.recorded_at else ""),
            mark.note,
        )
        for mark in store.marks(ref)
    ]
    found += [
        Entry(
            event.recorded_at,
            event.machine_at,
            event.by,
            _told(event.kind, event.details),
            event.note,
        )
        for event in store.history(ref)
    ]
    return tuple(sorted(found, key=lambda entry: entry.machine_at))


def _handle(task: str, about: str | None) -> str:
    return f"{task}@{about}" if about else task


def _told(kind: str, details: object) -> str:
    """An event in words: its kind, and the details that can stand in one line."""
    if not isinstance(details, dict):
        return kind
    parts = []
    for name, value in details.items():
        if isinstance(value, list):
            parts.append(f"{name}: {say_count(len(value), 'task')}")
        elif value is not None:
            parts.append(f"{name}: {value}")
    return f"{kind} ({', '.join(parts)})" if parts else kind
