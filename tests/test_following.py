"""A reader follows each page of the documentation in a shell of their own, and sees its screens.

Nothing is there but an empty folder, an account without any file, and what the page says.
"""

import fcntl
import os
import pwd
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import assert_never

import pytest

from scripts.following import (
    Guide,
    Query,
    Save,
    SecondWindow,
    Type,
    Write,
    ask,
    followed,
    save,
    shortened,
    write,
)
from scripts.servers import Servers
from scripts.session import ACCOUNT, ROOT, SETTINGS, promised, stable

pytestmark = pytest.mark.thorough

PATIENCE = 60.0
"""Seconds until a command counts as one that waits for an answer."""
_END = b"\x1e"
_LOOP = r"""
code=0
while IFS= read -r -d '' -u "$COMMANDS" command; do
    (exit $code); eval "$command"; code=$?; printf '\036%s\036' $code
done
"""
_ME = re.escape(pwd.getpwuid(os.getuid()).pw_name)
_SIGNED = re.compile(
    rf"^(\w{{3}} \d\d? \w{{3}} \d{{4}}, \d\d:\d\d)  {_ME}(?=  | as \w)", re.MULTILINE
)


class Shell:
    """A bash in a terminal of 80 columns, given one command after the other."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        attributes = termios.tcgetattr(slave)
        attributes[1] &= ~termios.OPOST
        attributes[3] &= ~termios.ECHO
        termios.tcsetattr(slave, termios.TCSANOW, attributes)
        reading, self._commands = os.pipe()
        self._process = subprocess.Popen(
            ["bash", "--norc", "-c", _LOOP],
            cwd=folder,
            env={**variables, "COMMANDS": str(reading)},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            pass_fds=[reading],
            start_new_session=True,
        )
        os.close(slave)
        os.close(reading)

    def close(self) -> None:
        os.close(self._commands)
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    def give(self, command: str) -> tuple[str, int]:
        """What a command says in that terminal, and its exit code."""
        os.write(self._commands, command.encode() + b"\0")
        said, until = b"", time.monotonic() + PATIENCE
        while said.count(_END) < 2:
            ready, _, _ = select.select([self._master], [], [], until - time.monotonic())
            assert ready, f"{command!r} waits for an answer, after {said[-200:].decode()!r}"
            said += os.read(self._master, 65536)
        shown, code, _ = said.split(_END)
        return shown.decode("utf-8"), int(code)


@contextmanager
def reader(servers: Servers) -> Iterator[tuple[Shell, Path, SecondWindow]]:
    """Somebody who has just sat down in front of an empty folder."""
    with tempfile.TemporaryDirectory(prefix="cpconf-docs-") as home:
        folder = Path(home, "desk")
        folder.mkdir()
        path = os.pathsep.join([str(Path(sys.executable).parent), os.defpath])
        variables = SETTINGS | {"HOME": home, "PATH": path}
        shell = Shell(folder, variables)
        try:
            with SecondWindow(folder, variables, servers) as window:
                yield shell, folder, window
        finally:
            shell.close()


@pytest.mark.parametrize(
    "page", [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in followed()]
)
def test_whoever_types_what_a_page_says_sees_what_it_shows(page: Path) -> None:
    guide = Guide.read(page)
    servers = Servers("\n".join(guide.lines))
    with reader(servers) as (shell, folder, window):
        for step in guide.steps():
            match step:
                case Save():
                    save(step, folder)
                case Write():
                    write(step, folder, servers)
                case Query():
                    store, _ = shell.give('printf %s "$CPCONF_STORE"')
                    shown = guide.lines[step.answer.first : step.answer.last]
                    assert ask(folder / store, step.statement) == shown
                case Type(elsewhere=True):
                    window.open(step)
                case Type():
                    assert differences(step, shell, folder, servers) == []
                case _:
                    assert_never(step)


def differences(step: Type, shell: Shell, folder: Path, servers: Servers) -> list[object]:
    """The commands of a block that say, or leave with, something else than the page says."""
    found: list[object] = []
    after = [*(command.typed for command in step.commands[1:]), ""]
    for command, following in zip(step.commands, after, strict=True):
        typed, expected = promised(command.typed, following)
        said, code = shell.give(servers.here(typed))
        said = servers.there(_SIGNED.sub(rf"\1  {ACCOUNT}", stable(said, folder)))
        lines = said.rstrip("\n").split("\n") if said.strip("\n") else []
        shown = list(lines if command.shown is None else command.shown)
        if shortened(lines, shown) != shown or (expected is not None and code != expected):
            found.append((command, code, lines))
    return found


def test_a_page_with_nothing_to_type_has_no_steps() -> None:
    assert list(Guide.of(ROOT / "README.md", "# Only words\n\nNothing to do.\n").steps()) == []
