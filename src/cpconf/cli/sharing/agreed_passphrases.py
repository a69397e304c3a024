"""What `passphrase agree` and `passphrase forget` do."""

import hashlib
import os
import sys

import typer

from cpconf.app import App
from cpconf.cli.shared import streams
from cpconf.errors import CpconfError, NotFound, Refused
from cpconf.passphrases import keyrings, sources
from cpconf.passphrases.judging import judge
from cpconf.passphrases.making import make
from cpconf.passphrases.spelling import spell as spelt
from cpconf.workflow.sharing.agreements import family_member
from cpconf.workflow.sharing.recipients import private_words


def agree(app: App, ref: str, person: str, *, password_stdin: bool, spell: bool) -> None:
    """Make one, or take theirs; keep it in the keyring, and show it once where it was made here."""
    terminal = terminal_for_secrets()
    if not password_stdin and terminal is None:
        msg = (
            "the passphrase is shown once, on a terminal, and there is none here\n"
            "Run it at a terminal, or give theirs with --password-stdin"
        )
        raise Refused(msg)
    with app.reading_existing() as reader:
        filed = reader.filed(ref)
    whom = family_member(filed, person).id
    passphrase = sources.from_stdin(sys.stdin) if password_stdin else make()
    if password_stdin:
        judge(passphrase, private_words(filed))
    keyrings.remember(ref, key_of(app, whom), passphrase)
    with app.writing() as store:
        store.note(store.filed(ref), "passphrase agreed", {"person": whom})
    if not password_stdin and terminal is not None:
        show_secret(passphrase, on_error=terminal, spell=spell)
    app.screen.tell(f"{ref} {whom}: kept in this computer's keyring, for --agreed-passphrase")


def forget(app: App, ref: str, person: str) -> None:
    """Take it out of the keyring. Raises NotFound where there is none."""
    with app.reading_existing() as reader:
        filed = reader.filed(ref)
    whom = family_member(filed, person).id
    if not keyrings.forget(ref, key_of(app, whom)):
        msg = f"no passphrase of {whom} is in this computer's keyring"
        raise NotFound(msg)
    with app.writing() as store:
        store.note(store.filed(ref), "passphrase forgotten", {"person": whom})
    app.screen.tell(f"{ref} {whom}: forgotten")


def terminal_for_secrets(*, errors_only: bool = False) -> bool | None:
    """Whether a secret is shown on standard error (or else on standard output); None: on neither.

    Only a terminal will do: what goes into a file or a pipe stays there. With `errors_only`
    standard output is spoken for.
    """
    if sys.stderr is not None and sys.stderr.isatty():
        return True
    if not errors_only and sys.stdout is not None and sys.stdout.isatty():
        return False
    return None


def show_secret(secret: str, *, on_error: bool, spell: bool) -> None:
    """Show a password once, alone on its line; with `spell` also letter by letter."""
    typer.echo(f"\n  {secret}\n", err=on_error)
    if spell:
        words = spelt(secret)
        width = max(len(word) for word, _ in words)
        for word, letters in words:
            typer.echo(f"  {word:<{width}}  {letters}", err=on_error)
        typer.echo("", err=on_error)
    shown = sys.stderr if on_error else sys.stdout
    if (fault := streams.lost(shown)) is not None:
        msg = "the password could not be shown, as the terminal went away: run the command again"
        raise CpconfError(msg) from fault


def wait_for_enter(text: str) -> None:
    """Wait until somebody has read what is shown."""
    typer.echo(text, err=True, nl=False)
    sys.stdin.readline()


def key_of(app: App, person: str) -> str:
    """What somebody's passphrase goes by in the keyring: two stores may have the same reference."""
    where = hashlib.sha256(os.path.abspath(app.store).encode()).hexdigest()  # noqa: PTH100 - of a URL too
    return f"{person}@{where[:12]}"
