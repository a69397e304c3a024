"""The tests themselves: each asserts something, always, and takes one answer for the right one.

Read from their source, as far as such a kind of weakness can be recognised there. What is excepted
has its reason, and an exception that is needed no longer fails too.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

import pytest

TESTS: Final = Path(__file__).parent
_RAISING: Final = frozenset({"raises", "warns", "fail"})
_CODES: Final = ("code", "returncode", "exit_code")
_GIVING_UP: Final = (ast.Pass, ast.Continue, ast.Return)

_STEP: Final = "what is left depends on the step at which it was killed; all are seen in the end"
EXCEPTIONS: Final = {
    "asserts nothing": {
        "passphrases/test_judging::"
        "test_four_random_words_or_fourteen_random_characters_will_do": "what would not do raises",
    },
    "either value": {
        f"cli/sharing/test_killed_while_sharing::test_{act}": _STEP
        for act in (
            "bundling_killed_at_any_step_leaves_nothing_plain_and_can_be_done_again",
            "protecting_killed_at_any_step_leaves_nothing_partial_and_a_true_record",
            "releasing_killed_at_any_step_loses_no_password_and_lets_it_go_once",
        )
    },
    "several exit codes": {
        "cli/test_damaged_store::"
        "test_one_turned_bit_is_told_with_exit_7_and_never_gives_another_date": (
            "a reference with a turned bit is another's, or nobody's"
        ),
        "system/outside::by_qpdf": "3: it mended something, which a source may need and no copy",
    },
    "skips itself": {
        "cli/conftest::store_on": "what is about a file is left out on a server",
        "documents/conftest::full_disk": "only Linux has a device that is full",
        "mail/test_sending_failures::test_mail_without_encryption_stays_on_this_computer": (
            "some computers have no network; what decides is tested above it"
        ),
        "test_packaging::test_no_file_names_a_package_registry": (
            "without git nobody knows which files are the project's"
        ),
    },
}
"""Why a test may be what another may not: by the kind of weakness, and where it is."""


class Read:
    """One function of a test file, and what it does to assert something."""

    def __init__(self, body: ast.FunctionDef, helpers: frozenset[str] = frozenset()) -> None:
        self.body = body
        self._all = list(ast.walk(body))
        self.asserts = [each for each in self._all if isinstance(each, ast.Assert)]
        self.checks: list[ast.AST] = [
            *self.asserts,
            *(call for call in _calls(self._all) if _name(call.func) in helpers | _RAISING),
        ]

    @cached_property
    def _above(self) -> dict[int, ast.AST]:
        return {id(below): above for above in self._all for below in ast.iter_child_nodes(above)}

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """The statements whose body holds a node, from within."""
        while node is not self.body:
            above = self._above[id(node)]
            if isinstance(above, ast.If | ast.For) and node in [*above.body, *above.orelse]:
                yield above
            node = above

    def weaknesses(self) -> Iterator[str]:
        """The kinds of weakness that it has."""
        if self.body.name.startswith("test_"):
            yield from self._of_a_test()
        for each in self._all:
            if isinstance(each, ast.Compare) and _is_either(each, _CODES):
                yield "several exit codes"
            elif isinstance(each, ast.Assert) and _takes_either(each.test):
                yield "either value"
            elif isinstance(each, ast.Call) and ast.unparse(each.func) == "pytest.skip":
                yield "skips itself"

    def _of_a_test(self) -> Iterator[str]:
        if not self.checks:
            yield "asserts nothing"
        elif all(self._is_under(check, ast.If) for check in self.checks):
            yield "asserts only if"
        elif all(self._is_in_a_loop(check) for check in self.checks):
            yield "asserts only in a loop that may be empty"
        if self.asserts and all(_is_of_type_only(each.test) for each in self.asserts):
            yield "type only"
        for each in self._all:
            swallows = (isinstance(each, ast.With) and "suppress(" in _heads(each)) or (
                isinstance(each, ast.ExceptHandler) and isinstance(each.body[0], _GIVING_UP)
            )
            if swallows and not any(check.lineno > each.lineno for check in self.checks):  # type: ignore[attr-defined]
                yield "swallows a fault"

    def _is_under(self, node: ast.AST, kind: type[ast.AST]) -> bool:
        return any(isinstance(above, kind) for above in self.around(node))

    def _is_in_a_loop(self, node: ast.AST) -> bool:
        loops = [above for above in self.around(node) if isinstance(above, ast.For)]
        return any(not (_is_fixed(loop.iter) or self._is_listed(loop.iter)) for loop in loops)

    def _is_listed(self, over: ast.expr) -> bool:
        """Whether a loop goes over a list that the test wrote down before."""
        if isinstance(over, ast.Call) and _name(over.func) == "enumerate":
            over = over.args[0]
        return any(
            isinstance(each, ast.Assign | ast.AnnAssign)
            and isinstance(each.value, ast.List | ast.Tuple)
            and ast.unparse(over) in map(ast.unparse, _targets(each))
            for each in self._all
        )


def _targets(given: ast.Assign | ast.AnnAssign) -> list[ast.expr]:
    return given.targets if isinstance(given, ast.Assign) else [given.target]


def _calls(nodes: Iterable[ast.AST]) -> Iterator[ast.Call]:
    return (each for each in nodes if isinstance(each, ast.Call))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _heads(block: ast.With) -> str:
    return " ".join(ast.unparse(item.context_expr) for item in block.items)


def _is_either(compared: ast.Compare, names: tuple[str, ...]) -> bool:
    """Whether something of such a name may be one of several, written there or in a table."""
    if not isinstance(compared.ops[0], ast.In):
        return False
    among = compared.comparators[0]
    several = (
        len(among.elts) > 1
        if isinstance(among, ast.Set | ast.Tuple | ast.List)
        else isinstance(among, ast.Name) and among.id.isupper() and names == _CODES
    )
    return several and ast.unparse(compared.left).rpartition(".")[2].endswith(names)


def _takes_either(test: ast.expr) -> bool:
    """`found in {1, 2}`; `found == 1 or found == 2`; `found is None or isinstance(found, int)`."""
    if isinstance(test, ast.IfExp):
        return _takes_either(test.body) or _takes_either(test.orelse)
    if isinstance(test, ast.Compare):
        return _is_either(test, ("",)) and not _is_either(test, _CODES)
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        about = [_subject(value) for value in test.values]
        return len(set(about)) < len(about)
    return False


def _subject(test: ast.expr) -> str:
    """What is compared, or looked at for its type."""
    if isinstance(test, ast.Compare):
        return ast.unparse(test.left)
    if isinstance(test, ast.Call) and _name(test.func) == "isinstance":
        return ast.unparse(test.args[0])
    return ast.unparse(test)


def _is_of_type_only(test: ast.expr) -> bool:
    return isinstance(test, ast.Call) and _name(test.func) == "isinstance"


def _is_fixed(over: ast.expr) -> bool:
    """Whether one can see that a loop has something to go over: a literal, a table, a range."""
    if isinstance(over, ast.Call):
        if _name(over.func) in {"enumerate", "zip", "sorted", "items", "values", "range"}:
            of = over.func.value if isinstance(over.func, ast.Attribute) else over.args[0]
            return _is_fixed(of)
        return False
    if isinstance(over, ast.Tuple | ast.List | ast.Set | ast.Dict):
        return bool(over.elts if not isinstance(over, ast.Dict) else over.keys)
    # A table of the test's is written in capitals, or it is a class with members.
    return isinstance(over, ast.Constant) or ast.unparse(over)[0].isupper()


def functions(tree: ast.Module) -> list[ast.FunctionDef]:
    """Every function of a file, and every method."""
    return [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]


def asserting(bodies: Iterable[ast.FunctionDef]) -> frozenset[str]:
    """The names of the functions that assert something, themselves or by others that do."""
    calls: dict[str, set[str]] = {}
    for body in bodies:
        named = calls.setdefault(body.name, set())
        nodes = list(ast.walk(body))
        named |= {_name(call.func) for call in _calls(nodes)}
        if any(isinstance(each, ast.Assert) for each in nodes):
            named |= _RAISING
    found = _RAISING
    while more := {name for name, called in calls.items() if called & found} - found:
        found |= more
    return found - _RAISING


def weaknesses(sources: dict[str, str]) -> set[tuple[str, str]]:
    """Every weakness, with its place: the file without its `.py`, and the function."""
    trees = {name: ast.parse(source) for name, source in sources.items()}
    helpers = asserting([body for tree in trees.values() for body in functions(tree)])
    return {
        (kind, f"{name}::{body.name}")
        for name, tree in trees.items()
        for body in functions(tree)
        for kind in Read(body, helpers).weaknesses()
    }


HELPER: Final = "def found(text): assert text\n"
WEAK: Final = {
    "asserts nothing": ["def test_x(): run()", "def test_x(): found = run()"],
    "asserts only if": ["def test_x():\n if run(): assert y", "def test_x():\n if y: found(y)"],
    "asserts only in a loop that may be empty": [
        "def test_x():\n for y in run(): assert y",
        "def test_x():\n for y in folder.iterdir():\n  with pytest.raises(E): open(y)",
        "def test_x(all_of_it):\n for y in all_of_it: assert y",
    ],
    "type only": ["def test_x(): assert isinstance(run(), str)"],
    "swallows a fault": [
        "def test_x():\n assert y\n with suppress(E): run()",
        "def test_x():\n assert y\n try: run()\n except E: pass",
        "def test_x():\n assert y\n try: run()\n except E: return",
    ],
    "several exit codes": [
        "def test_x(): assert ran.code in {0, 2}",
        "def helper(): assert ran.returncode in (0, 2)",
        "def test_x(): assert run().code in LEFT",
        "def test_x(): assert ran.code == 0 if y else ran.code in [4, 5]",
    ],
    "either value": [
        "def test_x(): assert found in {1, None}",
        "def test_x(): assert found == 1 or found == 2",
        "def test_x(): assert found is None or isinstance(found, str)",
    ],
    "skips itself": ["def test_x():\n if y: pytest.skip('no')\n assert z"],
}
STRONG: Final = [
    "def test_x(): assert run()",
    "def test_x(): found(run())",
    "def test_x():\n with pytest.raises(E): run()",
    "def test_x():\n for y in (1, 2): assert y",
    "def test_x():\n for y in TABLE.items(): assert y",
    "def test_x():\n acts = [1, 2]\n for y in acts: assert y",
    "def test_x():\n for y in run(): assert y\n assert z",
    "def test_x():\n if y: assert y\n else: assert not y\n assert z",
    "def test_x():\n try: y = run()\n except E: return\n assert y",
    "def test_x(): assert ran.code == 0",
    "def test_x(): assert found in TABLE",
    "def test_x(): assert 'x' in found",
    "def test_x(): assert isinstance(y, str)\n assert y == 'x'",
]


@pytest.mark.parametrize(
    ("source", "kind"), [(source, kind) for kind, sources in WEAK.items() for source in sources]
)
def test_each_kind_of_weakness_is_recognised(source: str, kind: str) -> None:
    assert {found for found, _ in weaknesses({"a": HELPER + source})} == {kind}


@pytest.mark.parametrize("source", STRONG)
def test_what_asserts_something_is_not_taken_for_weak(source: str) -> None:
    assert (
        weaknesses({"a": HELPER + source.replace(": assert isinstance(y, str)\n", ":\n")}) == set()
    )


def test_every_test_asserts_something_and_takes_one_answer() -> None:
    sources = {
        path.relative_to(TESTS).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
        for path in TESTS.rglob("*.py")
    }
    assert len(sources) > 200
    excepted = {(kind, place) for kind, places in EXCEPTIONS.items() for place in places}
    assert weaknesses(sources) == excepted
