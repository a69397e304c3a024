"""`abridge`: cut the parents' copy out of a full report."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cpconf import files
from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of
from cpconf.errors import ExitCode, Refused, UsageFault

if TYPE_CHECKING:
    from cpconf.app import App
    from cpconf.render.drawing.page import Page
    from cpconf.workflow.reports.abridgement import AbridgementPlan

_PDF: Final = ".pdf"
_WORD: Final = ".docx"


def abridge(
    ctx: typer.Context,
    ref: options.Ref,
    file: Annotated[
        Path | None, typer.Argument(readable=False, metavar="FILE", help="The full report, a PDF.")
    ] = None,
    sections: Annotated[
        bool,
        typer.Option(
            "--sections", help="Keep the sections that the procedure names (the default)."
        ),
    ] = False,
    pages: Annotated[
        str | None, typer.Option(metavar="RANGES", help="Keep these pages, such as '1-3,7,9-'.")
    ] = None,
    bookmark: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TITLE", help="Keep what this bookmark leads to. Repeat it for several."
        ),
    ] = None,
    heading: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TITLE", help="Keep what is under this heading. Repeat it for several."
        ),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Show the report's sections and their pages.")
    ] = False,
    form: Annotated[
        bool, typer.Option("--form", help="Write the Word form of an abridged report instead.")
    ] = False,
    template: Annotated[
        Path | None,
        typer.Option(
            readable=False, metavar="FILE", help="Write your own form instead of the built-in one."
        ),
    ] = None,
    request: Annotated[
        bool, typer.Option("--request", help="Draft the message that asks for one instead.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Check which headings a finished report (.docx) lacks.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            metavar="FILE|DIR",
            help="Where it goes. Default: a folder named REF here.",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Make it without asking.")] = False,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
) -> None:
    """Cut the parents' copy out of a full report.

    Shows what is kept and what is left out before it makes anything. The result is not locked.
    With --form, it starts an abridged report as a Word document instead; with --request, it drafts
    the message that asks for one.

    Example: cpconf abridge EX-1 full-report.pdf --list
    """
    from functools import partial

    app = app_of(ctx, as_json=as_json)
    _refuse_several(
        file,
        sections=sections,
        by_name=pages is not None or bool(bookmark) or bool(heading),
        lists=list_,
        form=form,
        template=template,
        request=request,
        check=check,
    )
    if request:
        _draft_request(app, ref, out, dry_run=dry_run)
        return
    if file is None:
        _write_form(app, ref, template, out, dry_run=dry_run)
        return
    with app.looking_at(file, allow_signed=True, headings=not check) as inspection:
        # Imported late: another process reads the document meanwhile.
        from cpconf.core.words import PARENTS
        from cpconf.documents.cut import cutting
        from cpconf.render.reports import made, reports, screens
        from cpconf.workflow.reports import abridgement

        with app.reading_existing() as reader:
            filed = reader.conferences.filed(ref)
            said = abridgement.said_of(reader.conferences, filed)
        with app.screen.meter("checking the document", waited=inspection.waited) as progress:
            findings = inspection.result(progress)
    if check:
        missing = abridgement.missing_headings(file, findings.type, said)
        _check(app, ref, missing)
        return
    abridgement.refuse_word(findings.type, ref)
    if list_:
        there = cutting.sections(findings)
        app.show(
            reports.SectionsReport.of(ref, findings.pages, there),
            partial(screens.write_sections, sections=there),
        )
        return
    plan = abridgement.plan(
        filed,
        findings,
        said,
        pages=pages,
        bookmarks=bookmark or [],
        headings=heading or [],
    )
    if dry_run or not as_json:
        app.show(reports.AbridgementPlanReport.of(plan), partial(made.write_plan, plan=plan))
    if dry_run:
        _say(app, () if as_json else plan.remarks)
        return
    path = abridgement.target(ref, out, _PDF)
    _agree(app, plan, yes=yes)
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
    parents = [person.id for person in filed.people if person.role in PARENTS]
    app.show(
        reports.AbridgedReport.of(done), partial(made.write_abridged, made=done, parents=parents)
    )
    _say(app, done.remarks)


def _refuse_several(
    file: Path | None,
    *,
    sections: bool,
    by_name: bool,
    lists: bool,
    form: bool,
    template: Path | None,
    request: bool,
    check: bool,
) -> None:
    """Raise UsageFault for options that exclude one another."""
    writes_form = form or template is not None
    if sum([sections or by_name, lists, writes_form, request, check]) > 1:
        msg = "choose pages, or give one of --list, --form, --template, --request and --check"
    elif sections and by_name:
        msg = "--sections chooses the pages: leave out --pages, --bookmark and --heading"
    elif form and template is not None:
        msg = "give --form or --template FILE, not both"
    elif writes_form and file is not None:
        msg = "--form and --template write a new report: leave out FILE"
    elif request and file is not None:
        msg = "--request writes a message, to which you attach the report: leave out FILE"
    elif not writes_form and not request and file is None:
        msg = "which report? give FILE, or --form to start one"
    else:
        return
    raise UsageFault(msg)


def _agree(app: "App", plan: "AbridgementPlan", *, yes: bool) -> None:
    """Ask whether the pages are right. Raises UsageFault where nobody can be asked."""
    from cpconf.documents.cut.ranges import say_pages

    if app.as_json:
        app.screen.tell(f"keeps {say_pages(plan.kept)} of {plan.pages}")
    if yes:
        return
    _say(app, plan.remarks)
    if not app.may_ask:
        raise UsageFault(
            f"look at what is kept first ({say_pages(plan.kept)} of {plan.pages}), then say that "
            "it is right\nType the same again, with --yes"
        )
    if not typer.confirm("Are these the pages to keep?", err=True):
        raise Refused("nothing was made: choose the pages with --pages, --bookmark or --heading")


def _write_form(
    app: "App",
    ref: str,
    template: Path | None,
    out: Path | None,
    *,
    dry_run: bool,
) -> None:
    """Write the form for an abridged report, filled in from the record."""
    from shlex import quote

    from cpconf.render.reports.reports import FormReport
    from cpconf.workflow.reports import abridgement

    if template is not None:
        files.checked(template, files.LARGEST_DOCUMENT, "the form").close()
    with app.reading_existing() as reader:
        filed = reader.conferences.filed(ref)
        said = abridgement.said_of(reader.conferences, filed)
    path = abridgement.target(ref, out, _WORD)
    if not dry_run:
        abridgement.write_form(filed, template, path)
    what = f"{'would be made' if dry_run else 'made'}: {path}"
    app.show(FormReport(ref, None if dry_run else path), lambda page: page.say(what))
    if app.as_json:
        return
    remark = abridgement.about_form(filed, said) if template is None else None
    if remark is not None:
        app.screen.warn(remark)
    if not dry_run:
        app.screen.tell("It holds names: keep it with the conference's records.")
        app.screen.tell(f"Once it is written: cpconf abridge {ref} {quote(str(path))} --check")


def _draft_request(app: "App", ref: str, out: Path | None, *, dry_run: bool) -> None:
    """Draft the message that asks for an abridged report."""
    from cpconf.render.reports.reports import AbridgingRequestReport
    from cpconf.workflow.reports import requesting
    from cpconf.workflow.sharing.copies import output_folder

    with app.reading_existing() as reader:
        found = requesting.request_of(reader.conferences, ref)
    path = None
    if not dry_run:
        path = requesting.draft_request(
            app.writing_undated,
            found,
            output_folder(ref, out),
            sender=app.config.sender,
            machine_now=app.machine_now.timestamp(),
        )
    whom = ", ".join(person.id for person in found.people)
    what = f"made: {path}" if path else f"would be made, for {whom or 'nobody on record'}"
    app.show(
        AbridgingRequestReport(
            ref=ref,
            subject=found.clause.subject,
            people=tuple(person.id for person in found.people),
            file=path,
        ),
        lambda page: page.say(what),
    )
    if not found.people:
        role = found.role.words if found.role else "person who abridges it"
        app.screen.warn(f"no {role} has an address on record: fill in the address of their inbox")
    if path is None or app.as_json:
        return
    app.screen.tell("Attach the report and what the parents said about it, then send it.")
    if found.task.is_outstanding:
        app.screen.tell(f"Once it is sent: cpconf done {ref} {found.task.handle}")


def _check(app: "App", ref: str, missing: tuple[str, ...]) -> None:
    """Report which headings are missing, and end with exit code 3 where any is."""
    from cpconf.render.reports.reports import HeadingsReport

    def write(page: "Page") -> None:
        for heading in missing:
            page.say(f"missing, or out of place: {heading}")
        if not missing:
            page.say("Every heading is there.")

    app.show(HeadingsReport(ref, missing), write)
    raise typer.Exit(ExitCode.FOUND if missing else ExitCode.DONE)


def _say(app: "App", remarks: tuple[str, ...]) -> None:
    for remark in remarks:
        app.screen.warn(remark)
