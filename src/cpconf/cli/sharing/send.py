"""`send`: send the first message of a copy by the mail server."""

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, overrides_of, tell_overridden


def send(
    ctx: typer.Context,
    ref: options.Ref,
    to: options.To,
    as_: options.As = "report",
    override: options.Override = None,
    authorised_by: options.AuthorisedBy = None,
    as_json: options.Json = False,
) -> None:
    """Send the first message of a locked document.

    Lock the document first, with protect-report. The message goes by the configured mail server.

    Example: cpconf send EX-1 --to mother
    """
    from cpconf.mail.settings import Settings
    from cpconf.render.sharing.reports import SendReport
    from cpconf.workflow.sharing import two_messages
    from cpconf.workflow.sharing.recipients import sharing_named

    app = app_of(ctx, as_json=as_json)
    record = f"cpconf sent {ref} --to {to}{'' if as_ == 'report' else f' --as {as_}'}"
    by_hand = f"Or send the draft by hand, then record it: {record}"
    settings = Settings.of(app.config, instead=by_hand)
    overrides = overrides_of(app, override, authorised_by)
    with app.reading_existing() as reader:
        filed, found = sharing_named(reader, ref, to, as_)
    sent = two_messages.send_report(
        app.writing_undated, filed, found, settings, now=app.now, overrides=overrides
    )
    tell_overridden(app, sent.halts, overrides.reasons)
    app.show(SendReport.of(sent))
    app.screen.tell(f"{ref} {found.person}: the first message was sent")
