"""Sending for `invite`, `reschedule` and `cancel`, and the report of what was not sent."""

from collections.abc import Iterator
from contextlib import contextmanager

from cpconf.app import App
from cpconf.cli.outbox.posting import report
from cpconf.core.outbox import OutboxState, Outlet
from cpconf.errors import UsageFault
from cpconf.mail.settings import Settings
from cpconf.workflow.conferences.marks import Recorded
from cpconf.workflow.invitations.dispatch import InvitationOffice, Invitations
from cpconf.workflow.invitations.host import Host
from cpconf.workflow.invitations.messages import Called
from cpconf.workflow.outbox import Post, Result


@contextmanager
def office(app: App, settings: Settings | None) -> Iterator[InvitationOffice]:
    """Give what sends invitations; without `settings`, messages by email stay owed."""
    with app.place.living() as token:
        yield InvitationOffice(
            invitations=Invitations(
                reading=app.looking_again,
                writing=app.writing_undated,
                config=app.config,
                now=app.now,
            ),
            outbox=app.outbox,
            token=token,
            is_alive=app.place.is_alive,
            post=Post(settings),
        )


def tell_called(app: App, ref: str, called: Called, *, what: str) -> None:
    """Send what the change made necessary, tick off tasks that this does, and report both."""
    delivered = _deliver(app, ref, called, what=what)
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


def _deliver(app: App, ref: str, called: Called, *, what: str) -> tuple[Result, Recorded] | None:
    """Send what a change made necessary and tick off its tasks; None where nothing is to send.

    An error here undoes neither the change nor the owed messages.
    """
    for remark in called.remarks:
        app.screen.warn(remark)
    if not called.numbers:
        return None
    try:
        Host.of(app.config)
        settings = Settings.of(app.config) if "host" in app.config.smtp else None
    except UsageFault as fault:
        app.screen.warn(f"no {what} was sent: {fault}")
        with app.outbox() as box:
            messages = tuple(box.outbox.message(number) for number in called.numbers)
        return Result(messages, (fault.headline,)), Recorded(())
    with office(app, settings) as desk:
        result = desk.deliver(ref, called.numbers)
        return result, desk.invitations.tick(desk.invitations.seen(ref))


def report_ticked(app: App, recorded: Recorded) -> None:
    """Report, on standard error, which tasks were ticked off."""
    for task in recorded.marked:
        app.screen.tell(f"{task.ref} {task.handle}: done")
    for remark in recorded.remarks:
        app.screen.warn(remark)
