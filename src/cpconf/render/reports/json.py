"""The JSON documents about submitted reports, the set, the abridged report, and any file."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cpconf.core.conferences.conference import Person
from cpconf.core.dates.london import stamp, stamp_or_none
from cpconf.core.sharing.sharing import Submitted
from cpconf.core.sharing.stops import Halt
from cpconf.render.drawing.json_text import FORM, Document
from cpconf.render.sharing.json import evidence_document

if TYPE_CHECKING:
    from cpconf.core.sharing.sharing import DocumentOnRecord
    from cpconf.documents.cut.sections import Section
    from cpconf.workflow.reports.abridgement import Abridged, AbridgementPlan
    from cpconf.workflow.reports.sets import MadeSet
    from cpconf.workflow.reports.submissions import Listed


def submitted_document(
    report: Submitted, person: Person, overridden: Sequence[Halt], remarks: Sequence[str]
) -> Document:
    """`report add --json`: the report as it was taken."""
    return {
        "cpconf": FORM,
        "ref": report.ref,
        **_report(report, person),
        "overridden": [halt.stop.value for halt in overridden],
        "remarks": list(remarks),
    }


def reports_document(ref: str, reports: "Sequence[Listed]") -> Document:
    """`report list --json`: the one document with the files' paths."""
    return {
        "cpconf": FORM,
        "ref": ref,
        "reports": [
            {
                **_report(each.report, each.person),
                "due": stamp_or_none(each.due),
                "late": each.is_late,
                "file": str(each.file),
                "path": each.report.path,
            }
            for each in reports
        ],
    }


def known_document(sha256: str, documents: "Sequence[DocumentOnRecord]") -> Document:
    """`verify --json`: what a file is; `matched` is `source` for the unprotected original."""
    return {
        "cpconf": FORM,
        "sha256": sha256,
        "known": bool(documents),
        "documents": [
            {
                "ref": document.ref,
                "kind": document.evidence.kind.value,
                "person": document.person,
                "state": document.state.value if document.state else None,
                "matched": document.matched,
                "made_at": stamp(document.made_at),
                **evidence_document(document.evidence),
            }
            for document in documents
        ],
    }


def sections_document(ref: str, pages: int | None, sections: "Sequence[Section]") -> Document:
    """`abridge --list --json`: the sections with their titles."""
    return {
        "cpconf": FORM,
        "ref": ref,
        "pages": pages,
        "sections": [
            {
                "title": section.title,
                "first_page": section.first,
                "last_page": section.last,
                "level": section.level,
                "shared": section.shared,
            }
            for section in sections
        ],
    }


def plan_document(plan: "AbridgementPlan") -> Document:
    """`abridge --dry-run --json`: what would be kept, with the titles that stand there."""
    return {
        "cpconf": FORM,
        **_plan(plan),
        "stretches": [
            {
                "first_page": stretch.first,
                "last_page": stretch.last,
                "kept": stretch.kept,
                "title": stretch.title,
            }
            for stretch in plan.stretches
        ],
        "file": None,
        "remarks": list(plan.remarks),
    }


def abridged_document(made: "Abridged") -> Document:
    """`abridge --json`: the file that was made, and the pages that it has; no titles."""
    return {
        "cpconf": FORM,
        **_plan(made.plan),
        "file": str(made.path),
        "sha256": made.evidence.sha256,
        "size": made.evidence.size,
        "source_sha256": made.evidence.source_sha256,
        "remarks": list(made.remarks),
    }


def set_document(made: "MadeSet") -> Document:
    """`bundle --json`: the files by what they are, the proof, and what is in the set."""
    gathered, names = made.gathered, made.names
    return {
        "cpconf": FORM,
        "ref": gathered.ref,
        "person": None,
        "kind": made.evidence.kind.value,
        "state": "prepared",
        "files": {
            "protected": str(names.protected),
            "manifest": str(names.manifest),
            "note": str(names.note),
            "password": str(names.held),
        },
        **evidence_document(made.evidence),
        "reports": [
            {
                "number": report.number,
                "person": person.id,
                "role": person.role.value,
                "first_page": placed.first_page,
                "last_page": placed.last_page,
                "sha256": report.evidence.sha256,
            }
            for placed, (report, person) in zip(made.placed, gathered.reports, strict=True)
        ],
        "recipients": [
            {"person": person.id, "role": person.role.value} for person in gathered.recipients
        ],
        "mark": list(gathered.open_tasks),
        "overridden": [halt.stop.value for halt in made.overridden],
        "remarks": list(made.remarks),
    }


def _report(report: Submitted, person: Person) -> Document:
    evidence = report.evidence
    return {
        "number": report.number,
        "person": report.person,
        "role": person.role.value,
        "received_at": stamp(report.received_at),
        "withheld": report.withheld is not None,
        "pages": evidence.pages,
        "size": evidence.size,
        "sha256": evidence.sha256,
    }


def _plan(plan: "AbridgementPlan") -> Document:
    return {
        "ref": plan.ref,
        "pages": plan.pages,
        "kept": list(plan.kept),
        "left_out": list(plan.left_out),
        "missing": list(plan.missing),
    }
