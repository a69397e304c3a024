"""`anchor`: correct the dates that limits count from."""

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of
from cpconf.errors import UsageFault


def anchor(
    ctx: typer.Context,
    ref: options.Ref,
    strategy_discussion: options.StrategyDiscussion = None,
    initial_conference: options.InitialConference = None,
    previous_review: options.PreviousReview = None,
    as_json: options.Json = False,
) -> None:
    """Correct the dates that limits count from.

    Give a date, or "none" to remove it.

    Example: cpconf anchor EX-1 --strategy-discussion '23 Nov 2026'
    """
    from functools import partial

    from cpconf.core.dates.when import read_date
    from cpconf.render.conferences.booking_reports import NoticesReport
    from cpconf.render.conferences.noticeboard import write_notices
    from cpconf.workflow.moving import moves

    app = app_of(ctx, as_json=as_json)
    typed = {
        "strategy-discussion": strategy_discussion,
        "initial-conference": initial_conference,
        "previous-review": previous_review,
    }
    dates = {
        name: None if text.strip().lower() == "none" else read_date(text)
        for name, text in typed.items()
        if text is not None
    }
    if not dates:
        raise UsageFault(
            "which date? give --strategy-discussion, --initial-conference or --previous-review"
        )
    with app.writing() as store:
        notices = moves.set_anchors(store, store.conferences.filed(ref), dates)
    app.show(NoticesReport.of(notices), partial(write_notices, notices=notices))
    app.screen.tell(f"{ref}: on record")
