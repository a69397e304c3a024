"""`release`: the password follows, once the first message has come to the right person."""

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, given, overrides_of, tell_overridden
from cpconf.core.typed_text import echoed, read_name
from cpconf.errors import Refused, UsageFault

if TYPE_CHECKING:
    from cpconf.app import App
    from cpconf.core.sharing.sharing import ReleasedBy, Sharing
    from cpconf.workflow.sharing.password_release import Released

Word = TypeVar("Word", bound=StrEnum)


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(release)


def release(
    ctx: typer.Context,
    ref: options.Ref,
    to: options.To,
    how: Annotated[
        str,
        typer.Option(metavar="HOW", help="How you know it came: phone, email, visit or text."),
    ],
    confirmed_by: options.ConfirmedBy,
    as_: options.As = "report",
    at: options.At = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="WAY", help="message: on to be sent, or sent. phone: shown once, here."
        ),
    ] = "message",
    spell: Annotated[
        bool, typer.Option("--spell", help="With --by phone: spell it letter by letter.")
    ] = False,
    override: options.Override = None,
    authorised_by: options.AuthorisedBy = None,
    as_json: options.Json = False,
) -> None:
    """Let the password follow.

    Once the first message has come to the right person.
    """
    from cpconf.cli.conferences.marking import moment
    from cpconf.core.sharing.sharing import Confirmed, ReleasedBy
    from cpconf.workflow.sharing import password_release as releasing
    from cpconf.workflow.sharing import recipients

    app = app_of(ctx)
    way = _one_of(ReleasedBy, by, "--by")
    receipt = releasing.Receipt(
        how=_one_of(Confirmed, "phone" if how.strip().lower() == "telephone" else how, "--how"),
        confirmed_by=read_name(given(confirmed_by), "--confirmed-by"),
        at=moment(app, at),
    )
    if spell and way is not ReleasedBy.PHONE:
        raise UsageFault("--spell goes with --by phone: a message needs no spelling")
    overrides = overrides_of(app, override, authorised_by)
    with app.reading_existing() as reader:
        filed = reader.filed(ref)
        found = recipients.sharing_named(reader, filed, to, as_)
    releasing.refuse_early(found, receipt)
    hand_over = _way_of(app, found, way, spell=spell, errors_only=as_json)
    released = releasing.release(
        app.writing,
        filed,
        found,
        receipt,
        way,
        now=app.now,
        overrides=overrides,
        hand_over=hand_over,
    )
    tell_overridden(app, released.decision.halts, overrides.reasons)
    _tell_released(app, released, as_json=as_json)


def _way_of(
    app: "App", sharing: "Sharing", by: "ReleasedBy", *, spell: bool, errors_only: bool
) -> Callable[[Path | None], Path | None]:
    """What will be done with the held message. Raises Refused where it cannot be done here."""
    from cpconf.cli.sharing.secrets import show_secret, terminal_for_secrets
    from cpconf.core.sharing.sharing import PasswordCare, ReleasedBy, Transport
    from cpconf.workflow.sharing import password_release as releasing

    if by is ReleasedBy.PHONE and sharing.password is PasswordCare.HELD:
        terminal = terminal_for_secrets(errors_only=errors_only)
        if terminal is None:
            raise Refused(
                "to be read out, the password is shown on a terminal, and there is none here\n"
                "Run it at a terminal, or let the message go: --by message"
            )

        def show(message: Path | None) -> None:
            if message is not None:
                password = releasing.password_of(message)
                show_secret(password, on_error=terminal, spell=spell)
                if app.may_ask:
                    question = "Press Enter once they have it: it is shown only this once. "
                    typer.echo(question, err=True, nl=False)
                    sys.stdin.readline()

        return show
    if by is ReleasedBy.MESSAGE and sharing.transport is Transport.SMTP and sharing.address:
        return _sender(app, sharing, sharing.address)
    return releasing.move_on


def _sender(app: "App", sharing: "Sharing", address: str) -> Callable[[Path | None], Path | None]:
    from cpconf.core.sharing.sharing import ShareState
    from cpconf.mail.settings import Settings
    from cpconf.workflow.sharing import two_messages

    if sharing.state is ShareState.RELEASING:
        raise Refused(
            "it is not known whether the password's message went: ask the recipient\n"
            f"Then say so: cpconf sent {sharing.ref} --to {sharing.whom} --as {sharing.kind}, "
            "or with --not"
        )
    settings = Settings.of(app.config.smtp)

    def send(message: Path | None) -> Path | None:
        if message is not None:
            two_messages.send_password(message, address, sharing, settings, now=app.now)
        return None

    return send


def _tell_released(app: "App", released: "Released", *, as_json: bool) -> None:
    from cpconf.cli.conferences.marking import tell_ticked
    from cpconf.core.sharing.sharing import PasswordCare, ShareState

    sharing = released.sharing
    whom = sharing.whom
    if as_json:
        app.screen.print_json(
            {
                "cpconf": 1,
                "ref": sharing.ref,
                "person": sharing.person,
                "kind": sharing.kind.value,
                "state": ShareState.RELEASED.value,
                "released_by": released.by.value,
                "message": str(released.message) if released.message else None,
                "done": [task.handle for task in released.recorded.marked],
                "overridden": [halt.stop.value for halt in released.decision.halts],
            }
        )
    elif released.message is not None:
        app.screen.say(f"Send this now, then delete it: {released.message}")
    elif sharing.password is PasswordCare.AGREED:
        app.screen.say(f"{sharing.ref} {whom}: the {sharing.kind} opens with the agreed passphrase")
    else:
        app.screen.say(f"{sharing.ref} {whom}: the password of the {sharing.kind} is released")
    tell_ticked(app, released.recorded, as_json=as_json)


def _one_of(words: type[Word], text: str, option: str) -> Word:
    for word in words:
        if text.strip().lower() == word:
            return word
    raise UsageFault(f"{option} is {', '.join(words)}: there is no {echoed('word', text)}")
