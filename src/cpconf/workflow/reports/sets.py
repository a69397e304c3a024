"""The set of reports for the professionals: one locked file, ready to attach to a message.

The merged document is never written to disk unlocked: it goes from memory into the locked file.
`copies` keeps the record and the files consistent at every moment.
"""

import contextlib
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cpconf.core.dates.london import stamp
from cpconf.core.dates.phrases import say_day
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.sharing import Sharing
from cpconf.core.sharing.stops import Decision, Halt
from cpconf.core.words import DocumentKind, FileType
from cpconf.documents.bundle.assembly import (
    Assembled,
    Placed,
    SetPart,
    Unfit,
    assemble,
    manifest,
    protect_set,
)
from cpconf.documents.places.publishing import Draft, draft, working_in
from cpconf.documents.progress import Progress
from cpconf.errors import DocumentFault
from cpconf.mail.drafts import password_draft
from cpconf.mail.wording import first_message, printable, second_message
from cpconf.workflow.reports.gathering import Gathered
from cpconf.workflow.sharing import copies
from cpconf.workflow.sharing.copies import Begin, Names, refuse_taken

EGRESS: Final = "egress"


@dataclass(frozen=True, slots=True)
class SetNames:
    """The files of one set, each in its folder."""

    folder: Path
    stem: str

    @classmethod
    def of(cls, ref: str, folder: Path) -> "SetNames":
        """Name the files by reference and kind, and by nothing else."""
        return cls(folder, _the_set(ref).stem)

    @property
    def egress(self) -> Path:
        """The folder to attach from; the locked file is there and nowhere else."""
        return self.folder / EGRESS

    @property
    def protected(self) -> Path:
        """The locked file."""
        return self.egress / f"{self.stem}.pdf"

    @property
    def manifest(self) -> Path:
        """The list of the reports in the set, with a digest for each."""
        return self.egress / f"{self.stem}-manifest.json"

    @property
    def note(self) -> Path:
        """The text for the message with the set."""
        return self.egress / f"{self.stem}-note.txt"

    @property
    def held(self) -> Path:
        """The message with the password, held until it is released."""
        return Names.of(self.folder, self.stem, FileType.PDF).held

    @property
    def made(self) -> tuple[Path, ...]:
        """Every file that is made with the set."""
        return (self.protected, self.manifest, self.note, self.held)

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file of the set, also after the release."""
        return (*self.made, Names.of(self.folder, self.stem, FileType.PDF).released)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetOrder:
    """How to make a set. `sender` is an address or None."""

    folder: Path
    decision: Decision
    sender: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSet:
    """A set that was made: its files, the evidence, its contents and remarks."""

    gathered: Gathered
    names: SetNames
    evidence: Evidence
    placed: tuple[Placed, ...]
    overridden: tuple[Halt, ...]
    remarks: tuple[str, ...]


def take_back(begin: Begin, gathered: Gathered) -> Gathered:
    """Remove what a run left that stopped while it made the set."""
    left = gathered.unfinished
    if left is None:
        return gathered
    files = SetNames.of(gathered.ref, Path(left.folder)).made if left.folder is not None else ()
    filed = copies.take_back(begin, gathered.filed, left, files)
    return replace(gathered, filed=filed, unfinished=None)


def make(
    begin: Begin,
    gathered: Gathered,
    password: str,
    order: SetOrder,
    *,
    now: dt.datetime,
    machine_now: float,
    progress: Progress | None = None,
) -> MadeSet:
    """Merge the reports, lock the set, prove it, and record it with its password held.

    `now` is wall-clock Europe/London, `machine_now` a Unix time. Raises Refused, DocumentFault,
    CpconfError, and StoreBusy where the conference changed meanwhile.
    """
    ref = gathered.ref
    names = SetNames.of(ref, order.folder)
    refuse_taken(names.all)
    with _drafts(names, machine_now) as (copy, about, note, held), _naming(gathered):
        whole = _assembled(gathered, now, progress)
        proof = protect_set(whole, password, copy, progress=progress)
        evidence = proof.evidence(DocumentKind.SET)
        about.file.write(_manifest(gathered, names, evidence, whole.placed, now))
        note.file.write(_note(gathered).encode())
        second = second_message(ref, DocumentKind.SET, password)
        held.file.write(
            password_draft(to=None, sender=order.sender, subject=second.subject, body=second.body)
        )
        copy_ = replace(_the_set(ref), evidence=evidence, folder=str(order.folder))
        numbers = [report.number for report, _ in gathered.reports]
        with copies.making(
            begin, gathered.filed, copy_, order.decision, reports=numbers
        ) as published:
            published.add(held.publish(names.held.name))
            published.add(copy.publish(names.protected.name))
            published.add(about.publish(names.manifest.name))
            published.add(note.publish(names.note.name))
    return MadeSet(
        gathered=gathered,
        names=names,
        evidence=evidence,
        placed=whole.placed,
        overridden=order.decision.halts,
        remarks=(*whole.remarks, *gathered.remarks, *_earlier(gathered.earlier)),
    )


@contextlib.contextmanager
def _drafts(names: SetNames, now: float) -> Iterator[tuple[Draft, Draft, Draft, Draft]]:
    with (
        working_in(names.folder, names.egress, names.held.parent, now=now),
        draft(names.egress) as copy,
        draft(names.egress) as about,
        draft(names.egress) as note,
        draft(names.held.parent) as held,
    ):
        yield copy, about, note, held


@contextlib.contextmanager
def _naming(gathered: Gathered) -> Iterator[None]:
    """Add to the fault of an unfit report whose it is, and how to replace it."""
    try:
        yield
    except Unfit as unfit:
        ref, number = gathered.ref, unfit.part.number
        person = next(person for report, person in gathered.reports if report.number == number)
        what, _, advice = str(unfit).partition("\n")
        who = f"report {number} ({person.id} {person.role.words})"
        named = what.replace(f"report {number}", who, 1)
        then = f"{advice}. Then put that" if advice else "Put another"
        raise DocumentFault(
            f"{named}\n{then} in its place: cpconf report remove {ref} {number} --reason TEXT; "
            f"cpconf report add {ref} FILE --from {person.id}"
        ) from unfit


def _assembled(gathered: Gathered, now: dt.datetime, progress: Progress | None) -> Assembled:
    parts = [
        SetPart(
            number=report.number,
            title=f"{person.role.words.capitalize()} ({person.id})",
            detail=person.agency or "",
            path=Path(report.path),
            sha256=report.evidence.sha256,
            pages=report.evidence.pages or 0,
        )
        for report, person in gathered.reports
    ]
    heading = f"Reports for the conference {gathered.ref}"
    return assemble(
        parts, heading=heading, made=f"Made on {say_day(now.date())}", progress=progress
    )


def _the_set(ref: str) -> Sharing:
    """Return a set that is not on record yet."""
    return Sharing(ref=ref, person=None, kind=DocumentKind.SET)


def _manifest(
    gathered: Gathered,
    names: SetNames,
    evidence: Evidence,
    placed: Sequence[Placed],
    now: dt.datetime,
) -> bytes:
    """Return the list of what is in the set, without names: roles, short ids, pages, digests."""
    document = json.loads(manifest(placed))
    for entry, (report, person) in zip(document["reports"], gathered.reports, strict=True):
        entry |= {"number": report.number, "person": person.id, "role": person.role.value}
    whole = {
        "cpconf": document["cpconf"],
        "ref": gathered.ref,
        "made_at": stamp(now),
        "set": {
            "file": names.protected.name,
            "pages": evidence.pages,
            "sha256": evidence.sha256,
            "size": evidence.size,
        },
        "reports": document["reports"],
        "recipients": [
            {"person": person.id, "role": person.role.value} for person in gathered.recipients
        ],
    }
    return f"{json.dumps(whole, indent=2)}\n".encode()


def _note(gathered: Gathered) -> str:
    """Return the text for the message with the set, and its recipients; never the password."""
    whom = ", ".join(f"{person.id} ({person.role.words})" for person in gathered.recipients)
    return printable(
        whom or "the professionals",
        first_message(gathered.ref, DocumentKind.SET, FileType.PDF),
    )


def _earlier(earlier: Sharing | None) -> tuple[str, ...]:
    if earlier is None:
        return ()
    text = f"an earlier set ({earlier.state.words}) is replaced by this one, with another password"
    return (text,)
