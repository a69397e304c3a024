"""What `abridge` does."""

import shlex
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cpconf import files
from cpconf.app import App
from cpconf.core.words import PARENTS
from cpconf.errors import ExitCode, Refused, UsageFault

if TYPE_CHECKING:
    from cpconf.workflow.reports.abridgement import AbridgementPlan

_PDF, _WORD = ".pdf", ".docx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The options as they were typed."""

    sections: bool
    pages: str | None
    bookmarks: list[str]
    headings: list[str]
    list: bool
    form: bool
    template: Path | None
    check: bool
    out: Path | None
    yes: bool
    dry_run: bool
    as_json: bool

    def refuse_several(self, file: Path | None) -> None:
        """Raise UsageFault for what cannot be asked for together."""
        by_name = self.pages is not None or bool(self.bookmarks) or bool(self.headings)
        writes_form = self.form or self.template is not None
        if sum([self.sections or by_name, self.list, writes_form, self.check]) > 1:
            msg = "one of choosing pages, --list, --form or --template, and --check, not several"
        elif self.sections and by_name:
            msg = "--sections is the choice itself: leave out --pages, --bookmark and --heading"
        elif self.form and self.template is not None:
            msg = "--form or --template FILE, not both"
        elif writes_form and file is not None:
            msg = "--form and --template write a new report: leave out FILE"
        elif not writes_form and file is None:
            msg = "which report? give FILE, or --form to start one on the form"
        else:
            return
        raise UsageFault(msg)


def abridge(app: App, ref: str, file: Path | None, wanted: Wanted) -> None:
    """Write a form; or look at the report and list, check or cut it."""
    wanted.refuse_several(file)
    if file is None:
        _write_form(app, ref, wanted)
        return
    with app.looking_at(file, allow_signed=True, headings=not wanted.check) as inspection:
        # While another process reads the document, this one loads what it needs.
        from cpconf.render.reports import json, made, screens
        from cpconf.workflow.reports import abridgement

        with app.reading_existing() as reader:
            filed = reader.filed(ref)
            said = abridgement.said_of(reader, filed)
        with app.screen.meter("checking the document", waited=inspection.waited) as progress:
            findings = inspection.result(progress)
    if wanted.check:
        missing = abridgement.missing_headings(file, findings.type, said)
        _check(app, ref, missing, as_json=wanted.as_json)
        return
    abridgement.refuse_word(findings.type, ref)
    if wanted.list:
        there = abridgement.sections(findings)
        if wanted.as_json:
            app.screen.print_json(json.sections_document(ref, findings.pages, there))
        else:
            app.screen.show(partial(screens.write_sections, sections=there))
        return
    plan = abridgement.plan(
        filed,
        findings,
        said,
        pages=wanted.pages,
        bookmarks=wanted.bookmarks,
        headings=wanted.headings,
    )
    if wanted.dry_run and wanted.as_json:
        app.screen.print_json(json.plan_document(plan))
        return
    if not wanted.as_json:
        app.screen.show(partial(made.write_plan, plan=plan))
    if wanted.dry_run:
        _say(app, plan.remarks)
        return
    path = abridgement.target(ref, wanted.out, _PDF)
    _agree(app, plan, wanted)
    with app.screen.meter("cutting the pages") as progress:
        done = abridgement.make(
            app.writing,
            plan,
            file,
            findings,
            path,
            now=app.machine_now.timestamp(),
            progress=progress,
        )
    if wanted.as_json:
        app.screen.print_json(json.abridged_document(done))
    else:
        parents = [person.id for person in filed.people if person.role in PARENTS]
        app.screen.show(partial(made.write_abridged, made=done, parents=parents))
    _say(app, done.remarks)


def _agree(app: App, plan: "AbridgementPlan", wanted: Wanted) -> None:
    """Have the choice of pages confirmed. Raises UsageFault where nobody can be asked."""
    from cpconf.documents.cut.ranges import say_pages

    if wanted.as_json:
        app.screen.tell(f"keeps {say_pages(plan.kept)} of {plan.pages}")
    if wanted.yes:
        return
    _say(app, plan.remarks)
    if not app.may_ask:
        msg = (
            f"look at what is kept first ({say_pages(plan.kept)} of {plan.pages}), then say that "
            "it is right\nType the same again, with --yes"
        )
        raise UsageFault(msg)
    if not typer.confirm("Is that what is to be kept?", err=True):
        msg = "nothing was made: choose the pages with --pages, --bookmark or --heading"
        raise Refused(msg)


def _write_form(app: App, ref: str, wanted: Wanted) -> None:
    """Write the form of an abridged report, filled in with what is on record."""
    from cpconf.workflow.reports import abridgement

    template = wanted.template
    if template is not None:
        files.checked(template, files.LARGEST_DOCUMENT, "the form").close()
    with app.reading_existing() as reader:
        filed = reader.filed(ref)
        said = abridgement.said_of(reader, filed)
    path = abridgement.target(ref, wanted.out, _WORD)
    if not wanted.dry_run:
        abridgement.write_form(filed, template, path)
    if wanted.as_json:
        app.screen.print_json(
            {"cpconf": 1, "ref": ref, "file": None if wanted.dry_run else str(path)}
        )
        return
    app.screen.say(f"{'would be made' if wanted.dry_run else 'made'}: {path}")
    remark = abridgement.about_form(filed, said) if template is None else None
    if remark is not None:
        app.screen.warn(remark)
    if not wanted.dry_run:
        app.screen.tell("It holds names: keep it where the case is kept.")
        app.screen.tell(
            f"Once it is written: cpconf abridge {ref} {shlex.quote(str(path))} --check"
        )


def _check(app: App, ref: str, missing: tuple[str, ...], *, as_json: bool) -> None:
    """Say which headings are missing, and leave with 3 where any is."""
    if as_json:
        app.screen.print_json({"cpconf": 1, "ref": ref, "missing": list(missing)})
    else:
        for heading in missing:
            app.screen.say(f"missing, or out of place: {heading}")
        if not missing:
            app.screen.say("Every heading is there.")
    raise typer.Exit(ExitCode.FOUND if missing else ExitCode.DONE)


def _say(app: App, remarks: tuple[str, ...]) -> None:
    for remark in remarks:
        app.screen.warn(remark)
