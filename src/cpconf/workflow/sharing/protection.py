"""Protecting a document for one recipient: the locked copy, and two messages about it.

`copies` keeps the files and the record consistent.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from cpconf.core.dates.phrases import say_count
from cpconf.core.sharing.distribution import BETWEEN
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.sharing import COMPLETE, PasswordCare, Sharing
from cpconf.core.sharing.stops import Decision, Halt
from cpconf.core.words import FileType
from cpconf.documents import protecting as documents
from cpconf.documents.findings import Findings
from cpconf.documents.inspection.inspecting import Inspection
from cpconf.documents.places.publishing import Draft, draft, working_in
from cpconf.documents.progress import Progress
from cpconf.mail.drafts import MEDIA_TYPES, password_draft, write_report_draft
from cpconf.mail.wording import Message, first_message, second_message
from cpconf.workflow.sharing import copies
from cpconf.workflow.sharing.copies import Begin, Names, names_of, refuse_taken
from cpconf.workflow.sharing.recipients import Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyOrder:
    """One copy to make: of what, for whom, in which folder, and the overridden stops.

    `sender` is an address.
    """

    source: Path
    findings: Findings
    copy: Sharing
    folder: Path
    decision: Decision = field(default_factory=Decision)
    sender: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A copy that was made: the evidence, its files, its message, and remarks.

    `sharing` is the record of it, `people` are the short ids of everybody whom it is for.
    """

    sharing: Sharing
    evidence: Evidence
    address: str
    names: Names
    message: Message
    overridden: tuple[Halt, ...]
    remarks: tuple[str, ...]
    people: tuple[str, ...]


def take_back(begin: Begin, who: Recipient) -> Recipient:
    """Remove what a run left that stopped while it made this copy."""
    left = who.unfinished
    if left is None:
        return who
    files = names_of(left).made if left.folder is not None else ()
    return replace(who, filed=copies.take_back(begin, who.filed, left, files), unfinished=None)


def get_ready(source: Path) -> None:
    """Import what locks this type of document, while another process inspects it."""
    if (type_ := _type_by_name(source)) is not None:
        documents.get_ready(type_)


def refuse_taken_early(who: Recipient, source: Path, folder: Path) -> None:
    """Raise Refused where files of the copy exist already, before the document is read."""
    type_ = _type_by_name(source)
    if who.unfinished is None and type_ is not None:
        refuse_taken(Names.of(folder, who.copy.stem, type_))


def make(
    begin: Begin,
    who: Recipient,
    order: CopyOrder,
    password: str,
    *,
    now: float,
    progress: Progress | None = None,
    second: Inspection | None = None,
) -> Made:
    """Make the protected copy and the messages, prove it, and record it.

    `now` is a Unix time; `second` is the inspection of the document, whose process checks the copy
    too. Raises Refused, DocumentFault, CpconfError, and StoreBusy where the conference changed
    meanwhile.
    """
    findings, copy = order.findings, order.copy
    names = Names.of(order.folder, copy.stem, findings.type)
    refuse_taken(names)
    agreed = copy.password is PasswordCare.AGREED
    list_ = who.together
    first = first_message(
        copy.ref, copy.kind, findings.type, agreed=agreed, together=list_ is not None
    )
    to, copied = _headers(who)
    with _drafts(order.folder, names, now) as (locked, report, held):
        proof = documents.protect(
            order.source,
            findings,
            password,
            locked,
            progress=progress,
            second=second,
            meanwhile=partial(
                write_report_draft,
                report.file,
                to=to,
                copied=copied,
                sender=order.sender,
                subject=first.subject,
                body=first.body,
                attachment=locked.path,
                name=names.copy.name,
                media_type=MEDIA_TYPES[findings.type],
            ),
        )
        evidence = proof.evidence(copy.kind, findings.sha256)
        if not agreed:
            letter = second_message(copy.ref, copy.kind, password)
            held.file.write(
                password_draft(
                    to=to,
                    copied=copied,
                    sender=order.sender,
                    subject=letter.subject,
                    body=letter.body,
                )
            )
        copy = replace(copy, evidence=evidence, folder=str(order.folder), address=who.address)
        said: dict[str, object] = {"searched": [term.number for term in who.terms]}
        if list_ is not None:
            said = {"people": [person.id for person in list_.people]}
        with copies.making(begin, who.filed, copy, order.decision, **said) as published:
            if not agreed:
                published.add(held.publish(names.held.name))
            published.add(locked.publish(names.copy.name))
            published.add(report.publish(names.report.name))
    return Made(
        sharing=published.sharing,
        evidence=evidence,
        address=who.address,
        names=names,
        message=first,
        overridden=order.decision.halts,
        remarks=(*findings.remarks, *_unread(proof.unread), *_earlier(who.earlier)),
        people=tuple(p.id for p in list_.people) if list_ else (who.whom,),
    )


def _headers(who: Recipient) -> tuple[str | list[str], list[str]]:
    """Return to whom the messages go, and who is copied in; each address once."""
    address = who.address
    if who.together is None:
        return address, []
    to = list(dict.fromkeys(person.email or "" for person in who.together.to))
    return to, [each for each in address.split(BETWEEN) if each not in to]


def _type_by_name(source: Path) -> FileType | None:
    suffix = source.suffix.lower().removeprefix(".")
    return FileType(suffix) if suffix in set(FileType) else None


@contextlib.contextmanager
def _drafts(folder: Path, names: Names, now: float) -> Iterator[tuple[Draft, Draft, Draft]]:
    with (
        working_in(folder, names.held.parent, now=now),
        draft(folder) as locked,
        draft(folder) as report,
        draft(names.held.parent) as held,
    ):
        yield locked, report, held


def _unread(pages: int) -> Iterator[str]:
    if pages:
        yield (
            "one of the three programs that check the copy cannot read "
            f"{say_count(pages, 'page')}, nor could it in the document: there only the two others "
            "have checked it"
        )


def _earlier(earlier: Sharing | None) -> Iterator[str]:
    if earlier is not None:
        state = earlier.state
        whom = earlier.person or "the professionals"
        remark = f"an earlier copy for {whom} ({state.words}) is replaced by this one"
        unsent = earlier.folder is not None and state not in COMPLETE
        mind = f": send nothing of it, and delete its files in {earlier.folder}" if unsent else ""
        yield remark + mind
