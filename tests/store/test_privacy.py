"""Nothing personal where it is not meant to be: in errors, in what is shown, in freed pages."""

import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.pretty import pretty_repr
from sqlalchemy import text

from cpconf.core.conference import Person
from cpconf.core.words import MarkKind, Role
from cpconf.errors import CpconfError
from cpconf.store.models import METADATA, AnswerRow, HistoryRow, MarkRow, PersonRow
from cpconf.store.writing import Writer
from tests.store.examples import NOW, schedule, written

CANARY = "Canary-Persson"


def add(writer: Writer) -> None:
    details = {"name": CANARY, "email": f"{CANARY}@example.org", "agency": CANARY}
    writer.add_person(writer.filed("C-1"), role=Role.CHAIR, **details)


def same_reference(writer: Writer) -> None:
    add(writer)
    schedule(writer, "C-1")


def broken_rule(writer: Writer) -> None:
    statement = text("INSERT INTO person VALUES (9, 1, 'p9', 'cat', :n, :n, NULL, NULL, 'x')")
    writer._connection.execute(statement, {"n": CANARY})  # noqa: SLF001 - to see it fail


def missing_table(writer: Writer) -> None:
    writer.ask("SELECT * FROM nowhere WHERE name = ?", [CANARY])


def undecodable(writer: Writer) -> None:
    add(writer)
    writer.ask("UPDATE person SET name = CAST(CAST(name AS BLOB) || x'ff' AS TEXT)")
    writer.filed("C-1")


def impossible_text(writer: Writer) -> None:
    writer.add_person(writer.filed("C-1"), role=Role.CHAIR, name=f"{CANARY}\udcff")


def impossible_note(writer: Writer) -> None:
    writer.mark(writer.filed("C-1").tasks[:1], MarkKind.SKIPPED, at=NOW, note=f"{CANARY}\0")


@pytest.mark.parametrize(
    "fail",
    [
        same_reference,
        broken_rule,
        missing_table,
        undecodable,
        impossible_text,
        impossible_note,
    ],
)
def test_no_error_and_no_cause_of_it_names_anybody(
    store: Path, fail: Callable[[Writer], None]
) -> None:
    with pytest.raises(CpconfError) as raised, written(store) as writer:
        fail(writer)
    shown = "".join(traceback.format_exception(raised.value))
    assert CANARY not in shown
    assert CANARY not in repr(raised.value)


def test_a_row_shows_nothing_but_its_number() -> None:
    for row in (
        PersonRow(id=7, conference_id=1, short_id="p1", role="chair", name=CANARY, added_at=""),
        HistoryRow(id=7, note=CANARY, kind="", details="", by=CANARY),
        MarkRow(id=7, note=CANARY, kind="", by=CANARY),
        AnswerRow(id=7, fact=CANARY, yes=1),
    ):
        for shown in (repr(row), str(row), f"{row}", pretty_repr(row)):
            assert CANARY not in shown
        assert repr(row) == f"{type(row).__name__}(7)"


def test_every_table_is_strict() -> None:
    assert METADATA.tables
    assert all(t.dialect_options["sqlite"]["strict"] for t in METADATA.tables.values())


def test_a_corrected_name_is_gone_from_the_file(store: Path) -> None:
    with written(store) as writer:
        add(writer)
    assert CANARY.encode() in store.read_bytes()
    with written(store) as writer:
        writer.change_person(writer.filed("C-1"), Person("p1", Role.CHAIR))
    assert CANARY.encode() not in b"".join(f.read_bytes() for f in store.parent.iterdir())
