"""`outbox`: list messages not sent, in doubt or turned down, and decide what happens to them."""

from functools import partial
from typing import Annotated, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.commands import CommandGroup
from cpconf.cli.shared.options import app_of

Number = Annotated[int, typer.Argument(metavar="N", help="The message's number.")]
Numbers = Annotated[
    list[int] | None, typer.Argument(metavar="N", help="Their numbers; default: all.")
]
Everything = Annotated[
    bool, typer.Option("--all", help="Also list messages that were sent or withdrawn.")
]


def list_(ctx: typer.Context, all_: Everything = False, as_json: options.Json = False) -> None:
    """List messages not sent, in doubt or turned down.

    Example: cpconf outbox --all
    """
    if ctx.invoked_subcommand is not None:
        return
    # Imported late: this function also runs before each subcommand, which needs none of it.
    from cpconf.core.outbox import OutboxState
    from cpconf.render.reminders.reports import OutboxReport
    from cpconf.render.reminders.screens import write_outbox
    from cpconf.store.outbox.questions import OPEN

    app = app_of(ctx, as_json=as_json)
    with app.reading(reminding=True) as reader:
        if reader is None:
            app.show_nothing(OutboxReport())
            return
        messages = reader.outbox.messages(tuple(OutboxState) if all_ else OPEN)
        app.warn_of_silence(reader)
    app.show(OutboxReport.of(messages), partial(write_outbox, messages=messages, everything=all_))


def retry(ctx: typer.Context, numbers: Numbers = None, as_json: options.Json = False) -> None:
    """Try messages again at the next run.

    For messages that were turned down, or that wait because the server was busy.

    Example: cpconf outbox retry 7
    """
    from cpconf.core.dates.phrases import say_count
    from cpconf.core.outbox import OutboxState
    from cpconf.render.reminders.reports import OutboxReport

    app = app_of(ctx, as_json=as_json)
    with app.outbox() as box:
        open_ = {OutboxState.FAILED, OutboxState.PENDING}
        chosen = numbers or [message.id for message in box.outbox.messages(open_)]
        messages = [box.outbox.retry(number) for number in chosen]
    app.show(OutboxReport.of(messages))
    what = "sends it" if len(chosen) == 1 else "sends them"
    app.screen.tell(f"{say_count(len(chosen), 'message')}: the next cpconf remind {what}")


def sent(
    ctx: typer.Context,
    number: Number,
    not_: Annotated[bool, typer.Option("--not", help="It was not sent: send it again.")] = False,
    as_json: options.Json = False,
) -> None:
    """Record whether a message in doubt was sent.

    Example: cpconf outbox sent 7 --not
    """
    from cpconf.render.reminders.reports import OutboxReport

    app = app_of(ctx, as_json=as_json)
    with app.outbox() as box:
        message = box.outbox.settle(number, went=not not_)
    app.show(OutboxReport.of([message]))
    what = "it is owed again; cpconf remind sends it" if not_ else "on record as sent"
    app.screen.tell(f"message {number}: {what}")


def drop(ctx: typer.Context, number: Number, as_json: options.Json = False) -> None:
    """Withdraw a message that was not sent.

    Example: cpconf outbox drop 7
    """
    from cpconf.render.reminders.reports import OutboxReport

    app = app_of(ctx, as_json=as_json)
    with app.outbox() as box:
        message = box.outbox.drop(number)
    app.show(OutboxReport.of([message]))
    app.screen.tell(f"message {number}: withdrawn")


GROUP: Final = CommandGroup(
    "outbox",
    "List messages not sent, in doubt or turned down.",
    (retry, sent, drop),
    alone=list_,
)
