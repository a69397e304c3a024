"""`inbox` and `chase`: reports that come to the conference mailbox, and those that do not."""

from pathlib import Path
from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (inbox, chase):
        program.command()(command)


def inbox(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(
            readable=False,
            metavar="FOLDER",
            help="A folder of .eml files, or a Maildir. Default: the configured mailbox.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Messages from then on. Default: the last 90 days."),
    ] = None,
    take: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID=REF[@PERSON]",
            help="Take this message too, as that conference's; may be given again.",
        ),
    ] = None,
    set_aside: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Dealt with by hand: list it no more; may be given again."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            metavar="DIR",
            help="Where the reports go, in a folder named REF each. Default: the configured one, "
            "else here.",
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Take the reports that are certain, without asking.")
    ] = False,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
) -> None:
    """Take reports from the mailbox.

    Each is matched by reference and sender, saved, put on record and marked as submitted; drafts
    pass it on. Nothing in the mailbox is changed.
    """
    from cpconf.cli.mailbox import inbox as taking

    taking.inbox(
        app_of(ctx),
        folder,
        taking.Wanted(
            since=since,
            take=take or [],
            set_aside=set_aside or [],
            out=out,
            yes=yes,
            dry_run=dry_run,
            as_json=as_json,
        ),
    )


def chase(
    ctx: typer.Context,
    ref: options.Ref,
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            metavar="DIR",
            help="Where the drafts go. Default: a folder named REF here.",
        ),
    ] = None,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
) -> None:
    """Ask for the reports that are owed.

    Shows whose was requested, shared, received and passed on, and drafts a message to each agency
    and social worker whose report is still to come.
    """
    from cpconf.cli.mailbox import chase as chasing

    chasing.chase(app_of(ctx), ref, out, dry_run=dry_run, as_json=as_json)
