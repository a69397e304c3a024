"""Protecting a document for one recipient: the locked copy, and the two messages about it.

What is on record is true at every moment: that the files are being made is written before they
are, and that they are made only once they are. A run that was stopped in between is taken back by
the next one.
"""

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpconf.core.document import DocumentKind, Evidence, FileType
from cpconf.core.sharing import PasswordCare, ShareState, Sharing, Transport, Way
from cpconf.core.stops import Halt, Stop
from cpconf.documents.findings import Findings
from cpconf.documents.inspecting import Inspection
from cpconf.documents.protecting import protect
from cpconf.documents.publishing import Draft, draft, make_folder, sweep
from cpconf.errors import CpconfError, NotFound, Refused, StoreBusy
from cpconf.mail.drafts import MEDIA_TYPES, password_draft, write_report_draft
from cpconf.mail.wording import Message, first_message, second_message
from cpconf.workflow.recipients import Recipient, overridden

if TYPE_CHECKING:
    from cpconf.store.writing import Writer

HELD: Final = "held"
RELEASED: Final = "password"
Begin = Callable[[], AbstractContextManager["Writer"]]
"""What begins a transaction on the store."""
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Names:
    """The files of one copy, each in its folder."""

    folder: Path
    copy: str
    report: str
    password: str

    @classmethod
    def of(cls, stem: str, type_: FileType, folder: Path) -> "Names":
        """How they are called: by reference, short id and kind, and by nothing else."""
        return cls(folder, f"{stem}.{type_}", f"{stem}-1-report.eml", f"{stem}-2-password.eml")

    @property
    def held(self) -> Path:
        """Where the password's message waits until it is released."""
        return self.folder / HELD / self.password

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file."""
        return (self.folder / self.copy, self.folder / self.report, self.held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One copy to be made: of what, where to, and what was said of it.

    `halts` are the stops that were overridden, with their `reasons`; `sender` is an address.
    """

    source: Path
    findings: Findings
    address: str
    folder: Path
    halts: tuple[Halt, ...] = ()
    transport: Transport = Transport.DRAFT
    password: PasswordCare = PasswordCare.HELD
    sender: str | None = None
    address_confirmed_by: str | None = None
    authorised_by: str | None = None
    reasons: Mapping[Stop, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A copy that was made: where its files are, the proof, and what people should hear of it."""

    ref: str
    person: str
    kind: DocumentKind
    address: str
    names: Names
    evidence: Evidence
    sharing: int
    password: PasswordCare
    message: Message
    overridden: tuple[Halt, ...] = ()
    remarks: tuple[str, ...] = ()


def take_back(begin: Begin, who: Recipient) -> Recipient:
    """Clear away what a run left that was stopped while it made this very copy.

    Its files are known by the folder on record. Nothing of a copy that was finished is touched.
    """
    left = who.unfinished
    if left is None:
        return who
    if left.folder is not None:
        for type_ in FileType:
            for path in Names.of(who.stem, type_, Path(left.folder)).all:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
    with begin() as store:
        filed = store.filed(who.filed.conference.ref)
        store.drop_sharing(filed, left.id)
        store.note(filed, "taken back", {"person": who.person.id, "kind": who.kind.value})
        return who.as_of(store.filed(filed.conference.ref))


def refuse_taken_early(who: Recipient, source: Path, folder: Path) -> None:
    """Raise Refused as `refuse_taken`, before anything large is read."""
    suffix = source.suffix.lower().removeprefix(".")
    if who.unfinished is None and suffix in set(FileType):
        refuse_taken(Names.of(who.stem, FileType(suffix), folder))


def refuse_taken(names: Names) -> None:
    """Raise Refused where a file of that name exists already: it may have been sent."""
    for path in names.all:
        if os.path.lexists(path):
            msg = (
                f"{path.name} exists already: it may have been sent. To make another copy, with "
                "another password, choose another folder: --out DIR"
            )
            raise Refused(msg)


def make(
    begin: Begin,
    who: Recipient,
    order: Order,
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
    refuse_taken(names)
    make_folder(names.folder)
    own_folder(names.folder / HELD)
    sweep(names.folder, now)
    sweep(names.folder / HELD, now)
    ref = who.filed.conference.ref
    agreed = order.password is PasswordCare.AGREED
    first = first_message(ref, who.kind, findings.type, agreed=agreed)
    with _drafts(names) as (copy, report, held):
        proof = protect(order.source, findings, password, copy, progress=progress, second=second)
        evidence = Evidence(
            kind=who.kind,
            sha256=proof.sha256,
            size=proof.size,
            pages=proof.pages,
            algorithm=proof.algorithm,
            source_sha256=findings.sha256,
        )
        copy.file.flush()
        write_report_draft(
            report.file,
            to=address,
            sender=order.sender,
            subject=first.subject,
            body=first.body,
            attachment=copy.path,
            name=names.copy,
            media_type=MEDIA_TYPES[findings.type],
        )
        if not agreed:
            letter = second_message(ref, who.kind, password)
            held.file.write(
                password_draft(
                    to=address, sender=order.sender, subject=letter.subject, body=letter.body
                )
            )
        number = _begin(begin, who, evidence, order)
        with all_or_none(begin, ref, number) as published:
            if not agreed:
                published.add(held.publish(names.password))
            published.add(copy.publish(names.copy))
            published.add(report.publish(names.report))
            _finish(begin, who, number)
    return Made(
        ref=ref,
        person=who.person.id,
        kind=who.kind,
        address=address,
        names=names,
        evidence=evidence,
        sharing=number,
        password=order.password,
        message=first,
        overridden=order.halts,
        remarks=(*findings.remarks, *_earlier(who.earlier)),
    )


@contextlib.contextmanager
def _drafts(names: Names) -> Iterator[tuple[Draft, Draft, Draft]]:
    with (
        draft(names.folder) as copy,
        draft(names.folder) as report,
        draft(names.folder / HELD) as held,
    ):
        yield copy, report, held


def _begin(begin: Begin, who: Recipient, evidence: Evidence, order: Order) -> int:
    """Put on record that the files are about to be made."""
    with begin() as store:
        filed = store.filed(who.filed.conference.ref)
        if filed.version != who.filed.version:
            msg = (
                f"{filed.conference.ref} was changed while the document was being protected, and "
                "nothing was made: run it again"
            )
            raise StoreBusy(msg)
        number = store.begin_sharing(
            filed,
            person=who.person.id,
            kind=who.kind,
            way=Way.EMAIL,
            transport=order.transport,
            password=order.password,
            state=ShareState.PREPARING,
            evidence=evidence,
            address=order.address,
            folder=str(order.folder.absolute()),
            address_confirmed_by=order.address_confirmed_by,
        )
        said = {
            "person": who.person.id,
            "kind": who.kind.value,
            "sha256": evidence.sha256,
            "overridden": [halt.stop.value for halt in order.halts],
        }
        why = overridden(order.halts, order.reasons, order.authorised_by)
        store.note(filed, "protected", said, why)
    return number


def _finish(begin: Begin, who: Recipient, number: int) -> None:
    with begin() as store:
        filed = store.filed(who.filed.conference.ref)
        store.change_sharing(filed, number, state=ShareState.PREPARED)


class Published:
    """The files that this very run put in their place."""

    def __init__(self) -> None:
        self._files: list[tuple[Path, os.stat_result]] = []

    def add(self, path: Path) -> None:
        """Remember a file."""
        self._files.append((path, path.stat()))

    def take_back(self) -> None:
        """Remove the files, unless another run has put its own in their place."""
        for path, about in self._files:
            with contextlib.suppress(OSError):
                if os.path.samestat(about, path.stat()):
                    path.unlink()


@contextlib.contextmanager
def all_or_none(begin: Begin, ref: str, number: int) -> Iterator[Published]:
    """Take the files and the record back when one of the files cannot get its place."""
    published = Published()
    try:
        yield published
    except (CpconfError, OSError):
        published.take_back()
        # Where another run has taken the record back already, the first error is what to hear of.
        with contextlib.suppress(NotFound), begin() as store:
            store.drop_sharing(store.filed(ref), number)
        raise


def own_folder(folder: Path) -> None:
    """A folder of ours inside the output folder: for its owner alone, however it came there."""
    make_folder(folder)
    with contextlib.suppress(OSError):
        folder.chmod(0o700)


def _earlier(earlier: Sharing | None) -> tuple[str, ...]:
    if earlier is None:
        return ()
    remark = f"an earlier copy for {earlier.person} ({earlier.state.words}) is replaced by this one"
    held = earlier.password is PasswordCare.HELD
    return (f"{remark}, which has another password" if held else remark,)
