"""`undo`: open tasks again that were marked done or skipped."""

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of


def undo(
    ctx: typer.Context, ref: options.Ref, tasks: options.Tasks, as_json: options.Json = False
) -> None:
    """Open tasks again that were marked done or skipped.

    The earlier marks stay on record.

    Example: cpconf undo EX-1 send-invitations
    """
    from cpconf.cli.conferences.marking import tell_marked
    from cpconf.core.conferences.choosing import choose_task
    from cpconf.core.words import TaskState
    from cpconf.workflow.conferences import marks

    app = app_of(ctx, as_json=as_json)
    with app.writing() as store:
        filed = store.conferences.filed(ref)
        chosen = list(dict.fromkeys(choose_task(filed, task, or_marked=True) for task in tasks))
        result = marks.undo(store, filed, chosen, at=app.now)
    tell_marked(app, ref, result, TaskState.OPEN)
