"""Agreed passphrases in the operating system's keyring."""

import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import cast

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as ForgettingKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from cpconf.errors import CpconfError, ExitCode, Refused
from cpconf.passphrases.keyrings import ALLOWED, forget, recall, remember

SECRET = "tram-otter-harbour-kite"  # noqa: S105 - of no account


class SystemStore(KeyringBackend):
    """Stands in for a system's own store: it keeps what it is given until the test ends."""

    priority = 0.1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring leaves it so
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class PlaintextKeyring(SystemStore):
    """Like the one that writes every secret into a file as it is."""


class BrokenStore(SystemStore):
    """A store whose errors say the secret, as those of D-Bus may."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(SECRET)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot write {password}")


class ForgetfulStore(SystemStore):
    """A store that takes a secret and does not keep it."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


TRUSTED = {
    f"{kind.__module__}.{kind.__qualname__}" for kind in (SystemStore, BrokenStore, ForgetfulStore)
}


@pytest.fixture
def use() -> Iterator[Callable[[KeyringBackend], None]]:
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


@pytest.fixture
def store(use: Callable[[KeyringBackend], None]) -> SystemStore:
    made = SystemStore()
    use(made)
    return made


def test_what_was_agreed_is_remembered_recalled_and_forgotten(store: SystemStore) -> None:
    assert recall("HX-1", "parent-1", allowed=TRUSTED) is None
    remember("HX-1", "parent-1", SECRET, allowed=TRUSTED)
    assert recall("HX-1", "parent-1", allowed=TRUSTED) == SECRET
    assert forget("HX-1", "parent-1", allowed=TRUSTED)
    assert recall("HX-1", "parent-1", allowed=TRUSTED) is None
    assert not forget("HX-1", "parent-1", allowed=TRUSTED)


def test_each_person_at_each_conference_has_an_entry_of_their_own(store: SystemStore) -> None:
    remember("HX-1", "parent-1", SECRET, allowed=TRUSTED)
    remember("HX-1", "parent-2", "another", allowed=TRUSTED)
    remember("HX-2", "parent-1", "a third", allowed=TRUSTED)
    assert store.kept == {
        ("cpconf", "HX-1/parent-1"): SECRET,
        ("cpconf", "HX-1/parent-2"): "another",
        ("cpconf", "HX-2/parent-1"): "a third",
    }


def test_an_earlier_passphrase_is_replaced(store: SystemStore) -> None:
    remember("HX-1", "parent-1", "before", allowed=TRUSTED)
    remember("HX-1", "parent-1", SECRET, allowed=TRUSTED)
    assert recall("HX-1", "parent-1", allowed=TRUSTED) == SECRET


@pytest.mark.parametrize(
    "unsafe",
    [PlaintextKeyring, NoKeyring, ForgettingKeyring],
    ids=["plain text", "none", "forgetting"],
)
def test_any_other_back_end_is_refused_and_gets_nothing(
    use: Callable[[KeyringBackend], None], unsafe: type[KeyringBackend]
) -> None:
    ring = unsafe()
    use(ring)
    acts: list[Callable[[], object]] = [
        lambda: remember("HX-1", "parent-1", SECRET, allowed=ALLOWED | TRUSTED),
        lambda: recall("HX-1", "parent-1", allowed=ALLOWED | TRUSTED),
        lambda: forget("HX-1", "parent-1", allowed=ALLOWED | TRUSTED),
    ]
    for act in acts:
        with pytest.raises(Refused, match="no keyring that keeps secrets safe") as refused:
            act()
        assert refused.value.exit_code is ExitCode.REFUSED
    assert getattr(ring, "kept", {}) == {}


def test_a_stand_in_is_not_on_the_list_of_those_allowed(store: SystemStore) -> None:
    with pytest.raises(Refused):
        remember("HX-1", "parent-1", SECRET)


def chain(*rings: KeyringBackend) -> ChainerBackend:
    kind = type("Chain", (ChainerBackend,), {"backends": rings})
    return cast("ChainerBackend", kind())


def test_of_a_chain_the_first_that_is_allowed_is_used_and_no_other(
    use: Callable[[KeyringBackend], None],
) -> None:
    plain, safe, second = PlaintextKeyring(), SystemStore(), SystemStore()
    use(chain(plain, safe, second))
    remember("HX-1", "parent-1", SECRET, allowed=TRUSTED)
    assert recall("HX-1", "parent-1", allowed=TRUSTED) == SECRET
    assert (plain.kept, len(safe.kept), second.kept) == ({}, 1, {})


def test_a_chain_of_unsafe_back_ends_is_refused(use: Callable[[KeyringBackend], None]) -> None:
    use(chain(PlaintextKeyring()))
    with pytest.raises(Refused):
        recall("HX-1", "parent-1", allowed=TRUSTED)


def test_a_keyring_that_fails_is_explained_without_the_secret(
    use: Callable[[KeyringBackend], None],
) -> None:
    use(BrokenStore())
    acts: list[Callable[[], object]] = [
        lambda: remember("HX-1", "parent-1", SECRET, allowed=TRUSTED),
        lambda: recall("HX-1", "parent-1", allowed=TRUSTED),
        lambda: forget("HX-1", "parent-1", allowed=TRUSTED),
    ]
    for act in acts:
        with pytest.raises(CpconfError, match="unlock it") as failed:
            act()
        assert (failed.value.__cause__, failed.value.__context__) == (None, None)
        assert SECRET not in "".join(traceback.format_exception(failed.value))


def test_a_keyring_that_keeps_nothing_is_an_error(use: Callable[[KeyringBackend], None]) -> None:
    use(ForgetfulStore())
    with pytest.raises(CpconfError, match="did not keep"):
        remember("HX-1", "parent-1", SECRET, allowed=TRUSTED)


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(CpconfError, match=r"pipx install --force '\.\[keyring\]'"):
        recall("HX-1", "parent-1")


def test_a_back_end_named_in_the_environment_that_does_not_exist_is_explained() -> None:
    program = (
        "from cpconf.errors import CpconfError\n"
        "from cpconf.passphrases.keyrings import recall\n"
        "try: recall('HX-1', 'parent-1')\n"
        "except CpconfError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHON_KEYRING_BACKEND": "no.such.Keyring"},
    )
    assert done.stdout.startswith("the keyring cannot be used")


def test_the_names_of_those_allowed_are_classes_of_keyring() -> None:
    import importlib

    for name in ALLOWED:
        module, _, kind = name.rpartition(".")
        try:
            found = getattr(importlib.import_module(module), kind)
        except ImportError:
            assert sys.platform not in name.lower()  # belongs to another system
        else:
            assert issubclass(found, KeyringBackend)
