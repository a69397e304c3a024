"""`agree`: record how a family member has agreed to get documents."""

from typing import Annotated, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, given
from cpconf.core.typed_text import read_note
from cpconf.errors import UsageFault

_TAKEN_BACK: Final = "none"


def agree(
    ctx: typer.Context,
    ref: options.Ref,
    person: options.Whose,
    way: Annotated[
        str,
        typer.Option(
            metavar="WAY",
            help='email, telephone, letterbox or visit; "none" removes what was agreed.',
        ),
    ],
    note: options.Note = None,
    at: Annotated[
        str | None, typer.Option(metavar="WHEN", help="When it was agreed. Default: now.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Record how a family member has agreed to get documents.

    This is about documents only: invitations still go to their email address. The task of
    agreeing it with this person is marked done.

    Example: cpconf agree EX-1 mother --way letterbox --note 'no printer'
    """
    from cpconf.cli.conferences.marking import moment, tell_ticked
    from cpconf.core.sharing.sharing import choose_way
    from cpconf.render.sharing.reports import AgreedReport
    from cpconf.workflow.sharing import agreements

    app = app_of(ctx, as_json=as_json)
    when = moment(app, at)
    text = read_note(given(note), "the note") if note is not None else None
    chosen = None if way.strip().lower() == _TAKEN_BACK else choose_way(way)
    if chosen is None and (text is not None or at is not None):
        raise UsageFault("--way none removes what was agreed: leave out --note and --at")
    with app.writing() as store:
        filed = store.conferences.filed(ref)
        if chosen is None:
            agreed = agreements.take_back(store, filed, person)
        else:
            agreed = agreements.agree(store, filed, person, chosen, note=text, at=when)
    app.show(AgreedReport.of(ref, agreed, chosen))
    now = f"documents by {chosen}" if chosen else "nothing is agreed about documents any more"
    app.screen.tell(f"{ref} {agreed.person}: {now}")
    for remark in agreed.remarks:
        app.screen.warn(remark)
    tell_ticked(app, agreed.recorded)
