"""What is decided by one of a closed list of words names all of them, so that a further one shows.

"Else" is how a rule is forgotten: whoever adds a word is told by the type checker, or by this test,
of each place that has to know it.
"""

import ast
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "cpconf"
PARTIAL = {
    "core/mailbox.py::_KINDS": "the others are called as they are kept",
    "mail/wording.py::_WHAT": "of the others no message of this kind is made",
    "render/invitations/screens.py::_OF_DRAFTS": "the others are said of drafts as of messages",
    "render/mailbox/screens.py::_PLURALS": "the others take an s",
    "render/reminders/screens.py::_DRAFTED": "the others are said of drafts as of messages",
    "render/reminders/screens.py::_NEXT": "nobody has to do anything about the others",
}
"""Tables that have some of the words, and why."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text("utf-8"))


TREES = dict(modules())
CLOSED = {
    node.name: f"cpconf.{name.removesuffix('.py').replace('/', '.')}"
    for name, tree in TREES.items()
    for node in ast.walk(tree)
    if isinstance(node, ast.ClassDef)
    and any(ast.unparse(base) in {"StrEnum", "IntEnum", "Enum"} for base in node.bases)
}
"""The closed lists of words, each with the module that has it."""


def list_of(node: ast.AST | None) -> str | None:
    """The closed list that an expression names a word of."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.value.id if node.value.id in CLOSED and node.attr.isupper() else None
    return None


def words_of(name: str) -> int:
    closed = getattr(import_module(CLOSED[name]), name)
    assert issubclass(closed, Enum)
    return len(closed)


def choices(tree: ast.Module) -> Iterator[ast.Match]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Match) and any(
            isinstance(inner, ast.MatchValue) and list_of(inner.value)
            for case in node.cases
            for inner in ast.walk(case.pattern)
        ):
            yield node


def is_closed(match: ast.Match) -> bool:
    last = match.cases[-1]
    return isinstance(last.pattern, ast.MatchAs) and "assert_never" in ast.unparse(last.body[0])


def tables(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """The tables of a module: the name, the list that it is keyed by, and how many it has."""
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.Dict):
            lists = [list_of(key) for key in value.keys if key is not None]
            if lists and lists[0] and len(set(lists)) == 1:
                yield target.id, lists[0], len(lists)


@pytest.mark.parametrize("name", TREES)
def test_a_choice_among_closed_words_ends_in_assert_never(name: str) -> None:
    assert [match.lineno for match in choices(TREES[name]) if not is_closed(match)] == []


def test_a_table_by_closed_words_has_all_of_them_or_says_why_not() -> None:
    found = {}
    for name, tree in TREES.items():
        module = import_module(f"cpconf.{name.removesuffix('.py').replace('/', '.')}")
        for table, closed, _ in tables(tree):
            if len(getattr(module, table)) < words_of(closed):
                found[f"{name}::{table}"] = closed
    assert set(found) == set(PARTIAL)


def test_there_are_choices_and_tables_to_judge() -> None:
    assert sum(1 for tree in TREES.values() for _ in choices(tree)) > 20
    assert sum(1 for tree in TREES.values() for _ in tables(tree)) > 20
