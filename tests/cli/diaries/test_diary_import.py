"""`diary import`, `list` and `forget`: when people are busy, out of their own calendars."""

from typing import Final

import pytest

from cpconf.store.database.views import VIEWS
from tests.cli.diaries.calendars import (
    CHAIR,
    MOTHER,
    OXFORDSHIRE,
    TAKER,
    TEN,
    furnished,
    import_,
    put,
)
from tests.cli.running import Cpconf, Ran
from tests.diaries.calendars import calendar, event
from tests.store.looking import look


def check(cpconf: Cpconf, at: str, *more: str, now: str = "2026-01-05T12:00") -> Ran:
    return cpconf("check", at, *OXFORDSHIRE, *more, "--json", now=now)


def test_an_import_says_how_much_from_when_to_when_and_of_how_many(cpconf: Cpconf) -> None:
    furnished(cpconf)
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
        "unknown_zones": [],
        "not_kept": 0,
    }
    screen = import_(cpconf, weekly, meeting, free)
    assert "5 busy times" in screen.out
    assert "Mon 5 Jan 2026 to Thu 12 Feb 2026" in screen.out
    assert "2 addresses and the whole team (3 times)" in screen.out


def test_an_import_keeps_times_and_nothing_of_what_they_are(cpconf: Cpconf) -> None:
    who = f"ATTENDEE;CN=Robin:mailto:{CHAIR}"
    ran = import_(cpconf, event(*TEN, "LOCATION:Elm House", who), more=("--whose", CHAIR))
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
    assert not cpconf.has_store


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
    assert not cpconf.has_store


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


STRANGERS = ("dana@example.net", "evan@example.net", "fern@example.net")
TOGETHER: Final = event(
    *TEN, f"ORGANIZER:mailto:{STRANGERS[0]}", *(f"ATTENDEE:mailto:{who}" for who in STRANGERS)
)


def times(cpconf: Cpconf) -> list[tuple[str, str]]:
    return look(cpconf.where, "SELECT whose, starts FROM busy ORDER BY whose")


def test_of_people_who_are_on_record_nowhere_no_time_is_kept(cpconf: Cpconf) -> None:
    furnished(cpconf)
    ran = import_(cpconf, TOGETHER)
    assert times(cpconf) == []
    assert "3 addresses not kept" in ran.out
    assert "--whose" in ran.err
    stored = cpconf.contents
    assert stored is not None
    for who in STRANGERS:
        assert who.encode() not in stored
        assert who not in ran.out + ran.err


# docs/how-to/keep-diaries-in-step.md, "Whose times are kept".
KEPT: Final[list[tuple[str, tuple[str, ...], tuple[str, ...], list[str], int]]] = [
    (
        "staff on record",
        (f"ATTENDEE:mailto:{CHAIR}", f"ATTENDEE:mailto:{TAKER}"),
        (),
        [CHAIR, TAKER],
        0,
    ),
    ("in capitals", (f"ATTENDEE:MAILTO:{CHAIR.upper()}",), (), [CHAIR], 0),
    (
        "staff among strangers",
        (f"ATTENDEE:mailto:{CHAIR}", f"ATTENDEE:mailto:{STRANGERS[0]}"),
        (),
        [CHAIR],
        1,
    ),
    ("the organiser", (f"ORGANIZER:mailto:{CHAIR}",), (), [CHAIR], 0),
    (
        "the organiser declined",
        (
            f"ORGANIZER:mailto:{CHAIR}",
            f"ATTENDEE;PARTSTAT=DECLINED:mailto:{CHAIR}",
            f"ATTENDEE:mailto:{TAKER}",
        ),
        (),
        [TAKER],
        0,
    ),
    ("not answered", (f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{CHAIR}",), (), [CHAIR], 0),
    ("perhaps", (f"ATTENDEE;PARTSTAT=TENTATIVE:mailto:{CHAIR}",), (), [CHAIR], 0),
    ("declined", (f"ATTENDEE;PARTSTAT=DECLINED:mailto:{CHAIR}",), (), [], 0),
    (
        "only told",
        (f"ATTENDEE;ROLE=NON-PARTICIPANT:mailto:{CHAIR}", f"ATTENDEE:mailto:{TAKER}"),
        (),
        [TAKER],
        0,
    ),
    (
        "rooms",
        (
            f"ATTENDEE:mailto:{CHAIR}",
            "ATTENDEE;CUTYPE=ROOM:mailto:elm@example.org",
            "ATTENDEE;CUTYPE=RESOURCE:mailto:car@example.org",
        ),
        (),
        [CHAIR],
        0,
    ),
    (
        "a group",
        ("ATTENDEE;CUTYPE=GROUP:mailto:all@example.org", f"ATTENDEE:mailto:{CHAIR}"),
        (),
        [CHAIR],
        1,
    ),
    ("free", ("TRANSP:TRANSPARENT", f"ATTENDEE:mailto:{CHAIR}"), (), [], 0),
    ("a family", (f"ATTENDEE:mailto:{MOTHER}", f"ATTENDEE:mailto:{CHAIR}"), (), [CHAIR], 1),
    ("strangers alone", (f"ATTENDEE:mailto:{STRANGERS[0]}",), (), [], 1),
    ("nobody named", (), (), [""], 0),
    (
        "asked for",
        (f"ATTENDEE:mailto:{STRANGERS[0]}",),
        ("--whose", STRANGERS[1]),
        [STRANGERS[1]],
        0,
    ),
    ("the whole team", (f"ATTENDEE:mailto:{STRANGERS[0]}",), ("--whose", "team"), [""], 0),
]


@pytest.mark.parametrize(
    ("lines", "more", "kept", "others"), [row[1:] for row in KEPT], ids=[row[0] for row in KEPT]
)
def test_only_the_times_of_staff_on_record_or_of_whom_one_asked_for_are_kept(
    cpconf: Cpconf, lines: tuple[str, ...], more: tuple[str, ...], kept: list[str], others: int
) -> None:
    furnished(cpconf)
    dry = import_(cpconf, event(*TEN, *lines), more=(*more, "--dry-run", "--json")).json
    said = import_(cpconf, event(*TEN, *lines), more=(*more, "--json")).json
    assert said == dry
    assert [whose for whose, _ in times(cpconf)] == kept
    assert (said["entries"], said["not_kept"]) == (len(kept), others)


def test_the_table_of_whose_times_are_kept_is_as_long_as_it_says() -> None:
    print(f"{len(KEPT)} ways to be in an entry, {sum(row[4] for row in KEPT)} addresses not kept")
    assert len({row[0] for row in KEPT}) == len(KEPT) == 17
    assert sum(row[4] for row in KEPT) == 4


def test_whoever_is_of_a_family_anywhere_is_not_kept_as_staff(cpconf: Cpconf) -> None:
    furnished(cpconf)
    cpconf.add("A-2", "father", "--email", CHAIR.upper(), name="Sam Specimen")
    assert (
        import_(cpconf, event(*TEN, f"ATTENDEE:mailto:{CHAIR}"), more=("--json",)).json["not_kept"]
        == 1
    )
    assert times(cpconf) == []


def test_an_address_is_one_in_capitals_or_not(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "school", "--email", "Dana.Case@example.org")
    import_(cpconf, event(*TEN, "ATTENDEE:mailto:dana.case@EXAMPLE.org"))
    assert [whose for whose, _ in times(cpconf)] == ["dana.case@example.org"]


def test_without_a_store_nobody_is_on_record(cpconf: Cpconf) -> None:
    assert import_(cpconf, TOGETHER, more=("--dry-run", "--json")).json["not_kept"] == 3
    assert import_(cpconf, TOGETHER, more=("--json",)).json["not_kept"] == 3


@pytest.mark.parametrize(
    "again", [("import", "team.ics"), ("forget", "team")], ids=["import", "forget"]
)
def test_what_an_earlier_version_kept_of_strangers_goes(
    cpconf: Cpconf, again: tuple[str, str]
) -> None:
    furnished(cpconf)
    import_(cpconf, event(*TEN, f"ATTENDEE:mailto:{CHAIR}"))
    look(
        cpconf.where,
        "INSERT INTO busy (diary_id, whose, starts, ends) SELECT diary_id, ?, starts, ends "
        "FROM busy",
        [STRANGERS[0]],
    )
    put(cpconf, TOGETHER)
    cpconf.must("diary", *again)
    assert times(cpconf) == []
    assert STRANGERS[0].encode() not in (cpconf.contents or b"")


def test_who_has_the_same_times_is_in_no_view_history_or_document(cpconf: Cpconf) -> None:
    furnished(cpconf)
    import_(cpconf, event(*TEN, f"ATTENDEE:mailto:{CHAIR}", f"ATTENDEE:mailto:{TAKER}"))
    shown = repr([look(cpconf.where, f"SELECT * FROM {view.name}") for view in VIEWS])  # noqa: S608 - a name cannot be a parameter
    for line in (
        ("history", "A-1"),
        ("history", "A-1", "--json"),
        ("diary", "list", "--json"),
        ("status", "A-1", "--json"),
    ):
        shown += cpconf.must(*line).out
    assert len(VIEWS) > 5
    assert CHAIR not in shown
    assert TAKER not in shown
    assert "11:30" not in shown


def test_a_zone_that_nobody_knows_is_named_to_whoever_imports(cpconf: Cpconf) -> None:
    there = event("DTSTART;TZID=Nowhere/Land\x1b[2J:20260212T100000", "DURATION:PT1H", uid="two")
    ran = import_(cpconf, event(*TEN), there)
    assert "1 entry cannot be understood (unknown time zone" in " ".join(ran.err.split())
    assert "Nowhere/Land" in ran.err
    assert "\x1b" not in ran.err
    assert import_(cpconf, event(*TEN), there, more=("--json",)).json["unknown_zones"] == [
        r"Nowhere/Land\x1b[2J"
    ]
    alone = cpconf("diary", "import", str(put(cpconf, there)))
    assert alone.code == 6
    assert "Nowhere/Land" in alone.err
