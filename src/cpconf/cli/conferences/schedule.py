"""`schedule`: book one conference, or every row of a CSV file."""

from pathlib import Path
from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(schedule)


def schedule(
    ctx: typer.Context,
    ref: Annotated[
        str | None, typer.Argument(metavar="REF", help="A reference of your own, never a name.")
    ] = None,
    procedure: options.Procedure = None,
    type_: options.Type = None,
    at: Annotated[
        str | None, typer.Option(metavar="WHEN", help="Date and time, such as '7 Dec 2026 10am'.")
    ] = None,
    ends: options.Ends = None,
    format_: options.Format = options.VIDEO,
    fact: options.Facts = None,
    strategy_discussion: options.StrategyDiscussion = None,
    initial_conference: options.InitialConference = None,
    previous_review: options.PreviousReview = None,
    follows: Annotated[
        str | None,
        typer.Option(
            metavar="REF",
            help="The conference before it, whose limit it is held by.",
            callback=options.as_written,
        ),
    ] = None,
    from_: Annotated[
        Path | None,
        typer.Option(
            "--from", readable=False, metavar="CSV", help="Schedule every row of a file, or none."
        ),
    ] = None,
    not_a_name: options.NotAName = False,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
) -> None:
    """Schedule a conference: its whole checklist, dated.

    Started in a terminal without its options, it asks for them one by one. With --follows, type
    and limit come from the conference before it: a cancelled one's place is taken, and after any
    other comes a review.
    """
    from cpconf.cli.conferences import scheduling
    from cpconf.cli.conferences.requests import Wanted

    app = app_of(ctx)
    wanted = Wanted(
        ref=ref,
        procedure=procedure,
        type=type_,
        at=at,
        ends=ends,
        format=format_,
        facts=fact,
        strategy_discussion=strategy_discussion,
        initial_conference=initial_conference,
        previous_review=previous_review,
        follows=follows,
    )
    if from_ is not None:
        scheduling.schedule_file(
            app, from_, wanted, not_a_name=not_a_name, dry_run=dry_run, as_json=as_json
        )
        return
    scheduling.schedule_one(app, wanted, not_a_name=not_a_name, dry_run=dry_run, as_json=as_json)
