"""`sharing`: who has what, and what comes next."""

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(sharing)


def sharing(ctx: typer.Context, ref: options.Ref, as_json: options.Json = False) -> None:
    """Show who has what, and what comes next."""
    from functools import partial

    from cpconf.render.sharing.reports import nothing_shared, sharing_document
    from cpconf.render.sharing.screens import write_sharing
    from cpconf.workflow.sharing.permission import survey

    app = app_of(ctx)
    with app.reading() as reader:
        if reader is None:
            app.say_nothing_yet(nothing_shared(ref) if as_json else None)
            return
        found = survey(reader, ref)
    if as_json:
        app.screen.print_json(sharing_document(found))
    else:
        app.screen.show(partial(write_sharing, found=found))
