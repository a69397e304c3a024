"""The JSON document of `inbox`: no subject, no text, no name, no address of any message."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cpconf.core.conferences.conference import Person
from cpconf.core.dates.london import stamp, stamp_or_none
from cpconf.render.drawing.json_text import FORM, Document

if TYPE_CHECKING:
    from cpconf.workflow.mailbox.chasing import Matrix, MatrixRow, ReportRequest
    from cpconf.workflow.mailbox.intake import Taken
    from cpconf.workflow.mailbox.survey import Survey, WaitingMessage


def inbox_document(
    survey: "Survey | None", taken: "Sequence[Taken]", refused: Mapping[str, str]
) -> Document:
    """`inbox --json`; `refused` says why messages were not taken, by fingerprint."""
    by_message = {each.claim.item.fingerprint: each for each in taken}
    return {
        "cpconf": FORM,
        "since": survey.since.isoformat() if survey else None,
        "messages": [
            {
                **_message(item),
                "taken": _taken(by_message[item.fingerprint])
                if item.fingerprint in by_message
                else None,
                "refused": refused.get(item.fingerprint),
            }
            for item in (survey.items if survey else ())
        ],
        "unrelated": survey.unrelated if survey else 0,
        "dealt_with": survey.seen if survey else 0,
    }


def _message(item: "WaitingMessage") -> Document:
    found = item.match
    return {
        "id": item.id,
        "fingerprint": item.fingerprint,
        "outcome": found.outcome.value,
        "ref": found.ref,
        "person": found.person.id if found.person else None,
        "role": found.person.role.value if found.person else None,
        "refs": list(found.refs),
        "people": list(found.people),
        "received_at": stamp(item.received_at),
        "attachments": [kind.value for kind in item.kinds],
        "sender_doubted": item.doubted,
        "on_record": {
            "ref": item.holder.ref,
            "person": item.holder.person,
            "number": item.holder.number,
            "taken_back": not item.holder.standing,
        }
        if item.holder
        else None,
        "reason": item.reason,
    }


def _taken(taken: "Taken") -> Document:
    return {
        "ref": taken.claim.ref,
        "person": taken.person.id,
        "role": taken.person.role.value,
        "received_at": stamp(taken.received_at),
        "due": stamp_or_none(taken.due),
        "late_minutes": taken.late,
        "reports": [
            {
                "number": report.number,
                "file": report.path,
                "sha256": report.evidence.sha256,
                "pages": report.evidence.pages,
                "new": report in taken.reports,
            }
            for report in (*taken.reports, *taken.known)
        ],
        "done": list(taken.done),
        "drafts": [
            {
                "person": letter.person.id,
                "role": letter.person.role.value,
                "file": str(letter.path),
            }
            for letter in taken.letters
        ],
        "remarks": list(taken.remarks),
    }


def chase_document(
    ref: str,
    matrix: "Matrix | None",
    requests: "Sequence[ReportRequest]",
    to_ring: Sequence[Person],
) -> Document:
    """`chase --json`: the rows of the matrix, the drafts, and who has to be rung."""
    return {
        "cpconf": FORM,
        "ref": ref,
        "reports": [_row(row) for row in (matrix.rows if matrix else ())],
        "drafts": [
            {
                "person": request.person.id,
                "role": request.person.role.value,
                "file": str(request.path),
            }
            for request in requests
        ],
        "to_ring": [{"person": person.id, "role": person.role.value} for person in to_ring],
    }


def _row(row: "MatrixRow") -> Document:
    return {
        "person": row.person.id,
        "role": row.person.role.value,
        "requested_at": stamp_or_none(row.requested_at),
        "requested_by": row.requested_by,
        "shared": row.shared.done == row.shared.of if row.shared.of else None,
        "shared_at": stamp_or_none(row.shared.at),
        "report": row.report.number if row.report else None,
        "received_at": stamp(row.report.received_at) if row.report else None,
        "due": stamp_or_none(row.due),
        "late_minutes": row.late,
        "forwarded_at": stamp_or_none(row.forwarded_at),
        "owed": row.owed,
    }
