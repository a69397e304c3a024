"""What the tests of the command line share."""

from pathlib import Path

import pytest

from tests.cli.running import Cpconf


@pytest.fixture
def cpconf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Cpconf:
    """The program, to be called with a command line; its store does not exist yet."""
    monkeypatch.chdir(tmp_path)
    return Cpconf(tmp_path, monkeypatch, capsys)


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
