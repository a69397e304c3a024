"""Finding missing reports, and drafting requests for them (H-ICPC-P5b).

The matrix has for each agency and the social worker: whether they were asked, shared the report
with the family, sent it and how late, and whether it was passed on.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.dates.calendar import office_minutes
from cpconf.core.invitations.invitation import Invited, InviteState
from cpconf.core.reports.steps import ReportStep, Step
from cpconf.core.sharing.sharing import Submitted
from cpconf.core.words import FAMILY, PROFESSIONALS, ConferenceState, Role, TaskState
from cpconf.documents.places.publishing import make_folder, put_numbered, sweep
from cpconf.errors import Refused
from cpconf.mail.forwarding import request_message, text_draft
from cpconf.workflow.conferences.pinned import outline_of
from cpconf.workflow.reports.submissions import SUBMITTING
from cpconf.workflow.sharing.copies import Begin, refuse_changed

if TYPE_CHECKING:
    from cpconf.store.writing import Store

SHARING: Final = "share-reports"
"""The task by which a procedure has each professional share their report with the family."""

_ASKED: Final = "asked"
_INVITED: Final = "invited"
_GONE: Final = frozenset({InviteState.SENT, InviteState.PREPARED, InviteState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class SharedSoFar:
    """How many of a person's tasks to share the report are done; `at` is when the last was."""

    done: int
    of: int
    at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One professional in the matrix; moments are wall-clock Europe/London.

    `requested_by` is `asked` or `invited`. `due` is when the report is due, `late` how many office
    minutes later it came, None where it came in time or nothing is due. `owed`: it has not come.
    `share_by` is when it must be shared with the family first.
    """

    person: Person
    requested_at: dt.datetime | None
    requested_by: str | None
    shared: SharedSoFar
    report: Submitted | None
    due: dt.datetime | None
    late: int | None
    forwarded_at: dt.datetime | None
    owed: bool
    share_by: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """The matrix of a conference: the state of every report."""

    filed: Filed
    rows: tuple[MatrixRow, ...]

    @property
    def owing(self) -> tuple[MatrixRow, ...]:
        """The rows of people whose report has not come."""
        return tuple(row for row in self.rows if row.owed)


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """A draft that asks somebody for their report."""

    person: Person
    path: Path


@dataclass(frozen=True, slots=True)
class Chased:
    """Who is asked, with a draft each, and who has to be rung."""

    requests: tuple[ReportRequest, ...]
    to_ring: tuple[Person, ...]


def _has_own_mailbox(filed: Filed, person: Person) -> bool:
    """Tell whether a person has an email address that no family member shares."""
    others = (filed.person(other) for other in filed.with_mailbox_of(person))
    return bool(person.email) and not any(other and other.role in FAMILY for other in others)


def matrix(store: "Store", ref: str) -> Matrix:
    """Return the matrix of a conference. Raises NotFound."""
    filed = store.conferences.filed(ref)
    calendar = store.conferences.calendar(filed.calendar)
    submitted, steps, invited = (
        store.sharing.submitted(ref),
        store.mailbox.report_steps(ref),
        store.invitations.invited(ref),
    )
    outline = outline_of(store.conferences, filed)
    sharing = {t.clause for t in outline.tasks if t.shares_with_parent or t.name == SHARING}
    rows = []
    is_over = filed.conference.state is ConferenceState.HELD
    for person in filed.people:
        if person.role not in PROFESSIONALS:
            continue
        own = [task for task in filed.applying if task.person == person.id]
        shares = [task for task in own if task.clause in sharing]
        task = next((task for task in own if task.task == SUBMITTING), None)
        report = next((each for each in submitted if each.person == person.id), None)
        due = task.due if task is not None and task.state is not TaskState.SKIPPED else None
        late = None
        if report is not None and due is not None and report.received_at > due:
            late = office_minutes(calendar, due, report.received_at)
        at, how = _requested(person, steps, invited)
        rows.append(
            MatrixRow(
                person=person,
                requested_at=at,
                requested_by=how,
                shared=_shared(shares),
                report=report,
                due=due,
                late=late,
                forwarded_at=_last(steps, person, Step.FORWARDED),
                owed=report is None
                and not is_over
                and (task is None or task.state is TaskState.OPEN),
                share_by=min((t.due for t in shares if filed.owes(t) and t.due), default=None),
            )
        )
    return Matrix(filed, tuple(rows))


def refuse_cancelled(found: Matrix) -> None:
    """Raise Refused for a cancelled conference, for which nobody owes a report."""
    if found.filed.conference.state is ConferenceState.CANCELLED:
        raise Refused(f"{found.filed.conference.ref} is cancelled: nobody owes a report for it")


def chase(
    begin: Begin,
    found: Matrix,
    folder: Path,
    *,
    sender: str | None,
    now: dt.datetime,
    machine_now: float,
) -> Chased:
    """Draft a request to everybody whose report has not come, and record each request.

    `sender` is an address or None, `now` is wall-clock Europe/London, `machine_now` a Unix time.
    Raises StoreBusy where the conference changed since the matrix was read.
    """
    asked = [row for row in found.owing if _has_own_mailbox(found.filed, row.person)]
    to_ring = tuple(row.person for row in found.owing if row not in asked)
    if not asked:
        return Chased((), to_ring)
    ref = found.filed.conference.ref
    make_folder(folder)
    sweep(folder, machine_now)
    with begin() as store:
        filed = refuse_changed(store, found.filed)
        requests = []
        for row in asked:
            message = request_message(
                ref,
                due=row.due,
                share_by=row.share_by if row.share_by and row.share_by > now else None,
                overdue=row.due is not None and row.due < now,
                on_case_system=row.person.role is Role.SOCIAL_WORKER,
            )
            content = text_draft(to=row.person.email or "", sender=sender, message=message)
            path = put_numbered(folder, f"{ref}-{row.person.id}-request", ".eml", content)
            requests.append(ReportRequest(row.person, path))
            store.mailbox.step_report(filed, row.person.id, Step.REQUESTED, now)
            store.conferences.note(filed, "report requested", {"person": row.person.id})
    return Chased(tuple(requests), to_ring)


def _shared(tasks: Sequence[FiledTask]) -> SharedSoFar:
    done = [task for task in tasks if task.state is TaskState.DONE]
    return SharedSoFar(
        done=len(done),
        of=sum(task.state is not TaskState.SKIPPED for task in tasks),
        at=max((task.marked_at for task in done if task.marked_at), default=None),
    )


def _requested(
    person: Person, steps: Sequence[ReportStep], invited: dict[str, Invited]
) -> tuple[dt.datetime | None, str | None]:
    """Return when and how a person was last asked for their report; an invitation asks too."""
    asked = _last(steps, person, Step.REQUESTED)
    if asked is not None:
        return asked, _ASKED
    invitation = invited.get(person.id)
    if invitation is None or invitation.state not in _GONE:
        return None, None
    return invitation.sent_at or invitation.made_at, _INVITED


def _last(steps: Sequence[ReportStep], person: Person, step: Step) -> dt.datetime | None:
    taken = (each.at for each in steps if each.person == person.id and each.step is step)
    return max(taken, default=None)
