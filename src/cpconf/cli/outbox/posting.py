"""Shared by the commands that send: how mail leaves, and the report of what was not sent."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from cpconf.app import App
from cpconf.core.dates.phrases import say_count
from cpconf.core.outbox import Care, OutboxState, Outlet
from cpconf.errors import CpconfError, ExitCode
from cpconf.mail.addresses import one_address
from cpconf.mail.settings import Settings
from cpconf.workflow.outbox import Post

if TYPE_CHECKING:
    from cpconf.workflow.outbox import Result

NOBODY: Final = "reminders@cpconf.internal"
"""The sender in Maildirs and in message identifiers where none is configured."""


def post_of(app: App, outlet: Outlet) -> Post:
    """Return how mail leaves. Raises UsageFault where the chosen way is not configured."""
    smtp = app.config.smtp
    needed = outlet is Outlet.SMTP or {"host", "from"} <= set(smtp)
    settings = Settings.of(app.config) if needed else None
    return Post(settings, _maildir(app) if outlet is Outlet.MAILDIR else None)


def sender_of(app: App) -> str:
    """Return the address that messages come from; for Maildirs it may be missing."""
    sender = app.config.smtp.get("from")
    return NOBODY if sender is None else one_address(str(sender)).addr_spec


def report(app: App, result: "Result") -> None:
    """Report what was not sent, and end with its exit code: 75 to try again, else 1."""
    withdrawn = [m for m in result.having(OutboxState.WITHDRAWN) if m.care is Care.FAMILY]
    for ref in sorted({message.ref for message in withdrawn if message.ref is not None}):
        many = say_count(sum(message.ref == ref for message in withdrawn), "message")
        app.screen.warn(f"{ref}: {many} to the family withdrawn: see cpconf invited {ref}")
    faults = "; ".join(result.faults)
    if result.put_off:
        many = say_count(len(result.put_off), "message")
        app.screen.tell(f"cpconf: {many} not sent: {faults}\nThe next cpconf remind tries again.")
    if result.lost:
        failed = len(result.having(OutboxState.FAILED))
        unknown = len(result.having(OutboxState.UNKNOWN))
        said = [
            *([f"{say_count(failed, 'message')} turned down"] if failed else []),
            *([f"{say_count(unknown, 'message')} in doubt"] if unknown else []),
        ]
        why = "" if result.put_off else f": {faults}"
        app.screen.tell(f"cpconf: {', '.join(said)}{why}\nLook at them: cpconf outbox")
    if result.put_off:
        raise typer.Exit(ExitCode.TRY_AGAIN)
    if result.lost:
        raise typer.Exit(ExitCode.FAILED)


def _maildir(app: App) -> Path:
    configured = str(app.config.remind.get("maildir", "~/Maildir"))
    try:
        path = Path(configured).expanduser()
    except RuntimeError as error:
        raise CpconfError(
            "there is no home folder for the Maildir: set maildir in [remind]"
        ) from error
    return path
