"""`inbox`: reports are saved, put on record, marked and passed on, and it is said how late."""

import datetime as dt
import email
import hashlib
import os
from email.policy import default
from pathlib import Path

import pytest

from tests.cli.mailbox.mailbox_desk import EVENING, Desk
from tests.mail.arriving import ARRIVED


def test_a_report_is_saved_put_on_record_marked_and_passed_on(desk: Desk) -> None:
    pdf = desk.pdf()
    desk.arrive("school", "Report A-1", ("Zuleika.pdf", pdf))
    taken = desk.one("--yes")["taken"]
    path = desk.out / "A-1" / "A-1-p2-report-1.pdf"
    assert path.read_bytes() == pdf
    assert [(r["number"], r["file"], r["new"]) for r in taken["reports"]] == [(1, str(path), True)]
    assert (taken["person"], taken["role"], taken["late_minutes"]) == ("p2", "school", None)
    assert taken["done"] == ["submit-reports@p2"]
    (listed,) = desk.reports()
    assert (listed["path"], listed["file"], listed["late"]) == (str(path), "there", False)
    assert listed["received_at"] == "2026-02-11T10:12:00+00:00"
    assert listed["sha256"] == hashlib.sha256(pdf).hexdigest()
    task = desk.task("A-1", "submit-reports@p2")
    assert (task["state"], task["marked_at"]) == ("done", "2026-02-11T10:12:00+00:00")
    assert [draft["role"] for draft in taken["drafts"]] == ["social_worker", "chair"]
    if os.name != "nt":
        assert desk.out.joinpath("A-1").stat().st_mode & 0o777 == 0o700
        assert {p.stat().st_mode & 0o777 for p in desk.out.joinpath("A-1").iterdir()} == {0o600}


def test_what_passes_a_report_on_has_one_recipient_and_a_subject_that_tells_nothing(
    desk: Desk,
) -> None:
    pdf = desk.pdf()
    desk.arrive("school", "Report A-1", ("r.pdf", pdf))
    drafts = desk.one("--yes")["taken"]["drafts"]
    recipients = []
    for each in drafts:
        letter = email.message_from_bytes(Path(each["file"]).read_bytes(), policy=default)
        recipients.append(letter["To"])
        assert letter["Subject"] == "A report (ref A-1)"
        assert (letter["X-Unsent"], letter["Cc"], letter["Date"]) == ("1", None, None)
        (attached,) = letter.iter_attachments()
        assert attached.get_filename() == "A-1-p2-report-1.pdf"
        assert attached.get_content() == pdf
    assert recipients == ["social_worker@example.org", "chair@example.org"]


def test_a_review_goes_on_to_the_professionals_too_and_never_to_the_family(desk: Desk) -> None:
    desk.arrive("police", "Report R-1", ("r.pdf", desk.pdf()))
    drafts = desk.one("--yes")["taken"]["drafts"]
    assert [d["role"] for d in drafts] == ["school", "social_worker", "chair", "health"]


def test_where_the_procedure_does_not_ask_for_it_nothing_is_passed_on(desk: Desk) -> None:
    desk.arrive("school", "Report O-1", ("r.pdf", desk.pdf()))
    taken = desk.one("--yes")["taken"]
    assert (taken["drafts"], taken["due"], taken["done"]) == ([], None, [])
    assert "its procedure does not ask to pass reports on" in taken["remarks"][0]


def test_who_has_no_address_is_said(desk: Desk) -> None:
    desk.cpconf.must("person", "change", "A-1", "chair", "--email", "")
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()))
    taken = desk.one("--yes")["taken"]
    assert [d["role"] for d in taken["drafts"]] == ["social_worker"]
    assert any("p5 (chair) has no email address" in remark for remark in taken["remarks"])


@pytest.mark.parametrize(
    ("hour", "minute", "late", "says"),
    [
        # Due Wednesday 11 February 2026, 17:00; offices are open from 9 to 5, counted by hand.
        (17, 0, None, "in time"),
        (17, 1, 0, "late, after hours"),
        (23, 0, 0, "late, after hours"),
    ],
)
def test_how_late_it_came_is_said_in_office_time(
    desk: Desk, hour: int, minute: int, late: int | None, says: str
) -> None:
    arrived = ARRIVED.replace(hour=hour, minute=minute)
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()), arrived=arrived)
    now = "2026-02-12T09:50"
    ran = desk.cpconf.must(*desk.line("--yes"), now=now)
    assert says in ran.out
    matrix = desk.cpconf.must("chase", "A-1", "--dry-run", "--json", now=now).json["reports"]
    assert [row["late_minutes"] for row in matrix if row["person"] == "p2"] == [late]


def test_office_hours_that_have_passed_are_counted(desk: Desk) -> None:
    desk.arrive(
        *("school", "Report A-1", ("r.pdf", desk.pdf())),
        arrived=dt.datetime(2026, 2, 12, 9, 45, tzinfo=dt.UTC),
    )
    ran = desk.cpconf.must(*desk.line("--yes"), now="2026-02-12T09:50")
    assert "late by 45 office minutes" in ran.out


def test_the_same_file_in_another_message_is_put_on_record_once(desk: Desk) -> None:
    pdf = desk.pdf()
    desk.arrive("school", "Report A-1", ("r.pdf", pdf))
    desk.run("--yes")
    desk.arrive("school", "Report A-1 again", ("again.pdf", pdf))
    taken = desk.one("--yes")["taken"]
    assert [(r["number"], r["new"]) for r in taken["reports"]] == [(1, False)]
    assert taken["drafts"] == []
    assert len(desk.reports()) == 1
    assert desk.run()["messages"] == []


def test_several_reports_of_one_message_are_taken_together(desk: Desk) -> None:
    one, two = desk.pdf("one"), desk.pdf("two")
    desk.arrive("school", "Report A-1", ("a.pdf", one), ("b.pdf", two), ("a copy.pdf", one))
    taken = desk.one("--yes")["taken"]
    assert [r["number"] for r in taken["reports"]] == [1, 2]
    assert len(taken["drafts"]) == 4
    assert [p for p in desk.files() if p.endswith("pdf")] == [
        "A-1-p2-report-1.pdf",
        "A-1-p2-report-2.pdf",
    ]


def test_another_familys_report_is_not_taken_and_it_is_said_how_it_could_be(desk: Desk) -> None:
    pdf = desk.pdf("Zuleika father-R-1")
    desk.arrive("school", "Report A-1", ("r.pdf", pdf))
    ran = desk.cpconf(*desk.line("--yes"), now=EVENING)
    assert ran.code == 5
    assert "a name from conference R-1" in ran.err
    command = ran.err.split("cpconf report add ")[1].split("\n")[0].strip()
    assert "Zuleika" not in ran.out + ran.err
    assert desk.reports() == []
    assert desk.task("A-1", "submit-reports@p2")["state"] == "open"
    assert not desk.out.exists()
    (desk.cpconf.folder / "saved.pdf").write_bytes(pdf)
    saved = str(desk.cpconf.folder / "saved.pdf")
    by_hand = command.replace("FILE", saved).replace("=REASON", "=cousins").split(" ")
    desk.cpconf.must("report", "add", *by_hand, now=EVENING)
    taken = desk.one("--yes")["taken"]
    assert [(r["number"], r["new"]) for r in taken["reports"]] == [(1, False)]
    assert taken["done"] == ["submit-reports@p2"]
    assert len(taken["drafts"]) == 2
    assert len(desk.reports()) == 1


def test_what_was_passed_on_of_one_author_says_nothing_of_anothers(desk: Desk) -> None:
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()))
    desk.run("--yes")
    told = " ".join(desk.cpconf.must("history", "A-1", now=EVENING).out.split())
    assert "report passed on" in told
    pdf = desk.pdf("police report")
    (desk.cpconf.folder / "police.pdf").write_bytes(pdf)
    added = ("report", "add", "A-1", str(desk.cpconf.folder / "police.pdf"), "--from", "police")
    desk.cpconf.must(*added, now=EVENING)
    desk.arrive("police", "Report A-1", ("r.pdf", pdf))
    taken = desk.one("--yes")["taken"]
    assert [(r["number"], r["new"]) for r in taken["reports"]] == [(2, False)]
    assert [draft["role"] for draft in taken["drafts"]] == ["social_worker", "chair"]
    # Once theirs was passed on, too, it is not again.
    desk.arrive("police", "Report A-1 again", ("r.pdf", pdf))
    assert desk.one("--yes")["taken"]["drafts"] == []


def test_a_task_that_is_done_or_left_out_stays_as_it_is(desk: Desk) -> None:
    desk.cpconf.must("done", "A-1", "submit-reports@p2", now="2026-02-10T12:00")
    desk.cpconf.must("skip", "A-1", "submit-reports@p3", "--reason", "no report needed")
    for sender in ("school", "police"):
        desk.arrive(sender, "Report A-1", ("r.pdf", desk.pdf(sender)))
    found = desk.run("--yes")["messages"]
    assert [m["taken"]["done"] for m in found] == [[], []]
    assert desk.task("A-1", "submit-reports@p2")["marked_at"] == "2026-02-10T12:00:00+00:00"
    assert desk.task("A-1", "submit-reports@p3")["state"] == "skipped"


def test_the_configured_folder_takes_the_reports(desk: Desk) -> None:
    reports = desk.cpconf.folder / "reports"
    desk.cpconf.configure(f"[mailbox]\nreports = '{reports.as_posix()}'\n")
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()))
    desk.cpconf.must("inbox", str(desk.folder), "--yes", now=EVENING)
    assert (reports / "A-1" / "A-1-p2-report-1.pdf").exists()
