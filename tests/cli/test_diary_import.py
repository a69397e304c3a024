"""`diary import`, `list` and `forget`: when people are busy, out of their own calendars."""

import pytest

from tests.cli.calendars import CHAIR, OXFORDSHIRE, TAKER, TEN, furnished, import_, put
from tests.cli.running import Cpconf, Ran
from tests.diaries.calendars import calendar, event


def check(cpconf: Cpconf, at: str, *more: str, now: str = "2026-01-05T12:00") -> Ran:
    return cpconf("check", at, *OXFORDSHIRE, *more, "--json", now=now)


def test_an_import_says_how_much_from_when_to_when_and_of_how_many(cpconf: Cpconf) -> None:
    weekly = event("DTSTART:20260105T140000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3")
    meeting = event(
        *TEN, f"ORGANIZER:mailto:{CHAIR}", f"ATTENDEE:mailto:{TAKER}", uid="two@example.org"
    )
    free = event(*TEN, "TRANSP:TRANSPARENT", uid="three@example.org")
    said = import_(cpconf, weekly, meeting, free, more=("--json",)).json
    assert said == {
        "cpconf": 1,
        "diary": "team",
        "entries": 5,
        "addresses": 2,
        "whole_team": 3,
        "first": "2026-01-05",
        "last": "2026-02-12",
        "covers_until": "2027-01-05",
        "left_out": 1,
        "unread": 0,
    }
    screen = import_(cpconf, weekly, meeting, free)
    assert "5 busy times" in screen.out
    assert "Mon 5 Jan 2026 to Thu 12 Feb 2026" in screen.out
    assert "2 addresses and the whole team (3 times)" in screen.out


def test_an_import_keeps_times_and_nothing_of_what_they_are(cpconf: Cpconf) -> None:
    ran = import_(cpconf, event(*TEN, "LOCATION:Elm House", f"ATTENDEE;CN=Robin:mailto:{CHAIR}"))
    stored = cpconf.contents
    assert stored is not None
    assert CHAIR.encode() in stored
    for word in (b"Dentist", b"Robin", b"Elm House"):
        assert word not in stored
        assert word.decode() not in ran.out + ran.err


def test_importing_again_replaces_what_was_there(cpconf: Cpconf) -> None:
    import_(cpconf, event(*TEN))
    assert check(cpconf, "2026-02-12T11:00").code == 3
    import_(cpconf, event("DTSTART:20260213T100000", "DURATION:PT1H"))
    assert check(cpconf, "2026-02-12T11:00").code == 0
    (diary,) = cpconf.must("diary", "list", "--json").json["diaries"]
    assert diary == {
        "diary": "team",
        "entries": 1,
        "read_at": "2026-01-05T12:00:00+00:00",
        "covers_until": "2027-01-05",
    }


def test_what_is_forgotten_no_longer_clashes(cpconf: Cpconf) -> None:
    import_(cpconf, event(*TEN))
    cpconf.must("diary", "forget", "team")
    assert check(cpconf, "2026-02-12T11:00").code == 0
    assert cpconf("diary", "forget", "team").code == 4
    assert "team" not in cpconf.must("diary", "list").out


def test_a_dry_run_of_an_import_keeps_nothing(cpconf: Cpconf) -> None:
    assert import_(cpconf, event(*TEN), more=("--dry-run", "--json")).json["entries"] == 1
    assert not cpconf.store.exists()


def test_an_entry_that_cannot_be_understood_is_told_of(cpconf: Cpconf) -> None:
    ran = import_(cpconf, event(*TEN), event("DTSTART:soon", uid="two@example.org"))
    assert "1 entry cannot be understood" in ran.err


@pytest.mark.parametrize(
    ("content", "more", "code"),
    [
        (b"", (), 6),
        (b"name,address\r\n", (), 6),
        (b"PK\x03\x04rest", (), 6),
        (calendar(event(*TEN))[:-9], (), 6),
        (calendar(event(*TEN, "RRULE:FREQ=SECONDLY")), (), 6),
        (b"x" * 10_000_001, (), 6),
        (calendar(event(*TEN)), ("--whose", "Robin Example"), 2),
        (calendar(event(*TEN)), ("--name", ""), 2),
        (calendar(event(*TEN)), ("--name", "x" * 41), 2),
        (calendar(event(*TEN)), ("--name", "team\x1b[2J"), 2),
        (calendar(event(*TEN)), ("--until", "2025-12-31"), 2),
        (calendar(event(*TEN)), ("--until", "soon"), 2),
    ],
    ids=range(12),
)
def test_what_cannot_be_imported_changes_nothing(
    cpconf: Cpconf, content: bytes, more: tuple[str, ...], code: int
) -> None:
    (cpconf.folder / "team.ics").write_bytes(content)
    ran = cpconf("diary", "import", "team.ics", *more, "--json")
    assert (ran.code, ran.out) == (code, "")
    assert len(ran.errors) <= 2
    assert "Robin" not in ran.err
    assert not cpconf.store.exists()


@pytest.mark.parametrize(("file", "code"), [("missing.ics", 4), (".", 2)])
def test_an_import_needs_a_file(cpconf: Cpconf, file: str, code: int) -> None:
    assert cpconf("diary", "import", file, "--name", "team").code == code


def test_a_file_of_a_strange_name_needs_another(cpconf: Cpconf) -> None:
    put(cpconf, event(*TEN), name="..ics")
    assert cpconf("diary", "import", "..ics").code == 2
    assert cpconf("diary", "import", "..ics", "--name", "team").code == 0


def test_the_screens_fit_into_eighty_columns(
    cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    furnished(cpconf)
    import_(cpconf, event(*TEN), more=("--name", "Group one of the conference team"))
    for line in (
        ("diary", "list"),
        ("suggest", "--after", "A-1"),
        ("suggest", *OXFORDSHIRE, "--from", "2026-02-12", "--until", "2026-02-12"),
        ("diary", "import", "team.ics"),
    ):
        assert max(map(len, cpconf.must(*line).out.splitlines())) <= 80
