"""`bundle`: put the reports together as one set for professionals."""

from typing import Annotated, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, one_dash, overrides_of, tell_overridden
from cpconf.errors import UsageFault

_MOST_REPORTS: Final = 1000


def bundle(
    ctx: typer.Context,
    ref: options.Ref,
    out: options.Out = None,
    order: Annotated[
        str | None,
        typer.Option(metavar="N,N,...", help="The reports by number, in the order you want."),
    ] = None,
    password_stdin: options.PasswordStdin = False,
    password_file: options.PasswordFile = None,
    password_command: options.PasswordCommand = None,
    ask_password: options.AskPassword = False,
    override: options.Override = None,
    authorised_by: options.AuthorisedBy = None,
    as_json: options.Json = False,
) -> None:
    """Put the reports together as one set for professionals.

    Makes one locked file of all submitted reports, with contents, bookmarks and page numbers. The
    password is held until you release it.

    Example: cpconf bundle EX-1 --out set
    """
    from functools import partial

    from cpconf.cli.sharing.secrets import PasswordSource, take
    from cpconf.render.reports.made import write_set
    from cpconf.render.reports.reports import SetReport
    from cpconf.workflow.reports import sets
    from cpconf.workflow.reports.gathering import gather
    from cpconf.workflow.sharing.copies import output_folder, refuse_taken

    app = app_of(ctx, as_json=as_json)
    source = PasswordSource(
        stdin=password_stdin, file=password_file, command=password_command, ask=ask_password
    )
    source.refuse_several()
    one_dash(password_stdin="-" if password_stdin else None, authorised_by=authorised_by)
    overrides = overrides_of(app, override, authorised_by)
    numbers = _read_order(order) if order is not None else None
    with app.reading_existing() as reader:
        gathered = gather(reader, ref, numbers)
    folder = output_folder(ref, out)
    if gathered.unfinished is None:
        refuse_taken(sets.SetNames.of(ref, folder).all)
    decision = overrides.decide(gathered.halts, "the set cannot go to the professionals")
    tell_overridden(app, decision.halts, overrides.reasons)
    password = take(app, source, gathered.filed)
    gathered = sets.take_back(app.writing_undated, gathered)
    with app.screen.meter() as progress:
        made = sets.make(
            app.writing_undated,
            gathered,
            password,
            sets.SetOrder(
                folder=folder,
                sender=app.config.sender,
                decision=decision,
            ),
            now=app.now,
            machine_now=app.machine_now.timestamp(),
            progress=progress,
        )
    app.show(SetReport.of(made), partial(write_set, made=made))
    for remark in made.remarks:
        app.screen.warn(remark)


def _read_order(text: str) -> list[int]:
    """Read the numbers of reports. Raises UsageFault."""
    pieces = [piece.strip() for piece in text.split(",")]
    if len(pieces) > _MOST_REPORTS or not all(p.isascii() and p.isdigit() for p in pieces):
        raise UsageFault("--order takes the reports' numbers with commas, such as 2,1,3")
    return [int(piece[:9]) for piece in pieces]
