"""`chase`: whose report is where, and a draft to everybody whose report is still to come."""

import email
import os
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.cli.reports.papers import report
from tests.cli.running import Cpconf

NOON = "2026-02-10T12:00"
"""Tuesday: reports for Hounslow's conference of Thursday 12 February 2026 are due tomorrow."""


@pytest.fixture
def meeting(cpconf: Cpconf) -> Cpconf:
    """Hounslow's A-1: a mother, a school, a social worker, and police without an address."""
    person = ("person", "add", "A-1", "--name", "Robin Example", "--role")
    cpconf.furnish(
        ("chasing",),
        lambda: [
            cpconf.book(procedure="hounslow"),
            cpconf.must(*person, "mother", "--email", "mother@example.org"),
            cpconf.must(*person, "school", "--email", "school@example.org"),
            cpconf.must(*person, "social_worker", "--email", "sw@example.org"),
            cpconf.must(*person, "police"),
        ],
    )
    return cpconf


def rows(cpconf: Cpconf, *more: str, now: str = NOON) -> dict[str, dict[str, Any]]:
    """The matrix by short id, nothing being drafted."""
    found = cpconf.must("chase", "A-1", "--dry-run", "--json", *more, now=now).json["reports"]
    return {row["person"]: row for row in found}


def draft(path: str | Path) -> tuple[Any, str]:
    letter = email.message_from_bytes(Path(path).read_bytes(), policy=default)
    return letter, letter.get_content()


def test_everybody_who_owes_a_report_is_asked_by_a_draft_of_their_own(meeting: Cpconf) -> None:
    ran = meeting.must("chase", "A-1", "--json", now=NOON).json
    assert [(d["person"], d["role"]) for d in ran["drafts"]] == [
        ("p2", "school"),
        ("p3", "social_worker"),
    ]
    assert ran["to_ring"] == [{"person": "p4", "role": "police"}]
    letter, text = draft(ran["drafts"][0]["file"])
    assert (letter["To"], letter["Subject"]) == ("school@example.org", "A request (ref A-1)")
    assert (letter["X-Unsent"], letter["Date"], letter["Message-ID"]) == ("1", None, None)
    # Hounslow, bullet 4: a day before Thursday is Wednesday 11 February, close of business.
    assert "It is due with us by Wed 11 Feb 2026, 17:00." in text
    assert "Robin" not in str(letter)
    assert max(map(len, text.splitlines())) <= 75
    path = Path(ran["drafts"][0]["file"])
    assert path.resolve() == (meeting.folder / "A-1" / "A-1-p2-request-1.eml").resolve()
    if os.name != "nt":
        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_nobody_is_asked_at_a_mailbox_that_the_family_reads(meeting: Cpconf) -> None:
    meeting.must("person", "change", "A-1", "mother", "--email", "School@example.org")
    ran = meeting.must("chase", "A-1", "--json", now=NOON).json
    assert [each["person"] for each in ran["drafts"]] == ["p3"]
    assert [each["person"] for each in ran["to_ring"]] == ["p2", "p4"]


def test_the_social_worker_is_asked_whether_it_is_on_the_case_system(meeting: Cpconf) -> None:
    drafts = meeting.must("chase", "A-1", "--json", now=NOON).json["drafts"]
    assert ["case system" in draft(each["file"])[1] for each in drafts] == [False, True]


@pytest.mark.parametrize(
    ("now", "says", "shares"),
    [
        ("2026-02-09T12:00", "It is due with us by Wed 11 Feb", True),
        ("2026-02-10T12:00", "It is due with us by Wed 11 Feb", False),
        ("2026-02-11T18:00", "It was due with us by Wed 11 Feb", False),
    ],
)
def test_what_is_due_when_is_said_as_it_is_now(
    meeting: Cpconf, now: str, says: str, shares: bool
) -> None:
    drafts = meeting.must("chase", "A-1", "--json", now=now).json["drafts"]
    _, text = draft(drafts[0]["file"])
    assert says in text
    # Hounslow, bullet 3: three working days before Thursday is Monday 9 February.
    assert ("share it with the family first, by Mon 9 Feb 2026, 17:00" in text) is shares


def test_the_matrix_says_who_was_asked_shared_delivered_and_was_passed_on(
    meeting: Cpconf,
) -> None:
    assert rows(meeting)["p2"] == {
        "person": "p2",
        "role": "school",
        "requested_at": None,
        "requested_by": None,
        "shared": False,
        "shared_at": None,
        "report": None,
        "received_at": None,
        "due": "2026-02-11T17:00:00+00:00",
        "late_minutes": None,
        "forwarded_at": None,
        "owed": True,
    }
    assert set(rows(meeting)) == {"p2", "p3", "p4"}
    meeting.must("chase", "A-1", now=NOON)
    meeting.must("done", "A-1", "share-reports@p2", now=NOON)
    file = report(meeting.folder, "r.pdf")
    late = ("--at", "2026-02-11T17:30")
    meeting.must("report", "add", "A-1", file, "--from", "school", *late, now="2026-02-12T09:00")
    row = rows(meeting, now="2026-02-12T09:00")["p2"]
    assert (row["requested_at"], row["requested_by"]) == ("2026-02-10T12:00:00+00:00", "asked")
    assert (row["shared"], row["shared_at"]) == (True, "2026-02-10T12:00:00+00:00")
    assert (row["report"], row["received_at"]) == (1, "2026-02-11T17:30:00+00:00")
    assert (row["late_minutes"], row["owed"]) == (0, False)


def test_the_screen_fits_and_names_nobody(meeting: Cpconf) -> None:
    ran = meeting.must("chase", "A-1", now=NOON)
    assert max(map(len, ran.out.splitlines()[:8])) <= 80
    for said in (
        "p2 school",
        "due Wed 11 Feb, 17:00",
        "to ring, as they have no address of their own: p4 (police)",
    ):
        assert said in ran.out
    assert "Robin" not in ran.out + ran.err
    assert "@example.org" not in ran.out + ran.err


@pytest.mark.parametrize(
    "settled",
    [
        ("done", "A-1", "submit-reports@p2"),
        ("skip", "A-1", "submit-reports@p2", "--reason", "nothing to report"),
    ],
)
def test_who_owes_nothing_any_more_is_not_asked(meeting: Cpconf, settled: tuple[str, ...]) -> None:
    meeting.must(*settled, now=NOON)
    drafts = meeting.must("chase", "A-1", "--json", now=NOON).json["drafts"]
    assert [each["person"] for each in drafts] == ["p3"]


def test_a_report_that_came_in_another_way_is_not_asked_for(meeting: Cpconf) -> None:
    meeting.must(
        *("report", "add", "A-1", report(meeting.folder, "r.pdf"), "--from", "school"), now=NOON
    )
    drafts = meeting.must("chase", "A-1", "--json", now=NOON).json["drafts"]
    assert [each["person"] for each in drafts] == ["p3"]


def test_a_dry_run_drafts_nothing_and_puts_nothing_on_record(meeting: Cpconf) -> None:
    before = meeting.contents
    ran = meeting.must("chase", "A-1", "--dry-run", now=NOON)
    assert "would be asked: p2, p3" in ran.err
    assert (meeting.contents, (meeting.folder / "A-1").exists()) == (before, False)


def test_to_ask_again_with_the_same_words_takes_the_same_draft(meeting: Cpconf) -> None:
    for now in ("2026-02-10T12:00", "2026-02-10T13:00", "2026-02-12T09:00"):
        meeting.must("chase", "A-1", "--out", "out", now=now)
    found = sorted(path.name for path in (meeting.folder / "out").iterdir())
    assert found == [
        f"A-1-{person}-request-{number}.eml" for person in ("p2", "p3") for number in (1, 2)
    ]
    assert rows(meeting)["p2"]["requested_at"] == "2026-02-12T09:00:00+00:00"
    assert "report requested: p2" in meeting.must("history", "A-1", now=NOON).out


def test_a_procedure_without_such_a_date_still_knows_whose_report_is_there(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "social_worker", "--email", "sw@example.org")
    (drafted,) = cpconf.must("chase", "A-1", "--json", now=NOON).json["drafts"]
    _, text = draft(drafted["file"])
    assert "due" not in text
    assert rows(cpconf)["p1"]["owed"] is True


def test_nobody_owes_a_report_where_nobody_is_on_record(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    ran = cpconf.must("chase", "A-1", now=NOON)
    assert "No agency and no social worker is on record." in ran.out


def test_a_cancelled_conference_is_refused(meeting: Cpconf) -> None:
    meeting.must("cancel", "A-1", "--reason", "moved", "--authorised-by", "Kim Example")
    ran = meeting("chase", "A-1", now=NOON)
    assert ran.code == 5
    assert "cancelled" in ran.err
    assert not (meeting.folder / "A-1").exists()


def test_what_cannot_be_found_is_said(cpconf: Cpconf) -> None:
    assert cpconf.must("chase", "A-1", "--json").json["reports"] == []
    assert "nothing yet" in cpconf.must("chase", "A-1").out
    cpconf.book()
    assert cpconf("chase", "A-9").code == 4
