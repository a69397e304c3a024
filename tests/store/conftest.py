"""A store with one conference in it."""

from pathlib import Path

import pytest

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
