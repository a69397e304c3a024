"""The machine and the versions that the figures were measured on."""

import os
import platform
import shutil
import sqlite3
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

PACKAGES: Final = ("typer", "rich", "pydantic", "sqlalchemy", "sqlmodel", "holidays", "workalendar")


def describe() -> str:
    """Return the machine and the versions, as lines of Markdown."""
    return "\n".join(
        f"- {label}: {said}"
        for label, said in (
            ("processor", f"{_processor()}, {os.cpu_count()} cores"),
            ("memory", _memory()),
            ("system", f"{platform.system()} {platform.machine()}"),
            ("Python", f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}"),
            ("packages", ", ".join(f"{name} {_version(name)}" for name in PACKAGES)),
            ("taskwarrior", taskwarrior() or "not installed"),
        )
    )


def taskwarrior() -> str | None:
    """Return the version of the installed taskwarrior, or None."""
    if shutil.which("task") is None:
        return None
    said = subprocess.run(
        ["task", "rc:/dev/null", "_version"], capture_output=True, text=True, check=False
    )
    words = said.stdout.split()
    return words[0] if words else "of an unknown version"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return "unknown"
    return f"{size / 2**30:.0f} GiB"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
