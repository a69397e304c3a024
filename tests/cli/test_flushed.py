"""A power cut: what has a name is on the disk, and the name too.

A kill cannot show it, since the system keeps what it was told. So the calls themselves are watched:
a file is flushed (fsync) before it gets its name, and its folder after. That order is what POSIX
asks of whoever wants a file whole after a crash (fsync, rename: rationale).
"""

import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from cpconf.store.database.forms import FORM
from tests.cli.reports.papers import FULL, paper
from tests.flushing import Event, Watch, by_strace, by_wrapping, named_safely
from tests.system.desk import Desk, protecting
from tests.system.guessing import PASSWORD
from tests.system.traced import can_trace

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="asks /proc what is open"),
]

OLDER: Final = Path(__file__).parents[1] / "store" / "data" / "form_0002.sql"


STRACE: Final = pytest.param(
    by_strace,
    id="strace",
    marks=[
        pytest.mark.system,
        pytest.mark.skipif(not can_trace(), reason="strace is not installed, or may not look on"),
    ],
)


@pytest.fixture(params=[pytest.param(by_wrapping, id="wrapped"), STRACE])
def watch(request: pytest.FixtureRequest) -> Watch:
    """One way of looking on."""
    way: Watch = request.param
    return way


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


def test_a_new_store_and_the_folders_that_are_made_for_it(desk: Desk, watch: Watch) -> None:
    line = ("schedule", "B-1", "--procedure", "oxfordshire", "--type", "initial")
    found = watch(desk, "--store", "new/own/s.db", *line, "--at", "2026-02-12T10:00")
    assert named_safely(found, unseen=by_sqlite(watch, "s.db")) == ["s.db"]
    flushed = {event.flushed for event in found}
    assert {desk.folder, desk.folder / "new"} <= flushed, "a new folder's own name was not flushed"


def test_a_copy_of_a_store_before_it_is_brought_up_to_date(desk: Desk, watch: Watch) -> None:
    with closing(sqlite3.connect(desk.folder / "old.db")) as sql:
        sql.executescript(OLDER.read_text(encoding="utf-8"))
    found = watch(desk, "--store", "old.db", "status")
    copy = f"old.db.before-v{FORM}.bak"
    assert named_safely(found, unseen=by_sqlite(watch, copy)) == [copy]


def by_sqlite(watch: Watch, *names: str) -> tuple[str, ...]:
    """The names of stores, whose content SQLite flushes, where this is not seen."""
    return names if watch is by_wrapping else ()


def test_a_copy_and_its_messages_and_a_password_that_is_moved_on(desk: Desk, watch: Watch) -> None:
    source = desk.folder / "full.pdf"
    found = watch(
        desk, *protecting(source, "--override", "sections=they have it"), stdin=f"{PASSWORD}\n"
    )
    assert named_safely(found) == [
        *("A-1-p1-report-1-report.eml", "A-1-p1-report-2-password.eml", "A-1-p1-report.pdf"),
    ]
    folders = {event.flushed for event in found}
    assert {desk.folder, desk.out} <= folders, "a new folder's own name was not flushed"
    release = ("release", "A-1", "--to", "mother", "--how", "phone", "--confirmed-by", "Kim")
    found = watch(desk, *release)
    assert named_safely(found, moved=True) == ["A-1-p1-report-2-password.eml"]


def abridge(desk: Desk, watch: Watch) -> list[Event]:
    return watch(desk, "abridge", "A-1", "full.pdf", "--yes")


def form(desk: Desk, watch: Watch) -> list[Event]:
    return watch(desk, "abridge", "A-1", "--form")


def invite(desk: Desk, watch: Watch) -> list[Event]:
    configure(desk, '[invite]\norganiser = "desk@example.org"\n')
    way = ("--method", "teams", "--link", "https://teams.microsoft.com/l/meetup-join/1")
    return watch(desk, "invite", "A-1", *way, "--letters")


def export(desk: Desk, watch: Watch) -> list[Event]:
    watch(desk, "diary", "export", "diary.ics")
    return watch(desk, "diary", "export", "diary.ics")


def remind(desk: Desk, watch: Watch) -> list[Event]:
    desk.run("person", "add", "A-1", "--role", "chair", "--name", "Kim", "--email", "c@example.org")
    configure(desk, f'[remind]\ndeliver = "maildir"\nmaildir = "{desk.folder / "mail"}"\n')
    desk.environ["CPCONF_NOW"] = "2026-02-11T16:00"
    return watch(desk, "remind")


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
    desk: Desk, watch: Watch, act: Callable[[Desk, Watch], list[Event]], names: str
) -> None:
    given = named_safely(act(desk, watch))
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
