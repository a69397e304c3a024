"""A changed calendar: which open dates move, and moving them."""

from typing import Any

import pytest

from tests.cli.running import OVER, Cpconf

CLOSED = '[[closure]]\ndate = {day}\nname = "Training day"\n'


def close(cpconf: Cpconf, *days: str) -> None:
    cpconf.configure("".join(CLOSED.format(day=day) for day in days))


def changes(cpconf: Cpconf) -> dict[str, dict[str, Any]]:
    ran = cpconf("working-days", "check", "--json")
    found = {change["clause"]: change for change in ran.json["changes"]}
    assert ran.code == (3 if found else 0)
    return found


def due(cpconf: Cpconf, clause: str) -> str | None:
    moment: str | None = cpconf.status().task(clause)["due"]
    return moment


def test_without_a_change_nothing_would_move(cpconf: Cpconf) -> None:
    cpconf.book()
    ran = cpconf("working-days", "check")
    assert (ran.code, ran.err) == (0, "")
    assert changes(cpconf) == {}


# By hand, for Thursday 12 February 2026 with Tuesday 10 closed: the third working day before is
# Friday 6 instead of Monday 9, the first stays; the fifteenth after Thursday 22 January is Friday
# 13 instead of Thursday 12; the minutes stay, whose days come after.
def test_what_a_closure_would_move_is_found_with_its_reason(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--strategy-discussion", "2026-01-22", procedure="hounslow")
    close(cpconf, "2026-02-10")
    found = changes(cpconf)
    assert {clause: (c["was"], c["becomes"]) for clause, c in found.items()} == {
        "H-ICPC-P1": ("2026-02-09T17:00:00+00:00", "2026-02-06T17:00:00+00:00"),
        "H-ICPC-C2": ("2026-02-09T17:00:00+00:00", "2026-02-06T17:00:00+00:00"),
        "H-ICPC-P3": ("2026-02-09T17:00:00+00:00", "2026-02-06T17:00:00+00:00"),
        "E-ICPC-15": ("2026-02-12T17:00:00+00:00", "2026-02-13T17:00:00+00:00"),
    }
    assert all("Training day" in change["why"] for change in found.values())
    assert {change["ref"] for change in found.values()} == {"A-1"}


def test_checking_moves_nothing(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    close(cpconf, "2026-02-10")
    before = cpconf.contents
    assert cpconf("working-days", "check").code == 3
    assert cpconf.contents == before


def test_nothing_moves_by_itself(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    close(cpconf, "2026-02-10")
    cpconf.must("fact", "A-1", "split")
    cpconf.add("A-1", "mother")
    cpconf.must("done", "A-1", "H-ICPC-P1", "H-ICPC-C2")
    assert due(cpconf, "H-ICPC-P3") == "2026-02-09T17:00:00+00:00"
    assert set(changes(cpconf)) == {"H-ICPC-P3"}


def test_applying_moves_them_on_record(cpconf: Cpconf) -> None:
    cpconf.book("A-1", procedure="hounslow")
    close(cpconf, "2026-02-10")
    cpconf.must("working-days", "apply")
    assert due(cpconf, "H-ICPC-P3") == "2026-02-06T17:00:00+00:00"
    assert changes(cpconf) == {}
    assert "calendar" in cpconf.must("history", "A-1").out


def test_a_dry_run_shows_the_same_and_moves_nothing(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    close(cpconf, "2026-02-10")
    before = cpconf.contents
    tried = cpconf.must("working-days", "apply", "--dry-run", "--json")
    assert cpconf.contents == before
    assert cpconf.must("working-days", "apply", "--json").json == tried.json


def test_a_closure_taken_back_moves_them_back(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    before = cpconf.status().json
    close(cpconf, "2026-02-10")
    cpconf.must("working-days", "apply")
    close(cpconf)
    assert set(changes(cpconf)) == {"H-ICPC-P1", "H-ICPC-C2", "H-ICPC-P3"}
    cpconf.must("working-days", "apply")
    assert cpconf.status().json == before


def test_changed_office_hours_move_what_is_due_at_close(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.configure('[authority]\noffice_hours = ["08:30", "16:30"]\n')
    found = changes(cpconf)
    assert found["H-ICPC-P3"]["becomes"] == "2026-02-09T16:30:00+00:00"
    assert "H-ICPC-P6" not in found
    cpconf.must("working-days", "apply")
    assert due(cpconf, "H-ICPC-P3") == "2026-02-09T16:30:00+00:00"


def test_only_open_dates_move(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.must("done", "A-1", "H-ICPC-P3", "H-ICPC-C2")
    cpconf.must("skip", "A-1", "H-ICPC-P1", "--reason", "by hand")
    close(cpconf, "2026-02-10")
    assert changes(cpconf) == {}
    cpconf.must("working-days", "apply")
    assert due(cpconf, "H-ICPC-P3") == "2026-02-09T17:00:00+00:00"


def test_a_cancelled_conference_has_no_open_dates(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.must("cancel", "A-1", "--reason", "ill", "--authorised-by", "Jo Example")
    close(cpconf, "2026-02-10")
    assert changes(cpconf) == {}


def test_a_held_conference_keeps_moving_what_comes_after(cpconf: Cpconf) -> None:
    # By hand: with Friday 20 February closed the twentieth day is Friday 13 March 2026.
    cpconf.book(procedure="hounslow")
    cpconf.must("held", "A-1", now=OVER)
    close(cpconf, "2026-02-20")
    assert changes(cpconf)["H-ICPC-A2"]["becomes"] == "2026-03-13T17:00:00+00:00"


def test_every_conference_is_looked_at(cpconf: Cpconf) -> None:
    for ref in ("A-1", "A-2", "A-3"):
        cpconf.book(ref, procedure="hounslow")
    close(cpconf, "2026-02-10")
    ran = cpconf("working-days", "check", "--json")
    assert {change["ref"] for change in ran.json["changes"]} == {"A-1", "A-2", "A-3"}
    cpconf.must("working-days", "apply")
    assert changes(cpconf) == {}


def test_a_new_booking_goes_by_the_new_calendar(cpconf: Cpconf) -> None:
    cpconf.book("A-1", procedure="hounslow")
    close(cpconf, "2026-02-10")
    cpconf.book("A-2", procedure="hounslow")
    assert cpconf.status("A-2").task("H-ICPC-P3")["due"] == "2026-02-06T17:00:00+00:00"
    assert cpconf.status("A-1").task("H-ICPC-P3")["due"] == "2026-02-09T17:00:00+00:00"


def test_a_closure_on_a_day_off_moves_nothing(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    close(cpconf, "2026-02-08", "2025-12-25")
    assert changes(cpconf) == {}


def test_the_reason_is_a_day_that_counts(cpconf: Cpconf) -> None:
    # Sunday 8 February is nearer to Monday 9, which moves, than Wednesday 11; nobody works on it.
    cpconf.book(procedure="hounslow")
    text = CLOSED.format(day="2026-02-11") + CLOSED.format(day="2026-02-08")
    cpconf.configure(text.replace("Training", "Planning", 1))
    assert "Planning day" in changes(cpconf)["H-ICPC-P3"]["why"]


@pytest.mark.parametrize(
    "command",
    [("fact", "A-1", "split"), ("person", "add", "A-1", "--role", "chair", "--name", "R")],
)
def test_what_was_done_keeps_its_date_after_applying(
    cpconf: Cpconf, command: tuple[str, ...]
) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.must("done", "A-1", "H-ICPC-P5")
    close(cpconf, "2026-02-11")
    cpconf.must("working-days", "apply")
    assert due(cpconf, "H-ICPC-P5") == "2026-02-11T17:00:00+00:00"
    cpconf.must(*command)
    assert due(cpconf, "H-ICPC-P5") == "2026-02-11T17:00:00+00:00"


def test_what_is_undone_after_applying_is_found(cpconf: Cpconf) -> None:
    # By hand: with Wednesday 11 February closed, the working day before Thursday 12 is Tuesday 10.
    cpconf.book(procedure="hounslow")
    cpconf.must("done", "A-1", "H-ICPC-P5")
    close(cpconf, "2026-02-11")
    cpconf.must("working-days", "apply")
    cpconf.must("undo", "A-1", "H-ICPC-P5")
    by_then = changes(cpconf)
    moved = by_then["H-ICPC-P5"]["becomes"] if by_then else due(cpconf, "H-ICPC-P5")
    assert moved == "2026-02-10T17:00:00+00:00"


def test_changed_office_hours_are_shown_as_times(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.configure('[authority]\noffice_hours = ["08:30", "16:30"]\n')
    assert "16:30" in cpconf("working-days", "check").out


def test_without_a_store_it_says_so(cpconf: Cpconf) -> None:
    ran = cpconf("working-days", "check")
    assert ran.code == 0
    assert "nothing yet" in ran.out + ran.err


def test_without_a_store_the_json_is_empty_and_none_is_made(cpconf: Cpconf) -> None:
    for command in ("check", "apply"):
        ran = cpconf("working-days", command, "--json")
        assert (ran.code, ran.json["changes"]) == (0, [])
    assert not cpconf.has_store


def test_urgency_goes_by_the_calendar_on_record(cpconf: Cpconf) -> None:
    # By hand: from Thursday 5 February, Monday 9 is two working days on; with Friday 6 closed, one;
    # from Wednesday 4 it is three, with Friday closed two.
    cpconf.book()
    close(cpconf, "2026-02-06")
    before = cpconf.status(now="2026-02-04T12:00").task("O-13a")["urgency"]
    cpconf.must("fact", "A-1", "split")
    after = cpconf.status(now="2026-02-04T12:00").task("O-13a")["urgency"]
    assert (before, after) == ("later", "soon")


def test_what_is_dated_after_applying_falls_on_no_day_off(cpconf: Cpconf) -> None:
    # By hand: from Friday 13 February 2026 the twentieth working day is Friday 13 March; closed, it
    # is Monday 16. From Thursday 12 it was Thursday 12 March, which the closure leaves.
    cpconf.book(procedure="hounslow")
    close(cpconf, "2026-03-13")
    cpconf.must("working-days", "apply")
    cpconf.must("held", "A-1", "--ended", "2026-02-13T00:30", now=OVER)
    assert due(cpconf, "H-ICPC-A2") == "2026-03-16T17:00:00+00:00"
