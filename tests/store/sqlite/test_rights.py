"""Rights on files: a store may be closed to us, or open to too many."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cpconf.errors import CpconfError
from cpconf.store.reading import reading
from tests.store.examples import schedule, written


def read(path: Path) -> None:
    reader = reading(path)
    assert reader
    with reader:
        reader.conferences.filed("C-1")


def write(path: Path) -> None:
    with written(path, create=True) as writer:
        schedule(writer, "C-9")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter, so that rights are tried without the super-user's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextmanager
def without_special_rights() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_store_that_may_not_be_read_is_said_so(open_folder: Path) -> None:
    file = open_folder / "s.db"
    write(file)
    file.chmod(0)
    for use in (read, write):
        with pytest.raises(CpconfError, match="permissions"), without_special_rights():
            use(file)
    file.chmod(0o600)


def test_a_store_that_may_not_be_written_can_be_read(open_folder: Path) -> None:
    file = open_folder / "s.db"
    with written(file, create=True) as writer:
        schedule(writer, "C-1")
    file.chmod(0o444)
    open_folder.chmod(0o555)
    with without_special_rights():
        read(file)
        with pytest.raises(CpconfError, match="permissions"):
            write(file)
    open_folder.chmod(0o755)


def test_a_folder_that_may_not_be_made_is_said_so(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    with pytest.raises(CpconfError, match="permissions"), without_special_rights():
        write(open_folder / "new" / "s.db")
    open_folder.chmod(0o755)


def test_a_store_that_others_may_open_is_used_with_a_warning(store: Path) -> None:
    reader = reading(store)
    assert reader
    with reader:
        assert reader.common.warnings == []
    store.chmod(0o644)
    reader = reading(store)
    assert reader
    with reader:
        assert reader.common.warnings == [
            f"others on this computer can open the store {store}: run chmod 600 on it"
        ]
    with written(store) as writer:
        assert len(writer.common.warnings) == 1
    assert stat.S_IMODE(store.stat().st_mode) == 0o644
