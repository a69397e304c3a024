"""What a command brings onto the disk, and in which order: two ways of looking on.

`wrapped` has Python's own calls tell of themselves, and is there on every Linux. It does not see
what SQLite flushes. `strace` sees every call, and is a program from outside.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final, NamedTuple

from tests.system.desk import PROGRAM, Desk

_FLUSHING: Final = ("fsync", "fdatasync")
_NAMING: Final = ("link", "linkat", "rename", "renameat", "renameat2")
_CALL: Final = re.compile(r"\d+ +(\w+)\((.*)\) = 0$")
_OPEN: Final = re.compile(r"\d+<([^>]*)>")
_NAME: Final = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"([^"]*)"')
_MADE: Final = re.compile(r"\.cpconf-.*\.part|\..*\.new|\..*-journal")
"""What has no name of its own yet."""

_WRAPPED: Final = """
    import json, os, runpy, sys
    report = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    def tell(*what):
        os.write(report, json.dumps(what).encode() + b"\\n")
    def where(descriptor):
        return os.getcwd() if descriptor is None else os.readlink(f"/proc/self/fd/{descriptor}")
    def flushing(call):
        def flush(descriptor):
            if not isinstance(descriptor, int):
                descriptor = descriptor.fileno()
            call(descriptor)
            tell(where(descriptor))
        return flush
    def naming(call):
        def name(source, final, **how):
            call(source, final, **how)
            tell(os.path.join(where(how.get("src_dir_fd")), source),
                 os.path.join(where(how.get("dst_dir_fd")), final))
        return name
    os.fsync, os.fdatasync = flushing(os.fsync), flushing(os.fdatasync)
    os.link, os.rename, os.replace = map(naming, (os.link, os.rename, os.replace))
    runpy.run_module("cpconf", run_name="__main__", alter_sys=True)
"""


class Event(NamedTuple):
    """A file or a folder that was flushed, or a file that got its name from another."""

    flushed: Path | None = None
    source: Path | None = None
    named: Path | None = None


Watch = Callable[..., list[Event]]


def by_wrapping(desk: Desk, *arguments: str | Path, stdin: str = "") -> list[Event]:
    """What a command flushed and named, in order, as far as Python does it."""
    report = desk.folder.with_name("wrapped")
    program = "\n".join(line[4:] for line in _WRAPPED.splitlines())
    _run(desk, [sys.executable, "-c", program, str(report), *map(str, arguments)], stdin)
    lines = [[Path(name) for name in json.loads(line)] for line in report.read_text().splitlines()]
    return [
        Event(flushed=line[0]) if len(line) == 1 else Event(source=line[0], named=line[1])
        for line in lines
    ]


def by_strace(desk: Desk, *arguments: str | Path, stdin: str = "") -> list[Event]:
    """What a command flushed and named, in order, whoever in it did."""
    report = desk.folder.with_name("trace")
    calls = ",".join(f"?{call}" for call in (*_FLUSHING, *_NAMING))
    strace = ["strace", "-f", "--seccomp-bpf", "-y", "-o", str(report), "-e", f"trace={calls}"]
    _run(desk, [*strace, "-e", "signal=none", *PROGRAM, *map(str, arguments)], stdin)
    return [event for line in report.read_text().splitlines() for event in _read(line, desk)]


def _run(desk: Desk, line: list[str], stdin: str) -> None:
    done = subprocess.run(
        line,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd=desk.folder,
        env=desk.environ,
    )
    assert done.returncode == 0, done


def _read(line: str, desk: Desk) -> list[Event]:
    called = _CALL.match(line)
    if called is None:
        return []
    call, rest = called.groups()
    if call in _FLUSHING:
        opened = _OPEN.match(rest)
        assert opened is not None, line
        return [Event(flushed=Path(opened[1]))]
    source, named = (Path(folder or desk.folder, name) for folder, name in _NAME.findall(rest)[:2])
    return [Event(source=source, named=named)]


def named_safely(
    found: list[Event], *, moved: bool = False, unseen: Collection[str] = ()
) -> list[str]:
    """The names that were given, once each is known to be given after one flush and before one.

    What is `moved` was flushed when it was made. Of `unseen` names the first flush was SQLite's,
    in a way of looking that does not see it.
    """
    given = []
    for number, event in enumerate(found):
        if event.source is None or event.named is None or _MADE.fullmatch(event.named.name):
            continue
        before = {each.flushed for each in found[:number]}
        if not moved and event.named.name not in unseen:
            assert event.source in before, f"{event.named.name} was not flushed"
        folders = {event.named.parent, event.source.parent} if moved else {event.named.parent}
        # At once: SQLite may flush the folder of a store later, for reasons of its own.
        after = {each.flushed for each in found[number + 1 :][: len(folders)]}
        assert folders == after, f"the folder of {event.named.name} was not flushed"
        given.append(event.named.name)
    return sorted(given)
