"""`reschedule`, `cancel` and `held`: what happens to a conference."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, confirm, given
from cpconf.core.typed_text import read_name, read_note
from cpconf.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpconf.app import App
    from cpconf.store.writing import Writer
    from cpconf.workflow.invitations.messages import Called
    from cpconf.workflow.moving.moves import Move


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (reschedule, cancel, held, anchor):
        program.command()(command)


def reschedule(
    ctx: typer.Context,
    ref: options.Ref,
    at: Annotated[str, typer.Option(metavar="WHEN", help="The new date and time.")],
    reason: options.Reason,
    ends: options.Ends = None,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
) -> None:
    """Move a conference; see first what moves with it.

    It keeps its duration unless --ends says otherwise. Done tasks stay done, but for those that a
    new date makes necessary again. Limits stay where they were. Whoever is invited gets an update.
    """
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
        filed = reader.filed(ref)
        move = moves.plan_move(reader, filed, at=start, ends=end, calendar=calendar, now=app.now)
        close = close_of(reader, filed)
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
            if not asked:  # what somebody agreed to is kept as it was shown, or not at all
                filed = store.filed(ref)
                move = moves.plan_move(
                    store, filed, at=start, ends=end, calendar=calendar, now=app.now
                )
            moves.keep_move(store, move, calendar, reason=why, now=app.now)
            called = after_move(store, move.filed, move.conference, organiser, now=app.now)
            following = moves.said_of_followers(store, move)
        if not asked:
            _show_move(app, move, close, called.people)
        app.screen.tell(f"{ref}: moved")
        for remark in following:
            app.screen.warn(remark)
        _deliver(app, ref, called, "update")


def _show_move(app: "App", move: "Move", close: dt.time, people: "Sequence[str]") -> None:
    from functools import partial

    from cpconf.core.conferences.notices import NoticeKind
    from cpconf.render.conferences.change_reports import MoveReport
    from cpconf.render.conferences.moved_dates import write_changes
    from cpconf.render.conferences.noticeboard import write_notices

    for notice in move.notices:
        if notice.serious and app.as_json:  # the screen has them all
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
        app.screen.tell(f"An update of the invitation for {', '.join(people)}")


def _deliver(app: "App", ref: str, called: "Called", what: str) -> None:
    """Deliver what the change made necessary, tick off what that does, and say how it went."""
    from cpconf.cli.invitations.office import deliver_called, report_ticked
    from cpconf.cli.outbox.posting import report
    from cpconf.core.outbox import OutboxState, Outlet

    delivered = deliver_called(app, ref, called, what=what)
    if delivered is None:
        return
    result, recorded = delivered
    sent = result.having(OutboxState.SENT)
    drafts = [m for m in sent if m.outlet is Outlet.DRAFT]
    mailed = dict.fromkeys(m.person or "" for m in sent if m.outlet is not Outlet.DRAFT)
    if mailed:
        app.screen.tell(f"{ref}: {what} sent to {', '.join(mailed)}")
    if drafts:
        folders = ", ".join(sorted({str(m.folder) for m in drafts}))
        people = ", ".join(m.person or "" for m in drafts)
        app.screen.tell(
            f"{ref}: send the {what} to {people} now; the drafts are in {folders}\n"
            "Earlier drafts for them are out of date: delete those that were not sent"
        )
    report_ticked(app, recorded)
    report(app, result)


def cancel(
    ctx: typer.Context,
    ref: options.Ref,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why; - reads it from standard input.")
    ] = None,
    authorised_by: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The manager who decided; - reads standard input."),
    ] = None,
    followed_by: Annotated[
        str | None,
        typer.Option(
            metavar="REF",
            help="The one on record that takes its place; also afterwards.",
            callback=options.as_written,
        ),
    ] = None,
    nothing_follows: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Why no other has to be held; also afterwards."),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Cancel a conference, with reason and manager.

    The reason and the manager who decided stay on record. Whoever is invited gets a cancellation.
    The limit that it was held by still runs: it stands in status until another conference follows
    (schedule --follows, or --followed-by), or until --nothing-follows says why none has to.
    """
    from cpconf.cli.outbox.posting import NOBODY
    from cpconf.cli.shared.so_far import saying
    from cpconf.render.conferences.change_reports import CancellationReport
    from cpconf.workflow.invitations.host import organiser_of
    from cpconf.workflow.invitations.messages import after_cancelling
    from cpconf.workflow.moving import moves

    app = app_of(ctx, as_json=as_json)
    options.one_dash(reason=reason, authorised_by=authorised_by, nothing_follows=nothing_follows)
    none = read_note(given(nothing_follows), "--nothing-follows") if nothing_follows else None
    if none is not None and followed_by is not None:
        msg = "give --followed-by or --nothing-follows, not both"
        raise UsageFault(msg)

    def settle(store: "Writer") -> None:
        if none is not None:
            moves.follow_by_none(store, store.filed(ref), reason=none)
        if followed_by is not None:
            moves.follow_by(store, store.filed(ref), store.filed(followed_by))

    if (none or followed_by) and reason is None and authorised_by is None:
        with app.writing() as store:
            settle(store)
            standing = store.standing(app.now, ref)
        app.show(CancellationReport.of(ref, standing))
        said = f"{followed_by} follows it" if followed_by else "nothing has to follow it"
        app.screen.tell(f"{ref}: {said}")
        return
    if reason is None or authorised_by is None:
        msg = "a cancellation says why and who decided: give --reason and --authorised-by"
        raise UsageFault(msg)
    why = read_note(given(reason), "the reason")
    who = read_name(given(authorised_by), "--authorised-by")
    with saying(app, ref):
        with app.writing() as store:
            filed = store.filed(ref)
            moves.cancel(store, filed, reason=why, authorised_by=who)
            settle(store)
            organiser = organiser_of(app.config) or NOBODY
            called = after_cancelling(store, filed, organiser, now=app.now)
            standing = store.standing(app.now, ref)
        app.show(CancellationReport.of(ref, standing, called.people))
        app.screen.tell(f"{ref}: cancelled; its tasks are no longer outstanding")
        for notice in standing:
            app.screen.warn(f"{ref} is {notice.words(app.now)}")
            app.screen.tell(notice.command(app.now))
        _deliver(app, ref, called, "cancellation")


def held(
    ctx: typer.Context,
    ref: options.Ref,
    ended: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="When it ended. Default: the planned end, or the start."),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="It was recorded by mistake: it is still to come.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Record that a conference took place.

    Later dates then count from when it really ended.
    """
    from functools import partial

    from cpconf.core.dates.when import read_end
    from cpconf.render.conferences.change_reports import ChangesReport
    from cpconf.render.conferences.moved_dates import write_changes
    from cpconf.workflow.conferences.pinned import close_of
    from cpconf.workflow.moving import moves

    app = app_of(ctx, as_json=as_json)
    with app.writing() as store:
        filed = store.filed(ref)
        at = filed.conference.at
        end = read_end(ended, at, "--ended") if ended is not None else None
        remarks: tuple[str, ...] = ()
        if undo:
            changes = moves.take_back_hold(store, filed)
        else:
            changes, remarks = moves.hold(store, filed, ended=end, now=app.now)
        close = close_of(store, filed)
    for remark in remarks:
        app.screen.warn(remark)
    write = partial(write_changes, changes=changes, close=close, year=app.now.year)
    app.show(ChangesReport.of(changes), write if changes else None)
    app.screen.tell(f"{ref}: {'scheduled again' if undo else 'held'}")


def anchor(
    ctx: typer.Context,
    ref: options.Ref,
    strategy_discussion: options.StrategyDiscussion = None,
    initial_conference: options.InitialConference = None,
    previous_review: options.PreviousReview = None,
    as_json: options.Json = False,
) -> None:
    """Correct the dates that limits count from.

    A DATE, or none to take it away.
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
        msg = "which date? give --strategy-discussion, --initial-conference or --previous-review"
        raise UsageFault(msg)
    with app.writing() as store:
        notices = moves.set_anchors(store, store.filed(ref), dates)
    app.show(NoticesReport.of(notices), partial(write_notices, notices=notices))
    app.screen.tell(f"{ref}: on record")
