"""Taking the reports of a message: record, task, and drafts to pass them on (P5, P6b).

All of it happens in one transaction, or nothing does.
"""

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.dates.calendar import office_minutes
from cpconf.core.reports.steps import Step
from cpconf.core.sharing.sharing import Submitted
from cpconf.core.sharing.stops import Decision, say_past, say_why
from cpconf.core.words import TaskState
from cpconf.documents.places.publishing import make_folder, sweep
from cpconf.errors import Refused
from cpconf.workflow.conferences.marks import Recorded, do
from cpconf.workflow.mailbox.attachments import Brought, MailboxOffice, Saved, bring, known, place
from cpconf.workflow.mailbox.passing_on import OnwardDraft, drafted, plan
from cpconf.workflow.mailbox.survey import Claim
from cpconf.workflow.reports import submissions
from cpconf.workflow.sharing.recipients import as_searched

if TYPE_CHECKING:
    from cpconf.mail.mailbox.folder import Mailbox
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The result of taking a message; moments are wall-clock Europe/London.

    `reports` are new, `known` were on record already. `late` is how many office minutes after `due`
    it came; None where it came in time, or nothing is due.
    """

    claim: Claim
    person: Person
    reports: tuple[Submitted, ...]
    known: tuple[Submitted, ...]
    received_at: dt.datetime
    due: dt.datetime | None
    late: int | None
    recorded: Recorded
    letters: tuple[OnwardDraft, ...]
    remarks: tuple[str, ...]

    @property
    def done(self) -> tuple[str, ...]:
        """The handles of the tasks that were marked done."""
        return self.recorded.handles


def take(
    mailbox: "Mailbox", claim: Claim, office: MailboxOffice, *, named: bool = True
) -> Taken | None:
    """Take all reports of a message or none; None where another run has taken it.

    Unless a person `named` this message, refuses reports that cannot be searched for other
    families. Raises Refused where something stops it, DocumentFault for an unusable file,
    StoreBusy, and the mailbox's errors. Leaves no file of a report that is not taken.
    """
    brought = bring(mailbox, claim)
    with office.begin() as store, _only_whole() as fresh:
        if store.mailbox.mail_seen([claim.item.fingerprint]):
            return None
        filed = store.conferences.filed(claim.ref)
        author = choose_person(filed.people, claim.person)
        offered = _ask(store, filed, author, claim, brought=brought, now=office.now)
        if not named:
            _refuse_unsearched(claim, offered.values())
        saved = _save(store, filed, author, brought, office=office, fresh=fresh)
        taken = _record(store, filed, author, claim, saved=saved, offered=offered, now=office.now)
        letters, remarks = _pass_on(store, filed, author, saved, office=office, fresh=fresh)
        return replace(
            taken, letters=letters, remarks=tuple(dict.fromkeys((*taken.remarks, *remarks)))
        )


@contextlib.contextmanager
def _only_whole() -> Iterator[list[Path]]:
    """Give a list of new files, which are removed where the block fails.

    Runs inside the transaction, so that no other run has found them.
    """
    fresh: list[Path] = []
    try:
        yield fresh
    except BaseException:
        for path in fresh:
            with contextlib.suppress(OSError):
                path.unlink()
        raise


def _ask(
    store: "Writer",
    filed: Filed,
    author: Person,
    claim: Claim,
    *,
    brought: Sequence[Brought],
    now: dt.datetime,
) -> dict[str, submissions.Offered]:
    """Check each report that is not on record yet, and return the results by SHA-256.

    Raises Refused where one is on record as somebody else's, or has something that stops it.
    """
    on_record = store.sharing.submitted(claim.ref)
    offered = {}
    for each in brought:
        sha256 = each.findings.sha256
        same = [report for report in on_record if report.evidence.sha256 == sha256]
        theirs = next((report for report in same if report.person != author.id), None)
        if theirs is not None:
            raise _anothers(claim, filed, author, theirs)
        if not same:
            found = submissions.look_up(store, claim.ref, author.id, each.findings)
            if found.halts:
                raise _stopped(claim, found, min(claim.item.received_at, now))
            offered[sha256] = found
    return offered


def _save(
    store: "Writer",
    filed: Filed,
    author: Person,
    brought: Sequence[Brought],
    *,
    office: MailboxOffice,
    fresh: list[Path],
) -> tuple[Saved, ...]:
    """Save the reports that are not on record in the conference's folder, and return all.

    Adds new files to `fresh`.
    """
    ref = filed.conference.ref
    on_record = {report.evidence.sha256: report for report in store.sharing.submitted(ref)}
    folder = office.folder(ref)
    make_folder(folder)
    sweep(folder, office.machine_now)
    saved = []
    for each in brought:
        report = on_record.get(each.findings.sha256)
        if report is not None:
            saved.append(known(report, each))
            continue
        placed, is_new = place(folder, f"{ref}-{author.id}-report", each)
        if is_new:
            fresh.append(placed.path)
        saved.append(placed)
    return tuple(saved)


def _record(
    store: "Writer",
    filed: Filed,
    author: Person,
    claim: Claim,
    *,
    saved: Sequence[Saved],
    offered: Mapping[str, submissions.Offered],
    now: dt.datetime,
) -> Taken:
    """Record the reports and their message, and mark the task done."""
    received = min(claim.item.received_at, now)
    new, on_record = [], []
    remarks: list[str] = []
    for each in saved:
        if each.known is not None:
            on_record.append(each.known)
        elif each.findings is not None:
            about = offered[each.findings.sha256]
            report, _ = submissions.take(
                store,
                about,
                each.path,
                received_at=received,
                withheld=None,
                decision=Decision(),
            )
            new.append(report)
            remarks += about.remarks
    first = (*new, *on_record)[0]
    store.mailbox.see_mail(filed, author.id, claim.item.fingerprint, received, first.id)
    task = _submitting(filed, author.id)
    due = task.due if task is not None else None
    late = None
    if due is not None and received > due:
        late = office_minutes(store.conferences.calendar(filed.calendar), due, received)
    recorded, refusal = _mark(store, filed, task, received)
    return Taken(
        claim=claim,
        person=author,
        reports=tuple(new),
        known=tuple(on_record),
        received_at=received,
        due=due,
        late=late,
        recorded=recorded,
        letters=(),
        remarks=(*remarks, *refusal, *recorded.remarks),
    )


def _submitting(filed: Filed, person: str) -> FiledTask | None:
    """Return the person's task to submit a report, or None."""
    found = [
        task
        for task in filed.applying
        if task.task == submissions.SUBMITTING and task.person == person
    ]
    return next((task for task in found if task.state is not TaskState.SKIPPED), None)


def _mark(
    store: "Writer", filed: Filed, task: FiledTask | None, at: dt.datetime
) -> tuple[Recorded, tuple[str, ...]]:
    """Mark the task done at the moment when the report came, unless a gate is shut."""
    if task is None or task.state is not TaskState.OPEN:
        return Recorded(()), ()
    try:
        return do(store, filed, [task], now=at), ()
    except Refused as refused:
        return Recorded(()), (f"{task.handle} stays open: {str(refused).splitlines()[0]}",)


def _pass_on(
    store: "Writer",
    filed: Filed,
    author: Person,
    saved: Sequence[Saved],
    *,
    office: MailboxOffice,
    fresh: list[Path],
) -> tuple[tuple[OnwardDraft, ...], tuple[str, ...]]:
    """Draft passing the reports on; return the drafts, and remarks on people without one.

    Leaves out reports that were passed on before or are withheld. Adds new drafts to `fresh`.
    """
    ref = filed.conference.ref
    done = any(
        step.step is Step.FORWARDED and step.person == author.id
        for step in store.mailbox.report_steps(ref)
    )
    withheld = [
        each.known.number for each in saved if each.known is not None and each.known.withheld
    ]
    remarks = [f"report {number} is withheld: it is not passed on" for number in withheld]
    going = [
        each for each in saved if each.known is None or not (done or each.known.number in withheld)
    ]
    if not going:
        return (), tuple(remarks)
    onward = plan(store, filed, author, going)
    with drafted(onward, author, office.folder(ref), office.sender) as drafts:
        letters = drafts.publish(fresh)
    if letters:
        store.mailbox.step_report(filed, author.id, Step.FORWARDED, office.now)
        people = sorted({letter.person.id for letter in letters})
        store.conferences.note(filed, "report passed on", {"person": author.id, "to": people})
    return letters, (*remarks, *onward.remarks)


def _anothers(claim: Claim, filed: Filed, author: Person, report: Submitted) -> Refused:
    """Return the error for a file on record as somebody else's report, with what to do."""
    holder = filed.person(report.person)
    whose = f"{report.person} ({holder.role.words})" if holder else report.person
    task = _submitting(filed, author.id)
    own = f"cpconf done {claim.ref} {task.handle}" if task else "there is nothing to tick off"
    return Refused(
        f"{claim.item.id} is not taken for {author.id}: a PDF in it is report {report.number} of "
        f"{claim.ref}, from {whose}\n"
        f"Did both write it? {own}. Is it not {report.person}'s? "
        f"cpconf report remove {claim.ref} {report.number} --reason TEXT, and take this again"
    )


def _refuse_unsearched(claim: Claim, offered: Iterable[submissions.Offered]) -> None:
    """Raise Refused for a report with pages that no person and no search has read."""
    for each in offered:
        if (searched := as_searched(each.findings)) is not None:
            item, ref, person = claim.item.id, claim.ref, claim.person
            raise Refused(
                f"{item} is not taken for {ref} by itself, as another family may be in it: "
                f"{searched}\nLook at it, then take it by its name: --take {item}={ref}@{person}"
            )


def _stopped(claim: Claim, offered: submissions.Offered, received: dt.datetime) -> Refused:
    past = say_past(offered.halts)
    return Refused(
        f"{claim.item.id} is not taken for {claim.ref}, and not kept: {say_why(offered.halts)}\n"
        "Once somebody has looked at it and decided to go ahead: save it as FILE, then "
        f"cpconf report add {claim.ref} FILE --from {claim.person} "
        f"--at {received:%Y-%m-%dT%H:%M} {past}"
    )
