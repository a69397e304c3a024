"""A family's agreed passphrase, kept in the keyring of the operating system and nowhere else.

The library `keyring` takes whatever back end it finds, and one that writes plain text just as well.
So only those are used that hand the passphrase to the system's own store.
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
    """Keep the passphrase agreed with a person; an earlier one is replaced.

    Raises CpconfError where the keyring cannot be used or did not keep it, Refused where there is
    none that is safe.
    """
    ring = _ring(allowed)
    _tried(lambda: ring.set_password(SERVICE, _user(ref, person), passphrase))
    if _tried(lambda: ring.get_password(SERVICE, _user(ref, person))) != passphrase:
        raise CpconfError("the keyring did not keep the passphrase: unlock it and try again")


def recall(ref: str, person: str, *, allowed: Collection[str] = ALLOWED) -> str | None:
    """The passphrase agreed with a person, or None. Raises as `remember` does."""
    ring = _ring(allowed)
    return _tried(lambda: ring.get_password(SERVICE, _user(ref, person)))


def forget(ref: str, person: str, *, allowed: Collection[str] = ALLOWED) -> bool:
    """Take the passphrase out of the keyring; whether there was one. Raises as `remember` does."""
    ring = _ring(allowed)
    if _tried(lambda: ring.get_password(SERVICE, _user(ref, person))) is None:
        return False
    _tried(lambda: ring.delete_password(SERVICE, _user(ref, person)))
    return True


def _user(ref: str, person: str) -> str:
    return f"{ref}/{person}"


def _ring(allowed: Collection[str]) -> "KeyringBackend":
    """The back end that keyring would use if it is allowed; of a chain, the first that is."""
    try:
        import keyring  # noqa: PLC0415 - an extra that need not be there, and slow to import
        from keyring.backends.chainer import ChainerBackend  # noqa: PLC0415 - likewise
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
    """What the keyring answers; each system fails in its own way, and some say the secret."""
    answers: list[T] = []
    with suppress(Exception):  # D-Bus, Windows and macOS raise errors of their own
        answers.append(act())
    if not answers:
        raise CpconfError("the keyring cannot be used: unlock it and try again")
    return answers[0]
