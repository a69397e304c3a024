"""`passphrase`: agree a passphrase with a family member, for all their documents."""

from typing import Annotated, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.commands import CommandGroup
from cpconf.cli.shared.options import app_of
from cpconf.errors import NotFound, Refused


def agree(
    ctx: typer.Context,
    ref: options.Ref,
    person: options.Whose,
    password_stdin: Annotated[
        bool,
        typer.Option("--password-stdin", help="Read their own passphrase from standard input."),
    ] = False,
    spell: Annotated[bool, typer.Option("--spell", help="Spell it letter by letter.")] = False,
) -> None:
    """Agree one passphrase with a family member.

    It opens all their documents. It is shown once, for you to read out, and kept only in this
    computer's keyring.

    Example: cpconf passphrase agree EX-1 mother --spell
    """
    from cpconf.cli.sharing import secrets
    from cpconf.passphrases import keyrings
    from cpconf.workflow.sharing.agreements import family_member

    app = app_of(ctx)
    terminal = secrets.terminal_for_secrets()
    if not password_stdin and terminal is None:
        raise Refused(
            "the passphrase is shown once, on a terminal, and there is none here\n"
            "Run it at a terminal, or give theirs with --password-stdin"
        )
    with app.reading_existing() as reader:
        filed = reader.conferences.filed(ref)
    whom = family_member(filed, person).id
    passphrase = secrets.take(app, secrets.PasswordSource(stdin=password_stdin), filed)
    keyrings.remember(ref, secrets.key_of(app, whom), passphrase)
    with app.writing() as store:
        store.conferences.note(store.conferences.filed(ref), "passphrase agreed", {"person": whom})
    if not password_stdin and terminal is not None:
        secrets.show_secret(passphrase, on_error=terminal, spell=spell)
    app.screen.tell(
        f"{ref} {whom}: kept in this computer's keyring; use it with --agreed-passphrase"
    )


def forget(ctx: typer.Context, ref: options.Ref, person: options.Whose) -> None:
    """Remove an agreed passphrase from the keyring.

    Example: cpconf passphrase forget EX-1 mother
    """
    from cpconf.cli.sharing.secrets import key_of
    from cpconf.passphrases import keyrings
    from cpconf.workflow.sharing.agreements import family_member

    app = app_of(ctx)
    with app.reading_existing() as reader:
        filed = reader.conferences.filed(ref)
    whom = family_member(filed, person).id
    if not keyrings.forget(ref, key_of(app, whom)):
        raise NotFound(f"no passphrase of {whom} is in this computer's keyring")
    with app.writing() as store:
        store.conferences.note(
            store.conferences.filed(ref), "passphrase forgotten", {"person": whom}
        )
    app.screen.tell(f"{ref} {whom}: forgotten")


GROUP: Final = CommandGroup(
    "passphrase",
    "Agree a passphrase with a family member, or forget it.",
    (agree, forget),
)
