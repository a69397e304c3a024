"""Keep a store in the present form, for the tests of later forms.

    python scripts/keep_form.py

Run it before you change a table. It upgrades the newest kept store to the present form, and writes
it beside the others, in tests/store/data. It never overwrites a file.
"""

import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final

from cpconf.store.database.forms import FORM
from cpconf.store.sqlite.migrating import migrate
from cpconf.store.sqlite.opening import APPLICATION_ID

KEPT: Final = Path(__file__).parents[1] / "tests" / "store" / "data"


def main() -> int:
    """Write the file, and return the exit code: 1 if it exists already."""
    newest, kept = max(KEPT.glob("form_*.sql")), KEPT / f"form_{FORM:04d}.sql"
    if kept.exists():
        print(f"{kept.name} is kept already", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "conferences.db"
        with closing(sqlite3.connect(store)) as sql:
            sql.executescript(newest.read_text(encoding="utf-8"))
        store.chmod(0o600)
        migrate(store)
        with closing(sqlite3.connect(store)) as sql:
            lines = list(sql.iterdump())
    head = f"-- A store of form {FORM} as the program made it then; never to be changed."
    identity = f"PRAGMA application_id={APPLICATION_ID};"
    kept.write_text("\n".join([head, *lines, identity, ""]), encoding="utf-8")
    print(f"{kept.name} is kept; its rows are those of {newest.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
