"""Write a view of the store as CSV, for a spreadsheet.

    python export_view.py STORE VIEW > file.csv

Python alone is needed. The store is opened to read only.
"""

import csv
import sqlite3
import sys
from pathlib import Path

VIEWS = ("outstanding", "timeline", "conferences", "limits", "marks_log")

store, view = Path(sys.argv[1]), sys.argv[2]
if view not in VIEWS:
    sys.exit(f"the views are {', '.join(VIEWS)}")
connection = sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True)
rows = connection.execute(f"SELECT * FROM {view}")
sys.stdout.reconfigure(encoding="utf-8-sig", newline="")
writer = csv.writer(sys.stdout)
writer.writerow(column for column, *_ in rows.description)
writer.writerows(rows)
connection.close()
