"""`diary export`: our dates as a calendar that other programs open or subscribe to."""

import stat
import sys
from collections.abc import Mapping

import pytest
import vobject

from tests.cli.diaries.calendars import CHAIR, TEN, furnished
from tests.cli.running import Cpconf
from tests.diaries.calendars import calendar, event


def exported(cpconf: Cpconf, *more: str, now: str = "2026-01-05T12:00") -> Mapping[str, str]:
    """The entries of an export: each title with its identifier."""
    file = cpconf.folder / "cpconf.ics"
    cpconf.must("diary", "export", str(file), *more, now=now)
    whole = vobject.readOne(file.read_text(encoding="utf-8"))
    found = whole.contents.get("vevent", [])
    return {entry.summary.value: entry.uid.value for entry in found}


def test_an_export_has_conferences_and_deadlines_without_names_or_titles(cpconf: Cpconf) -> None:
    titles = set(exported(furnished(cpconf)))
    assert {"Meeting A-1", "Meeting A-2"} <= titles
    assert any(title.startswith("Due: A-1 (") for title in titles)
    assert all(title.startswith(("Meeting A-", "Due: A-", "Needed: A-")) for title in titles)
    text = (cpconf.folder / "cpconf.ics").read_text()
    for word in ("Robin", "Zoe", "Sam", "example.org", "Specimen", "initial", "conference"):
        assert word not in text


def test_the_open_wording_has_titles_and_roles_but_no_names(cpconf: Cpconf) -> None:
    titles = set(exported(furnished(cpconf), "--open-wording"))
    assert "Initial conference A-1" in titles
    assert any(title.startswith("Due: A-1, ") and title.endswith("(chair)") for title in titles)
    text = (cpconf.folder / "cpconf.ics").read_text()
    for word in ("Robin", "Zoe", "Sam", "example.org", "Specimen"):
        assert word not in text


def test_a_conference_without_an_end_lasts_two_hours(cpconf: Cpconf) -> None:
    cpconf.book()
    exported(cpconf)
    text = (cpconf.folder / "cpconf.ics").read_text()
    assert "DTSTART:20260212T100000Z" in text
    assert "DTEND:20260212T120000Z" in text


def test_a_deadline_is_a_quarter_of_an_hour_that_ends_when_it_is_due(cpconf: Cpconf) -> None:
    cpconf.book()
    exported(cpconf)
    whole = vobject.readOne((cpconf.folder / "cpconf.ics").read_text())
    due = {
        f"Due: A-1 ({task['handle']})": task["due"]
        for task in cpconf.status().json["tasks"]
        if task["due"]
    }
    found = [entry for entry in whole.vevent_list if entry.summary.value in due]
    assert found
    for entry in found:
        assert entry.transp.value == "TRANSPARENT"
        assert f"{entry.dtend.value:%Y-%m-%dT%H:%M}" == due[entry.summary.value][:16]
        assert (entry.dtend.value - entry.dtstart.value).total_seconds() == 15 * 60


def test_one_person_gets_what_they_take_part_in_and_owe(cpconf: Cpconf) -> None:
    furnished(cpconf)
    tasks = cpconf.status().json["tasks"]
    (chair,) = {task["person"] for task in tasks if task["role"] == "chair"}
    titles = set(exported(cpconf, "--person", CHAIR.upper()))
    assert "Meeting A-1" in titles
    assert "Meeting A-2" not in titles
    owed = {task["handle"] for task in tasks if task["person"] == chair}
    assert {title.split("(")[1][:-1] for title in titles if "(" in title} == owed


def test_nobody_of_an_address_gets_an_empty_calendar_and_a_warning(cpconf: Cpconf) -> None:
    furnished(cpconf)
    file = cpconf.folder / "cpconf.ics"
    ran = cpconf.must("diary", "export", str(file), "--person", "nobody@example.org")
    assert "warning" in ran.err
    assert "nobody@" not in ran.err
    assert "VEVENT" not in file.read_text()


def test_one_conference_can_be_exported_alone(cpconf: Cpconf) -> None:
    titles = set(exported(furnished(cpconf), "--ref", "A-2"))
    assert "Meeting A-2" in titles
    assert not any("A-1" in title for title in titles)


def test_what_is_cancelled_done_or_skipped_leaves_the_calendar(cpconf: Cpconf) -> None:
    furnished(cpconf)
    before = set(exported(cpconf))
    cpconf.must("cancel", "A-2", "--reason", "ill", "--authorised-by", "Jo Example")
    task = next(t["handle"] for t in cpconf.status().json["tasks"] if t["role"] == "social_worker")
    cpconf.must("skip", "A-1", task, "--reason", "not needed")
    after = set(exported(cpconf))
    assert not any("A-2" in title for title in after)
    assert {title for title in before - after if "A-2" not in title} <= {
        f"Due: A-1 ({task})",
        f"Needed: A-1 ({task})",
    }
    assert after < before


def test_an_entry_keeps_its_identifier_and_its_sequence_rises(cpconf: Cpconf) -> None:
    furnished(cpconf)
    first = exported(cpconf)
    before = vobject.readOne((cpconf.folder / "cpconf.ics").read_text())
    cpconf.must("reschedule", "A-2", "--at", "2026-02-20T14:00", "--reason", "ill")
    second = exported(cpconf)
    after = vobject.readOne((cpconf.folder / "cpconf.ics").read_text())
    assert second["Meeting A-2"] == first["Meeting A-2"]
    assert len(set(second.values())) == len(second)

    def sequence(whole: vobject.base.Component) -> int:
        (entry,) = (e for e in whole.vevent_list if e.summary.value == "Meeting A-2")
        return int(entry.sequence.value)

    assert sequence(after) > sequence(before)


@pytest.mark.parametrize(
    ("more", "now", "there"),
    [
        # By hand: 30 days before 14 March 2026 is 12 February, before 15 March the 13th.
        ((), "2026-03-14T12:00", True),
        ((), "2026-03-15T12:00", False),
        (("--from", "2026-02-12"), "2026-06-01T12:00", True),
        (("--from", "2026-02-13"), "2026-01-05T12:00", False),
        (("--until", "2026-02-12"), "2026-01-05T12:00", True),
        (("--until", "2026-02-11"), "2026-01-05T12:00", False),
    ],
)
def test_an_export_has_the_days_that_are_wanted(
    cpconf: Cpconf, more: tuple[str, ...], now: str, there: bool
) -> None:
    cpconf.book()
    assert ("Meeting A-1" in exported(cpconf, *more, now=now)) is there


def test_a_deadline_is_there_even_where_its_conference_is_long_past(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow", type_="review", at="2026-02-12T10:00")
    cpconf.must("held", "A-1", now="2026-02-12T13:00")
    # H-RCPC-A2: the minutes within 20 working days, by hand Thursday 12 March 2026.
    titles = exported(cpconf, "--from", "2026-03-12", now="2026-03-01T12:00")
    assert any(title.startswith("Due: A-1 (") for title in titles)
    assert "Meeting A-1" not in titles


def test_an_export_is_private_and_takes_the_place_of_an_earlier_one(cpconf: Cpconf) -> None:
    cpconf.book()
    exported(cpconf)
    file = cpconf.folder / "cpconf.ics"
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        file.chmod(0o644)
    cpconf.book("A-2")
    assert "Meeting A-2" in exported(cpconf)
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not list(cpconf.folder.glob("*.part"))


@pytest.mark.parametrize("content", [b"", b"my notes", calendar(event(*TEN))])
def test_what_another_program_wrote_is_not_replaced(cpconf: Cpconf, content: bytes) -> None:
    cpconf.book()
    file = cpconf.folder / "notes.ics"
    file.write_bytes(content)
    ran = cpconf("diary", "export", str(file))
    assert ran.code == 5
    assert file.read_bytes() == content


def test_an_export_goes_where_a_link_points(cpconf: Cpconf) -> None:
    cpconf.book()
    (cpconf.folder / "share").mkdir()
    link = cpconf.folder / "cpconf.ics"
    link.symlink_to(cpconf.folder / "share" / "team.ics")
    for _ in range(2):
        exported(cpconf)
    assert link.is_symlink()
    assert (cpconf.folder / "share" / "team.ics").is_file()


def test_an_export_says_in_json_what_is_in_it(cpconf: Cpconf) -> None:
    furnished(cpconf)
    ran = cpconf.must("diary", "export", "cpconf.ics", "--json")
    assert set(ran.json) == {"cpconf", "file", "conferences", "deadlines"}
    assert (ran.json["file"], ran.json["conferences"]) == ("cpconf.ics", 2)
    assert ran.json["deadlines"] > 10


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--ref", "A-9"), 4),
        (("--person", "Robin Example"), 2),
        (("--from", "soon"), 2),
        (("--until", "soon"), 2),
    ],
)
def test_what_cannot_be_exported_leaves_no_file(
    cpconf: Cpconf, more: tuple[str, ...], code: int
) -> None:
    cpconf.book()
    ran = cpconf("diary", "export", "cpconf.ics", *more)
    assert (ran.code, ran.out) == (code, "")
    assert "Robin" not in ran.err
    assert not (cpconf.folder / "cpconf.ics").exists()


@pytest.mark.parametrize(("file", "code"), [("nowhere/cpconf.ics", 1), (".", 5)])
def test_an_export_needs_a_place(cpconf: Cpconf, file: str, code: int) -> None:
    cpconf.book()
    ran = cpconf("diary", "export", file)
    assert ran.code == code
    assert len(ran.errors) <= 2


def test_without_a_store_there_is_nothing_to_export_list_or_forget(cpconf: Cpconf) -> None:
    nothing = {"cpconf": 1, "file": None, "conferences": 0, "deadlines": 0}
    assert cpconf.must("diary", "export", "cpconf.ics", "--json").json == nothing
    assert not (cpconf.folder / "cpconf.ics").exists()
    assert cpconf.must("diary", "list", "--json").json == {"cpconf": 1, "diaries": []}
    assert cpconf("diary", "forget", "team").code == 4
    assert not cpconf.has_store
