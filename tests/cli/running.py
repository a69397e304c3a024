"""Running the program in the test's own process, and reading what it printed."""

import io
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from cpconf.app import App
from cpconf.cli.program import run
from tests.postgresql import server
from tests.store.looking import Where, contents, look

OVER = "2026-03-02T12:00"
"""The clock of a test that does not care, once most of its conferences are over: a Monday."""

NOON = "2026-01-05T12:00"
"""The clock of a test that does not care: Monday 5 January 2026, well before its conferences."""

Kept = bytes | str
"""A store to be put back: the bytes of a file, or the name of a database that is a copy of it."""

_FURNISHED: dict[tuple[str, ...], tuple[tuple["Ran", ...], Kept, str]] = {}
"""Stores by the commands that furnished them: making one takes longer than copying one."""


_ERROR: Final = re.compile(r"^cpconf: .*\Z", re.DOTALL | re.MULTILINE)
"""An error on standard error, which for scripts has one or two lines."""


class Ran(NamedTuple):
    """What one command line came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one document on standard output."""
        document = json.loads(self.out)
        assert isinstance(document, dict)
        return document

    @property
    def errors(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()

    @property
    def clauses(self) -> list[str]:
        """The clause of each task in the document, in its order."""
        return [task["clause"] for task in self.json["tasks"]]

    def tasks(self, clause: str) -> list[dict[str, Any]]:
        """Every task of that clause in the document."""
        return [task for task in self.json["tasks"] if task["clause"] == clause]

    def task(self, clause: str, about: str | None = None) -> dict[str, Any]:
        """The one task of that clause, and about that person where one is given."""
        found = [task for task in self.tasks(clause) if about in {None, task["about"]}]
        assert len(found) == 1, (clause, about, found)
        return found[0]

    def limit(self, clause: str) -> dict[str, Any]:
        """The limit of that clause in the document."""
        (found,) = [limit for limit in self.json["limits"] if limit["clause"] == clause]
        return dict(found)


class Cpconf:
    """The program with a store and a configuration of the test's own."""

    def __init__(
        self,
        folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        database: str | None = None,
    ) -> None:
        self.folder = folder
        self.where: Where = folder / "store.sqlite" if database is None else server().url(database)
        self._database = database
        self._is_there = database is None
        self._apps: list[App] = []
        self.config = folder / "config.toml"
        self._configured = False
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.setenv("CPCONF_STORE", str(self.where))

    @property
    def kind(self) -> str:
        """Which database has the store."""
        return "sqlite" if isinstance(self.where, Path) else "postgresql"

    @property
    def store(self) -> Path:
        """The store's file. What asks for it is about files alone, and says why: `file_store`."""
        assert isinstance(self.where, Path), "on a server there is no file: ask `where`, or mark it"
        return self.where

    def __call__(
        self, *arguments: str, now: str | None = NOON, stdin: str | bytes | None = None
    ) -> Ran:
        """Run one command line; standard input is no terminal, and empty unless given."""
        self.have_database()
        given = stdin if isinstance(stdin, bytes) else (stdin or "").encode()
        with self._monkeypatch.context() as surroundings:
            if now is None:
                surroundings.delenv("CPCONF_NOW", raising=False)
            else:
                surroundings.setenv("CPCONF_NOW", now)
            entered = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
            surroundings.setattr(sys, "stdin", entered)
            self._capsys.readouterr()
            code = run(list(arguments))
        out, err = self._capsys.readouterr()
        error = _ERROR.search(err)
        if error is not None and "done before the failure" not in error[0]:
            assert error[0].count("\n") <= 2, f"more than two lines: {error[0]}"
        return Ran(int(code), out, err)

    @property
    def files(self) -> dict[str, bytes]:
        """Every file beside the store, and the store, byte by byte."""
        there = {path.name: path.read_bytes() for path in self.folder.iterdir() if path.is_file()}
        if not isinstance(self.where, Path):
            there["store"] = self.contents or b""
        return there

    def configure(self, text: str) -> Path:
        """Write the configuration file, and name it to the program."""
        self.config.write_text(text, encoding="utf-8")
        self._monkeypatch.setenv("CPCONF_CONFIG", str(self.config))
        self._configured = True
        return self.config

    def must(self, *arguments: str, now: str = NOON, stdin: str | None = None) -> Ran:
        """Run a command line that the test takes for granted."""
        ran = self(*arguments, now=now, stdin=stdin)
        assert ran.code == 0, ran
        return ran

    def book(
        self,
        ref: str = "A-1",
        *more: str,
        procedure: str = "oxfordshire",
        type_: str = "initial",
        at: str = "2026-02-12T10:00",
        now: str = NOON,
        authorised: bool = False,
    ) -> Ran:
        """Schedule a conference: without more, Oxfordshire, initial, Thursday 12 February 2026.

        `authorised`: the manager has authorised the report, so that it may leave (O-14m, O-2m).
        """
        booked = ("--procedure", procedure, "--type", type_, "--at", at, *more)
        lines = [("schedule", ref, *booked)]
        if authorised:
            lines.append(("done", ref, "authorise-report"))

        def commands() -> list[Ran]:
            return [self.must(*line, now=now) for line in lines]

        if self.has_store or self._configured or procedure.endswith(".toml"):
            return commands()[0]
        return self.furnish((now, *chain(*lines)), commands)[0]

    def furnish(
        self, key: tuple[str, ...], commands: Callable[[], Sequence[Ran]]
    ) -> tuple[Ran, ...]:
        """Run commands on a new store, or copy what they came to the first time."""
        key = (self.kind, *key)
        if key not in _FURNISHED:
            ran = tuple(commands())
            _FURNISHED[key] = ran, self.keep(), str(self.folder)
            return ran
        ran, made, before = _FURNISHED[key]
        self.restore(made)
        if isinstance(made, str) or before.encode() in made:
            look(
                self.where,
                "UPDATE submitted SET path = replace(path, ?, ?)",
                [before, str(self.folder)],
            )
        return ran

    def keep(self) -> Kept:
        """The store as it is now, to be put back while these tests run, in another test too."""
        if isinstance(self.where, Path):
            return self.where.read_bytes()
        return server().database(like=str(self._database))

    def restore(self, kept: Kept) -> None:
        """Put the store back to how it was, with nothing that a run left beside it."""
        if isinstance(kept, str):
            self.have_database(kept)
        elif isinstance(self.where, Path):
            for path in self.where.parent.glob(f"*{self.where.name}*"):
                path.unlink()
            self.where.touch(0o600)
            self.where.write_bytes(kept)

    def app(self) -> App:
        """The program's parts on this store until the test ends, for what steps in between."""
        self._apps.append(App(store=str(self.where), environ={**os.environ, "CPCONF_NOW": NOON}))
        return self._apps[-1]

    def end(self) -> None:
        """Let go of what the test had."""
        for app in self._apps:
            app.close()
        if not isinstance(self.where, Path):
            self.remove()

    def remove(self) -> None:
        """Remove the store, if there is one: the next command finds nothing yet."""
        if isinstance(self.where, Path):
            self.where.unlink(missing_ok=True)
        elif self._is_there:
            server().drop(str(self._database))
            self._is_there = False

    def have_database(self, like: str = "template0") -> None:
        """Make the database, where the store is on a server and there is none yet."""
        if like != "template0":
            self.remove()
        if not self._is_there:
            server().database(like=like, name=str(self._database))
            self._is_there = True

    @property
    def has_store(self) -> bool:
        """Whether there is a store yet."""
        if isinstance(self.where, Path):
            return self.where.exists()
        there = "SELECT to_regclass('cpconf.alembic_version') IS NOT NULL"
        return self._is_there and look(self.where, there) == [(True,)]

    def add(self, ref: str, role: str, *more: str, name: str = "Robin Example") -> str:
        """Put someone on record; their short id."""
        ran = self.must("person", "add", ref, "--role", role, "--name", name, *more)
        return ran.out.strip()

    def status(self, ref: str = "A-1", *more: str, now: str = NOON) -> Ran:
        """The JSON of one conference."""
        return self.must("status", ref, *more, "--json", now=now)

    @property
    def contents(self) -> bytes | None:
        """All that is in the store, byte by byte where it is a file; None while there is none."""
        if not self.has_store:
            return None
        if isinstance(self.where, Path):
            return self.where.read_bytes()
        return repr(contents(self.where)).encode()
