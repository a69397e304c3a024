"""`child`: the children at a conference, each with the dates that their limits count from."""

from typing import Annotated, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.commands import CommandGroup
from cpconf.cli.shared.options import app_of

ChildRef = Annotated[
    str, typer.Argument(metavar="ID", help="Your own reference for the child, never a name.")
]


def add(
    ctx: typer.Context,
    ref: options.Ref,
    child: ChildRef,
    strategy_discussion: options.StrategyDiscussion = None,
    initial_conference: options.InitialConference = None,
    previous_review: options.PreviousReview = None,
    not_a_name: options.NotAName = False,
    as_json: options.Json = False,
) -> None:
    """Put a child on record, or correct the dates of one.

    Dates are needed only for a child whose limits count from other dates than the
    conference's: a new-born sibling, for example. "none" removes a date.

    Example: cpconf child add EX-1 C2 --strategy-discussion '23 Nov 2026'
    """
    from functools import partial

    from cpconf.core.conferences.children import read_child
    from cpconf.core.dates.when import read_date
    from cpconf.render.conferences.booking_reports import NoticesReport
    from cpconf.render.conferences.noticeboard import write_notices
    from cpconf.workflow.conferences import child_dates

    app = app_of(ctx, as_json=as_json)
    typed = {
        "strategy_discussion": strategy_discussion,
        "initial_conference": initial_conference,
        "previous_review": previous_review,
    }
    dates = {
        name: None if text.strip().lower() == "none" else read_date(text)
        for name, text in typed.items()
        if text is not None
    }
    child = read_child(child)
    with app.writing() as store:
        filed = store.conferences.filed(ref)
        notices = child_dates.put(store, filed, child, dates, not_a_name=not_a_name)
    app.show(NoticesReport.of(notices), partial(write_notices, notices=notices))
    app.screen.tell(f"{ref} {child}: on record")


def list_(ctx: typer.Context, ref: options.Ref, as_json: options.Json = False) -> None:
    """List the children, with their stage and dates.

    Example: cpconf child list EX-1
    """
    from functools import partial

    from cpconf.render.conferences.record import write_children
    from cpconf.render.conferences.record_reports import ChildrenReport

    app = app_of(ctx, as_json=as_json)
    with app.reading() as reader:
        if reader is None:
            app.show_nothing(ChildrenReport(ref))
            return
        filed = reader.conferences.filed(ref)
    app.show(ChildrenReport.of(filed), partial(write_children, filed=filed))


def remove(
    ctx: typer.Context, ref: options.Ref, child: ChildRef, as_json: options.Json = False
) -> None:
    """Take a child off a conference.

    Example: cpconf child remove EX-1 C2
    """
    from functools import partial

    from cpconf.render.conferences.booking_reports import NoticesReport
    from cpconf.render.conferences.noticeboard import write_notices
    from cpconf.workflow.conferences import child_dates

    app = app_of(ctx, as_json=as_json)
    with app.writing() as store:
        removed, notices = child_dates.remove(store, store.conferences.filed(ref), child)
    app.show(NoticesReport.of(notices), partial(write_notices, notices=notices))
    app.screen.tell(f"{ref} {removed.ref}: no longer on record")


GROUP: Final = CommandGroup(
    "child",
    "Record the children, each with their own limit.",
    (add, list_, remove),
)
