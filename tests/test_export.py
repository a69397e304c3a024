"""The example that writes a view as CSV: what a spreadsheet would compute stays text."""

import csv
import importlib.util
import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from tests.cli.running import Cpconf

EXAMPLE = Path(__file__).parents[1] / "examples" / "export_view.py"


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("export_view", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# owasp.org/www-community/attacks/CSV_Injection: =, +, -, @, tab, carriage return, line feed, and
# the full-width signs.
COMPUTED = ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "  ="]


@pytest.mark.parametrize("first", COMPUTED, ids=ascii)
def test_a_cell_that_would_be_computed_has_a_quote_before_it(
    example: ModuleType, first: str
) -> None:
    assert example.as_text(f"{first}cmd|' /C calc'!A0") == f"'{first}cmd|' /C calc'!A0"


@pytest.mark.parametrize("cell", [-1, 0, 1.5, None, "", "EX-1", "2026-12-07T10:00:00+00:00", "a=b"])
def test_any_other_cell_stays_as_it_is(example: ModuleType, cell: object) -> None:
    assert example.as_text(cell) == cell


def test_every_view_of_the_store_can_be_exported_and_none_is_computed(
    example: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cpconf = Cpconf(tmp_path, monkeypatch, capsys)
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a")
    with closing(sqlite3.connect(cpconf.store)) as store, store:
        store.execute("UPDATE task SET marked_by = '=1+1'")
        store.execute("UPDATE rule SET title = '@SUM(1)' || title")
        views = [
            name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type='view'")
        ]
    assert len(views) == 9
    for view in views:
        file = tmp_path / f"{view}.csv"
        example.export(cpconf.store, view, file)
        with file.open(encoding="utf-8-sig", newline="") as lines:
            header, *rows = csv.reader(lines)
        assert header
        assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r\n")]
    told = (tmp_path / "timeline.csv").read_text("utf-8-sig")
    assert "'=1+1" in told
    assert "'@SUM(1)" in told


def test_a_view_that_there_is_not_is_told_with_those_that_there_are(
    example: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cpconf = Cpconf(tmp_path, monkeypatch, capsys)
    cpconf.book()
    with pytest.raises(SystemExit, match="outbox_log"):
        example.export(cpconf.store, "person", tmp_path / "p.csv")
