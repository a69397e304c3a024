"""`history`: one place for whoever has to account for a conference."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from cpconf.store.database.schema import tables
from cpconf.store.tables import METADATA
from tests.cli.invitations.inviting import invite, peopled
from tests.cli.mailbox.mailbox_desk import EVENING, Desk
from tests.cli.running import Cpconf, Ran
from tests.cli.sharing.copies import a_pdf, protect, release
from tests.diaries.calendars import calendar, event
from tests.store.looking import contents


def entries(cpconf: Cpconf, ref: str = "A-1") -> list[dict[str, Any]]:
    return list(cpconf.must("history", ref, "--json").json["entries"])


def told(cpconf: Cpconf, ref: str = "A-1") -> str:
    return cpconf.must("history", ref).out


# The machine's own time.


def test_an_entry_made_under_another_clock_shows_the_machines_time(ready: Cpconf) -> None:
    before = dt.datetime.now(dt.UTC)
    ready.must("done", "A-1", "O-13a")
    (entry,) = [e for e in entries(ready) if e["kind"] == "mark"]
    assert entry["clock_differs"] is True
    machine = dt.datetime.fromisoformat(entry["machine_at"])
    assert abs(machine - before) < dt.timedelta(minutes=1)
    line = told(ready).splitlines()[-1]
    assert line.startswith("Mon 5 Jan 2026, 12:00 (machine: ")
    assert f"{machine.day} {machine:%b %Y, %H:%M})" in line


@pytest.mark.parametrize(
    ("minutes", "differs"), [(0, False), (4, False), (-4, False), (7, True), (-7, True)]
)
def test_a_few_minutes_make_no_difference(ready: Cpconf, minutes: int, differs: bool) -> None:
    now = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    ready.must("done", "A-1", "O-13a", now=now.isoformat(timespec="seconds"))
    (entry,) = [e for e in entries(ready) if e["kind"] == "mark"]
    assert entry["clock_differs"] is differs
    assert ("(machine: " in told(ready).splitlines()[-1]) is differs


# Nothing is write-only.


def test_who_confirmed_a_receipt_is_told(ready: Cpconf) -> None:
    ready.must("done", "A-1", "authorise-report")
    protect(ready, a_pdf(ready.folder, "Analysis"), "--address-confirmed-by", "Ann Example")
    release(ready)
    said = told(ready)
    assert "; address confirmed by Ann Example; SHA-256 " in said
    assert "receipt confirmed: report, p1, phone; confirmed by Sam Example" in said
    named = {e["kind"]: (e["confirmed_by"], e["address_confirmed_by"]) for e in entries(ready)}
    assert named["protected"] == (None, "Ann Example")
    assert named["receipt confirmed"] == ("Sam Example", None)
    assert named["password released"] == (None, None)


def test_who_confirmed_what_was_handed_over_is_told_with_its_file(ready: Cpconf) -> None:
    ready.must("done", "A-1", "authorise-report")
    file = a_pdf(ready.folder, "Analysis")
    line = ("shared", "A-1", "--to", "father", "--how", "visit", "--confirmed-by", "Kim Example")
    ready.must(*line, "--file", str(file))
    assert re.search(r"confirmed by Kim Example; SHA-256 [0-9a-f]{12}…", told(ready))


def test_every_note_of_an_agreed_way_is_told_the_earlier_ones_too(ready: Cpconf) -> None:
    for way, note in (("visit", "she has no printer"), ("letterbox", "he moved out")):
        ready.must("agree", "A-1", "mother", "--way", way, "--note", note)
    said = told(ready)
    assert "way agreed: p1, visit: she has no printer" in said
    assert "way agreed: p1, letterbox: he moved out" in said


def test_an_override_is_told_with_its_reason_and_who_decided(ready: Cpconf) -> None:
    ready.must("agree", "A-1", "mother", "--way", "visit")
    ready.must("done", "A-1", "authorise-report")
    protect(
        ready,
        a_pdf(ready.folder, "Analysis"),
        *("--override", "way=she asked for it by email", "--authorised-by", "Lee Example"),
    )
    assert "way: she asked for it by email (authorised by Lee Example)" in told(ready)


def test_messages_are_told_by_short_id_with_what_became_of_them(cpconf: Cpconf) -> None:
    peopled(cpconf)
    invite(cpconf, "--to", "mother", "--out", str(cpconf.folder / "drafts"))
    cpconf.must("remind", now="2026-02-11T18:00")
    said = told(cpconf)
    assert re.search(r"message: invitation to p1, draft made Mon 5 Jan 2026, 12:00", said)
    assert re.search(r"message: reminder to p\d of [a-z-]+\S* \(overdue\).*, by stdout: sent", said)
    assert "@example.org" not in said
    assert {e["by"] for e in entries(cpconf) if e["kind"] == "message"} == {None}


def test_addresses_and_paths_are_told_only_where_they_are_asked_for(ready: Cpconf) -> None:
    ready.must("done", "A-1", "authorise-report")
    protect(ready, a_pdf(ready.folder, "Analysis"))
    plain = ready.must("history", "A-1", "--json").out
    whole = ready.must("history", "A-1", "--json", "--record").json["record"]
    assert "m@example.org" not in plain
    assert str(ready.folder) not in plain
    (copy,) = whole["sharing"]
    assert (copy["person"], copy["address"]) == ("p1", "m@example.org")
    assert ready("history", "A-1", "--record").code == 2


# Every column that a command fills can be seen in some command's JSON.

UNSEEN = {
    "busy": "times of colleagues are shown only for those of whom one asks: check, suggest",
    "calendar": "the working calendar and the office hours: explain counts by them",
    "day_off": "bank holidays and closures: explain names those that a count meets",
    "edition": "the procedure's own text: procedure show has what it says",
    "reminder_run": "of the program, and of no conference; other commands warn by it",
    "rule": "the procedure's clauses: procedure show has them all",
    "diary.sha256": "it is there to be compared",
}
"""Columns, or whole tables, that no JSON has as they stand, and why."""


@pytest.fixture
def full(cpconf: Cpconf) -> Cpconf:
    """A store in which commands have filled every table."""
    desk = Desk(cpconf)
    cpconf.configure('[invite]\norganiser = "desk@example.org"\n')
    for line in (
        ("fact", "A-1", "split=no", "parent_email@mother=yes"),
        ("person", "change", "A-1", "mother", "--phone", "01632 960000", "--agency", "none"),
        ("agree", "A-1", "mother", "--way", "email", "--note", "agreed on a visit"),
        ("do-not-disclose", "add", "A-1", "mother", "--kind", "school", "--term", "Hogwickle Hall"),
        ("done", "A-1", "send-invitations", "--note", "by hand"),
        ("child", "add", "A-1", "K1", "--previous-review", "2025-12-01"),
        ("child", "add", "A-1", "K2", "--initial-conference", "2025-11-30"),
        ("child", "add", "A-1", "K3", "--strategy-discussion", "2026-01-04"),
        ("anchor", "A-1", "--strategy-discussion", "2026-02-02"),
        ("chase", "A-1", "--out", str(cpconf.folder / "asked")),
    ):
        cpconf.must(*line)
    invite(cpconf, "--out", str(cpconf.folder / "drafts"))
    cpconf.must("reply", "A-1", "chair", "accepted")
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()))
    desk.run("--yes")
    protect(cpconf, a_pdf(cpconf.folder, "Analysis"), "--address-confirmed-by", "Ann Example")
    release(cpconf)
    entry = event("DTSTART:20260212T100000", "DURATION:PT1H")
    (cpconf.folder / "d.ics").write_bytes(calendar(entry))
    whose = ("--name", "chairs", "--whose", "chair@example.org")
    cpconf.must("diary", "import", "d.ics", *whose)
    cpconf.must("remind", now=EVENING)
    return cpconf


def values(document: object) -> Iterator[object]:
    match document:
        case dict():
            for key, value in document.items():
                yield key
                yield from values(value)
        case list():
            for value in document:
                yield from values(value)
        case _:
            yield document


def documents(cpconf: Cpconf) -> Iterator[Ran]:
    for ref in ("A-1", "R-1", "O-1"):
        for command in ("status", "history", "fact", "sharing", "invited"):
            more = {"status": ("--all",), "history": ("--record",)}.get(command, ())
            yield cpconf.must(command, ref, *more, "--json")
        for group in ("person", "child", "do-not-disclose", "report"):
            yield cpconf.must(group, "list", ref, "--json")
        for task in cpconf.status(ref, "--all").json["tasks"]:
            person = (
                f"@{task['person'] or task['about']}" if task["person"] or task["about"] else ""
            )
            yield cpconf("explain", ref, f"{task['task']}{person}", "--json")
    yield cpconf.must("outbox", "--all", "--json")
    yield cpconf.must("diary", "list", "--json")


@pytest.mark.slow
def test_every_column_that_a_command_fills_can_be_seen_in_some_json(full: Cpconf) -> None:
    seen = {
        str(int(value) if isinstance(value, bool) else value)
        for ran in documents(full)
        if ran.code == 0
        for value in values(json.loads(ran.out))
    }
    details = {
        json.dumps(entry["details"], ensure_ascii=False)
        for ref in ("A-1", "R-1", "O-1")
        for entry in entries(full, ref)
    }
    filled, unseen = set(), set()
    for table, rows in contents(full.where).items():
        for row in rows:
            filled.add(table)
            for column, value in zip(tables()[table], row, strict=True):
                is_number = column == "id" or column.endswith(("_id", "_rule", "adopted"))
                if value in {None, ""} or is_number:
                    continue
                if not {str(value), _in_london(value)} & seen and value not in details:
                    unseen.add(f"{table}.{column}")
    assert filled == set(_tables())
    excused = {name if name in UNSEEN else name.partition(".")[0] for name in unseen}
    assert excused == set(UNSEEN), unseen


def _in_london(value: object) -> str:
    """A moment of the machine's clock as JSON has it."""
    if isinstance(value, str) and value.endswith("+00:00") and "." in value:
        return value[:19] + "+00:00"  # in January and February London has no other offset
    return str(value)


def _tables() -> list[str]:
    return [table.name for table in METADATA.sorted_tables]
