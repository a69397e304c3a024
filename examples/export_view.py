"""Write a view of the store as a CSV file, for a spreadsheet.

    python export_view.py STORE VIEW FILE

Python alone is needed. The store is only read.
"""

import csv
import sqlite3
import sys
from pathlib import Path

VIEWS = (
    "outstanding",
    "timeline",
    "conferences",
    "limits",
    "marks_log",
    "sharings",
    "documents_log",
)

store, view, file = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
if view not in VIEWS:
    sys.exit(f"the views are {', '.join(VIEWS)}")
if not store.is_file():
    sys.exit(f"there is no store {store}")
# To read it may be needed to tidy up after an interrupted command: hence rw, and no other writing.
connection = sqlite3.connect(f"{store.absolute().as_uri()}?mode=rw", uri=True, timeout=30)
connection.execute("PRAGMA query_only=ON")
rows = connection.execute(f"SELECT * FROM {view}")
# With the mark by which spreadsheet programs know UTF-8.
with file.open("w", encoding="utf-8-sig", newline="") as target:
    writer = csv.writer(target)
    writer.writerow(column for column, *_ in rows.description)
    writer.writerows(rows)
connection.close()
print(f"{view} is in {file}")
