"""`check`: check a date before booking."""

from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of
from cpconf.errors import ExitCode


def check(
    ctx: typer.Context,
    when: Annotated[str, typer.Argument(metavar="WHEN", help="The date and time to check.")],
    procedure: options.Procedure = None,
    type_: options.Type = None,
    ends: options.Ends = None,
    format_: options.Format = options.VIDEO,
    fact: options.Facts = None,
    strategy_discussion: options.StrategyDiscussion = None,
    initial_conference: options.InitialConference = None,
    previous_review: options.PreviousReview = None,
    chair: options.Chair = None,
    minute_taker: options.MinuteTaker = None,
    as_json: options.Json = False,
) -> None:
    """Check a date before you book it.

    Shows tasks that would be late, tight hand-overs, limits and clashes. Leaves with exit code 3
    where a task would be late, a limit is passed or not known, or the team, the chair or the
    minute taker is busy.

    Example: cpconf check '7 Dec 2026 10am' --type initial
    """
    from functools import partial

    from cpconf.cli.conferences.booking_options import BookingOptions, engaged, people_named
    from cpconf.render.conferences.booking_reports import NoticesReport
    from cpconf.render.conferences.noticeboard import write_notices
    from cpconf.workflow.conferences import proposals

    app = app_of(ctx, as_json=as_json)
    request = BookingOptions(
        type=type_,
        at=when,
        ends=ends,
        format=format_,
        facts=fact,
        strategy_discussion=strategy_discussion,
        initial_conference=initial_conference,
        previous_review=previous_review,
    ).read()
    edition, day = app.edition(procedure), request.at.date()
    taken = engaged(app, people_named(chair, minute_taker), day, day)
    answer = proposals.ask(request, edition, app.calendar_in_force, app.now, taken)
    notices = answer.notices
    app.show(NoticesReport.of(notices), partial(write_notices, notices=notices))
    raise typer.Exit(ExitCode.FOUND if answer.found else ExitCode.DONE)
