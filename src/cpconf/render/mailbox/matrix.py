"""The screen of `chase`: whose report was asked for, shared, received, forwarded; who is asked."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.conference import Person
from cpconf.core.dates.phrases import say_clock
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page, Run, widths_of
from cpconf.render.mailbox.screens import say_late

if TYPE_CHECKING:
    from cpconf.workflow.mailbox.chasing import Matrix, MatrixRow, ReportRequest, SharedSoFar


_TABLE_FROM: Final = 72
_NONE: Run = ("-", Ink.FAINT)
_HEAD: Final[list[Run]] = [
    (title, Ink.FAINT) for title in ("", "requested", "shared", "received", "forwarded")
]


def write_matrix(page: Page, *, matrix: "Matrix", now: dt.datetime) -> None:
    """Write the matrix, without names; `now` is wall-clock Europe/London."""
    page.flow([(matrix.filed.conference.ref, Ink.STRONG), ("reports", Ink.STRONG)], gap=" ")
    if not matrix.rows:
        page.write("No agency and no social worker is on record.", Ink.FAINT)
        return
    page.blank()
    rows = [_HEAD, *(_cells(row, now) for row in matrix.rows)]
    if page.width < _TABLE_FROM:
        for row in rows[1:]:
            page.flow(
                [
                    (f"{head[0]} {cell[0]}".strip(), cell[1])
                    for head, cell in zip(_HEAD, row, strict=True)
                ],
                gap="; ",
                hang=4,
            )
        return
    widths = widths_of(rows, page.width)
    for row in rows:
        page.columns(row, widths)


def write_requests(
    page: Page, *, requests: "Sequence[ReportRequest]", to_ring: Sequence[Person]
) -> None:
    """Write the drafts to send, and whom to ring."""
    for request in requests:
        page.write(f"to send to {_whom(request.person)}: {request.path}", hang=2)
    for person in to_ring:
        page.write(
            f"to ring, as they have no address of their own: {_whom(person)}", Ink.WARNING, hang=2
        )
    if not requests and not to_ring:
        page.write("Nobody owes a report.", Ink.GOOD)


def _cells(row: "MatrixRow", now: dt.datetime) -> list[Run]:
    requested: Run = _NONE
    if row.requested_at is not None:
        requested = (f"{row.requested_by} {_said(row.requested_at)}", None)
    return [
        (f"{row.person.id} {row.person.role.words}", Ink.STRONG),
        requested,
        _shared(row.shared),
        _received(row, now),
        (_said(row.forwarded_at), Ink.GOOD) if row.forwarded_at else _NONE,
    ]


def _shared(shared: "SharedSoFar") -> Run:
    if not shared.of:
        return _NONE
    if shared.done == shared.of:
        return (_said(shared.at) if shared.at else "done", Ink.GOOD)
    return ("no" if shared.of == 1 else f"{shared.done} of {shared.of}", Ink.WARNING)


def _received(row: "MatrixRow", now: dt.datetime) -> Run:
    if row.report is not None:
        late, ink = ("late", Ink.WARNING) if row.late == 0 else say_late(row.due, row.late)
        return f"{_said(row.report.received_at)} {late}".rstrip(), ink
    if not row.owed:
        return _NONE
    if row.due is None:
        return "owed", Ink.WARNING
    if row.due < now:
        return f"was due {_said(row.due)}", Ink.ALARM
    return f"due {_said(row.due)}", None


def _whom(person: Person) -> str:
    return f"{person.id} ({person.role.words})"


def _said(moment: dt.datetime) -> str:
    return say_clock(moment, year=moment.year)
