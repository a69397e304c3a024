"""The screens of `report list`, `abridge --list` and `verify`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, assert_never

from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.phrases import say_clock, say_count, say_left
from cpconf.core.words import COPIES, DocumentKind
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page, Run, widths_of
from cpconf.render.reports.made import say_range

if TYPE_CHECKING:
    from cpconf.core.sharing.sharing import DocumentOnRecord
    from cpconf.documents.cut.sections import Section
    from cpconf.workflow.reports.submissions import Listed


_FILE: Final[Mapping[str, Run]] = {
    "there": ("unchanged", Ink.FAINT),
    "changed": ("changed", Ink.ALARM),
    "gone": ("gone", Ink.ALARM),
}
_TABLE_FROM: Final = 72
_STATES: Final = {
    DocumentKind.ABRIDGED: "not protected",
    DocumentKind.SUBMITTED: "not protected",
    **dict.fromkeys((*COPIES, DocumentKind.SET), "this copy was never finished"),
}


def write_reports(
    page: Page, *, ref: str, reports: "Sequence[Listed]", calendar: WorkingCalendar
) -> None:
    """Write the submitted reports by number, without names and without paths."""
    page.flow([(ref, Ink.STRONG), ("submitted reports", Ink.STRONG)])
    if not reports:
        page.write("None yet.", Ink.FAINT)
        return
    page.blank()
    rows = [_report_row(each, calendar) for each in reports]
    used = [index for index in range(len(rows[0])) if any(row[index][0] for row in rows)]
    rows = [[row[index] for index in used] for row in rows]
    widths = widths_of(rows, page.width)
    for row in rows:
        if page.width < _TABLE_FROM:
            page.flow([cell for cell in row if cell[0]], gap="  ", hang=4)
        else:
            page.columns(row, widths)


def write_sections(page: Page, *, sections: "Sequence[Section]") -> None:
    """Write a report's sections with their pages and titles."""
    rows: list[list[Run]] = [
        [
            (say_range(section.first, section.last), Ink.STRONG),
            (f"{'  ' * (section.level - 1)}{section.title}", None),
        ]
        for section in sections
    ]
    if not rows:
        page.write("No bookmarks and no headings were found: choose with --pages.")
        return
    widths = widths_of(rows, page.width)
    for row in rows:
        page.columns(row, widths)


def write_known(page: Page, *, sha256: str, documents: "Sequence[DocumentOnRecord]") -> None:
    """Write which documents on record a file is, the newest first."""
    page.flow([("SHA-256", Ink.FAINT), (sha256, None)], gap=" ")
    for document in documents:
        page.blank()
        page.write(_what(document), Ink.STRONG)
        evidence = document.evidence
        details = [
            _state(document),
            f"on record since {say_clock(document.made_at)}",
            *([say_count(evidence.pages, "page")] if evidence.pages else []),
            *([evidence.algorithm] if evidence.algorithm else []),
        ]
        page.flow([(detail, Ink.FAINT) for detail in details], indent=2, hang=2, gap="; ")


def _report_row(each: "Listed", calendar: WorkingCalendar) -> list[Run]:
    report = each.report
    late: Run = ("", None)
    if each.due is not None:
        late = ("in time", Ink.GOOD)
        if each.is_late:
            late = (say_left(each.due, report.received_at, calendar), Ink.WARNING)
    return [
        (str(report.number), Ink.STRONG),
        (f"{report.person} {each.person.role.words}", None),
        (say_count(pages, "page") if (pages := report.evidence.pages) else "Word", None),
        (say_clock(report.received_at), None),
        late,
        ("withheld", Ink.WARNING) if report.withheld is not None else ("", None),
        _FILE[each.file],
    ]


def _what(document: "DocumentOnRecord") -> str:
    kind = document.evidence.kind
    match kind:
        case DocumentKind.SUBMITTED:
            about = f"report submitted for {document.ref}"
        case DocumentKind.ABRIDGED:
            about = f"abridged report of {document.ref}"
        case DocumentKind.SET:
            about = f"set of reports of {document.ref} for the professionals"
        case DocumentKind.REPORT | DocumentKind.PLAN | DocumentKind.MINUTES:
            about = f"protected {kind} of {document.ref}"
        case _:
            assert_never(kind)
    if document.person:
        about += f" {'by' if kind is DocumentKind.SUBMITTED else 'for'} {document.person}"
    source = "the unprotected original of the " if document.matched == "source" else "the "
    return source + about


def _state(document: "DocumentOnRecord") -> str:
    if document.state is not None:
        return document.state.words
    return _STATES[document.evidence.kind]
