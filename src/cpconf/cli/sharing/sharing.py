"""`sharing`: show who has which document, and what comes next."""

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of


def sharing(ctx: typer.Context, ref: options.Ref, as_json: options.Json = False) -> None:
    """Show who has which document, and what comes next.

    Example: cpconf sharing EX-1
    """
    from functools import partial

    from cpconf.render.sharing.reports import NothingSharedReport, SharingsReport
    from cpconf.render.sharing.screens import write_sharing
    from cpconf.workflow.sharing.permission import survey

    app = app_of(ctx, as_json=as_json)
    with app.reading() as reader:
        if reader is None:
            app.show_nothing(NothingSharedReport(ref))
            return
        found = survey(reader, ref)
    app.show(SharingsReport.of(found), partial(write_sharing, found=found))
