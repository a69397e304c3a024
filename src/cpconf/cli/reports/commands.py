"""`report`, `bundle`, `abridge` and `verify`: documents before they are shared, and afterwards."""

from pathlib import Path
from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of
from cpconf.cli.sharing.commands import At, AuthorisedBy, Override


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    group = typer.Typer(
        help="The reports that are submitted for a conference.",
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    group.command("add")(add)
    group.command("list")(list_)
    group.command("remove")(remove)
    program.add_typer(group, name="report")
    for command in (bundle, abridge, verify):
        program.command()(command)


def add(
    ctx: typer.Context,
    ref: options.Ref,
    file: Annotated[
        Path, typer.Argument(readable=False, metavar="FILE", help="The report: a PDF, or .docx.")
    ],
    from_: Annotated[
        str,
        typer.Option("--from", metavar="PERSON", help="Who submits it: a short id or a role."),
    ],
    at: At = None,
    withhold: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Why the professionals do not get it; - reads it."),
    ] = None,
    override: Override = None,
    authorised_by: AuthorisedBy = None,
    as_json: options.Json = False,
) -> None:
    """Put a submitted report on record; the file stays where it is.

    It is searched for other families on record, and for having been submitted elsewhere. A PDF is
    put through all that `bundle` will do with it.
    """
    from cpconf.cli.reports import report

    report.add(
        app_of(ctx),
        ref,
        file,
        report.Wanted(
            from_=from_,
            at=at,
            withhold=withhold,
            override=override or [],
            authorised_by=authorised_by,
            as_json=as_json,
        ),
    )


def list_(ctx: typer.Context, ref: options.Ref, as_json: options.Json = False) -> None:
    """Show the submitted reports, and whether their files are still there and unchanged."""
    from cpconf.cli.reports import report

    report.list_(app_of(ctx), ref, as_json=as_json)


def remove(
    ctx: typer.Context,
    ref: options.Ref,
    number: Annotated[int, typer.Argument(metavar="N", help="The report's number in the list.")],
    reason: options.Reason,
) -> None:
    """Take a submitted report back, with the reason; its file is not touched."""
    from cpconf.cli.reports import report

    report.remove(app_of(ctx), ref, number, reason)


def bundle(
    ctx: typer.Context,
    ref: options.Ref,
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            metavar="DIR",
            help="Where the files go. Default: a folder named REF here.",
        ),
    ] = None,
    order: Annotated[
        str | None,
        typer.Option(metavar="N,N,...", help="The reports by number, in another order."),
    ] = None,
    password_stdin: options.PasswordStdin = False,
    password_file: options.PasswordFile = None,
    password_command: options.PasswordCommand = None,
    ask_password: options.AskPassword = False,
    override: Override = None,
    authorised_by: AuthorisedBy = None,
    as_json: options.Json = False,
) -> None:
    """Make the set of reports for professionals.

    One locked file of those that were submitted, with contents, bookmarks and page numbers. The
    password is held until `release`.
    """
    from cpconf.cli.reports import bundle as bundling
    from cpconf.cli.sharing.secrets import PasswordFrom

    bundling.bundle(
        app_of(ctx),
        ref,
        bundling.Wanted(
            out=out,
            order=order,
            password=PasswordFrom(
                stdin=password_stdin,
                file=password_file,
                command=password_command,
                ask=ask_password,
            ),
            override=override or [],
            authorised_by=authorised_by,
            as_json=as_json,
        ),
    )


def abridge(
    ctx: typer.Context,
    ref: options.Ref,
    file: Annotated[
        Path | None, typer.Argument(readable=False, metavar="FILE", help="The full report, a PDF.")
    ] = None,
    sections: Annotated[
        bool,
        typer.Option("--sections", help="Keep the sections that the procedure names: default."),
    ] = False,
    pages: Annotated[
        str | None, typer.Option(metavar="RANGES", help="Keep these pages, such as 1-3,7,9-.")
    ] = None,
    bookmark: Annotated[
        list[str] | None,
        typer.Option(metavar="TITLE", help="Keep what this bookmark leads to; may be given again."),
    ] = None,
    heading: Annotated[
        list[str] | None,
        typer.Option(metavar="TITLE", help="Keep what is under this heading; may be given again."),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Show the report's sections and their pages.")
    ] = False,
    form: Annotated[
        bool, typer.Option("--form", help="Write the Word form of an abridged report instead.")
    ] = False,
    template: Annotated[
        Path | None,
        typer.Option(readable=False, metavar="FILE", help="As --form, with a form of your own."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Say which headings a written one (.docx) lacks.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            metavar="FILE|DIR",
            help="Where it goes. Default: a folder named REF here.",
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Make it without asking: the pages are right.")
    ] = False,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
) -> None:
    """Cut the parents' copy from a full report.

    Or start one on a form.

    Shows what is kept and what is left out before anything is made. The result is not locked.
    """
    from cpconf.cli.reports import abridge as abridging

    abridging.abridge(
        app_of(ctx),
        ref,
        file,
        abridging.Wanted(
            sections=sections,
            pages=pages,
            bookmarks=bookmark or [],
            headings=heading or [],
            list=list_,
            form=form,
            template=template,
            check=check,
            out=out,
            yes=yes,
            dry_run=dry_run,
            as_json=as_json,
        ),
    )


def verify(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(readable=False, metavar="FILE", help="Any file.")],
    as_json: options.Json = False,
) -> None:
    """Say which document on record a file is."""
    from cpconf.cli.reports import report

    report.verify(app_of(ctx), file, as_json=as_json)
