"""What the tests of the command line share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import Cpconf
from tests.postgresql import MISSING, server


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about a file, where the stores are on a server."""
    if config.getoption("--store-on") == "sqlite":
        return
    for item in items:
        if MISSING is not None:
            item.add_marker(pytest.mark.skip(MISSING))
        elif about := item.get_closest_marker("file_store"):
            item.add_marker(pytest.mark.skip(*about.args))


@pytest.fixture
def cpconf(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> Iterator[Cpconf]:
    """The program, to be called with a command line; its store does not exist yet."""
    monkeypatch.chdir(tmp_path)
    if request.config.getoption("--store-on") == "sqlite":
        yield Cpconf(tmp_path, monkeypatch, capsys)
        return
    database = server().new_name()
    yield Cpconf(tmp_path, monkeypatch, capsys, database)
    server().drop(database)


@pytest.fixture
def ready(cpconf: Cpconf) -> Cpconf:
    """The program with A-1 and two parents in its store, and a file of rows beside it."""
    parent = ("person", "add", "A-1", "--name", "Robin Example", "--role")
    cpconf.furnish(
        ("ready",),
        lambda: [
            cpconf.book(),
            cpconf.must(*parent, "mother", "--email", "m@example.org"),
            cpconf.must(*parent, "father"),
        ],
    )
    header = "ref,procedure,type,at\n"
    (cpconf.folder / "rows.csv").write_text(f"{header}A-3,hounslow,review,7/12/2026 10:00\n")
    return cpconf
