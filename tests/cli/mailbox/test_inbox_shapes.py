"""`inbox` on messages in the shape of many programs, in a folder and in a Maildir."""

import datetime as dt
import os
from pathlib import Path

import pytest

from cpconf.mail.mailbox.incoming import fingerprint_of
from tests.cli.mailbox.mailbox_desk import EVENING, Desk
from tests.mail.arriving import ARRIVED
from tests.mail.mailbox.shapes import AUTOMATIC, NOBODYS, ORDINARY, WRAPPED


def deliver(desk: Desk, messages: list[bytes], *, maildir: bool) -> None:
    """Put messages into the mailbox; each by its place in the list."""
    folder = desk.folder
    if maildir:
        for name in ("new", "cur", "tmp"):
            (desk.folder / name).mkdir()
        folder /= "new"
    for number, content in enumerate(messages):
        path = Path(folder / (f"{number}.host" if maildir else f"{number}.eml"))
        path.write_bytes(content)
        os.utime(path, (ARRIVED.timestamp(), ARRIVED.timestamp()))


def outcomes(desk: Desk, *more: str) -> dict[str, str]:
    """What every message that is listed is taken for, by its fingerprint."""
    found = desk.run(*more)["messages"]
    assert [each["taken"] for each in found] == [None] * len(found)
    return {each["fingerprint"]: each["outcome"] for each in found}


def expected(pairs: list[tuple[bytes, str]]) -> dict[str, str]:
    return {fingerprint_of(message) or "": outcome for message, outcome in pairs}


@pytest.mark.parametrize("maildir", [False, True], ids=["folder", "Maildir"])
def test_nothing_that_is_no_report_is_taken_and_all_of_it_is_seen(
    desk: Desk, maildir: bool
) -> None:
    pairs = [
        *((shape.as_bytes(), "automatic") for shape in AUTOMATIC),
        *((shape.as_bytes(), "unknown-sender") for shape in NOBODYS),
        *((each.message("Report A-1"), each.named) for each in WRAPPED),
        *((each.message("Our report"), "no-reference") for each in WRAPPED),
    ]
    deliver(desk, [content for content, _ in pairs], maildir=maildir)
    before = desk.cpconf.contents
    found = outcomes(desk, "--yes")
    assert found == expected(pairs)
    assert len(found) == len(pairs) == 196
    assert (desk.cpconf.contents, desk.out.exists()) == (before, False)
    screen = desk.cpconf.must(*desk.line(), now=EVENING)
    assert "are about no conference" not in screen.out
    assert "nothing is attached" not in screen.out
    assert "example.org" not in screen.out.replace(str(desk.cpconf.folder), "")


@pytest.mark.parametrize("maildir", [False, True], ids=["folder", "Maildir"])
def test_what_people_send_is_certain(desk: Desk, maildir: bool) -> None:
    messages = [shape.as_bytes(f"%PDF-1.7 {shape}".encode()) for shape in ORDINARY]
    deliver(desk, messages, maildir=maildir)
    assert outcomes(desk, "--dry-run") == expected([(each, "matched") for each in messages])


def test_some_of_it_taken(desk: Desk) -> None:
    chosen = [each for each in ORDINARY if each.name.startswith(("Outlook", "with a logo"))]
    messages = [shape.as_bytes(desk.pdf(f"{number}")) for number, shape in enumerate(chosen)]
    deliver(desk, messages, maildir=False)
    assert [each["taken"]["person"] for each in desk.run("--yes")["messages"]] == ["p2", "p2"]


def test_what_to_do_about_each_is_said_and_does_what_it_says(desk: Desk) -> None:
    automatic = next(each for each in AUTOMATIC if each.name == "a scanner's")
    scan = next(each for each in WRAPPED if each.name == "scan.jpg")
    deliver(
        desk,
        [automatic.as_bytes(desk.pdf()), scan.message("A-1"), scan.message("hello")],
        maildir=False,
    )
    screen = " ".join(desk.cpconf.must(*desk.line(), now=EVENING).out.split())
    found = {each["outcome"]: each["id"] for each in desk.run()["messages"]}
    assert set(found) == {"automatic", "not-pdf", "no-reference"}
    assert "sent automatically or through a list: read it; if it brings a report" in screen
    assert "no PDF: ask for one, or export it, then: cpconf report add A-1 FILE --from p2" in screen
    assert "open it, save the report as a PDF, then: cpconf report add REF FILE" in screen
    desk.run("--set-aside", found["no-reference"], "--set-aside", found["not-pdf"])
    taken = desk.one(f"--take={found['automatic']}=A-1@school")["taken"]
    assert taken["person"] == "p2"


def test_a_chase_goes_on_whatever_came_that_is_no_report(desk: Desk) -> None:
    deliver(desk, [AUTOMATIC[0].as_bytes(desk.pdf()), NOBODYS[0].as_bytes()], maildir=False)
    desk.run("--yes")
    rows = desk.cpconf.must("chase", "A-1", "--dry-run", "--json", now=EVENING).json["reports"]
    assert [row["person"] for row in rows if row["owed"]] == ["p2", "p3", "p4"]
    assert dt.datetime.fromisoformat(rows[0]["due"]).day == 11
