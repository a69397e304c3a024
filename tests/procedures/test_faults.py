"""One broken file for each fault that keeps a procedure from being loaded."""

import pytest

from cpconf.errors import ExitCode
from cpconf.procedures.fault import ProcedureFault
from cpconf.procedures.loader import faults, from_texts
from tests.procedures.texts import SMALL, broken, cases


@pytest.mark.parametrize(
    ("old", "new", "line", "words"), cases("load", "old", "new", "line", "words")
)
def test_a_fault_is_told_with_its_line_and_what_is_allowed(
    old: str, new: str, line: int, words: str
) -> None:
    found = faults(broken(old, new), "small.toml")
    assert [(fault.file, fault.line) for fault in found] == [("small.toml", line)]
    assert words in found[0].message


def test_the_text_that_the_table_breaks_has_no_faults() -> None:
    assert faults(SMALL, "small.toml") == []


def test_tasks_that_are_not_written_as_tables_are_told_how_they_are() -> None:
    head, _, _ = SMALL.partition("[[task]]")
    found = faults(f"task = 3\n{head}", "small.toml")
    assert [str(fault) for fault in found] == [
        "small.toml:1: task must be written as tables, a [[task]] for each"
    ]


def test_more_tables_than_any_procedure_needs_are_refused() -> None:
    rule = '[[rule]]\nclause = "S-{0}"\nsection = "1"\ntitle = "A rule"\nkind = "note"\n'
    text = SMALL + "".join(rule.format(number) for number in range(10, 310))
    assert [str(fault) for fault in faults(text, "small.toml")] == [
        "small.toml:69: more than 300 [[rule]] tables"
    ]


def test_every_fault_of_a_file_is_told_in_the_order_of_its_lines() -> None:
    text = broken('role = "chair"', 'role = "boss"', broken('clause = "S-1"', 'clause = "s1"'))
    assert [fault.line for fault in faults(text, "small.toml")] == [19, 54]


def test_a_faulty_file_is_refused_with_its_first_fault_and_the_number_of_others() -> None:
    text = broken('role = "chair"', 'role = "boss"', broken('clause = "S-1"', 'clause = "s1"'))
    with pytest.raises(ProcedureFault) as refused:
        from_texts(text, "", "small.toml")
    assert str(refused.value).startswith('small.toml:19: clause: "s1" is not a clause id; allowed:')
    assert str(refused.value).endswith("; 1 more: cpconf procedure check lists them")
    assert len(refused.value.faults) == 2
    assert refused.value.exit_code is ExitCode.USAGE


def test_a_fault_of_the_whole_file_has_no_line_in_its_text() -> None:
    with pytest.raises(ProcedureFault, match=r"^large\.toml: is larger than 1024 KiB$"):
        from_texts("#" * (1024 * 1024 + 1), "", "large.toml")
