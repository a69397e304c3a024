"""The program as a person runs it: a process of its own, with a home and a desk to work at."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from cpconf.documents.places.publishing import put
from tests.cli.running import NOON

PROGRAM: Final = (sys.executable, "-m", "cpconf")
NAME: Final = "Zuleika Canaryname"
ADDRESS: Final = "canaryaddress@example.org"
_BOOKED: dict[str, bytes] = {}
"""The store with A-1, once it was made."""


class Desk:
    """A folder to work in, and beside it a home and a place for temporary files, both empty."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "desk"
        self.home = folder / "person"
        self.temporary = folder / "temporary"
        self.out = self.folder / "out"
        for each in (self.folder, self.home, self.temporary):
            each.mkdir()
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "LANG": "C.UTF-8",
            "CPCONF_NOW": NOON,
            "CPCONF_TESSERACT": "",  # it takes seconds a page, and is the subject of its own tests
            "PYTHONDONTWRITEBYTECODE": "1",
        } | {
            f"XDG_{name}_HOME": str(self.home / name.lower())
            for name in ("CACHE", "CONFIG", "DATA", "STATE")
        }

    def run(
        self, *arguments: str | Path, stdin: str = "", code: int = 0, limit: int = 0
    ) -> subprocess.CompletedProcess[str]:
        """Run one command line; `limit` is the size in kilobytes that no file may pass."""
        done = subprocess.run(
            [*bounded(limit), *PROGRAM, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env=self.environ,
        )
        assert done.returncode == code, done
        return done

    def book(self) -> None:
        """Put A-1 on record, with a mother who has an address."""
        plain = ("--procedure", "oxfordshire", "--type", "initial", "--at", "2026-02-12T10:00")
        if not _BOOKED:
            self.run("schedule", "A-1", *plain)
            self.run("done", "A-1", "authorise-report")
            self.run("person", "add", "A-1", "--role", "mother", "--name", NAME, "--email", ADDRESS)
            _BOOKED.update({path.name: path.read_bytes() for path in self.store.iterdir()})
            return
        self.store.mkdir(mode=0o700, parents=True)
        for name, content in _BOOKED.items():
            put(self.store, name, content)

    @property
    def store(self) -> Path:
        """The folder that the store is in, where nobody says otherwise."""
        return self.home / "data" / "cpconf"

    def left(self) -> list[str]:
        """Every file in the output folder."""
        return sorted(str(path.relative_to(self.out)) for path in files_below(self.out))


def bounded(kilobytes: int) -> list[str]:
    """How to start a program that may write no file larger than that; 0 bounds nothing."""
    # In units of 512 bytes (POSIX, ulimit).
    return ["sh", "-c", f'ulimit -f {kilobytes * 2}; exec "$@"', "sh"] if kilobytes else []


def files_below(folder: Path) -> list[Path]:
    """Every file in a folder, and in the folders in it."""
    return sorted(path for path in folder.rglob("*") if not path.is_dir())


def protecting(file: Path, *more: str) -> tuple[str | Path, ...]:
    """The command line that protects a document for the mother, with a password that is given."""
    to = ("A-1", "--to", "mother", "--password-stdin")
    return ("protect-report", file, *to, *(() if "--out" in more else ("--out", "out")), *more)
