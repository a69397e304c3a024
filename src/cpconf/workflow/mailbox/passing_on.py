"""Passing a report on to professionals, in drafts with one recipient each (P5, P6b).

Chair and social worker get it; for a review the agencies too, though not before the parents where
the procedure says so. The family never does: they have it from its author.
"""

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.sharing.clearance import Parcel
from cpconf.core.words import AGENCIES, ConferenceType, DocumentKind, FileType, Role
from cpconf.documents.places import folders
from cpconf.documents.places.publishing import Draft, draft
from cpconf.errors import Refused
from cpconf.mail.drafts import MEDIA_TYPES, write_report_draft
from cpconf.mail.forwarding import brings, forward_message
from cpconf.workflow.conferences.pinned import outline_of
from cpconf.workflow.mailbox.attachments import Saved
from cpconf.workflow.sharing.permission import Papers

if TYPE_CHECKING:
    from cpconf.store.writing import Store

FORWARDING: Final = "forward-reports"
"""The task by which a procedure asks for reports to be passed on as they come."""

_ALWAYS: Final = (Role.CHAIR, Role.SOCIAL_WORKER)


@dataclass(frozen=True, slots=True)
class OnwardDraft:
    """A draft with a report for a person."""

    person: Person
    path: Path


@dataclass(frozen=True, slots=True)
class _Addressed:
    person: Person
    address: str
    report: Path
    sha256: str

    @property
    def name(self) -> str:
        return f"{self.report.stem}-to-{self.person.id}.eml"


@dataclass(frozen=True, slots=True)
class Onward:
    """Who gets the reports of one message, and remarks on people who do not."""

    filed: Filed
    addressed: tuple[_Addressed, ...]
    remarks: tuple[str, ...]


def plan(store: "Store", filed: Filed, author: Person, reports: Sequence[Saved]) -> Onward:
    """Return who gets these reports of one author, by the conference's procedure."""
    conference = filed.conference
    outline = outline_of(store.conferences, filed)
    if not outline.find(FORWARDING):
        remark = "its procedure does not ask to pass reports on as they come: nothing is drafted"
        return Onward(filed, (), (remark,))
    wanted = {*_ALWAYS, *(AGENCIES if conference.type is ConferenceType.REVIEW else ())}
    remarks = [
        f"no {role.words} is on record, who should get the report"
        for role in _ALWAYS
        if not any(person.role is role for person in filed.people)
    ]
    remarks += [
        f"the file of report {each.known.number} is not where it was: it cannot be passed on"
        for each in reports
        if each.findings is None and each.known is not None
    ]
    addressed: list[_Addressed] = []
    for person in filed.people:
        if person.role in wanted and person.id != author.id:
            try:
                addressed += _to(store, conference.ref, person, reports)
            except Refused as refused:
                remarks.append(str(refused))
    return Onward(filed, tuple(addressed), tuple(remarks))


@contextlib.contextmanager
def drafted(onward: Onward, author: Person, folder: Path, sender: str | None) -> Iterator["Drafts"]:
    """Write the drafts under temporary names; they are removed unless published.

    Raises Refused where another file has the name of one.
    """
    words = forward_message(onward.filed.conference.ref, author.role.words)
    with ExitStack() as stack:
        waiting: list[tuple[_Addressed, Draft | None]] = []
        for each in onward.addressed:
            there = folder / each.name
            if folders.is_there(there):
                if not brings(there, to=each.address, sha256=each.sha256):
                    raise Refused(f"{each.name} exists already, for another address: move it away")
                waiting.append((each, None))
                continue
            started = stack.enter_context(draft(folder))
            write_report_draft(
                started.file,
                to=each.address,
                sender=sender,
                subject=words.subject,
                body=words.body,
                attachment=each.report,
                name=each.report.name,
                media_type=MEDIA_TYPES[FileType.PDF],
            )
            waiting.append((each, started))
        yield Drafts(folder, waiting)


class Drafts:
    """Drafts to publish under their names; those of a stopped run have theirs already."""

    def __init__(self, folder: Path, waiting: Sequence[tuple[_Addressed, Draft | None]]) -> None:
        self._folder = folder
        self._waiting = waiting

    def publish(self, fresh: list[Path]) -> tuple[OnwardDraft, ...]:
        """Give each draft its name, and add it to `fresh`. Raises as `Draft.publish`."""
        letters = []
        for each, started in self._waiting:
            if started is not None:
                fresh.append(started.publish(each.name))
            letters.append(OnwardDraft(each.person, self._folder / each.name))
        return tuple(letters)


def _to(store: "Store", ref: str, person: Person, reports: Sequence[Saved]) -> Iterator[_Addressed]:
    """Yield the reports that a person gets. Raises Refused, saying why they get none.

    Does not look into the reports: they were checked before they were recorded.
    """
    whom = f"{person.id} ({person.role.words})"
    if not person.email:
        raise Refused(
            f"{whom} has no email address on record: let them have the report in another way"
        )
    papers = Papers(store, store.conferences.filed(ref))
    parcel = Parcel(
        to=person,
        kind=DocumentKind.REPORT,
        contents=tuple(
            papers.content(report.findings.sha256)
            for report in reports
            if report.findings is not None
        ),
    )
    halts = papers.ask(parcel)
    if halts:
        why = "; ".join(halt.why for halt in halts)
        raise Refused(f"not drafted for {whom}: {why}")
    for report in reports:
        if report.findings is not None:
            yield _Addressed(person, person.email, report.path, report.findings.sha256)
