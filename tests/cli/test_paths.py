"""Paths that people give: whatever stands there, one or two lines, and nothing of it is waited for.

The table of commands is made from the program itself, so that a new path is in it.
"""

import contextlib
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import typer

from cpconf.cli.program import program
from tests.cli.conferences.test_mistyped import every
from tests.cli.running import NOON, Cpconf

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
PATH_WORDS: Final = ("FILE", "DIR", "FOLDER", "CSV", "PATH")
OTHERS: Final = {
    "ref": ("A-1",),
    "person": ("mother",),
    "--to": ("--to", "mother"),
    "--from": ("--from", "mother"),
    "--how": ("--how", "visit"),
    "--confirmed-by": ("--confirmed-by", "K"),
    "--type": ("--type", "initial"),
    "--at": ("--at", "2026-02-12T10:00"),
    "when": ("2026-02-12T10:00",),
    "name": ("hounslow",),
    "--as": ("--as", "plan"),
}
"""What else a command needs; of an option or argument that is not here a word is made."""
MORE: Final = {
    "--procedure": ("--type", "initial"),
    "schedule --procedure": ("--at", "2026-02-12T10:00"),
    "--template": ("--out", "form.docx"),
}

NOT_THERE: Final = 4
NOT_A_PATH: Final = {"a NUL": 2}
FOLDER: Final = {
    "reply --from": NOT_THERE,
    "bundle --password-file": NOT_THERE,  # no report is on record, which is said first
    "protect-report --password-file": 5,
    "protect --password-file": 5,
}
NOT_PLAIN: Final = {"inbox folder": 2} | {
    name: code for name, code in FOLDER.items() if name.endswith("--password-file")
}
"""The exit codes, where they are not 2 for a folder and 6 for a device or a pipe."""


def is_path(parameter: Any) -> bool:  # noqa: ANN401 - of Typer's own copy of click
    annotation = parameter.type_descriptor.annotation
    metavar = getattr(parameter, "metavar", None) or ""
    return annotation is Path or any(word in metavar for word in PATH_WORDS)


@dataclass(frozen=True)
class Line:
    """A command line that gives a path to one of a command's options or arguments."""

    words: str
    parameters: Sequence[Any]
    wanted: Any

    def __call__(self, path: str) -> list[str]:
        given = self.words.split()
        for parameter in self.parameters:
            name = parameter.opts[0]
            if parameter is self.wanted:
                given += [name, path] if name.startswith("-") else [path]
            elif parameter.required or (name == "ref" and self.option != "--from"):
                given += self.filled_in(parameter)
        return [*given, *MORE.get(self.option, ()), *MORE.get(f"{self.words} {self.option}", ())]

    @property
    def option(self) -> str:
        return str(self.wanted.opts[0])

    @staticmethod
    def filled_in(parameter: Any) -> Sequence[str]:  # noqa: ANN401 - as above
        name = parameter.opts[0]
        value = "r.pdf" if is_path(parameter) else "x"
        return OTHERS.get(name) or ([name, value] if name.startswith("-") else [value])


def lines() -> Iterator[tuple[str, Line]]:
    """Each path that a command takes, and the whole command line with one given there."""
    for words, command in every(typer.main.get_command(program)):
        if not hasattr(command, "commands"):
            for wanted in filter(is_path, command.params):
                yield f"{words} {wanted.opts[0]}", Line(words, command.params, wanted)


LINES = dict(lines())
READ = {
    name: line
    for name, line in LINES.items()
    if not name.endswith(("--out", "outcome --return", "call --print")) and "export" not in name
}


def test_the_table_has_every_path_of_the_program() -> None:
    print(len(LINES), "paths in commands,", len(READ), "of them read")
    assert len(LINES) >= 29
    for name in ("verify file", "schedule --from", "diary import file", "bundle --password-file"):
        assert name in READ
    for name in ("bundle --out", "diary export file", "abridge --out", "call --print"):
        assert name in LINES


CLOSED: Final = (
    *("protect-report file", "report add file", "abridge file", "abridge --template"),
    *("verify file", "schedule --from", "inbox folder", "diary import file"),
)
"""Commands that are tried by another process, which takes its time."""


def opens_everything() -> bool:
    """Whether this account may open what nobody is to open."""
    with tempfile.TemporaryDirectory() as folder:
        closed = Path(folder, "closed")
        closed.touch(mode=0)
        return os.access(closed, os.R_OK)


def bad(kind: str, folder: Path) -> str:
    """A path of that kind of badness."""
    plain = {
        "300 letters": "a" * 300 + ".toml",
        "300 letters in a folder": f"{'a' * 300}/b.toml",
        "5000 letters": "a/" * 2500 + "b.toml",
        "a NUL": "a\0/b.toml",
    }
    match kind:
        case "a circle":
            for here, there in (("round.toml", "about.toml"), ("about.toml", "round.toml")):
                (folder / here).symlink_to(folder / there)
            return str(folder / "round.toml")
        case "in a circle":
            (folder / "o").symlink_to(folder / "o")
            return str(folder / "o" / "b.toml")
        case _:
            return plain[kind]


@POSIX
@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize(
    "kind",
    ["300 letters", "300 letters in a folder", "5000 letters", "a NUL", "a circle", "in a circle"],
)
def test_a_path_that_no_file_can_have_is_told_in_two_lines(
    ready: Cpconf, name: str, kind: str
) -> None:
    (ready.folder / "r.pdf").write_bytes(b"%PDF-1.7")
    before = ready.contents
    ran = ready(*LINES[name](bad(kind, ready.folder)))
    assert ran.code == NOT_A_PATH.get(kind, NOT_THERE), ran
    assert ran.out == ""
    assert 1 <= len(ran.errors) <= 2
    assert max(map(len, ran.errors)) < 400
    assert "fault inside" not in ran.err
    assert ready.contents == before


@POSIX
@pytest.mark.parametrize("name", sorted(set(READ) - {"inbox folder"}))
def test_a_folder_is_no_file(ready: Cpconf, name: str) -> None:
    (ready.folder / "d.toml").mkdir()
    (ready.folder / "r.pdf").write_bytes(b"%PDF-1.7")
    ran = ready(*READ[name](str(ready.folder / "d.toml")))
    assert ran.code == FOLDER.get(name, 2), ran
    assert 1 <= len(ran.errors) <= 2
    assert "fault inside" not in ran.err


@POSIX
@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("kind", ["fifo.toml", "socket.toml", "/dev/zero", "link.toml"])
def test_what_is_no_plain_file_is_neither_waited_for_nor_read(
    ready: Cpconf, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    (ready.folder / "r.pdf").write_bytes(b"%PDF-1.7")
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as listening:
        match kind:
            case "fifo.toml":
                os.mkfifo(ready.folder / kind)
            case "socket.toml":
                listening.bind(kind)  # a whole path may be too long for a socket
            case "link.toml":
                (ready.folder / kind).symlink_to("/dev/zero")
            case _:
                pass
        ran = ready(*READ[name](f"./{kind}" if "." in kind else kind))
    unopened = kind == "socket.toml" and name.endswith("--password-file")
    assert ran.code == (NOT_THERE if unopened else NOT_PLAIN.get(name, 6)), ran
    assert ran.out == ""
    assert 1 <= len(ran.errors) <= 2
    assert "fault inside" not in ran.err


@POSIX
@pytest.mark.parametrize("kind", ["fifo", "socket", "/dev/zero", "300"])
def test_a_configuration_that_is_no_plain_file_is_refused(
    ready: Cpconf, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    place = ready.folder / ("c" * 300 if kind == "300" else kind)
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as listening:
        if kind == "fifo":
            os.mkfifo(place)
        elif kind == "socket":
            listening.bind(kind)
        monkeypatch.setenv("CPCONF_CONFIG", str(place))
        ran = ready("check", "2026-02-12T10:00", "--type", "initial")
    assert ran.code == 2
    assert len(ran.errors) == 1


@POSIX
@pytest.mark.parametrize("command", [("status",), ("done", "A-1", "O-13a"), ("verify", "r.pdf")])
@pytest.mark.parametrize(
    "kind", ["300 letters", "5000 letters", "a NUL", "a circle", "in a circle"]
)
def test_a_store_that_no_file_can_be_is_told_in_two_lines(
    ready: Cpconf, command: tuple[str, ...], kind: str
) -> None:
    (ready.folder / "r.pdf").write_bytes(b"%PDF-1.7")
    ran = ready("--store", bad(kind, ready.folder), *command)
    assert ran.code == NOT_A_PATH.get(kind, NOT_THERE), ran
    assert 1 <= len(ran.errors) <= 2
    assert "fault inside" not in ran.err


@POSIX
@pytest.mark.parametrize("name", ["verify file", "diary import file", "schedule --from"])
def test_a_file_of_ten_gigabytes_is_not_read(ready: Cpconf, name: str) -> None:
    with (ready.folder / "huge.ics").open("wb") as file:
        file.truncate(10 << 30)
    ran = ready(*READ[name]("huge.ics"))
    assert ran.code == 6
    assert "larger than" in ran.err


@pytest.mark.parametrize("name", LINES)
def test_whether_a_path_may_be_read_is_said_by_our_own_code(name: str) -> None:
    """Typer's own would say it, with 2, before a command begins."""
    kind = LINES[name].wanted.type_descriptor
    assert not (kind.annotation is Path and kind.parameter_info.readable)


@POSIX
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("capsh") is None, reason="root may open everything")
@pytest.mark.skipif(os.name != "nt" and os.geteuid() != 0, reason="the next test has them all")
@pytest.mark.parametrize("name", CLOSED)
def test_what_root_without_its_rights_may_not_open_is_told_in_two_lines(
    ready: Cpconf, name: str
) -> None:
    closed = ready.folder / "closed.pdf"
    closed.mkdir() if name == "inbox folder" else closed.touch()
    closed.chmod(0)
    line = [sys.executable, "-m", "cpconf", *READ[name](str(closed))]
    dropped = "--drop=cap_dac_override,cap_dac_read_search"
    ran = subprocess.run(
        ["capsh", dropped, "--", "-c", shlex.join(line)],
        env={**os.environ, "CPCONF_NOW": NOON},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == NOT_THERE, ran
    assert "this account may not open it" in ran.stderr
    assert 1 <= len(ran.stderr.splitlines()) <= 2


@POSIX
@pytest.mark.skipif(opens_everything(), reason="root may open everything")
@pytest.mark.parametrize("name", READ)
def test_what_may_not_be_opened_is_told_in_two_lines(ready: Cpconf, name: str) -> None:
    (ready.folder / "r.pdf").write_bytes(b"%PDF-1.7")
    closed = ready.folder / "closed.toml"
    closed.mkdir() if name == "inbox folder" else closed.touch()
    closed.chmod(0)
    ran = ready(*READ[name](str(closed)))
    closed.chmod(0o700)
    assert ran.code == NOT_THERE, ran
    assert 1 <= len(ran.errors) <= 2


def test_standard_input_without_an_end_is_not_read_to_it(ready: Cpconf) -> None:
    ran = ready("skip", "A-1", "O-13a", "--reason", "-", stdin="x" * 10_000_000)
    assert ran.code == 2
    assert "characters" in ran.err
