"""The abridged report: cut from the full PDF, or written on a form.

The conference's procedure says which sections it has (O-13b, O-APP2).
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.phrases import say_clock
from cpconf.core.procedures.abridged import Abridgement, abridgement
from cpconf.core.reports import menus
from cpconf.core.sharing.document import Evidence
from cpconf.core.words import FAMILY, PROFESSIONALS, DocumentKind, FileType
from cpconf.documents.cut import cutting
from cpconf.documents.cut.ranges import say_pages
from cpconf.documents.findings import Findings
from cpconf.documents.inspection import cutter
from cpconf.documents.places import folders
from cpconf.documents.places.publishing import draft, make_folder, put, working_in
from cpconf.documents.progress import Progress
from cpconf.documents.word import report_form
from cpconf.errors import CpconfError, DocumentFault, Refused, UsageFault
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.workflow.conferences.pinned import outline_of
from cpconf.workflow.reports.submissions import digest_of
from cpconf.workflow.sharing.copies import output_folder
from cpconf.workflow.sharing.recipients import REDACTED

if TYPE_CHECKING:
    from cpconf.workflow.sharing.copies import Begin

_LONGEST_TITLES: Final = 3
_DOCUMENTS: Final = frozenset({".pdf", ".docx", *menus.INSTEAD})
"""Endings that make a name that of a file, not of a folder."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A range of pages, from 1, all kept or all left out; `title` is for the screen only."""

    first: int
    last: int
    kept: bool
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbridgementPlan:
    """Which pages of a report to keep; `remarks` repeat none of its text."""

    ref: str
    pages: int
    kept: tuple[int, ...]
    stretches: tuple[Stretch, ...]
    missing: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def left_out(self) -> tuple[int, ...]:
        """The pages that are not kept, from 1."""
        return tuple(page for page in range(1, self.pages + 1) if page not in self.kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Abridged:
    """An abridged report that was made: its file, the evidence, and remarks."""

    plan: AbridgementPlan
    path: Path
    evidence: Evidence
    remarks: tuple[str, ...]


def said_of(store: ConferenceQuestions, filed: Filed) -> Abridgement | None:
    """Return the procedure's rule for the abridged report; None where it has none."""
    outline = outline_of(store, filed)
    return abridgement(outline)


def refuse_word(type_: FileType, ref: str) -> None:
    """Raise DocumentFault for a Word document: only pages can be cut."""
    if type_ is FileType.DOCX:
        raise DocumentFault(
            f"only a PDF can be cut: {menus.AS_PDF_WITH_BOOKMARKS}\n"
            f"To write an abridged report instead: cpconf abridge {ref} --form"
        )


def plan(
    filed: Filed,
    findings: Findings,
    said: Abridgement | None,
    *,
    pages: str | None = None,
    bookmarks: Sequence[str] = (),
    headings: Sequence[str] = (),
) -> AbridgementPlan:
    """Plan which pages to keep: as chosen, else the sections that the procedure names.

    `said` is the procedure's rule for the abridged report. Raises UsageFault, which repeats no
    title, for a wrong choice, and where the procedure names no sections or none was found;
    DocumentFault where a page to keep has a redaction mark that was never applied.
    """
    ref = filed.conference.ref
    choice = _chosen(filed, findings, said, pages=pages, bookmarks=bookmarks, headings=headings)
    marked = sorted(set(choice.pages) & set(findings.redaction_pages))
    if marked:
        # The cut would lose the marks and keep the text below them.
        raise DocumentFault(
            f"{say_pages(marked)}: {REDACTED}, and cut that\nOr leave such pages out"
        )
    return AbridgementPlan(
        ref=ref,
        pages=findings.pages or 0,
        kept=choice.pages,
        stretches=_stretches(findings, frozenset(choice.pages)),
        missing=choice.missing,
        remarks=choice.remarks,
    )


def _chosen(
    filed: Filed,
    findings: Findings,
    said: Abridgement | None,
    *,
    pages: str | None,
    bookmarks: Sequence[str],
    headings: Sequence[str],
) -> cutting.Choice:
    ref = filed.conference.ref
    if pages is None and not bookmarks and not headings:
        if said is None:
            raise UsageFault(
                f"{filed.procedure_title} names no abridged report for a conference like {ref}, so "
                "it does not say which sections to keep\n"
                "See their titles with --list, and choose with --pages, --bookmark or --heading"
            )
        choice = cutting.match_sections(findings, said.sections)
        if not choice.pages:
            raise UsageFault(
                f"none of the sections of the abridged report ({said.clause}) was found by its "
                "title\nSee the titles with --list, and choose with --pages, --bookmark or "
                "--heading"
            )
        return choice
    return cutting.choose(findings, pages=pages, bookmarks=bookmarks, headings=headings)


def target(ref: str, out: Path | None, suffix: str) -> Path:
    """Return the path for the abridged report; `out` is a folder, or a file by its ending.

    Raises Refused where the file exists, UsageFault for the ending of another type, unless it is a
    folder that exists.
    """
    if out is not None and out.suffix.lower() in _DOCUMENTS - {suffix} and not out.is_dir():
        what = "abridge makes a PDF" if suffix == ".pdf" else "the form is a Word document"
        raise UsageFault(f"{what}: name a folder, or a file that ends in {suffix}")
    name = f"{ref}-abridged{suffix}"
    path = output_folder(ref, out) / name
    if out is not None and out.suffix.lower() == suffix and not out.is_dir():
        path = folders.named(out.parent) / out.name
    if os.path.lexists(path):
        raise Refused(
            "the abridged report exists already: move it away, or choose another place with --out"
        )
    return path


def make(
    begin: "Begin",
    plan: AbridgementPlan,
    source: Path,
    findings: Findings,
    path: Path,
    *,
    now: float,
    progress: Progress | None = None,
) -> Abridged:
    """Cut the report, prove that the rest is gone, and record it.

    `now` is a Unix time. Raises Refused, NotFound, CpconfError, and DocumentFault (exit code 6)
    where the document changed since it was inspected, or cannot be cut safely.
    """
    with working_in(path.parent, now=now), draft(path.parent) as part:
        cut = cutter.cut(source, findings, plan.kept, part, progress)
        evidence = Evidence(
            kind=DocumentKind.ABRIDGED,
            sha256=digest_of(part.path),
            size=part.path.stat().st_size,
            pages=cut.pages,
            algorithm="",
            source_sha256=findings.sha256,
        )
        published = None
        try:
            with begin() as store:
                filed = store.conferences.filed(plan.ref)
                store.sharing.add_document(filed, evidence)
                said = {
                    "pages": len(plan.kept),
                    "kept": say_pages(plan.kept),
                    "of": plan.pages,
                    "sha256": evidence.sha256,
                }
                store.conferences.note(filed, "abridged", said)
                published = part.publish(path.name)
        except (CpconfError, OSError):
            if published is not None:  # the file has its name, but is not on record
                published.unlink(missing_ok=True)
            raise
    remarks = tuple(dict.fromkeys((*plan.remarks, *cut.remarks)))
    return Abridged(plan=plan, path=path, evidence=evidence, remarks=remarks)


def write_form(filed: Filed, template: Path | None, path: Path) -> Path:
    """Write the form, filled in from the record; `template` is the authority's own form.

    Raises DocumentFault or UsageFault for a form that cannot be filled in, Refused as `put`.
    """
    conference = filed.conference
    content = report_form.fill(
        {
            "ref": conference.ref,
            "type": conference.type.value,
            "conference_date": say_clock(conference.at),
            "procedure_title": filed.procedure_title,
            "family": [
                {"role": person.role.words, "name": person.name}
                for person in filed.people
                if person.role in FAMILY
            ],
            "professionals": [
                {"role": person.role.words, "name": person.name, "agency": person.agency or ""}
                for person in filed.people
                if person.role in PROFESSIONALS
            ],
        },
        template,
    )
    make_folder(path.parent)
    return put(path.parent, path.name, content)


def about_form(filed: Filed, said: Abridgement | None) -> str | None:
    """Return a remark where the procedure asks for other headings than the built-in form has."""
    if said is not None and tuple(each.name for each in said.sections) == report_form.HEADINGS:
        return None
    names = f"{filed.procedure_title} names " + (
        f"other sections for it ({said.clause})" if said is not None else "no abridged report"
    )
    return (
        f"the form has the headings of Oxfordshire's Appendix 2; {names} for a conference like "
        f"{filed.conference.ref}: --template FILE takes a form of your own"
    )


def missing_headings(report: Path, type_: FileType, said: Abridgement | None) -> tuple[str, ...]:
    """Return the headings of an abridged report that a Word document lacks.

    They are those of the procedure, else of the built-in form (O-APP2): where the procedure only
    selects sections of the full report, it has no headings for a written one. Raises DocumentFault
    for another type.
    """
    if type_ is not FileType.DOCX:
        raise DocumentFault(
            "--check reads a Word document (.docx): give the abridged report as it was written"
        )
    if said is None or said.only_these:
        return report_form.missing_headings(report)
    return report_form.missing_headings(report, said.sections)


def _stretches(findings: Findings, kept: frozenset[int]) -> tuple[Stretch, ...]:
    there = cutting.sections(findings)
    found: list[Stretch] = []
    for page in range(1, (findings.pages or 0) + 1):
        title = _titles_on(there, page)
        is_kept = page in kept
        if found and (found[-1].kept, found[-1].title) == (is_kept, title):
            found[-1] = Stretch(found[-1].first, page, is_kept, title)
        else:
            found.append(Stretch(page, page, is_kept, title))
    return tuple(found)


def _titles_on(there: Sequence[cutting.Section], page: int) -> str:
    """Return the titles of the sections on a page, without those that only contain others there."""
    on_it = [section for section in there if section.first <= page <= section.last]
    if not on_it:
        return ""
    lowest = [
        section
        for section, after in zip(on_it, [*on_it[1:], None], strict=True)
        if after is None or after.level <= section.level
    ]
    titles = [" ".join(section.title.split()) for section in lowest]
    more = "" if len(titles) <= _LONGEST_TITLES else " / …"
    return " / ".join(titles[:_LONGEST_TITLES]) + more
