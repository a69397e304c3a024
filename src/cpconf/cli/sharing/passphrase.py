"""`passphrase`: one that is agreed with somebody of the family, for all their documents."""

from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of
from cpconf.errors import NotFound, Refused


def register(program: typer.Typer) -> None:
    """Add the group of commands to the program."""
    group = typer.Typer(
        help="A passphrase agreed with a family.",
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    group.command("agree")(agree)
    group.command("forget")(forget)
    program.add_typer(group, name="passphrase")


def agree(
    ctx: typer.Context,
    ref: options.Ref,
    person: options.Whose,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Take theirs from standard input.")
    ] = False,
    spell: Annotated[bool, typer.Option("--spell", help="Spell it letter by letter.")] = False,
) -> None:
    """Agree one passphrase with somebody of the family, for all their documents.

    It is shown once, to be read out to them, and kept in this computer's keyring alone.
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
        filed = reader.filed(ref)
    whom = family_member(filed, person).id
    passphrase = secrets.take(app, secrets.PasswordSource(stdin=password_stdin), filed)
    keyrings.remember(ref, secrets.key_of(app, whom), passphrase)
    with app.writing() as store:
        store.note(store.filed(ref), "passphrase agreed", {"person": whom})
    if not password_stdin and terminal is not None:
        secrets.show_secret(passphrase, on_error=terminal, spell=spell)
    app.screen.tell(f"{ref} {whom}: kept in this computer's keyring, for --agreed-passphrase")


def forget(ctx: typer.Context, ref: options.Ref, person: options.Whose) -> None:
    """Take an agreed passphrase out of the keyring."""
    from cpconf.cli.sharing.secrets import key_of
    from cpconf.passphrases import keyrings
    from cpconf.workflow.sharing.agreements import family_member

    app = app_of(ctx)
    with app.reading_existing() as reader:
        filed = reader.filed(ref)
    whom = family_member(filed, person).id
    if not keyrings.forget(ref, key_of(app, whom)):
        raise NotFound(f"no passphrase of {whom} is in this computer's keyring")
    with app.writing() as store:
        store.note(store.filed(ref), "passphrase forgotten", {"person": whom})
    app.screen.tell(f"{ref} {whom}: forgotten")
