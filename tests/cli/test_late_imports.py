"""What the command line loads, and when: `--help` waits for nothing that one command needs.

Read from the source: `program` loads every command's file at once, and what a command does when it
runs. A file that is not loaded at once, as what several commands share, imports at its top.
"""

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

import cpconf.cli
from cpconf.cli.program import COMMANDS
from cpconf.cli.shared.commands import CommandGroup
from tests.cli.running import Cpconf

CLI: Final = Path(cpconf.cli.__file__).parent
SOURCE: Final = CLI.parent.parent
LIGHT: Final = frozenset(
    (
        *("cpconf", "cpconf.app", "cpconf.errors", "cpconf.files"),
        *("cpconf.core.typed_text", "cpconf.core.conferences.near_misses"),
    )
)
"""What `--help` loads of the program besides the command line: small, and needed by all."""

Import = ast.Import | ast.ImportFrom
Scope = ast.Module | ast.FunctionDef


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def file_of(module: str) -> Path | None:
    """The file of one of our modules; None for a package, or for what is no module."""
    path = SOURCE.joinpath(*module.split(".")).with_suffix(".py")
    return path if path.is_file() else None


def modules(node: Import) -> Iterator[str]:
    """The modules that an import loads, as `cpconf.cli.shared.options`."""
    if isinstance(node, ast.Import):
        yield from (name.name for name in node.names)
        return
    assert node.module is not None
    inner = [f"{node.module}.{name.name}" for name in node.names]
    yield from (each if file_of(each) else node.module for each in inner)


def at_once(file: Path) -> Iterator[Import]:
    """The imports that run when a file is loaded: none that are for types alone."""
    waiting: list[ast.stmt] = list(tree(file).body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Import):
            yield node
        elif not isinstance(node, ast.FunctionDef) and not is_for_types(node):
            waiting += [
                child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)
            ]


def is_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


@cache
def loaded_by_help() -> frozenset[Path]:
    """The files of the command line that `program` loads, and those that these load."""
    found: set[Path] = set()
    waiting = [CLI / "program.py"]
    while waiting:
        file = waiting.pop()
        if file in found:
            continue
        found.add(file)
        loads = [module for node in at_once(file) for module in modules(node)]
        waiting += [path for path in map(file_of, loads) if path and path.is_relative_to(CLI)]
    return frozenset(found)


def late(file: Path) -> Iterator[tuple[Import, bool]]:
    """Imports within functions; whether each stands at the top of its function."""
    for function in ast.walk(tree(file)):
        if not isinstance(function, ast.FunctionDef):
            continue
        body = function.body[1:] if ast.get_docstring(function) else function.body
        at_top = True
        for node in body:
            at_top = at_top and isinstance(node, Import)
            yield from ((each, at_top) for each in within(node))


def within(node: ast.AST) -> Iterator[Import]:
    """The imports in a statement, but for those of a function in it."""
    if isinstance(node, Import):
        yield node
    elif not isinstance(node, ast.FunctionDef):
        for child in ast.iter_child_nodes(node):
            yield from within(child)


def has_a_reason(node: Import, file: Path) -> bool:
    """Whether a comment says why: on the line, above it and its neighbours, or for the file."""
    source = file.read_text(encoding="utf-8")
    lines = source.split("\n")
    imports = {
        line for each, _ in late(file) for line in range(each.lineno, (each.end_lineno or 0) + 1)
    }
    above = node.lineno - 1
    while above in imports:
        above -= 1
    own = lines[node.lineno - 1 : node.end_lineno]
    return (
        any(re.search(r"  # (?!noqa: [\w, ]+$)", line) for line in own)
        or lines[above - 1].lstrip().startswith("# ")
        or re.search(r"^# ruff: noqa: .*PLC0415.* - \w", source, re.MULTILINE) is not None
    )


def test_every_command_is_in_a_file_that_help_loads() -> None:
    registered = [
        function
        for listed in COMMANDS.values()
        for each in listed
        for function in (each.commands if isinstance(each, CommandGroup) else (each,))
    ]
    assert {Path(inspect.getfile(function)) for function in registered} <= loaded_by_help()
    takes_context = {
        (file, node.name)
        for file in CLI.rglob("*.py")
        for node in tree(file).body
        if isinstance(node, ast.FunctionDef)
        and node.args.args
        and node.args.args[0].annotation is not None
        and ast.unparse(node.args.args[0].annotation) == "typer.Context"
        and not node.name.startswith("_")
    }
    known = {(Path(inspect.getfile(each)), each.__name__) for each in registered}
    groups = [
        each for listed in COMMANDS.values() for each in listed if isinstance(each, CommandGroup)
    ]
    known |= {(Path(inspect.getfile(g.alone)), g.alone.__name__) for g in groups if g.alone}
    helpers = {"as_written", "all_as_written"}
    assert {name for _, name in takes_context - known} == helpers | {"app_of"}


def test_what_help_loads_imports_no_other_layer_until_a_command_runs() -> None:
    heavy = [
        f"{file.relative_to(CLI)}:{node.lineno} imports {module}"
        for file in sorted(loaded_by_help())
        for node in at_once(file)
        for module in modules(node)
        if module.partition(".")[0] == "cpconf"
        and not module.startswith("cpconf.cli.")
        and module not in LIGHT
    ]
    assert heavy == []


def test_a_late_import_stands_at_the_top_of_a_function_that_help_loads_or_says_why() -> None:
    stray = [
        f"{file.relative_to(CLI)}:{node.lineno}"
        for file in sorted(CLI.rglob("*.py"))
        for node, at_top in late(file)
        if not (at_top and file in loaded_by_help()) and not has_a_reason(node, file)
    ]
    assert stray == []


def test_elsewhere_a_late_import_says_why() -> None:
    stray = [
        f"{file.relative_to(SOURCE)}:{node.lineno}"
        for file in sorted(SOURCE.joinpath("cpconf").rglob("*.py"))
        if not file.is_relative_to(CLI) and file.name != "app.py"
        for node, _ in late(file)
        if not has_a_reason(node, file)
    ]
    assert stray == []


def test_status_loads_no_bar_and_nothing_of_rules_and_documents(cpconf: Cpconf) -> None:
    """What is started many times a day has no room for what it does not show."""
    cpconf.book()
    code = "import sys; from cpconf.cli.program import run; run(['status']); print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=cpconf.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    words = ran.stdout.splitlines()[-1].split()
    assert "cpconf.render.conferences.outstanding" in words
    without = ("rich.progress", "cpconf.core.conferences.ruling", "cpconf.core.sharing.sharing")
    assert [name for name in without if name in words] == []
    assert [name for name in words if name.startswith(("cpconf.documents.", "cpconf.mail."))] == []


WRITING: Final = {
    "a task done": ("done", "A-1", "send-invitations"),
    "a fact answered": ("fact", "A-1", "split=yes"),
    "a person added": ("person", "add", "A-1", "--role", "chair", "--name", "x"),
    "a conference cancelled": ("cancel", "A-1", "--reason", "x", "--authorised-by", "Alex"),
}
SLOW: Final = ("sqlalchemy", "sqlmodel", "alembic", "holidays")


def loaded(cpconf: Cpconf, *arguments: str) -> list[str]:
    """What of the slow libraries a command loads."""
    code = (
        "import sys; from cpconf.cli.program import run; "
        f"code = run({list(arguments)!r}); print(code, *({{*{SLOW!r}}} & {{*sys.modules}}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=cpconf.folder, capture_output=True, text=True, check=True
    )
    ended, *words = ran.stdout.splitlines()[-1].split()
    assert ended == "0", ran.stderr
    return sorted(words)


BOOKING: Final = ("--procedure", "hounslow", "--type", "initial", "--at", "2026-02-12T10:00")


@pytest.mark.parametrize("what", WRITING)
def test_what_writes_loads_neither_sqlalchemy_nor_the_holidays(cpconf: Cpconf, what: str) -> None:
    cpconf.book(procedure="hounslow")
    assert loaded(cpconf, *WRITING[what]) == []


def test_only_the_command_that_makes_the_store_loads_sqlalchemy(cpconf: Cpconf) -> None:
    cpconf.have_database()
    assert {"sqlalchemy", "sqlmodel"} <= set(loaded(cpconf, "schedule", "A-1", *BOOKING))
    assert loaded(cpconf, "schedule", "A-2", *BOOKING) == []


def test_changed_office_hours_are_noticed_by_the_next_command_that_writes(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.configure('[authority]\noffice_hours = ["08:00", "16:00"]\n')
    assert loaded(cpconf, "fact", "A-1", "split=yes") == ["holidays"]
    assert loaded(cpconf, "fact", "A-1", "split=no") == []
