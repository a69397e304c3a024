"""Copy a whole store, even while a command writes to it.

    python back_up_store.py STORE COPY

Needs only Python. COPY must not exist yet; only its owner can read it.
"""

import os
import sqlite3
import sys
from pathlib import Path

store, copy = Path(sys.argv[1]), Path(sys.argv[2])
if not store.is_file():
    sys.exit(f"there is no store {store}")
try:
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
except FileExistsError:
    sys.exit(f"{copy} exists already: give the copy another name")
source = sqlite3.connect(f"{store.absolute().as_uri()}?mode=rw", uri=True, timeout=30)
target = sqlite3.connect(copy)
try:
    source.backup(target)
    sound = target.execute("PRAGMA integrity_check").fetchone() == ("ok",)
except sqlite3.Error as error:
    sound = False
    print(f"{store} could not be copied: {error}", file=sys.stderr)
finally:
    target.close()
    source.close()
if not sound:
    copy.unlink()
    sys.exit(f"no copy was made of {store}")
print(f"{store} is copied to {copy}")
