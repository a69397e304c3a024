"""A session of commands for the documentation: what its console blocks show is what happened.

The cog blocks of README.md and docs/ use it: `scripts/cog --check` then fails as soon as a screen
is no longer what the page says. Each session has a folder, a store and a clock of its own.

A command that is to leave with another code than 0 says so in the page, with `# leaves with 5` at
its end, or with `echo $?` in the next line. Any other that does is a fault of the page, or of the
program: the check names it, in a sentence.
"""

import contextlib
import io
import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

from cogapp.cogapp import CogError  # type: ignore[import-untyped]

from cpconf.cli.program import run

ROOT = Path(__file__).parents[1]
CONFIG = "config.toml"
HOME = "/home/sam/conferences"
"""Where the session's folder seems to be, in what is shown."""

ACCOUNT = "sam"
"""Whose account it seems to be."""

_MACHINE = re.compile(r" \(machine: [^)]+\)")
"""The machine's own time, which at that desk is what the clock shows."""
_LEAVES_WITH = re.compile(r"\s+# leaves with (\d+)$")
_DIGEST = re.compile(r"\b(?:[0-9a-f]{64}\b|[0-9a-f]{12}(?=…))")
_SETTINGS = {
    "COLUMNS": "80",
    "CPCONF_CONFIG": CONFIG,
    "LC_ALL": "C.UTF-8",
    "NO_COLOR": "1",
    "TERM": "dumb",
}


def _account(_: Mapping[str, str]) -> str:
    return ACCOUNT


class Session:
    """Commands given one after the other at one desk; `now` is what the clock shows there."""

    def __init__(
        self, now: str, files: Mapping[str, str] | None = None, *, store: str = "conferences.sqlite"
    ) -> None:
        """Open a session at that moment, in a new folder with copies of `files`.

        `files` maps a name in the folder to a path in the project, or to the text of the file.
        `store` is what the store is called there.
        """
        self.now = now
        self._store = store
        self._code = 0
        self._folder = tempfile.TemporaryDirectory(prefix="cpconf-docs-")
        self.folder = Path(self._folder.name)
        self.write(CONFIG, "")
        for name, origin in (files or {}).items():
            if "\n" in origin:
                self.write(name, origin)
            else:
                (self.folder / name).write_bytes((ROOT / origin).read_bytes())

    def close(self) -> None:
        """Remove the session's folder at once, and not when the program ends."""
        self._folder.cleanup()

    def write(self, name: str, text: str) -> None:
        """Write a file of the session's folder."""
        (self.folder / name).write_text(text, "utf-8", newline="\n")

    def quietly(self, commands: str) -> None:
        """Run commands that the page does not show. Raises CogError when one fails."""
        for command in _commands(commands):
            said = self._output(command)
            if self._code:
                raise _unexpected(command, self._code, 0, said)

    def __call__(self, commands: str, *, first: int | None = None) -> str:
        """The commands with what each says, as a console block.

        Of what each says the `first` so many lines, with an ellipsis for the rest. What differs
        from run to run, a document's digest and the session's folder, has a stand-in. Raises
        CogError for a command that leaves with another code than is said.
        """
        shown = []
        given = list(_commands(commands))
        for command, following in zip(given, [*given[1:], ""], strict=True):
            said = self._output(_LEAVES_WITH.sub("", command))
            promised = _LEAVES_WITH.search(command)
            expected = int(promised[1]) if promised else 0
            if self._code != expected and (promised or following != "echo $?"):
                raise _unexpected(command, self._code, expected, said)
            lines = self._stable(said).rstrip("\n").split("\n")
            if first is not None and len(lines) > first:
                lines = [*lines[:first], "…"]
            shown += [f"$ {command}", *lines] if lines != [""] else [f"$ {command}"]
        return _fenced("console", "\n".join(shown))

    def file(self, name: str, kind: str = "") -> str:
        """A file of the session's folder, as a block."""
        return _fenced(kind, (self.folder / name).read_text("utf-8").rstrip("\n"))

    def query(self, statement: str) -> str:
        """A query of the store and its answer, as two blocks."""
        with self._here():
            store = sqlite3.connect(f"file:{self._store}?mode=ro", uri=True)
            with contextlib.closing(store):
                found = store.execute(statement)
                header = [name for name, *_ in found.description]
                rows = [["" if cell is None else str(cell) for cell in row] for row in found]
        widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
        table = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in [header, *rows]
        ]
        return _fenced("sql", statement.strip()) + "\n" + _fenced("", "\n".join(table))

    def json(self, command: str) -> dict[str, Any]:
        """The JSON document that a command prints."""
        said = self._output(command, talk=False)
        try:
            document: dict[str, Any] = json.loads(said)
        except ValueError:
            raise _unexpected(command, self._code, 0, said or "no document") from None
        return document

    def _stable(self, said: str) -> str:
        """What a command said, with stand-ins for what would be another at each run."""
        for folder in (self.folder.resolve(), self.folder):
            said = said.replace(str(folder), HOME)
        said = _MACHINE.sub("", said)
        return _DIGEST.sub(lambda digest: ("0123456789abcdef" * 4)[: len(digest[0])], said)

    def _output(self, command: str, *, talk: bool = True) -> str:
        """What a command says, with what goes to standard error unless `talk` is off."""
        program, *arguments = shlex.split(command.replace("\\\n", " "))
        shown = io.StringIO()
        errors = shown if talk else io.StringIO()
        with self._here(), contextlib.redirect_stdout(shown), contextlib.redirect_stderr(errors):
            match program:
                case "cpconf":
                    self._code = int(run(arguments))
                case "cat":
                    self._code = 0
                    shown.write(Path(arguments[0]).read_text("utf-8-sig"))
                case "echo":
                    shown.write(f"{self._code}\n")
                    self._code = 0
                case "python":
                    ran = subprocess.run(
                        [sys.executable, *arguments],
                        check=False,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.STDOUT,
                        encoding="utf-8",
                    )
                    self._code = ran.returncode
                    shown.write(ran.stdout)
                case _:
                    msg = f"a session does not know how to run {program}"
                    raise ValueError(msg)
        return shown.getvalue()

    @contextlib.contextmanager
    def _here(self) -> Iterator[None]:
        before, standard_input = dict(os.environ), sys.stdin
        with contextlib.chdir(self.folder), mock.patch("cpconf.account.account", _account):
            os.environ.update(_SETTINGS, CPCONF_NOW=self.now, CPCONF_STORE=self._store)
            sys.stdin = io.StringIO()
            try:
                yield
            finally:
                sys.stdin = standard_input
                os.environ.clear()
                os.environ.update(before)


def _unexpected(command: str, code: int, expected: int, said: str) -> CogError:
    """That a command of the page left with another code than the page says."""
    last = said.strip().splitlines()[-3:]
    return CogError(
        f"the command {command!r} leaves with {code}, and the page says {expected}. If that is "
        f"meant, write '# leaves with {code}' after it, or echo $? in the next line. It said:\n"
        + "\n".join(f"    {line}" for line in last)
    )


def _commands(text: str) -> Iterator[str]:
    """The commands of a text, one a line; a line that ends in a backslash goes on in the next."""
    command = ""
    for line in text.strip().splitlines():
        command += line.rstrip()
        if not command.endswith("\\"):
            yield command
            command = ""
        else:
            command += "\n"


def _fenced(kind: str, text: str) -> str:
    return f"```{kind}\n{text}\n```\n"
