"""The triggers that keep marks, history and documents append-only, in each database's own words."""
# ruff: noqa: S608 - the names of our own tables

from collections.abc import Iterator
from typing import Final

APPEND_ONLY: Final = ("mark", "history", "document")


def _sqlite() -> Iterator[tuple[str, str]]:
    for table in APPEND_ONLY:
        refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
        for verb in ("update", "delete"):
            yield f"{table}_no_{verb}", f"BEFORE {verb} ON {table} BEGIN {refuse}; END"
        # INSERT OR REPLACE deletes without firing a delete trigger.
        exists = f"EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"
        yield f"{table}_no_replace", f"BEFORE INSERT ON {table} WHEN {exists} BEGIN {refuse}; END"


TRIGGERS: Final = {
    "sqlite": tuple((name, f"CREATE TRIGGER {name} {body}") for name, body in _sqlite())
}
"""Name and statement of each trigger, by the dialect of the database."""
