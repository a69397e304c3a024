"""Protecting a document for one recipient: the locked copy, and the two messages about it.

How the files and the record are kept true to one another is in `making`.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.sharing import COMPLETE, PasswordCare, Sharing, Transport
from cpconf.core.sharing.stops import Decision, Halt
from cpconf.core.words import DocumentKind, FileType
from cpconf.documents import protecting as documents
from cpconf.documents.findings import Findings
from cpconf.documents.inspection.inspecting import Inspection
from cpconf.documents.places.publishing import Draft, draft, working_in
from cpconf.documents.processes.progress import Progress
from cpconf.mail.drafts import MEDIA_TYPES, password_draft, write_report_draft
from cpconf.mail.wording import Message, first_message, second_message
from cpconf.workflow.conferences.pinned import Pins, outline_of
from cpconf.workflow.sharing import copies
from cpconf.workflow.sharing.copies import BeginCopy
from cpconf.workflow.sharing.copy_files import HELD, Names, names_of, refuse_taken
from cpconf.workflow.sharing.recipients import Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOrder:
    """One copy to be made: of what, where to, and what was said of it.

    `decision` is what was gone past; `sender` is an address.
    """

    source: Path
    findings: Findings
    address: str
    folder: Path
    decision: Decision = field(default_factory=Decision)
    transport: Transport = Transport.DRAFT
    password: PasswordCare = PasswordCare.HELD
    sender: str | None = None
    address_confirmed_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A copy that was made: where its files are, the proof, and what people should hear of it."""

    ref: str
    person: str
    kind: DocumentKind
    address: str
    names: Names
    evidence: Evidence
    password: PasswordCare
    message: Message
    overridden: tuple[Halt, ...] = ()
    remarks: tuple[str, ...] = ()


def take_back(begin: BeginCopy, who: Recipient) -> Recipient:
    """Clear away what a run left that was stopped while it made this very copy."""
    left = who.unfinished
    if left is None:
        return who
    files = names_of(left).made if left.folder is not None else ()
    return who.as_of(copies.take_back(begin, who.filed, left, files))


def get_ready(store: Pins, who: Recipient, source: Path) -> None:
    """Load what takes long, while the document is looked at: the procedure, and the parsers."""
    outline_of(store, who.filed)
    suffix = source.suffix.lower().removeprefix(".")
    if suffix in set(FileType):
        documents.get_ready(FileType(suffix))


def refuse_taken_early(who: Recipient, source: Path, folder: Path) -> None:
    """Raise Refused where files are in the way, before anything large is read."""
    suffix = source.suffix.lower().removeprefix(".")
    if who.unfinished is None and suffix in set(FileType):
        refuse_taken(Names.of(who.stem, FileType(suffix), folder).all)


def make(
    begin: BeginCopy,
    who: Recipient,
    order: CopyOrder,
    password: str,
    *,
    now: float,
    progress: Progress | None = None,
    second: Inspection | None = None,
) -> Made:
    """Make the protected copy and the messages, prove it, and put it on record.

    `now` is a Unix time; `second` inspected the document, and is asked for its opinion. Raises
    Refused, DocumentFault, CpconfError, and StoreBusy where the conference changed meanwhile.
    """
    findings, address = order.findings, order.address
    names = Names.of(who.stem, findings.type, order.folder)
    refuse_taken(names.all)
    ref = who.filed.conference.ref
    agreed = order.password is PasswordCare.AGREED
    first = first_message(ref, who.kind, findings.type, agreed=agreed)
    with _drafts(names, now) as (copy, report, held):
        proof = documents.protect(
            order.source,
            findings,
            password,
            copy,
            progress=progress,
            second=second,
            meanwhile=partial(
                write_report_draft,
                report.file,
                to=address,
                sender=order.sender,
                subject=first.subject,
                body=first.body,
                attachment=copy.path,
                name=names.copy,
                media_type=MEDIA_TYPES[findings.type],
            ),
        )
        evidence = Evidence(
            kind=who.kind,
            sha256=proof.sha256,
            size=proof.size,
            pages=proof.pages,
            algorithm=proof.algorithm,
            source_sha256=findings.sha256,
        )
        if not agreed:
            letter = second_message(ref, who.kind, password)
            held.file.write(
                password_draft(
                    to=address, sender=order.sender, subject=letter.subject, body=letter.body
                )
            )
        with copies.making(begin, _attempt(who, order, evidence)) as published:
            if not agreed:
                published.add(held.publish(names.password))
            published.add(copy.publish(names.copy))
            published.add(report.publish(names.report))
    return Made(
        ref=ref,
        person=who.person.id,
        kind=who.kind,
        address=address,
        names=names,
        evidence=evidence,
        password=order.password,
        message=first,
        overridden=order.decision.halts,
        remarks=(
            *findings.remarks,
            *_unread(proof.unread),
            *_earlier(who.earlier),
        ),
    )


@contextlib.contextmanager
def _drafts(names: Names, now: float) -> Iterator[tuple[Draft, Draft, Draft]]:
    with (
        working_in(names.folder, names.folder / HELD, now=now),
        draft(names.folder) as copy,
        draft(names.folder) as report,
        draft(names.folder / HELD) as held,
    ):
        yield copy, report, held


def _attempt(who: Recipient, order: CopyOrder, evidence: Evidence) -> copies.Attempt:
    return copies.Attempt(
        filed=who.filed,
        person=who.person.id,
        kind=who.kind,
        evidence=evidence,
        folder=order.folder,
        decision=order.decision,
        password=order.password,
        transport=order.transport,
        address=order.address,
        address_confirmed_by=order.address_confirmed_by,
        said={"searched": [term.number for term in who.terms]},
    )


def _unread(pages: int) -> tuple[str, ...]:
    if pages == 0:
        return ()
    return (
        (
            f"one of the three readers cannot read {pages} page{'s' if pages != 1 else ''}, in the "
            "document neither: there the two others vouch for the copy"
        ),
    )


def _earlier(earlier: Sharing | None) -> tuple[str, ...]:
    if earlier is None:
        return ()
    remark = f"an earlier copy for {earlier.person} ({earlier.state.words}) is replaced by this one"
    if earlier.folder is None or earlier.state in COMPLETE:
        return (remark,)
    return (f"{remark}: send nothing of it, and delete its files in {earlier.folder}",)
