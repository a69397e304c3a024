"""One locked copy of the plan or the minutes for all professionals, with its distribution list."""

import stat
from pathlib import Path

import pytest

from tests.cli.running import Cpconf
from tests.cli.sharing.copies import a_docx, a_pdf, message, password_in, protect, read, words
from tests.procedures.texts import WESTMERE

PLAN = ("--as", "plan")
TO = "professionals"
LIST = "school@example.org, health@example.org"
COPIED = "sw@example.org, chair@example.org"


def the_plan(cpconf: Cpconf) -> Path:
    """The one file of the plan: made again a second later, it would be another file."""
    path = cpconf.folder / "plan.pdf"
    return path if path.exists() else a_pdf(cpconf.folder, "The plan.", name=path.name)


def held(cpconf: Cpconf, procedure: str = "oxfordshire") -> None:
    """A-1, held, with the family, two agencies, social worker and chair."""
    cpconf.book(procedure=procedure, type_="review", at="2026-02-12T10:00")
    for role, address in (
        ("mother", "m@example.org"),
        ("school", "school@example.org"),
        ("health", "health@example.org"),
        ("social_worker", "sw@example.org"),
        ("chair", "chair@example.org"),
    ):
        cpconf.add("A-1", role, "--email", address)
    cpconf.must("held", "A-1", now="2026-02-12T18:00")


def give_parent(cpconf: Cpconf) -> None:
    """The mother has had the plan."""
    protect(cpconf, the_plan(cpconf), *PLAN)
    cpconf.must("sent", "A-1", "--to", "mother", *PLAN)
    release = ("--how", "phone", "--confirmed-by", "Jo Example")
    cpconf.must("release", "A-1", "--to", "mother", *PLAN, *release)


def test_it_is_one_copy_for_all_with_social_worker_and_chair_copied_in(cpconf: Cpconf) -> None:
    held(cpconf)
    give_parent(cpconf)
    ran = protect(cpconf, the_plan(cpconf), *PLAN, "--json", to=TO)
    assert (ran.json["person"], ran.json["people"]) == (None, ["p2", "p3", "p4", "p5"])
    out = cpconf.folder / "out"
    first = message(out / "A-1-professionals-plan-1-report.eml")
    second_path = out / "held" / "A-1-professionals-plan-2-password.eml"
    for letter in (first, message(second_path)):
        assert (letter["To"], letter["Cc"]) == (LIST, COPIED)
    assert "do not give it to the family" in " ".join(words(first).split())
    assert stat.S_IMODE(second_path.stat().st_mode) == 0o600
    text = read(out / "A-1-professionals-plan.pdf", password_in(second_path))
    assert "The plan." in text


def test_the_parents_come_first(cpconf: Cpconf) -> None:
    held(cpconf)
    ran = protect(cpconf, the_plan(cpconf), *PLAN, to=TO, code=5)
    assert "not yet shared with every parent" in ran.err
    protect(
        cpconf,
        the_plan(cpconf),
        *PLAN,
        "--override",
        "parents-first=urgent",
        to=TO,
    )


def test_it_is_the_file_that_the_parents_had(cpconf: Cpconf) -> None:
    held(cpconf)
    give_parent(cpconf)
    ran = protect(cpconf, a_pdf(cpconf.folder, "Another plan."), *PLAN, to=TO, code=5)
    assert "is not the file of the plan" in ran.err


@pytest.mark.parametrize(
    ("procedure", "clause"), [("oxfordshire", "O-23"), ("hounslow", "H-RCPC-A1b")]
)
def test_its_release_does_the_task_of_sending_it(
    cpconf: Cpconf, procedure: str, clause: str
) -> None:
    held(cpconf, procedure)
    give_parent(cpconf)
    protect(cpconf, the_plan(cpconf), *PLAN, to=TO)
    cpconf.must("sent", "A-1", "--to", TO, *PLAN)
    assert cpconf.status().task(clause)["state"] == "open"
    others = {task["task"] for task in cpconf.status().json["tasks"] if task["state"] == "open"}
    ran = cpconf.must(
        "release", "A-1", "--to", TO, *PLAN, "--how", "email", "--confirmed-by", "Jo Example"
    )
    assert "covers more" not in ran.err
    open_ = {task["task"] for task in cpconf.status().json["tasks"] if task["state"] == "open"}
    assert others - open_ == {"send-plan-to-professionals"}
    assert cpconf.status().task(clause)["state"] == "done"


def test_a_task_that_gives_it_to_everyone_is_named_and_stays_open(cpconf: Cpconf) -> None:
    held(cpconf, str(WESTMERE))
    minutes = ("--as", "minutes")
    override = ("--override", "parents-first=urgent")
    protect(cpconf, the_plan(cpconf), *minutes, *override, to=TO)
    cpconf.must("sent", "A-1", "--to", TO, *minutes)
    release = ("--how", "email", "--confirmed-by", "Jo Example")
    ran = cpconf.must("release", "A-1", "--to", TO, *minutes, *release)
    assert "send-minutes covers more than this one copy (W-10)" in ran.err
    assert cpconf.status().task("W-10")["state"] == "open"


def test_minutes_in_word_go_the_same_way(cpconf: Cpconf) -> None:
    held(cpconf)
    ran = protect(
        *(cpconf, a_docx(cpconf.folder), "--as", "minutes", "--json"),
        *("--override", "parents-first=urgent"),
        to=TO,
    )
    assert "A-1-professionals-minutes.docx" in str(ran.json["files"])


def test_an_address_that_changed_keeps_the_password_back(cpconf: Cpconf) -> None:
    held(cpconf)
    give_parent(cpconf)
    protect(cpconf, the_plan(cpconf), *PLAN, to=TO)
    cpconf.must("sent", "A-1", "--to", TO, *PLAN)
    ran = cpconf.must("person", "change", "A-1", "school", "--email", "new@example.org")
    assert "plan for the professionals" in ran.err
    release = ("release", "A-1", "--to", TO, *PLAN, "--how", "email", "--confirmed-by", "Jo")
    ran = cpconf(*release)
    assert (ran.code, "1 address of its list is on record no more" in ran.err) == (5, True)
    assert "protect-report FILE A-1 --to professionals --as plan" in ran.err


def test_somebody_can_be_left_out(cpconf: Cpconf) -> None:
    held(cpconf)
    give_parent(cpconf)
    ran = protect(*(cpconf, the_plan(cpconf), *PLAN, "--json", "--without", "health"), to=TO)
    assert ran.json["people"] == ["p2", "p4", "p5"]
    entry = [
        e
        for e in cpconf.must("history", "A-1", "--json").json["entries"]
        if e["kind"] == "protected"
    ]
    assert entry[-1]["details"]["people"] == ["p2", "p4", "p5"]
    assert "protected: plan, p2, p4, p5;" in cpconf.must("history", "A-1").out


def test_a_mailbox_that_the_family_reads_too_stops_it_unless_they_are_left_out(
    cpconf: Cpconf,
) -> None:
    held(cpconf)
    give_parent(cpconf)
    for shares in ("health", "chair"):
        cpconf.must("person", "change", "A-1", shares, "--email", "m@example.org")
    ran = protect(cpconf, the_plan(cpconf), *PLAN, to=TO, code=5)
    assert "p3 has the same email address as p1" in ran.err
    assert "p5 has the same email address as p1" in ran.err
    left_out = ("--without", "health", "--without", "chair")
    protect(cpconf, the_plan(cpconf), *PLAN, *left_out, to=TO)


def test_a_mailbox_that_the_family_reads_later_keeps_the_password_back(cpconf: Cpconf) -> None:
    held(cpconf)
    give_parent(cpconf)
    protect(cpconf, the_plan(cpconf), *PLAN, "--without", "health", to=TO)
    cpconf.must("sent", "A-1", "--to", TO, *PLAN)
    release = ("release", "A-1", "--to", TO, *PLAN, "--how", "email", "--confirmed-by", "Jo")
    cpconf.must("person", "change", "A-1", "mother", "--email", "school@example.org")
    ran = cpconf(*release)
    assert (ran.code, "p2 has the same email address as p1" in ran.err) == (5, True)
    cpconf.must("person", "change", "A-1", "mother", "--email", "health@example.org")
    cpconf.must(*release)


def test_who_has_no_address_is_named_by_short_id(cpconf: Cpconf) -> None:
    held(cpconf)
    give_parent(cpconf)
    cpconf.add("A-1", "police")
    ran = protect(cpconf, the_plan(cpconf), *PLAN, to=TO)
    assert "not on the list: p6" in ran.err


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ((), 2, "cpconf bundle A-1"),
        (("--as", "report"), 2, "cpconf bundle A-1"),
        ((*PLAN, "--send"), 2, "secure email"),
        ((*PLAN, "--agreed-passphrase"), 2, "one person"),
        ((*PLAN, "--without", "housing"), 4, "no such person"),
    ],
)
def test_what_does_not_go_together_is_refused(
    cpconf: Cpconf, more: tuple[str, ...], code: int, said: str
) -> None:
    held(cpconf)
    ran = protect(cpconf, a_pdf(cpconf.folder), *more, to=TO, code=code)
    assert said in ran.err
    ran = protect(cpconf, a_pdf(cpconf.folder), *PLAN, "--without", "school", code=2)
    assert "--to professionals" in ran.err


def test_the_program_does_not_send_it_and_nobody_hands_it_over(cpconf: Cpconf) -> None:
    held(cpconf)
    give_parent(cpconf)
    protect(cpconf, the_plan(cpconf), *PLAN, to=TO)
    config = '[smtp]\nhost = "127.0.0.1"\nsecurity = "none"\nfrom = "desk@example.org"\n'
    cpconf.configure(config)
    ran = cpconf("send", "A-1", "--to", TO, *PLAN)
    assert (ran.code, "by secure email" in ran.err) == (5, True)
    ran = cpconf("shared", "A-1", "--to", TO, *PLAN, "--how", "visit", "--confirmed-by", "Jo")
    assert (ran.code, "one person at a time" in ran.err) == (5, True)


def test_without_an_agency_that_has_an_address_there_is_no_list(cpconf: Cpconf) -> None:
    cpconf.book(procedure="oxfordshire", type_="review", at="2026-02-12T10:00")
    cpconf.add("A-1", "school")
    cpconf.add("A-1", "chair", "--email", "chair@example.org")
    ran = protect(cpconf, a_pdf(cpconf.folder), *PLAN, to=TO, code=5)
    assert "no professional at A-1 has an email address" in ran.err
