"""`inbox`: a file that is on record from somebody is nobody else's report."""

import os
from typing import Any

from tests.cli.mailbox.mailbox_desk import EVENING, Desk
from tests.mail.arriving import message


def on_record(desk: Desk, word: str, who: str = "p2", ref: str = "A-1", *more: str) -> bytes:
    """A report that was added by hand."""
    pdf = desk.pdf(word)
    path = desk.cpconf.folder / f"{word}.pdf"
    path.write_bytes(pdf)
    desk.cpconf.must("report", "add", ref, str(path), "--from", who, *more, now=EVENING)
    return pdf


def owing(desk: Desk, ref: str = "A-1") -> list[str]:
    rows = desk.cpconf.must("chase", ref, "--dry-run", "--json", now=EVENING).json["reports"]
    return [row["person"] for row in rows if row["owed"]]


def held(found: dict[str, Any]) -> tuple[str, str, int | None, bool]:
    by = found["on_record"]
    return by["ref"], by["person"], by["number"], by["taken_back"]


def test_a_report_that_somebody_forwards_stays_its_authors(desk: Desk) -> None:
    pdf = on_record(desk, "schools")
    desk.arrive("social_worker", "FW: Report A-1", ("report.pdf", pdf))
    before = desk.cpconf.contents
    found = desk.one("--yes")
    assert (found["outcome"], found["ref"], found["person"]) == ("same-file", "A-1", None)
    assert (held(found), found["taken"]) == (("A-1", "p2", 1, False), None)
    assert (desk.cpconf.contents, desk.files()) == (before, [])
    assert owing(desk) == ["p3", "p4"]
    screen = desk.cpconf.must(*desk.line("--yes"), now=EVENING).out
    assert "report 1 of A-1, from p2" in screen
    assert f"--set-aside {found['id']}" in screen
    desk.run("--set-aside", found["id"])
    assert desk.run()["messages"] == []
    assert owing(desk) == ["p3", "p4"]


def test_however_a_file_is_on_record_and_comes_again_it_is_nobody_elses(desk: Desk) -> None:
    desk.cpconf.must(
        *("person", "add", "A-1", "--role", "school", "--name", "Deputy Example"),
        *("--email", "deputy@example.org"),
    )
    kept = on_record(desk, "kept")
    kept_back = on_record(desk, "back", "p2", "A-1", "--withhold", "about another child")
    gone = on_record(desk, "gone")
    desk.cpconf.must("report", "remove", "A-1", "3", "--reason", "the wrong one", now=EVENING)
    elsewhere = on_record(desk, "elsewhere", "police", "R-1")
    inner = message("school@example.org", "Report A-1", ("r.pdf", kept))
    ways: dict[str, tuple[Any, tuple[str, str, int | None, bool]]] = {
        "another agency": (("police", "A-1", ("a.pdf", kept)), ("A-1", "p2", 1, False)),
        "a colleague": (("deputy", "A-1", ("a.pdf", kept)), ("A-1", "p2", 1, False)),
        "not an author": (("chair", "A-1", ("a.pdf", kept)), ("A-1", "p2", 1, False)),
        "a stranger": (("stranger", "A-1", ("a.pdf", kept)), ("A-1", "p2", 1, False)),
        "withheld": (("police", "A-1", ("a.pdf", kept_back)), ("A-1", "p2", 2, False)),
        "taken back": (("police", "A-1", ("a.pdf", gone)), ("A-1", "p2", 3, True)),
        "taken back, its own": (("school", "A-1", ("a.pdf", gone)), ("A-1", "p2", 3, True)),
        "another conference": (("school", "A-1", ("a.pdf", elsewhere)), ("R-1", "p3", 1, False)),
        "beside a new one": (
            ("police", "A-1", ("a.pdf", desk.pdf("new")), ("b.pdf", kept)),
            ("A-1", "p2", 1, False),
        ),
        "no reference": (("social_worker", "hello", ("a.pdf", kept)), ("A-1", "p2", 1, False)),
    }
    expected = {}
    for number, (way, (arriving, holder)) in enumerate(ways.items()):
        desk.arrive(*arriving, message_id=f"<{number}@example.org>", text=f"Dear all, {way}")
        expected[number] = holder
    desk.arrive("police", "FW: A-1", message_id="<99@example.org>", enclosed=[inner])
    before = desk.cpconf.contents
    found = desk.run("--yes")["messages"]
    assert {each["outcome"] for each in found} == {"same-file"}
    assert len(found) == len(ways) + 1 == 11
    assert sorted(map(str, map(held, found))) == sorted(
        map(str, [*expected.values(), ("A-1", "p2", 1, False)])
    )
    assert (desk.cpconf.contents, desk.files(), desk.files("R-1")) == (before, [], [])
    # The same from its author again is no matter.
    desk.arrive("school", "A-1", ("a.pdf", kept))
    (again,) = [each for each in desk.run("--yes")["messages"] if each["taken"]]
    assert [(r["number"], r["new"]) for r in again["taken"]["reports"]] == [(1, False)]


def test_to_name_somebody_else_for_it_is_refused_with_what_to_do(desk: Desk) -> None:
    pdf = on_record(desk, "schools")
    desk.arrive("social_worker", "FW: Report A-1", ("report.pdf", pdf))
    take = f"--take={desk.one()['id']}=A-1@p4"
    before = desk.cpconf.contents
    ran = desk.cpconf(*desk.line(take), now=EVENING)
    assert ran.code == 5
    assert "report 1 of A-1, from p2 (school)" in ran.err
    assert "cpconf done A-1 submit-reports@p4" in ran.err
    assert (desk.cpconf.contents, desk.files()) == (before, [])
    # Was it on record from the wrong person? Once it is taken back, it can be taken.
    desk.cpconf.must("report", "remove", "A-1", "1", "--reason", "not theirs", now=EVENING)
    assert held(desk.one()) == ("A-1", "p2", 1, True)
    desk.run(take)
    assert [report["person"] for report in desk.reports()] == ["p4"]


def test_of_two_who_send_the_same_file_the_first_is_its_author(desk: Desk) -> None:
    pdf = desk.pdf("schools")
    first = message("school@example.org", "Report A-1", ("r.pdf", pdf))
    desk.arrive("social_worker", "FW: A-1", ("r.pdf", pdf), arrived=None)
    (desk.folder / "0.eml").write_bytes(first.as_bytes())
    later = desk.folder / "1.eml"
    os.utime(later, (1_800_000_000, 1_800_000_000))
    found = {each["outcome"]: each for each in desk.run("--yes")["messages"]}
    assert set(found) == {"matched", "same-file"}
    assert held(found["same-file"]) == ("A-1", "p2", None, False)
    assert found["same-file"]["taken"] is None
    assert [report["person"] for report in desk.reports()] == ["p2"]
    assert owing(desk) == ["p3", "p4"]
    assert held(desk.one()) == ("A-1", "p2", 1, False)


def test_of_two_at_one_address_each_has_their_own(desk: Desk) -> None:
    desk.cpconf.must("person", "change", "A-1", "police", "--email", "school@example.org")
    pdf = desk.pdf()
    desk.arrive("school", "Report A-1", ("r.pdf", pdf))
    found = desk.one()
    assert (found["outcome"], found["people"]) == ("several-people", ["p2", "p3"])
    desk.run(f"--take={found['id']}=A-1@p2")
    desk.arrive("school", "Report A-1, again", ("r.pdf", pdf))
    again = desk.one()
    assert (again["outcome"], held(again)) == ("same-file", ("A-1", "p2", 1, False))
    assert desk.one(f"--take={again['id']}=A-1@p3", code=5)["taken"] is None
    assert [report["person"] for report in desk.reports()] == ["p2"]


def test_what_is_withheld_is_not_passed_on_when_it_comes_again(desk: Desk) -> None:
    pdf = on_record(desk, "secret", "police", "R-1", "--withhold", "an enquiry is under way")
    desk.arrive("police", "Report R-1", ("r.pdf", pdf))
    taken = desk.one("--yes")["taken"]
    assert [(r["number"], r["new"]) for r in taken["reports"]] == [(1, False)]
    assert (taken["drafts"], desk.files("R-1")) == ([], [])
    assert "report 1 is withheld: it is not passed on" in taken["remarks"]
