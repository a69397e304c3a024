"""`cancel`: cancel a conference."""

from typing import TYPE_CHECKING, Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, given
from cpconf.core.typed_text import read_name, read_note
from cpconf.errors import UsageFault

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


def cancel(
    ctx: typer.Context,
    ref: options.Ref,
    reason: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help='The reason. "-" reads it from standard input.'),
    ] = None,
    authorised_by: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help='The manager who decided. "-" reads it from standard input.'
        ),
    ] = None,
    followed_by: Annotated[
        str | None,
        typer.Option(
            metavar="REF",
            help="The conference that takes its place. Can be given later.",
            callback=options.as_written,
        ),
    ] = None,
    nothing_follows: Annotated[
        str | None,
        typer.Option(
            metavar="REASON", help="Why no other conference has to be held. Can be given later."
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Cancel a conference, with the reason and who decided.

    Everyone invited gets a cancellation. The limit still runs: status shows it until another
    conference follows (schedule --follows, or --followed-by here), or until --nothing-follows
    says why none has to.

    Example: cpconf cancel EX-1 --reason 'moved away' --authorised-by 'R. Manager'
    """
    from cpconf.cli.invitations.office import tell_called
    from cpconf.cli.outbox.posting import NOBODY
    from cpconf.cli.shared.so_far import saying
    from cpconf.render.conferences.change_reports import CancellationReport
    from cpconf.workflow.invitations.host import organiser_of
    from cpconf.workflow.invitations.messages import after_cancelling
    from cpconf.workflow.moving import moves

    app = app_of(ctx, as_json=as_json)
    options.one_dash(reason=reason, authorised_by=authorised_by, nothing_follows=nothing_follows)
    none = read_note(given(nothing_follows), "--nothing-follows") if nothing_follows else None
    if none is not None and followed_by is not None:
        raise UsageFault("give --followed-by or --nothing-follows, not both")

    def settle(store: "Writer") -> None:
        if none is not None:
            moves.follow_by_none(store, store.conferences.filed(ref), reason=none)
        if followed_by is not None:
            moves.follow_by(
                store, store.conferences.filed(ref), store.conferences.filed(followed_by)
            )

    if (none or followed_by) and reason is None and authorised_by is None:
        with app.writing() as store:
            settle(store)
            standing = store.conferences.standing(app.now, ref)
        app.show(CancellationReport.of(ref, standing))
        said = f"{followed_by} follows it" if followed_by else "nothing has to follow it"
        app.screen.tell(f"{ref}: {said}")
        return
    if reason is None or authorised_by is None:
        raise UsageFault(
            "a cancellation needs a reason and who decided: give --reason and --authorised-by"
        )
    why = read_note(given(reason), "the reason")
    who = read_name(given(authorised_by), "--authorised-by")
    with saying(app, ref):
        with app.writing() as store:
            filed = store.conferences.filed(ref)
            moves.cancel(store, filed, reason=why, authorised_by=who)
            settle(store)
            organiser = organiser_of(app.config) or NOBODY
            called = after_cancelling(store, filed, organiser, now=app.now)
            standing = store.conferences.standing(app.now, ref)
        app.show(CancellationReport.of(ref, standing, called.people))
        app.screen.tell(f"{ref}: cancelled; its tasks are no longer outstanding")
        for notice in standing:
            app.screen.warn(f"{ref} is {notice.words(app.now)}")
            app.screen.tell(notice.command(app.now))
        tell_called(app, ref, called, what="cancellation")
