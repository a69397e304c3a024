"""`skip`: skip tasks that will not be done, with the reason."""

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, given
from cpconf.core.typed_text import read_note


def skip(
    ctx: typer.Context,
    ref: options.Ref,
    tasks: options.Tasks,
    reason: options.Reason,
    as_json: options.Json = False,
) -> None:
    """Skip tasks that will not be done, with the reason.

    Example: cpconf skip EX-1 send-parents-guide --reason 'read out on a visit'
    """
    from cpconf.cli.conferences.marking import tell_marked
    from cpconf.core.conferences.choosing import choose_task
    from cpconf.core.words import TaskState
    from cpconf.workflow.conferences import marks

    app = app_of(ctx, as_json=as_json)
    why = read_note(given(reason), "the reason")
    with app.writing() as store:
        filed = store.conferences.filed(ref)
        chosen = list(dict.fromkeys(choose_task(filed, task) for task in tasks))
        result = marks.skip(store, filed, chosen, at=app.now, reason=why)
    tell_marked(app, ref, result, TaskState.SKIPPED)
