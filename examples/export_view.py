"""Write a view of the store as a CSV file, for a spreadsheet.

    python export_view.py STORE VIEW FILE

Python alone is needed. The store is only read.
"""

import csv
import sqlite3
import sys
from pathlib import Path
from typing import Final

COMPUTED: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
"""What a spreadsheet takes for the beginning of a formula, or looks for one behind.

After OWASP's page "CSV Injection"; the full-width signs are those of East Asian editions.
"""


def as_text(cell: object) -> object:
    """A cell that a spreadsheet shows, and does not compute: a quote stands before what it would.

    Numbers stay numbers.
    """
    is_computed = isinstance(cell, str) and cell.lstrip(" ").startswith(COMPUTED)
    return f"'{cell}" if is_computed else cell


def export(store: Path, view: str, file: Path) -> None:
    """Write one view of the store into a file. Leaves with what is wrong, where something is."""
    if not store.is_file():
        sys.exit(f"there is no store {store}")
    # To read it may be needed to tidy up after an interrupted command: hence rw, and no writing.
    connection = sqlite3.connect(f"{store.absolute().as_uri()}?mode=rw", uri=True, timeout=30)
    connection.execute("PRAGMA query_only=ON")
    views = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name")
    names = [name for (name,) in views]
    if view not in names:
        sys.exit(f"the views are {', '.join(names)}")
    rows = connection.execute(f"SELECT * FROM {view}")
    # With the mark by which spreadsheet programs know UTF-8.
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
