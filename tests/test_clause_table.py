"""The table of clauses in the documentation, held to the registers, procedures and commands."""

from pathlib import Path
from typing import Final

import pytest

from cpconf.core.procedures.procedure import Audience, RuleClause, RuleKind, TaskClause
from cpconf.core.words import Fact
from cpconf.procedures.loader import built_in, load
from scripts.clause_table import KEPT, clauses, table
from scripts.reference import every_command
from tests.core.tables import register

PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "clauses.md"
KNOWN: Final = clauses()


def test_every_clause_of_the_registers_has_its_row_and_no_other() -> None:
    registered = {clause["id"] for name in (*built_in(), "england") for clause in register(name)[0]}
    assert set(KEPT) == registered == set(KNOWN)
    assert all(sentences for sentences, *_ in KEPT.values())


def test_every_command_of_the_table_is_there() -> None:
    there = {path.removeprefix("cpconf ") for path, _ in every_command()}
    named = [commands for _, *commands in KEPT.values()]
    assert all(named)
    assert {command for commands in named for command in commands} <= there


def test_the_page_has_the_table() -> None:
    assert table() in PAGE.read_text()


def tasks() -> list[TaskClause]:
    found = [task for name in built_in() for task in load(name).procedure.tasks]
    return list({task.clause: task for task in found}.values())


@pytest.mark.parametrize("task", tasks(), ids=lambda task: task.clause)
def test_the_row_of_a_task_names_the_command_that_does_what_the_task_asks(
    task: TaskClause,
) -> None:
    kept = set(KEPT[task.clause])
    if task.invites is not None:
        assert "invite" in kept
    if task.sends is not None:
        assert "protect-report" in kept
    if task.gives is not None and task.gives_to is not Audience.PARENTS:
        assert "protect-report" in kept
    if task.answers is Fact.REPORT_EMAILED:
        assert "release" in kept


def test_the_row_of_a_task_that_a_talk_ends_names_the_talk() -> None:
    ends = {
        task.clause
        for name in built_in()
        for procedure in [load(name).procedure]
        for talk in procedure.talks
        for task in procedure.tasks
        if task.name in talk.tasks and task.types & talk.types and task.formats & talk.formats
    }
    assert ends
    assert {clause for clause in ends if "call" not in KEPT[clause]} == set()


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        (RuleKind.SHARE_FIRST, "release"),
        (RuleKind.ADDRESS_FIRST, "invite"),
        (RuleKind.CANCELLATION, "cancel"),
        (RuleKind.ALLOCATED, "check"),
    ],
)
def test_the_row_of_a_rule_names_the_command_that_asks_it(kind: RuleKind, command: str) -> None:
    rules = [
        clause
        for clause in KNOWN.values()
        if isinstance(clause, RuleClause) and clause.kind is kind
    ]
    assert rules
    assert all(command in KEPT[rule.clause] for rule in rules)
