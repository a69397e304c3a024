"""Two commands at work on the same copy: neither takes the other's work for its own."""

from contextlib import suppress
from pathlib import Path

import pytest

from cpconf.app import App
from cpconf.core.document import DocumentKind, Evidence
from cpconf.core.sharing import ShareState
from cpconf.core.stops import Decision
from cpconf.errors import StoreBusy
from cpconf.workflow import making, recipients
from cpconf.workflow.making import Attempt
from tests.cli.running import NOON, Cpconf

EVIDENCE = Evidence(
    kind=DocumentKind.REPORT,
    sha256="0" * 64,
    size=1,
    pages=1,
    algorithm="AES-256, PDF revision 6",
)


@pytest.fixture
def app(cpconf: Cpconf) -> App:
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    return App(store=str(cpconf.store), environ={"CPCONF_NOW": NOON})


def attempt(app: App, folder: Path) -> Attempt:
    with app.reading_existing() as reader:
        filed = reader.filed("A-1")
    return Attempt(
        filed=filed,
        person="p1",
        kind=DocumentKind.REPORT,
        evidence=EVIDENCE,
        folder=folder,
        decision=Decision(),
        address="m@example.org",
    )


def states(app: App) -> list[ShareState]:
    with app.reading_existing() as reader:
        return [sharing.state for sharing in reader.sharings("A-1")]


class Stopped(BaseException):
    """What a power cut is to the program."""


def leave_unfinished(app: App, folder: Path) -> Path:
    """What a run leaves that was stopped after it had published a file."""
    file = folder / "left.pdf"
    with suppress(Stopped), making.making(app.writing_undated, attempt(app, folder)) as published:
        file.write_bytes(b"left")
        published.add(file)
        raise Stopped
    assert states(app) == [ShareState.PREPARING]
    return file


def test_what_a_stopped_run_left_is_not_taken_back_unseen(
    cpconf: Cpconf, app: App, tmp_path: Path
) -> None:
    file = leave_unfinished(app, tmp_path)
    with app.reading_existing() as reader:
        who = recipients.recipient(reader, "A-1", "mother", DocumentKind.REPORT)
    assert who.unfinished is not None
    cpconf.must("agree", "A-1", "mother", "--way", "telephone")
    with pytest.raises(StoreBusy):
        making.take_back(app.writing_undated, who.filed, who.unfinished, [file])
    assert file.exists()
    assert states(app) == [ShareState.PREPARING]


def test_what_a_stopped_run_left_is_taken_back_with_its_files(app: App, tmp_path: Path) -> None:
    file = leave_unfinished(app, tmp_path)
    with app.reading_existing() as reader:
        who = recipients.recipient(reader, "A-1", "mother", DocumentKind.REPORT)
    assert who.unfinished is not None
    making.take_back(app.writing_undated, who.filed, who.unfinished, [file])
    assert not file.exists()
    assert states(app) == []


def test_a_copy_that_was_replaced_while_it_was_made_takes_its_files_back(
    cpconf: Cpconf, app: App, tmp_path: Path
) -> None:
    file = tmp_path / "copy.pdf"
    known = ("--how", "visit", "--confirmed-by", "Kim Example")

    def make() -> None:
        with making.making(app.writing_undated, attempt(app, tmp_path)) as published:
            file.write_bytes(b"copy")
            published.add(file)
            cpconf.must("shared", "A-1", "--to", "mother", *known)

    with pytest.raises(StoreBusy):
        make()
    assert not file.exists()
    assert ShareState.SHARED in states(app)
    assert ShareState.PREPARED not in states(app)


def test_nothing_is_begun_for_a_conference_that_changed_meanwhile(
    cpconf: Cpconf, app: App, tmp_path: Path
) -> None:
    begun = attempt(app, tmp_path)
    cpconf.must("agree", "A-1", "mother", "--way", "telephone")
    with pytest.raises(StoreBusy), making.making(app.writing_undated, begun):
        raise AssertionError
    assert states(app) == []
