"""The JSON document of `chase`: where everybody's report is, and who is asked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cpconf.core.conferences.conference import Person
from cpconf.core.dates.london import stamp, stamp_or_none
from cpconf.render.drawing.json_text import FORM, Document

if TYPE_CHECKING:
    from cpconf.workflow.mailbox.chasing import Matrix, MatrixRow, ReportRequest


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
