"""Where keys stand in a TOML text, however it is written."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cpconf.procedures.locate import locate
from tests.procedures.texts import HERE, ROOT, WESTMERE

TRICKY = (HERE / "tricky.toml").read_text(encoding="utf-8")

LINES = [
    (("title",), 2),
    (("quoted key",), 3),
    (("literal.key",), 4),
    (("a\tb",), 5),
    (("dotted", "key"), 6),
    (("when",), 7),
    (("note",), 8),
    (("raw",), 12),
    (("after",), 16),
    (("after", 0), 18),
    (("after", 1), 18),
    (("after", 2), 19),
    (("after", 3), 19),
    (("after", 4), 21),
    (("after", 4, 1, 0), 22),
    (("after", 5), 24),
    (("after", 5, "x"), 24),
    (("after", 5, "y", "z", 0), 24),
    (("inline", "b", "c"), 26),
    (("table",), 28),
    (("table", "sub.table"), 28),
    (("table", "sub.table", "key"), 29),
    (("task",), 30),
    (("task", 0), 30),
    (("task", 0, "name"), 31),
    (("task", 0, "part", 0), 32),
    (("task", 0, "part", 1), 34),
    (("task", 0, "part", 1, "size"), 35),
    (("task", 0, "detail", "size"), 37),
    (("task", 1), 38),
    (("task", 1, "name"), 39),
    (("task", 1, "part", 0), 40),
    (("task", 1, "part", 0, "size"), 41),
    (("empty",), 42),
]


@pytest.mark.parametrize(("path", "line"), LINES)
def test_a_key_stands_on_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert locate(TRICKY)[path] == line


def paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every path there is in data that Python's own reader made, as deep as faults go."""
    if path and len(path) <= 5:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*path, key))
    if isinstance(value, list):
        for place, inner in enumerate(value):
            yield from paths(inner, (*path, place))


FILES = [
    HERE / "tricky.toml",
    WESTMERE,
    *sorted((ROOT / "src" / "cpconf" / "procedures").glob("*/*.toml")),
]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_the_paths_found_are_those_that_the_standard_reader_finds(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert set(locate(text)) == set(paths(tomllib.loads(text)))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_key_is_written_on_the_line_that_is_given_for_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    lines = text.split("\n")
    for path, line in locate(text).items():
        if isinstance(path[-1], str):
            assert path[-1].split("\t")[0] in lines[line - 1]
