"""`cancel`: cancel a conference."""

from typing import TYPE_CHECKING, Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, given
from cpconf.core.typed_text import read_name, read_note
from cpconf.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from cpconf.app import App
    from cpconf.store.writing import Writer

_NEEDED = "a cancellation needs a reason and who decided: give --reason and --authorised-by"


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
    decided_as: Annotated[
        str | None,
        typer.Option(metavar="ROLE", help="The role in which that was decided."),
    ] = None,
    exceptional: Annotated[
        bool, typer.Option("--exceptional", help="The circumstances are exceptional.")
    ] = False,
    tried: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help='What else was tried. "-" reads it from standard input.'),
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
    options.one_dash(
        reason=reason, authorised_by=authorised_by, nothing_follows=nothing_follows, tried=tried
    )
    grounds = moves.CancelGrounds(
        read_name(decided_as, "--decided-as") if decided_as else None,
        exceptional,
        read_note(given(tried), "--tried") if tried else None,
    )
    none = read_note(given(nothing_follows), "--nothing-follows") if nothing_follows else None
    if none is not None and followed_by is not None:
        raise UsageFault("give --followed-by or --nothing-follows, not both")

    def settle(store: "Writer") -> None:
        if reason is None and grounds != moves.CancelGrounds():
            moves.add_grounds(store, store.conferences.filed(ref), grounds)
        if none is not None:
            moves.follow_by_none(store, store.conferences.filed(ref), reason=none)
        if followed_by is not None:
            moves.follow_by(
                store, store.conferences.filed(ref), store.conferences.filed(followed_by)
            )

    if reason is None and authorised_by is None:
        if none is None and followed_by is None and grounds == moves.CancelGrounds():
            raise UsageFault(_NEEDED)
        _settle_later(app, ref, settle, followed_by, none)
        return
    if reason is None or authorised_by is None:
        raise UsageFault(_NEEDED)
    why = read_note(given(reason), "the reason")
    who = read_name(given(authorised_by), "--authorised-by")
    with saying(app, ref):
        with app.writing() as store:
            filed = store.conferences.filed(ref)
            clause = moves.asks_for_grounds(store, filed)
            moves.cancel(store, filed, reason=why, authorised_by=who, grounds=grounds)
            settle(store)
            organiser = organiser_of(app.config) or NOBODY
            called = after_cancelling(store, filed, organiser, now=app.now)
            standing = store.conferences.standing(app.now, ref)
        app.show(CancellationReport.of(ref, standing, called.people))
        app.screen.tell(f"{ref}: cancelled; its tasks are no longer outstanding")
        _ask_for_grounds(app, ref, clause, grounds.missing)
        for notice in standing:
            app.screen.warn(f"{ref} is {notice.words(app.now)}")
            app.screen.tell(notice.command(app.now))
        tell_called(app, ref, called, what="cancellation")


def _ask_for_grounds(app: "App", ref: str, clause: str | None, missing: tuple[str, ...]) -> None:
    """Warn of what a clause asks for, and nobody has said of the cancellation."""
    if clause and missing:
        app.screen.warn(
            f"{clause} allows this in exceptional circumstances only, once every other way was "
            f"tried; on record that is not yet: cpconf cancel {ref} {' '.join(missing)}"
        )


def _settle_later(
    app: "App",
    ref: str,
    settle: "Callable[[Writer], None]",
    followed_by: str | None,
    none: str | None,
) -> None:
    """Add to a cancellation on record: what follows it, or what it rests on."""
    from cpconf.render.conferences.change_reports import CancellationReport

    with app.writing() as store:
        settle(store)
        standing = store.conferences.standing(app.now, ref)
    app.show(CancellationReport.of(ref, standing))
    said = "nothing has to follow it" if none else "on record"
    app.screen.tell(f"{ref}: {f'{followed_by} follows it' if followed_by else said}")
