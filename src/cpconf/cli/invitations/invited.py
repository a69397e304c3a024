"""`invited`: show who is invited and what they answered. Imports nothing that makes messages."""

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of


def invited(ctx: typer.Context, ref: options.Ref, as_json: options.Json = False) -> None:
    """Show who is invited and what they answered.

    Example: cpconf invited EX-1
    """
    from functools import partial

    from cpconf.render.invitations.reports import InvitedReport
    from cpconf.render.invitations.screens import write_invited
    from cpconf.workflow.invitations.guest_list import GuestList

    app = app_of(ctx, as_json=as_json)
    organiser = app.config.invite.get("organiser") or app.config.smtp.get("from")
    with app.reading() as reader:
        if reader is None:
            app.show_nothing(InvitedReport(ref, None, (), ()))
            return
        invites = str(organiser).strip() if organiser else None
        seen = GuestList.of(reader, reader.conferences.filed(ref), invites)
    app.show(InvitedReport.of(seen), partial(write_invited, seen=seen))
