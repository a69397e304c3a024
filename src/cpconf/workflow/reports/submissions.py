"""The reports submitted for a conference: whose, which file, and whether it is unchanged.

A file stays where it is. Its path and SHA-256 are recorded, to recognise it later.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpconf import files
from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.disclosure.search import find_others
from cpconf.core.disclosure.searched_pages import INSTALL, say_recognised
from cpconf.core.sharing.sharing import Submitted
from cpconf.core.sharing.stops import Decision, Halt, Stop
from cpconf.core.words import DocumentKind, TaskState
from cpconf.documents.findings import Findings
from cpconf.errors import CpconfError, NotFound
from cpconf.workflow.sharing.recipients import as_searched, left_in_word, readable_still, say_found

if TYPE_CHECKING:
    from cpconf.core.sharing.sharing import DocumentOnRecord
    from cpconf.store.writing import Store, Writer


SUBMITTING: Final = "submit-reports"
"""The task by which a procedure says when a report is due."""


class FileState(StrEnum):
    """The state of a submitted report's file."""

    THERE = "there"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Offered:
    """A report to submit: what stops it, and remarks."""

    filed: Filed
    person: Person
    findings: Findings
    halts: tuple[Halt, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A submitted report as the list shows it; `due` is wall-clock Europe/London, or None."""

    report: Submitted
    person: Person
    due: dt.datetime | None
    file: FileState

    @property
    def is_late(self) -> bool | None:
        """Whether it came after the procedure's date; None where that has none."""
        return None if self.due is None else self.report.received_at > self.due


def look_up(store: "Store", ref: str, person: str, findings: Findings) -> Offered:
    """Check a report against the record before it is taken. Raises NotFound or UsageFault."""
    filed = store.conferences.filed(ref)
    known = store.sharing.documents_by_hash(findings.sha256)
    earlier = [
        report.number
        for report in store.sharing.submitted(ref)
        if report.evidence.sha256 == findings.sha256
    ]
    elsewhere = sorted({doc.ref for doc in known if doc.ref != ref and _counts(store, doc)})
    paged = findings.pages is not None
    lines = [
        *(f"the same file is on record for {other}" for other in elsewhere),
        *say_found(
            find_others(
                store.sharing.other_family(ref),
                store.sharing.other_refs(ref),
                findings.by_page,
                findings.by_no_page,
                again=findings.again,
            ),
            findings,
        ),
    ]
    remarks = [
        f"the same file is report {number} already, and would be in the set twice: remove one, "
        f"cpconf report remove {ref} N --reason TEXT"
        for number in earlier
    ]
    if (searched := as_searched(findings)) is not None:
        remarks.append(f"other families were looked for, as far as it can be read; {searched}")
        remarks += [INSTALL] if findings.recognised is None else []
    if (said := say_recognised(findings.recognised or ())) is not None:
        remarks.append(said)
    if not paged:
        remarks += _of_word(findings)
    if findings.signed:
        remarks.append("it is signed: in the set for the professionals the signature cannot hold")
    return Offered(
        filed=filed,
        person=choose_person(filed.people, person),
        findings=findings,
        halts=(
            *((Halt(Stop.OTHERS, tuple(lines)),) if lines else ()),
            # A Word document is never in the set; it is checked when it is locked for a person.
            *(readable_still(findings) if paged else ()),
        ),
        remarks=tuple(remarks),
    )


def take(
    store: "Writer",
    offered: Offered,
    file: Path,
    *,
    received_at: dt.datetime,
    withheld: str | None,
    decision: Decision,
) -> tuple[Submitted, tuple[str, ...]]:
    """Record a report; return it with remarks.

    `received_at` is wall-clock Europe/London; `withheld` is the reason why the professionals do not
    get it; `decision` has the overridden stops.
    """
    filed, findings = offered.filed, offered.findings
    report = store.sharing.submit(
        filed,
        offered.person.id,
        str(file.absolute()),
        findings.evidence(DocumentKind.SUBMITTED),
        received_at=received_at,
        withheld=withheld,
    )
    said = {
        "number": report.number,
        "person": report.person,
        "sha256": findings.sha256,
        "withheld": withheld is not None,
        **decision.said,
    }
    notes = [f"withheld: {withheld}" if withheld else None, decision.note]
    store.conferences.note(filed, "report submitted", said, "; ".join(filter(None, notes)) or None)
    remarks = list(offered.remarks)
    task = _submitting(filed, report.person)
    if task is not None and task.is_outstanding:
        remarks.append(f"mark it: cpconf done {filed.conference.ref} {task.handle}")
    return report, tuple(remarks)


def remove(store: "Writer", ref: str, number: int, *, reason: str) -> None:
    """Remove a report from the set; the file is not touched. Raises NotFound."""
    filed = store.conferences.filed(ref)
    store.sharing.remove_submitted(filed, number, reason)
    store.conferences.note(filed, "report removed", {"number": number}, reason)


def listed(store: "Store", ref: str) -> tuple[Filed, tuple[Listed, ...]]:
    """Return the reports of a conference, with the states of their files. Raises NotFound."""
    filed = store.conferences.filed(ref)
    return filed, tuple(_listed(filed, report) for report in store.sharing.submitted(ref))


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file, 64 hexadecimal digits, without reading it into memory whole.

    Raises as `files.read`, and CpconfError where its drive fails.
    """
    try:
        with files.checked(file, files.LARGEST_DOCUMENT) as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise CpconfError(f"the file cannot be read ({files.why(error)})") from error


def _of_word(findings: Findings) -> list[str]:
    """Return remarks on a report that is a Word document."""
    remarks = ["it is a Word document: protect-report takes it, bundle takes only PDFs"]
    remarks += left_in_word(findings)
    return remarks


def _counts(store: "Store", document: "DocumentOnRecord") -> bool:
    """Tell whether a document still counts at its conference: a removed report does not."""
    if document.evidence.kind is not DocumentKind.SUBMITTED:
        return True
    standing = store.sharing.submitted(document.ref)
    return any(report.evidence.sha256 == document.evidence.sha256 for report in standing)


def _listed(filed: Filed, report: Submitted) -> Listed:
    person = filed.person(report.person)
    if person is None:
        raise NotFound(
            f"report {report.number} is from nobody on record: add {report.person} again"
        )
    task = _submitting(filed, report.person)
    return Listed(
        report=report,
        person=person,
        due=task.due if task is not None else None,
        file=_state(report),
    )


def _state(report: Submitted) -> FileState:
    file = Path(report.path)
    try:
        if not file.is_file():
            return FileState.GONE
        same = digest_of(file) == report.evidence.sha256
    except (CpconfError, OSError):  # such as a folder that may not be read
        return FileState.GONE
    return FileState.THERE if same else FileState.CHANGED


def _submitting(filed: Filed, person: str) -> FiledTask | None:
    """Return the person's task to submit a report, or None."""
    found = [task for task in filed.applying if task.task == SUBMITTING and task.person == person]
    return next((task for task in found if task.state is not TaskState.SKIPPED), None)


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A file's SHA-256, and the documents on record that it is, or is the source of."""

    sha256: str
    documents: tuple["DocumentOnRecord", ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings that the file is not protected."""
        said = []
        if any(document.matched == "source" for document in self.documents):
            said.append("this is the unprotected original: do not send it")
        elif any(not document.evidence.algorithm for document in self.documents):
            said.append("this file is not protected")
        return tuple(said)


def verify(store: "Store | None", file: Path) -> KnownDocument:
    """Look a file up. Raises NotFound where there is none, and as `digest_of`."""
    sha256 = digest_of(file)
    if store is None:
        return KnownDocument(sha256, ())
    return KnownDocument(sha256, tuple(store.sharing.documents_by_hash(sha256)))
