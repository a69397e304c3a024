"""`reschedule`: move a conference to another date."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, confirm, given
from cpconf.core.typed_text import read_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpconf.app import App
    from cpconf.workflow.moving.moves import Move


def reschedule(
    ctx: typer.Context,
    ref: options.Ref,
    at: Annotated[str, typer.Option(metavar="WHEN", help="The new date and time.")],
    reason: options.Reason,
    ends: options.Ends = None,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
) -> None:
    """Move a conference to another date.

    Shows first which dates move with it. It keeps its length unless you give --ends. Tasks that
    are done stay done, except those that a new date makes necessary again. Limits stay as they
    are. Everyone invited gets an update.

    Example: cpconf reschedule EX-1 --at '9 Dec 2026 10am' --reason 'chair ill'
    """
    from cpconf.cli.invitations.office import tell_called
    from cpconf.cli.outbox.posting import NOBODY
    from cpconf.cli.shared.so_far import saying
    from cpconf.core.dates.when import read_end, read_moment
    from cpconf.workflow.conferences.pinned import close_of
    from cpconf.workflow.invitations.guest_list import GuestList
    from cpconf.workflow.invitations.host import organiser_of
    from cpconf.workflow.invitations.messages import after_move, to_update
    from cpconf.workflow.moving import moves

    app = app_of(ctx, as_json=as_json)
    why = read_note(given(reason), "the reason")
    start = read_moment(at, "--at")
    organiser = organiser_of(app.config) or NOBODY
    end = read_end(ends, start, "--ends") if ends is not None else None
    calendar = app.calendar
    with app.reading_existing() as reader:
        filed = reader.conferences.filed(ref)
        move = moves.plan_move(
            reader.conferences, filed, at=start, ends=end, calendar=calendar, now=app.now
        )
        close = close_of(reader.conferences, filed)
        hearing = to_update(GuestList.of(reader, filed, organiser))
    asked = app.may_ask and not dry_run
    if dry_run or asked:
        _show_move(app, move, close, hearing.people)
    if dry_run:
        for remark in hearing.remarks:
            app.screen.warn(remark)
        app.screen.tell(f"{ref}: nothing was kept (--dry-run)")
        return
    if asked and not confirm(f"Move {ref} and these dates?"):
        app.screen.tell(f"{ref}: nothing was kept")
        return
    with saying(app, ref):
        with app.writing() as store:
            if not asked:  # somebody agreed to the move as it was shown: do not plan it again
                filed = store.conferences.filed(ref)
                move = moves.plan_move(
                    store.conferences, filed, at=start, ends=end, calendar=calendar, now=app.now
                )
            moves.keep_move(store, move, calendar, reason=why, now=app.now)
            called = after_move(store, move.filed, move.conference, organiser, now=app.now)
            following = moves.said_of_followers(store.conferences, move)
        if not asked:
            _show_move(app, move, close, called.people)
        app.screen.tell(f"{ref}: moved")
        for remark in following:
            app.screen.warn(remark)
        tell_called(app, ref, called, what="update")


def _show_move(app: "App", move: "Move", close: dt.time, people: "Sequence[str]") -> None:
    from functools import partial

    from cpconf.core.conferences.notices import NoticeKind
    from cpconf.render.conferences.change_reports import MoveReport
    from cpconf.render.conferences.moved_dates import write_changes
    from cpconf.render.conferences.noticeboard import write_notices

    for notice in move.notices:
        if notice.serious and app.as_json:  # the screen shows all of them
            app.screen.warn(notice.text)
    app.show(
        MoveReport.of(move.changes, people),
        partial(write_changes, changes=move.changes, close=close, year=app.now.year),
    )
    if app.as_json:
        return
    told = [notice for notice in move.notices if notice.kind is not NoticeKind.QUESTION]
    app.screen.show(partial(write_notices, notices=told))
    if people:
        app.screen.tell(f"An update of the invitation goes to {', '.join(people)}")
