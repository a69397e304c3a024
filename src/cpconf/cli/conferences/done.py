"""`done`: mark tasks done."""

from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, given
from cpconf.core.typed_text import read_note


def done(
    ctx: typer.Context,
    ref: options.Ref,
    tasks: options.Tasks,
    at: options.At = None,
    note: options.Note = None,
    override: Annotated[
        str | None,
        typer.Option(
            metavar="REASON",
            help="Record it although something else has to come first, with the reason.",
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Mark tasks done.

    Example: cpconf done EX-1 send-invitations --note 'first class post'
    """
    from cpconf.cli.conferences.marking import moment, tell_marked
    from cpconf.core.conferences.choosing import choose_task
    from cpconf.core.words import TaskState
    from cpconf.workflow.conferences import marks

    app = app_of(ctx, as_json=as_json)
    options.one_dash(note=note, override=override)
    when = moment(app, at) if at is not None else None
    text = read_note(given(note), "the note") if note is not None else None
    why = read_note(given(override), "the reason") if override is not None else None
    with app.writing() as store:
        filed = store.conferences.filed(ref)
        chosen = list(dict.fromkeys(choose_task(filed, task) for task in tasks))
        result = marks.do(store, filed, chosen, now=app.now, at=when, note=text, override=why)
    tell_marked(app, ref, result, TaskState.DONE)
