"""`shared`: record a document shared without email."""

from pathlib import Path
from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, given, overrides_of, tell_overridden
from cpconf.core.typed_text import read_name


def shared(
    ctx: typer.Context,
    ref: options.Ref,
    to: options.To,
    how: Annotated[
        str, typer.Option(metavar="WAY", help="telephone, letterbox or visit, as agreed.")
    ],
    confirmed_by: options.ConfirmedBy,
    as_: options.As = "report",
    at: options.At = None,
    file: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            metavar="FILE",
            help="The file that was handed over. It is searched; only its hash is kept.",
        ),
    ] = None,
    override: options.Override = None,
    authorised_by: options.AuthorisedBy = None,
    as_json: options.Json = False,
) -> None:
    """Record a document shared without email.

    Example: cpconf shared EX-1 --to mother --how visit --confirmed-by 'A. Worker'
    """
    from cpconf.cli.conferences.marking import moment, tell_ticked
    from cpconf.core.sharing.document import choose_kind
    from cpconf.core.sharing.sharing import choose_way
    from cpconf.render.sharing.reports import SharedReport
    from cpconf.workflow.sharing.agreements import share_otherwise
    from cpconf.workflow.sharing.permission import Papers

    app = app_of(ctx, as_json=as_json)
    way = choose_way(how)
    kind = choose_kind(as_)
    confirmed_by = read_name(given(confirmed_by), "--confirmed-by")
    overrides = overrides_of(app, override, authorised_by)
    when = moment(app, at)
    findings = None
    if file is not None:
        with (
            app.looking_at(file, allow_signed=True, headings=True, searching=True) as inspection,
            app.screen.meter("checking the document", waited=inspection.waited) as progress,
        ):
            findings = inspection.result(progress)
    with app.writing() as store:
        papers = Papers(store, store.conferences.filed(ref))
        who = papers.recipient(to, kind)
        halts, remarks = papers.ask_first(who, findings, by_email=False)
        decision = overrides.decide(halts, who.copy.title)
        for remark in remarks:
            app.screen.warn(remark)
        copy, recorded = share_otherwise(
            store, who, way, findings, confirmed_by=confirmed_by, at=when, decision=decision
        )
    tell_overridden(app, decision.halts, overrides.reasons)
    app.show(SharedReport.of(copy, decision.halts, recorded, remarks))
    app.screen.tell(f"{ref} {copy.whom} {kind}: {copy.state.words}")
    tell_ticked(app, recorded)
