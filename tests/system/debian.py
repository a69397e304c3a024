"""Debian's PostgreSQL: where its programs are."""

from pathlib import Path
from typing import Final

PROGRAMS: Final = max(
    (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    key=lambda path: int(path.parent.name),
    default=Path("/usr/lib/postgresql"),
)
"""The folder of the newest version's."""
INSTALLED: Final = (PROGRAMS / "initdb").exists()
