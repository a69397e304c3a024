"""`chase`: ask for reports that have not come in."""

from pathlib import Path
from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of


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
    """Draft requests for reports that have not come in.

    Shows whose report was asked for, shared, received and passed on. Drafts a message to each
    agency and social worker whose report is missing.

    Example: cpconf chase EX-1 --dry-run
    """
    from functools import partial

    from cpconf.render.mailbox.matrix import write_matrix, write_requests
    from cpconf.render.mailbox.reports import ChaseReport
    from cpconf.workflow.mailbox import chasing
    from cpconf.workflow.sharing.copies import output_folder

    app = app_of(ctx, as_json=as_json)
    with app.reading() as reader:
        if reader is None:
            app.show_nothing(ChaseReport(ref))
            return
        found = chasing.matrix(reader, ref)
    chasing.refuse_cancelled(found)
    if dry_run:
        chased = chasing.Chased((), tuple(r.person for r in found.owing if not r.person.email))
    else:
        chased = chasing.chase(
            app.writing_undated,
            found,
            output_folder(ref, out),
            sender=app.config.sender,
            now=app.now,
            machine_now=app.machine_now.timestamp(),
        )
    app.show(ChaseReport.of(ref, found, chased), partial(write_matrix, matrix=found, now=app.now))
    if as_json:
        return
    waiting = [row.person.id for row in found.owing if row.person.email]
    if dry_run and waiting:
        app.screen.tell(f"would be asked: {', '.join(waiting)}")
    if not dry_run or not waiting:
        app.screen.show(partial(write_requests, requests=chased.requests, to_ring=chased.to_ring))
