"""Taking the reports of a message: on record, the task done, and drafts to pass them on (P5, P6b).

All of it comes about in one transaction, or nothing does.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cpconf.core.calendar import office_minutes
from cpconf.core.choosing import choose_person
from cpconf.core.conference import Person
from cpconf.core.filed import Filed, FiledTask
from cpconf.core.report_steps import Step
from cpconf.core.sharing import Submitted
from cpconf.core.stops import Decision
from cpconf.core.words import TaskState
from cpconf.errors import Refused, StoreBusy
from cpconf.workflow import reports
from cpconf.workflow.mailbox import Claim
from cpconf.workflow.mailbox_saving import Office, Saved, save
from cpconf.workflow.making import refuse_changed
from cpconf.workflow.passing_on import Drafts, Letter, Onward, drafted, plan
from cpconf.workflow.recording import Recorded, do

if TYPE_CHECKING:
    from cpconf.mail.mailbox import Mailbox
    from cpconf.store.writing import Writer

_TRIES: Final = 5
"""How often it is begun anew where other commands change the conference meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of a message that was taken; moments are wall-clock Europe/London.

    `reports` are new, `known` were on record already. `late` are the office minutes that it came
    after `due`; None where it came in time, or nothing is due.
    """

    claim: Claim
    person: Person
    reports: tuple[Submitted, ...]
    known: tuple[Submitted, ...]
    received_at: dt.datetime
    due: dt.datetime | None
    late: int | None
    recorded: Recorded
    letters: tuple[Letter, ...]
    remarks: tuple[str, ...]

    @property
    def done(self) -> tuple[str, ...]:
        """The tasks that were marked done, as the command line names them."""
        return tuple(task.handle for task in self.recorded.marked)


def take(mailbox: "Mailbox", claim: Claim, office: Office) -> Taken | None:
    """Take the reports of a message, all of them or none; None where another run has done so.

    Raises Refused where something stops it, DocumentFault where a file is of no use, StoreBusy, and
    what the mailbox raises.
    """
    saved = save(mailbox, claim, office)
    for _ in range(_TRIES - 1):
        try:
            return _take(claim, office, saved)
        except StoreBusy:
            continue
    return _take(claim, office, saved)


def _take(claim: Claim, office: Office, saved: Sequence[Saved]) -> Taken | None:
    with office.look() as store:
        filed = store.filed(claim.ref)
        author = choose_person(filed.people, claim.person)
        passed_on = any(
            step.step is Step.FORWARDED and step.person == author.id
            for step in store.report_steps(claim.ref)
        )
        going = [each for each in saved if each.known is None or not passed_on]
        onward = plan(store, filed, author, going) if going else Onward(filed, (), ())
    with (
        drafted(onward, author, office.folder(claim.ref), office.sender) as drafts,
        office.begin() as store,
    ):
        if store.mail_seen([claim.item.fingerprint]):
            return None
        refuse_changed(store, filed)
        taken = _record(store, filed, author, claim, saved=saved, now=office.now)
        letters = _pass_on(store, filed, author, drafts, office.now)
        return replace(
            taken, letters=letters, remarks=tuple(dict.fromkeys((*taken.remarks, *onward.remarks)))
        )


def _record(
    store: "Writer",
    filed: Filed,
    author: Person,
    claim: Claim,
    *,
    saved: Sequence[Saved],
    now: dt.datetime,
) -> Taken:
    """Put the reports on record, that their message was dealt with, and that the task is done."""
    received = min(claim.item.received_at, now)
    new, known = [], []
    remarks: list[str] = []
    for each in saved:
        if each.known is not None:
            known.append(each.known)
        elif each.findings is not None:
            offered = reports.look_up(store, claim.ref, author.id, each.findings)
            if offered.halts:
                raise _stopped(claim, offered, each, received)
            report, _ = reports.take(
                store,
                offered,
                each.path,
                received_at=received,
                withheld=None,
                decision=Decision(),
            )
            new.append(report)
            remarks += offered.remarks
    first = (*new, *known)[0]
    store.see_mail(filed, author.id, claim.item.fingerprint, received, first.id)
    task = _submitting(filed, author.id)
    due = task.due if task is not None else None
    late = None
    if due is not None and received > due:
        late = office_minutes(store.calendar(filed.calendar), due, received)
    recorded, refusal = _mark(store, filed, task, received)
    return Taken(
        claim=claim,
        person=author,
        reports=tuple(new),
        known=tuple(known),
        received_at=received,
        due=due,
        late=late,
        recorded=recorded,
        letters=(),
        remarks=(*remarks, *refusal, *recorded.remarks),
    )


def _submitting(filed: Filed, person: str) -> FiledTask | None:
    """The task of this person to submit a report, where the procedure has one."""
    found = [
        task for task in filed.applying if task.task == reports.SUBMITTING and task.person == person
    ]
    return next((task for task in found if task.state is not TaskState.SKIPPED), None)


def _mark(
    store: "Writer", filed: Filed, task: FiledTask | None, at: dt.datetime
) -> tuple[Recorded, tuple[str, ...]]:
    """Mark the task done at the moment when the report came; a gate that is shut keeps it open."""
    if task is None or task.state is not TaskState.OPEN:
        return Recorded(()), ()
    try:
        return do(store, filed, [task], at=at, note=None, override=None), ()
    except Refused as refused:
        return Recorded(()), (f"{task.handle} stays open: {str(refused).splitlines()[0]}",)


def _pass_on(
    store: "Writer", filed: Filed, author: Person, drafts: Drafts, now: dt.datetime
) -> tuple[Letter, ...]:
    letters = drafts.publish()
    if letters:
        store.step_report(filed, author.id, Step.FORWARDED, now)
        people = sorted({letter.person.id for letter in letters})
        store.note(filed, "report passed on", {"person": author.id, "to": people})
    return letters


def _stopped(
    claim: Claim, offered: reports.Offered, saved: Saved, received: dt.datetime
) -> Refused:
    why = "; ".join(line for halt in offered.halts for line in halt.lines)
    past = " ".join(f"--override {halt.stop}=REASON" for halt in offered.halts)
    return Refused(
        f"{claim.item.id} is not taken for {claim.ref}: {why}\n"
        f"Once somebody has looked at it and decides otherwise: cpconf report add {claim.ref} "
        f"{saved.path} --from {claim.person} --at {received:%Y-%m-%dT%H:%M} {past}"
    )
