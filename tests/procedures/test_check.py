"""What only `cpconf procedure check` tells: contradicted orders, idle gates, wrong examples."""

import datetime as dt
from pathlib import Path

import pytest

from cpconf.core.dates.calendar import DayOff, OfficeHours, WorkingCalendar
from cpconf.errors import NotFound
from cpconf.procedures.author_check import check, check_document
from cpconf.procedures.fault import Document
from cpconf.procedures.loader import faults
from tests.procedures.texts import ENGLAND, SMALL, broken, cases

WRITE = '"3 working days before conference"\nreading = "R1"'
SHARE = '"48 hours before conference"\nreading = "R3"'
DUE = 'due = "2026-02-09T17:00"'


@pytest.mark.parametrize(
    ("old", "new", "line", "words"), cases("check", "old", "new", "line", "words")
)
def test_check_tells_what_loading_lets_pass(old: str, new: str, line: int, words: str) -> None:
    text = broken(old, new)
    assert faults(text, "small.toml") == []
    found = check_document(Document("small.toml", text), ENGLAND)
    assert any(fault.line == line and words in fault.message for fault in found), found


def test_the_text_that_the_table_breaks_passes() -> None:
    assert check_document(Document("small.toml", SMALL), ENGLAND) == []


def test_a_task_without_a_time_passes_the_order_on() -> None:
    text = broken(WRITE, '"1 day before conference"\nreading = "R2"')
    text = broken(f"due = {SHARE}\n", "", text)
    text = broken('gated_by = ["S-6"]', 'due = "2 days before conference"\nreading = "R2"', text)
    messages = [str(f) for f in check_document(Document("small.toml", text), ENGLAND)]
    assert any(
        '"write-report" comes before "send-report" (through "share-report")' in message
        for message in messages
    ), messages


def test_tasks_that_never_apply_together_have_no_order_to_contradict() -> None:
    text = broken(WRITE, '"1 working day before conference"\nreading = "R1"\nfacts = ["split"]')
    found = check_document(Document("small.toml", text), ENGLAND)
    assert not any("is due later" in fault.message for fault in found)


def test_an_order_that_only_some_days_contradict_is_no_fault() -> None:
    """Over a weekend two days of the calendar fall after two working days; in midweek not."""
    calendar_days = broken('hours = "office"', 'days = "calendar"')
    text = broken(WRITE, '"2 days before conference"\nreading = "R2"', calendar_days)
    text = broken(SHARE, '"2 working days before conference"\nreading = "R1"', text)
    found = check_document(Document("small.toml", text), ENGLAND)
    assert not any("is due later" in fault.message for fault in found)


def test_examples_come_out_the_same_whatever_the_office_and_its_closures() -> None:
    local = WorkingCalendar.of(
        [*ENGLAND.days_off.values(), DayOff(dt.date(2026, 2, 10), "stocktaking", local=True)],
        known_until=ENGLAND.known_until,
        source="tests",
        office=OfficeHours(dt.time(8), dt.time(16)),
    )
    assert check_document(Document("small.toml", SMALL), local) == []


def test_faults_that_keep_a_file_from_loading_are_told_alone() -> None:
    text = broken('role = "chair"', 'role = "boss"', broken(DUE, 'due = "2026-02-10T17:00"'))
    found = check_document(Document("small.toml", text), ENGLAND)
    assert [fault.line for fault in found] == [54]


def test_a_file_is_checked_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(broken(DUE, 'due = "2026-02-10T17:00"'), encoding="utf-8")
    assert [str(fault) for fault in check(str(file), ENGLAND)] == [
        f"{file}:86: due: the example says 2026-02-10T17:00, but the result is 2026-02-09T17:00"
    ]


def test_a_file_that_is_no_text_is_a_fault_and_not_an_error(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(b"format = 1\n\xff\xfe")
    assert [fault.line for fault in check(str(file), ENGLAND)] == [2]


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        check(str(tmp_path / "mine.toml"), ENGLAND)
