"""`status`: show what is outstanding. It runs often, and imports only what it shows."""

from typing import TYPE_CHECKING, Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of
from cpconf.errors import ExitCode

if TYPE_CHECKING:
    from cpconf.app import App
    from cpconf.core.words import Role


def status(
    ctx: typer.Context,
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="REF",
            help="One conference. Default: all outstanding tasks.",
            callback=options.as_written,
        ),
    ] = None,
    role: Annotated[
        str | None, typer.Option(metavar="ROLE", help="Only the tasks of this role.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Also show the tasks that do not apply.")
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Leave with exit code 3 where something is overdue.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Show what is outstanding, or one conference's timeline.

    Example: cpconf status EX-1
    """
    app = app_of(ctx, as_json=as_json)
    whose = None
    if role is not None:
        # Imported late: few ask for one role.
        from cpconf.core.conferences.choosing import choose_role

        whose = choose_role(role)
    if ref is None:
        overdue = _show_outstanding(app, whose)
    else:
        overdue = _show_timeline(app, ref, whose, include_all=all_)
    if exit_code and overdue:
        raise typer.Exit(ExitCode.FOUND)


def _show_outstanding(app: "App", role: "Role | None") -> bool:
    """Show all outstanding tasks, and tell whether one is overdue."""
    from cpconf.core.conferences.urgency import urgency
    from cpconf.core.dates.calendar import WorkingCalendar
    from cpconf.core.words import Urgency

    with app.reading() as reader:
        if reader is None:
            from cpconf.render.conferences.reports import OutstandingReport  # once

            app.show_nothing(OutstandingReport())
            return False
        tasks = reader.conferences.outstanding(role)
        calendar = reader.conferences.current_calendar() or WorkingCalendar.weekdays_only()
        notices = reader.conferences.standing(app.now)
        conferences = 0 if app.as_json else reader.conferences.counts().conferences
    if app.as_json:
        # Imported late: the screen does not need the JSON report, nor the report the screen.
        from cpconf.render.conferences.reports import OutstandingReport

        app.show(OutstandingReport.of(tasks, calendar, app.now, notices))
    else:
        # Imported late, for the same reason.
        from cpconf.render.conferences.outstanding import write_outstanding

        app.screen.show(
            lambda page: write_outstanding(
                page, tasks, calendar, app.now, conferences=conferences, notices=notices
            )
        )
    return any(urgency(task.wanted, app.now, calendar) is Urgency.OVERDUE for task in tasks[:1])


def _show_timeline(app: "App", ref: str, role: "Role | None", *, include_all: bool) -> bool:
    """Show one conference's timeline, and tell whether a task on it is overdue."""
    from cpconf.core.conferences.urgency import pressing
    from cpconf.core.dates.calendar import WorkingCalendar
    from cpconf.core.words import Urgency

    with app.reading() as reader:
        if reader is None:
            from cpconf.render.conferences.reports import StatusReport  # once

            app.show_nothing(StatusReport())
            return False
        filed = reader.conferences.filed(ref)
        calendar = reader.conferences.current_calendar() or WorkingCalendar.weekdays_only()
        notices = reader.conferences.standing(app.now, filed.conference.ref)
    if app.as_json:
        # Imported late: the screen does not need the JSON report, nor the report the screen.
        from cpconf.render.conferences.reports import StatusReport

        app.show(
            StatusReport.of(
                filed, calendar, app.now, include_all=include_all, role=role, notices=notices
            )
        )
    else:
        # Imported late, for the same reason.
        from cpconf.render.conferences.timeline import write_timeline

        app.screen.show(
            lambda page: write_timeline(
                page, filed, calendar, app.now, include_all=include_all, role=role, notices=notices
            )
        )
    return any(
        pressing(task, filed, app.now, calendar) is Urgency.OVERDUE
        for task in filed.tasks
        if role is None or task.concerns(role)
    )
