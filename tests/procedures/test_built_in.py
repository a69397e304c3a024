"""The procedures that come with the program, and the invented one that shows every key."""

import tomllib
from collections.abc import Iterator

import pytest

from cpconf.core.dates.moments import Anchor
from cpconf.core.dates.readings import FORMS, Reading
from cpconf.core.procedures.procedure import RuleKind
from cpconf.core.words import Each, Fact, Format, Phase
from cpconf.procedures.author_check import check
from cpconf.procedures.loader import FRAME, built_in, load
from cpconf.procedures.model import Days, Form, Hours, ProcedureForm, form_at, keys
from tests.procedures.texts import ENGLAND, WESTMERE

DATA = tomllib.loads(WESTMERE.read_text(encoding="utf-8"))
TABLES = [(), *((key,) for key in sorted(keys(ProcedureForm)))]
TABLES = [path for path in TABLES if not path or form_at(ProcedureForm, path) is not ProcedureForm]


@pytest.mark.parametrize("name", [*built_in(), FRAME, str(WESTMERE)])
def test_check_finds_no_fault(name: str) -> None:
    assert check(name, ENGLAND) == []


@pytest.mark.parametrize("name", [*built_in(), FRAME])
def test_every_time_that_a_built_in_procedure_states_has_a_worked_example(name: str) -> None:
    procedure = load(name).procedure
    shown = {example.task for example in procedure.examples}
    readings = {task.reading for task in procedure.tasks if task.timing and not task.source}
    assert readings
    for reading in readings:
        having = [task for task in procedure.tasks if task.reading is reading]
        assert any({task.name, task.clause} & shown for task in having), reading


def used(path: tuple[str, ...]) -> set[str]:
    """The keys that the invented procedure uses in the tables of one kind."""
    tables: Iterator[dict[str, object]] = iter([DATA])
    for key in path:
        inner = DATA[key]
        tables = iter(inner if isinstance(inner, list) else [inner])
    return {key for table in tables for key in table}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: ".".join(path) or "file")
def test_the_invented_procedure_uses_every_key_of_the_form(path: tuple[str, ...]) -> None:
    form: type[Form] = form_at(ProcedureForm, path)
    assert used(path) == set(keys(form))


def test_the_invented_procedure_uses_every_sentence_of_time() -> None:
    procedure = load(str(WESTMERE)).procedure
    own = [task for task in procedure.tasks if not task.source]
    timings = [t.timing for t in own if t.timing] + [
        limit.timing for limit in procedure.limits if not limit.source
    ]
    sentences = {(timing.reading, timing.by_close) for timing in timings}
    assert len(sentences) == len(FORMS)
    assert {timing.reading for timing in timings} == set(Reading) - {Reading.R6}
    assert {timing.anchor for timing in timings} == set(Anchor)
    assert any(task.timing is None for task in own)


def test_the_invented_procedure_uses_every_word_that_a_clause_may_have() -> None:
    procedure = load(str(WESTMERE)).procedure
    assert {rule.kind for rule in procedure.rules} == set(RuleKind)
    assert {task.each for task in procedure.tasks} == {*Each, None}
    assert {task.phase for task in procedure.tasks} == set(Phase)
    assert {format_ for formats in procedure.conferences.values() for format_ in formats} == set(
        Format
    )
    gates = {rule.clause: rule.kind for rule in procedure.rules}
    assert {gates[name] for task in procedure.tasks for name in task.gated_by} == {
        RuleKind.ADDRESS_FIRST,
        RuleKind.SHARE_FIRST,
    }
    assert {task.answers for task in procedure.tasks} == {Fact.REPORT_EMAILED, None}
    negated = {condition.negated for task in procedure.tasks for condition in task.conditions}
    assert negated == {True, False}


def test_the_invented_procedure_turns_every_switch() -> None:
    assert DATA["readings"]["days"] == Days.CALENDAR
    assert DATA["readings"]["hours"] == Hours.ELAPSED
    assert DATA["readings"]["clear_days"] is True
    assert DATA["readings"]["close_of_business"].hour == 16


def test_the_invented_procedure_is_as_exact_about_what_must_not_come_out() -> None:
    moments = ("due", "literal", "needed_by")
    assert {
        key for example in DATA["example"] for key in moments if example.get(key) == "none"
    } == {*moments}
