"""`remind`: tell everybody once of what is newly due; made for cron.

It is started many times a day, and mostly there is nothing to tell: what only some runs need is
loaded by those.
"""

import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

import typer

from cpconf.cli.shared import options, streams
from cpconf.cli.shared.options import app_of
from cpconf.errors import CpconfError

if TYPE_CHECKING:
    import datetime as dt
    from contextlib import AbstractContextManager

    from cpconf.app import App
    from cpconf.core.dates.calendar import WorkingCalendar
    from cpconf.core.outbox import Foreseen
    from cpconf.core.reminders.digest import AnyItem
    from cpconf.store.reading import Reader
    from cpconf.workflow.invitations.dispatch import Invitations
    from cpconf.workflow.outbox import Post, Result
    from cpconf.workflow.reminders.outlook import Outlook, Preferences
    from cpconf.workflow.reminders.run import ToldDigest


def remind(
    ctx: typer.Context,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
) -> None:
    """Email everyone what they owe (made for cron).

    Sends at once: one digest to each address, of what is due soon, due today or overdue, and to
    the manager what has been overdue for long. Says nothing where nothing is new. Leaves with
    exit code 75 where mail could not be sent; the next run sends it. Invitations, updates and
    cancellations that other commands still owe go out too, to families by the server in [smtp],
    whatever deliver says. --dry-run lists them, and checks the whole configuration.

    Example: cpconf remind --dry-run
    """
    from cpconf.core.dates.calendar import WorkingCalendar
    from cpconf.store.database.waiting import silently
    from cpconf.workflow.reminders.outlook import Outlook, Preferences

    ctx.with_resource(silently())

    app = app_of(ctx, as_json=as_json)
    preferences = Preferences.of(app.config.remind)
    with app.reading(reminding=True) as reader:
        if reader is None:
            _show_nothing(app, None)
            return
        calendar = reader.current_calendar() or WorkingCalendar.weekdays_only()
        outlook = Outlook.of(reader, preferences, calendar, app.now)
        last = reader.last_run()
        last_run = last.finished_at if last else None
        silent_since = last_run if last and last.warn_after < app.now else None
        if dry_run:
            from cpconf.cli.outbox.posting import post_of  # a quiet run sends nothing

            post = post_of(app, preferences.outlet)  # raises what a run would raise
            owed = _look_ahead(app, reader, post)
            if as_json:
                _print_preview(app, reader, outlook, last_run, owed)
            else:
                _preview(app, reader, outlook, calendar, silent_since, owed)
            _judge_files(app)
            return
        nothing = not reader.owes(now=app.now) and outlook.is_quiet(preferences.outlet)
    if nothing:
        _finish(app, calendar)
        _show_nothing(app, last_run)
        return
    # There is something to send.
    from cpconf.cli.shared.so_far import saying

    with saying(app):
        _run(app, preferences, calendar, silent_since, last_run)


def _show_nothing(app: "App", last_run: "dt.datetime | None") -> None:
    """Report that there is nothing to tell: with `--json` alone, for cron hears of nothing."""
    if app.as_json:
        from cpconf.render.reminders.reports import RemindersReport  # for --json

        app.show(RemindersReport(last_run))


def _finish(app: "App", calendar: "WorkingCalendar", *, is_well: bool = True) -> None:
    """Write down that all was sent, if so, and where all is well tell whoever watches over it."""
    from cpconf.core.reminders.reminders import silent_until

    with app.outbox() as box:
        if box.has_unsent():
            return
        box.ran(silent_until(app.now, calendar))
    command = app.config.remind.get("ping_command")
    if command is not None and is_well:
        from cpconf.workflow.reminders.monitor import ping  # few have somebody told

        fault = ping(str(command))
        if fault is not None:
            app.screen.warn(fault)


def _look_ahead(app: "App", reader: "Reader", post: "Post") -> "Sequence[Foreseen]":
    """What a run would do with invitations that are owed, whatever `deliver` says."""
    if not reader.has_unsent():
        return ()
    # Only where something is owed.
    from cpconf.workflow.outbox import look_ahead

    invitations = _invitations(app, reading=lambda: nullcontext(reader))
    return look_ahead(reader, invitations.compose, post, now=app.now)


def _invitations(
    app: "App", reading: "Callable[[], AbstractContextManager[Reader]]"
) -> "Invitations":
    """What writes invitations that other commands could not send, and ticks off their tasks."""
    from cpconf.workflow.invitations.dispatch import Invitations

    return Invitations(reading=reading, writing=app.writing_undated, config=app.config, now=app.now)


def _judge_files(app: "App") -> None:
    """Raise what is wrong with the files that go with invitations. Raises NotFound, UsageFault."""
    if app.config.invite:
        # Not every office invites.
        from cpconf.workflow.invitations.host import feedback_form, guide, letter_template

        for configured in (feedback_form, guide, letter_template):
            configured(app.config)


def _print_preview(
    app: "App",
    reader: "Reader",
    outlook: "Outlook",
    last_run: "dt.datetime | None",
    owed: "Sequence[Foreseen]",
) -> None:
    """Print what a run would tell, as JSON."""
    from cpconf.render.reminders.reports import DigestPart, RemindersReport
    from cpconf.workflow.reminders.claims import preview

    digests = preview(reader, outlook, app.now)
    messages = (DigestPart.foreseen(d.address, d.mailbox, d.items) for d in digests)
    app.show(RemindersReport.of(last_run, messages, owed))


def _preview(
    app: "App",
    reader: "Reader",
    outlook: "Outlook",
    calendar: "WorkingCalendar",
    silent_since: "dt.datetime | None",
    owed: "Sequence[Foreseen]",
) -> None:
    """Show what a run would tell and send."""
    from cpconf.render.reminders.screens import write_owed
    from cpconf.workflow.reminders.claims import preview

    digests = preview(reader, outlook, app.now)
    _show(app, [(d.address or d.mailbox, d.items) for d in digests], calendar, silent_since)
    if owed:
        app.screen.show(partial(write_owed, owed=owed))
    what = "nothing was sent" if digests or owed else "nothing is new"
    app.screen.tell(f"{what} (--dry-run)")


def _show(
    app: "App",
    digests: "Sequence[tuple[str, Sequence[AnyItem]]]",
    calendar: "WorkingCalendar",
    silent_since: "dt.datetime | None",
) -> None:
    """Show digests, each under its recipient."""
    from cpconf.render.reminders.screens import write_digests

    close = calendar.office.closes
    app.screen.show(
        partial(write_digests, digests=digests, now=app.now, close=close, silent_since=silent_since)
    )


def _run(
    app: "App",
    preferences: "Preferences",
    calendar: "WorkingCalendar",
    silent_since: "dt.datetime | None",
    last_run: "dt.datetime | None",
) -> None:
    """Plan, claim, send and write down, and say what could not be sent."""
    from cpconf.cli.outbox.posting import post_of, report, sender_of
    from cpconf.core.outbox import Outlet
    from cpconf.workflow.reminders.run import Run

    post = post_of(app, preferences.outlet)

    def print_(
        begun: "Sequence[ToldDigest]", others: "Sequence[ToldDigest]", result: "Result"
    ) -> None:
        if app.as_json:
            _print_told(app, begun, others, last_run, result)
        elif begun:
            digests = [(t.message.address or t.message.recipient, t.items) for t in begun]
            _show(app, digests, calendar, silent_since)
        sys.stdout.flush()
        fault = streams.lost(sys.stdout)
        if begun and getattr(sys.stdout, "reader_left", False):
            raise CpconfError(
                "nobody read the reminders: they are owed still, and are printed again"
            )
        if begun and fault is not None:
            raise CpconfError(
                "the reminders could not be printed: they are owed still, and are printed again"
            ) from fault

    with app.place.living() as token:
        run = Run(
            begin=app.outbox,
            token=token,
            preferences=preferences,
            calendar=calendar,
            now=app.now,
            silent_since=silent_since,
            sender=sender_of(app),
            post=post,
            is_alive=app.place.is_alive,
            print_=print_,
            invitations=_invitations(app, app.looking_again),
        )
        told, result, unprinted = run.all()
    if unprinted is not None:
        raise unprinted
    _finish(app, calendar, is_well=not result.lost)
    if preferences.outlet is Outlet.STDOUT and not app.as_json:
        _say_what_left(app, result)
    _say_on_a_terminal(app, told, result)
    report(app, result)


def _print_told(
    app: "App",
    printed: "Sequence[ToldDigest]",
    others: "Sequence[ToldDigest]",
    last_run: "dt.datetime | None",
    result: "Result",
) -> None:
    """Print what was told as JSON; what is told by that very printing counts as sent."""
    from dataclasses import replace

    from cpconf.core.outbox import Foreseen, OutboxState
    from cpconf.render.reminders.reports import DigestPart, RemindersReport

    told = [(replace(each.message, state=OutboxState.SENT), each.items) for each in printed]
    told += [(each.message, each.items) for each in others]
    messages = (DigestPart.of(message, items) for message, items in told)
    owed = (Foreseen(m) for m in result.messages if not m.kind.is_digest)
    app.show(RemindersReport.of(last_run, messages, owed))


def _say_what_left(app: "App", result: "Result") -> None:
    """Say which invitations went, where reminders are printed: nothing leaves unsaid then."""
    from cpconf.core.outbox import OutboxState, Outlet

    for message in result.having(OutboxState.SENT):
        if not message.kind.is_digest:
            drafted = message.outlet is Outlet.DRAFT
            went = "made" if drafted else f"sent by {message.outlet}"
            draft = "draft of the " if drafted else ""
            app.screen.tell(f"{message.ref} {message.person}: {draft}{message.kind} {went}")


def _say_on_a_terminal(app: "App", told: "Sequence[ToldDigest]", result: "Result") -> None:
    """Say what was sent to a person who watches; cron would mail every word."""
    from cpconf.core.dates.phrases import say_count
    from cpconf.core.outbox import OutboxState, Outlet

    sent = result.having(OutboxState.SENT)
    if sys.stderr is not None and sys.stderr.isatty() and sent:
        numbers = {message.id for message in sent}
        count = sum(len(each.items) for each in told if each.message.id in numbers)
        ways = ", ".join(sorted({m.outlet for m in sent} - {Outlet.STDOUT}))
        what = say_count(count, "reminder") if count else "everything that was owed"
        app.screen.tell(f"{what} sent in {say_count(len(sent), 'message')} ({ways})")
