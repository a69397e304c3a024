"""A power cut: what has a name is on the disk, and the name too.

A kill cannot show it, since the system keeps what it was told. So the calls themselves are watched:
a file is flushed (fsync) before it gets its name, and its folder after. That order is what POSIX
asks of whoever wants a file whole after a crash (fsync, rename: rationale).
"""

import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from cpconf.store.opening import FORM
from tests.cli.papers import FULL, paper
from tests.system.desk import PROGRAM, Desk, protecting
from tests.system.guessing import PASSWORD
from tests.system.traced import can_trace

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not can_trace(), reason="strace is not installed, or may not look on"),
]

_FLUSHING: Final = ("fsync", "fdatasync")
_NAMING: Final = ("link", "linkat", "rename", "renameat", "renameat2")
_CALL: Final = re.compile(r"\d+ +(\w+)\((.*)\) = 0$")
_OPEN: Final = re.compile(r"\d+<([^>]*)>")
_NAME: Final = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"([^"]*)"')
_MADE: Final = re.compile(r"\.cpconf-.*\.part|\..*\.new|\..*-journal")
"""What has no name of its own yet."""

OLDER: Final = Path(__file__).parents[1] / "store" / "data" / "form_0002.sql"


class Event(NamedTuple):
    """A file or a folder that was flushed, or a file that got its name from another."""

    flushed: Path | None = None
    source: Path | None = None
    named: Path | None = None


def events(desk: Desk, *arguments: str | Path, stdin: str = "", code: int = 0) -> list[Event]:
    """What a command flushed and named, in order."""
    report = desk.folder.with_name("trace")
    calls = ",".join(f"?{call}" for call in (*_FLUSHING, *_NAMING))
    strace = ["strace", "-f", "--seccomp-bpf", "-y", "-o", str(report), "-e", f"trace={calls}"]
    done = subprocess.run(
        [*strace, "-e", "signal=none", *PROGRAM, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd=desk.folder,
        env=desk.environ,
    )
    assert done.returncode == code, done
    return [event for line in report.read_text().splitlines() for event in _read(line, desk)]


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


def named_safely(found: list[Event], *, moved: bool = False) -> list[str]:
    """The names that were given, once each is known to be given after one flush and before one."""
    given = []
    for number, event in enumerate(found):
        if event.source is None or event.named is None or _MADE.fullmatch(event.named.name):
            continue
        before = {each.flushed for each in found[:number]}
        assert moved or event.source in before, f"{event.named.name} was not flushed"
        folders = {event.named.parent, event.source.parent} if moved else {event.named.parent}
        # At once: SQLite may flush the folder of a store later, for reasons of its own.
        after = {each.flushed for each in found[number + 1 :][: len(folders)]}
        assert folders == after, f"the folder of {event.named.name} was not flushed"
        given.append(event.named.name)
    return sorted(given)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with A-1 on record, and a document."""
    made = Desk(tmp_path)
    made.book()
    paper(made.folder / "full.pdf", FULL)
    return made


def configure(desk: Desk, text: str) -> None:
    path = desk.folder / "config.toml"
    path.write_text(text)
    desk.environ["CPCONF_CONFIG"] = str(path)


def test_a_new_store(desk: Desk) -> None:
    line = ("schedule", "B-1", "--procedure", "oxfordshire", "--type", "initial")
    found = events(desk, "--store", "new.db", *line, "--at", "2026-02-12T10:00")
    assert named_safely(found) == ["new.db"]


def test_a_copy_of_a_store_before_it_is_brought_up_to_date(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.folder / "old.db")) as sql:
        sql.executescript(OLDER.read_text(encoding="utf-8"))
    found = events(desk, "--store", "old.db", "status")
    assert named_safely(found) == [f"old.db.before-v{FORM}.bak"]


def test_a_copy_and_its_messages_and_a_password_that_is_moved_on(desk: Desk) -> None:
    source = desk.folder / "full.pdf"
    found = events(
        desk, *protecting(source, "--override", "sections=they have it"), stdin=f"{PASSWORD}\n"
    )
    assert named_safely(found) == [
        *("A-1-p1-report-1-report.eml", "A-1-p1-report-2-password.eml", "A-1-p1-report.pdf"),
    ]
    folders = {event.flushed for event in found}
    assert {desk.folder, desk.out} <= folders, "a new folder's own name was not flushed"
    release = ("release", "A-1", "--to", "mother", "--how", "phone", "--confirmed-by", "Kim")
    found = events(desk, *release)
    assert named_safely(found, moved=True) == ["A-1-p1-report-2-password.eml"]


def abridge(desk: Desk) -> list[Event]:
    return events(desk, "abridge", "A-1", "full.pdf", "--yes")


def form(desk: Desk) -> list[Event]:
    return events(desk, "abridge", "A-1", "--form")


def invite(desk: Desk) -> list[Event]:
    configure(desk, '[invite]\norganiser = "desk@example.org"\n')
    way = ("--method", "teams", "--link", "https://teams.microsoft.com/l/meetup-join/1")
    return events(desk, "invite", "A-1", *way, "--letters")


def export(desk: Desk) -> list[Event]:
    events(desk, "diary", "export", "diary.ics")
    return events(desk, "diary", "export", "diary.ics")


def remind(desk: Desk) -> list[Event]:
    desk.run("person", "add", "A-1", "--role", "chair", "--name", "Kim", "--email", "c@example.org")
    configure(desk, f'[remind]\ndeliver = "maildir"\nmaildir = "{desk.folder / "mail"}"\n')
    desk.environ["CPCONF_NOW"] = "2026-02-11T16:00"
    return events(desk, "remind")


@pytest.mark.parametrize(
    ("act", "names"),
    [
        (abridge, r"A-1-abridged\.pdf"),
        (form, r"A-1-abridged\.docx"),
        (invite, r"A-1-p1-(invitation-0\.(eml|ics)|letter\.docx)"),
        (export, r"diary\.ics"),
        (remind, r"cpconf\.[0-9a-f]{32}"),
    ],
    ids=["abridged report", "form", "invitation", "calendar", "reminder"],
)
def test_whatever_else_gets_a_name(
    desk: Desk, act: Callable[[Desk], list[Event]], names: str
) -> None:
    given = named_safely(act(desk))
    assert given
    assert all(re.fullmatch(names, name) for name in given), given


def test_what_is_watched_for_is_seen(desk: Desk) -> None:
    """The control: the same act without its flushes is found out."""
    shutil.copy(desk.folder / "full.pdf", desk.folder / "copy.pdf")
    plain = [Event(source=desk.folder / "copy.pdf", named=desk.folder / "named.pdf")]
    with pytest.raises(AssertionError, match=r"named\.pdf was not flushed"):
        named_safely(plain)
    flushed = Event(flushed=desk.folder / "copy.pdf")
    with pytest.raises(AssertionError, match=r"the folder of named\.pdf"):
        named_safely([flushed, *plain])
    assert named_safely([flushed, *plain, Event(flushed=desk.folder)]) == ["named.pdf"]
