"""Write a view of the store as a CSV file, for a spreadsheet.

    python export_view.py STORE VIEW FILE

Needs only Python. The store is only read.
"""

import csv
import sqlite3
import sys
from pathlib import Path
from typing import Final

COMPUTED: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
"""Signs that begin a formula in a spreadsheet, or that it skips before one.

Source: OWASP, "CSV Injection"; the full-width signs are for East Asian editions.
"""


def as_text(cell: object) -> object:
    """Return a cell that a spreadsheet shows as it is: a quote is put before a formula.

    Numbers stay numbers.
    """
    is_computed = isinstance(cell, str) and cell.lstrip(" ").startswith(COMPUTED)
    return f"'{cell}" if is_computed else cell


def export(store: Path, view: str, file: Path) -> None:
    """Write one view of the store to a file. Exits with a message where something is wrong."""
    if not store.is_file():
        sys.exit(f"there is no store {store}")
    # Reading may have to clean up after an interrupted command: hence rw. Writing is blocked below.
    connection = sqlite3.connect(f"{store.absolute().as_uri()}?mode=rw", uri=True, timeout=30)
    connection.execute("PRAGMA query_only=ON")
    views = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name")
    names = [name for (name,) in views]
    if view not in names:
        sys.exit(f"there is no such view: the views are {', '.join(names)}")
    rows = connection.execute(f"SELECT * FROM {view}")
    # With the byte order mark, by which spreadsheets recognise UTF-8.
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(column for column, *_ in rows.description)
        writer.writerows(map(as_text, row) for row in rows)
    connection.close()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    export(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
    print(f"{sys.argv[2]} is in {sys.argv[3]}")
