"""`working-days`: show and move the open dates that a changed calendar affects."""

from typing import TYPE_CHECKING, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.commands import CommandGroup
from cpconf.cli.shared.options import app_of
from cpconf.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpconf.app import App
    from cpconf.render.drawing.page import Page
    from cpconf.workflow.moving.recalendar import Drift


def check(ctx: typer.Context, as_json: options.Json = False) -> None:
    """List open dates that a changed calendar would move.

    Leaves with exit code 3 where there are any.

    Example: cpconf working-days check
    """
    app = app_of(ctx, as_json=as_json)
    drifts = _find(app)
    _show(app, drifts)
    raise typer.Exit(ExitCode.FOUND if drifts else ExitCode.DONE)


def apply(
    ctx: typer.Context, dry_run: options.DryRun = False, as_json: options.Json = False
) -> None:
    """Move those dates, and record the reason for each.

    Example: cpconf working-days apply --dry-run
    """
    app = app_of(ctx, as_json=as_json)
    drifts = _find(app) if dry_run else _keep(app)
    _show(app, drifts)
    if drifts:
        app.screen.tell("nothing was kept (--dry-run)" if dry_run else "moved")


def _find(app: "App") -> "tuple[Drift, ...] | None":
    """Return the open conferences whose dates would move; None while there is no store."""
    from cpconf.workflow.moving.recalendar import find_drift

    with app.reading() as reader:
        if reader is None:
            return None
        found = find_drift(reader.conferences, reader.conferences.open_conferences(), app.calendar)
    return tuple(drift for drift in found if drift.changes)


def _keep(app: "App") -> "tuple[Drift, ...] | None":
    """Move those dates in one transaction; all open conferences use the calendar from then on."""
    from cpconf.workflow.moving.recalendar import apply_drift, find_drift

    with app.reading() as reader:
        if reader is None:
            return None
    with app.writing() as store:
        found = find_drift(
            store.conferences, list(store.conferences.open_conferences()), app.calendar
        )
        apply_drift(store, found, app.calendar)
    return tuple(drift for drift in found if drift.changes)


def _show(app: "App", drifts: "Sequence[Drift] | None") -> None:
    """Show each date that moves: from, to and why."""
    from cpconf.render.conferences.change_reports import ChangesReport
    from cpconf.render.conferences.moved_dates import write_changes

    if drifts is None:
        app.show_nothing(ChangesReport())
        return

    def write(page: "Page") -> None:
        for drift in drifts:
            write_changes(page, drift.changes, drift.close, year=app.now.year)
        if not drifts:
            page.say("No open date would move.")

    app.show(ChangesReport.of(change for drift in drifts for change in drift.changes), write)


GROUP: Final = CommandGroup(
    "working-days",
    "Show and apply changes to the working calendar.",
    (check, apply),
)
