"""The calendar of conferences and deadlines that other programs open or subscribe to."""

import contextlib
import datetime as dt
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpconf import files
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.words import ConferenceState
from cpconf.diaries.export import LARGEST, FeedItem, is_ours, write_diary
from cpconf.diaries.identity import stable_uid
from cpconf.documents.places import publishing
from cpconf.errors import CpconfError, Refused
from cpconf.mail.addresses import read_address
from cpconf.workflow.conferences.proposals import ASSUMED_LENGTH

if TYPE_CHECKING:
    from cpconf.store.reading import Reader

BACK: Final = dt.timedelta(days=30)
"""How far back an export goes by default."""

_DEADLINE: Final = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedChoice:
    """What to export: from the first day to the last, or without an end.

    Empty `refs` mean all conferences. `address` limits it to what the person with it takes part in
    or owes. `open_wording` adds titles and roles to the entries.
    """

    first: dt.date
    last: dt.date | None = None
    refs: Sequence[str] = ()
    address: str | None = None
    open_wording: bool = False

    def covers(self, moment: dt.datetime) -> bool:
        """Tell whether a moment lies in the days to export."""
        return self.first <= moment.date() and (self.last is None or moment.date() <= self.last)


@dataclass(frozen=True, slots=True)
class Export:
    """The entries, and how many of them are conferences and how many deadlines."""

    items: tuple[FeedItem, ...]
    conferences: int
    deadlines: int


def collect(store: "Reader", wanted: FeedChoice) -> Export:
    """Return conferences and owed tasks as calendar entries, earliest first.

    Leaves out what is cancelled, done or skipped. Raises NotFound for an unknown reference,
    UsageFault for an address that is not one.
    """
    address = read_address(wanted.address).casefold() if wanted.address is not None else None
    conferences: list[FeedItem] = []
    deadlines: list[FeedItem] = []
    for filed in _filed(store, wanted):
        theirs = _ids(filed, address)
        if not theirs or filed.conference.state is ConferenceState.CANCELLED:
            continue
        if wanted.covers(filed.conference.at):
            conferences.append(_conference(filed, open_wording=wanted.open_wording))
        deadlines += [
            _deadline(filed, task, moment, open_wording=wanted.open_wording)
            for task in filed.tasks
            if filed.owes(task)
            and (moment := task.wanted) is not None
            and wanted.covers(moment)
            and (address is None or task.person in theirs)
        ]
    items = sorted((*conferences, *deadlines), key=lambda item: (item.at, item.uid))
    return Export(tuple(items), len(conferences), len(deadlines))


def write_export(path: Path, export: Export, *, now: dt.datetime) -> None:
    """Write the calendar, whole or not at all, in place of an earlier export.

    `now` is wall-clock Europe/London. Raises Refused where another file has the name, CpconfError
    where it cannot be written.
    """
    place = Path(os.path.realpath(path))
    _refuse_anothers(place)
    content = write_diary(export.items, name="cpconf", now=now)
    with publishing.draft(place.parent) as draft:
        draft.file.write(content)
        try:
            draft.replace(place.name)
        except CpconfError as error:
            if not isinstance(error.__cause__, PermissionError):
                raise
            raise CpconfError(
                "the calendar file cannot be written: if a calendar program has it open, try again"
            ) from error


def _filed(store: "Reader", wanted: FeedChoice) -> Iterator[Filed]:
    """Yield the conferences on the days to export, or with a task wanted on them."""
    if wanted.refs:
        for ref in wanted.refs:
            yield store.conferences.filed(ref)
        return
    seen = set()
    for filed in store.conferences.conferences_between(wanted.first, wanted.last):
        seen.add(filed.conference.ref)
        yield filed
    others = {
        task.ref
        for task in store.conferences.outstanding()
        if task.wanted and wanted.covers(task.wanted) and task.ref not in seen
    }
    for ref in sorted(others):
        yield store.conferences.filed(ref)


def _ids(filed: Filed, address: str | None) -> set[str | None]:
    """Return the short ids of people with that address; without one, of everybody, and None."""
    if address is None:
        return {None, *(person.id for person in filed.people)}
    return {p.id for p in filed.people if p.email and p.email.casefold() == address}


def _conference(filed: Filed, *, open_wording: bool) -> FeedItem:
    conference = filed.conference
    kind = f"{conference.type.value.capitalize()} conference" if open_wording else "Meeting"
    return FeedItem(
        uid=stable_uid("conference", conference.ref),
        sequence=filed.version,
        at=conference.at,
        ends=conference.ends or conference.at + ASSUMED_LENGTH,
        summary=f"{kind} {conference.ref}",
        description=f"cpconf status {conference.ref}",
        busy=True,
    )


def _deadline(
    filed: Filed, task: FiledTask, moment: dt.datetime, *, open_wording: bool
) -> FeedItem:
    word = "Due" if task.due else "Needed"
    named = f"{task.title} ({(task.owner or task.role).words})" if open_wording else task.handle
    return FeedItem(
        uid=stable_uid("task", task.ref, task.clause, task.handle),
        sequence=filed.version,
        at=moment - _DEADLINE,
        ends=moment,
        summary=f"{word}: {task.ref}, {named}" if open_wording else f"{word}: {task.ref} ({named})",
        description=f"cpconf explain {task.ref} {task.handle}",
    )


def _refuse_anothers(place: Path) -> None:
    """Raise Refused where a file of that name is not an export of cpconf."""
    if not os.path.lexists(place):
        return
    ours = False
    with contextlib.suppress(CpconfError):
        ours = is_ours(files.read(place, LARGEST))
    if not ours:
        raise Refused(
            "that file exists, and was not made by cpconf: choose another name, or move it away"
        )
