"""Running the documentation's commands in a session, with a folder and variables of its own.

Pages that readers can follow are run here (`scripts.following`), and so are the cog blocks of the
reference (`scripts.documentation`), so that they show the program's real output.

A page marks a command that exits with another code than 0: with `# leaves with 5` at its end, or
with `echo $?` in the next line. Any other failure is reported as a fault of the page.
"""

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from unittest import mock

from cogapp.cogapp import CogError  # type: ignore[import-untyped]

from cpconf.cli.program import run

ROOT: Final = Path(__file__).parents[1]
CONFIG: Final = "config.toml"
HOME: Final = "/home/sam/conferences"
"""The path shown in place of the session's folder."""

ACCOUNT: Final = "sam"
"""The user name shown in place of the real one."""

SETTINGS: Final = {"COLUMNS": "80", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TERM": "dumb"}
"""The terminal's settings for every screen."""

_MACHINE = re.compile(r" \(machine: [^)]+\)")
"""The machine's own time, left out: here it differs from the session's clock at each run."""
_LEAVES_WITH = re.compile(r"\s+# leaves with (\d+)$")
_DIGEST = re.compile(r"\b(?:[0-9a-f]{64}\b|[0-9a-f]{12}(?=…))")


def stable(said: str, folder: Path) -> str:
    """Return a command's output, with stand-ins for what would differ between runs."""
    for place in (folder.resolve(), folder):
        said = said.replace(str(place), HOME).replace(str(place.parent), str(Path(HOME).parent))
    said = _MACHINE.sub("", said.replace("\ufeff", "").replace("\r\n", "\n"))
    return _DIGEST.sub(lambda digest: ("0123456789abcdef" * 4)[: len(digest[0])], said)


def promised(command: str, following: str) -> tuple[str, int | None]:
    """Return a command as typed, and the exit code in the page; None if `echo $?` shows it."""
    said = _LEAVES_WITH.search(command)
    if said:
        return command[: said.start()], int(said[1])
    return command, None if following == "echo $?" else 0


class _Terminal(io.StringIO):
    """A stream that seems to be a terminal."""

    def isatty(self) -> bool:
        return True


def _account(_: Mapping[str, str]) -> str:
    return ACCOUNT


class Session:
    """A session for commands, one after the other; `variables` are those of its shell."""

    def __init__(
        self,
        now: str | None = None,
        files: Mapping[str, str] | None = None,
        *,
        store: str = "conferences.sqlite",
    ) -> None:
        """Open a session in a new folder with copies of `files`.

        `files` maps a name in the folder to a path in the project, or to the text of the file.
        With `now`, the clock shows that moment, the store is named `store`, and there is an empty
        configuration. Without it nothing is set, as for a new user.
        """
        self.code = 0
        self._place = tempfile.TemporaryDirectory(prefix="cpconf-docs-")
        self.folder = Path(self._place.name, "desk")
        self.folder.mkdir()
        self.variables = SETTINGS | {
            "HOME": self._place.name,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath]),
        }
        if now is not None:
            self.now = now
            self.variables |= {"CPCONF_STORE": store, "CPCONF_CONFIG": CONFIG}
            self.write(CONFIG, "")
        for name, origin in (files or {}).items():
            if "\n" in origin:
                self.write(name, origin)
            else:
                (self.folder / name).write_bytes((ROOT / origin).read_bytes())

    @property
    def now(self) -> str:
        """The time that the clock shows."""
        return self.variables["CPCONF_NOW"]

    @now.setter
    def now(self, moment: str) -> None:
        self.variables["CPCONF_NOW"] = moment

    def close(self) -> None:
        """Remove the session's folder now, not at the end of the program."""
        self._place.cleanup()

    def write(self, name: str, text: str) -> None:
        """Write a file in the session's folder."""
        (self.folder / name).write_text(text, "utf-8", newline="\n")

    def quietly(self, commands: str) -> None:
        """Run commands that the page does not show. Raises CogError when one fails."""
        for command in split(commands):
            said = self.run(command)
            if self.code:
                raise unexpected(command, self.code, 0, said)

    def __call__(self, commands: str) -> str:
        """Run commands, and return them with their output as a console block.

        Raises CogError for a command that exits with another code than the page says.
        """
        shown = []
        given = list(split(commands))
        for command, following in zip(given, [*given[1:], ""], strict=True):
            said = self.judged(command, following)
            shown += [f"$ {command}", *said]
        return "```console\n" + "\n".join(shown) + "\n```\n"

    def judged(self, command: str, following: str = "") -> list[str]:
        """Run a command, and return its lines, with stand-ins; `following` is the next command.

        Raises CogError where it exits with another code than the page says.
        """
        typed, code = promised(command, following)
        said = self.run(typed)
        if code is not None and self.code != code:
            raise unexpected(command, self.code, code, said)
        return stable(said, self.folder).rstrip("\n").split("\n") if said.strip("\n") else []

    def json(self, command: str) -> dict[str, Any]:
        """Run a command, and return the JSON document that it prints."""
        said = self.run(command, talk=False)
        try:
            document: dict[str, Any] = json.loads(said)
        except ValueError:
            raise unexpected(command, self.code, 0, said or "no document") from None
        return document

    def run(self, command: str, *, talk: bool = True) -> str:
        """Run a command, and return its output, with standard error unless `talk` is off.

        cpconf runs in this process; `export` changes the session's variables; a shell runs
        anything else.
        """
        program, *arguments = shlex.split(command.replace("\\\n", " "), comments=True)
        match program:
            case "cpconf":
                return self._run(arguments, talk=talk)
            case "export":
                self.variables |= dict(each.split("=", 1) for each in arguments)
                self.code = 0
                return ""
            case "echo" if arguments == ["$?"]:
                said, self.code = f"{self.code}\n", 0
                return said
        ran = subprocess.run(
            ["bash", "-c", command],
            check=False,
            cwd=self.folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.code = ran.returncode
        return ran.stdout

    def _run(self, arguments: list[str], *, talk: bool) -> str:
        shown = _Terminal()
        errors = shown if talk else _Terminal()
        with (
            contextlib.chdir(self.folder),
            mock.patch("cpconf.account.account", _account),
            mock.patch.dict(os.environ, self.variables, clear=True),
            mock.patch("sys.stdin", io.StringIO()),
            contextlib.redirect_stdout(shown),
            contextlib.redirect_stderr(errors),
        ):
            self.code = int(run(arguments))
        return shown.getvalue()


def unexpected(command: str, code: int, expected: int, said: str) -> CogError:
    """Return the fault that a command exited with another code than the page says."""
    last = said.strip().splitlines()[-3:]
    return CogError(
        f"the command {command!r} leaves with {code}, but the page says {expected}. If that is "
        f"intended, write '# leaves with {code}' after it, or echo $? in the next line. It said:\n"
        + "\n".join(f"    {line}" for line in last)
    )


def split(text: str) -> Iterator[str]:
    """Yield the commands of a text, one a line; a backslash at its end continues a line."""
    command = ""
    for line in text.strip().splitlines():
        command += line.rstrip()
        if not command.endswith("\\"):
            yield command
            command = ""
        else:
            command += "\n"
