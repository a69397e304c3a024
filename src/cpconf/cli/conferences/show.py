"""`status` and `explain`: what is outstanding, and why a date is what it is."""

from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.command()(status)
    program.command()(explain)
    program.command()(history)


def status(
    ctx: typer.Context,
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="[REF]",
            help="One conference. Without it: all outstanding tasks.",
            callback=options.as_written,
        ),
    ] = None,
    role: Annotated[
        str | None, typer.Option(metavar="ROLE", help="Only the tasks of this role.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="With the tasks that do not apply here.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Leave with 3 where something is overdue.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Show one timeline, or all that is outstanding."""
    from cpconf.cli.conferences import statuses

    app = app_of(ctx)
    whose = statuses.role_of(role)
    if ref is None:
        overdue = statuses.everything(app, whose, as_json=as_json)
    else:
        overdue = statuses.one(app, ref, whose, include_all=all_, as_json=as_json)
    if exit_code and overdue:
        from cpconf.errors import ExitCode

        raise typer.Exit(ExitCode.FOUND)


def explain(
    ctx: typer.Context, ref: options.Ref, task: options.Task, as_json: options.Json = False
) -> None:
    """Say why a date is what it is, day by day; or what a rule comes to.

    The clause, the reading, the count, and the holiday data that it went by. Of a rule: what it
    says, what the program does about it, and how it stands.
    """
    from functools import partial

    from cpconf.core.dates.calendar import WorkingCalendar
    from cpconf.render.conferences.explain import NO_RULE, ruling_document, write_ruling
    from cpconf.render.conferences.json import explained_document, nothing_explained
    from cpconf.workflow.conferences import why, why_of_rules
    from cpconf.workflow.conferences.pinned import close_of

    app = app_of(ctx)
    with app.reading() as reader:
        if reader is None:
            app.say_nothing_yet(nothing_explained() | NO_RULE if as_json else None)
            return
        filed = reader.filed(ref)
        if (ruling := why_of_rules.explain(reader, filed, task)) is not None:
            if as_json:
                app.screen.print_json(nothing_explained() | ruling_document(ruling))
            else:
                app.screen.show(partial(write_ruling, ruling=ruling))
            return
        explanation = why.explain(reader, filed, task)
        close = close_of(reader, filed)
        calendar = reader.current_calendar() or WorkingCalendar.weekdays_only()
    if as_json:
        document = explained_document(explanation, filed, calendar, app.now)
        app.screen.print_json(document | NO_RULE | {"detail": explanation.clause.detail or None})
    else:
        app.screen.show_explanation(explanation, close)


def history(
    ctx: typer.Context,
    ref: options.Ref,
    record: Annotated[
        bool,
        typer.Option("--record", help="With --json: every row kept, with addresses and paths."),
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Show what happened to a conference.

    Every mark, move, answer and override, with who and when.
    """
    from cpconf.cli.conferences import remembering

    remembering.show(app_of(ctx), ref, record=record, as_json=as_json)
