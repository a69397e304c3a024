"""Moving a conference: what moves with it, what is owed again, and what stays."""

import pytest

from cpconf.procedures.loader import load
from tests.cli.running import Cpconf, Ran

LATER = "2026-03-05T14:00"


def move(cpconf: Cpconf, at: str = LATER, *more: str) -> Ran:
    return cpconf.must("reschedule", "A-1", "--at", at, "--reason", "the chair is ill", *more)


def test_every_date_moves_with_the_conference(cpconf: Cpconf) -> None:
    # By hand, for Thursday 5 March 2026 at 14:00: three working days before is Monday 2 March, one
    # is Wednesday 4; 48 hours are Tuesday 3 at 14:00; twenty days after, with Friday 6 March as the
    # first, is Thursday 2 April, in summer time.
    cpconf.book()
    move(cpconf)
    ran = cpconf.status()
    assert ran.json["conference"]["at"] == "2026-03-05T14:00:00+00:00"
    assert ran.task("O-13a")["due"] == "2026-03-02T17:00:00+00:00"
    assert ran.task("O-21")["due"] == "2026-03-04T17:00:00+00:00"
    assert ran.task("O-19")["due"] == "2026-03-03T14:00:00+00:00"
    assert ran.task("O-14m")["needed_by"] == "2026-03-03T14:00:00+00:00"
    assert ran.task("O-24")["due"] == "2026-04-02T17:00:00+01:00"


def test_a_move_gives_the_dates_that_a_booking_there_would(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--fact", "plan_made", "--fact", "children_at_home")
    cpconf.book("A-2", "--fact", "plan_made", "--fact", "children_at_home", at=LATER)
    move(cpconf)
    assert cpconf.status("A-1").json["tasks"] == cpconf.status("A-2").json["tasks"]


def test_the_duration_is_kept(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--ends", "2026-02-12T12:30")
    move(cpconf)
    assert cpconf.status().json["conference"]["ends"] == "2026-03-05T16:30:00+00:00"


def test_the_duration_is_kept_on_the_wall_over_a_change_of_the_clocks(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--ends", "2026-02-12T12:30")
    move(cpconf, "2026-04-02T10:00")
    assert cpconf.status().json["conference"]["ends"] == "2026-04-02T12:30:00+01:00"


@pytest.mark.parametrize("ends", ["15:00", "2026-03-05T15:00", "5/3/2026 3pm"])
def test_another_end_can_be_given(cpconf: Cpconf, ends: str) -> None:
    cpconf.book("A-1", "--ends", "2026-02-12T12:30")
    move(cpconf, LATER, "--ends", ends)
    assert cpconf.status().json["conference"]["ends"] == "2026-03-05T15:00:00+00:00"


def test_without_an_end_none_is_invented(cpconf: Cpconf) -> None:
    cpconf.book()
    move(cpconf)
    assert cpconf.status().json["conference"]["ends"] is None


def test_a_reason_is_needed_and_kept(cpconf: Cpconf) -> None:
    cpconf.book()
    before = cpconf.contents
    assert cpconf("reschedule", "A-1", "--at", LATER).code == 2
    assert cpconf("reschedule", "A-1", "--at", LATER, "--reason", " ").code == 2
    assert cpconf.contents == before
    cpconf.must("reschedule", "A-1", "--at", LATER, "--reason", "-", stdin="the chair is ill\n")
    told = cpconf.must("history", "A-1").out
    assert "the chair is ill" in told
    assert "Thu 12 Feb 2026, 10:00" in told


def test_the_dates_that_move_are_shown_old_and_new(cpconf: Cpconf) -> None:
    cpconf.book()
    changes = {change["clause"]: change for change in move(cpconf, LATER, "--json").json["changes"]}
    assert changes["O-13a"]["was"] == "2026-02-09T17:00:00+00:00"
    assert changes["O-13a"]["becomes"] == "2026-03-02T17:00:00+00:00"
    assert "O-23" not in changes


def test_a_dry_run_shows_the_same_and_keeps_nothing(cpconf: Cpconf) -> None:
    cpconf.book()
    before = cpconf.contents
    tried = move(cpconf, LATER, "--dry-run", "--json")
    assert cpconf.contents == before
    assert move(cpconf, LATER, "--json").json == tried.json


def test_what_is_done_stays_done(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a", "O-14m", "--at", "2026-01-02T10:00")
    cpconf.must("skip", "A-1", "O-13c", "--reason", "not needed")
    move(cpconf)
    ran = cpconf.status()
    assert [ran.task(c)["state"] for c in ("O-13a", "O-14m", "O-13c")] == [
        "done",
        "done",
        "skipped",
    ]
    assert ran.task("O-13a")["marked_at"] == "2026-01-02T10:00:00+00:00"


# Whoever was told the old date must be told the new one: by the registers, the clauses that tell
# somebody the date, invite somebody, or settle what holds at that date only.
REPEATED = [
    ("oxfordshire", "initial", "O-PART-2"),
    ("oxfordshire", "initial", "O-PART-5"),
    ("oxfordshire", "review", "O-PART-5"),
    ("oxfordshire", "initial", "O-11i"),
    ("oxfordshire", "initial", "O-12"),
    ("oxfordshire", "initial", "O-21"),
    ("oxfordshire", "review", "O-1"),
    ("oxfordshire", "review", "O-9a"),
    ("oxfordshire", "review", "O-9c"),
    ("hounslow", "initial", "H-ICPC-P1"),
    ("hounslow", "initial", "H-ICPC-C2"),
    ("hounslow", "review", "H-ICPC-P1"),
    ("hounslow", "review", "H-ICPC-C2"),
]


@pytest.mark.parametrize(("procedure", "type_", "clause"), REPEATED)
def test_what_a_new_date_makes_necessary_again_is_open_again(
    cpconf: Cpconf, procedure: str, type_: str, clause: str
) -> None:
    cpconf.book("A-1", "--fact", "children_at_home", procedure=procedure, type_=type_)
    if clause == "O-PART-5":
        cpconf.add("A-1", "school")
    cpconf.must("done", "A-1", clause, "--override", "for the test", "--note", "told the old date")
    ran = move(cpconf, LATER, "--json")
    assert cpconf.status().task(clause)["state"] == "open"
    (change,) = [change for change in ran.json["changes"] if change["clause"] == clause]
    assert change["reopened"] is True
    assert "told the old date" in cpconf.must("history", "A-1").out


@pytest.mark.parametrize("procedure", ["hounslow", "oxfordshire"])
def test_nothing_else_is_opened_again_by_a_new_date(procedure: str) -> None:
    tasks = load(procedure).procedure.tasks
    assert {task.clause for task in tasks if task.repeat_when_moved} == {
        clause for of, _, clause in REPEATED if of == procedure
    }


def test_a_skipped_invitation_stays_skipped(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("skip", "A-1", "O-11i", "--reason", "by telephone this time")
    move(cpconf)
    assert cpconf.status().task("O-11i")["state"] == "skipped"


def test_a_task_reopened_by_a_later_hour_is_shown(cpconf: Cpconf) -> None:
    # O-21 is due the working day before, at close of business: another hour leaves its date.
    cpconf.book()
    cpconf.must("done", "A-1", "O-21")
    ran = move(cpconf, "2026-02-12T14:00", "--json")
    assert cpconf.status().task("O-21")["state"] == "open"
    assert "O-21" in {change["clause"] for change in ran.json["changes"]}


def test_what_is_taken_back_after_a_move_is_due_by_the_new_date(cpconf: Cpconf) -> None:
    # By hand: three working days before Thursday 5 March 2026 is Monday 2 March.
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a")
    move(cpconf)
    assert cpconf.status().task("O-13a")["due"] == "2026-02-09T17:00:00+00:00"
    cpconf.must("undo", "A-1", "O-13a")
    assert cpconf.status().task("O-13a")["due"] == "2026-03-02T17:00:00+00:00"


def test_another_end_alone_is_no_new_date(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--ends", "12:30")
    cpconf.must("done", "A-1", "O-PART-2", "O-21")
    move(cpconf, "2026-02-12T10:00", "--ends", "12:00")
    assert {cpconf.status().task(c)["state"] for c in ("O-PART-2", "O-21")} == {"done"}


def test_limits_stay_and_are_judged_anew(cpconf: Cpconf) -> None:
    # By the worked case of E-ICPC-15: from 12 December 2025 the last day is 7 January 2026.
    cpconf.book("A-1", "--strategy-discussion", "2025-12-12", at="2026-01-07T10:00")
    before = cpconf.status().limit("E-ICPC-15")
    ran = move(cpconf, "2026-01-08T10:00")
    after = cpconf.status().limit("E-ICPC-15")
    assert (before["met"], after["met"]) == (True, False)
    assert before["due"] == after["due"]
    assert "E-ICPC-15" in ran.out + ran.err


def test_an_over_limit_move_warns_with_json_as_a_booking_does(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--strategy-discussion", "2025-12-12", at="2026-01-07T10:00")
    assert "E-ICPC-15" in move(cpconf, "2026-01-08T10:00", "--json").err


def test_a_conference_can_be_moved_into_the_past_and_onto_a_day_off(cpconf: Cpconf) -> None:
    cpconf.book()
    ran = move(cpconf, "2025-12-25T10:00")
    assert "nobody works" in ran.out + ran.err
    assert cpconf.status().json["conference"]["at"] == "2025-12-25T10:00:00+00:00"


@pytest.mark.parametrize(
    "more",
    [
        ("--at", "2026-02-12T10:00"),
        ("--at", "2026-03-05"),
        ("--at", "soon"),
        ("--at", ""),
        ("--at", "2026-03-29T01:30"),
        ("--at", LATER, "--ends", "13:00"),
        ("--at", LATER, "--ends", "2026-03-07T13:00"),
        ("--at", LATER, "--ends", "late"),
    ],
)
def test_a_move_that_is_none_or_unreadable_changes_nothing(
    cpconf: Cpconf, more: tuple[str, ...]
) -> None:
    cpconf.book()
    before = cpconf.contents
    ran = cpconf("reschedule", "A-1", "--reason", "x", *more)
    assert (ran.code, ran.out) == (2, "")
    assert cpconf.contents == before


def test_a_conference_that_is_not_on_record_is_not_found(cpconf: Cpconf) -> None:
    cpconf.book()
    assert cpconf("reschedule", "A-2", "--at", LATER, "--reason", "x").code == 4


def test_a_move_goes_by_today_s_working_days(cpconf: Cpconf) -> None:
    # By hand: Monday 2 March closed, the third working day before Thursday 5 is Friday 27 February.
    cpconf.book()
    cpconf.configure('[[closure]]\ndate = 2026-03-02\nname = "Training day"\n')
    move(cpconf)
    assert cpconf.status().task("O-13a")["due"] == "2026-02-27T17:00:00+00:00"


def test_a_move_goes_by_the_pinned_procedure(cpconf: Cpconf) -> None:
    file = cpconf.folder / "local.toml"
    text = (
        'format = 1\nname = "local"\ntitle = "Local"\nedition = "1"\n'
        '[source]\ndocument = "D"\npublisher = "P"\n[conferences]\ninitial = ["video"]\n'
        '[[task]]\nname = "write"\nclause = "L-1"\nsection = "1"\nrole = "social_worker"\n'
        'title = "Write"\ndue = "3 working days before conference"\nreading = "R1"\n'
    )
    file.write_text(text, "utf-8")
    cpconf.book("A-1", procedure="local.toml")
    file.write_text(text.replace('"3 working', '"4 working'), "utf-8")
    move(cpconf)
    assert cpconf.status().task("L-1")["due"] == "2026-03-02T17:00:00+00:00"
    file.unlink()
    move(cpconf, "2026-02-12T10:00")
    assert cpconf.status().task("L-1")["due"] == "2026-02-09T17:00:00+00:00"
