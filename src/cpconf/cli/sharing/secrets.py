"""Reading a password, never from an argument, and showing one, once."""

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from cpconf.app import App
from cpconf.cli.shared import streams
from cpconf.core.conferences.filed import Filed
from cpconf.errors import CpconfError, NotFound, UsageFault
from cpconf.passphrases import keyrings, making, sources, spelling
from cpconf.passphrases.judging import judge
from cpconf.workflow.sharing.recipients import private_words


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSource:
    """Where to take the password from; without any of these, one is made."""

    stdin: bool = False
    file: Path | None = None
    command: str | None = None
    ask: bool = False
    agreed: bool = False

    def refuse_several(self) -> None:
        """Raise UsageFault where more than one place was named."""
        named = [self.stdin, self.file is not None, self.command is not None, self.ask, self.agreed]
        if sum(named) > 1:
            raise UsageFault(
                "give one of --password-stdin, --password-file, --password-command, --ask-password "
                "and --agreed-passphrase, not several"
            )


def take(app: App, source: PasswordSource, filed: Filed, person: str = "") -> str:
    """Return the password: given, agreed with the family (`person`, a short id), or made here.

    Raises Refused for one that could be guessed, UsageFault where it cannot be read, NotFound where
    none was agreed.
    """
    if source.agreed:
        ref = filed.conference.ref
        agreed = keyrings.recall(ref, key_of(app, person))
        if agreed is None:
            raise NotFound(
                f"no passphrase was agreed with {person}: agree one first, with cpconf passphrase "
                f"agree {ref} {person}"
            )
        return agreed
    given = _given(app, source)
    if given is None:
        return making.make()
    judge(given, private_words(filed))
    return given


def _given(app: App, source: PasswordSource) -> str | None:
    if source.stdin:
        return sources.from_stdin(sys.stdin)
    if source.file is not None:
        return sources.from_file(source.file)
    if source.command is not None:
        return sources.from_command(source.command)
    if source.ask:
        if not app.may_ask:
            raise UsageFault(
                "--ask-password needs a terminal to ask at: use --password-stdin instead"
            )
        return sources.ask()
    return None


def terminal_for_secrets(*, errors_only: bool = False) -> bool | None:
    """Tell whether to show a secret on standard error (else standard output); None for neither.

    Only on a terminal: a file or a pipe would keep it. With `errors_only`, standard output is in
    use for something else.
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
        words = spelling.spell(secret)
        width = max(len(word) for word, _ in words)
        for word, letters in words:
            typer.echo(f"  {word:<{width}}  {letters}", err=on_error)
        typer.echo("", err=on_error)
    shown = sys.stderr if on_error else sys.stdout
    if (fault := streams.lost(shown)) is not None:
        raise CpconfError(
            "the password could not be shown, as the terminal was closed: run the command again"
        ) from fault


def key_of(app: App, person: str) -> str:
    """Return a passphrase's name in the keyring, unlike that of another store's same reference."""
    where = hashlib.sha256(os.path.abspath(app.store).encode()).hexdigest()  # noqa: PTH100 - of a URL too
    return f"{person}@{where[:12]}"
