"""What `make mutants` is told: its rooms, the survivors with their reasons, and what it changes."""

import ast

import pytest

from mutants.__main__ import all_trees, read_rooms, read_survivors
from mutants.changing import Defaults, changes

REASONS = ("equivalent: ", "wording: ", "depth: ", "speed: ")
"""The same whatever comes; only words differ; something else guards it too; it takes longer."""


def made_of(text: str) -> list[str]:
    tree = ast.parse(text)
    return [change.words for change in changes(tree, Defaults([tree]))]


def test_every_room_has_modules_and_tests() -> None:
    rooms = read_rooms()
    assert list(rooms) == [
        *("gates", "stops", "invitations", "outbox", "sharing", "matching"),
        *("disclosure", "publishing", "proofs"),
    ]
    assert all(room.modules and room.tests for room in rooms.values())


def test_every_survivor_is_a_change_that_is_made_and_has_its_reason() -> None:
    trees = all_trees()
    defaults = Defaults(trees.values())
    of_rooms = {module for room in read_rooms().values() for module in room.modules}
    made = {
        (module, change.function, change.words)
        for module in of_rooms
        for change in changes(trees[module], defaults)
    }
    survivors = read_survivors()
    listed = [(one.module, one.function, one.change) for one in survivors]
    assert [one for one in listed if one not in made] == []
    assert len(set(listed)) == len(listed)
    assert [one for one in survivors if not one.why.startswith(REASONS)] == []


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param("return a < b", ["a < b -> a <= b", "a < b -> a >= b"], id="a bound"),
        pytest.param("return a == b", ["a == b -> a != b"], id="equal"),
        pytest.param("return a in b", ["a in b -> a not in b"], id="among"),
        pytest.param(
            "return a and b", ["a and b -> a or b", "a and b -> b", "a and b -> a"], id="both"
        ),
        pytest.param("return not a", ["not a -> a"], id="not"),
        pytest.param("if a:\n  x = b", ["always: a", "never: a"], id="a condition"),
        pytest.param("x = [y for y in a if y]", ["not asked: if y"], id="a choice"),
        pytest.param("raise Refused(a < b)", ["left out: raise Refused(a < b)"], id="a refusal"),
        pytest.param("a.append(b)", ["left out: a.append(b)"], id="an effect"),
        pytest.param("yield a", ["left out: yield a"], id="a yield"),
        pytest.param("return a + 1", ["a + 1 -> a - 1", "1 -> 2"], id="a number"),
        pytest.param("return f(a, own=a)", [], id="an argument that is needed"),
        pytest.param("return f(a, b=a)", ["left out: b=a of f()"], id="an argument with a default"),
        pytest.param("return any(a)", ["any(a) -> all(a)"], id="one or all"),
        pytest.param("return min(a)", ["min(a) -> max(a)"], id="least or most"),
        pytest.param(
            "return {a, b}", ["without a in {a, b}", "without b in {a, b}"], id="elements"
        ),
        pytest.param("return a.lower()", ["a.lower() -> a"], id="letters"),
        pytest.param(
            "ask('SELECT a WHERE b IS NULL AND c')",
            [
                "left out: ask('SELECT a WHERE b IS NULL AND c')",
                "SQL: WHERE b IS NULL [AND -> OR] c",
                "SQL: SELECT a WHERE b [IS NULL -> IS NOT NULL] AND c",
            ],
            id="a statement of SQL",
        ),
        pytest.param("msg = f'{a < b}'\n'words'", [], id="words alone"),
    ],
)
def test_what_a_rule_says_is_changed_one_thing_at_a_time(
    statement: str, expected: list[str]
) -> None:
    body = "\n".join(f"  {line}" for line in statement.splitlines())
    assert made_of(f"def f(a, b=0, *, own):\n{body}\n") == expected
