"""`send` and `sent`: a message of a copy leaves, or left."""

from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, overrides_of, tell_overridden
from cpconf.errors import Refused


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (send, sent):
        program.command()(command)


def send(
    ctx: typer.Context,
    ref: options.Ref,
    to: options.To,
    as_: options.As = "report",
    override: options.Override = None,
    authorised_by: options.AuthorisedBy = None,
) -> None:
    """Send the first message by SMTP.

    Of a copy that was made before; by the configured mail server.
    """
    from cpconf.mail.settings import Settings
    from cpconf.workflow.sharing import recipients, two_messages

    app = app_of(ctx)
    settings = Settings.of(app.config.smtp)
    overrides = overrides_of(app, override, authorised_by)
    with app.reading_existing() as reader:
        filed = reader.filed(ref)
        found = recipients.sharing_named(reader, filed, to, as_)
    if found.address is None:
        raise Refused("the set goes to the professionals by secure email, and not from here")
    decision = two_messages.send_report(
        app.writing_undated,
        filed,
        found,
        found.address,
        settings,
        now=app.now,
        overrides=overrides,
    )
    tell_overridden(app, decision.halts, overrides.reasons)
    app.screen.tell(f"{ref} {found.person}: the first message was sent")


def sent(
    ctx: typer.Context,
    ref: options.Ref,
    to: options.To,
    as_: options.As = "report",
    at: options.At = None,
    not_: Annotated[bool, typer.Option("--not", help="It did not go.")] = False,
) -> None:
    """Say that a message went, or did not.

    One that you sent yourself, or that was left in doubt.
    """
    from cpconf.cli.conferences.marking import moment, tell_ticked
    from cpconf.core.sharing.sharing import ShareState
    from cpconf.documents.places import folders
    from cpconf.workflow.sharing import permission, recipients, two_messages
    from cpconf.workflow.sharing.copy_files import names_of

    app = app_of(ctx)
    when = moment(app, at)
    with app.writing() as store:
        filed = store.filed(ref)
        found = recipients.sharing_named(store, filed, to, as_)
        halts = () if not_ else permission.ask_again(store, filed, found, by_email=True)
        settled = two_messages.settle(store, found, went=not not_, at=when, now=app.now)
    if settled.state is ShareState.RELEASED:
        folders.remove(names_of(found).held)
    app.screen.tell(f"{ref} {found.whom} {found.kind}: {settled.state.words}")
    for halt in halts:  # it went: that is on record, and what follows from it is for people
        app.screen.warn(f"it should not go now ({halt.stop}): {'; '.join(halt.lines)}")
    tell_ticked(app, settled.recorded)
