"""What the tests of the command line share."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.cli.running import Cpconf
from tests.postgresql import MISSING, server

RECORDED: Final = "test_recorded_documents.py"
ON_BOTH: Final = frozenset(
    (
        *("conferences/test_gates.py", "diaries/test_diary.py", "moving/test_reschedule.py"),
        *("outbox/test_outbox.py", "reminders/test_remind.py", "stores/test_store.py"),
        *("test_store_faults.py", RECORDED),
    )
)
"""What is tried with stores in files and on a server, of these rooms what is not slow.

Every command is among the recorded documents, with what it is for and with a fault. It takes a
minute on a server; `make test-system` tries all commands there.
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try what stands in `ON_BOTH` on both databases, unless one was asked for."""
    if "store_on" not in metafunc.fixturenames:
        return
    file = metafunc.definition.path.relative_to(Path(__file__).parent).as_posix()
    left_out = ("file_store",) if file == RECORDED else ("file_store", "slow")
    if (
        metafunc.config.getoption("--store-on") is None
        and file in ON_BOTH
        and not any(map(metafunc.definition.get_closest_marker, left_out))
    ):
        metafunc.parametrize("store_on", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def store_on(request: pytest.FixtureRequest) -> str:
    """The database that has the stores of a test; what is about a file is left out elsewhere."""
    chosen = getattr(request, "param", None) or request.config.getoption("--store-on") or "sqlite"
    if chosen == "postgresql":
        if MISSING is not None:
            pytest.skip(MISSING)
        if about := request.node.get_closest_marker("file_store"):
            pytest.skip(*about.args)
    return str(chosen)


@pytest.fixture
def cpconf(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    store_on: str,
) -> Iterator[Cpconf]:
    """The program, to be called with a command line; its store does not exist yet."""
    monkeypatch.chdir(tmp_path)
    database = server().new_name() if store_on == "postgresql" else None
    program = Cpconf(tmp_path, monkeypatch, capsys, database)
    yield program
    program.end()


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
