"""What `invited` does: it reads, and loads nothing of what makes or sends messages."""

from functools import partial

from cpconf.app import App
from cpconf.render.invitations.json import invited_document, nobody_invited
from cpconf.render.invitations.screens import write_invited
from cpconf.workflow.invitations.guests import GuestList
from cpconf.workflow.invitations.overview import overview


def show(app: App, ref: str, *, as_json: bool) -> None:
    """Show who is invited, in which state, and with which answer."""
    organiser = app.config.invite.get("organiser") or app.config.smtp.get("from")
    with app.reading() as reader:
        if reader is None:
            app.say_nothing_yet(nobody_invited(ref) if as_json else None)
            return
        invites = str(organiser).strip() if organiser else None
        seen = overview(GuestList.of(reader, reader.filed(ref), invites))
    if as_json:
        app.screen.print_json(invited_document(seen))
    else:
        app.screen.show(partial(write_invited, seen=seen))
