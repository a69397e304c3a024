"""Where a password comes from: never from an argument."""

import sys
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from cpconf.app import App
from cpconf.core.sharing.sharing import PasswordCare
from cpconf.errors import NotFound, UsageFault
from cpconf.workflow.sharing.recipients import Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordFrom:
    """The options that say where the password is to be taken from; none: make one."""

    stdin: bool = False
    file: Path | None = None
    command: str | None = None
    ask: bool = False
    agreed: bool = False

    def refuse_several(self) -> None:
        """Raise UsageFault where more than one place was named."""
        named = [self.stdin, self.file is not None, self.command is not None, self.ask, self.agreed]
        if sum(named) > 1:
            msg = (
                "one of --password-stdin, --password-file, --password-command, --ask-password and "
                "--agreed-passphrase, not several"
            )
            raise UsageFault(msg)


@dataclass(frozen=True, slots=True)
class TakenPassword:
    """A password and who takes care of it; it stays out of what a traceback shows."""

    password: str = field(repr=False)
    care: PasswordCare


def take(app: App, wanted: PasswordFrom, who: Recipient) -> TakenPassword:
    """The password: given, agreed with the family, or made here.

    Raises Refused for one that could be guessed, UsageFault where it cannot be read.
    """
    if wanted.agreed:
        from cpconf.cli.sharing.agreed_passphrases import key_of
        from cpconf.passphrases import keyrings

        ref, person = who.filed.conference.ref, who.person.id
        agreed = keyrings.recall(ref, key_of(app, person))
        if agreed is None:
            msg = (
                f"no passphrase was agreed with {person}: agree one first, with cpconf passphrase "
                f"agree {ref} {person}"
            )
            raise NotFound(msg)
        return TakenPassword(agreed, PasswordCare.AGREED)
    return take_for(app, wanted, who.private_words)


def take_for(app: App, wanted: PasswordFrom, about: Collection[str]) -> TakenPassword:
    """The password: given, or made here. Raises as `take`; `about` is what it must not be of."""
    from cpconf.passphrases import making

    given = _given(app, wanted)
    if given is None:
        return TakenPassword(making.make(), PasswordCare.HELD)
    from cpconf.passphrases.judging import judge

    judge(given, about)
    return TakenPassword(given, PasswordCare.HELD)


def _given(app: App, wanted: PasswordFrom) -> str | None:
    from cpconf.passphrases import sources

    if wanted.stdin:
        return sources.from_stdin(sys.stdin)
    if wanted.file is not None:
        return sources.from_file(wanted.file)
    if wanted.command is not None:
        return sources.from_command(wanted.command)
    if wanted.ask:
        if not app.may_ask:
            msg = "--ask-password needs a terminal to ask at: use --password-stdin instead"
            raise UsageFault(msg)
        return sources.ask()
    return None
