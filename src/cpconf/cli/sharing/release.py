"""`release`: release the password, once the first message has arrived."""

import sys
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, given, overrides_of, tell_overridden
from cpconf.core.typed_text import echoed, read_name
from cpconf.errors import Refused, UsageFault

if TYPE_CHECKING:
    from cpconf.app import App

Word = TypeVar("Word", bound=StrEnum)


def release(
    ctx: typer.Context,
    ref: options.Ref,
    to: options.To,
    how: Annotated[
        str,
        typer.Option(metavar="HOW", help="How it was confirmed: phone, email, visit or text."),
    ],
    confirmed_by: options.ConfirmedBy,
    as_: options.As = "report",
    at: options.At = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="WAY",
            help="message: sent, or moved for you to send. phone: shown once, here.",
        ),
    ] = "message",
    spell: Annotated[
        bool, typer.Option("--spell", help="With --by phone: spell it letter by letter.")
    ] = False,
    override: options.Override = None,
    authorised_by: options.AuthorisedBy = None,
    as_json: options.Json = False,
) -> None:
    """Release the password, once the first message has arrived.

    Somebody must confirm that it reached the right person.

    Example: cpconf release EX-1 --to mother --how phone --confirmed-by 'A. Worker'
    """
    from cpconf.cli.conferences.marking import moment, tell_ticked
    from cpconf.core.sharing.sharing import Confirmed, PasswordCare, ReleasedBy
    from cpconf.mail.settings import Settings
    from cpconf.render.sharing.reports import ReleaseReport
    from cpconf.workflow.sharing import two_messages
    from cpconf.workflow.sharing.recipients import sharing_named

    app = app_of(ctx, as_json=as_json)
    way = _one_of(ReleasedBy, by, "--by")
    known_by = _one_of(Confirmed, how, "--how")
    confirmed_by = read_name(given(confirmed_by), "--confirmed-by")
    when = moment(app, at)
    if spell and way is not ReleasedBy.PHONE:
        raise UsageFault("--spell goes with --by phone: a message needs no spelling")
    overrides = overrides_of(app, override, authorised_by)
    with app.reading_existing() as reader:
        filed, copy = sharing_named(reader, ref, to, as_)
    released = two_messages.release(
        app.writing,
        filed,
        replace(copy, received_at=when, received_how=known_by, confirmed_by=confirmed_by),
        way,
        now=app.now,
        overrides=overrides,
        server=lambda: Settings.of(app.config),
        terminal=lambda: _at_terminal(app, spell=spell),
    )
    tell_overridden(app, released.halts, overrides.reasons)
    if released.message is not None:
        said = f"Send this now, then delete it: {released.message}"
    elif copy.password is PasswordCare.AGREED:
        said = f"{copy.ref} {copy.whom}: the {copy.kind} opens with the agreed passphrase"
    else:
        said = f"{copy.ref} {copy.whom}: the password of the {copy.kind} is released"
    app.show(ReleaseReport.of(released), lambda page: page.say(said))
    tell_ticked(app, released.recorded)


def _at_terminal(app: "App", *, spell: bool) -> Callable[[str], None]:
    """Return what shows a password once, to read out. Raises Refused without a terminal."""
    from cpconf.cli.sharing.secrets import show_secret, terminal_for_secrets

    terminal = terminal_for_secrets(errors_only=app.as_json)
    if terminal is None:
        raise Refused(
            "the password to read out is shown on a terminal only, and there is none here\n"
            "Run it at a terminal, or send the message: --by message"
        )

    def show(password: str) -> None:
        show_secret(password, on_error=terminal, spell=spell)
        if app.may_ask:
            question = "Press Enter once they have it: it is shown only this once. "
            typer.echo(question, err=True, nl=False)
            sys.stdin.readline()

    return show


def _one_of(words: type[Word], text: str, option: str) -> Word:
    typed = text.strip().lower()
    for word in words:
        if typed == word or (typed, word) == ("telephone", "phone"):
            return word
    raise UsageFault(f"{option} is {', '.join(words)}: there is no {echoed('word', text)}")
