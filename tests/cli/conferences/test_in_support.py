"""Interpreters and advocates: invited and told the date, and asked for no report."""

from pathlib import Path

import pytest

from tests.cli.invitations.inviting import invite, people_of, peopled
from tests.cli.reports.papers import report
from tests.cli.running import Cpconf
from tests.cli.sharing.copies import a_pdf

IN_SUPPORT = ["advocate", "interpreter"]
LATE = "2026-02-13T09:00"
"""The day after the conference, by when every report is overdue."""


@pytest.fixture
def meeting(cpconf: Cpconf) -> Cpconf:
    """Hounslow's A-1: a school p1, a social worker p2, an advocate p3 and an interpreter p4."""
    cpconf.book(procedure="hounslow")
    for role in ("school", "social_worker", *IN_SUPPORT):
        cpconf.add("A-1", role, "--email", f"{role.replace('_', '-')}@example.org")
    return cpconf


def test_nobody_in_support_owes_a_task_of_the_professionals(meeting: Cpconf) -> None:
    owing = {task["person"] for task in meeting.status().json["tasks"]}
    assert owing.isdisjoint({"p3", "p4"})
    for clause in ("H-ICPC-P3", "H-ICPC-P4"):
        assert [task["person"] for task in meeting.status().tasks(clause)] == ["p1", "p2"]


def test_with_nobody_else_on_record_such_a_task_is_nobodys(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.add("A-1", "interpreter")
    assert cpconf.status().task("H-ICPC-P4")["person"] is None


def test_nobody_in_support_is_reminded_or_chased(meeting: Cpconf) -> None:
    told = meeting.must("remind", "--dry-run", now=LATE)
    assert "school@example.org" in told.out
    assert "advocate@example.org" not in told.out
    assert "interpreter@example.org" not in told.out
    rows = meeting.must("chase", "A-1", "--dry-run", "--json", now=LATE).json["reports"]
    assert [row["person"] for row in rows] == ["p1", "p2"]


def test_nobody_in_support_holds_up_the_forwarding_of_reports(meeting: Cpconf) -> None:
    ran = meeting.must("done", "A-1", "submit-reports@p1", "submit-reports@p2", "forward-reports")
    assert "forward-reports usually comes after" not in " ".join(ran.err.split())


def test_they_are_on_record_as_in_support(meeting: Cpconf) -> None:
    shown = meeting.must("status", "A-1").out
    line = next(line for line in shown.splitlines() if "in support" in line)
    assert "advocate p3" in line
    assert "interpreter p4" in line
    assert "advocate" not in next(line for line in shown.splitlines() if "agencies" in line)


def test_they_are_invited_with_the_professionals_and_told_of_a_new_date(cpconf: Cpconf) -> None:
    peopled(cpconf)
    cpconf.must(
        *("person", "add", "A-1", "--role", "advocate", "--name", "Ada Canaryvoice"),
        *("--email", "advocate@example.org"),
    )
    people = people_of(invite(cpconf, "--json"))
    for person in ("p7", "p8"):
        assert people[person]["group"] == "professionals"
        assert people[person]["state"] == "prepared"
    moved = ("reschedule", "A-1", "--at", "2026-02-19T10:00", "--reason", "The chair is ill")
    cpconf.must(*moved, now="2026-01-06T09:00")
    again = people_of(invite(cpconf, "nothing", "--json"))
    assert {again["p7"]["state"], again["p8"]["state"]} == {"prepared"}


def test_the_set_is_not_for_them(meeting: Cpconf, tmp_path: Path) -> None:
    meeting.must("report", "add", "A-1", report(tmp_path, "r.pdf"), "--from", "school")
    made = meeting.must("bundle", "A-1", "--out", str(tmp_path / "set"), "--json").json
    assert [each["person"] for each in made["recipients"]] == ["p1", "p2"]
    assert not any("p3" in remark or "p4" in remark for remark in made["remarks"])


@pytest.mark.parametrize("role", IN_SUPPORT)
def test_a_copy_for_one_of_them_waits_for_the_parents_as_an_agencys_does(
    cpconf: Cpconf, tmp_path: Path, role: str
) -> None:
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "mother@example.org")
    cpconf.add("A-1", role, "--email", "support@example.org")
    paper = str(a_pdf(tmp_path))
    line = ("protect-report", paper, "A-1", "--to", role, "--out", str(tmp_path / "out"))
    refused = cpconf(*line)
    assert refused.code == 5
    assert "parents-first" in refused.err
    assert not (tmp_path / "out").exists()


def test_a_report_of_theirs_can_be_put_on_record_and_is_asked_of_nobody(
    meeting: Cpconf, tmp_path: Path
) -> None:
    line = ("report", "add", "A-1", report(tmp_path, "r.pdf"), "--from", "advocate")
    ran = meeting.must(*line)
    assert "mark it" not in ran.err
