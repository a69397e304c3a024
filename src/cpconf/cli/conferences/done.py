"""`done`, `undo` and `skip`: what became of tasks."""

from typing import TYPE_CHECKING, Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, given
from cpconf.core.typed_text import read_note

if TYPE_CHECKING:
    from cpconf.app import App
    from cpconf.core.words import TaskState
    from cpconf.workflow.conferences.marks import Recorded


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (done, undo, skip):
        program.command()(command)


def done(
    ctx: typer.Context,
    ref: options.Ref,
    tasks: options.Tasks,
    at: options.At = None,
    note: options.Note = None,
    override: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Record it although a gate is shut, and why."),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Mark tasks done."""
    from cpconf.cli.conferences.marking import moment
    from cpconf.core.conferences.choosing import choose_task
    from cpconf.core.words import TaskState
    from cpconf.workflow.conferences import marks

    app = app_of(ctx, as_json=as_json)
    options.one_dash(note=note, override=override)
    when = moment(app, at) if at is not None else None
    text = read_note(given(note), "the note") if note is not None else None
    why = read_note(given(override), "the reason") if override is not None else None
    with app.writing() as store:
        filed = store.filed(ref)
        chosen = list(dict.fromkeys(choose_task(filed, task) for task in tasks))
        result = marks.do(store, filed, chosen, now=app.now, at=when, note=text, override=why)
    _tell(app, ref, result, TaskState.DONE)


def undo(
    ctx: typer.Context, ref: options.Ref, tasks: options.Tasks, as_json: options.Json = False
) -> None:
    """Open tasks again; their earlier marks stay on record."""
    from cpconf.core.conferences.choosing import choose_task
    from cpconf.core.words import TaskState
    from cpconf.workflow.conferences import marks

    app = app_of(ctx, as_json=as_json)
    with app.writing() as store:
        filed = store.filed(ref)
        chosen = list(dict.fromkeys(choose_task(filed, task, or_marked=True) for task in tasks))
        result = marks.undo(store, filed, chosen, at=app.now)
    _tell(app, ref, result, TaskState.OPEN)


def skip(
    ctx: typer.Context,
    ref: options.Ref,
    tasks: options.Tasks,
    reason: options.Reason,
    as_json: options.Json = False,
) -> None:
    """Leave tasks out on purpose, with the reason."""
    from cpconf.core.conferences.choosing import choose_task
    from cpconf.core.words import TaskState
    from cpconf.workflow.conferences import marks

    app = app_of(ctx, as_json=as_json)
    why = read_note(given(reason), "the reason")
    with app.writing() as store:
        filed = store.filed(ref)
        chosen = list(dict.fromkeys(choose_task(filed, task) for task in tasks))
        result = marks.skip(store, filed, chosen, at=app.now, reason=why)
    _tell(app, ref, result, TaskState.SKIPPED)


def _tell(app: "App", ref: str, result: "Recorded", state: "TaskState") -> None:
    """Report what was marked, and what that changed."""
    from cpconf.cli.conferences.marking import report, show_shift
    from cpconf.render.conferences.change_reports import MarksReport

    app.show(MarksReport.of(ref, result, state))
    report(app, result, state)
    show_shift(app, result.shift)
