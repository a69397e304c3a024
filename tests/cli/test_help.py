"""Help: every command under what it is for, each with an example, in the reader's words."""

import re
import shlex
from typing import Any

import pytest
import typer

from cpconf.cli.program import COMMANDS, program
from cpconf.cli.shared.commands import EXAMPLE
from scripts.reference import every_command
from tests.cli.running import Cpconf

PATHS = [path.split()[1:] for path, _ in every_command() if path != "cpconf"]


def found(path: list[str]) -> Any:  # noqa: ANN401 - of Typer's own copy of click
    """A command of the program."""
    command: Any = typer.main.get_command(program)
    for word in path:
        command = command.commands[word]
    return command


def test_the_list_has_headings_and_a_whole_sentence_for_each_command(cpconf: Cpconf) -> None:
    shown = cpconf.must("--help").out
    assert [line[:-1] for line in shown.splitlines() if line.endswith(":")] == [
        "Options",
        *COMMANDS,
    ]
    _, _, listed = shown.partition("Every day:\n")
    lines = [line for line in listed.splitlines() if line.startswith("  ")]
    every = [path[0] for path in PATHS if len(path) == 1 and path != ["protect"]]
    assert sorted(line.split()[0] for line in lines) == sorted(every)
    assert [line for line in lines if not line.endswith((".", ")")) or "..." in line] == []
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    "path", [p for p in PATHS if not hasattr(found(p), "commands")], ids=" ".join
)
def test_a_command_has_an_example_that_can_be_typed(path: list[str]) -> None:
    command = found(path)
    example = command.help.partition(EXAMPLE)[2]
    path = ["protect-report"] if path == ["protect"] else path
    words = shlex.split(example)
    if words[1] == "--store":  # which stands before the command
        del words[1:3]
    assert words[: len(path) + 1] == ["cpconf", *path]
    assert len(example) <= 76
    context = typer.Context(command)
    given, _, _ = command.make_parser(context).parse_args(words[len(path) + 1 :])
    needed = {parameter.name for parameter in command.params if parameter.required}
    assert needed <= set(given)


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_help_is_in_words_that_are_not_a_programmers(cpconf: Cpconf, path: list[str]) -> None:
    shown = cpconf.must(*path, "--help").out
    assert re.findall(r"<[a-z\[\] ]+>|\d<=|<=\w|\{|\[\[", shown) == []
    assert all(len(line) <= 80 for line in shown.splitlines())
