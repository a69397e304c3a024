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

    from cpconf.core.conferences.gates import parents_first
    from cpconf.core.words import DocumentKind
    from cpconf.render.sharing.json import nothing_shared, sharing_document
    from cpconf.render.sharing.screens import write_sharing
    from cpconf.workflow.conferences.pinned import outline_of
    from cpconf.workflow.sharing import permission

    app = app_of(ctx)
    with app.reading() as reader:
        if reader is None:
            app.say_nothing_yet(nothing_shared(ref) if as_json else None)
            return
        filed = reader.filed(ref)
        sharings = reader.sharings(ref)
        ways = reader.agreed_ways(ref)
        outline = outline_of(reader, filed)
        obstacle = parents_first(filed, outline, DocumentKind.REPORT)
        shut = (obstacle,) if obstacle is not None else ()
        halts = permission.stopping(reader, filed, sharings)
    if as_json:
        app.screen.print_json(sharing_document(filed, sharings, ways, shut, halts))
    else:
        app.screen.show(
            partial(
                write_sharing, filed=filed, sharings=sharings, ways=ways, shut=shut, halts=halts
            )
        )
