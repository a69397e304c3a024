"""The house: everything has a room, and each name stands for one thing in the whole program."""

import ast
import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "cpconf"
FILES = sorted(
    path
    for path in SOURCE.rglob("*.py")
    if path.stem not in {"__init__", "__main__"} and "migrations" not in path.parts
)
FIXED = {"json", "questions", "reports", "rows", "screens", "writes"}
"""The files that mean the same in every room."""
OF_FORMATS = {"look", "proof", "protect", "text"}
"""The files that mean the same of PDF, of Word and of both."""
OF_DATABASES = {"faults", "liveness", "making", "migrating"}
"""The files that mean the same of a SQLite file, of a server, and of both."""
LAYERS = ("cli", "core", "render", "store", "workflow")


def contract(container: str) -> set[str]:
    """The rooms that import-linter keeps in order."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (found,) = [c for c in settings["contracts"] if c.get("containers") == [container]]
    return {name.strip() for row in found["layers"] for name in row.split("|")}


NOUNS = contract("cpconf.workflow") | {"procedures", "stores"}


@pytest.mark.parametrize("layer", [*LAYERS, "documents", "mail"])
def test_every_room_of_a_layer_has_its_place_above_or_below_the_others(layer: str) -> None:
    there = {
        path.stem
        for path in (SOURCE / layer).iterdir()
        if path.stem != "__init__" and (path.suffix == ".py" or any(path.glob("*.py")))
    }
    assert there == contract(f"cpconf.{layer}")


@pytest.mark.parametrize("noun", sorted(NOUNS))
def test_a_room_has_the_same_name_wherever_it_is_and_tests_of_that_name(noun: str) -> None:
    where = [layer for layer in LAYERS if noun in contract(f"cpconf.{layer}")]
    assert len(where) > 1
    assert any((ROOT / "tests" / layer / noun).is_dir() for layer in (*where, "procedures"))


def test_a_class_name_stands_for_one_thing() -> None:
    found = defaultdict(list)
    for path in FILES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                found[node.name].append(path.relative_to(SOURCE).as_posix())
    assert {name: where for name, where in found.items() if len(where) > 1} == {}


def test_a_files_name_stands_for_one_thing() -> None:
    found = defaultdict(list)
    for path in FILES:
        of_formats = path.stem in OF_FORMATS and "documents" in path.parts
        of_databases = path.stem in OF_DATABASES and "store" in path.parts
        if path.stem not in FIXED | NOUNS and not (of_formats or of_databases):
            found[path.stem].append(path.relative_to(SOURCE).as_posix())
    assert {name: where for name, where in found.items() if len(where) > 1} == {}


def test_a_page_names_files_that_there_are() -> None:
    """Where a page names a file of the program, by its path below src/cpconf or the root."""
    named = {
        (page.relative_to(ROOT).as_posix(), path)
        for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
        for path in re.findall(r"`([a-z_]+/[a-z_/]+\.py)`", page.read_text("utf-8"))
    }
    places = (ROOT, SOURCE, ROOT / "tests")
    assert len(named) > 20
    assert {one for one in named if not any((place / one[1]).exists() for place in places)} == set()


def test_the_index_of_the_scripts_names_them_all_and_no_other() -> None:
    scripts = ROOT / "scripts"
    named = re.findall(r"`([a-z_-]+(?:\.(?:py|txt))?)`", (scripts / "README.md").read_text("utf-8"))
    there = {file.name for file in scripts.iterdir() if file.is_file()} - {"README.md"}
    assert there <= set(named)
    assert {name for name in named if name.endswith((".py", ".txt"))} <= there
