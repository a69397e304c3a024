"""`held`: record that a conference took place."""

from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of


def held(
    ctx: typer.Context,
    ref: options.Ref,
    ended: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="When it ended. Default: the planned end, or the start."),
    ] = None,
    undo: Annotated[
        bool,
        typer.Option("--undo", help="It was recorded by mistake: the conference is still to come."),
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Record that a conference took place.

    Later dates then count from the time it really ended.

    Example: cpconf held EX-1 --ended '7 Dec 2026 11:45'
    """
    from functools import partial

    from cpconf.core.dates.when import read_end
    from cpconf.render.conferences.change_reports import ChangesReport
    from cpconf.render.conferences.moved_dates import write_changes
    from cpconf.workflow.conferences.pinned import close_of
    from cpconf.workflow.moving import moves

    app = app_of(ctx, as_json=as_json)
    with app.writing() as store:
        filed = store.conferences.filed(ref)
        at = filed.conference.at
        end = read_end(ended, at, "--ended") if ended is not None else None
        remarks: tuple[str, ...] = ()
        if undo:
            changes = moves.take_back_hold(store, filed)
        else:
            changes, remarks = moves.hold(store, filed, ended=end, now=app.now)
        close = close_of(store.conferences, filed)
    for remark in remarks:
        app.screen.warn(remark)
    write = partial(write_changes, changes=changes, close=close, year=app.now.year)
    app.show(ChangesReport.of(changes), write if changes else None)
    app.screen.tell(f"{ref}: {'scheduled again' if undo else 'held'}")
