"""A family's agreed passphrase, kept in the operating system's keyring and nowhere else.

The library `keyring` uses any back end that it finds, even one that writes plain text. So only back
ends are allowed that give the passphrase to the system's own store.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar

from cpconf.errors import CpconfError, Refused

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE: Final = "cpconf"
ALLOWED: Final = frozenset(
    {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
    }
)
"""The back ends that may be used, by module and class."""


def remember(ref: str, person: str, passphrase: str, *, allowed: Collection[str] = ALLOWED) -> None:
    """Keep the passphrase agreed with a person, in place of an earlier one.

    Raises CpconfError where the keyring cannot be used or did not keep it, and Refused where there
    is no safe keyring.
    """
    ring = _ring(allowed)
    _tried(lambda: ring.set_password(SERVICE, _user(ref, person), passphrase))
    if _tried(lambda: ring.get_password(SERVICE, _user(ref, person))) != passphrase:
        raise CpconfError("the keyring did not keep the passphrase: unlock it and try again")


def recall(ref: str, person: str, *, allowed: Collection[str] = ALLOWED) -> str | None:
    """Return the passphrase agreed with a person, or None. Raises as `remember` does."""
    ring = _ring(allowed)
    return _tried(lambda: ring.get_password(SERVICE, _user(ref, person)))


def forget(ref: str, person: str, *, allowed: Collection[str] = ALLOWED) -> bool:
    """Remove the passphrase, and tell whether there was one. Raises as `remember` does."""
    ring = _ring(allowed)
    if _tried(lambda: ring.get_password(SERVICE, _user(ref, person))) is None:
        return False
    _tried(lambda: ring.delete_password(SERVICE, _user(ref, person)))
    return True


def _user(ref: str, person: str) -> str:
    return f"{ref}/{person}"


def _ring(allowed: Collection[str]) -> "KeyringBackend":
    """Return the back end that keyring uses, if it is allowed; of a chain, the first allowed."""
    try:
        import keyring  # noqa: PLC0415 - an optional extra, and slow to import
        from keyring.backends.chainer import ChainerBackend  # noqa: PLC0415 - as above
    except ImportError:
        raise CpconfError(
            "agreed passphrases are kept by an extra that is not installed: "
            "pipx install --force '.[keyring]' in cpconf's own folder"
        ) from None
    chosen = _tried(keyring.get_keyring)
    chain = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    for ring in chain:
        if f"{type(ring).__module__}.{type(ring).__qualname__}" in allowed:
            return ring
    raise Refused(
        "this machine has no keyring that keeps secrets safe: log in to its desktop, where the "
        "system's keyring is, or give the passphrase with --ask-password"
    )


def _tried(act: Callable[[], T]) -> T:
    """Return the keyring's answer. Raises CpconfError: its own error may have the secret."""
    answers: list[T] = []
    with suppress(Exception):  # D-Bus, Windows and macOS raise errors of their own
        answers.append(act())
    if not answers:
        raise CpconfError("the keyring cannot be used: unlock it and try again")
    return answers[0]
