"""A store with one conference in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cpconf.core.words import Role
from tests.store.examples import schedule, written

_MADE: dict[str, bytes] = {}
"""Stores by what is in them: making one takes longer than copying one."""


@pytest.fixture
def new_store(tmp_path: Path) -> Path:
    """Where a store may be made."""
    return tmp_path / "kept" / "conferences.db"


@pytest.fixture
def store(new_store: Path) -> Path:
    """A store with the conference C-1."""
    return _furnished("C-1", new_store, _make)


@pytest.fixture
def family(new_store: Path) -> Path:
    """A store with a mother, a father and a school at the conference C-1: p1, p2 and p3."""
    return _furnished("family", new_store, _make_with_family)


def _furnished(what: str, store: Path, make: Callable[[Path], None]) -> Path:
    if what not in _MADE:
        make(store)
        _MADE[what] = store.read_bytes()
    else:
        store.parent.mkdir(mode=0o700)
        store.touch(0o600)
        store.write_bytes(_MADE[what])
    return store


def _make(store: Path) -> None:
    with written(store, create=True) as writer:
        schedule(writer, "C-1")


def _make_with_family(store: Path) -> None:
    _make(store)
    with written(store) as writer:
        filed = writer.filed("C-1")
        for role in (Role.MOTHER, Role.FATHER, Role.SCHOOL):
            writer.add_person(filed, role=role)
