"""`history`: show everything recorded for a conference."""

from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of
from cpconf.errors import UsageFault


def history(
    ctx: typer.Context,
    ref: options.Ref,
    record: Annotated[
        bool,
        typer.Option("--record", help="With --json: every row kept, with addresses and paths."),
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Show everything recorded for a conference.

    Every mark, move, answer and override, with who and when.

    Example: cpconf history EX-1
    """
    from functools import partial

    from cpconf.render.conferences.record import write_history
    from cpconf.render.conferences.record_reports import HistoryReport, WholeRecordReport
    from cpconf.workflow.conferences import past

    app = app_of(ctx, as_json=as_json)
    if record and not as_json:
        raise UsageFault("--record prints addresses, paths and links, in JSON only: add --json")
    report = WholeRecordReport if record else HistoryReport
    with app.reading() as reader:
        if reader is None:
            app.show_nothing(report(ref))
            return
        found = past.history(reader, ref)
    app.show(report.of(found), partial(write_history, entries=found.entries))
