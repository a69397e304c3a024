"""`inbox`: what is not certain is never taken, unless somebody says where it belongs."""

import datetime as dt
import os

import pytest
import typer

from tests.cli.mailbox.mailbox_desk import EVENING, Desk
from tests.cli.running import Cpconf
from tests.mail.arriving import ARRIVED, message
from tests.store.looking import look


def test_without_a_terminal_and_without_yes_nothing_happens(desk: Desk) -> None:
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()))
    before = desk.cpconf.contents
    ran = desk.cpconf(*desk.line(), now=EVENING)
    assert (ran.code, desk.cpconf.contents, desk.files()) == (0, before, [])
    assert "--yes" in ran.err
    assert "p2 school" in ran.out
    dry = desk.cpconf(*desk.line("--yes", "--dry-run"), now=EVENING)
    assert (dry.code, desk.cpconf.contents, desk.files()) == (0, before, [])


def test_at_a_terminal_each_is_asked_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf("one")))
    desk.arrive("police", "Report A-1", ("r.pdf", desk.pdf("two")))
    asked: list[str] = []

    def answer(question: str, **_: object) -> bool:
        asked.append(question)
        return "p3" in question

    monkeypatch.setattr("cpconf.app.App.may_ask", property(lambda _: True))
    monkeypatch.setattr(typer, "confirm", answer)
    desk.run()
    assert len(asked) == 2
    assert [report["person"] for report in desk.reports()] == ["p3"]


@pytest.mark.parametrize(
    ("sender", "subject", "names", "outcome"),
    [
        ("stranger", "Report A-1", ["r.pdf"], "unknown-sender"),
        ("mother", "Report A-1", ["r.pdf"], "no-author"),
        ("school", "A-1 or R-1", ["r.pdf"], "several-references"),
        ("school", "our report", ["r.pdf"], "no-reference"),
        ("health", "our report", ["r.pdf"], "likely"),
        ("school", "Report A-1", ["r.docx"], "not-pdf"),
        ("school", "Report A-1", [], "no-report"),
        ("school", "Accepted: A-1", ["r.ics"], "reply"),
        ("school", "Report A-1", ["winmail.dat"], "sealed"),
        ("school", "Report A-1", ["smime.p7m"], "sealed"),
    ],
)
def test_what_is_not_certain_is_listed_and_never_taken(
    desk: Desk, sender: str, subject: str, names: list[str], outcome: str
) -> None:
    pdf = desk.pdf()
    desk.arrive(sender, subject, *((n, pdf if n == "r.pdf" else b"PK\3\4") for n in names))
    before = desk.cpconf.contents
    found = desk.one("--yes")
    assert (found["outcome"], found["taken"]) == (outcome, None)
    assert (desk.cpconf.contents, desk.files()) == (before, [])
    screen = desk.cpconf.must(*desk.line(), now=EVENING)
    assert found["id"] in screen.out


def test_a_sender_whom_the_server_doubts_is_not_believed(desk: Desk) -> None:
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()), verdict="dmarc=fail")
    found = desk.one("--yes")
    assert (found["outcome"], found["sender_doubted"]) == ("unverified", True)
    assert desk.reports() == []
    assert "sender not verified" in desk.cpconf.must(*desk.line(), now=EVENING).out
    desk.run("--take", f"{found['id']}=A-1")
    assert [report["person"] for report in desk.reports()] == ["p2"]


def test_who_knows_better_says_where_a_message_belongs(desk: Desk) -> None:
    desk.arrive("stranger", "our report", ("A-1.pdf", desk.pdf()))
    found = desk.one()
    take = f"--take={found['id']}=A-1"
    for what, code, says in [
        (take, 2, "p2 (school), p3 (police), p4 (social worker)"),
        ("--take=zzzzzz=A-1", 4, found["id"]),
        ("--take=A-1", 2, "ID=REF"),
        (f"--take={found['id']}=X-9", 4, "X-9"),
        (f"{take}@p9", 4, "p2 (school)"),
    ]:
        ran = desk.cpconf(*desk.line(what), now=EVENING)
        assert (ran.code, says in ran.err) == (code, True), ran
    desk.run(f"{take}@school")
    assert [report["person"] for report in desk.reports()] == ["p2"]


def test_a_report_in_a_forwarded_message_is_taken_for_whom_it_is_said_to_be_from(
    desk: Desk,
) -> None:
    inner = message("school@example.org", "Report A-1", ("r.pdf", desk.pdf()))
    desk.arrive("social_worker", "fw: Report A-1", enclosed=[inner])
    found = desk.one("--yes")
    assert (found["outcome"], found["taken"]) == ("forwarded", None)
    desk.run("--take", f"{found['id']}=A-1@school")
    assert [report["person"] for report in desk.reports()] == ["p2"]


def test_a_message_that_was_dealt_with_by_hand_is_set_aside(desk: Desk) -> None:
    desk.arrive("school", "Report A-1", ("r.docx", b"PK\3\4"))
    found = desk.one()
    ran = desk.cpconf.must(*desk.line("--set-aside", found["id"]), now=EVENING)
    assert found["id"] in ran.err
    assert desk.run()["messages"] == []
    assert "set aside" in desk.cpconf.must("history", "A-1", now=EVENING).out
    assert desk.cpconf(*desk.line("--set-aside", found["id"]), now=EVENING).code == 4


@pytest.mark.parametrize(
    ("sender", "subject", "told", "person"),
    [
        ("school", "our report", (), None),
        ("health", "our report", (), None),
        ("school", "Report for A-1", ("A-1",), "p2"),
        ("school", "Report for A-1 and R-1", ("A-1", "R-1"), None),
    ],
    ids=["of any conference", "of the one that it is likely for", "of one that it names", "of two"],
)
def test_a_message_stands_in_the_history_of_what_it_names_and_of_nothing_else(
    desk: Desk, sender: str, subject: str, told: tuple[str, ...], person: str | None
) -> None:
    desk.arrive(sender, subject, ("r.pdf", desk.pdf()))
    found = desk.one()
    desk.run("--set-aside", found["id"])
    assert desk.run()["messages"] == []
    for ref in ("A-1", "R-1", "O-1"):
        said = desk.cpconf.must("history", ref, now=EVENING).out
        assert ("set aside" in said) is (ref in told), ref
    whose = "SELECT p.short_id FROM mail_seen m LEFT JOIN person p ON p.id = m.person_id"
    assert look(desk.cpconf.where, whose) == [(person,)]


def test_what_belongs_to_no_conference_cannot_be_set_aside(desk: Desk) -> None:
    large = desk.folder / "1.eml"
    large.write_bytes(b"From: school@example.org\n\n")
    os.truncate(large, 80_000_000)
    found = desk.one()
    assert (found["outcome"], found["refs"]) == ("unreadable", [])
    ran = desk.cpconf(*desk.line("--set-aside", found["id"]), now=EVENING)
    assert (ran.code, desk.one()["id"]) == (5, found["id"])
    assert "move it out of the mailbox" in ran.err


def test_messages_whose_names_begin_alike_are_named_longer(desk: Desk) -> None:
    # The SHA-256 of what tells these two apart begins with the same six digits: found by trying.
    for number in (968, 4261):
        desk.arrive("school", "Report A-1", message_id=f"<{number}@example.org>")
    one, two = (message["id"] for message in desk.run()["messages"])
    assert (len(one), len(two), one[:6], one == two) == (7, 7, two[:6], False)
    ran = desk.cpconf(*desk.line("--set-aside", one[:6]), now=EVENING)
    assert ran.code == 2
    assert one in ran.err
    assert two in ran.err
    desk.cpconf.must(*desk.line("--set-aside", one), now=EVENING)
    assert desk.one()["id"] == two[:6]


def test_a_conference_that_is_over_is_known_beside_those_that_are_not(desk: Desk) -> None:
    desk.cpconf.must("cancel", "A-1", "--reason", "moved away", "--authorised-by", "Kim Example")
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()))
    desk.arrive("school", "Report A-1 and R-1", ("r.pdf", desk.pdf("other")))
    outcomes = [(m["outcome"], m["refs"]) for m in desk.run()["messages"]]
    assert sorted(outcomes) == [("closed", ["A-1"]), ("several-references", ["A-1", "R-1"])]


def test_only_who_owes_a_report_is_a_likely_author_without_a_reference(desk: Desk) -> None:
    for ref in ("O-1", "R-1"):
        desk.cpconf.must("cancel", ref, "--reason", "no need", "--authorised-by", "Kim Example")
    desk.arrive("school", "Our report", ("r.pdf", desk.pdf()))
    assert desk.one()["outcome"] == "likely"
    desk.cpconf.must("done", "A-1", "submit-reports@p2", now=EVENING)
    assert desk.one()["outcome"] == "no-reference"
    desk.cpconf.must("undo", "A-1", "submit-reports@p2", now=EVENING)
    open_tasks = [t for t in desk.cpconf.status("A-1").json["tasks"] if t["person"] == "p2"]
    assert {t["task"] for t in open_tasks} >= {"submit-reports"}
    assert desk.one()["outcome"] == "likely"


def test_a_cancelled_conference_takes_nothing(desk: Desk) -> None:
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()))
    desk.cpconf.must("cancel", "A-1", "--reason", "moved away", "--authorised-by", "Kim Example")
    found = desk.one("--yes")
    assert (found["outcome"], found["taken"]) == ("closed", None)
    assert desk.cpconf(*desk.line(f"--take={found['id']}=A-1"), now=EVENING).code == 5


def test_what_has_nothing_to_do_with_a_conference_is_counted_and_not_listed(desk: Desk) -> None:
    desk.arrive("caterer", "Sandwiches on Thursday")
    desk.arrive("school", "Report A-1", ("report.pdf", desk.pdf()))
    found = desk.run()
    assert [message["ref"] for message in found["messages"]] == ["A-1"]
    assert (found["unrelated"], found["dealt_with"]) == (1, 0)


def test_old_messages_are_left_alone_unless_they_are_asked_for(desk: Desk) -> None:
    old = dt.datetime(2025, 10, 1, 9, tzinfo=dt.UTC)
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()), arrived=old)
    assert desk.run()["messages"] == []
    assert desk.run()["since"] == "2025-11-13"  # 90 days before 11 February 2026, by a calendar
    assert len(desk.run("--since", "1 Oct 2025")["messages"]) == 1
    assert desk.cpconf(*desk.line("--since", "1 Oct 2027"), now=EVENING).code == 2


def test_a_message_from_the_future_came_now(desk: Desk) -> None:
    ahead = ARRIVED + dt.timedelta(days=30)
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()), arrived=ahead)
    assert desk.one("--yes")["taken"]["received_at"] == "2026-02-11T20:00:00+00:00"


def test_without_a_store_there_is_nothing_yet(cpconf: Cpconf) -> None:
    (cpconf.folder / "mailbox").mkdir()
    assert cpconf.must("inbox", "mailbox", "--json").json["messages"] == []
    assert "nothing yet" in cpconf.must("inbox", "mailbox").out


def test_which_mailbox_has_to_be_known(desk: Desk) -> None:
    ran = desk.cpconf("inbox", now=EVENING)
    assert ran.code == 2
    assert "[mailbox]" in ran.err
    assert desk.cpconf("inbox", "no-such-folder", now=EVENING).code == 4
    assert desk.cpconf("inbox", "paper.pdf", now=EVENING).code == 4
