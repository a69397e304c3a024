"""A store with one conference in it."""

from pathlib import Path

import pytest

from cpconf.core.words import Role
from tests.store.examples import schedule, written


@pytest.fixture
def new_store(tmp_path: Path) -> Path:
    """Where a store may be made."""
    return tmp_path / "kept" / "conferences.db"


@pytest.fixture
def store(new_store: Path) -> Path:
    """A store with the conference C-1."""
    with written(new_store, create=True) as writer:
        schedule(writer, "C-1")
    return new_store


@pytest.fixture
def family(store: Path) -> Path:
    """A store with a mother, a father and a school at the conference C-1: p1, p2 and p3."""
    with written(store) as writer:
        filed = writer.filed("C-1")
        for role in (Role.MOTHER, Role.FATHER, Role.SCHOOL):
            writer.add_person(filed, role=role)
    return store
