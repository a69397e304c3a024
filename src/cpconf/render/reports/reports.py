"""The reports of `report`, `bundle`, `abridge` and `verify`."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from cpconf.core.conferences.conference import Person
from cpconf.core.sharing.sharing import ShareState, Submitted
from cpconf.core.sharing.stops import Halt
from cpconf.core.words import DocumentKind, Role
from cpconf.render.conferences import common_keys as keys
from cpconf.render.conferences.common_keys import PersonPart, RefPart
from cpconf.render.drawing.json_text import Report
from cpconf.render.sharing.reports import Overridden, overridden

if TYPE_CHECKING:
    from cpconf.core.sharing.sharing import DocumentOnRecord
    from cpconf.documents.cut.sections import Section
    from cpconf.workflow.reports.abridgement import Abridged, AbridgementPlan
    from cpconf.workflow.reports.sets import MadeSet
    from cpconf.workflow.reports.submissions import Listed

_Number = Annotated[int, "its number, which `report remove` and `bundle --order` take"]
_FirstPage = Annotated[int, "its first page, from 1"]
_LastPage = Annotated[int, "its last page"]


class SubmittedPart(Report):
    """A submitted report."""

    number: _Number
    person: Annotated[str, "short id of whoever submitted it"]
    role: keys.PersonRole
    received_at: Annotated[dt.datetime, "moment at which it came"]
    withheld: Annotated[bool, "whether the professionals do not get it"]
    pages: Annotated[int | None, "its pages"]
    size: Annotated[int, "its size in bytes"]
    sha256: Annotated[str, "its SHA-256"]


def _submitted(report: Submitted, person: Person) -> dict[str, Any]:
    evidence = report.evidence
    return {
        "role": person.role,
        "withheld": report.withheld is not None,
        "pages": evidence.pages,
        "size": evidence.size,
        "sha256": evidence.sha256,
    }


class SubmittedReport(SubmittedPart, RefPart, commands=("report add",)):
    """`report add`: the report as recorded. Its fields begin with those of the last base."""

    overridden: Overridden
    remarks: keys.Remarks

    @classmethod
    def of(
        cls, report: Submitted, person: Person, halts: Iterable[Halt], remarks: tuple[str, ...]
    ) -> Self:
        """Make one from a person's report and the stops that were overridden."""
        return cls.like(
            report,
            overridden=overridden(halts),
            remarks=remarks,
            **_submitted(report, person),
        )


class ListedPart(SubmittedPart):
    """A submitted report, and whether its file is still there."""

    due: Annotated[
        dt.datetime | None, "when the procedure asks for it; `null` where it states no time"
    ]
    late: Annotated[bool | None, "whether it came later; `null` where there is no `due`"]
    file: Annotated[str, "`there`, `changed` or `gone`"]
    path: Annotated[str, "where the file was when it was added"]


class SubmittedReports(Report, commands=("report list",)):
    """`report list`: the reports. No other document has the paths of their files."""

    ref: keys.Ref
    reports: Annotated[tuple[ListedPart, ...], "the reports, by number"] = ()

    @classmethod
    def of(cls, ref: str, listed: "Iterable[Listed]") -> Self:
        """Make one from the reports of a conference."""
        return cls(
            ref,
            tuple(
                ListedPart.like(
                    each.report,
                    due=each.due,
                    late=each.is_late,
                    file=each.file,
                    **_submitted(each.report, each.person),
                )
                for each in listed
            ),
        )


class TakenBackReport(Report, commands=("report remove",)):
    """`report remove`: the report that was taken back."""

    ref: keys.Ref
    number: _Number


class KnownPart(Report):
    """A document on record that matches a file."""

    ref: keys.Ref
    kind: Annotated[DocumentKind, "`report`, `plan`, `minutes`, `set`, `abridged` or `submitted`"]
    person: Annotated[str | None, "short id of whoever it is for, or from"]
    state: Annotated[ShareState | None, "state of its sharing, where it has one"]
    matched: Annotated[str, "`copy`: it is that document; `source`: it is the unprotected original"]
    made_at: Annotated[dt.datetime, "moment at which it was recorded"]
    sha256: keys.Sha256
    size: keys.Size
    pages: keys.Pages
    algorithm: keys.Algorithm

    @classmethod
    def of(cls, document: "DocumentOnRecord") -> Self:
        """Make one from a document on record."""
        return cls.like(
            document.evidence,
            ref=document.ref,
            person=document.person,
            state=document.state,
            matched=document.matched,
            made_at=document.made_at,
            algorithm=document.evidence.algorithm or None,
        )


class KnownReport(Report, commands=("verify",)):
    """`verify`: which documents on record a file is."""

    sha256: Annotated[str, "SHA-256 of the file"]
    known: Annotated[bool, "whether it is on record"]
    documents: Annotated[tuple[KnownPart, ...], "the documents that it is, the newest first"]

    @classmethod
    def of(cls, sha256: str, documents: "Sequence[DocumentOnRecord]") -> Self:
        """Make one from a file, and the documents that it is."""
        return cls(sha256, bool(documents), tuple(map(KnownPart.of, documents)))


class SectionPart(Report):
    """A section of a report."""

    title: Annotated[str, "its heading"]
    first_page: _FirstPage
    last_page: _LastPage
    level: Annotated[int, "how deep it is, from 1"]
    shared: Annotated[bool, "whether another section stands on one of its pages"]


class SectionsReport(Report, commands=("abridge",)):
    """`abridge --list`: the sections of a report, with their titles."""

    ref: keys.Ref
    pages: Annotated[int | None, "how many pages the report has"]
    sections: Annotated[tuple[SectionPart, ...], "its sections, by their titles in the report"]

    @classmethod
    def of(cls, ref: str, pages: int | None, sections: "Iterable[Section]") -> Self:
        """Make one from the sections of a report."""
        parts = (SectionPart.like(s, first_page=s.first, last_page=s.last) for s in sections)
        return cls(ref, pages, tuple(parts))


class KeptReport(Report):
    """What an abridged report keeps of the full one."""

    ref: keys.Ref
    pages: Annotated[int, "how many pages the full report has"]
    kept: Annotated[tuple[int, ...], "the pages that are kept, from 1"]
    left_out: Annotated[tuple[int, ...], "the pages that are left out"]
    missing: Annotated[tuple[str, ...], "sections for parents that were not found"]


class StretchPart(Report):
    """Pages in a row."""

    first_page: _FirstPage
    last_page: _LastPage
    kept: Annotated[bool, "whether they are kept"]
    title: Annotated[str, "the title on them"]


class AbridgementPlanReport(KeptReport, commands=("abridge",)):
    """`abridge --dry-run`: which pages would be kept, with the titles on them."""

    stretches: Annotated[tuple[StretchPart, ...], "pages in a row"]
    file: Annotated[None, "`null`: nothing was made"]
    remarks: Annotated[tuple[str, ...], "sentences on what to look at"]

    @classmethod
    def of(cls, plan: "AbridgementPlan") -> Self:
        """Make one from a plan."""
        stretches = tuple(
            StretchPart.like(stretch, first_page=stretch.first, last_page=stretch.last)
            for stretch in plan.stretches
        )
        return cls.like(plan, stretches=stretches, file=None)


class AbridgedReport(KeptReport, commands=("abridge",)):
    """`abridge`: the file that was made, and its pages, without titles."""

    file: Annotated[Path, "path of the abridged report"]
    sha256: Annotated[str, "SHA-256 of that file"]
    size: keys.Size
    source_sha256: Annotated[str | None, "SHA-256 of the full report"]
    remarks: Annotated[tuple[str, ...], "sentences on what to look at"]

    @classmethod
    def of(cls, made: "Abridged") -> Self:
        """Make one from an abridged report."""
        evidence = made.evidence
        return cls.like(
            made.plan,
            file=made.path,
            sha256=evidence.sha256,
            size=evidence.size,
            source_sha256=evidence.source_sha256,
            remarks=made.remarks,
        )


class FormReport(Report, commands=("abridge",)):
    """`abridge --form`, `--template`: the form that was written."""

    ref: keys.Ref
    file: Annotated[Path | None, "path of the form; `null` with `--dry-run`"]


class AbridgingRequestReport(Report, commands=("abridge",)):
    """`abridge --request`: the message that asks for an abridged report."""

    ref: keys.Ref
    subject: Annotated[str | None, "its subject; `null` where the procedure fixes none"]
    people: Annotated[tuple[str, ...], "short ids of those whom it is addressed to"]
    file: Annotated[Path | None, "path of the draft; `null` with `--dry-run`"]


class HeadingsReport(Report, commands=("abridge",)):
    """`abridge --check`: the headings that a finished report lacks."""

    ref: keys.Ref
    missing: Annotated[tuple[str, ...], "the headings that are missing, or out of place"]


class SetFilesPart(Report):
    """The files of a set."""

    protected: Annotated[Path, "the locked file"]
    manifest: Annotated[Path, "the list of what is in it"]
    note: Annotated[Path, "the message that goes with it"]
    password: Annotated[Path, "the held message with the password"]


class PlacedPart(Report):
    """A report in the set."""

    number: _Number
    person: Annotated[str, "short id of whoever submitted it"]
    role: Annotated[Role, "role of that person"]
    first_page: _FirstPage
    last_page: _LastPage
    sha256: Annotated[str, "its SHA-256"]


class SetReport(Report, commands=("bundle",)):
    """`bundle`: the files that were made, how they are locked, and what is in the set."""

    ref: keys.Ref
    person: Annotated[None, "`null`: it is for the professionals"]
    kind: Annotated[DocumentKind, "`set`"]
    state: Annotated[ShareState, "`prepared`"]
    files: Annotated[SetFilesPart, "paths"]
    sha256: keys.Sha256
    size: keys.Size
    pages: keys.Pages
    algorithm: keys.Algorithm
    reports: Annotated[tuple[PlacedPart, ...], "what is in it, in order"]
    recipients: Annotated[tuple[PersonPart, ...], "the professionals on record"]
    mark: Annotated[tuple[str, ...], "handles of the open tasks that ask for it to be sent"]
    overridden: Overridden
    remarks: keys.Remarks

    @classmethod
    def of(cls, made: "MadeSet") -> Self:
        """Make one from a set that was made."""
        gathered, names = made.gathered, made.names
        reports = zip(made.placed, gathered.reports, strict=True)
        return cls.like(
            made.evidence,
            ref=gathered.ref,
            person=None,
            state=ShareState.PREPARED,
            files=SetFilesPart.like(names, password=names.held),
            algorithm=made.evidence.algorithm or None,
            reports=tuple(
                PlacedPart.like(
                    placed,
                    number=report.number,
                    person=person.id,
                    role=person.role,
                    sha256=report.evidence.sha256,
                )
                for placed, (report, person) in reports
            ),
            recipients=tuple(map(PersonPart.of, gathered.recipients)),
            mark=tuple(gathered.open_tasks),
            overridden=overridden(made.overridden),
            remarks=made.remarks,
        )
