"""`sent`: record that a message was sent, or that it was not."""

from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of


def sent(
    ctx: typer.Context,
    ref: options.Ref,
    to: options.To,
    as_: options.As = "report",
    at: options.At = None,
    not_: Annotated[bool, typer.Option("--not", help="It was not sent.")] = False,
    as_json: options.Json = False,
) -> None:
    """Record that a message was sent, or that it was not.

    For a message that you sent yourself, or one in doubt.

    Example: cpconf sent EX-1 --to mother --at '1 Dec 2026 10am'
    """
    from cpconf.cli.conferences.marking import moment, tell_ticked
    from cpconf.render.sharing.reports import SettledReport
    from cpconf.workflow.sharing.two_messages import settle

    app = app_of(ctx, as_json=as_json)
    when = moment(app, at)
    settled = settle(app.writing, ref, to, as_, went=not not_, at=when, now=app.now)
    copy = settled.sharing
    app.show(SettledReport.of(settled))
    app.screen.tell(f"{ref} {copy.whom} {copy.kind}: {copy.state.words}")
    for halt in settled.halts:  # on record as sent; what to do about it is for people
        app.screen.warn(f"it would be stopped now ({halt.stop}): {halt.why}")
    tell_ticked(app, settled.recorded)
