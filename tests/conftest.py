"""The surroundings of every test: nothing of the person's own machine, and no colours."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.thinned import thin

# Gone from the outset: Rich and Typer read some on import; a program that a test starts reads all.
for name in list(os.environ):
    if name.startswith(("CPCONF_", "XDG_")) or name in {
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "COLUMNS",
        "FORCE_COLOR",
        "GITHUB_ACTIONS",
        "LINES",
        "NO_COLOR",
        "PY_COLORS",
        "TTY_COMPATIBLE",
        "TTY_INTERACTIVE",
    }:
        del os.environ[name]

# Pages are recognised in the tests of that alone, wherever Tesseract is installed: each takes long.
os.environ["CPCONF_TESSERACT"] = ""

# No deadline: on a busy machine the slowest of a hundred examples says nothing of the code.
settings.register_profile("cpconf", settings(), deadline=None)
settings.load_profile("cpconf")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the stores of the commands are: in files, or each in a database on a server.

    Left to themselves, some tests are tried on both.
    """
    parser.addoption("--store-on", choices=["sqlite", "postgresql"])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave some of many cases to the thorough run, before any are chosen."""
    thin(items)


def pytest_collection_finish() -> None:
    """Have nothing that was collected looked through for garbage: it took a tenth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of the test's own, so that no store or configuration outlives it."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    return folder
