"""A store with one conference in it, as a file and on a server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cpconf.core.words import Role
from tests.postgresql import MISSING, server
from tests.store.examples import schedule, written
from tests.store.looking import Where

_FILES: dict[str, bytes] = {}
"""Stores by what is in them: making one takes longer than copying one."""
_DATABASES: dict[str, str] = {}
"""The same on the server, by the names of their databases."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what needs a store on both databases, unless it is about a file."""
    if "database" in metafunc.fixturenames:
        both = [
            "sqlite",
            pytest.param(
                "postgresql", marks=pytest.mark.skipif(MISSING is not None, reason=MISSING or "")
            ),
        ]
        room = metafunc.definition.path.parent.name
        if room == "sqlite" or metafunc.definition.get_closest_marker("file_store"):
            both.pop(1)
        elif room == "postgresql":
            both.pop(0)
        metafunc.parametrize("database", both)


@pytest.fixture
def new_store(database: str, tmp_path: Path) -> Iterator[Where]:
    """Where a store may be made."""
    if database == "sqlite":
        yield tmp_path / "kept" / "conferences.db"
        return
    name = server().database()
    yield server().url(name)
    server().drop(name)


@pytest.fixture
def store(database: str, tmp_path: Path) -> Iterator[Where]:
    """A store with the conference C-1."""
    yield from _furnished("C-1", database, tmp_path, _make)


@pytest.fixture
def family(database: str, tmp_path: Path) -> Iterator[Where]:
    """A store with a mother, a father and a school at the conference C-1: p1, p2 and p3."""
    yield from _furnished("family", database, tmp_path, _make_with_family)


def _furnished(
    what: str, database: str, folder: Path, make: Callable[[Where], None]
) -> Iterator[Where]:
    if database == "postgresql":
        if what not in _DATABASES:
            name = server().database()
            make(server().url(name))
            _DATABASES[what] = name
        name = server().database(like=_DATABASES[what])
        yield server().url(name)
        server().drop(name)
        return
    store = folder / "kept" / "conferences.db"
    if what not in _FILES:
        make(store)
        _FILES[what] = store.read_bytes()
    else:
        store.parent.mkdir(mode=0o700)
        store.touch(0o600)
        store.write_bytes(_FILES[what])
    yield store


def _make(store: Where) -> None:
    with written(store, create=True) as writer:
        schedule(writer, "C-1")


def _make_with_family(store: Where) -> None:
    _make(store)
    with written(store) as writer:
        filed = writer.conferences.filed("C-1")
        for role in (Role.MOTHER, Role.FATHER, Role.SCHOOL):
            writer.conferences.add_person(filed, role=role)
