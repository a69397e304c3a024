"""`remind`: email everyone once about what is newly due; made for cron.

Most runs have nothing to send. What only some runs need is imported by those.
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

    Sends at once: one digest to each address, of what is due soon, due today or overdue. The
    manager also gets what has been overdue for long. Prints nothing where nothing is new. Leaves
    with exit code 75 where mail could not be sent; the next run sends it. Also sends invitations,
    updates and cancellations that are still owed; those to families always go by the server in
    [smtp]. --dry-run lists them, and checks the whole configuration.

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
        calendar = reader.conferences.current_calendar() or WorkingCalendar.weekdays_only()
        outlook = Outlook.of(reader, preferences, calendar, app.now)
        last = reader.deliveries.last_run()
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
        nothing = not reader.outbox.owes(now=app.now) and outlook.is_quiet(preferences.outlet)
    if nothing:
        _finish(app, calendar)
        _show_nothing(app, last_run)
        return
    # Imported late: needed only where there is something to send.
    from cpconf.cli.shared.so_far import saying

    with saying(app):
        _run(app, preferences, calendar, silent_since, last_run)


def _show_nothing(app: "App", last_run: "dt.datetime | None") -> None:
    """Print an empty report with `--json`; else nothing, so that cron sends no email."""
    if app.as_json:
        from cpconf.render.reminders.reports import RemindersReport  # for --json

        app.show(RemindersReport(last_run))


def _finish(app: "App", calendar: "WorkingCalendar", *, is_well: bool = True) -> None:
    """Record that everything was sent, if it was, and run `ping_command` where all is well."""
    from cpconf.core.reminders.reminders import silent_until

    with app.outbox() as box:
        if box.outbox.has_unsent():
            return
        box.outbox.ran(silent_until(app.now, calendar))
    command = app.config.remind.get("ping_command")
    if command is not None and is_well:
        from cpconf.workflow.reminders.monitor import ping  # few have somebody told

        fault = ping(str(command))
        if fault is not None:
            app.screen.warn(fault)


def _look_ahead(app: "App", reader: "Reader", post: "Post") -> "Sequence[Foreseen]":
    """Return what a run would do with owed invitations, whatever `deliver` says."""
    if not reader.outbox.has_unsent():
        return ()
    # Imported late: needed only where something is owed.
    from cpconf.workflow.outbox import look_ahead

    invitations = _invitations(app, reading=lambda: nullcontext(reader))
    return look_ahead(reader, invitations.compose, post, now=app.now)


def _invitations(
    app: "App", reading: "Callable[[], AbstractContextManager[Reader]]"
) -> "Invitations":
    """Return what composes invitations that are still owed and ticks off their tasks."""
    from cpconf.workflow.invitations.dispatch import Invitations

    return Invitations(reading=reading, writing=app.writing_undated, config=app.config, now=app.now)


def _judge_files(app: "App") -> None:
    """Check the files that go with invitations. Raises NotFound, UsageFault."""
    if app.config.invite:
        # Imported late: not every office sends invitations.
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
    """Print as JSON what a run would send."""
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
    """Show what a run would send."""
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
    """Plan, claim, send and record the messages, and report what could not be sent."""
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
            raise CpconfError("nobody read the reminders: the next cpconf remind prints them again")
        if begun and fault is not None:
            raise CpconfError(
                "the reminders could not be printed: the next cpconf remind prints them again"
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
    """Print the digests as JSON; those in `printed` count as sent, as this prints them."""
    from dataclasses import replace

    from cpconf.core.outbox import Foreseen, OutboxState
    from cpconf.render.reminders.reports import DigestPart, RemindersReport

    told = [(replace(each.message, state=OutboxState.SENT), each.items) for each in printed]
    told += [(each.message, each.items) for each in others]
    messages = (DigestPart.of(message, items) for message, items in told)
    owed = (Foreseen(m) for m in result.messages if not m.kind.is_digest)
    app.show(RemindersReport.of(last_run, messages, owed))


def _say_what_left(app: "App", result: "Result") -> None:
    """Print which invitations were sent, for a run that prints its reminders."""
    from cpconf.core.outbox import OutboxState, Outlet

    for message in result.having(OutboxState.SENT):
        if not message.kind.is_digest:
            drafted = message.outlet is Outlet.DRAFT
            went = "made" if drafted else f"sent by {message.outlet}"
            draft = "draft of the " if drafted else ""
            app.screen.tell(f"{message.ref} {message.person}: {draft}{message.kind} {went}")


def _say_on_a_terminal(app: "App", told: "Sequence[ToldDigest]", result: "Result") -> None:
    """Print what was sent, on a terminal only: cron would email it."""
    from cpconf.core.dates.phrases import say_count
    from cpconf.core.outbox import OutboxState, Outlet

    if sys.stderr is None or not sys.stderr.isatty():
        return
    sent = result.having(OutboxState.SENT)
    shown = [each for each in told if each.message.outlet is Outlet.STDOUT]
    if shown:
        here = say_count(sum(len(each.items) for each in shown), "reminder")
        app.screen.tell(
            f"{here} shown here, and emailed to nobody. This counts as told: the next cpconf "
            "remind shows only what is new"
        )
    if sent:
        numbers = {message.id for message in sent}
        count = sum(len(each.items) for each in told if each.message.id in numbers)
        ways = ", ".join(sorted({m.outlet for m in sent} - {Outlet.STDOUT}))
        what = say_count(count, "reminder") if count else "everything that was owed"
        app.screen.tell(f"{what} sent in {say_count(len(sent), 'message')} ({ways})")
