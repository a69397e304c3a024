"""Mistyped commands and options: what is suggested, and what never is."""

from collections.abc import Iterator
from typing import Any

import pytest
import typer

from cpconf.cli.program import program
from cpconf.cli.shared.commands import (
    NEVER_SUGGESTED,
    NEVER_SUGGESTED_OPTIONS,
    SUGGESTED,
    SUGGESTED_FLAGS,
    takes_value,
)
from cpconf.core.conferences.near_misses import distance
from tests.cli.running import Cpconf


def every(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - Typer's own
    """Each command and group of the program with what it is typed as."""
    for name, inner in getattr(command, "commands", {}).items():
        whole = f"{path} {name}".strip()
        yield whole, inner
        yield from every(inner, whole)


ROOT = typer.main.get_command(program)
COMMANDS = dict(every(ROOT))


def options(command: Any) -> Iterator[tuple[Any, str]]:  # noqa: ANN401 - Typer's own
    """Each option of a command, its help and its spellings included."""
    context = typer.Context(command, info_name="x")
    for parameter in command.get_params(context):
        for name in parameter.opts:
            if name.startswith("--"):
                yield parameter, name


def slips(word: str) -> set[str]:
    """The word with one letter left out, doubled, wrong, or the wrong way round."""
    spots = range(len(word))
    return {
        *(word[:i] + word[i + 1 :] for i in spots),
        *(word[:i] + word[i] + word[i:] for i in spots),
        *(word[:i] + "q" + word[i + 1 :] for i in spots),
        *(word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in spots[:-1]),
    } - {word}


def test_every_command_is_classified() -> None:
    print(len(COMMANDS), "commands and groups")
    assert not SUGGESTED & NEVER_SUGGESTED
    assert set(COMMANDS) == SUGGESTED | NEVER_SUGGESTED


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_a_command_has_the_same_help_whether_or_not_the_others_are_put_together(
    cpconf: Cpconf, words: str
) -> None:
    alone = cpconf(*words.split(), "--help")
    assert alone.code == 0
    assert alone.out == cpconf("help", *words.split()).out


@pytest.mark.parametrize(
    "before",
    [
        [],
        ["--no-input"],
        ["--store", "status"],
        ["--store=status"],
        ["--no-input", "--store", "help", "--no-input"],
    ],
    ids=" ".join,
)
def test_the_command_is_known_behind_the_options_of_the_program(
    cpconf: Cpconf, before: list[str]
) -> None:
    assert "Usage: cpconf history" in cpconf(*before, "history", "--help").out


@pytest.mark.parametrize(
    "before",
    [["--store"], ["--store", "x", "stratus"], ["--no-such-option", "history"]],
    ids=" ".join,
)
def test_a_command_line_that_names_none_is_told_of_all(cpconf: Cpconf, before: list[str]) -> None:
    told = cpconf(*before)
    assert told.code == 2
    assert told.errors


def test_every_option_without_a_value_is_classified() -> None:
    found = {
        name
        for command in (ROOT, *COMMANDS.values())
        for parameter, name in options(command)
        if not takes_value(parameter)
    }
    print(len(found), "flags")
    assert found
    assert found <= SUGGESTED_FLAGS | NEVER_SUGGESTED_OPTIONS
    assert not SUGGESTED_FLAGS & NEVER_SUGGESTED_OPTIONS
    assert found >= SUGGESTED_FLAGS


def test_what_is_never_suggested_is_there() -> None:
    known = {name for command in COMMANDS.values() for _, name in options(command)}
    assert known >= NEVER_SUGGESTED_OPTIONS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_one_letter_off_suggests_a_harmless_command_and_no_other(
    cpconf: Cpconf, command: str
) -> None:
    *group, word = command.split()
    names = {path.split()[-1] for path in COMMANDS if path.split()[:-1] == group}
    tried = 0
    for slip in sorted(slips(word) - names - {"help"}):
        if not slip or slip.startswith("-"):
            continue
        tried += 1
        ran = cpconf(*group, slip)
        assert (ran.code, ran.out, len(ran.errors)) == (2, "", 1)
        suggested = ran.err.partition("did you mean ")[2].split("'")[1::2]
        assert not NEVER_SUGGESTED & set(suggested), (slip, suggested)
        assert set(suggested) <= SUGGESTED
        nearer = [name for name in names if name != word and distance(slip, name, 1) <= 1]
        if command in SUGGESTED and not nearer:
            assert command in suggested, slip
        if not suggested:
            assert ran.err.endswith("lists them\n")
    assert tried >= 4


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("delete", "no command 'delete'; cpconf help lists them"),
        ("find", "no command 'find'; cpconf help lists them"),
        ("remove", "no command 'remove'; cpconf help lists them"),
        ("list", "no command 'list'; cpconf help lists them"),
        ("cancle", "no command 'cancle'; cpconf help lists them"),
        ("relaese", "no command 'relaese'; cpconf help lists them"),
        ("RELEASE", "no command 'RELEASE'; cpconf help lists them"),
        ("statsu", "no command 'statsu'; did you mean 'status'?"),
        ("Status", "no command 'Status'; did you mean 'status'?"),
        ("shedulle", "no command 'shedulle'; did you mean 'schedule'?"),
        ("working_days", "no command 'working_days'; did you mean 'working-days'?"),
        ("dnoe", "no command 'dnoe'; did you mean 'done'?"),
        ("donnee", "no command 'donnee'; cpconf help lists them"),
        ("procedure lsit", "no command 'procedure lsit'; did you mean 'procedure list'?"),
        ("procedure delete", "no command 'procedure delete'; cpconf help procedure lists them"),
        ("person remvoe", "no command 'person remvoe'; cpconf help person lists them"),
        ("outbox snet", "no command 'outbox snet'; cpconf help outbox lists them"),
        ("help statsu", "no command 'statsu'; did you mean 'status'?"),
        ("help person nope", "no command 'person nope'; cpconf help person lists them"),
        ("status --jsno", "no option --jsno; did you mean '--json'?"),
        ("status --frobnicate", "no option --frobnicate; cpconf help status lists them"),
        ("person add A-1 --nmae x", "no option --nmae; did you mean '--name'?"),
        ("protect-report r.pdf A-1 --sned", "no option --sned; cpconf help protect-report lists"),
        ("invite A-1 --overide x=y", "no option --overide; cpconf help invite lists them"),
        ("inbox --yse", "no option --yse; cpconf help inbox lists them"),
        ("--stroe x status", "no option --stroe; did you mean '--store'?"),
    ],
)
def test_a_mistyped_word_is_told_what_may_have_been_meant(
    cpconf: Cpconf, typed: str, said: str
) -> None:
    ran = cpconf(*typed.split())
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"cpconf: {said}")
    assert not cpconf.has_store


@pytest.mark.parametrize("typed", ["Robin Example", "12 High Street", "r@example.org"])
def test_what_could_be_somebodys_is_not_repeated(cpconf: Cpconf, typed: str) -> None:
    for words in ((typed,), ("person", typed), ("status", f"--{typed}")):
        ran = cpconf(*words)
        assert ran.code == 2
        assert typed not in ran.err


def test_help_shows_what_the_option_does(cpconf: Cpconf) -> None:
    assert cpconf("help").code == 0
    assert cpconf("help").out == cpconf("--help").out
    for command in COMMANDS:
        ran = cpconf("help", *command.split(), now="never")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == cpconf(*command.split(), "--help").out, command


@pytest.mark.parametrize("group", ["person", "procedure", "outbox", "diary"])
def test_help_may_stand_behind_a_group(cpconf: Cpconf, group: str) -> None:
    assert cpconf(group, "help").out == cpconf(group, "--help").out


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        # By hand, by the definition of the optimal string alignment distance.
        ("status", "status", 0),
        ("statsu", "status", 1),
        ("staus", "status", 1),
        ("statuss", "status", 1),
        ("statxs", "status", 1),
        ("sttasu", "status", 2),
        ("ca", "abc", 3),
        ("delete", "release", 3),
        ("find", "remind", 3),
        ("help", "held", 1),
    ],
)
def test_the_distance_counts_letters_and_pairs(one: str, other: str, steps: int) -> None:
    assert distance(one, other, 3) == distance(other, one, 3) == steps
