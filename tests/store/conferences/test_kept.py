"""What is kept of people: one table on one page, which leaves nothing out."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Text

from cpconf.store.conferences.kept import KEPT
from cpconf.store.tables import METADATA

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "what-is-kept.md"
PERSONAL, NOT_PERSONAL = (
    set(re.findall(r"`([a-z_]+\.[a-z_0-9]+)`", part))
    for part in PAGE.read_text("utf-8").split("## What says nothing of a person")
)
COLUMNS = {
    f"{table.name}.{column.name}": isinstance(column.type, Text)
    for table in METADATA.sorted_tables
    for column in table.columns
}


@pytest.mark.parametrize("column", sorted(name for name, is_text in COLUMNS.items() if is_text))
def test_every_text_of_the_store_is_in_the_table_or_named_as_not_personal(column: str) -> None:
    assert (column in PERSONAL) is not (column in NOT_PERSONAL)


def test_the_page_names_no_column_that_there_is_not() -> None:
    assert set(COLUMNS) >= PERSONAL | NOT_PERSONAL


def test_the_rest_that_an_auditor_gets_has_every_column_of_its_tables() -> None:
    numbers = {"id", "conference_id", "person_id"}
    tables = set(KEPT) - {"conference"}  # the others of its columns are those of `status`
    there = {
        table: {name.partition(".")[2] for name in COLUMNS if name.startswith(f"{table}.")}
        for table in tables
    }
    assert {table: columns - numbers for table, columns in there.items()} == {
        table: set(KEPT[table].split()) - {"id", "person"} for table in tables
    }
