"""The abridged report: cut from the full PDF, or written anew on a form.

Which sections it holds, the conference's procedure says (O-13b, O-APP2).
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
from cpconf.workflow.conferences.pinned import Pins, outline_of
from cpconf.workflow.reports.submissions import digest_of
from cpconf.workflow.sharing.copies import output_folder
from cpconf.workflow.sharing.recipients import REDACTED

if TYPE_CHECKING:
    from cpconf.workflow.sharing.copies import Begin

_LONGEST_TITLES: Final = 3
_DOCUMENTS: Final = frozenset({".pdf", ".docx", *menus.INSTEAD})
"""Endings by which a name means a file, and no folder."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Pages in a row, from 1, that have the same fate; `title` is for the screen alone."""

    first: int
    last: int
    kept: bool
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbridgementPlan:
    """What is to be kept of a report, and what left out. `remarks` hold no word of it."""

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
    """An abridged report that was made: its file, the proof, and what to know of it."""

    plan: AbridgementPlan
    path: Path
    evidence: Evidence
    remarks: tuple[str, ...]


def said_of(store: Pins, filed: Filed) -> Abridgement | None:
    """What the procedure of a conference says of the abridged report; None where it names none."""
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
    """What is kept: pages and sections as chosen, or those of the procedure where nothing is.

    `said` is what the procedure says of the abridged report. Raises UsageFault, which repeats no
    title, also where it names no sections, or none of them was found; and DocumentFault where a
    page to keep is marked for redaction, and that was never applied.
    """
    ref = filed.conference.ref
    choice = _chosen(filed, findings, said, pages=pages, bookmarks=bookmarks, headings=headings)
    marked = sorted(set(choice.pages) & set(findings.redaction_pages))
    if marked:
        # The cut would be without the marks, and with what is below them.
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
                "that nothing says which sections to keep\n"
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
    """Where the abridged report goes: `out` is a folder, or a file by its ending.

    Raises Refused where that name is taken, and UsageFault for the ending of another document,
    unless it is a folder that exists.
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
    """Cut the report, prove that what was left out is gone, and put it on record.

    `now` is a Unix time. Raises Refused, NotFound, CpconfError, and DocumentFault (exit 6) where
    the document changed since it was looked at, or cannot be cut safely.
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
                filed = store.filed(plan.ref)
                store.add_document(filed, evidence)
                said = {
                    "pages": len(plan.kept),
                    "kept": say_pages(plan.kept),
                    "of": plan.pages,
                    "sha256": evidence.sha256,
                }
                store.note(filed, "abridged", said)
                published = part.publish(path.name)
        except (CpconfError, OSError):
            if published is not None:  # it has its name, and the record of it was not kept
                published.unlink(missing_ok=True)
            raise
    remarks = tuple(dict.fromkeys((*plan.remarks, *cut.remarks)))
    return Abridged(plan=plan, path=path, evidence=evidence, remarks=remarks)


def write_form(filed: Filed, template: Path | None, path: Path) -> Path:
    """Fill in the form with what is on record, and put it there; `template`: the authority's own.

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
    """What to know of our form where the procedure asks for other headings, or for no report."""
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
    """The headings of an abridged report that a Word document lacks.

    They are those of the procedure, or of our form (O-APP2) where it names none for a report that
    is written: sections that are selected from the full one are no headings of another.
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
    """The titles of the sections on a page, without those that only hold other sections there."""
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
